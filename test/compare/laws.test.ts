/** Laws that hold for all numbers, and figures against exact arithmetic of the tests' own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareWith, withErrorBound } from '../../src/compare/index.ts';
import type { Budget, LeafComparison } from '../../src/compare/index.ts';
import {
  abs,
  add,
  compareExact,
  exactly,
  float64OfBits,
  bitsOfFloat64,
  multiply,
  parameters,
  scale,
  subtract,
  ulpExponent,
  zero,
} from '../support/exact.ts';
import type { Dyadic } from '../support/exact.ts';

const compare = compareWith([]);
const leafOf = (actual: unknown, reference: unknown, budget: Budget): LeafComparison =>
  compare(actual, reference, budget).leaves[0];
const nextSmaller = (x: number): number => float64OfBits(bitsOfFloat64(x) - 1n);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const moderate = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: -9, max: 9 }).map(Number));
/** Arrays of pairs: far, near and equal; of lengths that end in every place of a chunk, some beyond one. */
const pairsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<[number, number][]> =>
  fc
    .tuple(
      fc.array(
        fc.oneof(
          fc.tuple(value, value),
          fc
            .tuple(value, fc.double({ min: -1e-12, max: 1e-12, noNaN: true }))
            .map(([r, d]): [number, number] => [r * (1 + d), r]),
          value.map((r): [number, number] => [r, r]),
        ),
        { minLength: 1, maxLength: 40 },
      ),
      fc.constantFrom(1, 1, 1, 1, 70),
    )
    .map(([pairs, times]) => Array.from({ length: times }, () => pairs).flat());
const sides = (pairs: [number, number][]): [Float64Array, Float64Array] => [
  Float64Array.from(pairs, ([a]) => a),
  Float64Array.from(pairs, ([, r]) => r),
];

