/**
 * What registering the matchers costs a test file: the time from `import 'ulpwise/vitest'` to its end, in a fresh worker for each of 20 files,
 * and the same for Jest. Beside it, as a scale, the time to load an empty module the same way. On a machine that does other work too, go by
 * the processor time.
 *
 *   npm run build && node bench/registration.mjs
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = 20;
const clock = 'const [start, before] = [performance.now(), process.cpuUsage()];\n';
const stop = `const [end, { user, system }] = [performance.now(), process.cpuUsage(before)];
appendFileSync(process.env.TIMES, \`\${end - start} \${(user + system) / 1000}\\n\`);\n`;
const folder = mkdtempSync(join(tmpdir(), 'ulpwise-registration-'));

try {
  // a copy inside `node_modules`, as a user has it: Vitest would transform what lies elsewhere, file by file
  const modules = join(folder, 'node_modules');
  const dist = join(modules, 'ulpwise/dist');
  cpSync(join(root, 'dist'), dist, { recursive: true });
  cpSync(join(root, 'package.json'), join(modules, 'ulpwise/package.json'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of ['vitest', ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  mkdirSync(join(modules, 'empty'));
  writeFileSync(join(modules, 'empty/index.mjs'), 'export {};\n');
  writeFileSync(join(modules, 'empty/index.cjs'), '');
  console.log('milliseconds a test file     median      least       most   processor, median');
  vitest('Vitest, empty module', join(modules, 'empty/index.mjs'));
  vitest('Vitest, ulpwise/vitest', join(dist, 'esm/plugins/vitest/index.js'));
  jest('Jest, empty module', join(modules, 'empty/index.cjs'));
  jest('Jest, ulpwise/jest', join(dist, 'cjs/plugins/jest/index.js'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function vitest(title, module) {
  const setup = `import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
void expect;
${clock}await import(${JSON.stringify(module)});\n${stop}`;
  const config = `export default { test: { setupFiles: ['./setup.mjs'], maxWorkers: 1, pool: 'forks' } };\n`;
  const test = `import { test } from 'vitest';\ntest('nothing', () => {});\n`;
  measure(title, { 'setup.mjs': setup, 'vitest.config.mjs': config, test, extension: 'test.mjs' }, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
  ]);
}

function jest(title, module) {
  const setup = `const { appendFileSync } = require('node:fs');
${clock}require(${JSON.stringify(module)});\n${stop}`;
  const config = `module.exports = { setupFilesAfterEnv: ['./setup.cjs'], transform: {}, maxWorkers: 1, testMatch: ['**/*.test.cjs'], moduleFileExtensions: ['cjs', 'js'] };\n`;
  measure(
    title,
    { 'setup.cjs': setup, 'jest.config.cjs': config, test: `test('nothing', () => {});\n`, extension: 'test.cjs' },
    [join(root, 'node_modules/jest/bin/jest.js')],
  );
}

function measure(title, { test, extension, ...configuration }, command) {
  const project = mkdtempSync(join(folder, 'project-'));
  mkdirSync(join(project, 'tests'));
  for (const [name, text] of Object.entries(configuration)) writeFileSync(join(project, name), text);
  for (let i = 0; i < files; i++) writeFileSync(join(project, 'tests', `${i}.${extension}`), test);
  const times = join(project, 'times.txt');
  appendFileSync(times, '');
  const { status, stderr } = spawnSync(process.execPath, command, {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, TIMES: times, NODE_ENV: 'test' },
  });
  if (status !== 0) throw new Error(stderr);
  const rows = readFileSync(times, 'utf8').trim().split('\n');
  const [wall, processor] = [0, 1].map((column) =>
    rows.map((row) => Number(row.split(' ')[column])).sort((a, b) => a - b),
  );
  const cells = [wall[wall.length >> 1], wall[0], wall.at(-1)].map((ms) => ms.toFixed(2).padStart(11));
  console.log(title.padEnd(24) + cells.join('') + processor[processor.length >> 1].toFixed(2).padStart(20));
}
