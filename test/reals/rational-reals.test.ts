/** Quotients of integers: lowest terms, order, dyadic ends; and an error where a result is not seen to be rational. */
import { describe, expect, test } from 'vitest';
import {
  compareQuotients,
  dyadicOfQuotient,
  lowestTerms,
  NotRational,
  quotientOfDyadic,
  rationalReals as r,
} from '../../src/reals/rational-reals.ts';
import type { Quotient } from '../../src/reals/rational-reals.ts';
import type { Dyadic } from '../../src/reals/index.ts';

const q = (dividend: number, divisor = 1): Quotient => ({ dividend: BigInt(dividend), divisor: BigInt(divisor) });

describe('quotients', () => {
  test('are kept in lowest terms with a positive divisor', () => {
    expect(lowestTerms(6n, -4n)).toEqual(q(-3, 2));
    expect(lowestTerms(-6n, -4n)).toEqual(q(3, 2));
    expect(lowestTerms(0n, -5n)).toEqual(q(0));
    expect(r.div(q(1), q(-3))).toEqual(q(-1, 3));
    expect(r.add(q(1, 3), q(1, 6))).toEqual(q(1, 2));
    expect(r.sub(q(1, 3), q(1, 3))).toEqual(q(0));
    expect(r.mul(q(2, 3), q(-3, 4))).toEqual(q(-1, 2));
    expect(r.sum([q(1, 2), q(1, 3), q(1, 6)])).toEqual(q(1));
    expect(r.dot([q(1, 2), q(3)], [q(4), q(-1, 3)])).toEqual(q(1));
  });

  test('are ordered by their values, whatever their terms', () => {
    expect(compareQuotients(q(-1, 3), q(-1, 2))).toBe(1);
    expect(compareQuotients(q(2, 6), q(1, 3))).toBe(0);
    expect(compareQuotients(q(333333, 1000000), q(1, 3))).toBe(-1);
    expect(r.max(q(-1, 3), q(-1, 2))).toEqual(q(-1, 3));
    expect(r.min(q(-1, 3), q(-1, 2))).toEqual(q(-1, 2));
    expect(r.abs(q(-1, 3))).toEqual(q(1, 3));
  });

  test('are dyadic where the divisor is a power of two', () => {
    expect(dyadicOfQuotient(q(6, 8))).toEqual({ m: 3n, e: -2 });
    expect(dyadicOfQuotient(q(-5))).toEqual({ m: -5n, e: -0 });
    expect(dyadicOfQuotient(q(1, 6))).toBeUndefined();
    expect(quotientOfDyadic({ m: 3n, e: 2 })).toEqual(q(12));
    expect(r.constant(0.75)).toEqual(q(3, 4));
  });

  test('lie between ends that agree in 127 bits, and are their ends where they are dyadic', () => {
    for (const x of [q(1, 3), q(-1, 3), q(10, 7), q(-123456789, 1000)]) {
      const { lower, upper } = r.ends(x) as { lower: Dyadic; upper: Dyadic };
      expect(compareQuotients(quotientOfDyadic(lower), x)).toBe(-1);
      expect(compareQuotients(quotientOfDyadic(upper), x)).toBe(1);
      const width = r.sub(quotientOfDyadic(upper), quotientOfDyadic(lower));
      expect(compareQuotients(width, r.mul(r.abs(x), { dividend: 1n, divisor: 1n << 126n }))).toBe(-1);
    }
    expect(r.ends(q(3, 4))).toEqual({ lower: { m: 3n, e: -2 }, upper: { m: 3n, e: -2 } });
  });

  test('irrational, infinite and undecided results are errors', () => {
    expect(() => r.sqrt(q(2))).toThrow(NotRational);
    expect(() => r.call('exp', q(1))).toThrow(NotRational);
    expect(() => r.div(q(1), q(0))).toThrow(NotRational);
    expect(() => r.constant(Infinity)).toThrow(NotRational);
    expect(() => r.hull(q(1), q(2))).toThrow(NotRational);
    expect(() => r.bounds({ lower: { m: 1n, e: 0 }, upper: { m: 3n, e: -1 } })).toThrow(NotRational);
    expect(r.bounds({ lower: { m: 1n, e: 1 }, upper: { m: 2n, e: 0 } })).toEqual(q(2));
  });
});