describe('errors against exact arithmetic', () => {
  test('the error in ulps is |a − r| / ulp(r) within 2^-53 of itself', () => {
    fc.assert(
      fc.property(
        finite,
        finite,
        fc.constantFrom('float64', 'float32', 'bfloat16', 'float8_e5m2' as const),
        (a, r, format) => {
          const { worst } = leafOf([a], [r], { abs: 1, format });
          const error = abs(subtract(exactly(a), exactly(r)));
          const inUlps = scale(error, -ulpExponent(exactly(r), parameters[format]));
          const limit = exactly(Number.MAX_VALUE);
          if (compareExact(inUlps, limit) > 0) {
            expect(worst!.ulps).toBe(Number.MAX_VALUE);
            return;
          }
          const off = abs(subtract(exactly(worst!.ulps!), inUlps));
          expect(compareExact(off, scale(inUlps, -53))).toBeLessThanOrEqual(0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('the relative error is right within 2^-52 of itself', () => {
    fc.assert(
      fc.property(moderate, moderate, (a, r) => {
        fc.pre(r === 0 || (Math.abs(r) > 1e-200 && (a === r || Math.abs(a - r) > 1e-200)));
        const { worst } = leafOf([a], [r], { abs: 1 });
        if (r === 0) {
          expect(worst!.rel).toBe(a === 0 ? 0 : null);
          return;
        }
        const error = abs(subtract(exactly(a), exactly(r)));
        const product = multiply(exactly(worst!.rel!), abs(exactly(r)));
        expect(compareExact(abs(subtract(product, error)), scale(error, -52))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('the mean over long arrays is right within 2^-45 of itself, and the half of a smallest subnormal', () => {
    fc.assert(
      fc.property(pairsOf(moderate), (pairs) => {
        const { statistics } = leafOf(...sides(pairs), { abs: 1 });
        let total: Dyadic = zero;
        for (const [a, r] of pairs) total = add(total, abs(subtract(exactly(a), exactly(r))));
        const mean = multiply(exactly(statistics.abs.mean), { m: BigInt(pairs.length), e: 0 });
        // where the mean is below the smallest subnormal, or not far above, no float64 is within 2^-45 of it
        const halfSubnormals: Dyadic = { m: BigInt(pairs.length), e: -1075 };
        const allowed = add(scale(total, -45), halfSubnormals);
        expect(compareExact(abs(subtract(mean, total)), allowed)).toBeLessThanOrEqual(0);
      }),
      {
        numRuns: 60,
        examples: [
          [
            [
              [0, -5e-324],
              [0, 0],
            ],
          ],
        ],
      },
    );
  });
});

describe('symmetries', () => {
  test('scaling both sides by a power of two leaves ulps and relative errors as they are', () => {
    fc.assert(
      fc.property(moderate, moderate, fc.integer({ min: -300, max: 300 }), (a, r, k) => {
        fc.pre(Math.abs(r) > 1e-6 && Math.abs(a) > 1e-6);
        const factor = float64OfBits(BigInt(k + 1023) << 52n);
        const before = leafOf([a], [r], { abs: 1 }).worst!;
        const after = leafOf([a * factor], [r * factor], { abs: 1 }).worst!;
        expect(after.ulps).toBe(before.ulps);
        expect(after.rel).toBe(before.rel);
        if (a * r > 0) expect(after.steps).toBe(before.steps);
        expect(after.abs).toBe(before.abs! * factor);
      }),
    );
  });

  test('negating both sides changes the sign of the difference, and nothing else', () => {
    fc.assert(
      fc.property(pairsOf(finite), (pairs) => {
        const here = leafOf(...sides(pairs), { ulp: 1 });
        const there = leafOf(...sides(pairs.map(([a, r]) => [-a, -r])), { ulp: 1 });
        expect(there.statistics.biasUlps).toBe(-here.statistics.biasUlps || 0);
        expect({ ...there.statistics, biasUlps: 0 }).toEqual({ ...here.statistics, biasUlps: 0 });
        expect(there.missed).toBe(here.missed);
      }),
      { numRuns: 60 },
    );
  });

  test('abs, steps and rel to the larger are symmetric; ulp and rel are not', () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const here = leafOf([a], [b], { rel: 1, relTo: 'larger' }).worst!;
        const there = leafOf([b], [a], { rel: 1, relTo: 'larger' }).worst!;
        expect([there.abs, there.rel, there.steps]).toEqual([here.abs, here.rel, here.steps]);
      }),
    );
    expect(leafOf([1], [2], { ulp: 1 }).worst!.ulps).not.toBe(leafOf([2], [1], { ulp: 1 }).worst!.ulps);
    expect(leafOf([1], [2], { rel: 1 }).worst!.rel).not.toBe(leafOf([2], [1], { rel: 1 }).worst!.rel);
  });

  test('the order of elements does not matter to verdict, extremes, quantiles and histogram', () => {
    fc.assert(
      fc.property(pairsOf(finite), (pairs) => {
        const here = leafOf(...sides(pairs), { ulp: 8, rel: 1e-13 });
        const there = leafOf(...sides([...pairs].reverse()), { ulp: 8, rel: 1e-13 });
        expect(there.histogram).toEqual(here.histogram);
        for (const metric of ['ulps', 'rel', 'abs'] as const) {
          const { mean: _mean, rms: _rms, ...rest } = here.statistics[metric];
          expect(there.statistics[metric]).toMatchObject(rest);
        }
        expect(there.terms.map(({ within, decided }) => [within, decided])).toEqual(
          here.terms.map(({ within, decided }) => [within, decided]),
        );
        expect(there.smallestPassing.ulp).toBe(here.smallestPassing.ulp);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the smallest passing budget', () => {
  const budgets: fc.Arbitrary<Budget> = fc.record(
    {
      ulp: fc.constantFrom(0, 0.5, 4, 1000),
      rel: fc.constantFrom(0, 1e-13, 1e-6),
      abs: fc.constantFrom(0, 1e-12, 1),
      steps: fc.constantFrom(0, 3, 1000),
      allclose: fc.constantFrom({ rtol: 1e-13, atol: 0 }, { rtol: 0, atol: 1e-9 }, { rtol: 1e-9, atol: 1e-3 }),
      bound: fc.constantFrom(0, 1, 1e3),
      mismatches: fc.constantFrom<number | `${number}%`>(0, 1, 2, '10%'),
      boundary: fc.constantFrom<'inclusive' | 'exclusive'>('inclusive', 'exclusive'),
    },
    { requiredKeys: ['ulp'] },
  );

  test('passes, and the next smaller float64 does not, term by term, the others as given', () => {
    fc.assert(
      fc.property(pairsOf(fc.oneof(moderate, finite)), budgets, (pairs, budget) => {
        fc.pre(
          budget.mismatches === undefined || typeof budget.mismatches === 'string' || budget.mismatches < pairs.length,
        );
        const [a, r] = sides(pairs);
        const reference = withErrorBound(
          r,
          r.map((x) => Math.min(Math.abs(x) * 1e-15, 1e300)),
        );
        const { smallestPassing } = leafOf(a, reference, budget);
        for (const term of ['ulp', 'rel', 'abs', 'steps', 'bound'] as const) {
          const value = smallestPassing[term];
          if (value === null) continue;
          expect(compare(a, reference, { ...budget, [term]: value }).passed).toBe(true);
          if (value === 0) continue;
          const smaller = term === 'steps' ? value - 1 : nextSmaller(value);
          expect(compare(a, reference, { ...budget, [term]: smaller }).passed).toBe(false);
        }
        if (budget.allclose === undefined) return;
        for (const part of ['rtol', 'atol'] as const) {
          const value = smallestPassing.allclose![part];
          if (value === null) continue;
          expect(compare(a, reference, { ...budget, allclose: { ...budget.allclose, [part]: value } }).passed).toBe(
            true,
          );
          if (value === 0) continue;
          expect(
            compare(a, reference, { ...budget, allclose: { ...budget.allclose, [part]: nextSmaller(value) } }).passed,
          ).toBe(false);
        }
      }),
      { numRuns: 80 },
    );
  }, 120_000);

  test.each(['rmse', 'meanUlp', 'p99Ulp', 'bias'] as const)('%s is what was measured', (term) => {
    fc.assert(
      fc.property(pairsOf(moderate), (pairs) => {
        const [a, r] = sides(pairs);
        const value = leafOf(a, r, { [term]: 1e9 }).smallestPassing[term];
        if (value === null) return;
        expect(compare(a, r, { [term]: value }).passed).toBe(true);
        if (value > 0) expect(compare(a, r, { [term]: nextSmaller(value) }).passed).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('the largest passing cosine passes', () => {
    fc.assert(
      fc.property(pairsOf(moderate), (pairs) => {
        const [a, r] = sides(pairs);
        const { cosine } = leafOf(a, r, { cosine: 1 }).smallestPassing;
        if (cosine !== null) expect(compare(a, r, { cosine }).passed).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('quantiles', () => {
  /** Nearest rank, by sorting. */
  const quantile = (errors: number[], thousandths: number): number =>
    [...errors].sort((x, y) => x - y)[Math.max(1, Math.ceil((thousandths * errors.length) / 1000)) - 1];

  test('up to 1024 elements they are exact', () => {
    const errors = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 1000) * 0.37);
    const { abs: summary, quantiles } = leafOf(errors, new Array(1000).fill(0), { abs: 1 }).statistics;
    expect(quantiles).toBe('exact');
    expect(summary).toMatchObject({
      median: quantile(errors, 500),
      p99: quantile(errors, 990),
      p999: quantile(errors, 999),
    });
  });

  test.each([
    [1, 1, 1, 1],
    [2, 1, 2, 2],
    [3, 2, 3, 3],
    [100, 50, 99, 100],
    [101, 51, 100, 101],
    [150, 75, 149, 150],
    [1001, 501, 991, 1000],
  ])('of 1 to %i, the median is %i, the 99th percentile %i, the 999th permille %i', (n, median, p99, p999) => {
    const errors = Array.from({ length: n }, (_, i) => i + 1);
    expect(leafOf(errors, new Array(n).fill(0), { abs: 1 }).statistics.abs).toMatchObject({ median, p99, p999 });
  });

  test('beyond, they lie at most 1/64 above, and are exact on the edges of buckets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 30, maxLength: 50 }),
        (some) => {
          const errors = Array.from({ length: 60 }, () => some).flat();
          const { abs: summary, quantiles } = leafOf(errors, new Array(errors.length).fill(0), { abs: 1 }).statistics;
          expect(quantiles).toBe('buckets');
          for (const [value, thousandths] of [
            [summary.median, 500],
            [summary.p99, 990],
            [summary.p999, 999],
          ] as const) {
            const exact = quantile(errors, thousandths);
            expect(value).toBeGreaterThanOrEqual(exact);
            expect(value).toBeLessThanOrEqual(exact * (1 + 1 / 64));
          }
        },
      ),
      { numRuns: 40 },
    );
    const edges = Array.from({ length: 6400 }, (_, i) => 1 + (i % 64) / 64);
    expect(leafOf(edges, new Array(6400).fill(0), { abs: 1 }).statistics.abs).toMatchObject({
      median: 1 + 31 / 64,
      p99: 1 + 63 / 64,
    });
  });

  test('the verdict of p99Ulp is exact in long arrays too', () => {
    const actual = Float64Array.from({ length: 10_000 }, (_, i) => 1 + i * 2 ** -52);
    const reference = new Float64Array(10_000).fill(1);
    expect(leafOf(actual, reference, { p99Ulp: 9899 }).verdict).toBe('pass');
    expect(leafOf(actual, reference, { p99Ulp: 9898.999 }).verdict).toBe('fail');
    expect(leafOf(actual, reference, { p99Ulp: 1 }).smallestPassing.p99Ulp).toBe(9899);
  });

  test('one comparison leaves nothing behind for the next', () => {
    const reference = new Float64Array(5000);
    const first = leafOf(
      Float64Array.from(reference, (_, i) => i),
      reference,
      { abs: 1 },
    );
    expect(() => compare([...reference.subarray(1), 'x'], reference, { abs: 1 })).toThrow(/not|string/);
    expect(() => compare({ a: reference, b: 'x' }, { a: reference, b: 1 }, { abs: 1 })).toThrow(/string/);
    expect(() =>
      compare(
        reference,
        withErrorBound(
          reference,
          reference.map((_, i) => (i === 4999 ? NaN : 1)),
        ),
        { bound: 1 },
      ),
    ).toThrow(/NaN/);
    leafOf(
      Float64Array.from(reference, (_, i) => i * 3),
      reference,
      { p99Ulp: 1, abs: 2, mismatches: 7 },
    );
    leafOf(
      Float64Array.from(reference, (_, i) => (i % 3 === 0 ? NaN : i * 1e-300)),
      reference,
      { abs: 1 },
    );
    expect(
      leafOf(
        Float64Array.from(reference, (_, i) => i),
        reference,
        { abs: 1 },
      ),
    ).toEqual(first);
  });
});

test('the histogram counts errors up to each power of two', () => {
  const errors = [0, 0, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 2 ** 20];
  for (const times of [1, 500]) {
    const actual = Array.from({ length: times }, () => errors)
      .flat()
      .map((ulps) => 1 + ulps * 2 ** -52);
    const { histogram } = leafOf(actual, new Array(actual.length).fill(1), { ulp: 1 });
    const rounded = actual.map((a) => (a - 1) * 2 ** 52);
    const counts: Record<number, number> = {};
    for (const ulps of rounded)
      if (ulps > 0) counts[Math.ceil(Math.log2(ulps))] = (counts[Math.ceil(Math.log2(ulps))] ?? 0) + 1;
    expect(histogram.zero).toBe(rounded.filter((ulps) => ulps === 0).length);
    histogram.counts.forEach((count, k) => expect(count).toBe(counts[histogram.lowestExponent + k] ?? 0));
    expect(histogram.counts.reduce((sum, count) => sum + count, histogram.zero)).toBe(actual.length);
  }
});

test('a result is plain data', () => {
  const result = compare({ a: [1, NaN, 3], b: [1n] }, { a: [1, 2, 3.5], b: [2n] }, { ulp: 1, rmse: 1 });
  expect(structuredClone(result)).toEqual(result);
});

test('the worst elements of a long array are found, whichever part of it they are in', () => {
  const r = Float64Array.from({ length: 30_000 }, (_, i) => 1 + (i % 7) / 16);
  const a = Float32Array.from(r, (x, i) => x + (i % 11) * 2 ** -23);
  // By powers of two, so that each metric has its own worst: |r| is 2^10, 2^-10 and just below 2
  const spoil = (i: number, x: number, by: number): void => {
    r[i] = x;
    a[i] = x + by;
  };
  spoil(9_000, 1024, 2 ** -8);
  spoil(17_001, 1, 2 ** -12);
  spoil(26_002, 2 - 2 ** -10, 2 ** -11.9);
  const [leaf] = compare(a, r, { abs: 1 }).leaves;
  const errors = Array.from(r, (x, i) => {
    const abs = Math.abs(a[i] - x);
    return { abs, rel: abs / x, ulps: abs / 2 ** (Math.floor(Math.log2(x)) - 23) };
  });
  const worst = (metric: 'abs' | 'rel' | 'ulps'): number =>
    errors.reduce((best, error, i) => (error[metric] > errors[best]![metric] ? i : best), 0);
  expect([worst('abs'), worst('rel'), worst('ulps')]).toEqual([9_000, 17_001, 26_002]);
  expect(leaf.worstAbs!.index).toBe(9_000);
  expect(leaf.worstRel!.index).toBe(17_001);
  expect(leaf.worst!.index).toBe(26_002);
});
