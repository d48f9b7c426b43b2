/**
 * A failed run of CI, in two shards, accepted from its records in a checkout where no test runs: the baseline files are then, byte for byte,
 * those that the runner's -u leaves.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';
import type { Outcome } from '../support/project.ts';

const installation = inject('installation');
const runners: [string, string[]][] = [
  ['Vitest', [join(installation, 'node_modules/vitest/vitest.mjs'), 'run']],
  ['Jest', [join(installation, 'node_modules/jest/bin/jest.js')]],
];
const local = { CI: '', GITHUB_ACTIONS: '' };
const command = join(installation, 'node_modules/ulpwise/dist/esm/src/cli/main.js');

const files = {
  'a.test.js': `const bad = process.env.STEP === 'bad';
const ulps = (count) => Float32Array.of(1 + count * 2 ** -23, 1);
test('worse', () => expect(ulps(bad ? 7 : 2)).toMatchDriftBaseline([1, 1]));
test('better', () => expect(ulps(bad ? 2 : 7)).toMatchDriftBaseline([1, 1]));
test('same', () => expect(ulps(2)).toMatchDriftBaseline([1, 1]));
test('shape', () => expect(bad ? [1, 1, 1] : [1, 1]).toMatchDriftBaseline(bad ? [1, 1, 1] : [1, 1]));
test('not a number', () => expect([bad ? NaN : 1]).toMatchDriftBaseline([1]));
if (bad) test('new', () => expect({ a: ulps(1), b: ulps(3) }).toMatchDriftBaseline({ a: [1, 1], b: [1, 1] }));
else test('gone', () => expect(ulps(1)).toMatchDriftBaseline([1, 1]));
`,
  'deep/b.test.js': `const bad = process.env.STEP === 'bad';
const line = (shift) => Float32Array.from({ length: 1000 }, (_, i) => 1 + (i + shift) * 2 ** -20);
test('large', () => expect(line(bad ? 5 : 0)).toMatchValueBaseline({ ulp: 1 }));
test('small', () => expect([bad ? 0.5 : 0.1, -0]).toMatchValueBaseline({ ulp: 1 }));
test('steady', () => expect(line(2)).toMatchValueBaseline({ ulp: 1 }));
if (bad) test('new and large', () => expect(line(9)).toMatchValueBaseline({ ulp: 1 }));
`,
  'package.json': '{}',
  'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['ulpwise/jest/reporter'], transform: {} };`,
  'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, include: ['**/*.test.js'] } };`,
};

/** A folder of its own with what is in another. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(installation, 'project-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Baseline files and sidecars, by path. */
function baselines(folder: string): Record<string, string> {
  const paths = ['__drift__', 'deep/__drift__'].flatMap((place) =>
    readdirSync(join(folder, place)).map((name) => `${place}/${name}`),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** Run records, and the numbers that lie beside them. */
function recordsIn(folder: string): string[] {
  return readdirSync(folder).filter((entry) => entry.startsWith('drift-run.'));
}

describe.each(runners)('a run of %s', (runnerName, runner) => {
  let committed: string | undefined;

  /** The project as it is committed, with a tolerance written by hand. */
  async function project(): Promise<string> {
    if (committed === undefined) {
      const folder = makeProject(installation, files);
      const first = await runNode(folder, runner, { env: local });
      expect([first.status, first.output]).toEqual([0, expect.stringMatching(/9 new|written/)]);
      const path = join(folder, '__drift__/a.test.js.drift.json');
      const edited = readFileSync(path, 'utf8').replace(
        /("worse#1": \{[^]*?"shape": "\[2\]")/,
        '$1,\n      "tolerance": {\n        "growth": "50%"\n      }',
      );
      writeFileSync(path, edited);
      rmSync(join(folder, 'drift-run.json'));
      committed = folder;
    }
    return copyOf(committed);
  }

  test.each(['', 'webgpu'])(
    'is accepted from its records as -u would write it, in the environment %j',
    async (name) => {
      const env = { STEP: 'bad', ULPWISE_ENVIRONMENT: name };
      const ci = await project();
      // once by way of blobs, which carry all that a record needs to another machine
      const blobs = runnerName === 'Vitest' && name !== '';
      for (const shard of ['1/2', '2/2']) {
        const args = [`--shard=${shard}`, ...(blobs ? ['--reporter=blob'] : [])];
        expect((await runNode(ci, [...runner, ...args], { env })).status).toBe(1);
      }
      if (blobs) {
        for (const entry of recordsIn(ci)) rmSync(join(ci, entry), { recursive: true });
        await runNode(ci, [...runner, '--merge-reports'], { env });
      }
      const updated = await project();
      await runNode(updated, [...runner, '-u'], { env: { ...env, ...local } });

      const desk = await project();
      const before = baselines(desk);
      expect(baselines(ci)).toEqual(before);
      const artifact = join(desk, 'artifact');
      for (const entry of recordsIn(ci)) cpSync(join(ci, entry), join(artifact, entry), { recursive: true });
      const records = readdirSync(artifact).filter((entry) => entry.endsWith('.json'));
      expect(records.sort()).toEqual(
        blobs ? ['drift-run.json'] : ['drift-run.shard-1-of-2.json', 'drift-run.shard-2-of-2.json'],
      );
      const cli = (...args: string[]): Promise<Outcome> =>
        runNode(desk, [command, ...args, ...records.flatMap((record) => ['--record', join('artifact', record)])]);

      const pending = await cli('pending');
      expect([pending.status, pending.output]).toEqual([
        0,
        expect.stringContaining('10 entries pending: 1 regression · 4 changed · 3 new · 1 improvement · 1 obsolete'),
      ]);
      const accepted = await cli('accept', '--regressions', '--changes', '--new', '--obsolete');
      expect(accepted.output).toContain('Accepted 8 entries: 1 regression · 3 changed · 3 new · 1 obsolete.');
      expect(accepted.output).toContain('Refused a.test.js › not a number#1');
      expect(accepted.status).toBe(1);
      const after = baselines(desk);
      expect(after).toEqual(baselines(updated));
      expect(after).not.toEqual(before);
      // what was written by hand came along, into the layer too
      const layer = name === '' ? '' : `.${name}`;
      expect(after[`__drift__/a.test.js${layer}.drift.json`]).toMatch(
        /"worse#1": \{[^}]*\{[^}]*"maxUlps": "7 [^]*?"growth": "50%"/,
      );

      // what was accepted passes, but for what -u does not take either
      const again = await runNode(desk, runner, { env });
      expect(again.output).toMatch(/1 changed/);
      expect(again.output).not.toMatch(/regressed|\d new|obsolete/);
      renameSync(join(desk, 'drift-run.json'), join(desk, 'later.json'));
      const left = await runNode(desk, [command, 'pending', '--json', '--record', 'later.json']);
      expect((JSON.parse(left.output) as { counts: object }).counts).toEqual({
        regression: 0,
        changed: 1,
        new: 0,
        improvement: 1,
        obsolete: 0,
      });
    },
  );
});
