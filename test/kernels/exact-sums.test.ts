/** Exact sums and dot products against integer arithmetic (test/support/exact.ts). */
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { exactDot, exactSum, exactSumOfSquares, nearestDoubleDouble } from '../../src/kernels/linear.ts';
import { roundDyadic } from '../../src/reals/round-exact.ts';
import { abs, add, compareExact, dot, dyadic, exactly, negate, scale, subtract, sum } from '../support/exact.ts';
import { cancelling, integerBetween, kindNames, uniform, vectorOf } from './seeded.ts';

describe.each(kindNames)('%s', (kind) => {
  test('1,000 sums, dot products and squared norms are exact, in any order, by either engine', () => {
    const random = uniform(kind.length * 104729);
    for (let round = 0; round < 1000; round++) {
      const length = integerBetween(random, 0, 30);
      const x = vectorOf(kind, random, length);
      const y = vectorOf(kindNames[integerBetween(random, 0, kindNames.length - 1)], random, length);
      if (round % 2 === 0) cancelling(x, y, random);
      const products = exactDot(x, y);
      expect(compareExact(products, dot(x, y))).toBe(0);
      expect(exactDot([...x].reverse(), [...y].reverse())).toEqual(products);
      const values = exactSum(x);
      expect(compareExact(values, sum([...x].map(exactly)))).toBe(0);
      expect(compareExact(exactSumOfSquares(x), dot(x, x))).toBe(0);
      if (round % 20 === 0) {
        expect(exactDot(x, y, { engine: 'scalar' })).toEqual(products);
        expect(exactSum(x, { engine: 'scalar' })).toEqual(values);
      }
    }
  });
});

test('carries run through the whole register: the largest minus the smallest, and back', () => {
  const tiny = Number.MIN_VALUE;
  const huge = Number.MAX_VALUE;
  expect(compareExact(exactDot([huge, tiny], [huge, -tiny]), subtract(dot([huge], [huge]), dyadic(1, -2148)))).toBe(0);
  expect(exactDot([huge, tiny, -huge, tiny], [huge, -tiny, huge, tiny])).toEqual({ m: 0n, e: 0 });
  expect(compareExact(exactDot([-tiny], [tiny]), dyadic(-1, -2148))).toBe(0);
  expect(compareExact(exactSum([-tiny, 1]), subtract(dyadic(1), dyadic(1, -1074)))).toBe(0);
});

test('100,000 times the largest product stays inside the register', () => {
  const x = new Float64Array(100_000).fill(-Number.MAX_VALUE);
  const square = dot([Number.MAX_VALUE], [Number.MAX_VALUE]);
  expect(compareExact(exactDot(x, x), { m: square.m * 100_000n, e: square.e })).toBe(0);
});

test('more terms than one call takes are summed across the calls', () => {
  const x = vectorOf('float64 over its whole range', uniform(3), 5000);
  const y = vectorOf('float64 over its whole range', uniform(4), 5000);
  expect(compareExact(exactDot(x, y), dot(x, y))).toBe(0);
  expect(compareExact(exactSum(x), sum([...x].map(exactly)))).toBe(0);
});

test('a sum that rounding destroys is correctly rounded from the register', () => {
  expect(roundDyadic(exactSum([1e308, 1e308, 1, -1e308, -1e308]), 'float64')).toBe(1);
  expect(roundDyadic(exactSum([1, 2 ** -53, 2 ** -105]), 'float64')).toBe(1 + 2 ** -52);
  expect(roundDyadic(exactSum(Array.from({ length: 10 }, () => 0.1)), 'float64')).toBe(1);
});

test.each([
  [() => exactSum([1, NaN]), /element 1 is NaN/],
  [() => exactDot([1, 2], [Infinity, 1]), /element 0 is Infinity/],
  [() => exactDot([1, 2], [1]), /got 2 and 1 elements/],
])('%s is refused', (call, message) => {
  expect(call).toThrow(DomainError);
  expect(call).toThrow(message);
});

test('after a refusal the register starts clean', () => {
  expect(() => exactSum([5, NaN])).toThrow(DomainError);
  expect(exactSum([1])).toEqual({ m: 1n, e: 0 });
});

describe('the nearest double-double', () => {
  test('is within its radius, which is at most 2^-107 of the number where nothing underflows, and 0 where it is exact', () => {
    const random = uniform(17);
    for (let round = 0; round < 2000; round++) {
      const x = vectorOf('float64 over 200 binades', random, 3);
      const y = vectorOf('float64 over 200 binades', random, 3);
      const truth = dot(x, y);
      const { high, low, radius } = nearestDoubleDouble(truth);
      const error = abs(subtract(truth, add(exactly(high), exactly(low))));
      expect(compareExact(error, exactly(radius))).toBeLessThanOrEqual(0);
      expect(compareExact(exactly(radius), scale(abs(truth), -106))).toBeLessThanOrEqual(0);
      expect(high + low).toBe(high);
    }
    expect(nearestDoubleDouble(add(dyadic(1), dyadic(1, -80)))).toEqual({ high: 1, low: 2 ** -80, radius: 0 });
  });

  test('claims nothing beyond the range, and 2^-1074 below it', () => {
    const square = dot([1e200], [1e200]);
    expect(nearestDoubleDouble(square)).toEqual({ high: Number.MAX_VALUE, low: 0, radius: Infinity });
    expect(nearestDoubleDouble(negate(square))).toEqual({ high: -Number.MAX_VALUE, low: 0, radius: Infinity });
    expect(nearestDoubleDouble(dyadic(1, -1080))).toEqual({ high: 0, low: 0, radius: Number.MIN_VALUE });
  });
});
