/** Values of a format as bit patterns, one at a time. */

import { FormatError } from '../errors.ts';
import { formatOf, type Format, type FormatName } from './catalog.ts';
import { exponentOf, isNegative, powerOfTwo } from './float64-words.ts';
import { roundToFormat } from './rounding.ts';

/** Whether `x` is a value of the format. NaN is one of every format; an infinity where the format has it. */
export function isRepresentable(x: number, format: FormatName | Format): boolean {
  return x !== x || roundToFormat(x, format) === x;
}

/**
 * The bit pattern of `x`, as an unsigned integer below 2^bits.
 *
 * NaN is written as `format.nanBits`: JavaScript has one NaN, without sign or payload.
 *
 * @throws FormatError where `x` is not a value of the format: `roundToFormat` makes it one, in a mode of your choice.
 */
export function toBits(x: number, format: FormatName | Format): bigint {
  const f = formatOf(format);
  if (x !== x) return f.nanBits;
  if (!isRepresentable(x, f)) {
    throw new FormatError(
      `${x} is not a ${f.name} value (the nearest is ${roundToFormat(x, f)}). ` +
        `Round it first: roundToFormat(x, '${f.name}').`,
    );
  }
  const magnitude = magnitudeBits(Math.abs(x), f);
  return isNegative(x) ? magnitude | (1n << BigInt(f.bits - 1)) : magnitude;
}

/**
 * Neighbours have neighbouring patterns. With |x| = s·2^(e-p+1), 2^(p-1) ≤ s < 2^p for normal x, the exponent field is
 * e - emin + 1 and the fraction s - 2^(p-1), together (e - emin)·2^(p-1) + s; subnormals have e = emin and s < 2^(p-1).
 */
function magnitudeBits(magnitude: number, { emin, emax, precision }: Format): bigint {
  const fractionBits = BigInt(precision - 1);
  if (magnitude === Infinity) return BigInt(emax + 1 - emin + 1) << fractionBits;
  const e = Math.max(exponentOf(magnitude), emin);
  const significand = magnitude / powerOfTwo(e - precision + 1);
  return (BigInt(e - emin) << fractionBits) + BigInt(significand);
}

/**
 * The value with that bit pattern. Every NaN pattern, quiet or signalling, of either sign, gives NaN.
 *
 * @throws FormatError for an integer that is not a pattern of the format's width.
 */
export function fromBits(bits: bigint, format: FormatName | Format): number {
  const f = formatOf(format);
  const signBit = 1n << BigInt(f.bits - 1);
  if (bits < 0n || bits >= signBit * 2n) {
    throw new FormatError(
      `${bits} is not a ${f.name} bit pattern: these are the integers from 0 to 2^${f.bits} - 1. ` +
        `Write BigInt.asUintN(${f.bits}, bits) to keep the low ${f.bits} bits.`,
    );
  }
  const value = magnitudeValue(bits & (signBit - 1n), f);
  return bits >= signBit ? -value : value;
}

function magnitudeValue(magnitude: bigint, f: Format): number {
  const fractionBits = BigInt(f.precision - 1);
  const hidden = 1n << fractionBits;
  const field = Number(magnitude >> fractionBits);
  const fraction = magnitude & (hidden - 1n);
  const topField = Number(((1n << BigInt(f.bits - 1)) - 1n) >> fractionBits);
  if (f.overflow === 'infinity') {
    if (field === topField) return fraction === 0n ? Infinity : NaN;
  } else if (magnitude === f.nanBits) return NaN;
  if (field === 0) return Number(fraction) * f.minSubnormal;
  return Number(hidden + fraction) * powerOfTwo(field - f.bias - f.precision + 1);
}
