/** What is pending, and its acceptance and rejection: on real files, with records and baselines made for the test. */
import { EventEmitter } from 'node:events';
import { existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/baseline-files.ts';
import { parseBaseline, parseRunRecord, printBaseline, printRunRecord, remember } from '../../src/drift/index.ts';
import type { DriftCheck, DriftEntry, Entry, RunRecord, ValueEntry } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import type { FakeTerminal } from '../support/fake-terminal.ts';
import { put } from '../support/git-repository.ts';

const aPath = 'test/__drift__/a.test.ts.drift.json';
const bPath = 'test/__drift__/b.test.ts.drift.json';

const values = (digit: string, changes: Partial<ValueEntry> = {}): ValueEntry => ({
  kind: 'values',
  dtype: 'float32',
  shape: [2],
  digest: `sha256:${digit.repeat(64)}`,
  values: [digit, '0'],
  ...changes,
});

/** Edited by hand: a tolerance that keeps what is below, and an acknowledgement. */
const softmax = driftEntry(2, { tolerance: { ulp: 2.5 }, accepted: { reason: 'old driver' } });
const committed: Record<string, Entry> = {
  'softmax#1': softmax,
  'layer norm#1': driftEntry(4),
  'gone#1': driftEntry(1),
  'same#1': driftEntry(1),
};
const spectrum = { 'spectrum#1': values('1', { tolerance: { ulp: 8 } }) };

const failed = { outcome: 'regressed', passed: false } as const;
const worse = driftCheck('test/a.test.ts', 'softmax#1', driftEntry(3), {
  ...failed,
  base: softmax,
  reasons: ['maxUlps was 2, is 3, allowed 2.5'],
  worst: [
    {
      place: '[3]',
      actual: '1.0000004',
      reference: '1',
      actualBits: '0x3f800003',
      referenceBits: '0x3ff0000000000000',
      ulps: 3,
      abs: 2 ** -22,
    },
  ],
});
const better = driftCheck('test/a.test.ts', 'layer norm#1', driftEntry(2), {
  base: driftEntry(4),
  outcome: 'improved',
});
// other bits, as good as the baseline
const within = driftCheck('test/a.test.ts', 'same#1', driftEntry(1, { digest: `sha256:${'f'.repeat(64)}` }), {
  base: driftEntry(1),
});
const fresh = driftCheck('test/b.test.ts', 'fresh#1', driftEntry(1.5), {
  base: null,
  outcome: 'new',
  action: 'refused',
  passed: false,
});
const moved = driftCheck('test/b.test.ts', 'spectrum#1', values('2'), { ...failed, base: spectrum['spectrum#1'] });
const gone = { file: 'test/a.test.ts', project: '', key: 'gone#1', baseline: aPath, removed: false };
const wholeRun = runRecord([worse, better, within, fresh, moved], { obsolete: [{ ...gone, base: driftEntry(1) }] });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-review-'));
  for (const file of ['a', 'b', 'c']) put(folder, `test/${file}.test.ts`, '');
  baseline(aPath, committed);
  baseline(bPath, spectrum);
  record('drift-run.json', wholeRun);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (entries: Record<string, Entry>): string => printBaseline(new Map(Object.entries(entries)));
const baseline = (name: string, entries: Record<string, Entry>): void => put(folder, name, textOf(entries));
const record = (name: string, run: RunRecord): void => put(folder, name, printRunRecord(run));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const run = (...args: string[]): Promise<FakeTerminal> => ulpwise(folder, args);

/** Every file below the folder, with its content. */
const files = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
        return [path, readFileSync(join(folder, path), 'latin1')];
      }),
  );

interface Listed {
  readonly counts: Record<string, number>;
  readonly entries: {
    kind: string;
    key: string;
    file: string;
    baseline: string;
    obstacle: string | null;
    nonFinite: boolean;
    projects: string[];
    metric: { name: string; base: number; now: number; limit: number } | null;
  }[];
}
const listed = async (...args: string[]): Promise<Listed> =>
  JSON.parse((await run('pending', '--json', ...args)).out) as Listed;
const keysOf = async (...args: string[]): Promise<string[]> => (await listed(...args)).entries.map(({ key }) => key);

/** What acceptance leaves of the measurement of softmax#1. */
const accepted: DriftEntry = { ...driftEntry(3), tolerance: softmax.tolerance!, accepted: softmax.accepted! };

