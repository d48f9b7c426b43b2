/**
 * Each term of a budget on values whose errors can be worked out by hand. ulp(1) in float32 is 2^-23, ulp(2) is 2^-22, and so on (DESIGN of
 * the unit: Goldberg's ulp at the reference, in the format of the actual).
 */
import { describe, expect, test } from 'vitest';
import { compareWith, withErrorBound } from '../../src/compare/index.ts';
import type { Budget, LeafComparison } from '../../src/compare/index.ts';

const compare = compareWith([]);
const leafOf = (actual: unknown, reference: unknown, budget: Budget): LeafComparison =>
  compare(actual, reference, budget).leaves[0];
const f32 = (...values: number[]): Float32Array => Float32Array.from(values);
const u32 = 2 ** -23;
const u64 = 2 ** -52;
/** The next float64 below. */
const below = (x: number): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) - 1n);
  return view.getFloat64(0);
};

describe.each<[string, unknown, unknown, (limit: number) => Budget, number]>([
  ['one float32 ulp above 1 is 1 ulp', f32(1 + u32), [1], (ulp) => ({ ulp }), 1],
  ['one float32 step below 1 is half an ulp', f32(1 - u32 / 2), [1], (ulp) => ({ ulp }), 0.5],
  ['1 against a reference halfway to the next float32 is half an ulp', f32(1), [1 + u32 / 2], (ulp) => ({ ulp }), 0.5],
  ['the ulp is that of the reference, not of the actual', f32(2), [2 - u32 / 4], (ulp) => ({ ulp }), 0.25],
  ['3 against 1 in float32 is 2^24 ulps', f32(3), [1], (ulp) => ({ ulp }), 2 ** 24],
  ['a number is measured in float64', 1 + u64, 1, (ulp) => ({ ulp }), 1],
  ['the smallest float32 against 0 is 1 ulp', f32(2 ** -149), [0], (ulp) => ({ ulp }), 1],
  ['the smallest float64 against 0 is 1 ulp', Number.MIN_VALUE, 0, (ulp) => ({ ulp }), 1],
  ['subnormal float32 have the ulp of the smallest', f32(3 * 2 ** -149), [2 ** -149], (ulp) => ({ ulp }), 2],
  ['an integer is measured in ones', Int32Array.of(7), Int32Array.of(4), (ulp) => ({ ulp }), 3],
  ['format overrides the unit', [1 + 2 ** -7], [1], (ulp) => ({ ulp, format: 'bfloat16' }), 1],
  ['one step below 1 is one step', f32(1 - u32 / 2), [1], (steps) => ({ steps }), 1],
  ['−smallest to +smallest is two steps', f32(2 ** -149), f32(-(2 ** -149)), (steps) => ({ steps }), 2],
  [
    'float32 max to −max is 2·0x7f7fffff steps',
    f32(3.4028234663852886e38),
    f32(-3.4028234663852886e38),
    (steps) => ({ steps }),
    4278190078,
  ],
  ['1 to 2 in float64 is 2^52 steps', 2, 1, (steps) => ({ steps }), 2 ** 52],
  [
    'the reference is rounded into the format before steps are counted',
    f32(1 + u32),
    [1 + u32 * 1.4],
    (steps) => ({ steps: steps }),
    0,
  ],
  ['1.5 against 1 is a relative error of 1/2', 1.5, 1, (rel) => ({ rel }), 0.5],
  ['1 against 1.5, relative to the larger, is 1/3', 1, 1.5, (rel) => ({ rel, relTo: 'larger' }), 0.5 / 1.5],
  ['1.5 against 1, relative to the larger, is 1/3 too', 1.5, 1, (rel) => ({ rel, relTo: 'larger' }), 0.5 / 1.5],
  ['1e-3 against 0 is 1e-3 absolutely', 1e-3, 0, (abs) => ({ abs }), 1e-3],
  ['the error over its bound', [1.5], withErrorBound([1], [0.25]), (bound) => ({ bound }), 2],
  ['one bound may hold for all elements', [1, 2.5], withErrorBound([1, 2], 0.125), (bound) => ({ bound }), 4],
  ['root mean square of 3 and 4 over two elements', [3, 4], [0, 0], (rmse) => ({ rmse }), Math.sqrt(12.5)],
  ['mean ulps of 1 and 0', f32(1 + u32, 1), [1, 1], (meanUlp) => ({ meanUlp }), 0.5],
  ['bias of +2 and −1 ulps', f32(1 + 2 * u32, 1 - u32), [1, 1], (bias) => ({ bias }), 0.5],
  [
    '99 % of 100 elements leave the largest out',
    Float32Array.from({ length: 100 }, (_, i) => 1 + i * u32),
    new Array(100).fill(1),
    (p99Ulp) => ({ p99Ulp }),
    98,
  ],
])('%s', (_, actual, reference, budget, limit) => {
  test('passes at its own size', () => {
    const result = compare(actual, reference, budget(limit));
    expect(result.verdict).toBe('pass');
    expect(result.passed).toBe(true);
    expect(result.leaves[0].terms[0]).toMatchObject({ limit, measured: limit, holds: true });
  });
  test.skipIf(limit === 0)('fails at the next smaller value', () => {
    const smaller = 'steps' in budget(limit) ? limit - 1 : below(limit);
    expect(compare(actual, reference, budget(smaller)).verdict).toBe('fail');
  });
});

