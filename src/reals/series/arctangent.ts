/**
 * arctan in fixed point, with a proven radius.
 *
 * Method: for 0 ≤ t ≤ 1 and any angle y, arctan t = y + arctan((t·cos y - sin y)/(cos y + t·sin y)). With a float64
 * approximation y of arctan t the second argument δ is about 2^-48, and Σ (-1)^j·δ^(2j+1)/(2j+1) takes a few terms.
 *
 * Error, in units of 2^-w, with sin y and cos y within e: the numerator errs by (1 + t)e + 1 ≤ 2e + 1, the denominator
 * cos y + t·sin y ≥ 0.99 by 2e + 1, so δ by at most (2e + 1)(1 + |δ|)/0.98 + 1 < 3e + 3; arctan has slope at most 1. The
 * terms of the series lose at most 3 units each, and what follows the first zero term is less than 2.
 *
 * Source: the addition theorem; the scheme is Newton's inversion of tan (Brent 1976); bounds derived here.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { piBits } from '../constants.ts';
import { exponent, leadingValue, one, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  divideIntervals,
  point,
  subtractIntervals,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { shiftDown, shiftUp } from '../integers.ts';
import { sineAndCosine } from './trigonometric.ts';

/** arctan t for 0 ≤ t ≤ 1 in float64 to about 2^-48, after two halvings of the angle; its error is corrected, not trusted. */
function approximateArctangent(t: number): number {
  const half = t / (1 + Math.sqrt(1 + t * t));
  const quarter = half / (1 + Math.sqrt(1 + half * half));
  const square = quarter * quarter;
  let sum = 0;
  for (let k = 25; k >= 1; k -= 2) sum = 1 / k - sum * square;
  return 4 * quarter * sum;
}

/** arctan(n·2^-w) for |n|·2^-w < ¼, in units of 2^-w. */
export function arctangentNearZero(n: bigint, w: bigint): { readonly value: bigint; readonly error: bigint } {
  const square = (n * n) >> w;
  let power = n;
  let sum = n;
  let k = 1n;
  let negative = false;
  while (power !== 0n && power !== -1n) {
    power = (power * square) >> w;
    k += 2n;
    negative = !negative;
    const term = power / k;
    sum += negative ? -term : term;
  }
  return { value: sum, error: 3n * k + 4n };
}

/** arctan of a point 0 < t ≤ 1, to an absolute error of about 2^-w. */
function arctangentToAbsolute(t: Dyadic, w: number): DyadicInterval {
  const inner = w + 16;
  const wide = BigInt(inner);
  // Cut by less than 1 unit, and arctan's slope is at most 1.
  const fixed = shiftDown(t.m, -(inner + t.e));
  if (exponent(t) < -24) {
    const near = arctangentNearZero(fixed, wide);
    return interval(near.value, near.error + 1n, inner);
  }
  const { value: leading, exponent: size } = leadingValue(t);
  const start = approximateArctangent(size === 0 ? leading : leading * powerOfTwo(size));
  const y: Dyadic = { m: BigInt(Math.round(start * 1125899906842624)), e: -50 };
  const { sine, cosine, error, w: own } = sineAndCosine(y, inner);
  const scaledT = fixed << BigInt(own - inner);
  const v = BigInt(own);
  const numerator = ((scaledT * cosine) >> v) - sine;
  const denominator = cosine + ((scaledT * sine) >> v);
  const delta = (numerator << v) / denominator;
  const correction = arctangentNearZero(delta, v);
  const down = own - inner;
  const value = (y.m << BigInt(inner - 50)) + shiftDown(correction.value, down);
  return interval(value, shiftUp(correction.error + 3n * error + 4n, down) + 2n, inner);
}

function interval(value: bigint, error: bigint, w: number): DyadicInterval {
  return { lo: value - error, hi: value + error, e: -w };
}

/** arctan of a point t ≥ 0, to a relative width of about 2^-bits. */
export function arctangent(t: Dyadic, bits: number): DyadicInterval {
  if (t.m === 0n) return point(t);
  const size = exponent(t);
  // t - t³/3 ≤ arctan t < t.
  if (2 * size + 2 <= -bits) return besidePoint(t, 'below', bits);
  if (size < 0 || (size === 0 && t.m === 1n << BigInt(-t.e))) return arctangentToAbsolute(t, Math.max(50, bits - size));
  return ofReciprocal(point(t), bits);
}

/** π/2 - arctan(1/t), for t > 1: the quotient's width is small even where t's own is not. */
function ofReciprocal(t: DyadicInterval, bits: number): DyadicInterval {
  const b = bits + 4;
  return subtractIntervals(halfPi(b), arctangentOfInterval(divideIntervals(point(one), t, b), b), b);
}

/** arctan over an interval of numbers ≥ 0: from its lower end a, growing by at most b - a. */
export function arctangentOfInterval(t: DyadicInterval, bits: number): DyadicInterval {
  if (t.lo > 0n && exponent({ m: t.lo, e: t.e }) > 0) return ofReciprocal(t, bits);
  const low = arctangent({ m: t.lo > 0n ? t.lo : 0n, e: t.e }, bits);
  const width = t.lo > 0n ? t.hi - t.lo : t.hi;
  return width === 0n ? low : addIntervals(low, { lo: 0n, hi: width, e: t.e }, bits + 4);
}

/** π/2 to about `bits` bits. */
export function halfPi(bits: number): DyadicInterval {
  const lo = piBits(bits);
  return { lo, hi: lo + 3n, e: -bits - 1 };
}

/** π to about `bits` bits. */
export function pi(bits: number): DyadicInterval {
  const lo = piBits(bits);
  return { lo, hi: lo + 3n, e: -bits };
}