describe('pending', () => {
  test('lists what the baselines do not say, and changes nothing', async () => {
    const before = files();
    const { out, exitCode } = await run('pending');
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      '5 entries pending: 1 regression · 1 changed · 1 new · 1 improvement · 1 obsolete',
      'measured in node v22 linux x64',
      '',
      '                entry                           metric            base           now   allowed',
      '  regression    test/a.test.ts › softmax#1      max, ulp             2             3       2.5',
      '  changed       test/b.test.ts › spectrum#1     values     float32 [2]   float32 [2]             other numbers',
      '  new           test/b.test.ts › fresh#1        max, ulp             –           1.5',
      '  improvement   test/a.test.ts › layer norm#1   max, ulp             4             2',
      '  obsolete      test/a.test.ts › gone#1         max, ulp             1             –',
      '',
      'ulpwise review looks at each; ulpwise accept --all takes them, and ulpwise reject drops them from the record.',
      '',
    ]);
    expect(exitCode).toBe(0);
    expect(files()).toEqual(before);
  });

  test('prints JSON, and fails where it is asked to', async () => {
    const { counts, entries } = await listed();
    expect(counts).toEqual({ regression: 1, changed: 1, new: 1, improvement: 1, obsolete: 1 });
    expect(entries.find(({ key }) => key === 'softmax#1')).toMatchObject({
      kind: 'regression',
      file: 'test/a.test.ts',
      baseline: aPath,
      metric: { name: 'maxUlps', base: 2, now: 3, limit: 2.5 },
      reasons: ['maxUlps was 2, is 3, allowed 2.5'],
      obstacle: null,
    });
    expect((await run('pending', '--fail')).exitCode).toBe(1);
    await run('accept', 'softmax');
    expect((await run('pending', '--fail', 'softmax')).exitCode).toBe(0);
  });

  test.each<[string[], string[]]>([
    [[], ['gone#1', 'layer norm#1', 'softmax#1', 'fresh#1', 'spectrum#1']],
    [['norm'], ['layer norm#1']],
    [
      ['s*x', 'fresh'],
      ['softmax#1', 'fresh#1'],
    ],
    [
      ['--file', 'test/b.test.ts'],
      ['fresh#1', 'spectrum#1'],
    ],
    [
      ['--file', './test/b*', '--file', 'test/a*', '--new', '--obsolete'],
      ['gone#1', 'fresh#1'],
    ],
    [['--file', 'test/b*', 'spectrum'], ['spectrum#1']],
    [
      ['--project', '', 'fresh', 'gone'],
      ['gone#1', 'fresh#1'],
    ],
    [['--record', 'drift-run.json', 'fresh'], ['fresh#1']],
    [['--regressions'], ['softmax#1']],
    [['--changes'], ['spectrum#1']],
    [['--improvements', 'norm'], ['layer norm#1']],
  ])('selects by name, file and kind: %j', async (args, keys) => {
    expect(await keysOf(...args)).toEqual(keys);
  });

  test.each<[string[], string]>([
    [['.oftmax'], 'No entry in the run record has ".oftmax" in its key.'],
    [['softmax', 'sotfmax'], '"sotfmax"'],
    [['two.json'], 'write --record before it too'],
    [['--file', 'a.test.ts'], 'no test file in the run record is "a.test.ts"'],
    [['--file', 'test/a*', '--file', 'test/z*'], '"test/z*"'],
    [['--project', 'browser'], 'the run record has no project "browser". It has one without a name.'],
  ])('and accept and reject refuse what fits nothing in the record: %j', async (args, message) => {
    const before = files();
    for (const command of ['pending', 'accept', 'reject']) await expect(run(command, ...args)).rejects.toThrow(message);
    expect(files()).toEqual(before);
  });

  test('says that nothing pending is selected, where something else is pending', async () => {
    expect((await run('pending', 'same#1')).out).toBe('Nothing that is pending is selected.\n');
  });

  test('takes a whole key for that entry alone', async () => {
    record('drift-run.json', runRecord(['a#1', 'a#10', 'a*#1', 'ab#1'].map((key) => ({ ...fresh, key }))));
    expect(await keysOf('a#1')).toEqual(['a#1']);
    expect(await keysOf('a*#1')).toEqual(['a*#1']);
    expect(await keysOf('a*1')).toEqual(['a#1', 'a#10', 'a*#1', 'ab#1']);
    expect(await keysOf('#1')).toEqual(['a#1', 'a#10', 'a*#1', 'ab#1']);
    await run('accept', 'a#1');
    // and once it is accepted, for none
    expect(await keysOf('a#1')).toEqual([]);
  });

  test('shows names as they are, on one line, whatever is in them', async () => {
    record('drift-run.json', runRecord([{ ...fresh, key: 'evil \u001b[2J\n› fake\u202e#1' }]));
    const { out } = await run('pending');
    expect(out).toContain('evil \\u{1b}[2J\\u{a}› fake\\u{202e}#1');
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  test('leaves out what the file says already: then nothing is pending', async () => {
    await run('accept', '--all');
    expect((await run('accept', '--all')).out).toBe('Nothing is pending: the baselines say what the run measured.\n');
    expect((await run('pending')).out).toBe('Nothing is pending: the baselines say what the run measured.\n');
  });
});

