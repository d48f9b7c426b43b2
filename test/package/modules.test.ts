/** The entries of the packed package, loaded by Node itself in both module systems. */
import { describe, expect, inject, test } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';

const installation = inject('installation');

test('require() gives the core to CommonJS', async () => {
  const project = makeProject(installation, {
    'main.cjs': `const { compare, roundToFormat } = require('ulpwise');
console.log(roundToFormat(0.1, 'float16'), compare(new Float32Array([1]), [1], { ulp: 0 }).passed);`,
  });
  // 0.1 in float16: 1638·2^-14
  expect(await runNode(project, ['main.cjs'])).toEqual({ status: 0, output: '0.0999755859375 true\n' });
});

test('import gives the same core to ES modules', async () => {
  const project = makeProject(installation, {
    'main.mjs': `import { compare, roundToFormat } from 'ulpwise';
console.log(roundToFormat(0.1, 'float16'), compare(new Float32Array([1]), [1], { ulp: 0 }).passed);`,
  });
  expect(await runNode(project, ['main.mjs'])).toEqual({ status: 0, output: '0.0999755859375 true\n' });
});

test('both module systems offer the same names', async () => {
  const names = `const list = (module) => Object.keys(module).filter((name) => name !== 'default' && name !== '__esModule' && name !== 'module.exports').sort().join();`;
  const project = makeProject(installation, {
    'main.mjs': `import { createRequire } from 'node:module';
${names}
const require = createRequire(import.meta.url);
for (const entry of ['ulpwise', 'ulpwise/torch', 'ulpwise/matchers', 'ulpwise/expect']) {
  const [esm, cjs] = [list(await import(entry)), list(require(entry))];
  console.log(entry, esm === cjs, esm.length > 0);
}`,
  });
  expect(await runNode(project, ['main.mjs'])).toEqual({
    status: 0,
    output: 'ulpwise true true\nulpwise/torch true true\nulpwise/matchers true true\nulpwise/expect true true\n',
  });
});

test('a reference that the core made keeps its error bound in the matchers', async () => {
  const project = makeProject(installation, {
    'main.mjs': `import { withErrorBound } from 'ulpwise';
import { matchers } from 'ulpwise/matchers';
const reference = withErrorBound([1], [1e-6]);
const within = (bound) => matchers.toMatchFloat64Within(Float64Array.of(1 + 2 ** -20), reference, { bound }).pass;
console.log(within(1), within(0.9));`,
  });
  // 2^-20 is 0.954 of 1e-6
  expect(await runNode(project, ['main.mjs'])).toEqual({ status: 0, output: 'true false\n' });
});

describe('node:test', () => {
  const body = `
test('passes', () => expect(new Float32Array([1, 2])).toMatchFloat64Within([1, 2], { ulp: 2 }));
test('fails', () => expect(new Float32Array([1 + 2 ** -21])).toMatchFloat64Within([1], { ulp: 3 }));
`;

  test.each([
    ['an ES module', 'first.test.mjs', `import { test } from 'node:test';\nimport { expect } from 'ulpwise/expect';\n`],
    [
      'CommonJS',
      'first.test.cjs',
      `const { test } = require('node:test');\nconst { expect } = require('ulpwise/expect');\n`,
    ],
  ])('takes expect in %s', async (_, file, head) => {
    const project = makeProject(installation, { [file]: head + body });
    const { status, output } = await runNode(project, ['--test', '--test-reporter=tap', file]);
    expect(output).toContain('# pass 1');
    expect(output).toContain('# fail 1');
    expect(output).toMatch(/\b4(?:\.0+)? ulp/);
    expect(output).not.toContain('Warning');
    expect(status).toBe(1);
  });
});
