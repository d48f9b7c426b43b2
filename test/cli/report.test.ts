/** `ulpwise report`: which sides it takes, what it writes, and what it refuses. The page itself is looked at in test/report. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printBaseline, printRunRecord } from '../../src/drift/index.ts';
import type { DriftCheck } from '../../src/drift/index.ts';
import { entriesOfBaseline } from '../../src/cli/gate/entries.ts';
import { gate } from '../../src/cli/gate/gate.ts';
import { detailOf as detailOfRow, historyKey } from '../../src/cli/report/report-rows.ts';
import { shellWord } from '../../src/cli/shell-word.ts';
import { reportFindings } from '../../src/report/html/report-data.ts';
import type { ReportDetail, ReportIndex, ReportLevel } from '../../src/report/html/report-data.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';
import { checkOfErrors, recordOf } from '../support/report-records.ts';

const file = 'test/a.test.ts';
const baseline = 'test/__drift__/a.test.ts.drift.json';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-report-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Page {
  readonly index: ReportIndex;
  readonly details: readonly ReportDetail[];
  /** Findings by key. */
  readonly findings: Readonly<Record<string, string>>;
}

function pageIn(name = 'drift.html'): Page {
  const html = readFileSync(join(folder, name), 'utf8');
  const index = JSON.parse(/id="index">([^<]*)</.exec(html)![1]!) as ReportIndex;
  const details = [...html.matchAll(/id="block-\d+">([^<]*)</g)].flatMap(
    ([, block]) => JSON.parse(inflateRawSync(Buffer.from(block!, 'base64')).toString('utf8')) as ReportDetail[],
  );
  const findings = Object.fromEntries(
    index.columns.key.map((key, i) => [key, reportFindings[index.columns.finding[i]!]!]),
  );
  return { index, details, findings };
}

function detailOf({ index, details }: Page, key: string): ReportDetail {
  return details[index.columns.key.indexOf(key)]!;
}

const worse = (key: string, changes: Partial<DriftCheck> = {}): DriftCheck =>
  checkOfErrors(file, key, [0, 3], { outcome: 'regressed', passed: false, base: driftEntry(1), ...changes });

describe('a record alone', () => {
  test('is held against the baselines that its run met, by what the run itself said', async () => {
    const accepted = { reason: 'fused', until: '2027-06' };
    const acknowledged = worse('acknowledged#1', { base: driftEntry(1, { accepted }) });
    const checks = [
      worse('worse#1'),
      // the call of the assertion allows what the entry does not
      worse('tolerated#1', {
        outcome: 'within',
        passed: true,
        tolerance: { ulp: 4 },
        base: checkOfErrors(file, 'tolerated#1', [0, 1]).now,
      }),
      worse('fresh#1', { outcome: 'new', base: null, action: 'written', passed: true }),
      { ...acknowledged, now: { ...acknowledged.now, accepted } },
    ];
    put(folder, 'drift-run.json', recordOf(checks));
    const { out, exitCode } = await ulpwise(folder, ['report']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^4 entries: 1 regression, 1 acknowledged, 1 new, 1 same\nWritten to drift\.html, 0\.\d+ MB\.\n$/,
    );
    const page = pageIn();
    expect(page.findings).toEqual({
      'worse#1': 'regression',
      'acknowledged#1': 'acknowledged',
      'fresh#1': 'new',
      'tolerated#1': 'same',
    });
    expect(page.index).toMatchObject({ passed: false, verdict: 'Of 4 entries: 1 worse.' });
    // as the assertion judged: 4 ulps are allowed, and nothing is said of the other metrics
    expect(detailOf(page, 'tolerated#1').metrics.map(([, , , limit, verdict]) => [limit, verdict])).toEqual([
      [4, 'within'],
      ...new Array<unknown>(6).fill([null, expect.stringMatching(/^(?:same|not judged)$/)]),
    ]);
    expect(detailOf(page, 'worse#1')).toMatchObject({
      accept: 'npx ulpwise accept worse#1 --file test/a.test.ts',
      passed: false,
      head: { histogram: [1, 2, [1]], envelope: [2, '00004040', '00004040'], dtype: 'float32', shape: '[2]' },
    });
    // written already, or within: there is nothing to accept
    expect(detailOf(page, 'fresh#1').accept).toBe('');
    expect(detailOf(page, 'tolerated#1').accept).toBe('');
  });

  test('has the rows of a finding in the order of the figures that they show', async () => {
    const grown = (key: string, from: readonly number[], to: readonly number[]): DriftCheck =>
      checkOfErrors(file, key, to, {
        outcome: 'regressed',
        passed: false,
        base: checkOfErrors(file, key, from).now,
      });
    // of b the bias grew most, 512-fold; both show the largest error, which of a grew more
    const checks = [grown('b#1', [64, -63.875], [65, 0.5]), grown('a#1', [1, 0], [3, 0]), grown('c#1', [2, 0], [3, 0])];
    put(folder, 'drift-run.json', recordOf(checks));
    await ulpwise(folder, ['report']);
    const { key, now, limit } = pageIn().index.columns;
    expect(key).toEqual(['a#1', 'c#1', 'b#1']);
    const over = now.map((x, i) => x! / limit[i]!);
    expect(over).toEqual([...over].sort((x, y) => y - x));
  });

  test('shows entries that no test asked for as removed', async () => {
    const obsolete = [{ file, project: '', key: 'gone#1', baseline, removed: false, base: driftEntry(2) }];
    put(folder, 'drift-run.json', printRunRecord(runRecord([worse('a#1')], { obsolete })));
    await ulpwise(folder, ['report']);
    const page = pageIn();
    expect(page.findings).toEqual({ 'a#1': 'regression', 'gone#1': 'removed' });
    expect(page.index.words[page.index.columns.note[1]!]).toBe('no test asked for it');
  });

  test('is drift-run.json, without which there is nothing to report', async () => {
    await expect(ulpwise(folder, ['report'])).rejects.toThrow(/There is no drift-run\.json here\. Run the tests first/);
    await expect(ulpwise(folder, ['report', 'other.json'])).rejects.toThrow(/other\.json is no run record/);
    expect(existsSync(join(folder, 'drift.html'))).toBe(false);
  });

  test('that is damaged is refused, and what was there stays', async () => {
    put(folder, 'drift-run.json', '{ "format": "ulpwise-run/1"');
    put(folder, 'drift.html', 'before');
    await expect(ulpwise(folder, ['report'])).rejects.toThrow(/drift-run\.json/);
    expect(readFileSync(join(folder, 'drift.html'), 'utf8')).toBe('before');
  });

  test('is refused beside --head', async () => {
    put(folder, 'drift-run.json', recordOf([]));
    const call = ['report', 'drift-run.json', '--base', 'drift-run.json', '--head', 'drift-run.json'];
    await expect(ulpwise(folder, call)).rejects.toThrow(/two heads/);
  });
});