describe('accept', () => {
  test('writes what -u would: the measurements, and what was edited by hand', async () => {
    const { out, exitCode } = await run('accept', '--regressions', '--changes', '--new', '--obsolete');
    expect(out).toBe('Accepted 4 entries: 1 regression · 1 changed · 1 new · 1 obsolete.\n');
    expect(exitCode).toBe(0);
    const { 'gone#1': _gone, ...others } = committed;
    expect(read(aPath)).toBe(textOf({ ...others, 'softmax#1': accepted }));
    expect(read(bPath)).toBe(
      textOf({ 'fresh#1': driftEntry(1.5), 'spectrum#1': values('2', { tolerance: { ulp: 8 } }) }),
    );
    expect(read('drift-run.json')).toBe(printRunRecord(wholeRun));
  });

  test('leaves no other file behind, and a file without entries none', async () => {
    baseline('test/__drift__/c.test.ts.drift.json', { 'gone#1': driftEntry(1) });
    const obsolete = [{ ...gone, file: 'test/c.test.ts', baseline: 'test/__drift__/c.test.ts.drift.json' }];
    record('drift-run.json', runRecord([worse], { obsolete }));
    await run('accept', '--all');
    expect(readdirSync(join(folder, 'test/__drift__')).sort()).toEqual([
      'a.test.ts.drift.json',
      'b.test.ts.drift.json',
    ]);
  });

  test('makes the file of a test that had none', async () => {
    record(
      'drift-run.json',
      runRecord([{ ...fresh, file: 'test/c.test.ts', baseline: 'test/__drift__/c.test.ts.drift.json' }]),
    );
    await run('accept', 'fresh');
    expect(read('test/__drift__/c.test.ts.drift.json')).toBe(textOf({ 'fresh#1': driftEntry(1.5) }));
  });

  test('takes improvements where they are selected', async () => {
    await run('accept', '--improvements');
    expect(read(aPath)).toBe(textOf({ ...committed, 'layer norm#1': driftEntry(2) }));
  });

  test('acknowledges what got worse, with a reason and an end', async () => {
    const done = await run('accept', '--all', '--reason', 'new driver', '--until', '2027-06', '--json');
    expect(JSON.parse(done.out)).toMatchObject({ accepted: { length: 5 }, refused: [] });
    const entries = parseBaseline(read(aPath), 'a');
    expect(entries.get('softmax#1')!.accepted).toEqual({ reason: 'new driver', until: '2027-06' });
    expect(entries.get('layer norm#1')!.accepted).toBeUndefined();
    expect(parseBaseline(read(bPath), 'b').get('fresh#1')!.accepted).toBeUndefined();
  });

  test.each([
    [['--reason', ' '], 'a reason in words was due'],
    [['--reason', 'x', '--until', '2027-13'], 'a month or day such as "2027-01" was due'],
    [['--reason', 'x', '--until', '2027-02-30'], 'there is no day 2027-02-30'],
    [['--reason', 'x', '--until', '2026-12'], '2026-12 is past, on 2027-01-15'],
    [['--reason', 'x', '--until', '2027-01-14'], '2027-01-14 is past'],
    [['--until', '2027-06'], '--reason, what it is, is missing'],
    [['--new', '--reason', 'x'], 'nothing selected did'],
  ])('refuses an acknowledgement that says nothing: %j', async (args, message) => {
    const before = files();
    const scope = args.includes('--new') ? [] : ['--all'];
    await expect(run('accept', ...scope, ...args)).rejects.toThrow(message);
    expect(files()).toEqual(before);
  });

  test('and reject want to know what', async () => {
    for (const command of ['accept', 'reject'])
      await expect(run(command)).rejects.toThrow(`Say which entries to ${command}`);
    for (const command of ['accept', 'reject'])
      expect((await run(command, 'same#1')).out).toBe('Nothing that is pending is selected.\n');
  });

  test('takes NaN that was not there only where it is asked to', async () => {
    const nan = driftEntry(2, { special: { nan: 1, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 } });
    record('drift-run.json', runRecord([{ ...worse, outcome: 'changed', now: nan }, fresh]));
    const { out, exitCode } = await run('accept', '--all');
    expect(exitCode).toBe(1);
    expect(out).toBe(
      'Accepted 1 entry: 1 new.\n' +
        'Refused test/a.test.ts › softmax#1: NaN or infinities appeared. If they belong there, accept it with --non-finite.\n',
    );
    expect(read(aPath)).toBe(textOf(committed));
    expect((await run('accept', '--all', '--non-finite')).exitCode).toBe(0);
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toMatchObject({
      special: { nan: 1 },
      tolerance: { ulp: 2.5 },
    });
  });

  test('writes into the layer of an environment, and leaves the shared entry to the others', async () => {
    const layer = 'test/__drift__/a.test.ts.arm64.drift.json';
    record('drift-run.json', runRecord([{ ...worse, target: layer }]));
    const shared = read(aPath);
    expect((await run('pending')).out).toContain('softmax#1 (arm64)');
    await run('accept', '--all');
    expect(read(aPath)).toBe(shared);
    expect(read(layer)).toBe(textOf({ 'softmax#1': accepted }));
    expect(await keysOf()).toEqual([]);
  });
});

