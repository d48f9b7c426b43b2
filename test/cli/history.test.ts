/** The history of baselines in repositories made for the test. */
import { mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printBaseline, printRunRecord } from '../../src/drift/index.ts';
import type { Entry } from '../../src/drift/index.ts';
import { driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';

const path = 'test/__drift__/a.test.ts.drift.json';
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-history-')));
  git(folder, 'init', '-q');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const printed = (entries: Record<string, Entry>): string => printBaseline(new Map(Object.entries(entries)));

/** Commits what `file` holds, on a day of January 2027. */
function on(day: number, subject: string, entries?: Record<string, Entry>, file = path): string {
  if (entries !== undefined) put(folder, file, printed(entries));
  process.env['GIT_COMMITTER_DATE'] = `2027-01-${String(day).padStart(2, '0')}T12:00:00Z`;
  try {
    return commit(folder, subject);
  } finally {
    delete process.env['GIT_COMMITTER_DATE'];
  }
}

interface Told {
  readonly shallow: boolean;
  readonly unreadable: { readonly commit: string; readonly message: string }[];
  readonly entries: {
    readonly file: string;
    readonly key: string;
    readonly environment: string;
    readonly points: {
      readonly commit: string;
      readonly date: string;
      readonly subject: string;
      readonly change: string;
    }[];
  }[];
}

async function told(...args: string[]): Promise<Told> {
  return JSON.parse((await ulpwise(folder, ['history', '--json', ...args])).out) as Told;
}

/** `file key: day change, …` */
async function lines(...args: string[]): Promise<string[]> {
  const { entries } = await told(...args);
  return entries.map(
    ({ file, key, points }) =>
      `${file} ${key}: ${points.map(({ date, change }) => `${Number(date.slice(8, 10))} ${change}`).join(', ')}`,
  );
}

describe('ulpwise history', () => {
  test('shows the commits that changed an entry, with day, subject and metrics, the newest last', async () => {
    const first = on(1, 'Add softmax', { 'softmax#1': driftEntry(2), 'other#1': driftEntry(1) });
    on(2, 'Write on the wall');
    const second = on(3, 'Use the fast path', { 'softmax#1': driftEntry(8), 'other#1': driftEntry(1) });
    const third = on(4, ':100644 odd  subject', { 'softmax#1': driftEntry(4), 'other#1': driftEntry(1) });
    const { out, err, exitCode } = await ulpwise(folder, ['history']);
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
    expect(out.split('\n')).toEqual([
      'test/a.test.ts › softmax#1   ▂█▄',
      expect.stringMatching(/^ {2}commit +date +max, ulp +p99\.9, ulp +rms, ulp +max relative +subject$/),
      expect.stringMatching(
        new RegExp(`^  ${first.slice(0, 8)}   2027-01-01 +2 +2 +0\\.5 +1\\.19e-7 +added +Add softmax$`),
      ),
      expect.stringMatching(new RegExp(`^  ${second.slice(0, 8)}   2027-01-03 +8 .* worse +Use the fast path$`)),
      expect.stringMatching(new RegExp(`^  ${third.slice(0, 8)}   2027-01-04 +4 .* better +:100644 odd  subject$`)),
      '',
      '1 entry did not change after being added.',
      '',
    ]);
  });

  test('shows what matches a pattern, unchanged entries too', async () => {
    on(1, 'Add', { 'softmax (1)#1': driftEntry(2), 'soft#2': driftEntry(1), 'attention#2': driftEntry(1) });
    expect(await lines('soft')).toEqual(['test/a.test.ts soft#2: 1 added', 'test/a.test.ts softmax (1)#1: 1 added']);
    expect(await lines('s*(1)')).toEqual(['test/a.test.ts softmax (1)#1: 1 added']);
    expect(await lines('a.test.ts › att*#2')).toEqual(['test/a.test.ts attention#2: 1 added']);
    expect(await lines('a.te.t')).toEqual([]);
    expect((await ulpwise(folder, ['history', 'nothing'])).out).toContain('No entry that matches "nothing"');
    expect((await ulpwise(folder, ['history', 'soft#2'])).out).toContain('added');
  });

  test('follows a test file that was renamed, with a change in the same commit too', async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k#${i}`, driftEntry(2)]));
    on(1, 'Add', many);
    put(folder, 'lib/__drift__/x', '');
    renameSync(join(folder, path), join(folder, 'lib/__drift__/b.test.ts.drift.json'));
    on(2, 'Rename', { ...many, 'k#3': driftEntry(5) }, 'lib/__drift__/b.test.ts.drift.json');
    const result = await lines();
    expect(result).toHaveLength(20);
    expect(result.filter((line) => !line.endsWith(': 1 added'))).toEqual(['lib/b.test.ts k#3: 1 added, 2 measured']);
  });

  test('leaves entries out that are gone, unless asked for', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2), 'b#1': driftEntry(2) });
    on(2, 'Remove', { 'a#1': driftEntry(2) });
    expect(await lines()).toEqual(['test/a.test.ts a#1: 1 added']);
    expect(await lines('--removed')).toEqual(['test/a.test.ts a#1: 1 added', 'test/a.test.ts b#1: 1 added, 2 removed']);
    rmSync(join(folder, path));
    on(3, 'Remove all');
    expect(await lines('--removed', 'a#1')).toEqual(['test/a.test.ts a#1: 1 added, 3 removed']);
  });

  test('goes along first parents: a merge is one step, and brings what its branch brought', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2), 'b#1': driftEntry(2), 'c#1': driftEntry(2), 'd#1': driftEntry(2) });
    git(folder, 'checkout', '-q', '-b', 'side');
    on(2, 'One', { 'a#1': driftEntry(3), 'b#1': driftEntry(2), 'c#1': driftEntry(2), 'd#1': driftEntry(2) });
    on(3, 'Two', { 'a#1': driftEntry(4), 'b#1': driftEntry(2), 'c#1': driftEntry(2), 'd#1': driftEntry(2) });
    git(folder, 'checkout', '-q', 'main');
    put(folder, 'other', '');
    on(4, 'Elsewhere');
    git(folder, 'merge', '-q', '--no-ff', '--no-commit', 'side');
    on(5, 'Merge');
    const { entries } = await told('a#1');
    expect(entries[0]!.points.map(({ subject }) => subject)).toEqual(['Add', 'Merge']);
    expect(entries[0]!.points.map(({ change }) => change)).toEqual(['added', 'measured']);
  });

  test.each(['2027-01-03', '2027-01-02', 'HEAD~2', 'old'])(
    'since %s tells what is newer, from what was',
    async (since) => {
      on(1, 'Add', { 'a#1': driftEntry(2) });
      git(folder, 'tag', 'old');
      if (since === '2027-01-02' || since === 'HEAD~2') put(folder, 'x', since);
      on(3, 'Worse', { 'a#1': driftEntry(3) });
      on(4, 'Still worse', { 'a#1': driftEntry(4) });
      expect(await lines('--since', since)).toEqual(['test/a.test.ts a#1: 3 measured, 4 measured']);
      const { out } = await ulpwise(folder, ['history', '--since', since]);
      expect(out).toMatch(/2027-01-03 +3 .* worse +Worse\n.* worse +Still worse\n$/);
      expect((await told('--since', since)).entries[0]).toMatchObject({ before: { metrics: { maxUlps: 2 } } });
    },
  );

  test('is the same whatever the settings of whoever calls', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    git(folder, 'checkout', '-q', '-b', 'side');
    on(2, 'Worse', { 'a#1': driftEntry(3) });
    git(folder, 'checkout', '-q', 'main');
    git(folder, 'merge', '-q', '--no-ff', '--no-commit', 'side');
    on(5, 'Merge');
    const before = await told();
    expect(before.entries[0]!.points.map(({ subject }) => subject)).toEqual(['Add', 'Merge']);
    for (const setting of [
      'log.showRoot=false',
      'log.diffMerges=off',
      'log.diffMerges=combined',
      'diff.renames=false',
    ]) {
      git(folder, 'config', ...setting.split('='));
      expect(await told(), setting).toEqual(before);
    }
  });

  test('the gate and the report pass on why git refuses a repository', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    put(folder, 'base.json', printRunRecord(runRecord([])));
    process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1';
    try {
      for (const call of [['history'], ['gate', '--base', 'HEAD'], ['gate', '--base', 'base.json'], ['check']]) {
        const called = ulpwise(folder, call).then(() => undefined);
        await expect(called, call.join(' ')).rejects.toThrow(/dubious ownership.*\n.*\n[^]*safe\.directory/);
      }
      const { err } = await ulpwise(folder, ['report', 'base.json', '--base', 'base.json']);
      expect(err).toMatch(/^There are no histories in the report: .*dubious ownership/);
    } finally {
      delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'];
    }
  });

  test('since a day begins with that day, and since a month with its first', async () => {
    on(3, 'Add', { 'a#1': driftEntry(2) });
    expect(await lines('--since', '2027-01-03')).toHaveLength(1);
    expect(await lines('--since', '2027-01')).toHaveLength(1);
    expect((await ulpwise(folder, ['history', '--since', '2027-02'])).out).toContain('since 2027-02.');
  });

  test('refuses what is neither a date nor a commit, which git would take for now', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    for (const since of ['yesteryear', '--all', 'origin/none', '2026-13', '2026-02-31', '2026-12-00', '2026-00']) {
      await expect(ulpwise(folder, ['history', `--since=${since}`])).rejects.toThrow('is neither a date nor a commit');
    }
  });

  test('passes over a version with a conflict in it, and says so', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    put(folder, path, '{\n<<<<<<< ours\n');
    const broken = on(2, 'Break');
    on(3, 'Mend', { 'a#1': driftEntry(2) });
    on(4, 'Worse', { 'a#1': driftEntry(3) });
    expect(await lines()).toEqual(['test/a.test.ts a#1: 1 added, 4 measured']);
    expect((await told()).unreadable).toMatchObject([{ commit: broken, path }]);
    expect((await ulpwise(folder, ['history'])).err).toContain(
      `Left out at ${broken.slice(0, 8)}: ${path}: line 2 is a merge`,
    );
  });

  test('passes over a version that git has lost, and says so', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    const lost = on(2, 'Worse', { 'a#1': driftEntry(3) });
    on(3, 'Still worse', { 'a#1': driftEntry(4) });
    const object = git(folder, 'rev-parse', `${lost}:${path}`);
    rmSync(join(folder, '.git/objects', object.slice(0, 2), object.slice(2)));
    expect(await lines()).toEqual(['test/a.test.ts a#1: 1 added, 3 measured']);
    expect((await told()).unreadable).toMatchObject([
      { commit: lost, message: expect.stringContaining('git does not have it') },
    ]);
  });

  test('tells growth that the tolerance of the time allowed, and an entry with one change since', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2, { tolerance: { ulp: 9 } }) });
    on(3, 'Grow', { 'a#1': driftEntry(3, { tolerance: { ulp: 9 } }) });
    on(4, 'Edit', { 'a#1': driftEntry(3, { tolerance: { ulp: 7 } }) });
    on(5, 'Allow', { 'a#1': driftEntry(3, { tolerance: { ulp: 7 }, accepted: { reason: 'r' } }) });
    expect((await ulpwise(folder, ['history'])).out).toMatch(
      / worse +Grow\n.* tolerance edited +Edit\n.* acknowledgement edited +Allow\n/,
    );
    expect((await ulpwise(folder, ['history', '--since', '2027-01-04'])).out).toMatch(/ tolerance edited +Edit\n/);
  });

  test('runs in a folder of the repository, with paths from there', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) }, `pack/${path}`);
    on(2, 'Add elsewhere', { 'b#1': driftEntry(2) }, `other/${path}`);
    const { out } = await ulpwise(join(folder, 'pack'), ['history', '--json']);
    expect((JSON.parse(out) as Told).entries).toMatchObject([{ file: 'test/a.test.ts', key: 'a#1' }]);
  });

  test('finds baselines at the root of the repository, and tells layers of environments apart', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) }, '__drift__/a.test.ts.drift.json');
    on(2, 'Add arm', { 'a#1': driftEntry(3) }, '__drift__/a.test.ts.arm64.drift.json');
    expect((await told()).entries).toMatchObject([
      { file: 'a.test.ts', environment: 'arm64', points: [{ change: 'added' }] },
      { file: 'a.test.ts', environment: '', points: [{ change: 'added' }] },
    ]);
    expect((await ulpwise(folder, ['history', 'arm64'])).out).toContain('a.test.ts › a#1 (arm64)');
  });

  test('says that a shallow clone goes back no further', async () => {
    on(1, 'Add', { 'a#1': driftEntry(2) });
    on(2, 'Worse', { 'a#1': driftEntry(3) });
    git(folder, 'clone', '-q', '--depth', '1', `file://${folder}`, 'clone');
    const { out, err } = await ulpwise(join(folder, 'clone'), ['history', 'a#1']);
    expect(out).toContain('added');
    expect(err).toContain('The clone is shallow');
    expect((await told()).shallow).toBe(false);
  });

  test('reads five hundred versions in a few processes', async () => {
    // more objects than are read at once
    for (let i = 0; i < 30; i++) {
      for (let j = 0; j < 17; j++)
        put(folder, `t/__drift__/${j}.test.ts.drift.json`, printed({ 'a#1': driftEntry(i + j / 32) }));
      on(1 + (i % 28), `Commit ${i}`);
    }
    const { entries } = await told();
    expect(entries).toHaveLength(17);
    for (const { points } of entries) expect(points).toHaveLength(30);
  });

  test('names and subjects cannot command the terminal or tear the table', async () => {
    on(1, 'Add \u001b[2Jx', { 'a\u001b[2J\nb#1': driftEntry(2) });
    const { out } = await ulpwise(folder, ['history', 'a']);
    expect(out).toContain('a\\u001b[2J\\u000ab#1');
    expect(out).toContain('Add \\u001b[2Jx');
  });

  test('without a repository or a commit says so', async () => {
    const bare = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-bare-')));
    await expect(ulpwise(bare, ['history'])).rejects.toThrow('is not in a git repository');
    rmSync(bare, { recursive: true });
    await expect(ulpwise(folder, ['history'])).rejects.toThrow('git refused');
  });
});
