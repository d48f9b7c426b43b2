/** The gate: its judgement on entries made by hand, and the command in repositories made for the test. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entriesOfBaseline, isBaselinePath, placeOf } from '../../src/cli/gate/entries.ts';
import type { Side } from '../../src/cli/gate/entries.ts';
import { gate } from '../../src/cli/gate/gate.ts';
import type { Failure, GateResult } from '../../src/cli/gate/gate.ts';
import { gateMarkdown, markdownText } from '../../src/cli/gate/summary.ts';
import { entriesOfRun } from '../../src/cli/gate/sides.ts';
import { gateText } from '../../src/cli/gate/text.ts';
import { printBaseline, printRunRecord, readRecordedRun } from '../../src/drift/index.ts';
import type { Entry, RecordedRun, RunRecord, ValueEntry } from '../../src/drift/index.ts';
import { plainStyle } from '../../src/matchers/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';

const path = 'test/__drift__/a.test.ts.drift.json';

function side(entries: Record<string, Entry>, baseline = path): Side {
  return { name: 'base', entries: entriesOfBaseline(baseline, new Map(Object.entries(entries))), environments: null };
}

function recorded(record: RunRecord): RecordedRun {
  return readRecordedRun(printRunRecord(record), 'run');
}

function held(
  base: Record<string, Entry>,
  head: Record<string, Entry>,
  failOn: Failure[] = ['regression', 'changed'],
  today = '2027-01-15',
): GateResult {
  return gate(side(base), side(head), { failOn, today });
}

const values = (digit: string, changes: Partial<ValueEntry> = {}): ValueEntry => ({
  kind: 'values',
  dtype: 'float32',
  shape: [1],
  digest: `sha256:${digit.repeat(64)}`,
  values: [digit],
  ...changes,
});

describe('an entry', () => {
  test.each<[string, Entry | undefined, Entry | undefined, string, boolean]>([
    ['of the same error passes', driftEntry(2), driftEntry(2), 'same', true],
    ['of one more ulp is a regression', driftEntry(2), driftEntry(3), 'regression', false],
    ['of one ulp less is an improvement', driftEntry(3), driftEntry(2), 'improvement', true],
    [
      'of more ulps within the tolerance passes',
      driftEntry(2, { tolerance: { ulp: 4, p999Ulp: 4 } }),
      driftEntry(3),
      'same',
      true,
    ],
    [
      'of more ulps than the tolerance is a regression',
      driftEntry(2, { tolerance: { ulp: 4 } }),
      driftEntry(5),
      'regression',
      false,
    ],
    ['of another dtype is changed', driftEntry(2), driftEntry(2, { dtype: 'float64' }), 'changed', false],
    ['of another shape is changed', driftEntry(2), driftEntry(2, { shape: [2, 2] }), 'changed', false],
    [
      'with a NaN that was not there is changed',
      driftEntry(2),
      driftEntry(2, { special: { nan: 1, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 } }),
      'changed',
      false,
    ],
    ['with other remembered numbers is changed', values('1'), values('2'), 'changed', false],
    ['with the same remembered numbers passes', values('1'), values('1'), 'same', true],
    ['that the base lacks is new', undefined, driftEntry(9), 'new', true],
    ['that the head lacks is removed', driftEntry(9), undefined, 'removed', true],
  ])('%s', (_, base, head, finding, passed) => {
    const result = held(base === undefined ? {} : { k: base }, head === undefined ? {} : { k: head });
    expect(result.rows.map((row) => row.finding)).toEqual([finding]);
    expect(result.counts[finding as 'same']).toBe(1);
    expect(result.passed).toBe(passed);
  });

  test('is held to the tolerance of the base: an edit of it is shown and does not help', () => {
    const edited = driftEntry(5, { tolerance: { ulp: 8 } });
    const result = held({ k: driftEntry(2, { tolerance: { ulp: 4 } }) }, { k: edited });
    expect(result.rows[0]).toMatchObject({
      finding: 'regression',
      toleranceEdited: true,
      metric: { name: 'maxUlps', limit: 4 },
    });
    const loosened = held({ k: driftEntry(2) }, { k: driftEntry(2, { tolerance: { ulp: 4 } }) }, ['tolerance']);
    expect(loosened).toMatchObject({ passed: false, counts: { same: 1, tolerance: 1 } });
  });

  test('with the same bits and a larger error is a regression: the reference changed', () => {
    const { digest } = driftEntry(2);
    expect(held({ k: driftEntry(2) }, { k: driftEntry(3, { digest }) }).rows[0]!.finding).toBe('regression');
  });

  test('that is as it was passes, though its tolerance is below what it measures', () => {
    const entry = driftEntry(5, { tolerance: { ulp: 4 } });
    expect(held({ k: entry }, { k: { ...entry } }).passed).toBe(true);
  });

  test('is shown with the metric furthest over its limit', () => {
    const [base, now] = [driftEntry(2), driftEntry(3)];
    const worse = { ...now, metrics: { ...now.metrics, rmsUlps: 5 } };
    expect(held({ k: base }, { k: worse }).rows[0]!.metric).toMatchObject({
      name: 'rmsUlps',
      base: 0.5,
      now: 5,
      limit: 0.5,
    });
  });
});

describe('an acknowledgement', () => {
  const regressed = (until?: string): Entry =>
    driftEntry(3, { accepted: until === undefined ? { reason: 'new driver' } : { reason: 'new driver', until } });

  test.each([
    [undefined, true],
    ['2027-01', true],
    ['2027-02', true],
    ['2027-01-15', true],
    ['2027-01-14', false],
    ['2026-12', false],
  ])('until %s lets a regression pass on 2027-01-15: %s', (until, passed) => {
    const result = held({ k: driftEntry(2) }, { k: regressed(until) });
    expect(result.passed).toBe(passed);
    expect(result.rows[0]).toMatchObject({
      finding: passed ? 'acknowledged' : 'regression',
      note: passed ? 'acknowledged: new driver' : `acknowledged until ${until}, which is past`,
    });
  });

  test('is shown and can fail the gate too, and an entry that is no worse needs none', () => {
    expect(held({ k: driftEntry(2) }, { k: regressed() }, ['acknowledged']).passed).toBe(false);
    expect(held({ k: driftEntry(3) }, { k: regressed() }).rows[0]).toMatchObject({ finding: 'same', note: '' });
  });
});

test.each(['new', 'removed', 'improvement'] as const)('%s entries fail the gate where they are asked to', (name) => {
  const [base, head] = [
    { old: driftEntry(1), k: driftEntry(2) },
    { young: driftEntry(1), k: driftEntry(1) },
  ];
  expect(held(base, head, ['regression']).passed).toBe(true);
  expect(held(base, head, [name]).passed).toBe(false);
});

describe('environments', () => {
  test.each([
    ['test/__drift__/a.test.ts.drift.json', 'test/a.test.ts', ''],
    ['test/__drift__/a.test.ts.arm64.drift.json', 'test/a.test.ts', 'arm64'],
    ['__drift__/a.test.mjs.webgpu-swiftshader.drift.json', 'a.test.mjs', 'webgpu-swiftshader'],
    ['__drift__/first.drift.json', 'first', ''],
    ['a/b/__drift__/x.spec.tsx.drift.json', 'a/b/x.spec.tsx', ''],
  ])('%s is of %s in the environment %j', (name, file, environment) => {
    expect(isBaselinePath(name)).toBe(true);
    expect(placeOf(name)).toEqual({ file, environment });
  });

  test('files elsewhere are no baselines', () => {
    expect(['test/a.drift.json', '__drift__/a.json', '__drift__/deep/a.drift.json'].filter(isBaselinePath)).toEqual([]);
  });

  test('an entry new in a layer is held against the shared one, and its environment is said to differ', () => {
    const shared = side({ k: driftEntry(2) });
    const layer = side({ k: driftEntry(3) }, 'test/__drift__/a.test.ts.arm64.drift.json');
    const head: Side = { ...shared, entries: [...shared.entries, ...layer.entries] };
    const { rows } = gate(shared, head, { failOn: [], today: '2027-01-15' });
    expect(rows).toMatchObject([
      { finding: 'regression', environment: 'arm64', environmentDiffers: true },
      { finding: 'same', environment: '', environmentDiffers: false },
    ]);
    // and where the layer is removed, the shared one stands in for it
    expect(gate(head, shared, { failOn: [], today: '2027-01-15' }).rows).toMatchObject([
      { finding: 'improvement', environment: 'arm64', environmentDiffers: true },
      { finding: 'same', environment: '' },
    ]);
  });

  test('an entry of a layer is held against that layer where both sides have it', () => {
    const layer = 'test/__drift__/a.test.ts.arm64.drift.json';
    const both = (ulps: number): Side => {
      const [shared, own] = [side({ k: driftEntry(2) }), side({ k: driftEntry(ulps) }, layer)];
      return { ...shared, entries: [...shared.entries, ...own.entries] };
    };
    const { rows } = gate(both(5), both(4), { failOn: [], today: '2027-01-15' });
    expect(rows).toMatchObject([
      { finding: 'improvement', environment: 'arm64', environmentDiffers: false, metric: { base: 5, now: 4 } },
      { finding: 'same', environment: '' },
    ]);
  });

  test('runs in different environments are compared, and it is said', () => {
    const of = (environment: string): Side => {
      const record = runRecord([driftCheck('a.test.ts', 'k', driftEntry(2))], { environments: [environment] });
      return { name: environment, entries: entriesOfRun(recorded(record)), environments: record.environments };
    };
    const result = gate(of('linux x64'), of('darwin arm64'), { failOn: ['environment'], today: '2027-01-15' });
    expect(result).toMatchObject({ passed: false, counts: { same: 1, environment: 1 } });
    expect(gateText(result, plainStyle)).toContain('linux x64, then darwin arm64');
  });
});

describe('a run record', () => {
  const of = (check: Parameters<typeof driftCheck>[3], now: Entry = driftEntry(3)): Side => {
    const record = runRecord([driftCheck('test/a.test.ts', 'k', now, check)]);
    return { name: 'run', entries: entriesOfRun(recorded(record)), environments: record.environments };
  };

  test('is held against baselines, whatever project ran it', () => {
    const { rows } = gate(side({ k: driftEntry(2) }), of({ project: 'browser' }), { failOn: [], today: '2027-01-15' });
    expect(rows).toMatchObject([{ finding: 'regression', project: 'browser' }]);
  });

  test('carries the acknowledgement of the baseline that it was judged by', () => {
    const now = driftEntry(3, { accepted: { reason: 'new driver' } });
    const { rows } = gate(side({ k: driftEntry(2) }), of({}, now), { failOn: [], today: '2027-01-15' });
    expect(rows[0]!.finding).toBe('acknowledged');
  });

  test('is held to what the assertion of the base allowed, where its baseline has no tolerance', () => {
    const growing = { tolerance: { growth: '60%' } } as const;
    const row = (base: Side, head: Side) => gate(base, head, { failOn: [], today: '2027-01-15' }).rows[0]!;
    const before = of(growing, driftEntry(2));
    expect(row(before, of(growing))).toMatchObject({ finding: 'same', toleranceEdited: false });
    expect(row(before, of(growing, driftEntry(4)))).toMatchObject({
      finding: 'regression',
      metric: { name: 'maxUlps', limit: 3.2 },
    });
    // what the head allows does not help it, and is told
    expect(row(of({}, driftEntry(2)), of(growing))).toMatchObject({ finding: 'regression', toleranceEdited: true });
    expect(row(of({}), of(growing))).toMatchObject({ finding: 'same', toleranceEdited: true });
    // a baseline file cannot say what an assertion allows
    expect(row(side({ k: driftEntry(3) }), of(growing))).toMatchObject({ finding: 'same', toleranceEdited: false });
    const written = driftEntry(2, { tolerance: { ulp: 2 } });
    expect(row(of({}, written), of({}, { ...written, ...driftEntry(3), tolerance: { ulp: 2 } }))).toMatchObject({
      finding: 'regression',
      metric: { limit: 2 },
      toleranceEdited: false,
    });
  });

  test('is read where something of it differs; what is asked for of the others is there all the same', () => {
    const noted = driftEntry(3, { accepted: { reason: 'new driver' } });
    const { rows, counts } = gate(of({}, noted), of({ base: driftEntry(2) }, noted), {
      failOn: [],
      today: '2027-01-15',
    });
    expect(counts.same).toBe(1);
    const [row] = rows;
    expect({ ...row }).toEqual({
      file: 'test/a.test.ts',
      key: 'k',
      project: '',
      environment: '',
      environmentDiffers: false,
      toleranceEdited: false,
      base: noted,
      head: noted,
      allowed: null,
      metric: null,
      note: '',
      accepted: { reason: 'new driver' },
      finding: 'same',
    });
    const edited = of({}, driftEntry(3, { tolerance: { ulp: 4 } }));
    expect(gate(of({}), edited, { failOn: [], today: '2027-01-15' }).rows).toMatchObject([
      { finding: 'same', toleranceEdited: true },
    ]);
  });

  test('says itself whether other remembered numbers are within their budget', () => {
    const options = { failOn: [], today: '2027-01-15' };
    const finding = (outcome: 'within' | 'regressed'): string =>
      gate(side({ k: values('1') }), of({ outcome, base: values('1') }, values('2')), options).rows[0]!.finding;
    expect(finding('within')).toBe('same');
    expect(finding('regressed')).toBe('changed');
  });
});

describe('the text', () => {
  const result = held(
    { a: driftEntry(2), b: driftEntry(2), c: driftEntry(2), d: driftEntry(2), e: driftEntry(2) },
    { a: driftEntry(2.5), b: driftEntry(8), c: driftEntry(1), e: driftEntry(2), f: driftEntry(7) },
  );

  test('is a verdict, counts, and a table with the worst first', () => {
    expect(
      gateText(result, plainStyle)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'The gate fails against base: of 6 entries, 2 worse.',
      '2 worse · 1 removed · 1 new · 1 better · 1 as before',
      '',
      '                entry                metric     base   now   allowed',
      '  regression    test/a.test.ts › b   max, ulp      2     8         2',
      '  regression    test/a.test.ts › a   max, ulp      2   2.5         2',
      '  removed       test/a.test.ts › d   max, ulp      2     –',
      '  new           test/a.test.ts › f   max, ulp      –     7',
      '  improvement   test/a.test.ts › c   max, ulp      2     1',
    ]);
  });

  test('names what it passed, and that there was nothing', () => {
    expect(gateText(held({ k: driftEntry(2) }, { k: driftEntry(2) }), plainStyle)).toBe(
      'No entry of 1 fails the gate against base.\n1 as before',
    );
    expect(gateText(held({}, {}), plainStyle)).toBe('There are no baselines, neither at base nor now.');
  });

  test('shows fifty rows of a finding', () => {
    const many = (ulps: number): Record<string, Entry> =>
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, driftEntry(ulps)]));
    const text = gateText(held(many(1), many(2)), plainStyle);
    expect(text.split('\n').filter((line) => line.startsWith('  regression'))).toHaveLength(50);
    expect(text).toContain('… and 10 more; --json lists all');
  });
});

describe('the job summary', () => {
  test('is a Markdown table', () => {
    const markdown = gateMarkdown(held({ 'softmax#1': driftEntry(2) }, { 'softmax#1': driftEntry(3) }));
    expect(markdown).toContain('### ❌ Numerical drift\n');
    expect(markdown).toContain(
      '| ❌ regression | test/a&#46;test&#46;ts › softmax&#35;1 | max, ulp | 2 | 3 | 2 |  |\n',
    );
  });

  test('shows names as they are: no markup, no rows of their own, no HTML', () => {
    const name = '<img src=x onerror=alert(1)> | [a](http://b) `c` **d** @e $f$\n| g |\u202e';
    const text = markdownText(name);
    expect(text).not.toMatch(/[<>|[\]()`*@$\n\u202e:]/);
    // references read back, the text is that of the name
    const back = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(back).toBe(name.replace('\n', ' ').replace('\u202e', ''));
    const rows = gateMarkdown(held({ [name]: driftEntry(2) }, { [name]: driftEntry(3) }))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(3);
  });

  test('stays under 256 KiB and says what it left out', () => {
    const accepted = { reason: '<'.repeat(400) };
    const hostile = (ulps: number): Record<string, Entry> =>
      Object.fromEntries(
        Array.from({ length: 1000 }, (_, i) => [`${'<'.repeat(400)}${i}`, driftEntry(ulps, { accepted })]),
      );
    const markdown = gateMarkdown(held(hostile(1), hostile(2)));
    expect(new TextEncoder().encode(markdown).length).toBeLessThanOrEqual(256 * 1024);
    const rows = markdown.split('\n').filter((line) => line.startsWith('| 👁')).length;
    expect(rows).toBeGreaterThan(50);
    expect(markdown).toContain(`… and ${1000 - rows} more`);
  });
});

describe('the command', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ulpwise-gate-'));
    git(folder, 'init', '-q');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const baseline = (name: string, entries: Record<string, Entry>): void =>
    put(folder, name, printBaseline(new Map(Object.entries(entries))));

  test('holds the working tree against a commit, new files and removed ones too', async () => {
    baseline(path, { 'softmax#1': driftEntry(2) });
    baseline('__drift__/gone.test.ts.drift.json', { 'sum#1': driftEntry(1) });
    commit(folder);
    const unchanged = await ulpwise(folder, ['gate', '--base', 'HEAD']);
    expect(unchanged).toMatchObject({ exitCode: 0, out: 'No entry of 2 fails the gate against HEAD.\n2 as before\n' });
    baseline(path, { 'softmax#1': driftEntry(3) });
    baseline('deep/down/__drift__/new.test.ts.drift.json', { 'mean#1': driftEntry(1) });
    rmSync(join(folder, '__drift__'), { recursive: true });
    const { out, exitCode } = await ulpwise(folder, ['gate', '--base', 'HEAD', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      base: { name: 'HEAD', environments: null },
      passed: false,
      failOn: ['regression', 'changed'],
      counts: { regression: 1, new: 1, removed: 1, same: 0 },
      rows: [
        {
          finding: 'regression',
          file: 'test/a.test.ts',
          key: 'softmax#1',
          metric: { name: 'maxUlps', base: 2, now: 3 },
        },
        { finding: 'removed', file: 'gone.test.ts' },
        { finding: 'new', file: 'deep/down/new.test.ts' },
      ],
    });
    expect((await ulpwise(folder, ['gate', '--base', 'HEAD', '--fail-on', 'none'])).exitCode).toBe(0);
    expect((await ulpwise(folder, ['gate', '--base', 'HEAD', '--fail-on', 'removed, new'])).exitCode).toBe(1);
  });

  test('compares two commits, by tag or by name', async () => {
    baseline(path, { 'softmax#1': driftEntry(3) });
    commit(folder);
    git(folder, 'tag', 'v1');
    baseline(path, { 'softmax#1': driftEntry(2) });
    commit(folder);
    const done = await ulpwise(folder, ['gate', '--base', 'v1', '--head', 'main']);
    expect(done.out).toContain('1 better');
    expect((await ulpwise(folder, ['gate', '--base', 'main', '--head', 'v1'])).exitCode).toBe(1);
  });

  test('in a folder of the repository looks at that folder, with paths that are its own', async () => {
    baseline(`pack/${path}`, { 'softmax#1': driftEntry(2) });
    baseline(path, { 'softmax#1': driftEntry(2) });
    commit(folder);
    baseline(path, { 'softmax#1': driftEntry(9) });
    const { out } = await ulpwise(join(folder, 'pack'), ['gate', '--base', 'HEAD', '--json']);
    expect(JSON.parse(out).rows).toMatchObject([{ finding: 'same', file: 'test/a.test.ts' }]);
  });

  test('reads what a sparse checkout leaves out from the index: it is not removed', async () => {
    baseline(path, { 'softmax#1': driftEntry(2), 'gone#1': driftEntry(2) });
    baseline(`pack/${path}`, { 'softmax#1': driftEntry(2) });
    put(folder, 'readme.md', '');
    commit(folder);
    baseline(path, { 'softmax#1': driftEntry(3) });
    commit(folder);
    git(folder, 'sparse-checkout', 'set', 'pack');
    expect(existsSync(join(folder, path))).toBe(false);
    const counts = async (in_: string): Promise<object> =>
      (JSON.parse((await ulpwise(join(folder, in_), ['gate', '--base', 'HEAD~1', '--json'])).out) as GateResult).counts;
    expect(await counts('.')).toMatchObject({ regression: 1, removed: 1, same: 1 });
    expect(await counts('pack')).toMatchObject({ regression: 0, removed: 0, same: 1 });
    git(folder, 'rm', '-q', '--cached', '--sparse', path);
    expect(await counts('.')).toMatchObject({ regression: 0, removed: 2, same: 1 });
  });

  test('names with blanks, quotes and letters of any script are read at a commit', async () => {
    const odd = 'tests é "x"/__drift__/ö b.test.ts.drift.json';
    baseline(odd, { 'softmax#1': driftEntry(2) });
    commit(folder);
    expect((await ulpwise(folder, ['gate', '--base', 'HEAD'])).out).toContain('1 as before');
  });

  test('a symbolic link in place of a baseline file at a commit is not followed', async () => {
    put(folder, 'test/__drift__/real.json', 'not a baseline');
    symlinkSync('real.json', join(folder, path));
    commit(folder);
    rmSync(join(folder, path));
    expect((await ulpwise(folder, ['gate', '--base', 'HEAD'])).out).toContain('There are no baselines');
  });

  test('compares run records, without git, and a record with a commit', async () => {
    put(folder, 'base.json', printRunRecord(runRecord([driftCheck('test/a.test.ts', 'softmax#1', driftEntry(2))])));
    put(folder, 'head.json', printRunRecord(runRecord([driftCheck('test/a.test.ts', 'softmax#1', driftEntry(4))])));
    const records = await ulpwise(folder, ['gate', '--base', 'base.json', '--head', 'head.json']);
    expect((await ulpwise(folder, ['gate', 'head.json', '--base', 'base.json'])).out).toBe(records.out);
    const both = ['gate', 'head.json', '--base', 'base.json', '--head', 'head.json'];
    await expect(ulpwise(folder, both)).rejects.toThrow(/two heads/);
    expect(records.exitCode).toBe(1);
    expect(records.out).toMatch(/regression +test\/a\.test\.ts › softmax#1 +max, ulp +2 +4 +2/);
    baseline(path, { 'softmax#1': driftEntry(8) });
    commit(folder);
    expect((await ulpwise(folder, ['gate', '--base', 'HEAD', '--head', 'head.json'])).out).toContain('1 better');
  });

  test('appends Markdown to the summary that CI names, or to a file', async () => {
    baseline(path, { 'softmax#1': driftEntry(2) });
    commit(folder);
    put(folder, 'summary.md', '# before\n');
    const environment = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
    await ulpwise(folder, ['gate', '--base', 'HEAD', '--summary'], { environment });
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/^# before\n### ✅ Numerical drift\n/);
    await ulpwise(folder, ['gate', '--base', 'HEAD', '--summary', 'own.md']);
    expect(readFileSync(join(folder, 'own.md'), 'utf8')).toMatch(/^### ✅/);
    await expect(ulpwise(folder, ['gate', '--base', 'HEAD', '--summary'])).rejects.toThrow(
      'GITHUB_STEP_SUMMARY is not set',
    );
  });

  test.each([
    ['drift-run.json', '{"format": 1}'],
    ['new.JSON', undefined],
    ['record', '\ufeff \n{}'],
  ])('refuses to append a summary to JSON: a record that stands after --summary, %s', async (name, content) => {
    baseline(path, { 'softmax#1': driftEntry(2) });
    commit(folder);
    if (content !== undefined) put(folder, name, content);
    const call = ['gate', '--base', 'HEAD', '--sarif', 'out.sarif', '--summary', name];
    await expect(ulpwise(folder, call)).rejects.toThrow('Put a record before the options');
    expect(existsSync(join(folder, 'out.sarif'))).toBe(false);
    if (content === undefined) expect(existsSync(join(folder, name))).toBe(false);
    else expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  });

  test('without a base says so, unless the option is there and misspelt', async () => {
    const missing = await ulpwise(folder, ['gate']);
    expect(missing).toMatchObject({
      exitCode: 2,
      err: "error: required option '--base <commit | record>' not specified\n(see ulpwise --help)\n",
    });
    const misspelt = await ulpwise(folder, ['gate', '--bas', 'HEAD']);
    expect(misspelt.exitCode).toBe(2);
    expect(misspelt.err).toContain("error: unknown option '--bas'\n(Did you mean --base?)");
  });

  test('says what it cannot read, and never passes then', async () => {
    await expect(ulpwise(folder, ['gate', '--base', 'origin/main'])).rejects.toThrow(
      '"origin/main" is neither a file nor a commit',
    );
    await expect(ulpwise(folder, ['gate', '--base=--output=x'])).rejects.toThrow('is neither a file nor a commit');
    put(folder, path, '{\n<<<<<<< ours\n');
    commit(folder);
    await expect(ulpwise(folder, ['gate', '--base', 'HEAD'])).rejects.toThrow(
      `HEAD:${path}: line 2 is a merge-conflict marker`,
    );
    baseline(path, { 'softmax#1': driftEntry(2) });
    commit(folder);
    put(folder, path, '{}');
    await expect(ulpwise(folder, ['gate', '--base', 'HEAD'])).rejects.toThrow(path);
    await expect(ulpwise(folder, ['gate', '--base', 'HEAD', '--fail-on', 'regressions'])).rejects.toThrow(
      'there is no "regressions"',
    );
    const bare = mkdtempSync(join(tmpdir(), 'ulpwise-bare-'));
    await expect(ulpwise(bare, ['gate', '--base', 'HEAD'])).rejects.toThrow('is not in a git repository');
    rmSync(bare, { recursive: true });
    expect((await ulpwise(folder, ['gate'])).exitCode).toBe(2);
  });
});
