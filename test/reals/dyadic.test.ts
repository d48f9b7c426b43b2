import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import * as D from '../../src/reals/dyadic.ts';
import {
  bitLength,
  ceilingQuotient,
  floorCubeRoot,
  floorQuotient,
  floorSquareRoot,
  shiftUp,
} from '../../src/reals/integers.ts';
import { units } from './units.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const unitsOf = ({ m, e }: D.Dyadic, places: number): bigint => m * 2n ** BigInt(e + places);

describe('dyadic numbers', () => {
  test('a float64 is its value: subnormals, powers of two and the largest one too', () => {
    for (const x of [
      5e-324,
      -5e-324,
      2.2250738585072014e-308,
      2.225073858507201e-308,
      1.7976931348623157e308,
      0.1,
      1,
      -3,
      2 ** 53,
      2 ** 53 + 2,
      1e22,
      0,
      -0,
    ]) {
      expect(unitsOf(D.dyadic(x), 1074)).toBe(units(x));
    }
    fc.assert(fc.property(finite, (x) => unitsOf(D.dyadic(x), 1074) === units(x)));
  });

  test('NaN and infinities are no dyadic numbers', () => {
    for (const x of [NaN, Infinity, -Infinity]) expect(() => D.dyadic(x)).toThrow(DomainError);
  });

  test('sums, differences, products and comparisons are exact', () => {
    fc.assert(
      fc.property(finite, finite, (x, y) => {
        const [a, b] = [D.dyadic(x), D.dyadic(y)];
        expect(unitsOf(D.add(a, b), 1074)).toBe(units(x) + units(y));
        expect(unitsOf(D.subtract(a, b), 1074)).toBe(units(x) - units(y));
        expect(unitsOf(D.multiply(a, b), 2148)).toBe(units(x) * units(y));
        expect(D.compare(a, b)).toBe(x < y ? -1 : x > y ? 1 : 0);
        expect(unitsOf(D.normalize(a), 1074)).toBe(units(x));
      }),
    );
  });

  test('numbers with exponents a quadrillion apart compare without being aligned', () => {
    expect(D.compare({ m: 3n, e: 1e15 }, { m: 1n, e: -1e15 })).toBe(1);
    expect(D.compare({ m: -3n, e: 1e15 }, { m: -1n, e: -1e15 })).toBe(-1);
    expect(D.exponent({ m: 12n, e: -5 })).toBe(-2);
  });

  test('floor goes down, for negative numbers too', () => {
    expect(D.floor({ m: -3n, e: -1 })).toBe(-2n);
    expect(D.floor({ m: 3n, e: -1 })).toBe(1n);
    expect(D.floor({ m: 3n, e: 2 })).toBe(12n);
    expect(D.isInteger({ m: 12n, e: -2 })).toBe(true);
    expect(D.isInteger({ m: 6n, e: -2 })).toBe(false);
  });
});

describe('integers', () => {
  const big = fc.bigInt({ min: 0n, max: 2n ** 400n });

  test('the length in bits of n is L with 2^(L-1) ≤ n < 2^L', () => {
    expect(bitLength(0n)).toBe(0);
    for (const k of [1, 52, 53, 54, 63, 64, 100, 1023, 1024, 1025, 4000]) {
      const p = 2n ** BigInt(k);
      expect(bitLength(p)).toBe(k + 1);
      expect(bitLength(p - 1n)).toBe(k);
      expect(bitLength(-p + 1n)).toBe(k);
    }
  });

  test('roots are rounded down, at perfect powers and beside them', () => {
    for (let k = 0n; k < 300n; k++) {
      for (const d of [-1n, 0n, 1n]) {
        const root = 7n ** k + d;
        expect(floorSquareRoot(root * root)).toBe(root);
        if (root > 1n) expect(floorSquareRoot(root * root - 1n)).toBe(root - 1n);
        expect(floorSquareRoot(root * root + 1n)).toBe(root === 0n ? 1n : root);
        expect(floorCubeRoot(root ** 3n)).toBe(root);
        if (root > 1n) expect(floorCubeRoot(root ** 3n - 1n)).toBe(root - 1n);
      }
    }
    fc.assert(
      fc.property(big, (n) => {
        const s = floorSquareRoot(n);
        const c = floorCubeRoot(n);
        return s * s <= n && n < (s + 1n) ** 2n && c ** 3n <= n && n < (c + 1n) ** 3n;
      }),
    );
  });

  test('quotients and shifts are rounded down or up, whatever the sign', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }), fc.bigInt({ min: 1n, max: 2n ** 50n }), (a, b) => {
        const down = floorQuotient(a, b);
        const up = ceilingQuotient(a, b);
        return down * b <= a && a < (down + 1n) * b && up * b >= a && a > (up - 1n) * b;
      }),
    );
    expect(shiftUp(5n, 1)).toBe(3n);
    expect(shiftUp(-5n, 1)).toBe(-2n);
    expect(shiftUp(5n, -1)).toBe(10n);
  });
});
