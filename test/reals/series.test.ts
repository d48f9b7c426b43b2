// The radii themselves, before any conversion to decimals hides them: an enclosure at a low precision must hold the one at a much
// higher precision, whose own error is negligible beside the radius tested. Values are checked against mpmath and MPFR elsewhere.
import { describe, expect, test } from 'vitest';
import { compare, dyadic, elementary, subtract, type Dyadic, type ElementaryName } from '../../src/reals/index.ts';
import {
  exponentOfInterval,
  lowerEnd,
  multiplyIntervals,
  point,
  scaleInterval,
  squareRootInterval,
  upperEnd,
  type DyadicInterval,
} from '../../src/reals/dyadic-interval.ts';
import { arctangent, arctangentNearZero, arctangentOfInterval, pi } from '../../src/reals/series/arctangent.ts';
import {
  asymptoticOf,
  complementOfRoot,
  errorFunctionOfRoot,
  seriesOf,
} from '../../src/reals/series/error-function.ts';
import {
  exponential,
  exponentialMinusOne,
  exponentialOfInterval,
  exponentialOfReduced,
  powerOfTwoAt,
  RangeExceeded,
} from '../../src/reals/series/exponential.ts';
import {
  logarithm,
  logarithmOfInterval,
  logarithmOfOnePlus,
  logarithmOfOnePlusInterval,
  twiceInverseHyperbolicTangent,
} from '../../src/reals/series/logarithm.ts';
import { around, sineAndCosine, sineAndCosineOfReduced } from '../../src/reals/series/trigonometric.ts';
import { ln2Bits } from '../../src/reals/constants.ts';
import { sampler, scale, type Sampler } from './sampling.ts';

const inside = (fine: DyadicInterval, coarse: DyadicInterval): boolean =>
  compare(lowerEnd(fine), lowerEnd(coarse)) >= 0 && compare(upperEnd(fine), upperEnd(coarse)) <= 0;
const bitsTried = [8, 20, 40, 53, 64, 100, 190];
const text = ({ m, e }: Dyadic): string => `${m}·2^${e}`;

/** A dyadic of 1 to 120 bits with an exponent in the range: more than a float64 holds. */
function long(s: Sampler, least: number, greatest: number): Dyadic {
  const x = dyadic(s.spread(least, greatest));
  const tail = dyadic(Math.abs(s.spread(0, 0)));
  return s.unit() < 0.5 ? x : { m: (x.m << 60n) + (tail.m & 0xffffffffffffn), e: x.e - 60 };
}
const positive = ({ m, e }: Dyadic): Dyadic => ({ m: m < 0n ? -m : m, e });

type Evaluate = (x: Dyadic, bits: number) => DyadicInterval;
const points: Record<string, { evaluate: Evaluate; draw: (s: Sampler) => Dyadic; relative: boolean }> = {
  exponential: { evaluate: exponential, draw: (s) => long(s, -70, 12), relative: true },
  exponentialMinusOne: { evaluate: exponentialMinusOne, draw: (s) => long(s, -70, 8), relative: true },
  powerOfTwoAt: { evaluate: powerOfTwoAt, draw: (s) => long(s, -70, 12), relative: true },
  logarithm: { evaluate: logarithm, draw: (s) => positive(long(s, -80, 80)), relative: true },
  logarithmOfOnePlus: { evaluate: logarithmOfOnePlus, draw: (s) => long(s, -120, -1), relative: true },
  arctangent: { evaluate: arctangent, draw: (s) => positive(long(s, -80, 80)), relative: true },
  errorFunctionOfRoot: { evaluate: errorFunctionOfRoot, draw: (s) => positive(long(s, -60, 6)), relative: true },
  complementOfRoot: { evaluate: complementOfRoot, draw: (s) => positive(long(s, -60, 8)), relative: true },
  sine: {
    evaluate: (x, w) => {
      const { sine, error, w: own } = sineAndCosine(x, w);
      return around(sine, error, own);
    },
    draw: (s) => long(s, -20, 40),
    relative: false,
  },
  cosine: {
    evaluate: (x, w) => {
      const { cosine, error, w: own } = sineAndCosine(x, w);
      return around(cosine, error, own);
    },
    draw: (s) => long(s, -20, 40),
    relative: false,
  },
};

