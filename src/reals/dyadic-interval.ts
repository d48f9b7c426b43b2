/**
 * Intervals [lo·2^e, hi·2^e] with integer ends: the working arithmetic beneath the elementary functions.
 *
 * Every operation contains all results of its operands' members: exact integer operations, then an end is cut to the
 * number of bits asked for by rounding it down (lo) or up (hi). Widths stay relative to the larger end, so that an interval
 * cut to b bits is wider than its operands make it by less than 2^(2-b) of its magnitude.
 */

import { DomainError } from '../errors.ts';
import { scaled, type Dyadic } from './dyadic.ts';
import { bitLength, ceilingQuotient, floorQuotient, floorSquareRoot, shiftDown, shiftUp } from './integers.ts';

/** The reals from lo·2^e to hi·2^e; lo ≤ hi. */
export interface DyadicInterval {
  readonly lo: bigint;
  readonly hi: bigint;
  readonly e: number;
  /** Set where it is proved that the enclosed number is neither of the ends. Operations do not carry it on. */
  readonly open?: true;
}

/** The interval that holds x and nothing else. */
export function point({ m, e }: Dyadic): DyadicInterval {
  return { lo: m, hi: m, e };
}

export function lowerEnd({ lo, e }: DyadicInterval): Dyadic {
  return scaled(lo, e);
}

export function upperEnd({ hi, e }: DyadicInterval): Dyadic {
  return scaled(hi, e);
}

function magnitudeBits({ lo, hi }: DyadicInterval): number {
  return Math.max(bitLength(lo), bitLength(hi));
}

/** ⌊log2⌋ of the largest magnitude in the interval; -Infinity for [0, 0]. */
export function exponentOfInterval(x: DyadicInterval): number {
  const bits = magnitudeBits(x);
  return bits === 0 ? -Infinity : bits - 1 + x.e;
}

/** The interval widened to ends of at most `bits` bits (or one more, where rounding carries). */
export function cut(x: DyadicInterval, bits: number): DyadicInterval {
  const excess = magnitudeBits(x) - bits;
  return excess <= 0 ? x : { lo: shiftDown(x.lo, excess), hi: shiftUp(x.hi, excess), e: x.e + excess };
}

export function negateInterval({ lo, hi, e }: DyadicInterval): DyadicInterval {
  return { lo: -hi, hi: -lo, e };
}

/** x·2^k, exactly. */
export function scaleInterval({ lo, hi, e }: DyadicInterval, k: number): DyadicInterval {
  return { lo, hi, e: e + k };
}

/** x + y. Operands so far apart that an exact sum would be long are cut before, outward. */
export function addIntervals(x: DyadicInterval, y: DyadicInterval, bits: number): DyadicInterval {
  const top = Math.max(exponentOfInterval(x), exponentOfInterval(y));
  if (top === -Infinity) return x;
  const least = Math.min(x.e, y.e);
  // Bits below this exponent cannot matter to a result of `bits` bits unless the operands cancel, which ends cut here at
  // four times the precision still show.
  const grid = Math.max(least, top - 4 * bits - 64);
  const a = alignTo(x, grid);
  const b = alignTo(y, grid);
  return cut({ lo: a.lo + b.lo, hi: a.hi + b.hi, e: grid }, bits);
}

export function subtractIntervals(x: DyadicInterval, y: DyadicInterval, bits: number): DyadicInterval {
  return addIntervals(x, negateInterval(y), bits);
}

function alignTo(x: DyadicInterval, grid: number): DyadicInterval {
  const k = grid - x.e;
  // Shifting by more than the length leaves 0 or -1: the shift is shortened, since its size is limited.
  const shift = Math.min(k, magnitudeBits(x) + 1);
  return { lo: shiftDown(x.lo, shift), hi: shiftUp(x.hi, shift), e: grid };
}

export function multiplyIntervals(x: DyadicInterval, y: DyadicInterval, bits: number): DyadicInterval {
  const e = x.e + y.e;
  if (x.lo >= 0n && y.lo >= 0n) return cut({ lo: x.lo * y.lo, hi: x.hi * y.hi, e }, bits);
  const products = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi];
  let lo = products[0];
  let hi = lo;
  for (const product of products) {
    if (product < lo) lo = product;
    if (product > hi) hi = product;
  }
  return cut({ lo, hi, e }, bits);
}

