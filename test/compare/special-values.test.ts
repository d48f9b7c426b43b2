/** Values that are not finite, zeros and subnormals: each classified before anything is subtracted. */
import { describe, expect, test } from 'vitest';
import { compareWith, withErrorBound } from '../../src/compare/index.ts';
import type { Budget, NonFiniteKind } from '../../src/compare/index.ts';

const compare = compareWith([]);
const f32 = (...values: number[]): Float32Array => Float32Array.from(values);
const largest = 3.4028234663852886e38; // (2 − 2^-23)·2^127
/** Halfway from the largest float32 to 2^128: the first value that rounds to infinity. */
const threshold = 3.4028235677973366e38;

/** Every budget that people write must treat these alike. */
const everyTerm: Budget[] = [
  { ulp: 1e6 },
  { steps: 1e6 },
  { rel: 0.5 },
  { abs: 1e300 },
  { allclose: { rtol: 0.5, atol: 1e300 } },
  { rmse: 1e300 },
  { meanUlp: 1e6 },
  { cosine: 0.1 },
];

describe.each<[string, number, number, NonFiniteKind | 'agrees']>([
  ['NaN against NaN', NaN, NaN, 'agrees'],
  ['NaN against a number', NaN, 1, 'unexpected NaN'],
  ['a number against NaN', 1, NaN, 'missing NaN'],
  ['NaN against infinity', NaN, Infinity, 'unexpected NaN'],
  ['infinity against NaN', Infinity, NaN, 'missing NaN'],
  ['infinity against infinity', Infinity, Infinity, 'agrees'],
  ['−infinity against −infinity', -Infinity, -Infinity, 'agrees'],
  ['infinity against −infinity', Infinity, -Infinity, 'infinity of the other sign'],
  ['infinity against the largest float64', Infinity, Number.MAX_VALUE, 'unexpected infinity'],
  ['the largest float64 against infinity', Number.MAX_VALUE, Infinity, 'missing infinity'],
])('%s', (_, actual, reference, expected) => {
  test.each(everyTerm)('under %o', (budget) => {
    // Among finite values, and in a long array, where the SIMD kernel meets it first
    for (const length of [1, 5, 5000]) {
      const a = new Float64Array(length).fill(1);
      const r = new Float64Array(length).fill(1);
      a[length >> 1] = actual;
      r[length >> 1] = reference;
      const [leaf] = compare(a, r, budget).leaves;
      const { special } = leaf;
      expect(leaf.verdict).toBe(expected === 'agrees' ? 'pass' : 'fail');
      expect(special.agreeing).toBe(expected === 'agrees' ? 1 : 0);
      expect(special.mismatched).toBe(expected === 'agrees' ? 0 : 1);
      expect(leaf.missed).toBe(expected === 'agrees' ? 0 : 1);
      expect(leaf.statistics.finite).toBe(length - 1);
      expect(leaf.statistics.ulps.max).toBe(0);
      if (expected === 'agrees') continue;
      expect(special.byKind[expected]).toBe(1);
      expect(special.first).toHaveLength(1);
      expect(special.first[0]).toMatchObject({ index: length >> 1, miss: expected, ulps: null, abs: null, rel: null });
      expect(leaf.smallestPassing).toMatchObject({ ulp: null, rel: null, abs: null, mismatches: 1 });
    }
  });
});

test('a NaN out of place never hides the worst finite element', () => {
  const [leaf] = compare([NaN, 1.5, 1], [1, 1, 1], { abs: 0.1 }).leaves;
  expect(leaf.worst).toMatchObject({ index: 1, abs: 0.5 });
  expect(leaf.missed).toBe(2);
  expect(leaf.firstMisses.map(({ miss }) => miss)).toEqual(['unexpected NaN', 'error']);
});

test('nan: reject fails NaN against NaN', () => {
  const [leaf] = compare([NaN, 1], [NaN, 1], { abs: 1, nan: 'reject' }).leaves;
  expect(leaf.verdict).toBe('fail');
  expect(leaf.special.byKind['rejected NaN']).toBe(1);
});