describe('numbers of a large array', () => {
  const [numbers] = remember(
    Float32Array.from({ length: 100 }, (_, i) => i),
    sha256,
  );
  const { digest } = numbers!.entry;
  const npy = numbers!.sidecar!();
  const carried = `drift-run.values/${digest.slice(7)}.npy`;
  const beside = `test/__drift__/b.test.ts.${digest.slice(7, 23)}.npy`;
  const check: DriftCheck = { ...fresh, now: numbers!.entry };

  beforeEach(() => record('drift-run.json', runRecord([check])));

  test('come from beside the record, and lie beside the baseline file afterwards', async () => {
    put(folder, carried, npy);
    expect((await run('accept', '--all')).exitCode).toBe(0);
    expect(readFileSync(join(folder, beside))).toEqual(Buffer.from(npy));
    expect(read(bPath)).toBe(textOf({ ...spectrum, 'fresh#1': numbers!.entry }));
  });

  test('are not written where the merged record is not', async () => {
    put(folder, carried.replace('drift-run', 'one'), npy);
    record('one.json', runRecord([check]));
    put(folder, 'out.json/x', '');
    await expect(run('merge', 'one.json', '-o', 'out.json')).rejects.toThrow('it is a folder');
    expect(existsSync(join(folder, 'out.values'))).toBe(false);
  });

  test('come along with merged records', async () => {
    put(folder, carried.replace('drift-run', 'one'), npy);
    record('one.json', runRecord([check]));
    record('two.json', runRecord([worse]));
    await run('merge', 'one.json', 'two.json', '-o', 'drift-run.json');
    expect(readFileSync(join(folder, carried))).toEqual(Buffer.from(npy));
    expect((await run('accept', '--all')).exitCode).toBe(0);
  });

  test('with a folder in place of their file are refused, and the rest is accepted', async () => {
    put(folder, `${carried}/x`, '');
    record('drift-run.json', runRecord([check, worse]));
    const { out, exitCode } = await run('accept', '--all');
    expect(exitCode).toBe(1);
    expect(out).toMatch(
      /^Accepted 1 entry: 1 regression\.\nRefused test\/b\.test\.ts › fresh#1: .*it is a folder; a file was due\.\n$/,
    );
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(accepted);
  });

  test.each<[string, Uint8Array | null, string]>([
    ['missing', null, 'its numbers are not beside the record'],
    [
      'others',
      npy.map((byte, i) => (i === npy.length - 1 ? byte ^ 1 : byte)),
      'holds other numbers than the entry says',
    ],
    ['cut off', npy.slice(0, 300), 'cannot be read'],
  ])('that are %s are refused, and nothing is touched', async (_, bytes, message) => {
    if (bytes !== null) put(folder, carried, bytes);
    const before = files();
    const { out, exitCode } = await run('accept', '--all');
    expect([exitCode, out]).toEqual([1, expect.stringContaining(message)]);
    expect(files()).toEqual(before);
  });
});

