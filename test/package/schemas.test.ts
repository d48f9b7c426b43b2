/** The schemas as installed, on files that the runners wrote. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';
import { schemaAt } from '../support/schemas.ts';

const installation = inject('installation');
const resolve = createRequire(join(installation, 'package.json')).resolve;
const faults = {
  baseline: schemaAt(resolve('ulpwise/schemas/baseline-1.json')),
  run: schemaAt(resolve('ulpwise/schemas/run-1.json')),
};
const vitest = [join(installation, 'node_modules/vitest/vitest.mjs'), 'run'];
const jest = [join(installation, 'node_modules/jest/bin/jest.js')];

const files = {
  'a.test.js': `const off = Number(process.env.OFF);
test('all kinds of entries', () => {
  expect(Float32Array.of(1 + off * 2 ** -23, NaN)).toMatchDriftBaseline([1, NaN]);
  expect(new Float64Array(1000).fill(off)).toMatchValueBaseline({ ulp: 1 });
});
test('complex numbers', () => expect([{ re: 1, im: off }]).toMatchValueBaseline({ ulp: 1 }));
test('integers', () => {
  expect(BigInt64Array.of(2n ** 60n)).toMatchValueBaseline({ abs: 0 });
});
if (off === 3) test('gone', () => expect(-0).toMatchValueBaseline({ abs: 0 }));
`,
  'package.json': '{}',
  'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['ulpwise/jest/reporter'], transform: {} };`,
  'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, include: ['*.test.js'] } };`,
};

describe.each([
  ['Vitest', vitest],
  ['Jest', jest],
])('what %s writes', (_, command) => {
  test('is valid: baselines, and the records of a first run and of one that got worse', async () => {
    const folder = makeProject(installation, files);
    const read = (file: string): { checks: { outcome: string }[]; obsolete: object[] } =>
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as never;
    const run = (off: number, ci: string): Promise<unknown> =>
      runNode(folder, command, { env: { OFF: String(off), CI: ci, GITHUB_ACTIONS: '' } });
    await run(3, '');
    expect(read('drift-run.json').checks.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'new', 'new', 'new']);
    expect(faults.run(read('drift-run.json'))).toEqual([]);
    expect(faults.baseline(read('__drift__/a.test.js.drift.json'))).toEqual([]);
    await run(5, 'true');
    const worse = read('drift-run.json');
    expect(new Set(worse.checks.map(({ outcome }) => outcome))).toEqual(new Set(['regressed', 'within']));
    expect(worse.obsolete).toHaveLength(1);
    expect(faults.run(worse)).toEqual([]);
  });
});
