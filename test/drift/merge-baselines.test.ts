/** Merges of baselines made by hand, and the laws of any three-way merge. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeBaselines } from '../../src/drift/index.ts';
import type { Baseline, Entry, MergedBaseline, ValueEntry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';

const values = (digit: string, changes: Partial<ValueEntry> = {}): ValueEntry => ({
  kind: 'values',
  dtype: 'float32',
  shape: [1],
  digest: `sha256:${digit.repeat(64)}`,
  values: [digit],
  ...changes,
});

function merged(base: Entry | undefined, ours: Entry | undefined, theirs: Entry | undefined): MergedBaseline {
  const side = (entry: Entry | undefined): Baseline => new Map(entry === undefined ? [] : [['k', entry]]);
  return mergeBaselines(side(base), side(ours), side(theirs));
}

const e = (ulps: number, tolerance?: object, reason?: string): Entry =>
  driftEntry(ulps, {
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(reason === undefined ? {} : { accepted: { reason } }),
  });

describe('an entry', () => {
  test.each<[string, Entry | undefined, Entry | undefined, Entry | undefined, Entry | undefined]>([
    ['that nobody changed stays', e(2), e(2), e(2), e(2)],
    ['that we changed is ours', e(2), e(3), e(2), e(3)],
    ['that they changed is theirs', e(2), e(2), e(3), e(3)],
    ['that both changed alike is that', e(2), e(3), e(3), e(3)],
    ['that we added is there', undefined, e(3), undefined, e(3)],
    ['that they added is there', undefined, undefined, e(3), e(3)],
    ['that both added alike is there', undefined, e(3), e(3), e(3)],
    ['that we removed is gone', e(2), undefined, e(2), undefined],
    ['that they removed is gone', e(2), e(2), undefined, undefined],
    ['that both removed is gone', e(2), undefined, undefined, undefined],
    ['measured by us and edited by them has both', e(2), e(3), e(2, { ulp: 4 }), e(3, { ulp: 4 })],
    ['edited by us and measured by them has both', e(2), e(2, { ulp: 4 }), e(3), e(3, { ulp: 4 })],
    [
      'whose tolerance both edited has the terms of both',
      e(2, { ulp: 4, abs: 1 }),
      e(2, { ulp: 8, abs: 1 }),
      e(2, { ulp: 4, rel: 0.5 }),
      e(2, { ulp: 8, rel: 0.5 }),
    ],
    ['whose only term one removed and the other left has none', e(2, { ulp: 4 }), e(3), e(2, { ulp: 4 }), e(3)],
    [
      'whose terms both removed, a different one each, has no tolerance',
      e(2, { ulp: 4, abs: 1 }),
      e(2, { ulp: 4 }),
      e(2, { abs: 1 }),
      e(2),
    ],
    [
      'acknowledged by one and edited by the other has both',
      e(2),
      e(2, undefined, 'r'),
      e(2, { ulp: 4 }),
      e(2, { ulp: 4 }, 'r'),
    ],
    ['whose acknowledgement one removed has none', e(2, undefined, 'r'), e(3, undefined, 'r'), e(2), e(3)],
  ])('%s', (_, base, ours, theirs, due) => {
    const { merged: result, conflicts } = merged(base, ours, theirs);
    expect(conflicts).toEqual([]);
    expect([...result]).toEqual(due === undefined ? [] : [['k', due]]);
  });

  test.each<[string, Entry | undefined, Entry | undefined, Entry | undefined, object[], Entry | undefined]>([
    ['measured otherwise on each side', e(2), e(3), e(4), [{ what: 'measured', terms: [] }], e(3)],
    ['added otherwise on each side', undefined, e(3), e(4), [{ what: 'measured' }], e(3)],
    ['removed by us and measured by them', e(2), undefined, e(4), [{ what: 'removed' }], undefined],
    ['measured by us and removed by them', e(2), e(4), undefined, [{ what: 'removed' }], e(4)],
    ['removed by us and edited by them', e(2), undefined, e(2, { ulp: 1 }), [{ what: 'removed' }], undefined],
    [
      'with one term of three edited otherwise on each side',
      e(2, { ulp: 4, rel: 1, abs: 1 }),
      e(2, { ulp: 5, rel: 2, abs: 1 }),
      e(2, { ulp: 6, rel: 1, abs: 3 }),
      [{ what: 'tolerance', terms: ['ulp'] }],
      e(2, { ulp: 5, rel: 2, abs: 3 }),
    ],
    [
      'with a term removed by us and edited by them',
      e(2, { ulp: 4, abs: 1 }),
      e(2, { abs: 1 }),
      e(2, { ulp: 6, abs: 1 }),
      [{ what: 'tolerance', terms: ['ulp'] }],
      e(2, { abs: 1 }),
    ],
    [
      'acknowledged otherwise on each side',
      e(2),
      e(2, undefined, 'ours'),
      e(2, undefined, 'theirs'),
      [{ what: 'accepted' }],
      e(2, undefined, 'ours'),
    ],
    [
      'measured and edited otherwise on each side',
      e(2),
      e(3, { ulp: 5 }),
      e(4, { ulp: 6, rel: 1 }),
      [{ what: 'measured' }, { what: 'tolerance', terms: ['ulp'] }],
      e(3, { ulp: 5, rel: 1 }),
    ],
    ['of another kind on their side, and measured on ours', e(2), e(3), values('1'), [{ what: 'measured' }], e(3)],
    [
      'of another kind on their side, with terms that ours does not know',
      e(2),
      e(2, { ulp: 5 }),
      values('1', { tolerance: { steps: 1 } }),
      [{ what: 'measured' }],
      e(2, { ulp: 5 }),
    ],
    [
      'of another kind on both, with terms that the old kind had',
      e(2, { ulp: 4 }),
      values('1', { tolerance: { steps: 1 } }),
      values('1', { tolerance: { steps: 2 } }),
      [{ what: 'measured' }],
      values('1', { tolerance: { steps: 1 } }),
    ],
    ['with other numbers on each side', values('1'), values('2'), values('3'), [{ what: 'measured' }], values('2')],
  ])('%s is in conflict, and ours stands', (_, base, ours, theirs, due, kept) => {
    const { merged: result, conflicts } = merged(base, ours, theirs);
    expect(conflicts).toMatchObject(due.map((conflict) => ({ key: 'k', ...conflict })));
    expect(conflicts[0]).toMatchObject({ base: base ?? null, ours: ours ?? null, theirs: theirs ?? null });
    expect([...result]).toEqual(kept === undefined ? [] : [['k', kept]]);
  });

  test('may have any key', () => {
    const sides = [1, 2, 1].map((ulps) => new Map([['__proto__', driftEntry(ulps)]]));
    expect([...mergeBaselines(sides[0]!, sides[1]!, sides[2]!).merged]).toEqual([['__proto__', driftEntry(2)]]);
  });
});

describe('any merge', () => {
  const entry = fc
    .record({
      ulps: fc.integer({ min: 1, max: 3 }),
      ulp: fc.option(fc.integer({ min: 1, max: 3 })),
      abs: fc.option(fc.constant(1)),
    })
    .map(({ ulps, ulp, abs }): Entry => {
      const terms = { ...(ulp === null ? {} : { ulp }), ...(abs === null ? {} : { abs }) };
      return e(ulps, Object.keys(terms).length === 0 ? undefined : terms);
    });
  const side = fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), entry)
    .map((entries): Baseline => new Map(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1))));
  const sorted = (baseline: Baseline): [string, Entry][] => [...baseline].sort(([a], [b]) => (a < b ? -1 : 1));

  test('with a side that changed nothing is the other side', () => {
    fc.assert(
      fc.property(side, side, (base, changed) => {
        for (const { merged: result, conflicts } of [
          mergeBaselines(base, changed, base),
          mergeBaselines(base, base, changed),
        ]) {
          expect(conflicts).toEqual([]);
          expect(sorted(result)).toEqual(sorted(changed));
        }
      }),
    );
  });

  test('of two sides that are the same is that, whatever there was', () => {
    fc.assert(
      fc.property(side, side, (base, both) => {
        const { merged: result, conflicts } = mergeBaselines(base, both, both);
        expect(conflicts).toEqual([]);
        expect(sorted(result)).toEqual(sorted(both));
      }),
    );
  });

  test('finds the same conflicts from either side, and agrees on all that is not in conflict', () => {
    fc.assert(
      fc.property(side, side, side, (base, a, b) => {
        const [one, other] = [mergeBaselines(base, a, b), mergeBaselines(base, b, a)];
        const named = ({ conflicts }: MergedBaseline): unknown[] =>
          conflicts.map(({ key, what, terms }) => ({ key, what, terms }));
        expect(named(one)).toEqual(named(other));
        const settled = ({ merged: result, conflicts }: MergedBaseline): unknown[] =>
          sorted(result).filter(([key]) => !conflicts.some((conflict) => conflict.key === key));
        expect(settled(one)).toEqual(settled(other));
      }),
    );
  });
});
