/**
 * Baselines through their life in both runners, as child processes over one suite: exit codes, what a person reads, and the bytes of the
 * files. The steps build on each other.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { runNode } from '../support/project.ts';
import type { Outcome } from '../support/project.ts';

const installation = inject('installation');
const project = fileURLToPath(new URL('projects/drift', import.meta.url));
const local = { CI: '', GITHUB_ACTIONS: '' };

interface Runner {
  readonly name: string;
  run(folder: string, step: string, env?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<Outcome>;
}

const runners: Runner[] = [
  {
    name: 'Vitest',
    run: (folder, step, env = {}, args = []) =>
      runNode(folder, [join(installation, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
        env: { STEP: step, ...env },
      }),
  },
  {
    name: 'Jest',
    run: (folder, step, env = {}, args = []) =>
      runNode(folder, [join(installation, 'node_modules/jest/bin/jest.js'), ...args], { env: { STEP: step, ...env } }),
  },
];

/** The files of a folder of baselines, by name. */
function filesOf(folder: string): Record<string, string> {
  const place = join(folder, '__drift__');
  return Object.fromEntries(readdirSync(place).map((name) => [name, readFileSync(join(place, name), 'latin1')]));
}

const baselineOf = (folder: string): string => readFileSync(join(folder, '__drift__/life.test.js.drift.json'), 'utf8');

function entriesOf(folder: string): Record<string, { metrics?: Record<string, string>; tolerance?: object }> {
  return (JSON.parse(baselineOf(folder)) as { entries: Record<string, object> }).entries;
}

const record = (folder: string): { checks: { key: string; outcome: string; action: string }[]; obsolete: object[] } =>
  JSON.parse(readFileSync(join(folder, 'drift-run.json'), 'utf8')) as ReturnType<typeof record>;

const keys = [
  'life dropped#1',
  'life moving#out',
  'life record#1.a',
  'life record#1.b',
  'life retried#1',
  'life retried#2',
  'life skipped#1',
  'life steady#1',
  'life throws#1',
  'life tolerant#1',
  'life values#1',
  'life values#2',
  'together first#1',
  'together first#2',
  'together second#1',
  'together second#2',
];

/** The files at some points of their life. */
const states: Record<string, Record<string, string>[]> = { Vitest: [], Jest: [] };

