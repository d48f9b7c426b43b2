import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { reals, type Enclosure, type Reals } from '../../src/reals/index.ts';

/** An exact rational number. */
interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}
function rational(x: Decimal): Rational {
  const [digits, exponent] = x.toExponential().split('e');
  const [whole, fraction = ''] = digits.split('.');
  const q = Number(exponent) - fraction.length;
  const c = BigInt(whole + fraction);
  return q >= 0 ? { n: c * 10n ** BigInt(q), d: 1n } : { n: c, d: 10n ** BigInt(-q) };
}
const less = (a: Rational, b: Rational): boolean => a.n * b.d <= b.n * a.d;
const holds = (e: Enclosure, x: Rational): boolean => less(rational(e.lower), x) && less(x, rational(e.upper));
const oneUnit = (r: Reals, e: Enclosure): boolean => {
  const width = e.upper.minus(e.lower);
  const top = e.upper.abs().gt(e.lower.abs()) ? e.upper : e.lower;
  return width.isZero() || width.lte(new Decimal(10).pow(top.e - r.digits + 1));
};

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -20, max: 20 }),
);
const digits = fc.constantFrom(1, 2, 7, 20, 41);
const pair = fc.tuple(value, value).map(([x, y]) => (x <= y ? [x, y] : [y, x]));

