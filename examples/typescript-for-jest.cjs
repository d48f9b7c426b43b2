// Jest reads JavaScript; this takes the types out of the suites, which need no more than that.
const typescript = require('typescript5');

module.exports = {
  process: (source, fileName) => ({
    code: typescript.transpileModule(source, {
      fileName,
      compilerOptions: {
        module: typescript.ModuleKind.CommonJS,
        target: typescript.ScriptTarget.ES2022,
        inlineSourceMap: true,
      },
    }).outputText,
  }),
};