describe('a stale record', () => {
  const obstacle = async (): Promise<string | null> => (await listed('softmax')).entries[0]!.obstacle;

  test.each<[string, Record<string, Entry>, RegExp]>([
    ['changed', { 'softmax#1': driftEntry(7) }, /^its entry was changed since the run/],
    ['removed', { 'other#1': driftEntry(7) }, /^its entry was removed since the run/],
  ])('is refused where the entry was %s since, and the others are accepted', async (_, entries, message) => {
    baseline(aPath, entries);
    record('drift-run.json', runRecord([worse, fresh]));
    expect(await obstacle()).toMatch(message);
    const { out, exitCode } = await run('accept', '--all');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^Accepted 1 entry: 1 new\.\nRefused test\/a\.test\.ts › softmax#1: its entry was/);
    expect(read(aPath)).toBe(textOf(entries));
  });

  test('is refused where a new entry has come to be by other means', async () => {
    baseline(bPath, { ...spectrum, 'fresh#1': driftEntry(9) });
    expect((await listed('fresh')).entries[0]!.obstacle).toBe('it has an entry by now, which the run did not see.');
    await run('accept', '--all');
    expect(parseBaseline(read(bPath), 'b').get('fresh#1')).toEqual(driftEntry(9));
  });

  test('is refused where an obsolete entry is another by now', async () => {
    baseline(aPath, { ...committed, 'gone#1': driftEntry(6) });
    expect((await run('accept', '--obsolete')).exitCode).toBe(1);
    expect(parseBaseline(read(aPath), 'a').has('gone#1')).toBe(true);
  });

  test('holds where only hand edits differ, and keeps the new ones', async () => {
    baseline(aPath, { ...committed, 'softmax#1': driftEntry(2, { tolerance: { ulp: 2.75 } }) });
    expect(await obstacle()).toBeNull();
    await run('accept', 'softmax');
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual({ ...driftEntry(3), tolerance: { ulp: 2.75 } });
  });

  test('asks no more where the tolerance was raised to what was measured', async () => {
    baseline(aPath, { ...committed, 'softmax#1': driftEntry(2, { tolerance: { ulp: 3 } }) });
    expect(await keysOf('softmax')).toEqual([]);
  });

  test('of a test file that is not here is refused: it is of another folder or commit', async () => {
    rmSync(join(folder, 'test/a.test.ts'));
    expect(await obstacle()).toMatch(/^there is no test\/a\.test\.ts here/);
    expect((await run('accept', 'softmax')).exitCode).toBe(1);
  });

  test('of a baseline file with a conflict in it says so, and the file is untouched', async () => {
    put(folder, aPath, `<<<<<<< ours\n${read(aPath)}`);
    const before = files();
    expect(await obstacle()).toContain('line 1 is a merge-conflict marker');
    expect((await run('accept', '--file', 'test/a*')).exitCode).toBe(1);
    expect(files()).toEqual(before);
  });
});

describe('several checks of one entry', () => {
  const of = (project: string, now: Entry): DriftCheck => ({ ...worse, project, now });

  test('with the same result are one', async () => {
    record('drift-run.json', runRecord([of('one', driftEntry(3)), of('two', driftEntry(3))]));
    expect((await listed()).entries).toMatchObject([{ projects: ['one', 'two'], obstacle: null }]);
    await run('accept', '--all');
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(accepted);
  });

  test('with different results are refused until one is chosen', async () => {
    record('drift-run.json', runRecord([of('one', driftEntry(3)), of('two', driftEntry(5))]));
    expect((await listed()).entries[0]!.obstacle).toContain('more than once in one and two, with different results');
    expect((await run('accept', '--all')).exitCode).toBe(1);
    expect(read(aPath)).toBe(textOf(committed));
    expect((await run('accept', '--project', 'one')).exitCode).toBe(0);
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(accepted);
  });

  test('in several records are one; an entry that another project asks for is not obsolete', async () => {
    record('one.json', runRecord([of('one', driftEntry(3))], { obsolete: [{ ...gone, key: 'same#1' }] }));
    record('two.json', runRecord([of('two', driftEntry(3)), within]));
    expect(await keysOf('--record', 'one.json', '--record', 'two.json')).toEqual(['softmax#1']);
    expect(await keysOf('--record', '*.json', '--file', '*', 'same')).toEqual([]);
    record('drift-run.shard-1-of-2.json', runRecord([of('one', driftEntry(3))]));
    record('drift-run.shard-2-of-2.json', runRecord([fresh]));
    expect(await keysOf('--record', 'drift-run.shard-*.json')).toEqual(['softmax#1', 'fresh#1']);
    expect(await keysOf('--record', 'one.json')).toEqual(['same#1', 'softmax#1']);
  });
});