describe('the radius of a series holds what more bits show', () => {
  test.each(Object.entries(points))('%s at a point', (_, { evaluate, draw, relative }) => {
    const s = sampler(77);
    for (let i = 0; i < 400 * scale; i++) {
      const x = draw(s);
      const fine = evaluate(x, 700);
      for (const bits of bitsTried) {
        const coarse = evaluate(x, bits);
        if (!inside(fine, coarse)) expect.fail(`at ${text(x)} with ${bits} bits`);
        const width = subtract(upperEnd(coarse), lowerEnd(coarse));
        const size = relative ? exponentOfInterval(coarse) : 0;
        // 2^(1 - bits) of the magnitude, as promised.
        expect(compare(width, { m: 1n, e: size + 1 - bits })).toBeLessThanOrEqual(0);
      }
    }
  });

  test('e^r for an argument that is known to some units: both ends of what it may be are inside', () => {
    const s = sampler(5);
    for (let i = 0; i < 300 * scale; i++) {
      const w = 20 + (i % 100);
      const r = BigInt(Math.floor(s.unit() * 2 ** 20)) * (ln2Bits(w) >> 20n);
      const error = BigInt(1 + (i % 5));
      const coarse = exponentialOfReduced(r, w, error);
      for (const end of [r - error, r, r + error])
        expect(inside(exponential({ m: end, e: -w }, 400), coarse)).toBe(true);
    }
  });

  const intervals: Record<
    string,
    { over: (x: DyadicInterval, bits: number) => DyadicInterval; at: Evaluate; draw: (s: Sampler) => Dyadic }
  > = {
    exponentialOfInterval: { over: exponentialOfInterval, at: exponential, draw: (s) => long(s, -40, 8) },
    logarithmOfInterval: { over: logarithmOfInterval, at: logarithm, draw: (s) => positive(long(s, -20, 20)) },
    logarithmOfOnePlusInterval: {
      over: logarithmOfOnePlusInterval,
      at: logarithmOfOnePlus,
      draw: (s) => long(s, -40, -2),
    },
    logarithmOfOnePlusLargeInterval: {
      over: logarithmOfOnePlusInterval,
      at: logarithmOfOnePlus,
      draw: (s) => positive(long(s, 0, 60)),
    },
    arctangentOfInterval: { over: arctangentOfInterval, at: arctangent, draw: (s) => positive(long(s, -40, 40)) },
  };
  test.each(Object.entries(intervals))('%s holds the values at both ends', (_, { over, at, draw }) => {
    const s = sampler(6);
    for (let i = 0; i < 400 * scale; i++) {
      const { m, e } = draw(s);
      const magnitude = m < 0n ? -m : m;
      // From an interval of a few units to one of a quarter of the magnitude.
      const width = magnitude >> BigInt(2 + ((i * 7) % 60));
      const interval = { lo: m, hi: m + width + 1n, e };
      for (const bits of [20, 60, 120]) {
        const image = over(interval, bits);
        for (const end of [lowerEnd(interval), upperEnd(interval)]) {
          if (!inside(at(end, 300), image)) expect.fail(`[${m}, ${interval.hi}]·2^${e} with ${bits} bits`);
        }
      }
    }
  });

  // Sums of hundreds of terms, where each one's loss of a unit or two adds up to more than what surrounds them would hide.
  const W = 3000;
  const fixed = (s: Sampler, low: number, high: number): bigint =>
    BigInt(Math.floor(s.uniform(low, high) * 2 ** 50)) << BigInt(W - 50);

  test('sin and cos of a reduced angle, 2·artanh and arctan near 0, in units of 2^-3000', () => {
    const s = sampler(8);
    for (let i = 0; i < 8; i++) {
      const r = fixed(s, 0.3, 0.78);
      const { sine, cosine, error } = sineAndCosineOfReduced(r, W);
      const fine = sineAndCosine({ m: r, e: -W }, W + 100);
      expect(inside(around(fine.sine, fine.error, fine.w), around(sine, error, W))).toBe(true);
      expect(inside(around(fine.cosine, fine.error, fine.w), around(cosine, error, W))).toBe(true);

      const z = fixed(s, 0.05, 0.24);
      const tail = BigInt(W + 100);
      const area = twiceInverseHyperbolicTangent(z, BigInt(W));
      const finer = twiceInverseHyperbolicTangent(z << 100n, tail);
      expect(inside(around(finer.value, finer.error, W + 100), around(area.value, area.error, W))).toBe(true);
      const angle = arctangentNearZero(z, BigInt(W));
      expect(inside(arctangent({ m: z, e: -W }, W + 100), around(angle.value, angle.error, W))).toBe(true);
    }
  });

  test('the series of erf against itself in more bits, and the asymptotic series of erfc against that of erf', () => {
    const s = sampler(9);
    for (let i = 0; i < 60; i++) {
      const q = dyadic(s.uniform(0.1, 80));
      for (const bits of [30, 60, 150]) expect(inside(seriesOf(q, bits + 300), seriesOf(q, bits))).toBe(true);
      const far = dyadic(s.uniform(15, 150));
      // A(q) = erfc √q · √(πq) · e^q, with erfc from 1 - erf at 400 bits.
      const b = 400;
      const root = squareRootInterval(multiplyIntervals(point(far), pi(b), b), b);
      const truth = multiplyIntervals(multiplyIntervals(complementOfRoot(far, b), root, b), exponential(far, b), b);
      // Where the terms do not fall below 2^-bits, the smallest one is the radius.
      for (const bits of [10, 20, 60, 100]) expect(inside(truth, asymptoticOf(far, bits))).toBe(true);
      expect(exponentOfInterval(scaleInterval(truth, 1))).toBeGreaterThanOrEqual(0);
    }
  });

  test('a point is its own interval', () => {
    expect(exponentialOfInterval(point({ m: 3n, e: 0 }), 50)).toEqual(exponential({ m: 3n, e: 0 }, 50));
    expect(() => exponential({ m: 1n, e: 49 }, 50)).toThrow(RangeExceeded);
    expect(exponential({ m: -1n, e: 49 }, 50)).toEqual({ lo: 0n, hi: 1n, e: -(2 ** 49) });
  });
});

describe('rows of the table, in bits', () => {
  test.each(Object.keys(elementary) as ElementaryName[])('%s with few bits holds what many bits show', (name) => {
    const row = elementary[name];
    const s = sampler(name.length + 90);
    const numbers = (): number[] =>
      Array.from({ length: row.arity }, () => (s.unit() < 0.5 ? s.spread(-30, 5) : s.uniform(-1, 1)));
    const at = row.arity === 1 ? (x: readonly Dyadic[], bits: number) => row.at(x[0], bits) : row.at;
    let tried = 0;
    for (let i = 0; i < 400 * scale; i++) {
      const x = name === 'acosh' ? numbers().map((value) => 1 + Math.abs(value)) : numbers();
      if (row.special(...x) !== undefined || row.exact(...x.map(dyadic)) !== undefined) continue;
      tried++;
      const fine = at(x.map(dyadic), 400);
      for (const bits of [9, 30, 53, 80]) {
        if (!inside(fine, at(x.map(dyadic), bits))) expect.fail(`${name}(${x}) with ${bits} bits`);
      }
    }
    expect(tried >= 20 * Math.min(1, scale) || ['add', 'sub', 'mul', 'fma'].includes(name)).toBe(true);
  });
});
