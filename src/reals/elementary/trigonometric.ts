/** sin, cos, tan. */

import { exponent, negate, one, type Dyadic } from '../dyadic.ts';
import { besidePoint, clampTo, divideIntervals, point, type DyadicInterval } from '../dyadic-interval.ts';
import { bitLength } from '../integers.ts';
import {
  around,
  LARGEST_ANGLE_EXPONENT,
  reduceAngle,
  sineAndCosine,
  type SineAndCosine,
} from '../series/trigonometric.ts';
import { isFiniteEnd, type Bounds, type UnivariateFunction } from './define.ts';
import { encloseAtEnd, greatest, least } from './extension.ts';
import { atEnds } from './special.ts';

const LINDEMANN = 'Lindemann (1882): sin x, cos x and tan x are transcendental for algebraic x ≠ 0.';

/**
 * Evaluates until the error is small beside the value: near a zero of sin or cos, what w bits after the point leave of it.
 *
 * It ends because x ≠ 0 is rational and so no multiple of π/2: the values are not 0.
 */
function untilRelative(
  x: Dyadic,
  bits: number,
  select: (both: SineAndCosine) => { readonly values: readonly bigint[]; readonly result: () => DyadicInterval },
): DyadicInterval {
  let w = bits + Math.max(0, -exponent(x)) + 4;
  for (;;) {
    const both = sineAndCosine(x, w);
    const { values, result } = select(both);
    const wanted = bits + bitLength(both.error);
    let missing = 0;
    for (const value of values) missing = Math.max(missing, wanted - bitLength(value));
    if (missing <= 0) return result();
    // Nothing but the error may have been seen: then twice as many bits, else as many as are missing.
    w += missing > bits ? w : missing + 1;
  }
}

function sineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const size = exponent(x);
  // |x|·(1 - x²/6) ≤ |sin x| < |x|.
  if (2 * size + 2 <= -bits) return besidePoint(x, x.m > 0n ? 'below' : 'above', bits);
  if (size >= LARGEST_ANGLE_EXPONENT) return unitInterval;
  return untilRelative(x, bits, (s) => ({
    values: [s.sine],
    result: () => clampTo(one, around(s.sine, s.error, s.w)),
  }));
}

function cosineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(one);
  const size = exponent(x);
  // 1 - x²/2 ≤ cos x < 1.
  if (2 * size + 2 <= -bits) return besidePoint(one, 'below', bits);
  if (size >= LARGEST_ANGLE_EXPONENT) return unitInterval;
  return untilRelative(x, bits, (s) => ({
    values: [s.cosine],
    result: () => clampTo(one, around(s.cosine, s.error, s.w)),
  }));
}

function tangentAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  // |x| < |tan x| ≤ |x|·(1 + x²/2) for |x| ≤ ½.
  if (2 * exponent(x) + 3 <= -bits) return besidePoint(x, x.m > 0n ? 'above' : 'below', bits);
  return untilRelative(x, bits + 2, (s) => ({
    values: [s.sine, s.cosine],
    result: () => divideIntervals(around(s.sine, s.error, s.w), around(s.cosine, s.error, s.w), bits + 4),
  }));
}

const unitInterval: DyadicInterval = { lo: -1n, hi: 1n, e: 0 };

/** ⌊x/(π/2)⌋, proved. It ends because only x = 0 is a multiple of π/2. */
function quadrantOf(x: Dyadic): bigint {
  if (x.m === 0n) return 0n;
  for (let w = 64 + Math.max(0, -exponent(x)); ; w *= 2) {
    const { quadrant, certain } = reduceAngle(x, w);
    if (certain) return quadrant;
  }
}

/** Whether an odd or even multiple j·π/2 with j ≡ `residue` modulo 4 lies in the interval, given the quadrants of its ends. */
function passes(first: bigint, last: bigint, residue: bigint): boolean {
  const next = first + 1n + ((((residue - first - 1n) % 4n) + 4n) % 4n);
  return next <= last;
}

/** The end pairs that can be reduced; `undefined` where the interval is unbounded, or beyond the angles that are reduced. */
function reducible({ lower, upper }: Bounds): readonly [Dyadic, Dyadic] | undefined {
  if (!isFiniteEnd(lower) || !isFiniteEnd(upper)) return undefined;
  if (Math.max(exponent(lower), exponent(upper)) >= LARGEST_ANGLE_EXPONENT) return undefined;
  return [lower, upper];
}

/** Encloses a wave of range [-1, 1] whose maxima are at j·π/2 with j ≡ `crest` modulo 4 and minima two quadrants on. */
function wave(row: () => UnivariateFunction, crest: bigint): (argument: Bounds, bits: number) => Bounds {
  return (argument, bits) => {
    const ends = reducible(argument);
    if (ends === undefined) return { lower: negate(one), upper: one };
    const [first, last] = [quadrantOf(ends[0]), quadrantOf(ends[1])];
    // A crest at 0 that is the interval's first point is met by evaluating there.
    const a = encloseAtEnd(row(), ends[0], bits);
    const b = encloseAtEnd(row(), ends[1], bits);
    return {
      lower: passes(first, last, (crest + 2n) % 4n) ? negate(one) : least(a.lower, b.lower),
      upper: passes(first, last, crest) ? one : greatest(a.upper, b.upper),
    };
  };
}

export const sin: UnivariateFunction = {
  name: 'sin',
  arity: 1,
  formula: 'sin x, x in radians',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  shape: { kind: 'rule', enclose: wave(() => sin, 1n) },
  special: atEnds(NaN, NaN, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: sineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.call('tan', x)))],
  source: LINDEMANN,
};

export const cos: UnivariateFunction = {
  name: 'cos',
  arity: 1,
  formula: 'cos x, x in radians',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  shape: { kind: 'rule', enclose: wave(() => cos, 0n) },
  special: atEnds(NaN, NaN, 1),
  exact: (x) => (x.m === 0n ? one : undefined),
  exactCasesComplete: true,
  at: cosineAt,
  condition: (r, [x]) => [r.abs(r.mul(x, r.call('tan', x)))],
  source: LINDEMANN,
};

const wholeLine: Bounds = { lower: -Infinity, upper: Infinity };

export const tan: UnivariateFunction = {
  name: 'tan',
  arity: 1,
  formula: 'tan x = sin x / cos x, x in radians',
  domain: 'the real numbers (no float64 is a pole)',
  from: -Infinity,
  to: Infinity,
  shape: {
    kind: 'rule',
    enclose: (argument, bits) => {
      const ends = reducible(argument);
      if (ends === undefined) return wholeLine;
      const [first, last] = [quadrantOf(ends[0]), quadrantOf(ends[1])];
      // Poles are at the odd multiples of π/2; between them tan increases.
      if (passes(first, last, 1n) || passes(first, last, 3n)) return wholeLine;
      return { lower: encloseAtEnd(tan, ends[0], bits).lower, upper: encloseAtEnd(tan, ends[1], bits).upper };
    },
  },
  special: atEnds(NaN, NaN, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: tangentAt,
  // x·(1 + tan²)/tan
  condition: (r, [x]) => [r.abs(r.div(r.mul(x, r.add(r.constant(1), r.square(r.call('tan', x)))), r.call('tan', x)))],
  source: LINDEMANN,
};