describe('reject', () => {
  test('drops entries from the record, and leaves all else as it is, byte for byte', async () => {
    const { out, exitCode } = await run('reject', 'softmax', 'gone', 'spectrum');
    expect(out).toBe('Rejected 3 entries: 1 regression · 1 changed · 1 obsolete. The baselines are as they were.\n');
    expect(exitCode).toBe(0);
    expect(read('drift-run.json')).toBe(printRunRecord(runRecord([better, within, fresh])));
    expect(read(aPath)).toBe(textOf(committed));
    expect(await keysOf()).toEqual(['layer norm#1', 'fresh#1']);
  });

  test('of everything leaves what was within, and of a record in another layout that layout', async () => {
    await run('reject', '--all');
    expect(read('drift-run.json')).toBe(printRunRecord(runRecord([within])));
    put(folder, 'drift-run.json', JSON.stringify(JSON.parse(printRunRecord(wholeRun))));
    await run('reject', '--all');
    expect(read('drift-run.json')).toBe(JSON.stringify(JSON.parse(printRunRecord(runRecord([within])))));
    put(folder, 'drift-run.json', printRunRecord(runRecord([worse])).replaceAll('\n', '\r\n'));
    await run('reject', '--all', '--json');
    expect(parseRunRecord(read('drift-run.json'), 'r').checks).toEqual([]);
  });

  test('writes through a link to the record', async () => {
    record('kept.json', wholeRun);
    rmSync(join(folder, 'drift-run.json'));
    symlinkSync('kept.json', join(folder, 'drift-run.json'));
    await run('reject', 'softmax', 'gone', 'spectrum');
    expect(lstatSync(join(folder, 'drift-run.json')).isSymbolicLink()).toBe(true);
    expect(read('kept.json')).toBe(printRunRecord(runRecord([better, within, fresh])));
  });

  test('rewrites each of several records', async () => {
    record('one.json', runRecord([worse, better]));
    record('two.json', runRecord([fresh, moved]));
    await run('reject', '--record', 'one.json', '--record', 'two.json', 'softmax', 'fresh');
    expect([read('one.json'), read('two.json')]).toEqual([
      printRunRecord(runRecord([better])),
      printRunRecord(runRecord([moved])),
    ]);
  });
});

describe('a record', () => {
  test.each([
    ['that is cut off', (text: string) => text.slice(0, 2000), /^drift-run\.json: line \d+:/],
    ['of a newer format', (text: string) => text.replace('ulpwise-run/1', 'ulpwise-run/2'), 'newer than ulpwise-run/1'],
    ['whose path leads out', (text: string) => text.replace(aPath, '../a.drift.json'), 'a path inside the project'],
    [
      'whose baseline is not that of its test',
      (text: string) => text.replace(aPath, 'node_modules/__drift__/a.test.ts.drift.json'),
      'is not where the baselines of "test/a.test.ts" lie',
    ],
    [
      'whose baseline is a file of another kind',
      (text: string) => text.replace(aPath, 'test/__drift__/a.test.ts'),
      'is not where the baselines of "test/a.test.ts" lie',
    ],
  ])('%s is an error that says so, and nothing is touched', async (_, damage, message) => {
    put(folder, 'drift-run.json', damage(printRunRecord(wholeRun)));
    const before = files();
    for (const command of ['pending', 'accept', 'reject'])
      await expect(run(command, ...(command === 'pending' ? [] : ['--all']))).rejects.toThrow(message);
    expect(files()).toEqual(before);
  });

  test('with names such as __proto__ is accepted as it is', async () => {
    record(
      'drift-run.json',
      runRecord([
        { ...fresh, key: '__proto__' },
        { ...fresh, key: 'constructor' },
      ]),
    );
    await run('accept', '--all');
    expect([...parseBaseline(read(bPath), 'b').keys()]).toEqual(['__proto__', 'constructor', 'spectrum#1']);
  });

  test('does not write through a link that leads out of the folder', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'ulpwise-outside-'));
    put(folder, 'linked/a.test.ts', '');
    symlinkSync(outside, join(folder, 'linked/__drift__'), 'junction');
    const path = 'linked/__drift__/a.test.ts.drift.json';
    record('drift-run.json', runRecord([{ ...fresh, file: 'linked/a.test.ts', baseline: path }]));
    expect((await run('accept', '--all')).out).toContain('lies outside of this folder');
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  test.each(['.git/hooks', 'a/node_modules/b', 'Node_Modules', 'linked'])('does not write into %s', async (place) => {
    put(folder, '.git/hooks/x', '');
    symlinkSync('.git/hooks', join(folder, 'linked'), 'junction');
    put(folder, `${place}/a.test.ts`, '');
    const evil = { ...fresh, file: `${place}/a.test.ts`, baseline: `${place}/__drift__/a.test.ts.drift.json` };
    record('drift-run.json', runRecord([evil, worse]));
    const { out, exitCode } = await run('accept', '--all');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^Accepted 1 entry: 1 regression\.\nRefused .*lies in \.git or node_modules/);
    expect(existsSync(join(folder, place, '__drift__'))).toBe(false);
  });

  test('that is missing is an error that says where one comes from', async () => {
    rmSync(join(folder, 'drift-run.json'));
    await expect(run('pending')).rejects.toThrow('There is no drift-run.json here. Run the tests with the reporter');
    record('drift-run.shard-1-of-2.json', wholeRun);
    await expect(run('pending')).rejects.toThrow('--record "drift-run.shard-*.json"');
    await expect(run('pending', '--record', 'no.json')).rejects.toThrow('no.json: there is no such file');
  });
});

