/**
 * e^x in fixed point, with a proven radius.
 *
 * Method: x = k·ln 2 + r with 0 ≤ r < ln 2; r is halved s times, e^(r/2^s) is summed by Taylor's series, and squared s times.
 *
 * Error, in units of 2^-v with v = w + s (r has w fraction bits, and r/2^s has v: the same integer):
 * - Each term t_n = ⌊⌊t_(n-1)·r/2^v⌋/n⌋ falls short of the true one by d_n ≤ (d_(n-1)/2 + 1)/n + 1 ≤ 2 (r/2^s < 1/2 for
 *   s ≥ 1), so N terms by at most 2N. The sum ends at the first t_n = 0; the true t_n is then below 3, and what follows is
 *   less than half of its predecessor each time: less than 6 altogether. So e^(r/2^s) - S lies in [0, 2N + 6].
 * - Squaring A ≤ a to ⌊A²⌋ makes the error e' ≤ 2·a·e + 1. The product of the factors 2·e^(r·2^(j-s)), j = 0 … s - 1, is at
 *   most 2^s·e^r < 2^(s+1); the units added are multiplied by at most 2^(s+1)·(½ + ¼ + …). Together at most
 *   2^(s+1)·(2N + 7), always short, never beyond.
 *
 * Source: Taylor's theorem; the reduction and the squarings are as in R. P. Brent, "Fast multiple-precision evaluation of
 * elementary functions", J. ACM 23 (1976). The bounds above are derived here.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { ln2Bits } from '../constants.ts';
import { exponent, one, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  clampTo,
  cut,
  exponentOfInterval,
  lowerEnd,
  multiplyIntervals,
  point,
  scaleInterval,
  subtractIntervals,
  upperEnd,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { floorQuotient, shiftDown, shiftUp } from '../integers.ts';

/**
 * Results of magnitude 2^RANGE and above, or below 2^-RANGE, are not told apart: they are enclosed by [2^RANGE, ∞) and
 * (0, 2^-RANGE]. It leaves the exponents of all results exactly representable, also after a few products.
 */
export const RANGE: number = powerOfTwo(49);

/** A positive number that is at most 2^-RANGE. */
export const UNDERFLOW: DyadicInterval = Object.freeze({ lo: 0n, hi: 1n, e: -RANGE });

/** Thrown where a result's magnitude exceeds 2^RANGE; the table turns it into an unbounded enclosure. Never leaves this layer. */
export class RangeExceeded extends Error {
  readonly negative: boolean;
  constructor(negative = false) {
    super('The result is beyond the range.');
    this.negative = negative;
  }
}

/** Extra bits that take up the radius of the series: 2^(s+1)·(2N + 7) units of 2^-(w+s) are less than 2^10 units of 2^-w. */
const GUARD = 12;

/**
 * e^(r·2^-w) for an integer 0 ≤ r ≤ ln 2·2^w, where r stands for a real number within `error` units.
 *
 * @returns an interval with e = -(w + s)
 */
export function exponentialOfReduced(r: bigint, w: number, error: bigint): DyadicInterval {
  const halvings = Math.max(1, Math.floor(Math.sqrt(w) * 0.55));
  const v = BigInt(w + halvings);
  const unit = 1n << v;
  let sum = unit + r;
  let term = r;
  let n = 1n;
  while (term !== 0n) {
    n += 1n;
    term = ((term * r) >> v) / n;
    sum += term;
  }
  for (let j = 0; j < halvings; j++) sum = (sum * sum) >> v;
  const shortfall = (2n * n + 7n) << BigInt(halvings + 1);
  // An argument off by δ changes e^r < 2 by less than 2·(δ + δ²) ≤ 3·δ for δ ≤ ½.
  const fromArgument = (3n * error) << BigInt(halvings);
  return { lo: sum - fromArgument, hi: sum + shortfall + fromArgument, e: -(w + halvings) };
}

