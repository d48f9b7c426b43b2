/** Steps: how many values of a format lie between two, an integer. */
import { exponentOf, powerOfTwo, roundToFormat, stepsBetween } from '../formats/index.ts';
import type { Format } from '../formats/index.ts';
import type { UnitOfError } from './unit.ts';

/**
 * |ordinal(a) − ordinal(r)| of two values of a format, in float64: exact up to 2^53, and above it at least 2^53, beyond every budget of steps.
 *
 * The ordinal of x, with its sign, is (e − emin)·2^(p−1) + |x|/ulp(x), e = max(⌊log2|x|⌋, emin). Differences of the two parts are taken apart:
 * each is exact, or their sum exceeds 2^53. An infinity counts as 2^(emax+1), one step beyond the largest finite value. NaN for a NaN.
 */
export function stepsInNumbers(a: number, r: number, format: Format): number {
  return Math.abs(binades(a, format) - binades(r, format) + (significand(a, format) - significand(r, format)));
}

function effectiveExponent(x: number, format: Format): number {
  const e = exponentOf(x);
  return e === Infinity ? format.emax + 1 : e > format.emin ? e : format.emin;
}

function binades(x: number, format: Format): number {
  const full = (effectiveExponent(x, format) - format.emin) * powerOfTwo(format.precision - 1);
  return x < 0 ? -full : full;
}

function significand(x: number, format: Format): number {
  if (x !== x) return NaN;
  if (Math.abs(x) === Infinity) return x < 0 ? -powerOfTwo(format.precision - 1) : powerOfTwo(format.precision - 1);
  return x / powerOfTwo(effectiveExponent(x, format) - format.precision + 1);
}

/** Steps between two finite values rounded into the unit, exactly; null where the rounding leaves no number. */
export function exactSteps(a: number, r: number, unit: UnitOfError): bigint | null {
  if (unit.format === undefined) {
    return Number.isInteger(a) && Number.isInteger(r) ? magnitude(BigInt(a) - BigInt(r)) : null;
  }
  const roundedA = roundToFormat(a, unit.format);
  const roundedR = roundToFormat(r, unit.format);
  if (roundedA !== roundedA || roundedR !== roundedR) return null;
  return stepsBetween(roundedA, roundedR, unit.format);
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}
