/** The worst element outside the budget, against a search of all elements by the definitions, in arithmetic that is exact here. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareWith } from '../../src/compare/index.ts';
import type { Budget, CertifiedReference } from '../../src/compare/index.ts';

const compare = compareWith([]);

/** Pairs r, r + k·2^-60 with r a power of two: every error is exact, in ulps (of float64: 2^-52·r), relatively and absolutely. */
interface Pair {
  readonly exponent: number;
  readonly error: number;
}
const pair: fc.Arbitrary<Pair> = fc.record({
  exponent: fc.integer({ min: -4, max: 4 }),
  error: fc.integer({ min: -40, max: 40 }),
});
const unit = 2 ** -44;
const reference = ({ exponent }: Pair): number => 2 ** exponent;
const actual = (of: Pair): number => reference(of) + of.error * unit;
const measures = {
  ulp: (of: Pair): number => Math.abs(of.error * unit) / (reference(of) * 2 ** -52),
  rel: (of: Pair): number => Math.abs(of.error * unit) / reference(of),
  abs: (of: Pair): number => Math.abs(of.error * unit),
};
const limits: Record<keyof typeof measures, number> = { ulp: 20 * 2 ** 8, rel: 20 * unit, abs: 20 * unit };
const allNames = Object.keys(measures) as (keyof typeof measures)[];

/** The index that a search finds, in the measure of the first term; undefined without misses. */
function searched(pairs: readonly Pair[], names: readonly (keyof typeof measures)[]): number | undefined {
  const size = measures[allNames.find((name) => names.includes(name))!];
  const missing = pairs.flatMap((of, i) => (names.every((name) => measures[name](of) > limits[name]) ? [i] : []));
  return missing.reduce<number | undefined>(
    (best, i) => (best === undefined || size(pairs[i]!) > size(pairs[best]!) ? i : best),
    undefined,
  );
}

const terms = fc.subarray(allNames, { minLength: 1 });
const budgetOf = (names: readonly (keyof typeof measures)[]): Budget =>
  Object.fromEntries(names.map((name) => [name, limits[name]]));

describe('the worst miss', () => {
  test('is the miss with the largest error in the measure of the first term, whatever passes', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 30 }), terms, (pairs, names) => {
        const { worstMiss } = compare(pairs.map(actual), pairs.map(reference), budgetOf(names)).leaves[0]!;
        expect(worstMiss?.index).toBe(searched(pairs, names));
        expect(worstMiss?.miss ?? 'error').toBe('error');
      }),
    );
  });

  test('is found in any chunk of a large array', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 99_999 }), pair), { minLength: 1, maxLength: 8 }),
        terms,
        (spots, names) => {
          const pairs = Array.from({ length: 100_000 }, (): Pair => ({ exponent: 0, error: 0 }));
          for (const [i, of] of spots) pairs[i] = of;
          const a = Float64Array.from(pairs, actual);
          const r = Float64Array.from(pairs, reference);
          expect(compare(a, r, budgetOf(names)).leaves[0]!.worstMiss?.index).toBe(searched(pairs, names));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('is the first where several are as bad', () => {
    const a = new Float64Array(100_000).fill(1);
    a[10] = a[90_000] = 2;
    expect(compare(a, new Float64Array(100_000).fill(1), { ulp: 4 }).leaves[0]!.worstMiss?.index).toBe(10);
  });

  test('is none of the values that are not finite, and none where there are no others', () => {
    const { worstMiss, missed } = compare([NaN, 1, 2, Infinity], [1, 1, 1, 1], { ulp: 4 }).leaves[0]!;
    expect([worstMiss?.index, missed]).toEqual([2, 3]);
    expect(compare([NaN, 1], [1, 1], { ulp: 4 }).leaves[0]!.worstMiss).toBeNull();
    expect(compare([1, 2], [1, 2], { ulp: 4 }).leaves[0]!.worstMiss).toBeNull();
    // a reference of 0 has no relative error
    expect(compare([1, 2], [0, 2], { rel: 0.1 }).leaves[0]!.worstMiss).toBeNull();
    expect(compare([5, 2], [0, 1], { rel: 0.1 }).leaves[0]!.worstMiss?.index).toBe(1);
    expect(compare([-0, 2], [0, 1], { ulp: 1, signedZero: 'distinct' }).leaves[0]!.worstMiss?.index).toBe(1);
  });

  test('under a sum of tolerances is that of the largest absolute error', () => {
    const { worstMiss } = compare([1.5, 101.7, 0.01], [1, 100, 0], { allclose: { rtol: 0.02, atol: 0 } }).leaves[0]!;
    expect(worstMiss?.index).toBe(0);
    const wider = compare([1.5, 103, 0.01], [1, 100, 0], { allclose: { rtol: 0.02, atol: 0 } }).leaves[0]!;
    expect(wider.worstMiss?.index).toBe(1);
  });

  test('of complex numbers and bigints is found too', () => {
    const complex = (re: readonly number[]): object[] => re.map((x) => ({ re: x, im: 1 }));
    expect(compare(complex([1, 1.5, 4, 2]), complex([1, 1, 1, 1]), { abs: 0.25 }).leaves[0]!.worstMiss?.index).toBe(2);
    expect(compare([1n, 5n, 9n, 30n], [1n, 1n, 1n, 31n], { abs: 3 }).leaves[0]!.worstMiss?.index).toBe(2);
  });

  test('against enclosures is the proved miss with the largest error', () => {
    const values = [1, 1, 2 ** 20, 1, 1];
    const certified: CertifiedReference = {
      kind: 'certified',
      shape: [5],
      hi: Float64Array.from(values),
      lo: new Float64Array(5),
      // nothing is decided about the last one
      radius: Float64Array.of(0, 0, 0, 0, 2 ** -40),
      description: 'test',
    };
    const received = [1 + 5 * 2 ** -52, 1 + 7 * 2 ** -52, 2 ** 20 + 6 * 2 ** -32, 1, 1 + 2 ** -45];
    const leaf = compare(received, certified, { ulp: 4, abs: 2 ** -51 }).leaves[0]!;
    expect([leaf.missed, leaf.undecided]).toEqual([3, 1]);
    expect(leaf.worstMiss).toMatchObject({ index: 1, miss: 'error', certified: { verdict: 'fail' } });
    const absolute = compare(received, certified, { abs: 2 ** -51 }).leaves[0]!;
    expect(absolute.worstMiss?.index).toBe(2);
  });
});
