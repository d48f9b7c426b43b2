/** Where the run record lies, and whose results it holds: runs without a check, in its place something else, files outside of the root. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRunRecord } from '../../src/drift/index.ts';
import type { RunRecord } from '../../src/drift/index.ts';
import { baselineProject, runAtDesk } from './baseline-project.ts';

const assertion = "test('t', () => expect(u(1)).toMatchDriftBaseline([1]));\n";
const recordIn = (folder: string): RunRecord =>
  parseRunRecord(readFileSync(join(folder, 'drift-run.json'), 'utf8'), 'record');

describe.each(['Vitest', 'Jest'] as const)('in %s', (runner) => {
  test('a run without a check empties the record of the one before, and makes none', async () => {
    const plain = { 'plain.test.js': "test('t', () => {});" };
    const folder = baselineProject({ ...plain, 'a.test.js': assertion });
    expect(await runAtDesk(runner, folder, {}, 'plain')).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'drift-run.json'))).toBe(false);
    expect(await runAtDesk(runner, folder)).toMatchObject({ status: 0 });
    expect(recordIn(folder).checks).toHaveLength(1);
    // no test file at all is no run
    await runAtDesk(runner, folder, {}, 'no such file');
    expect(recordIn(folder).checks).toHaveLength(1);
    expect(await runAtDesk(runner, folder, {}, 'plain')).toMatchObject({ status: 0 });
    expect(recordIn(folder)).toMatchObject({ checks: [], obsolete: [] });
  });

  test('a record that cannot be written is told, and the run is what it was', async () => {
    const folder = baselineProject({ 'a.test.js': assertion });
    mkdirSync(join(folder, 'drift-run.json/inside'), { recursive: true });
    const { status, output } = await runAtDesk(runner, folder);
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toMatch(/ulpwise: .*drift-run\.json cannot be written: E[A-Z]+/);
    expect(output).toContain('Drift  1 new');
    expect(output).toMatch(/Tests:? +1 passed/);
    expect(output).not.toMatch(/Unhandled/i);
  });

  test('test files outside of the root are named in the table, apart, and told not to be in the record', async () => {
    const folder = baselineProject({
      'x/index.test.js': assertion,
      'y/index.test.js': assertion,
      'root/index.test.js': assertion,
    });
    writeFileSync(
      join(folder, 'root/vitest.config.mjs'),
      `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, dir: '..' } };`,
    );
    writeFileSync(
      join(folder, 'root/jest.config.js'),
      `const common = { setupFilesAfterEnv: ['ulpwise/jest'], transform: {} };
module.exports = {
  reporters: ['default', 'ulpwise/jest/reporter'],
  projects: ['x', 'y', 'root'].map((name) => ({ ...common, rootDir: ${JSON.stringify(folder)} + '/' + name })),
};`,
    );
    rmSync(join(folder, 'vitest.config.mjs'));
    const { status, output } = await runAtDesk(runner, join(folder, 'root'));
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toContain('Drift  3 new');
    expect(output).toMatch(/new +\.\.\/x\/index\.test\.js > t#1/);
    expect(output).toMatch(
      /drift-run\.json has nothing of \.\.\/x\/index\.test\.js, \.\.\/y\/index\.test\.js: these lie outside/,
    );
    expect(recordIn(join(folder, 'root')).checks.map(({ file }) => file)).toEqual(['index.test.js']);
  });
});