test.each([
  [[NaN], [1], true],
  [[1], [NaN], true],
  [[NaN], [NaN], true],
  [[Infinity], [1], false],
  [[1], [2], false],
])('%o against %o: NaN involved is %s', (actual, reference, involved) => {
  expect(compare(actual, reference, { abs: 0.1 }).nanInvolved).toBe(involved);
});

describe('overflow in the format of the actual', () => {
  test.each([
    ['infinity is right where the reference rounds to it', Infinity, threshold, true],
    ['infinity is right far above the range', Infinity, 1e300, true],
    ['infinity is wrong where the reference rounds to the largest value', Infinity, 3.4028235677973362e38, false],
    ['infinity of the wrong sign is wrong', -Infinity, 1e300, false],
    ['the largest value against the threshold is half an ulp', largest, threshold, true],
  ])('float32: %s', (_, actual, reference, passes) => {
    const [leaf] = compare(f32(actual), [reference], { ulp: 0.5 }).leaves;
    expect(leaf.verdict).toBe(passes ? 'pass' : 'fail');
    if (actual === Infinity && passes) expect(leaf.special.overflowed).toBe(1);
  });

  test('float8_e4m3fn has no infinity: its NaN is right where the reference overflows', () => {
    const budget: Budget = { ulp: 0.5, format: 'float8_e4m3fn' };
    expect(compare([NaN], [465], budget).passed).toBe(true);
    expect(compare([NaN], [464], budget).passed).toBe(false);
    expect(compare([NaN], [1], budget).passed).toBe(false);
    expect(compare([NaN], [465], { ...budget, nan: 'reject' }).passed).toBe(false);
  });

  test('max against −max has finite errors: 2^54 − 2 ulps, relative error 2', () => {
    const [leaf] = compare(Number.MAX_VALUE, -Number.MAX_VALUE, { ulp: 1 }).leaves;
    expect(leaf.worst).toMatchObject({ ulps: 2 ** 54 - 2, rel: 2, abs: Number.MAX_VALUE });
    expect(leaf.statistics.ulps.mean).toBe(2 ** 54 - 2);
    expect(Number.isFinite(leaf.statistics.abs.mean)).toBe(true);
  });

  test('errors beyond float64 are saturated, and their statistics stay finite', () => {
    const [leaf] = compare([1e308, -1e308, 1e308], [1e-320, 1e-320, 1e-320], { ulp: 1 }).leaves;
    expect(leaf.statistics.ulps).toMatchObject({ max: Number.MAX_VALUE });
    for (const summary of [leaf.statistics.ulps, leaf.statistics.abs, leaf.statistics.rel]) {
      for (const value of Object.values(summary)) expect(Math.abs(value)).toBeLessThanOrEqual(Number.MAX_VALUE);
    }
    expect(leaf.statistics.abs.mean).toBe(1e308);
    expect(Math.abs(leaf.statistics.abs.rms - 1e308)).toBeLessThan(1e293);
  });

  test('the root mean square of errors of 1e-200 is 1e-200', () => {
    const { statistics } = compare([1e-200, -1e-200], [0, 0], { abs: 1 }).leaves[0];
    expect(Math.abs(statistics.abs.rms - 1e-200)).toBeLessThan(1e-215);
  });
});

