/** The merge driver as git calls it: on three files. `test/package/merge-driver.test.ts` lets git call it. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/baseline-files.ts';
import { printBaseline, remember, sidecarName } from '../../src/drift/index.ts';
import type { Entry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ulpwise-merge-driver-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const printed = (entries: Record<string, Entry>): string => printBaseline(new Map(Object.entries(entries)));
const ours = (): string => readFileSync(join(folder, 'ours'), 'utf8');
const path = 'test/__drift__/a.test.ts.drift.json';
const call = ['merge-driver', 'base', 'ours', 'theirs', path];

function sides(base: string, own: string, theirs: string): void {
  put(folder, 'base', base);
  put(folder, 'ours', own);
  put(folder, 'theirs', theirs);
}

describe('ulpwise merge-driver', () => {
  test('writes the merged file over ours, in the form in which files are written, and is silent', async () => {
    sides(
      printed({ a: driftEntry(2), b: driftEntry(2) }),
      printed({ a: driftEntry(3), b: driftEntry(2), c: driftEntry(1) }),
      printed({ a: driftEntry(2), b: driftEntry(5), d: driftEntry(1) }),
    );
    const { out, err, exitCode } = await ulpwise(folder, call);
    expect({ out, err, exitCode }).toEqual({ out: '', err: '', exitCode: 0 });
    expect(ours()).toBe(printed({ a: driftEntry(3), b: driftEntry(5), c: driftEntry(1), d: driftEntry(1) }));
    expect(readdirSync(folder).sort()).toEqual(['base', 'ours', 'theirs']);
  });

  test('takes an empty base for no entries: both sides added the file', async () => {
    sides('', printed({ a: driftEntry(3) }), printed({ b: driftEntry(2) }));
    expect((await ulpwise(folder, call)).exitCode).toBe(0);
    expect(ours()).toBe(printed({ a: driftEntry(3), b: driftEntry(2) }));
  });

  test('lists conflicts with both sides, leaves ours in a file that can be read, and ends with 1', async () => {
    const acknowledged = (reason: string): Entry => driftEntry(1, { accepted: { reason } });
    sides(
      printed({ 'a#1': driftEntry(2), 'b#1': driftEntry(2), t: driftEntry(1), r: driftEntry(1) }),
      printed({ 'a#1': driftEntry(3), t: driftEntry(1, { tolerance: { ulp: 4 } }), r: acknowledged('new driver') }),
      printed({
        'a#1': driftEntry(17.25),
        'b#1': driftEntry(4),
        t: driftEntry(1, { tolerance: { ulp: 9, rel: 1 } }),
        r: acknowledged('old'),
      }),
    );
    const { out, err, exitCode } = await ulpwise(folder, call);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
    expect(err.split('\n')).toEqual([
      `${path}: 4 conflicts. Our side of each stands in the file, which can be read; all else is merged.`,
      '  a#1: max, ulp: base 2, ours 3, theirs 17.25',
      '  b#1: removed by us, changed by them',
      '  r: accepted: ours "new driver", theirs "old"',
      '  t: tolerance ulp: ours 4, theirs 9',
      `Measure the merged code with the runner's -u, or edit these entries; then: git add -- test/__drift__`,
      '',
    ]);
    expect(ours()).toBe(
      printed({
        'a#1': driftEntry(3),
        t: driftEntry(1, { tolerance: { ulp: 4, rel: 1 } }),
        r: acknowledged('new driver'),
      }),
    );
  });

  test('names what to add so that a shell takes it as it is, sidecars too', async () => {
    const odd = "test/ü $(x) it's/__drift__/a.test.ts.drift.json";
    sides(printed({ a: driftEntry(2) }), printed({ a: driftEntry(3) }), printed({ a: driftEntry(4) }));
    const { err } = await ulpwise(folder, ['merge-driver', 'base', 'ours', 'theirs', odd]);
    expect(err).toContain(`then: git add -- 'test/ü $(x) it'\\''s/__drift__'\n`);
    const alone = await ulpwise(folder, ['merge-driver', 'base', 'base', 'theirs', 'a b.drift.json']);
    expect(alone.exitCode).toBe(0);
  });

  test('prints JSON with every conflict', async () => {
    sides(printed({ a: driftEntry(2) }), printed({ a: driftEntry(3) }), printed({ a: driftEntry(4) }));
    const { out, err, exitCode } = await ulpwise(folder, [...call, '--json']);
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 1 });
    expect(JSON.parse(out)).toMatchObject({
      path,
      entries: 1,
      conflicts: [
        {
          key: 'a',
          what: 'measured',
          terms: [],
          ours: { metrics: { maxUlps: 3 } },
          theirs: { metrics: { maxUlps: 4 } },
        },
      ],
    });
  });

  test.each([
    ['base', '{'],
    ['ours', ''],
    ['theirs', '{ "format": "ulpwise-baseline/2", "entries": {} }'],
    ['theirs', '{\n<<<<<<< HEAD\n'],
  ])('refuses when %s is %j, and leaves our file as it is', async (side, text) => {
    const good = printed({ a: driftEntry(2) });
    sides(good, good, good);
    put(folder, side, text);
    const before = ours();
    await expect(ulpwise(folder, call)).rejects.toThrow(`${path} (${side}):`);
    expect(ours()).toBe(before);
  });

  describe('numbers of a large array that one side removed', () => {
    const numbers = (first: number): Entry =>
      remember(
        Float32Array.from({ length: 100 }, (_, i) => i + first),
        sha256,
      )[0]!.entry;
    const npyOf = (first: number): string => `test/__drift__/${sidecarName(path, numbers(first).digest)}`;

    test.each([
      ['ours', { a: numbers(0), b: numbers(0) }, { a: numbers(1) }, 'HEAD'],
      ['theirs', { a: numbers(1) }, { a: numbers(0), b: numbers(0) }, 'MERGE_HEAD'],
    ])('and that a new entry of %s has are in conflict: git removes them', async (side, own, other, commit) => {
      sides(printed({ a: numbers(0) }), printed(own), printed(other));
      const { err, exitCode } = await ulpwise(folder, call);
      expect(exitCode).toBe(1);
      expect(ours()).toBe(printed({ a: numbers(1), b: numbers(0) }));
      expect(err.split('\n')).toEqual([
        `${path}: one side removed numbers that an entry of the other needs, so that git removes them. Bring them back:`,
        '  for b',
        `    git checkout ${commit} -- ${npyOf(0)}`,
        ...(side === 'ours'
          ? []
          : ['  (in a rebase write REBASE_HEAD for MERGE_HEAD, in a cherry-pick CHERRY_PICK_HEAD)']),
        'Then: git add -- test/__drift__',
        '',
      ]);
      sides(printed({ a: numbers(0) }), printed(own), printed(other));
      const { out } = await ulpwise(folder, [...call, '--json']);
      expect(JSON.parse(out)).toMatchObject({ conflicts: [], lost: [{ file: npyOf(0), keys: ['b'], side }] });
    });

    test.each<[string, Record<string, Entry>, Record<string, Entry>, Record<string, Entry>]>([
      ['both sides have still', { a: numbers(0) }, { a: numbers(0), b: numbers(0) }, { a: numbers(0), c: numbers(1) }],
      [
        'no entry refers to any more',
        { a: numbers(0), b: numbers(2) },
        { a: numbers(1), b: numbers(2) },
        { a: numbers(0) },
      ],
      ['one side added', {}, { a: numbers(0) }, { b: numbers(1) }],
    ])('are in no conflict where %s', async (_, base, own, other) => {
      sides(printed(base), printed(own), printed(other));
      expect(await ulpwise(folder, call)).toMatchObject({ exitCode: 0, err: '' });
    });

    test('come back by the command that is named, in a merge that git does', async () => {
      const write = (entries: Record<string, Entry>): void => {
        rmSync(join(folder, 'test'), { recursive: true, force: true });
        put(folder, path, printed(entries));
        for (const { digest } of Object.values(entries)) {
          put(folder, `test/__drift__/${sidecarName(path, digest)}`, digest);
        }
      };
      git(folder, 'init', '-q');
      // what git does once the driver says that there is a conflict
      put(folder, 'driver.sh', 'cp "$1" ours.json; exit 1\n');
      git(folder, 'config', 'merge.ulpwise.driver', 'sh driver.sh %A');
      put(folder, '.gitattributes', '*.drift.json merge=ulpwise\n*.npy binary\n');
      write({ a: numbers(0) });
      commit(folder);
      git(folder, 'checkout', '-q', '-b', 'side');
      write({ a: numbers(0), b: numbers(0) });
      commit(folder);
      git(folder, 'checkout', '-q', 'main');
      write({ a: numbers(1) });
      commit(folder);
      expect(() => git(folder, 'merge', '-q', 'side')).toThrow();
      expect(existsSync(join(folder, npyOf(0)))).toBe(false);
      git(folder, 'checkout', 'MERGE_HEAD', '--', npyOf(0));
      expect(existsSync(join(folder, npyOf(0)))).toBe(true);
      git(folder, 'add', '--', 'test/__drift__');
      git(folder, 'commit', '-q', '-m', 'Merge');
      expect(git(folder, 'ls-files', 'test')).toContain(npyOf(0));
    });
  });

  test('names in conflicts cannot command the terminal', async () => {
    const key = 'a\u001b[2J\nb';
    sides(printed({ [key]: driftEntry(2) }), printed({ [key]: driftEntry(3) }), printed({ [key]: driftEntry(4) }));
    expect((await ulpwise(folder, call)).err).toContain('  a\\u001b[2J\\u000ab: max, ulp');
  });
});