describe('two records', () => {
  test('give the distribution and the errors by index of both sides', async () => {
    put(folder, 'base.json', recordOf([checkOfErrors(file, 'a#1', [0, 1])]));
    put(folder, 'head.json', recordOf([checkOfErrors(file, 'a#1', [0, -2], { outcome: 'regressed' })], ['node v24']));
    const { out } = await ulpwise(folder, ['report', 'head.json', '--base', 'base.json', '-o', 'r.html', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      output: 'r.html',
      passed: false,
      failOn: ['regression', 'changed'],
      base: { name: 'base.json', environments: ['node v22 linux x64'] },
      head: { name: 'head.json', environments: ['node v24'] },
      counts: { regression: 1, same: 0 },
    });
    expect((JSON.parse(out) as { bytes: number }).bytes).toBe(readFileSync(join(folder, 'r.html')).length);
    const detail = detailOf(pageIn('r.html'), 'a#1');
    expect([detail.base!.histogram, detail.head!.histogram]).toEqual([
      [1, 0, [1]],
      [1, 1, [1]],
    ]);
    expect([detail.base!.envelope, detail.head!.envelope]).toEqual([
      [2, '00003f80', '00003f80'],
      [2, '0000c000', '0000c000'],
    ]);
    expect(detail.metrics[0]).toEqual(['max, ulp', 1, 2, 1, 'worse']);
    expect(detail.worst[0]!.slice(0, 2)).toEqual(['[1]', '0.99999976']);
    expect(detail.accept).toBe('npx ulpwise accept a#1 --file test/a.test.ts --record head.json');
  });

  test('that measured the same keep what belongs to each entry', async () => {
    const checks = [checkOfErrors(file, 'a#1', [0, 1]), checkOfErrors(file, 'b#1', [0, 1], { reasons: ['only of b'] })];
    put(folder, 'drift-run.json', recordOf(checks));
    await ulpwise(folder, ['report', 'drift-run.json', '--base', 'drift-run.json']);
    const page = pageIn();
    expect(detailOf(page, 'a#1').reasons).toEqual([]);
    expect(detailOf(page, 'b#1').reasons).toEqual(['only of b']);
  });
});

