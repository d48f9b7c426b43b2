import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import {
  dot,
  exactDot,
  exactSum,
  layerNorm,
  logSumExp,
  mean,
  norm2,
  reals,
  roundedDot,
  roundedSum,
  softmax,
  variance,
  type Enclosure,
} from '../../src/reals/index.ts';
import { sampler } from './sampling.ts';
import { units } from './units.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const r = reals(40);
const show = ({ lower, upper }: Enclosure): string => `[${lower.toString()}, ${upper.toString()}]`;
const points = (x: readonly number[]): Enclosure[] => x.map((value) => r.exact(value));

describe('exact sums', () => {
  test('are those of integers in units of 2^-1074, in every order', () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 40 }), (x) => {
        const { m, e } = exactSum(x);
        expect(m << BigInt(e + 1074)).toBe(x.reduce((total, value) => total + units(value), 0n));
        expect(roundedSum([...x].reverse())).toBe(roundedSum(x));
      }),
    );
  });

  test('cancel without loss: 1 + 1e100 - 1e100, and 10^5 numbers with their negatives', () => {
    expect(roundedSum([1, 1e100, -1e100])).toBe(1);
    expect(roundedSum([1e308, 1e308, -1e308, -1e308, 5e-324])).toBe(5e-324);
    const s = sampler(3);
    const x = Array.from({ length: 50_000 }, () => s.pattern());
    expect(roundedSum([...x, 0.1, ...x.map((value) => -value)])).toBe(0.1);
  });

  test('are rounded once, in the mode and to the format asked for', () => {
    expect(roundedSum([1, 2 ** -53, 2 ** -106])).toBe(1 + 2 ** -52);
    expect(roundedSum([1, 2 ** -53])).toBe(1);
    expect(roundedSum([1, 1e-300], 'float64', 'up')).toBe(1 + 2 ** -52);
    expect(roundedSum([1, 2 ** -24, 2 ** -60], 'float32')).toBe(1 + 2 ** -23); // 1 + 2^-24 alone is a tie
    expect(roundedSum([1e308, 1e308])).toBe(Infinity);
    expect(roundedSum([1e308, 1e308], 'float64', 'down')).toBe(1.7976931348623157e308);
  });

  test('of zeros, infinities and NaN are those of IEEE addition', () => {
    expect(roundedSum([])).toBe(0);
    expect(roundedSum([-0, -0])).toBe(-0);
    expect(roundedSum([-0, 0])).toBe(0);
    expect(roundedSum([1, -1])).toBe(0);
    expect(roundedSum([1, -1], 'float64', 'down')).toBe(-0);
    expect(roundedSum([Infinity, 1e308, 1e308])).toBe(Infinity);
    expect(roundedSum([Infinity, -Infinity])).toBe(NaN);
    expect(roundedDot([1e200, Infinity], [-1e200, 0.5])).toBe(Infinity);
    expect(roundedDot([0], [Infinity])).toBe(NaN);
    expect(() => exactSum([1, NaN])).toThrow(DomainError);
  });
});

describe('exact dot products', () => {
  test('are sums of integer products, from 2^-2148 to beyond 2^2047', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite), { maxLength: 20 }), (pairs) => {
        const { m, e } = exactDot(
          pairs.map(([a]) => a),
          pairs.map(([, b]) => b),
        );
        expect(m << BigInt(e + 2148)).toBe(pairs.reduce((total, [a, b]) => total + units(a) * units(b), 0n));
      }),
    );
    expect(roundedDot([5e-324], [5e-324], 'float64', 'up')).toBe(5e-324);
    expect(roundedDot([1e308, -1e308, 3], [1e308, 1e308, 5])).toBe(15);
    expect(roundedDot([-0, -0], [1, 1])).toBe(-0);
    expect(() => exactDot([1], [1, 2])).toThrow(/lengths 1 and 2 differ/);
  });

  test('hold a fused multiply-add: (1 + 2^-12)·(1 - 2^-12 + 2^-24)·2^-24 + 1 rounds up in float32, where two roundings give 1', () => {
    const [a, b] = [1 + 2 ** -12, (1 - 2 ** -12 + 2 ** -24) * 2 ** -24];
    expect(roundedDot([a, 1], [b, 1], 'float32')).toBe(1 + 2 ** -23);
    expect(Math.fround(a * b + 1)).toBe(1);
  });
});

