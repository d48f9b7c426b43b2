/** Constants and tables as balls, from exact rationals and from the series of certified intervals. */

import { dyadic, scaled, subtract, type Dyadic } from '../dyadic.ts';
import type { DyadicInterval } from '../dyadic-interval.ts';
import { roundDyadic, roundQuotient } from '../round-exact.ts';
import { constantInterval, ln2Bits, piBits } from '../constants.ts';
import type { UnivariateFunction } from '../elementary/define.ts';
import { powerOfTwo } from '../../formats/index.ts';
import { copy, isUnbounded, reserve, setBall, setNumber, setUnbounded, widen, words } from './registers.ts';

/** Relative precision that the entries of tables are computed with, before they are rounded to 106 bits. */
const TABLE_BITS = 140;

/** d = the interval's midpoint, rounded to a double-double, with a radius that covers the interval. */
export function setInterval(d: number, { lo, hi, e }: DyadicInterval): void {
  const middle = scaled(lo + hi, e - 1);
  const high = roundDyadic(middle, 'float64');
  if (!Number.isFinite(high)) return setUnbounded(d);
  const rest = subtract(middle, dyadic(high));
  const low = roundDyadic(rest, 'float64');
  const error = subtract(rest, dyadic(low));
  const missing = roundDyadic(error.m < 0n ? scaled(-error.m, error.e) : error, 'float64', 'up');
  const half = roundDyadic(scaled(hi - lo, e - 1), 'float64', 'up');
  setBall(d, high, low, missing === 0 ? half : half === 0 ? missing : (missing + half) * (1 + 4 * Number.EPSILON));
}

/** d = an exact number, in a ball. */
export function setDyadic(d: number, { m, e }: Dyadic): void {
  setInterval(d, { lo: m, hi: m, e });
}

/** A register that holds a/b for integers: high = RN(a/b), low = RN(a/b - high), radius = 2^-106·|a/b|, or 0 where it is a float64. */
export function rational(a: bigint, b: bigint): number {
  const at = reserve(1);
  const high = roundQuotient(a, b, 'float64');
  const { m, e } = dyadic(high);
  // a/b - m·2^e, for e ≤ 0 as it is for |a/b| < 2^53.
  const scale = 1n << BigInt(Math.max(0, -e));
  const significand = m << BigInt(Math.max(0, e));
  const rest = a * scale - significand * b;
  const low = rest === 0n ? 0 : roundQuotient(rest, b * scale, 'float64');
  setBall(at, high, low, rest === 0n ? 0 : Math.abs(high) * powerOfTwo(-106));
  return at;
}

/** f(pointOf(i)) for a row of the table of functions, exact where the row knows it to be. */
export function rowTable(
  row: UnivariateFunction,
  count: number,
  pointOf: (i: number) => Dyadic,
): (i: number) => number {
  return lazyTable(count, 0, (i) => {
    const x = pointOf(i);
    const exact = row.exact(x);
    return exact === undefined ? row.at(x, TABLE_BITS) : { lo: exact.m, hi: exact.m, e: exact.e };
  });
}

/** The registers of a table; an entry is computed when it is first asked for. */
export function lazyTable(count: number, first: number, compute: (i: number) => DyadicInterval): (i: number) => number {
  const at = reserve(count);
  for (let i = 0; i < count; i++) setUnbounded(at + 3 * i);
  return (i) => {
    const register = at + 3 * (i - first);
    if (isUnbounded(register)) setInterval(register, compute(i));
    return register;
  };
}

/**
 * A constant c as leading pieces of `bits` bits each, which multiply integers of 53 - bits bits exactly, and a register for the rest:
 * c = pieces[0] + … + rest.
 *
 * @param at - n with n ≤ c·2^w < n + 3
 */
export function inPieces(
  at: (w: number) => bigint,
  count: number,
  bits: number,
  magnitude: number,
): { readonly pieces: readonly number[]; readonly rest: number } {
  const precision = 400;
  let left = at(precision);
  const pieces: number[] = [];
  for (let i = 1; i <= count; i++) {
    const unit = BigInt(precision + magnitude - i * bits);
    const piece = (left >> unit) << unit;
    pieces.push(roundDyadic(scaled(piece, -precision), 'float64'));
    left -= piece;
  }
  const rest = reserve(1);
  setInterval(rest, { lo: left, hi: left + 3n, e: -precision });
  return { pieces, rest };
}

/**
 * d = a, widened, for |a| ≤ 2^-62 and a function f with |f(x) - x| ≤ |x|³ there, as sin, tan, sinh, tanh and their inverses have by the
 * next term of their series. False, and nothing done, for larger a.
 */
export function nearIdentity(d: number, a: number): boolean {
  const size = magnitude(a);
  if (!(size <= SMALL)) return false;
  if (size !== 0) {
    copy(d, a);
    widen(d, size * SMALL_SQUARE);
  } else {
    setNumber(d, 0);
  }
  return true;
}

const SMALL = powerOfTwo(-62);
const SMALL_SQUARE = powerOfTwo(-124);

/** An upper bound of |a| for all members. */
export function magnitude(a: number): number {
  return (Math.abs(words[a]) + words[a + 2]) * (1 + 4 * Number.EPSILON);
}

/** A register for a constant times 2^shift. */
export function constantBall(bits: (w: number) => bigint, shift: number): number {
  const at = reserve(1);
  const { lo, hi, e } = constantInterval(bits, 200);
  setInterval(at, { lo, hi, e: e + shift });
  return at;
}

/** ln 2. */
export const LN2: number = constantBall(ln2Bits, 0);
/** π. */
export const PI: number = constantBall(piBits, 0);
/** π/2. */
export const HALF_PI: number = constantBall(piBits, -1);