describe('baselines', () => {
  test('of a commit and the working tree give errors, and the commits that changed them', async () => {
    put(folder, baseline, printBaseline(new Map([['a#1', driftEntry(2)]])));
    git(folder, 'init', '-q');
    commit(folder, 'First');
    put(folder, baseline, printBaseline(new Map([['a#1', driftEntry(5)]])));
    const last = commit(folder, 'Second');
    await ulpwise(folder, ['report', '--base', 'HEAD~1']);
    const page = pageIn();
    expect(page.findings).toEqual({ 'a#1': 'regression' });
    const detail = detailOf(page, 'a#1');
    expect(detail.history.map(([, , subject, value]) => [subject, value])).toEqual([
      ['First', 2],
      ['Second', 5],
    ]);
    expect(detail.history[1]![0]).toBe(last.slice(0, 8));
    expect(detail).toMatchObject({ accept: '', passed: null, head: { histogram: null, envelope: null } });
    await ulpwise(folder, ['report', '--base', 'HEAD~1', '--no-history']);
    expect(detailOf(pageIn(), 'a#1').history).toEqual([]);
    await ulpwise(folder, ['report', '--base', 'HEAD~1', '--since', 'HEAD~1']);
    expect(detailOf(pageIn(), 'a#1').history).toHaveLength(1);
    await expect(ulpwise(folder, ['report', '--base', 'HEAD~1', '--since', 'no such'])).rejects.toThrow(/--since/);
  });

  test('give the newest commits of an entry, fewer where the page has no room', () => {
    const row = gate(
      { name: 'base', entries: [], environments: null },
      { name: 'head', entries: entriesOfBaseline(baseline, new Map([['a#1', driftEntry(1)]])), environments: null },
      { failOn: [], today: '2027-01-15' },
    ).rows[0]!;
    const points = Array.from({ length: 60 }, (_, i) => ({
      commit: String(i),
      date: '2027-01-01',
      subject: '',
      entry: null,
    }));
    const sides = { base: { checks: new Map(), record: null }, head: { checks: new Map(), record: null } } as never;
    const kept = (level: ReportLevel): number =>
      detailOfRow(row, sides, new Map([[historyKey(baseline, 'a#1'), points]]), level).history.length;
    expect((['full', 'brief', 'bare'] as const).map(kept)).toEqual([50, 12, 4]);
  });

  test('in a shallow clone have histories that begin at its first commit, and it is said', async () => {
    put(folder, baseline, printBaseline(new Map([['a#1', driftEntry(2)]])));
    git(folder, 'init', '-q');
    commit(folder, 'First');
    put(folder, baseline, printBaseline(new Map([['a#1', driftEntry(5)]])));
    commit(folder, 'Second');
    const clone = join(folder, 'clone');
    git(folder, 'clone', '-q', '--depth', '1', `file://${folder}`, clone);
    const { err } = await ulpwise(clone, ['report', '--base', 'HEAD']);
    expect(err).toBe(
      'Histories in the report are incomplete: the clone is shallow (git fetch --unshallow brings the rest).\n',
    );
    expect((await ulpwise(folder, ['report', '--base', 'HEAD'])).err).toBe('');
  });
});

test('--fail-on decides the verdict, and the exit code is 0 whatever it is', async () => {
  put(folder, 'drift-run.json', recordOf([worse('a#1')]));
  expect((await ulpwise(folder, ['report', '--fail-on', 'none'])).exitCode).toBe(0);
  expect(pageIn().index).toMatchObject({ passed: true, verdict: '1 entry; nothing was asked to fail.' });
  await expect(ulpwise(folder, ['report', '--fail-on', 'nonsense'])).rejects.toThrow(
    /--fail-on: there is no "nonsense"/,
  );
});

test('new NaN and infinities are named in the command that accepts them', async () => {
  const special = { nan: 1, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 };
  const check = driftCheck(file, '-a#1', driftEntry(1, { special }), { base: driftEntry(1), outcome: 'changed' });
  put(folder, 'drift-run.json', recordOf([check]));
  await ulpwise(folder, ['report']);
  expect(detailOf(pageIn(), '-a#1').accept).toBe('npx ulpwise accept --file test/a.test.ts --non-finite -- -a#1');
});

test.each(['a b', "it's", '$(id)', '`id`', 'a\nb', '*', '~', '#a', '-', '', '"', '\\', "'; echo '", 'é漢'])(
  'a shell takes %j for one word as it is written in the command',
  (word) => {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(word);
  },
);

test.each(['a\u202eb', "it's\u0007", '\u001b[31m\\', '\u2028', 'a\r\nb', '\u{e0001}é'])(
  'bash takes %j for one word, of which every sign is seen',
  (word) => {
    expect(shellWord(word)).toMatch(/^\P{C}+$/u);
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const { stdout } = spawnSync('bash', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8', env });
    expect(stdout).toBe(word);
  },
);
