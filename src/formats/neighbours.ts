/** The values of a format in order: neighbours, and a numbering that counts them. */

import { FormatError } from '../errors.ts';
import { fromBits, toBits } from './bits.ts';
import { formatOf, type Format, type FormatName } from './catalog.ts';
import { exponentOf, powerOfTwo } from './float64-words.ts';
import { roundToFormat } from './rounding.ts';
import { ulpOf } from './ulp.ts';

/**
 * The least value of the format that is greater than `x`; `x` need not be a value of the format.
 *
 * For values of the format this is IEEE 754's nextUp: nextUp(±0) is the smallest subnormal, nextUp of its negative is
 * -0, nextUp(maxFinite) is Infinity, nextUp(Infinity) is Infinity. Where the format has no infinity, NaN stands in for
 * it. NaN gives NaN.
 */
export function nextUp(x: number, format: FormatName | Format): number {
  const f = formatOf(format);
  if (x !== x) return NaN;
  if (x < -f.maxFinite) return -f.maxFinite;
  const above = roundToFormat(x, f, UP);
  if (above > x || above !== above) return above;
  const magnitude = Math.abs(x);
  // Toward zero from a power of two, the neighbour lies in the binade below, where the spacing is half as wide.
  const halved = x < 0 && magnitude > f.minNormal && magnitude === powerOfTwo(exponentOf(magnitude));
  const next = x + (halved ? ulpOf(x, f) / 2 : ulpOf(x, f));
  if (next > f.maxFinite) return f.overflow === 'nan' ? NaN : Infinity;
  return next === 0 ? -0 : next;
}

const UP = { mode: 'up' } as const;

/** The greatest value of the format that is less than `x`: -nextUp(-x). */
export function nextDown(x: number, format: FormatName | Format): number {
  return -nextUp(-x, format);
}

/**
 * The place of `x` in the increasing sequence of the format's values: 0 for both zeros, 1 for the smallest subnormal,
 * -1 for its negative, and so on to the infinities, where the format has them. Its neighbours' ordinals differ by 1.
 *
 * @throws FormatError for NaN, which has no place, and for a number that is not a value of the format.
 */
export function ordinalOf(x: number, format: FormatName | Format): bigint {
  const f = formatOf(format);
  if (x !== x) {
    throw new FormatError(`NaN has no place among the ${f.name} values. Test for it with Number.isNaN first.`);
  }
  return x < 0 ? -toBits(-x, f) : toBits(Math.abs(x), f);
}

/**
 * The value of the format whose ordinal is `n`; +0 for 0.
 *
 * @throws FormatError where no value has that ordinal.
 */
export function fromOrdinal(n: bigint, format: FormatName | Format): number {
  const f = formatOf(format);
  const last = toBits(f.overflow === 'infinity' ? Infinity : f.maxFinite, f);
  const magnitude = n < 0n ? -n : n;
  if (magnitude > last) {
    throw new FormatError(`${n} is not the ordinal of a ${f.name} value: they run from ${-last} to ${last}.`);
  }
  return n < 0n ? -fromBits(magnitude, f) : fromBits(magnitude, f);
}

/**
 * How many steps from neighbour to neighbour lead from `a` to `b`: |ordinalOf(a) - ordinalOf(b)|. Both zeros are one
 * place, and an infinity is one step beyond the largest finite value.
 *
 * @throws FormatError for NaN and for a number that is not a value of the format.
 */
export function stepsBetween(a: number, b: number, format: FormatName | Format): bigint {
  const difference = ordinalOf(a, format) - ordinalOf(b, format);
  return difference < 0n ? -difference : difference;
}
