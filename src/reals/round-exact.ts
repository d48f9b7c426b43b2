/**
 * Rounding exact numbers into a binary floating-point format, once: dyadics, quotients, and numbers known to lie strictly
 * beside a dyadic.
 *
 * With 2^k ≤ |x| < 2^(k+1) and q = 2^(max(k, emin) - p + 1), the ulp of x, |x|/q = n + f with an integer n and 0 ≤ f < 1; n
 * or n + 1 is the rounded significand. Rounding is done as if the exponent had no upper limit, and then overflow is
 * decided (IEEE 754-2019, 7.4): beyond the largest finite value, modes that round away from it give infinity, or NaN where
 * the format has none; the others give the largest finite value.
 */

import { DomainError } from '../errors.ts';
import { formatOf, powerOfTwo, type Format, type FormatName, type RoundingMode } from '../formats/index.ts';
import type { Dyadic } from './dyadic.ts';
import { bitLength } from './integers.ts';

/** The rounding modes that are functions of the number alone. */
export type DirectedMode = Exclude<RoundingMode, 'stochastic'>;

/** Where the true number lies with regard to the dyadic given. */
export type Side = 'at' | 'above' | 'below';

/** The value of `format` that the exact number x rounds to. Zero gives +0; a negative x that rounds to zero gives -0. */
export function roundDyadic(x: Dyadic, format: FormatName | Format, mode: DirectedMode = 'nearest'): number {
  return roundBeside(x, 'at', format, mode);
}

/**
 * The value of `format` that every number sufficiently near `x` on the given side rounds to.
 *
 * For `above` and `below` the number is x + ε or x - ε with an ε > 0 smaller than any distance between x and a breakpoint of
 * the rounding: what an open end of an interval rounds to.
 */
export function roundBeside(
  x: Dyadic,
  side: Side,
  format: FormatName | Format,
  mode: DirectedMode = 'nearest',
): number {
  const target = formatOf(format);
  requireDirected(mode);
  if (side === 'at') return x.m === 0n ? 0 : roundSticky(x.m, x.e, 0, target, mode);
  const direction = side === 'above' ? 1n : -1n;
  if (x.m === 0n) return roundSticky(direction, target.emin - target.precision - 2, 0, target, mode);
  const leading = bitLength(x.m) - 1 + x.e;
  if (leading > target.emax + 1) return roundSticky(x.m, x.e, 0, target, mode);
  // x and the breakpoints about it are multiples of 2^(q - 2), with 2^q the quantum at x (the binade below has half of it)
  // or of 2^e: a step of half the finer of the two meets no breakpoint.
  const quantumExponent = Math.max(leading, target.emin) - target.precision + 1;
  const refine = Math.max(1, x.e - (quantumExponent - 3));
  return roundSticky((x.m << BigInt(refine)) + direction, x.e - refine, 0, target, mode);
}

/** The value of `format` that a/b rounds to, for integers a and b ≠ 0. 0/b gives +0. */
export function roundQuotient(
  a: bigint,
  b: bigint,
  format: FormatName | Format,
  mode: DirectedMode = 'nearest',
): number {
  const target = formatOf(format);
  requireDirected(mode);
  if (b === 0n) throw new DomainError('roundQuotient: the divisor is 0. Give an integer other than 0.');
  if (a === 0n) return 0;
  const negative = a < 0n !== b < 0n;
  const dividend = a < 0n ? -a : a;
  const divisor = b < 0n ? -b : b;
  // Two bits more than the significand: the quotient's floor and whether a remainder is left decide every mode.
  const shift = Math.max(0, target.precision + 3 - (bitLength(dividend) - bitLength(divisor)));
  const shifted = dividend << BigInt(shift);
  const quotient = shifted / divisor;
  const remainder = quotient * divisor === shifted ? 0 : 1;
  return roundSticky(negative ? -quotient : quotient, -shift, remainder, target, mode);
}

/**
 * Rounds sign(m)·(|m| + sticky·θ)·2^e with an unknown 0 < θ < 1: m ≠ 0, and, where sticky is 1, |m| has at least p + 2 bits
 * (p the format's precision) or e is not above half the format's smallest quantum.
 */
export function roundSticky(m: bigint, e: number, sticky: 0 | 1, format: Format, mode: DirectedMode): number {
  const negative = m < 0n;
  const magnitude = negative ? -m : m;
  const leading = bitLength(magnitude) - 1 + e;
  if (leading > format.emax) return overflowed(negative, format, mode);
  const quantumExponent = Math.max(leading, format.emin) - format.precision + 1;
  const drop = quantumExponent - e;
  let significand: bigint;
  let inexact: boolean;
  let beyondHalf: boolean;
  let half: boolean;
  if (drop <= 0) {
    // The sticky part lies below one unit of m, and m's unit is not below the quantum's half: it is lost to no breakpoint.
    significand = magnitude << BigInt(-drop);
    inexact = sticky === 1;
    half = false;
    beyondHalf = false;
  } else if (drop > bitLength(magnitude) + 1) {
    significand = 0n;
    inexact = true;
    half = false;
    beyondHalf = false;
  } else {
    const width = BigInt(drop);
    significand = magnitude >> width;
    const rest = magnitude - (significand << width);
    const middle = 1n << (width - 1n);
    inexact = rest !== 0n || sticky === 1;
    half = rest === middle;
    beyondHalf = rest > middle || (rest === middle && sticky === 1);
  }
  if (inexact && roundsAway(mode, negative, beyondHalf, half, (significand & 1n) === 1n)) significand += 1n;
  const value = assemble(significand, quantumExponent);
  if (value > format.maxFinite) return overflowed(negative, format, mode);
  return negative ? -value : value;
}

function roundsAway(mode: DirectedMode, negative: boolean, beyondHalf: boolean, half: boolean, odd: boolean): boolean {
  switch (mode) {
    case 'nearest':
      return beyondHalf || (half && odd);
    case 'towardZero':
      return false;
    case 'up':
      return !negative;
    case 'down':
      return negative;
  }
}

/** n·2^q as a float64 where that is exact: n ≤ 2^53, q ≥ -1074; Infinity beyond the range. */
function assemble(n: bigint, q: number): number {
  if (q >= -1022) return q > 1023 ? (n === 0n ? 0 : Infinity) : Number(n) * powerOfTwo(q);
  return Number(n) * powerOfTwo(-1022) * powerOfTwo(q + 1022);
}

function overflowed(negative: boolean, format: Format, mode: DirectedMode): number {
  const inward = mode === 'towardZero' || mode === (negative ? 'up' : 'down');
  if (inward) return negative ? -format.maxFinite : format.maxFinite;
  if (format.overflow === 'nan') return NaN;
  return negative ? -Infinity : Infinity;
}

function requireDirected(mode: DirectedMode): void {
  if (mode === 'nearest' || mode === 'towardZero' || mode === 'up' || mode === 'down') return;
  throw new DomainError(
    `'${String(mode)}' does not name one result for one number. Write 'nearest', 'towardZero', 'up' or 'down'.`,
  );
}
