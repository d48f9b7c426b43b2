/**
 * All values of the 8-bit and 16-bit formats in increasing order, decoded pattern by pattern from the standards'
 * definition with exact arithmetic, and what any float64 between two of them rounds to.
 */

import { dyadic, toFloat64, type Direction, type Parameters } from '../support/exact.ts';

export const narrowFormats = ['float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2'] as const;
export const allFormats = [...narrowFormats, 'float32', 'float64'] as const;
export const directions = ['nearest', 'towardZero', 'up', 'down'] as const;

/** The value of a pattern without its sign bit: (-1)^s·2^(E-bias)·(1 + F·2^(1-p)), subnormals, specials. */
export function decodeMagnitude(pattern: number, { bits, precision, emin, hasInfinity }: Parameters): number {
  const fractions = 2 ** (precision - 1);
  const topField = 2 ** (bits - precision) - 1;
  const field = Math.floor(pattern / fractions);
  const fraction = pattern % fractions;
  if (hasInfinity && field === topField) return fraction === 0 ? Infinity : NaN;
  if (!hasInfinity && pattern === 2 ** (bits - 1) - 1) return NaN;
  return field === 0
    ? toFloat64(dyadic(fraction, emin - precision + 1))
    : toFloat64(dyadic(fractions + fraction, emin + field - 1 - precision + 1));
}

/** Every pattern with its value. */
export function everyPattern(format: Parameters): { pattern: number; value: number }[] {
  const half = 2 ** (format.bits - 1);
  return Array.from({ length: 2 * half }, (_, pattern) => {
    const magnitude = decodeMagnitude(pattern % half, format);
    return { pattern, value: pattern >= half ? -magnitude : magnitude };
  });
}

/** Non-negative finite values in order; the index is the pattern, so that an even index is an even significand. */
export function finiteMagnitudes(format: Parameters): number[] {
  const values: number[] = [];
  for (let pattern = 0; ; pattern++) {
    const value = decodeMagnitude(pattern, format);
    if (!Number.isFinite(value)) return values;
    values.push(value);
  }
}

/** What |x| rounds to, given its neighbours, where it lies between them, and which neighbour is even. */
export interface Between {
  readonly x: number;
  readonly below: number;
  readonly above: number;
  /** The side of the midpoint on which x lies. */
  readonly side: 'below' | 'middle' | 'above';
  readonly evenIsBelow: boolean;
}

/** The IEEE 754 rule, read off the neighbours. */
export function expectedBetween(point: Between, negative: boolean, direction: Direction): number {
  const { below, above, side, evenIsBelow } = point;
  const inward = side === 'below' || (side === 'middle' && evenIsBelow);
  const magnitude = {
    towardZero: below,
    up: negative ? below : above,
    down: negative ? above : below,
    nearest: inward ? below : above,
  }[direction];
  return negative ? -magnitude : magnitude;
}

/** The first few inputs on which two functions differ, NaN and the sign of zero told apart from all else. */
export function firstDifferences(
  inputs: Iterable<number>,
  actual: (x: number) => number,
  expected: (x: number) => number,
): { x: number; actual: number; expected: number }[] {
  const differences: { x: number; actual: number; expected: number }[] = [];
  for (const x of inputs) {
    const got = actual(x);
    const want = expected(x);
    if (!Object.is(got, want) && differences.length < 5) differences.push({ x, actual: got, expected: want });
  }
  return differences;
}