describe('review', () => {
  interface Reviewed extends FakeTerminal {
    readonly raw: boolean[];
    readonly listeners: number;
  }

  /** Reviews with these keys, one for each prompt; then the keyboard ends. A key may be several, or bytes of a control sequence. */
  async function review(keys: readonly string[], ...args: string[]): Promise<Reviewed> {
    const raw: boolean[] = [];
    const keyboard = new EventEmitter();
    const left = [...keys];
    let out = '';
    const stdin = Object.assign(keyboard, {
      isTTY: true,
      setRawMode: (on: boolean) => raw.push(on),
      resume: () => undefined,
      pause: () => undefined,
    });
    const screen = {
      write(text: string) {
        out += text;
        if (!text.endsWith('› ')) return;
        const key = left.shift();
        setImmediate(() =>
          key === undefined ? keyboard.emit('end') : keyboard.emit('data', new TextEncoder().encode(key)),
        );
      },
    };
    const json = args.includes('--json');
    const terminal = await ulpwise(folder, ['review', ...args], {
      stdin,
      [json ? 'stderr' : 'stdout']: screen,
    });
    return Object.assign(terminal, {
      [json ? 'err' : 'out']: out,
      raw,
      listeners: keyboard.listenerCount('data') + keyboard.listenerCount('end'),
    });
  }

  test('shows base against now, what is allowed, the worst element with its bits, and how far it is', async () => {
    const { out } = await review(['s'], 'softmax');
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      '1 entry pending: 1 regression',
      'measured in node v22 linux x64',
      '',
      '[1/1] regression  test/a.test.ts › softmax#1',
      '  baseline  test/__drift__/a.test.ts.drift.json',
      '',
      '                    base       now   allowed',
      '  max, ulp             2         3       2.5   worse',
      '  p99.9, ulp           2         3       any   not judged',
      '  rms, ulp           0.5       0.5       any',
      '  bias, ulp            0         0       any',
      '  max relative   1.19e-7   1.19e-7       any',
      '  max absolute   1.19e-7   1.19e-7       any',
      '  rms absolute   5.96e-8   5.96e-8       any',
      '',
      '  worst   now         bits         reference   bits                 ulp',
      '  [3]     1.0000004   0x3f800003   1           0x3ff0000000000000   3',
      '',
      '  tolerance  {"ulp":2.5}',
      '  acknowledged  old driver',
      '',
      '  a accept · r reject · s skip · q quit › skipped',
      '',
      '0 accepted, 0 rejected, 1 skipped.',
      '',
    ]);
  });

  test('accepts, rejects and skips entry by entry, and gives the terminal back', async () => {
    const { out, raw, listeners, exitCode } = await review(['s', 'a', 'a', 'r', 'a']);
    expect(out).toMatch(/3 accepted, 1 rejected, 1 skipped\.\n$/);
    expect([raw, listeners, exitCode]).toEqual([[true, false], 0, 0]);
    expect(read(aPath)).toBe(textOf({ ...committed, 'layer norm#1': driftEntry(2), 'softmax#1': accepted }));
    expect(parseBaseline(read(bPath), 'b').get('spectrum#1')).toEqual(values('2', { tolerance: { ulp: 8 } }));
    expect(await keysOf()).toEqual(['gone#1']);
  });

  test('counts how far it is, and accepts all of a file', async () => {
    const { out } = await review(['f', 'q']);
    expect(out).toContain('[1/5]');
    expect(out).toContain('f accept all 3 of this file');
    expect(out).toContain('accepted 3\n');
    expect(out).not.toContain('[2/5]');
    expect(out).toContain('[4/5]');
    expect(out).toMatch(/3 accepted, 0 rejected, 0 skipped, 2 not decided\.\n$/);
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(accepted);
    expect(read(bPath)).toBe(textOf(spectrum));
  });

  test.each([
    ['q', ['r', 'q']],
    ['control-c', ['r', '\u0003']],
    ['control-d', ['r', '\u0004']],
    ['the end of the keyboard', ['r']],
  ])('ends with %s, and what was decided holds', async (_, keys) => {
    const { out, raw } = await review(keys);
    expect(out).toMatch(/0 accepted, 1 rejected, 0 skipped, 4 not decided\.\n$/);
    expect(raw).toEqual([true, false]);
    expect(await keysOf()).toEqual(['layer norm#1', 'softmax#1', 'fresh#1', 'spectrum#1']);
  });

  test('hears keys typed at once, in either case, and neither arrows nor others', async () => {
    const { out } = await review(['\u001b[A\u001bOPzS', 'sA'], '--file', 'test/a*');
    expect(out).toMatch(/1 accepted, 0 rejected, 2 skipped\.\n$/);
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(accepted);
  });

  test('does not offer to accept what cannot be, and says why', async () => {
    baseline(aPath, { ...committed, 'softmax#1': driftEntry(7) });
    const { out } = await review(['as'], 'softmax');
    expect(out).toContain('It cannot be accepted: its entry was changed since the run');
    expect(out).toContain('  r reject · s skip · q quit › skipped');
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(driftEntry(7));
  });

  test('shows that NaN appeared, accepts it where it is looked at, and not with a whole file', async () => {
    const nan = driftEntry(2, { special: { nan: 1, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 } });
    record('drift-run.json', runRecord([better, { ...worse, outcome: 'changed', now: nan }]));
    const { out } = await review(['a', 'a']);
    expect(out).toContain('NaN or infinities appeared.');
    expect(out).not.toContain('of this file');
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toMatchObject({ special: { nan: 1 } });
  });

  test('says when an entry changed while it was looked at', async () => {
    const keyboard = new EventEmitter();
    const stdin = Object.assign(keyboard, { isTTY: true, setRawMode() {}, resume() {}, pause() {} });
    let out = '';
    const stdout = {
      write(text: string) {
        out += text;
        if (!text.endsWith('› ')) return;
        const first = !out.includes('refused');
        if (first) baseline(aPath, { ...committed, 'softmax#1': driftEntry(8) });
        setImmediate(() => keyboard.emit('data', first ? 'a' : 's'));
      },
    };
    await ulpwise(folder, ['review', 'softmax'], { stdin, stdout });
    expect(out).toContain(
      'accepted 0\n  refused softmax#1: its entry changed while it was looked at. Look at it again.',
    );
    expect(parseBaseline(read(aPath), 'a').get('softmax#1')).toEqual(driftEntry(8));
  });

  test('leaves a record alone that a new run wrote meanwhile, and says so', async () => {
    const keyboard = new EventEmitter();
    const raw: boolean[] = [];
    const stdin = Object.assign(keyboard, {
      isTTY: true,
      setRawMode: (on: boolean) => raw.push(on),
      resume() {},
      pause() {},
    });
    let prompts = 0;
    const stdout = {
      write(text: string) {
        if (!text.endsWith('› ')) return;
        if (++prompts === 2) record('drift-run.json', runRecord([fresh]));
        setImmediate(() => keyboard.emit('data', prompts === 1 ? 'r' : 'q'));
      },
    };
    // a terminal is too large to be printed, should this not be refused
    const reviewed = ulpwise(folder, ['review'], { stdin, stdout }).then(() => undefined);
    await expect(reviewed).rejects.toThrow('drift-run.json was written anew meanwhile');
    expect(read('drift-run.json')).toBe(printRunRecord(runRecord([fresh])));
    expect(raw).toEqual([true, false]);
  });

  test('asks on standard error where its standard output is JSON of what was decided', async () => {
    const { out, err } = await review(['s', 'a', 'r'], '--json');
    expect(err).toMatch(/1 accepted, 1 rejected, 1 skipped, 2 not decided\.\n$/);
    const decided = JSON.parse(out) as Record<string, { key: string }[]>;
    expect(Object.entries(decided).map(([name, items]) => [name, items.map(({ key }) => key)])).toEqual([
      ['accepted', ['layer norm#1']],
      ['rejected', ['softmax#1']],
      ['skipped', ['gone#1']],
      ['left', ['fresh#1', 'spectrum#1']],
    ]);
    expect(decided.skipped![0]).toEqual({ kind: 'obsolete', file: 'test/a.test.ts', key: 'gone#1', baseline: aPath });
  });

  test('is without colours where the output is no terminal', async () => {
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect((await review(['q'])).out).not.toMatch(/\u001b/);
  });

  test('needs a terminal, and names the commands that do not', async () => {
    await expect(run('review')).rejects.toThrow(
      'the standard input is no terminal. Without one, ulpwise pending lists',
    );
    expect(existsSync(join(folder, 'drift-run.json'))).toBe(true);
  });

  test('ends at once where nothing is pending', async () => {
    record('drift-run.json', runRecord([within]));
    const { out, raw } = await review([]);
    expect([out, raw]).toEqual(['Nothing is pending: the baselines say what the run measured.\n', []]);
    expect((await review([], 'same')).out).toBe('Nothing that is pending is selected.\n');
    const json = await review([], '--json');
    expect(JSON.parse(json.out)).toEqual({ accepted: [], rejected: [], skipped: [], left: [] });
  });
});