/** x / y for 0 ∉ y. @throws DomainError where y holds 0. */
export function divideIntervals(x: DyadicInterval, y: DyadicInterval, bits: number): DyadicInterval {
  if (y.hi < 0n) return divideIntervals(negateInterval(x), negateInterval(y), bits);
  if (y.lo <= 0n) throw new DomainError('divideIntervals: the divisor holds 0. Bound it away from 0 first.');
  const k = Math.max(0, bits + 2 + bitLength(y.hi) - Math.max(1, magnitudeBits(x)));
  const shift = BigInt(k);
  const lo = floorQuotient(x.lo << shift, x.lo >= 0n ? y.hi : y.lo);
  const hi = ceilingQuotient(x.hi << shift, x.hi >= 0n ? y.lo : y.hi);
  return cut({ lo, hi, e: x.e - y.e - k }, bits);
}

/** √x for the part of x that is not negative. */
export function squareRootInterval(x: DyadicInterval, bits: number): DyadicInterval {
  const hi = x.hi > 0n ? x.hi : 0n;
  const lo = x.lo > 0n ? x.lo : 0n;
  // Scaled by an even power of two, so that the root has `bits` bits.
  let shift = Math.max(0, 2 * bits + 2 - bitLength(hi));
  if ((x.e - shift) % 2 !== 0) shift += 1;
  const low = floorSquareRoot(lo << BigInt(shift));
  const scaledHigh = hi << BigInt(shift);
  const high = lo === hi ? low : floorSquareRoot(scaledHigh);
  return cut({ lo: low, hi: high * high === scaledHigh ? high : high + 1n, e: (x.e - shift) / 2 }, bits);
}

/** The part of x in [-bound, bound], bound a power of two that no member's true value exceeds in magnitude. */
export function clampTo(bound: Dyadic, x: DyadicInterval): DyadicInterval {
  const size = bitLength(bound.m) - 1 + bound.e;
  if (exponentOfInterval(x) < size || x.e > size) return x;
  const limit = 1n << BigInt(size - x.e);
  if (x.hi <= limit && x.lo >= -limit) return x;
  return { ...x, lo: x.lo < -limit ? -limit : x.lo, hi: x.hi > limit ? limit : x.hi };
}

/** |x|. */
export function absoluteInterval(x: DyadicInterval): DyadicInterval {
  if (x.lo >= 0n) return x;
  if (x.hi <= 0n) return negateInterval(x);
  return { lo: 0n, hi: -x.lo > x.hi ? -x.lo : x.hi, e: x.e };
}

/** x² for a point x, exactly. */
export function squareOf({ m, e }: Dyadic): Dyadic {
  return { m: m * m, e: 2 * e };
}

/** The dyadic x rounded down and up to `bits` bits. */
export function cutPoint(x: Dyadic, bits: number): DyadicInterval {
  return cut(point(x), bits);
}

/**
 * [x, x + r] or [x - r, x] with |x|·2^-(bits+1) ≤ r ≤ |x|·2^-bits, for x ≠ 0: encloses every y on that side of x with
 * |y - x| ≤ |x|·2^-(bits+1).
 */
export function besidePoint(x: Dyadic, side: 'above' | 'below', bits: number): DyadicInterval {
  const lengthen = Math.max(0, bits + 1 - bitLength(x.m));
  const m = x.m << BigInt(lengthen);
  const e = x.e - lengthen;
  const unit = 1n << BigInt(Math.max(0, bitLength(m) - bits - 1));
  return side === 'above' ? { lo: m, hi: m + unit, e } : { lo: m - unit, hi: m, e };
}

/** Encloses every y with |y - x| ≤ |x|·2^-bits for some x in the interval. */
export function widenRelatively(x: DyadicInterval, bits: number): DyadicInterval {
  const radius = shiftUp(-x.lo > x.hi ? -x.lo : x.hi, bits);
  return { lo: x.lo - radius, hi: x.hi + radius, e: x.e };
}
