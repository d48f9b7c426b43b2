/**
 * Builds the page of the HTML report: the script in `src/report/html/page` with uPlot in it, bundled and minified, and the style sheets, as
 * strings with the hashes that the page's content security policy names, in `src/report/html/generated/page.ts`.
 *
 * The same sources give the same bytes; a file that would not change is left alone.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src/report/html');
const uplot = join(root, 'node_modules/uplot');

const licence = readFileSync(join(uplot, 'LICENSE'), 'utf8').trim();
const { version } = JSON.parse(readFileSync(join(uplot, 'package.json'), 'utf8'));
const notice = `/*!\nuPlot ${version}, https://github.com/leeoniya/uPlot\n\n${licence}\n*/\n`;

const build = await rolldown({
  cwd: root,
  input: join(folder, 'page/main.ts'),
  platform: 'browser',
  onLog: (level, log) => {
    if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
  },
});
const { output } = await build.generate({ format: 'iife', minify: true, comments: { legal: false } });
await build.close();

const script = notice + output[0].code.trim();
const style = [join(folder, 'page/style.css'), join(uplot, 'dist/uPlot.min.css')]
  .map((file) =>
    readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .trim(),
  )
  .join('\n');
for (const [name, text] of [
  ['script', script],
  ['style', style],
]) {
  // either would end the element that holds it, or open what only a second such end closes
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`the report's ${name} holds the end of an element`);
}

const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const literals = { pageScript: script, pageScriptHash: hash(script), pageStyle: style, pageStyleHash: hash(style) };
const lines = Object.entries(literals).map(([name, text]) => `export const ${name}: string = ${JSON.stringify(text)};`);
const text = `// Built from ../page and uPlot by scripts/build-report.mjs.\n${lines.join('\n')}\n`;

const target = join(folder, 'generated/page.ts');
if (readIfThere(target) !== text) {
  mkdirSync(join(folder, 'generated'), { recursive: true });
  // several runs may build at once: each moves its own file into place
  writeFileSync(`${target}.${process.pid}`, text);
  renameSync(`${target}.${process.pid}`, target);
  console.log(`report page: ${script.length} characters of script, ${style.length} of style`);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