describe('arithmetic of points', () => {
  test('+ − × ÷ enclose the rational result, at most one unit of the last digit wide', () => {
    fc.assert(
      fc.property(value, value, digits, (x, y, p) => {
        const r = reals(p);
        const [a, b] = [r.exact(x), r.exact(y)];
        const [u, v] = [rational(a.lower), rational(b.lower)];
        const results: [Enclosure, Rational][] = [
          [r.add(a, b), { n: u.n * v.d + v.n * u.d, d: u.d * v.d }],
          [r.sub(a, b), { n: u.n * v.d - v.n * u.d, d: u.d * v.d }],
          [r.mul(a, b), { n: u.n * v.n, d: u.d * v.d }],
        ];
        if (y !== 0)
          results.push([r.div(a, b), v.n < 0n ? { n: -u.n * v.d, d: -u.d * v.n } : { n: u.n * v.d, d: u.d * v.n }]);
        for (const [enclosure, truth] of results) {
          expect(holds(enclosure, truth)).toBe(true);
          expect(oneUnit(r, enclosure)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('the square root is enclosed: its ends squared lie on either side', () => {
    fc.assert(
      fc.property(value, digits, (x, p) => {
        const r = reals(p);
        const a = r.exact(Math.abs(x));
        const { lower, upper } = r.sqrt(a);
        const [low, high, truth] = [rational(lower), rational(upper), rational(a.lower)];
        expect(less({ n: low.n ** 2n, d: low.d ** 2n }, truth)).toBe(true);
        expect(less(truth, { n: high.n ** 2n, d: high.d ** 2n })).toBe(true);
        expect(oneUnit(r, { lower, upper })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('decimal.js adds numbers of very different size in the direction asked for', () => {
    const r = reals(20);
    const tiny = r.decimal('1e-1000000');
    const sum = r.add(r.exact(1), tiny);
    expect(sum.lower.eq(1) && sum.upper.gt(1)).toBe(true);
    const difference = r.sub(r.exact(1), tiny);
    expect(difference.lower.lt(1) && difference.upper.eq(1)).toBe(true);
    expect(r.sub(tiny, r.exact(1)).upper.gt(-1)).toBe(true);
  });
});

describe('arithmetic of intervals', () => {
  test('encloses the results of all members: the ends, and points between', () => {
    fc.assert(
      fc.property(
        pair,
        pair,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([a, b], [c, d], s, t) => {
          const r = reals(15);
          const x = r.hull(r.exact(a), r.exact(b));
          const y = r.hull(r.exact(c), r.exact(d));
          for (const u of [a, b, clamp(a + s * (b - a), a, b)]) {
            for (const v of [c, d, clamp(c + t * (d - c), c, d)]) {
              const [p, q] = [r.exact(u), r.exact(v)];
              expect(r.contains(r.add(x, y), r.intersection(r.add(x, y), reals(400).add(p, q)))).toBe(true);
              expect(meets(r.mul(x, y), reals(900).mul(p, q))).toBe(true);
              expect(meets(r.sub(x, y), reals(900).sub(p, q))).toBe(true);
              if (v !== 0) expect(meets(r.div(x, y), reals(60).div(p, q))).toBe(true);
              expect(meets(r.square(x), reals(900).square(p))).toBe(true);
              expect(meets(r.abs(x), reals(900).abs(p))).toBe(true);
              expect(meets(r.max(x, y), r.max(p, q))).toBe(true);
              expect(meets(r.min(x, y), r.min(p, q))).toBe(true);
              expect(meets(r.integerPower(x, 3), reals(900).mul(p, reals(900).square(p)))).toBe(true);
              expect(meets(r.integerPower(x, 2), reals(900).square(p))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('squares and even powers are not negative, and odd powers are sharp across 0', () => {
    const r = reals(10);
    const x = r.hull(r.exact(-2), r.exact(3));
    expect(show(r.square(x))).toBe('[0, 9]');
    expect(show(r.integerPower(x, 4))).toBe('[0, 81]');
    expect(show(r.integerPower(x, 3))).toBe('[-8, 27]');
    expect(show(r.integerPower(r.exact(-3), 5))).toBe('[-243, -243]');
    expect(show(r.integerPower(r.exact(2), -3))).toBe('[0.125, 0.125]');
    expect(show(r.integerPower(x, 0))).toBe('[1, 1]');
    expect(show(r.integerPower(x, -1))).toBe('[-Infinity, Infinity]');
    expect(() => r.integerPower(x, 0.5)).toThrow(DomainError);
  });

  test('dividing by an interval that holds 0 is unbounded on the sides that its members reach', () => {
    const r = reals(10);
    const [one, two] = [r.exact(1), r.exact(2)];
    const upToTwo = r.hull(r.exact(0), two);
    expect(show(r.div(one, upToTwo))).toBe('[0.5, Infinity]');
    expect(show(r.div(r.exact(-1), upToTwo))).toBe('[-Infinity, -0.5]');
    expect(show(r.div(one, r.neg(upToTwo)))).toBe('[-Infinity, -0.5]');
    expect(show(r.div(one, r.hull(r.exact(-1), two)))).toBe('[-Infinity, Infinity]');
    expect(show(r.div(one, r.exact(0)))).toBe('[-Infinity, Infinity]');
    expect(show(r.div(r.hull(r.exact(-1), one), upToTwo))).toBe('[-Infinity, Infinity]');
    expect(show(r.div(r.exact(0), two))).toBe('[0, 0]');
  });

  test('infinite ends are carried; ∞ - ∞ and 0·∞ bound nothing', () => {
    const r = reals(10);
    const infinity = r.exact(Infinity);
    const atLeastOne = r.hull(r.exact(1), infinity);
    expect(show(r.add(atLeastOne, r.exact(2)))).toBe('[3, Infinity]');
    expect(show(r.sub(infinity, infinity))).toBe('[-Infinity, Infinity]');
    expect(show(r.sub(atLeastOne, atLeastOne))).toBe('[-Infinity, Infinity]');
    expect(show(r.mul(atLeastOne, r.exact(-2)))).toBe('[-Infinity, -2]');
    expect(show(r.mul(atLeastOne, r.exact(0)))).toBe('[-Infinity, Infinity]');
    expect(show(r.div(r.exact(1), atLeastOne))).toBe('[0, 1]');
    expect(show(r.div(atLeastOne, infinity))).toBe('[-Infinity, Infinity]');
    expect(show(r.neg(atLeastOne))).toBe('[-Infinity, -1]');
    expect(show(r.sqrt(atLeastOne))).toBe('[1, Infinity]');
    expect(show(r.exact(-Infinity))).toBe('[-Infinity, -Infinity]');
    expect(() => r.exact(NaN)).toThrow(DomainError);
  });

  test('overflow beyond decimal.js is an unbounded end, and never an infinite lower one; underflow never a zero upper one', () => {
    const r = reals(10);
    const huge = r.decimal('5e8999999999999999');
    const square = r.mul(huge, huge);
    expect(square.lower.isFinite() && square.lower.gt(huge.lower)).toBe(true);
    expect(square.upper.isFinite()).toBe(false);
    expect(r.neg(r.add(huge, r.mul(huge, r.exact(100)))).upper.isFinite()).toBe(true);
    const small = r.div(r.exact(1), huge);
    const product = r.mul(small, small);
    expect(product.lower.isZero()).toBe(true);
    expect(product.upper.gt(0)).toBe(true);
    expect(r.mul(small, r.neg(small)).lower.lt(0)).toBe(true);
    expect(r.mul(small, r.neg(small)).upper.isZero()).toBe(true);
    expect(r.div(small, r.neg(huge)).lower.lt(0)).toBe(true);
  });
});

describe('relations', () => {
  const r = reals(12);
  const between = (a: number, b: number): Enclosure => r.hull(r.exact(a), r.exact(b));

  test('enclosures are ordered only where all of their members are', () => {
    expect(r.compare(between(1, 2), between(3, 4))).toBe('less');
    expect(r.compare(between(3, 4), between(1, 2))).toBe('greater');
    expect(r.compare(between(1, 3), between(3, 4))).toBe('undecided');
    expect(r.compare(r.exact(2), r.exact(2))).toBe('equal');
  });

  test('the hull holds both, the intersection what both hold, and disjoint enclosures contradict each other', () => {
    expect(show(r.hull(between(1, 2), between(5, 6)))).toBe('[1, 6]');
    expect(show(r.intersection(between(1, 4), between(3, 6)))).toBe('[3, 4]');
    expect(() => r.intersection(between(1, 2), between(3, 4))).toThrow(/\[1, 2\] and \[3, 4\]/);
  });

  test('the width is rounded up, the relative width infinite about 0', () => {
    expect(r.width(between(1, 3)).toString()).toBe('2');
    expect(r.relativeWidth(between(2, 3)).toString()).toBe('0.5');
    expect(r.relativeWidth(between(-3, -2)).toString()).toBe('0.5');
    expect(r.relativeWidth(between(0, 1)).toString()).toBe('Infinity');
    expect(r.relativeWidth(r.exact(0)).toString()).toBe('0');
    expect(r.width(r.hull(r.exact(1), r.exact(Infinity))).toString()).toBe('Infinity');
  });

  test('a decision on the sign takes the branch it proves, and the hull of both where it proves none', () => {
    const branch = (x: Enclosure): string => show(r.ifPositive(x, () => r.exact(1), () => r.exact(2))); // prettier-ignore
    expect(branch(between(1, 2))).toBe('[1, 1]');
    expect(branch(between(-1, 0))).toBe('[2, 2]');
    expect(branch(between(-1, 1))).toBe('[1, 2]');
  });

  test('membership is of exact values: 0.1 the float64 is not 0.1 the decimal', () => {
    expect(r.contains(r.exact(0.1), 0.1)).toBe(true);
    expect(r.contains(r.decimal('0.1'), 0.1)).toBe(false);
    expect(r.contains(between(0, 1), new Decimal('0.3'))).toBe(true);
    expect(r.contains(between(0, 1), between(0, 2))).toBe(false);
  });

  test('bad input is refused', () => {
    expect(() => r.decimal('0x1p3')).toThrow(DomainError);
    expect(() => r.decimal('')).toThrow(DomainError);
    expect(() => r.between(new Decimal(2), new Decimal(1))).toThrow(DomainError);
    expect(() => r.sqrt(between(-2, -1))).toThrow(DomainError);
    expect(show(r.sqrt(between(-1, 4)))).toBe('[0, 2]');
    for (const bad of [0, -1, 1.5, NaN, 1e6]) expect(() => reals(bad)).toThrow(DomainError);
    expect(() => r.call('sine', r.exact(1))).toThrow(/sin/);
    expect(() => r.call('sin')).toThrow(/takes 1 argument, got 0/);
  });
});

describe('contexts', () => {
  test('of different precision live side by side, and the global constructor is as it was', () => {
    const before = [Decimal.precision, Decimal.rounding, Decimal.minE, Decimal.maxE, Decimal.toExpPos];
    const [coarse, fine] = [reals(3), reals(50)];
    const third = (r: Reals): Enclosure => r.div(r.exact(1), r.exact(3));
    const first = third(coarse);
    expect(show(third(fine))).toBe(`[0.${'3'.repeat(50)}, 0.${'3'.repeat(49)}4]`);
    expect(show(third(coarse))).toBe('[0.333, 0.334]');
    expect(show(first)).toBe('[0.333, 0.334]');
    expect([Decimal.precision, Decimal.rounding, Decimal.minE, Decimal.maxE, Decimal.toExpPos]).toEqual(before);
  });

  test('do not depend on the global configuration', () => {
    const saved = { precision: Decimal.precision, rounding: Decimal.rounding };
    try {
      Decimal.set({ precision: 3, rounding: 0 });
      const r = reals(33);
      expect(show(r.div(r.exact(1), r.exact(3)))).toBe(`[0.${'3'.repeat(33)}, 0.${'3'.repeat(32)}4]`);
    } finally {
      Decimal.set(saved);
    }
  });

  test('survive an exception inside decimal.js, and a caller who reconfigures the constructor of an end', () => {
    const r = reals(1010);
    const x = r.exact(1e22);
    // decimal.js leaves its constructor reconfigured when a method throws for lack of digits of π.
    expect(() => x.lower.sin()).toThrow();
    (x.upper.constructor as typeof Decimal).set({ precision: 2, rounding: 1, maxE: 5 });
    const third = r.div(r.exact(1), r.exact(3));
    expect(third.lower.precision()).toBe(1010);
    expect(third.upper.gt(third.lower)).toBe(true);
    expect(r.mul(x, x).upper.eq('1e44')).toBe(true);
  });
});

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const meets = (a: Enclosure, b: Enclosure): boolean => a.lower.lte(b.upper) && a.upper.gte(b.lower);
const show = ({ lower, upper }: Enclosure): string => `[${lower.toString()}, ${upper.toString()}]`;