/**
 * e^x for a point x, to a relative width of about 2^-bits.
 *
 * @throws RangeExceeded where x ≥ 2^49
 */
export function exponential(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(one);
  const size = exponent(x);
  if (size >= 49) {
    if (x.m > 0n) throw new RangeExceeded();
    return UNDERFLOW;
  }
  // |e^x - 1| ≤ 2|x| for |x| ≤ 1, and |x| < 2^(size+1).
  if (size + 3 <= -bits) return besidePoint(one, x.m > 0n ? 'above' : 'below', bits);
  const w = bits + GUARD;
  // |k| + 3 < 2^(size+4): three units of ln 2 in each of k multiples stay below three of 2^-w.
  const wide = w + Math.max(0, size) + 4;
  const ln2 = ln2Bits(wide);
  const fixed = shiftDown(x.m, -(wide + x.e));
  const k = floorQuotient(fixed, ln2);
  const remainder = fixed - k * ln2;
  // x·2^wide - fixed in [0, 1), and k·(ln 2·2^wide - ln2) in k·[0, 3): at most 3(|k| + 1) units, 3 of 2^-w; 1 for the cut.
  const reduced = exponentialOfReduced(remainder >> BigInt(wide - w), w, 4n);
  return scaleInterval(cut(reduced, w), Number(k));
}

/** e^x over an interval: e^a from its lower end, times [1, 1 + 2·width], since e^d ≤ 1 + 2d for 0 ≤ d ≤ 1. */
export function exponentialOfInterval(x: DyadicInterval, bits: number): DyadicInterval {
  if (x.lo === x.hi) return exponential(lowerEnd(x), bits);
  if (x.hi < 0n && exponent(upperEnd(x)) >= 49) return UNDERFLOW;
  const low = exponential(lowerEnd(x), bits);
  const width = { m: x.hi - x.lo, e: x.e };
  if (exponent(width) >= -1) {
    const high = exponential(upperEnd(x), bits);
    const e = Math.min(low.e, high.e);
    // Ends of very different exponents: the lower one is cut, so that they share one.
    const grid = Math.max(e, exponentOfInterval(high) - 4 * bits);
    return { lo: shiftDown(low.lo, grid - low.e), hi: shiftUp(high.hi, grid - high.e), e: grid };
  }
  const growth = addIntervals(point(one), { lo: 0n, hi: width.m, e: width.e + 1 }, bits + GUARD);
  const result = multiplyIntervals(low, growth, bits + GUARD);
  return x.hi <= 0n ? clampTo(one, result) : result;
}

/** e^x - 1 for a point x, to a relative width of about 2^-bits. @throws RangeExceeded where x ≥ 2^49 */
export function exponentialMinusOne(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const size = exponent(x);
  // x < e^x - 1 ≤ x + x² for |x| ≤ 1.
  if (size + 3 <= -bits) return besidePoint(x, 'above', bits);
  const more = size < 0 ? -size : 0;
  return subtractIntervals(exponential(x, bits + more + 2), point(one), bits + 4);
}

/** 2^x for a point x. @throws RangeExceeded where x ≥ 2^49 */
export function powerOfTwoAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(one);
  const size = exponent(x);
  if (size >= 49) {
    if (x.m > 0n) throw new RangeExceeded();
    return UNDERFLOW;
  }
  // |2^x - 1| ≤ 2|x|·ln 2 < 2|x| for |x| ≤ 1.
  if (size + 3 <= -bits) return besidePoint(one, x.m > 0n ? 'above' : 'below', bits);
  const w = bits + GUARD;
  const fixed = shiftDown(x.m, -(w + x.e));
  const whole = fixed >> BigInt(w);
  const fraction = fixed - (whole << BigInt(w));
  // Both factors are cut: the fraction by less than 1 unit, ln 2 by less than 3, the product by less than 1.
  const reduced = exponentialOfReduced((fraction * ln2Bits(w)) >> BigInt(w), w, 5n);
  return scaleInterval(cut(reduced, w), Number(whole));
}
