/** Histories from commits made by hand. */
import { describe, expect, test } from 'vitest';
import { historyOf } from '../../src/drift/index.ts';
import type { Baseline, Entry, FileChange, RevisionChanges } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';

const baseline = (entries: Record<string, Entry>): Baseline => new Map(Object.entries(entries));

function change(
  from: string | null,
  to: string | null,
  after?: Record<string, Entry>,
  before: Record<string, Entry> = {},
): FileChange {
  return {
    from,
    to,
    before: () => baseline(before),
    after: () => (after === undefined ? undefined : baseline(after)),
  };
}

function revisions(...files: FileChange[][]): RevisionChanges[] {
  return files.map((list, i) => ({
    revision: { commit: String(i), date: `2027-01-0${i + 1}T00:00:00Z`, subject: `Commit ${i}` },
    files: list,
  }));
}

/** `path key: commit change maxUlps, …` of each entry. */
function told(...files: FileChange[][]): string[] {
  return historyOf(revisions(...files)).map(({ path, key, points }) => {
    const texts = points.map(({ commit, change: what, entry }) => {
      const size = entry?.kind === 'drift' ? ` ${entry.metrics['maxUlps']}` : '';
      return `${commit} ${what}${size}`;
    });
    return `${path} ${key}: ${texts.join(', ')}`;
  });
}

describe('a history', () => {
  test('has a point for each commit that changed the entry, oldest first, and none for those that did not', () => {
    expect(
      told(
        [change(null, 'a', { k: driftEntry(2), other: driftEntry(1) })],
        [change('a', 'a', { k: driftEntry(2), other: driftEntry(7) })],
        [change('a', 'a', { k: driftEntry(3), other: driftEntry(7) })],
        [change('a', 'a', { k: driftEntry(1), other: driftEntry(7) })],
      ),
    ).toEqual(['a k: 0 added 2, 2 measured 3, 3 measured 1', 'a other: 0 added 1, 1 measured 7']);
  });

  test('tells an edited tolerance or acknowledgement from a new measurement', () => {
    expect(
      told(
        [change(null, 'a', { k: driftEntry(2) })],
        [change('a', 'a', { k: driftEntry(2, { tolerance: { ulp: 4 } }) })],
        [change('a', 'a', { k: driftEntry(2, { tolerance: { ulp: 5 } }) })],
        [change('a', 'a', { k: driftEntry(2, { tolerance: { ulp: 5 }, accepted: { reason: 'r' } }) })],
        [change('a', 'a', { k: driftEntry(3, { tolerance: { ulp: 6 } }) })],
      ),
    ).toEqual(['a k: 0 added 2, 1 edited 2, 2 edited 2, 3 edited 2, 4 measured 3']);
  });

  test('takes -0 and 0 for different measurements: the file differs', () => {
    const { metrics } = driftEntry(2);
    const [plus, minus] = [0, -0].map((biasUlps) => driftEntry(2, { metrics: { ...metrics, biasUlps } }));
    expect(told([change(null, 'a', { k: plus! })], [change('a', 'a', { k: minus! })])).toEqual([
      'a k: 0 added 2, 1 measured 2',
    ]);
  });

  test('tells removals and returns, of an entry and of a file', () => {
    expect(
      told(
        [change(null, 'a', { k: driftEntry(2), other: driftEntry(1) })],
        [change('a', 'a', { other: driftEntry(1) })],
        [change('a', 'a', { k: driftEntry(4), other: driftEntry(1) })],
        [change('a', null)],
        [change(null, 'a', { k: driftEntry(5) })],
      ),
    ).toEqual(['a k: 0 added 2, 1 removed, 2 added 4, 3 removed, 4 added 5', 'a other: 0 added 1, 3 removed']);
  });

  test('follows a file to its new name, and does not take a renaming for a change', () => {
    expect(
      told(
        [change(null, 'a', { k: driftEntry(2) })],
        [change('a', 'b', { k: driftEntry(2) })],
        [change('b', 'c', { k: driftEntry(3) })],
      ),
    ).toEqual(['c k: 0 added 2, 2 measured 3']);
  });

  test.each([
    ['a chain', [change('a', 'b', { k: driftEntry(1) }), change('b', 'c', { k: driftEntry(2) })], ['b', 'c']],
    ['a swap', [change('a', 'b', { k: driftEntry(1) }), change('b', 'a', { k: driftEntry(2) })], ['b', 'a']],
  ])('keeps files apart that one commit renames in %s', (_, files, [first, second]) => {
    const start = [change(null, 'a', { k: driftEntry(1) }), change(null, 'b', { k: driftEntry(2) })];
    const lines = told(start, files);
    expect(lines).toEqual([`${first} k: 0 added 1`, `${second} k: 0 added 2`].sort());
  });

  test('of a file that takes the name of one renamed away is its own', () => {
    expect(
      told(
        [change(null, 'a', { k: driftEntry(1) })],
        [change('a', 'b', { k: driftEntry(1) }), change(null, 'a', { k: driftEntry(9) })],
      ),
    ).toEqual(['a k: 1 added 9', 'b k: 0 added 1']);
  });

  test('starts from what was there before the first commit', () => {
    const [history, ...others] = historyOf(
      revisions([
        change('a', 'a', { k: driftEntry(3), same: driftEntry(1) }, { k: driftEntry(2), same: driftEntry(1) }),
      ]),
    );
    expect(others).toEqual([]);
    expect(history).toMatchObject({ key: 'k', before: driftEntry(2), points: [{ change: 'measured' }] });
  });

  test('passes over a version that cannot be read', () => {
    expect(
      told([change(null, 'a', { k: driftEntry(2) })], [change('a', 'a')], [change('a', 'a', { k: driftEntry(3) })]),
    ).toEqual(['a k: 0 added 2, 2 measured 3']);
  });

  test('holds keys and metrics by any name', () => {
    const entry = driftEntry(2, { metrics: { constructor: 1, toString: 2 } });
    const keys: Baseline = new Map<string, Entry>([['__proto__', entry]]);
    const file: FileChange = { from: null, to: 'a', before: () => new Map(), after: () => keys };
    expect(historyOf(revisions([file]))).toMatchObject([{ key: '__proto__', points: [{ change: 'added' }] }]);
  });
});