describe('zeros and subnormals', () => {
  test.each([1, 5000])('+0 equals −0 unless they are to be distinct (%i elements)', (length) => {
    const a = new Float32Array(length).fill(1);
    const r = new Float64Array(length).fill(1);
    a[0] = -0;
    r[0] = 0;
    const equal = compare(a, r, { steps: 0 }).leaves[0];
    expect(equal.verdict).toBe('pass');
    expect(equal.special).toMatchObject({ signedZeros: 1, actual: { zero: 1 }, reference: { zero: 1 } });
    const distinct = compare(a, r, { ulp: 1e6, signedZero: 'distinct' }).leaves[0];
    expect(distinct.verdict).toBe('fail');
    expect(distinct.firstMisses[0]).toMatchObject({ index: 0, miss: 'signed zero', ulps: 0 });
    expect(distinct.special).toMatchObject({ signedZeros: 1, mismatched: 0 });
    expect(distinct.smallestPassing.ulp).toBeNull();
  });

  test('flushed subnormals are zero on both sides; normal numbers are not touched', () => {
    const tiny = 2 ** -127;
    const normal = 2 ** -126;
    expect(compare(f32(0, normal), [tiny, normal], { ulp: 0 }).passed).toBe(false);
    const [leaf] = compare(f32(0, normal), [tiny, normal], { ulp: 0, subnormals: 'flush' }).leaves;
    expect(leaf.verdict).toBe('pass');
    expect(leaf.special).toMatchObject({ flushed: 1, reference: { subnormal: 1 }, actual: { zero: 1 } });
    expect(compare(f32(0), [normal], { ulp: 1, subnormals: 'flush' }).passed).toBe(false);
    // The sign survives the flush
    expect(compare(f32(-tiny), [0], { ulp: 0, subnormals: 'flush', signedZero: 'distinct' }).passed).toBe(false);
  });

  test('subnormals are counted in the format of the actual', () => {
    const { special } = compare(f32(2 ** -149, 1), [2 ** -149, 1], { ulp: 1 }).leaves[0];
    expect(special.actual.subnormal).toBe(1);
    expect(special.reference.subnormal).toBe(1);
    expect(compare([2 ** -149], [2 ** -149], { ulp: 1 }).leaves[0].special.actual.subnormal).toBe(0);
  });

  test('rectified outputs, half of them 0, take the same path to the same numbers', () => {
    const r = Float64Array.from({ length: 6000 }, (_, i) => Math.max(0, (i % 13) - 6));
    const a = Float32Array.from(r, (x, i) => (i === 4100 ? x + 0.5 : x));
    const [leaf] = compare(a, r, { abs: 0.25 }).leaves;
    expect(leaf.missed).toBe(1);
    expect(leaf.statistics.equal).toBe(5999);
    expect(leaf.special.reference.zero).toBe(r.filter((x) => x === 0).length);
  });
});

test('errors of 2^712 ulps in a long array have the mean and the root mean square that they have', () => {
  const r = new Float64Array(6000).fill(2 ** -330);
  const a = new Float64Array(6000).fill(2 ** 330);
  // Before it, an array whose errors are small, in the same memory
  expect(compare(r, r, { ulp: 1 }).verdict).toBe('pass');
  const { ulps } = compare(a, r, { ulp: 1e300 }).leaves[0].statistics;
  expect([ulps.max, ulps.mean, ulps.rms]).toEqual([2 ** 712, 2 ** 712, 2 ** 712]);
});

test.each([
  ['allclose', { allclose: { rtol: 0, atol: 0.5 } }],
  ['steps', { steps: 3 }],
  ['bound', { bound: 1 }],
  ['abs beside ulp', { ulp: 1, abs: 0.5 }],
] as const)('%s finds the misses of a long array of ordinary numbers, in each of its parts', (_term, budget) => {
  const r = Float64Array.from({ length: 20_000 }, (_, i) => 1 + (i % 5));
  const a = Float32Array.from(r, (x, i) => (i % 2500 === 7 ? x + 1 : x));
  // Before it, an array without errors, in the same memory
  expect(compare(r, r, { ulp: 1 }).verdict).toBe('pass');
  const [leaf] = compare(a, 'bound' in budget ? withErrorBound(r, 0.5) : r, budget).leaves;
  expect([leaf.missed, leaf.firstMiss]).toEqual([8, 7]);
});

test('a bound is never multiplied by what is not finite', () => {
  expect(compare([Infinity], withErrorBound([1], [1]), { bound: 1e9 }).passed).toBe(false);
  expect(() => compare([1], withErrorBound([1], [Infinity]), { bound: 1 })).toThrow(/bounds are finite numbers ≥ 0/);
  expect(() => compare([1], withErrorBound([1], [-1]), { bound: 1 })).toThrow(/error bound of element 0 is -1/);
  expect(() => compare([1], withErrorBound([1], [NaN]), { bound: 1 })).toThrow(/NaN/);
});
