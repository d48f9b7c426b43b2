/** Elements: what is known where a number may be NaN or infinite, or nothing is known. Never a claim too much. */
import { describe, expect, test } from 'vitest';
import { extendedReals, unknown } from '../../src/arithmetic/extended-reals.ts';
import { dyadicReals } from '../../src/reals/dyadic-reals.ts';
import { dyadic } from '../../src/reals/dyadic.ts';
import type { Element } from '../../src/arithmetic/extended-reals.ts';
import type { Bounds } from '../../src/reals/index.ts';

const tally = { undecided: 0 };
const r = extendedReals(dyadicReals(80), tally);
const between = (lower: number, upper: number): Element<Bounds> => ({
  lower: Number.isFinite(lower) ? dyadic(lower) : lower,
  upper: Number.isFinite(upper) ? dyadic(upper) : upper,
});
const ends = (x: Element<Bounds>): readonly [number, number] => {
  const { lower, upper } = x as Bounds;
  const value = (end: Bounds['lower']): number => (typeof end === 'number' ? end : Number(end.m) * 2 ** end.e);
  return [value(lower), value(upper)];
};
const positive = between(1, 2);
const straddling = between(-1, 2);
const downward = between(-Infinity, -3);

describe('NaN and what is unknown', () => {
  test('NaN goes before all, then what is unknown', () => {
    expect(r.add(NaN, unknown)).toBe(NaN);
    expect(r.mul(unknown, 0)).toBe(unknown);
    expect(r.max(unknown, Infinity)).toBe(unknown);
    expect(r.sum([positive, unknown, NaN])).toBe(NaN);
    expect(r.sum([positive, unknown])).toBe(unknown);
    expect(r.dot([0, unknown], [unknown, 0])).toBe(unknown);
    expect(r.call('exp', unknown)).toBe(unknown);
    expect(r.call('exp', NaN)).toBe(NaN);
  });

  test('a product with 0 is 0 only where the other factor is bounded: it may be infinite otherwise', () => {
    expect(r.mul(0, straddling)).toBe(0);
    expect(r.mul(0, downward)).toBe(unknown);
    expect(r.mul(-0, positive)).toBe(-0);
    expect(r.mul(straddling, downward)).toBe(unknown);
    expect(r.mul(between(0, 2), downward)).toBe(unknown);
  });

  test('a product with an infinity needs the sign of the other factor', () => {
    expect(r.mul(Infinity, positive)).toBe(Infinity);
    expect(r.mul(-Infinity, between(-3, -1))).toBe(Infinity);
    expect(r.mul(Infinity, straddling)).toBe(unknown);
  });

  test('a quotient needs to know that its divisor is not 0', () => {
    expect(r.div(positive, straddling)).toBe(unknown);
    expect(r.div(positive, between(0, 1))).toBe(unknown);
    expect(r.div(positive, 0)).toBe(Infinity);
    expect(r.div(positive, -0)).toBe(-Infinity);
    expect(r.div(straddling, 0)).toBe(unknown);
    expect(r.div(straddling, Infinity)).toBe(0);
    expect(r.div(downward, Infinity)).toBe(unknown);
    expect(ends(r.div(between(6, 8), between(2, 4)))).toEqual([1.5, 4]);
    expect(ends(r.div(between(-8, 6), between(-4, -2)))).toEqual([-3, 4]);
  });

  test('infinities of one sign decide a sum unless a term may be as infinite', () => {
    expect(r.sum([Infinity, positive])).toBe(Infinity);
    expect(r.sum([Infinity, downward])).toBe(unknown);
    expect(r.sum([Infinity, -Infinity])).toBe(NaN);
    expect(r.add(Infinity, downward)).toBe(unknown);
    expect(r.sum([-0, -0])).toBe(-0);
    expect(r.sum([-0, 0])).toBe(0);
    expect(r.sum([])).toBe(0);
  });
});

describe('edges of domains', () => {
  test('wholly outside it is NaN, astride it nothing is known, inside it is enclosed', () => {
    expect(r.call('ln', between(-2, -1))).toBe(NaN);
    expect(r.call('sqrt', straddling)).toBe(unknown);
    expect(r.call('acos', between(0.5, 1.5))).toBe(unknown);
    expect(ends(r.call('sqrt', between(1, 4)))).toEqual([1, 2]);
  });

  test('a power of an interval needs a base that is positive, or an integer exponent', () => {
    const y = between(0.5, 0.75);
    expect(r.call('pow', straddling, y)).toBe(unknown);
    expect(r.call('pow', between(-3, -2), between(0.5, 0.5))).toBe(NaN);
    expect(r.call('pow', between(-3, -2), y)).toBe(unknown);
    expect(ends(r.call('pow', between(-3, -2), between(3, 3)))).toEqual([-27, -8]);
    expect(ends(r.call('pow', straddling, between(2, 2)))).toEqual([0, 4]);
    expect(r.call('pow', between(0, 2), between(-1, 1))).toBe(unknown);
    expect(ends(r.call('pow', between(0, 4), y))[0]).toBe(0);
  });
});

describe('decisions', () => {
  test('a decided side calls one branch, an undecided one both, and is counted', () => {
    const before = tally.undecided;
    const never = (): never => {
      throw new Error('not this side');
    };
    expect(r.ifPositive(positive, () => 1, never)).toBe(1);
    expect(r.ifPositive(between(-2, -1), never, () => 2)).toBe(2);
    expect(r.ifPositive(between(-2, 0), never, () => 2)).toBe(2);
    expect(r.ifPositive(0, never, () => 2)).toBe(2);
    expect(tally.undecided).toBe(before);
    expect(
      ends(
        r.ifPositive(
          straddling,
          () => between(5, 6),
          () => between(1, 2),
        ),
      ),
    ).toEqual([1, 6]);
    expect(tally.undecided).toBe(before + 1);
    expect(
      r.ifPositive(
        straddling,
        () => NaN,
        () => positive,
      ),
    ).toBe(unknown);
    expect(
      r.ifPositive(
        unknown,
        () => positive,
        () => positive,
      ),
    ).toBe(unknown);
  });

  test('the largest of enclosures is between the largest ends', () => {
    expect(ends(r.max(straddling, between(0, 1)))).toEqual([0, 2]);
    expect(ends(r.min(straddling, between(0, 1)))).toEqual([-1, 1]);
    expect(r.max(between(-2, -1), 0)).toBe(0);
    expect(r.max(positive, -Infinity)).toEqual(positive);
  });
});

test('an exact zero is the number 0, whatever made it', () => {
  expect(r.sub(between(3, 3), between(3, 3))).toBe(0);
  expect(r.dot([between(2, 2), between(3, 3)], [between(3, 3), between(-2, -2)])).toBe(0);
  expect(r.abs(between(-2, 1))).toEqual(between(0, 2));
});