describe('functions of arrays over enclosures', () => {
  test('mean, variance, norm and dot of integers are exact rational numbers', () => {
    const x = points([1, 2, 3, 4]);
    expect(show(mean(r, x))).toBe('[2.5, 2.5]');
    expect(show(variance(r, x, 0))).toBe('[1.25, 1.25]');
    expect(variance(r, x).lower.toString().slice(0, 20)).toBe('1.666666666666666666');
    expect(show(norm2(r, points([3, 4, 12])))).toBe('[13, 13]');
    expect(show(dot(r, x, points([1, -1, 1, -1])))).toBe('[-2, -2]');
    expect(() => mean(r, [])).toThrow(DomainError);
    expect(() => variance(r, points([1]))).toThrow(DomainError);
    expect(() => dot(r, x, points([1]))).toThrow(DomainError);
  });

  test('the variance of numbers far from 0 keeps its digits: 10^9 + (4, 7, 13, 16) has 30', () => {
    expect(show(variance(r, points([4, 7, 13, 16].map((x) => 1e9 + x))))).toBe('[30, 30]');
  });

  test('logSumExp(1000, 1000) = 1000 + ln 2, where the plain formula overflows', () => {
    // ln 2, mpmath
    const { lower, upper } = logSumExp(r, points([1000, 1000]));
    const truth = '1000.6931471805599453094172321214581765680755';
    expect(lower.lte(truth) && upper.gte(truth) && upper.minus(lower).lt('1e-35')).toBe(true);
    expect(show(logSumExp(r, points([-Infinity, 3])))).toBe('[3, 3]');
    expect(show(logSumExp(r, points([-Infinity])))).toBe('[-Infinity, -Infinity]');
    const large = logSumExp(r, points([-1e300, 5, 1e300]));
    expect(r.contains(large, 1e300) && r.relativeWidth(large).lt('1e-38')).toBe(true);
  });

  test('softmax sums to 1 and is invariant under a common shift', () => {
    const s = sampler(11);
    for (let i = 0; i < 20; i++) {
      const x = Array.from({ length: 6 }, () => s.uniform(-30, 30));
      const y = softmax(r, points(x));
      const total = y.reduce((a, b) => r.add(a, b));
      expect(r.contains(total, 1) && r.width(total).lt('1e-36')).toBe(true);
      const shifted = softmax(r, points(x).map((a) => r.add(a, r.exact(700)))); // prettier-ignore
      y.forEach((a, k) => expect(a.lower.lte(shifted[k].upper) && a.upper.gte(shifted[k].lower)).toBe(true));
    }
    expect(softmax(r, points([0, -1e300]))[0].upper.eq(1)).toBe(true);
  });

  test('layerNorm has mean 0 and variance σ²/(σ² + ε), before gain and bias', () => {
    const x = points([1, 5, -2, 8, 0.5]);
    const epsilon = r.exact(2 ** -10);
    const y = layerNorm(r, x, epsilon);
    const centre = mean(r, y);
    expect(r.contains(centre, 0) && r.width(centre).lt('1e-36')).toBe(true);
    const [spread, original] = [variance(r, y, 0), variance(r, x, 0)];
    const expected = r.div(original, r.add(original, epsilon));
    expect(spread.lower.lte(expected.upper) && spread.upper.gte(expected.lower)).toBe(true);
    const scaled = layerNorm(r, x, epsilon, points([2, 2, 2, 2, 2]), points([1, 1, 1, 1, 1]));
    const back = r.div(r.sub(scaled[3], r.exact(1)), r.exact(2));
    expect(back.lower.lte(y[3].upper) && back.upper.gte(y[3].lower)).toBe(true);
  });
});