describe.each(runners)('in $name', ({ name, run }) => {
  const folder = mkdtempSync(join(installation, 'project-'));
  cpSync(project, folder, { recursive: true });

  test('a first run in CI refuses to write', async () => {
    const { status, output } = await run(folder, '', {}, name === 'Jest' ? ['--ci'] : []);
    expect(status).toBe(1);
    expect(output).toContain('There is no baseline for "life steady#1", and none is written in CI.');
    expect(readdirSync(folder)).not.toContain('__drift__');
    expect(record(folder).checks.map(({ action }) => action)).toEqual(record(folder).checks.map(() => 'refused'));
  });

  test('a first run on a desk writes what its last attempts measured, counted by the runner', async () => {
    const { status, output } = await run(folder, 'flaky', local);
    expect(status).toBe(0);
    expect(output).toMatch(new RegExp(`Snapshots:?\\s+${keys.length} written`));
    expect(output).toContain(`Drift  ${keys.length} new`);
    expect(Object.keys(entriesOf(folder))).toEqual(keys);
    expect(entriesOf(folder)['life moving#out']!.metrics!.maxUlps).toBe('4 (0x1p+2)');
    expect(entriesOf(folder)['together second#2']!.metrics!.maxUlps).toBe('2 (0x1p+1)');
    expect(baselineOf(folder)).toContain('"0": "0.30000000000000004",\n        "1": "-0"\n');
    expect(
      Object.keys(filesOf(folder))
        .map((file) => file.replace(/[0-9a-f]{16}/, '…'))
        .sort(),
    ).toEqual(['life.test.js.drift.json', 'life.test.js.….npy']);
    states[name]!.push(filesOf(folder));
  });

  test('what is as it was leaves the files as they are, even under -u', async () => {
    const before = filesOf(folder);
    const { status, output } = await run(folder, '', local, ['-u']);
    expect(status).toBe(0);
    expect(output).not.toMatch(/written|updated|obsolete|removed/);
    expect(filesOf(folder)).toEqual(before);
    expect(record(folder).checks.map(({ key, outcome }) => `${outcome} ${key}`)).toEqual(
      keys.map((key) => `within ${key}`),
    );
  });

  test('an improvement passes, is reported and writes nothing; a ratchet takes it', async () => {
    const before = filesOf(folder);
    const noticed = await run(folder, 'better', local);
    expect(noticed.status).toBe(0);
    expect(noticed.output).toMatch(/improved\s+life\.test\.js > life moving#out\s+2 ulp\s+4 ulp/);
    expect(filesOf(folder)).toEqual(before);
    const ratcheted = await run(folder, 'better', { ...local, ULPWISE_UPDATE: 'ratchet' });
    expect(ratcheted.status).toBe(0);
    expect(ratcheted.output).toMatch(/improved\s+life\.test\.js > life moving#out\s+2 ulp\s+4 ulp\s+updated/);
    expect(entriesOf(folder)['life moving#out']!.metrics!.maxUlps).toBe('2 (0x1p+1)');
    const others = (files: Record<string, string>): string[] =>
      files['life.test.js.drift.json']!.split(/(?=^ {4}")/m).filter((entry) => !entry.includes('life moving#out'));
    expect(others(filesOf(folder))).toEqual(others(before));
  });

  test('a regression fails and writes nothing; a ceiling written by hand decides', async () => {
    const text = baselineOf(folder);
    const edited = JSON.parse(text) as { entries: Record<string, Record<string, unknown>> };
    edited.entries['life tolerant#1']!.tolerance = { ulp: 6 };
    // keys in order, as the file has them
    const entry = edited.entries['life tolerant#1']!;
    edited.entries['life tolerant#1'] = Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(folder, '__drift__/life.test.js.drift.json'), `${JSON.stringify(edited, null, 2)}\n`);
    const before = filesOf(folder);
    const { status, output } = await run(folder, 'worse', {}, name === 'Jest' ? ['--ci'] : []);
    expect(status).toBe(1);
    expect(output).toContain('The error of "life moving#out" grew: max, ulp 9, 2 is allowed.');
    expect(output).toContain('The error of "life tolerant#1" grew: max, ulp 7, 6 is allowed.');
    expect(output).toContain('The numbers of "life values#2" are no longer those of the baseline.');
    expect(output).toMatch(/1 of 100 elements .*it is 15 ulp off/s);
    expect(output).toMatch(/Drift {2}13 within · 3 regressed/);
    expect(filesOf(folder)).toEqual(before);
  });

  test('a dropped test fails in CI, and -t looks at its own entries only', async () => {
    const before = filesOf(folder);
    const dropped = await run(folder, 'drop', {}, name === 'Jest' ? ['--ci'] : []);
    expect(dropped.status).toBe(1);
    expect(dropped.output).toMatch(/1 obsolete/);
    expect(dropped.output).toContain('[drift] life dropped#1');
    expect(record(folder).obsolete).toMatchObject([
      {
        file: 'life.test.js',
        project: '',
        key: 'life dropped#1',
        baseline: '__drift__/life.test.js.drift.json',
        removed: false,
        base: { kind: 'drift', metrics: { maxUlps: '1 (0x1p+0)' } },
      },
    ]);
    const filtered = await run(folder, '', local, ['-u', '-t', 'steady']);
    expect(filtered.output).not.toMatch(/obsolete|removed/);
    expect(filtered.status).toBe(0);
    expect(filesOf(folder)).toEqual(before);
  });

  test('a NaN out of place is an error of its own, which -u does not accept', async () => {
    const before = entriesOf(folder);
    const { status, output } = await run(folder, 'kind', local, ['-u']);
    expect(status).toBe(1);
    expect(output).toContain('What "life record#1.b" measures is of another kind than its baseline');
    expect(output).toMatch(/non-finite\s+1 NaN\s+→\s+1 NaN, 1 out of place/);
    expect(entriesOf(folder)['life record#1.b']).toEqual(before['life record#1.b']);
  });

  test('-u takes a regression, keeps what was written by hand, and spares tests that failed before or were skipped', async () => {
    const { status, output } = await run(folder, 'throw', local, ['-u']);
    expect(status).toBe(1);
    expect(output).toContain('before the assertion');
    expect(output).not.toMatch(/removed|obsolete/);
    expect(Object.keys(entriesOf(folder))).toEqual(keys);
    expect(entriesOf(folder)['life moving#out']!.metrics!.maxUlps).toBe('9 (0x1.2p+3)');
    expect(entriesOf(folder)['life tolerant#1']!.tolerance).toEqual({ ulp: 6 });
    const worse = await run(folder, 'worse', local, ['-u']);
    expect(worse.status).toBe(0);
    expect(entriesOf(folder)['life tolerant#1']).toMatchObject({
      tolerance: { ulp: 6 },
      metrics: { maxUlps: '7 (0x1.cp+2)' },
    });
    // the sidecar of the old numbers went with them
    expect(Object.keys(filesOf(folder))).toHaveLength(2);
    states[name]!.push(filesOf(folder));
  });

  test('-u removes the entries of a dropped test, and nothing else', async () => {
    const { status, output } = await run(folder, 'drop', local, ['-u']);
    expect(status).toBe(0);
    expect(output).toMatch(/1 (?:snapshot )?(?:obsolete )?removed/);
    expect(Object.keys(entriesOf(folder))).toEqual(keys.filter((key) => key !== 'life dropped#1'));
    states[name]!.push(filesOf(folder));
  });
});

test('the files are the same, byte for byte, in both runners', () => {
  expect(states.Vitest).toHaveLength(3);
  expect(states.Jest).toEqual(states.Vitest);
});