describe('per-element terms', () => {
  test('an element passes when it is within any of the terms', () => {
    // 1 + 8 ulps misses {ulp: 4} and 1e-13 against 0 misses it too, but is within the floor
    const leaf = leafOf(f32(1 + u32, 1e-13, 1 + 8 * u32), [1, 0, 1], { ulp: 4, abs: 1e-12 });
    expect(leaf.verdict).toBe('fail');
    expect(leaf.missed).toBe(1);
    expect(leaf.firstMiss).toBe(2);
    expect(leaf.terms.map(({ within, decided }) => [within, decided])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(leaf.firstMisses[0]).toMatchObject({ index: 2, path: '[2]', ulps: 8, within: [], miss: 'error' });
  });

  test.each([
    [1.000010009, true],
    [1.000010011, false],
  ])('numpy’s sum of tolerances: %s against 1 under rtol 1e-5, atol 1e-8', (actual, passes) => {
    expect(compare(actual, 1, { allclose: { rtol: 1e-5, atol: 1e-8 } }).passed).toBe(passes);
  });

  test('a bound of 0 admits equal values only', () => {
    expect(compare([1, 2], withErrorBound([1, 2], [0, 1]), { bound: 1 }).passed).toBe(true);
    expect(compare([1.5, 2], withErrorBound([1, 2], [0, 1]), { bound: 1e9 }).missed).toBe(1);
  });

  test('relative error needs a reference other than 0, and equal zeros have none', () => {
    const leaf = leafOf([0, 1e-300], [0, 0], { rel: 1e9 });
    expect(leaf.missed).toBe(1);
    expect(leaf.statistics.relUndefined).toBe(1);
    expect(leaf.statistics.rel).toMatchObject({ max: 0, count: 1 });
    expect(leaf.worst).toMatchObject({ index: 1, rel: null, abs: 1e-300 });
    expect(leaf.smallestPassing.rel).toBeNull();
    expect(leaf.smallestPassing.abs).toBe(1e-300);
  });

  test('an exclusive boundary fails an error equal to the budget, and passes equal values', () => {
    expect(compare(1.5, 1, { abs: 0.5, boundary: 'exclusive' }).passed).toBe(false);
    expect(compare(1.5, 1, { abs: 0.5000000000000001, boundary: 'exclusive' }).passed).toBe(true);
    expect(compare(1, 1, { abs: 0, boundary: 'exclusive' }).passed).toBe(true);
    expect(leafOf(1.5, 1, { abs: 0.5, boundary: 'exclusive' }).smallestPassing.abs).toBe(0.5000000000000001);
    expect(compare(1.5, 1, { allclose: { rtol: 0.25, atol: 0.25 }, boundary: 'exclusive' }).passed).toBe(false);
    expect(compare(1.5, 1, { allclose: { rtol: 0.25, atol: 0.25 } }).passed).toBe(true);
  });

  test('what the budget allows at an element is given absolutely and in ulps', () => {
    const { worst } = leafOf(f32(1 + 2 * u32), [1], { ulp: 1, rel: 2 ** -20, abs: 2 ** -30 });
    expect(worst).toMatchObject({ ulp: u32, allowedAbs: 2 ** -20, allowedUlps: 8, within: ['rel'], miss: null });
  });
});

describe('there is no smallest passing budget', () => {
  // a tolerance that every pair is within is refused as a budget, so that it is none here either
  const whole: [number, number] = [Number.MAX_VALUE, 0];

  test('where it would be the largest float64: that one lets everything pass', () => {
    expect(leafOf(...whole, { abs: 1 }).smallestPassing.abs).toBeNull();
    expect(leafOf(...whole, { allclose: { rtol: 1, atol: 0 } }).smallestPassing.allclose).toEqual({
      rtol: null,
      atol: null,
    });
    const before = 1.7976931348623155e308;
    expect(leafOf(before, 0, { abs: 1 }).smallestPassing.abs).toBe(before);
    expect(leafOf(before, 0, { allclose: { rtol: 1, atol: 0 } }).smallestPassing.allclose!.atol).toBe(before);
  });

  test('nor where one of two may miss, and both are as far apart', () => {
    const { smallestPassing } = leafOf([whole[0], whole[0]], [0, 0], {
      allclose: { rtol: 1, atol: 0 },
      mismatches: 1,
    });
    expect(smallestPassing.allclose).toEqual({ rtol: null, atol: null });
  });
});

describe('the smallest passing budget where some may miss', () => {
  test('a NaN out of place uses up a miss', () => {
    const { smallestPassing } = leafOf([NaN, 1.5], [1, 1], { abs: 0.1, mismatches: 1 });
    expect(smallestPassing).toMatchObject({ abs: 0.5, rel: 0.5 });
  });

  test('more elements without relative error than may miss leave no relative budget', () => {
    const values: [number[], number[]] = [
      [1e-3, 1e-3, 1.5],
      [0, 0, 1],
    ];
    expect(leafOf(...values, { abs: 1e-9, mismatches: 1 }).smallestPassing.rel).toBeNull();
    expect(leafOf(...values, { abs: 1e-9, mismatches: 2 }).smallestPassing.rel).toBe(0.5);
    expect(leafOf(...values, { abs: 1e-9, mismatches: 2 }).smallestPassing.abs).toBe(1e-3);
  });
});

describe('steps to an overflowing reference', () => {
  test.each([
    ['float16', 65504, 65520],
    ['float32', 3.4028234663852886e38, 1e39],
    ['bfloat16', 3.3895313892515355e38, 1e39],
    ['float8_e5m2', 57344, 61440],
  ] as const)('the largest %s is one step from infinity', (format, actual, reference) => {
    expect(compare([actual], [reference], { steps: 1, format }).passed).toBe(true);
    expect(compare([actual], [reference], { steps: 0, format }).passed).toBe(false);
    expect(leafOf([actual], [reference], { steps: 0, format }).worst!.steps).toBe(1n);
    expect(leafOf([-actual], [reference], { steps: 0, format }).smallestPassing.steps).toBe(
      Number(leafOf([-actual], [reference], { steps: 0, format }).worst!.steps),
    );
  });
});

describe('array terms', () => {
  test('all of them must hold', () => {
    const leaf = leafOf([3, 4], [0, 0], { rmse: 4, abs: 4, meanUlp: 1 });
    expect(leaf.verdict).toBe('fail');
    expect(leaf.terms.map(({ term, holds }) => [term, holds])).toEqual([
      ['abs', true],
      ['rmse', true],
      ['meanUlp', false],
    ]);
  });

  test('bias sees what every element hides', () => {
    const actual = Float32Array.from({ length: 1000 }, () => 1 + u32);
    const reference = Float64Array.from({ length: 1000 }, () => 1 + u32 / 2);
    expect(leafOf(actual, reference, { ulp: 0.5 }).verdict).toBe('pass');
    expect(leafOf(actual, reference, { ulp: 0.5, bias: 0.1 }).verdict).toBe('fail');
    expect(leafOf(actual, reference, { ulp: 0.5 }).statistics.biasUlps).toBe(0.5);
  });

  test.each([
    ['equal vectors', [1, 2, 3], [1, 2, 3], 1],
    ['the same direction', [2, 4], [1, 2], 1],
    ['45 degrees', [1, 0], [1, 1], Math.SQRT1_2],
    ['a right angle', [1, 0], [0, 1], 0],
    ['two zero vectors', [0, 0], [0, 0], 1],
    ['a zero vector and another', [0, 0], [1, 0], 0],
    ['vectors whose squares overflow', [1e300, 0], [1e300, 1e300], Math.SQRT1_2],
    ['vectors whose squares underflow', [1e-300, 0], [1e-300, 1e-300], Math.SQRT1_2],
  ])('cosine of %s', (_, actual, reference, cosine) => {
    const leaf = leafOf(actual, reference, { cosine: 0.9 });
    expect(leaf.statistics.cosine).toBeCloseTo(cosine, 15);
    expect(leaf.verdict).toBe(cosine >= 0.9 ? 'pass' : 'fail');
  });

  test('a cosine near 1 keeps its digits: 1 − 2^-61 to 1 is below one float64', () => {
    // The angle between (1, 2^-30) and (1, 0): 1 − cos = 2^-61 up to 2^-120
    expect(leafOf([1, 2 ** -26], [1, 0], { cosine: 0.5 }).statistics.cosine).toBe(1 - 2 ** -53);
    expect(leafOf([1, 2 ** -20], [1, 0], { cosine: 0.5 }).statistics.cosine).toBeCloseTo(1 - 2 ** -41, 16);
  });

  test('a share that is an integer in decimals loses no element to rounding: 0.57 % of 10,000 is 57', () => {
    const leaf = leafOf(new Float64Array(10_000).fill(1), new Float64Array(10_000).fill(1), {
      ulp: 1,
      mismatches: '0.57%',
    });
    expect(leaf.missesAllowed).toBe(57);
  });

  test.each([
    [3, 3, true],
    [2, 3, false],
    ['0.3%', 3, true],
    ['0.29%', 3, false],
    ['0.1%', 1, true],
    ['0.1%', 2, false],
  ] as const)('mismatches: %s with %i of 1000 elements out', (mismatches, out, passes) => {
    const actual = new Float64Array(1000).fill(1);
    actual.fill(2, 0, out);
    const leaf = leafOf(actual, new Float64Array(1000).fill(1), { ulp: 1, mismatches });
    expect(leaf.missed).toBe(out);
    expect(leaf.verdict).toBe(passes ? 'pass' : 'fail');
  });
});
