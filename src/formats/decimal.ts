/** Decimal text of binary values: every digit, or as few as identify the value in its format. */

import { FormatError } from '../errors.ts';
import { isRepresentable } from './bits.ts';
import { formatOf, formats, type Format, type FormatName } from './catalog.ts';
import { exponentOf, isNegative, powerOfTwo } from './float64-words.ts';

/** digits·10^exponent. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/**
 * All decimal digits of a float64, which always has finitely many: `0.1` is
 * `0.1000000000000000055511151231257827021181583404541015625`.
 *
 * In the notation that `String(x)` chooses (an exponent below 1e-6 and from 1e21), except that -0 is `-0`. NaN and the
 * infinities are `NaN`, `Infinity`, `-Infinity`.
 */
export function toExactDecimal(x: number): string {
  return write(x, (magnitude) => {
    const [significand, e] = integerSignificand(magnitude, formats.float64);
    // s·2^-k is s·5^k·10^-k.
    return e >= 0
      ? { digits: significand << BigInt(e), exponent: 0 }
      : { digits: significand * 5n ** BigInt(-e), exponent: e };
  });
}

/**
 * The shortest decimal that identifies `x` in the format: the one of fewest digits that rounds to `x` when it is
 * rounded once, to nearest even, into the format; of several, the one closest to `x`. `0.1` for the float32 nearest
 * to 0.1, `65500` for 65504 in float16.
 *
 * The decimals that round to x = s·2^e lie between the midpoints to its neighbours, both included where s is even.
 * Compared in exact integer arithmetic. For float64 it is `String(x)`, except that -0 is `-0`.
 *
 * Source: Steele, White, How to Print Floating-Point Numbers Accurately (1990).
 *
 * @throws FormatError where `x` is not a value of the format.
 */
export function toShortest(x: number, format: FormatName | Format): string {
  const f = formatOf(format);
  if (!isRepresentable(x, f)) {
    throw new FormatError(`${x} is not a ${f.name} value. Round it first: roundToFormat(x, '${f.name}').`);
  }
  return write(x, (magnitude) => shortest(magnitude, f));
}

function shortest(magnitude: number, format: Format): Decimal {
  const roundsToIt = roundingInterval(magnitude, format);
  // All of the interval lies below 2^(e+1).
  let exponent = decimalExponentBound(exponentOf(magnitude) + 1);
  let coarse: Decimal | undefined;
  while ((coarse = nearestMultiple(roundsToIt, exponent)) === undefined) exponent--;
  // Below a power of ten, the same number of digits reaches one place further: 9e-2 may be closer than 1e-1.
  const fine = nearestMultiple(roundsToIt, exponent - 1);
  return fine !== undefined && `${fine.digits}`.length <= `${coarse.digits}`.length ? fine : coarse;
}

/** The reals that round to a value, in units of 2^exponent: from `low` to `high`, with or without both ends. */
interface Interval {
  readonly low: bigint;
  readonly value: bigint;
  readonly high: bigint;
  readonly closed: boolean;
  readonly exponent: number;
}

/** In quarters of the ulp: the midpoint to the neighbour below lies half as far at a power of two. */
function roundingInterval(magnitude: number, format: Format): Interval {
  const [significand, e] = integerSignificand(magnitude, format);
  const atPowerOfTwo = magnitude > format.minNormal && magnitude === powerOfTwo(exponentOf(magnitude));
  const value = 4n * significand;
  return {
    low: value - (atPowerOfTwo ? 1n : 2n),
    value,
    high: value + 2n,
    closed: significand % 2n === 0n,
    exponent: e - 2,
  };
}

/** The multiple of 10^exponent in the interval that is closest to its value; from halfway, an even multiple. */
function nearestMultiple(interval: Interval, exponent: number): Decimal | undefined {
  const { low, value, high, closed, exponent: scale } = interval;
  // n·2^scale = (n·numerator / denominator)·10^exponent.
  const numerator = (scale > 0 ? 1n << BigInt(scale) : 1n) * (exponent < 0 ? 10n ** BigInt(-exponent) : 1n);
  const denominator = (scale < 0 ? 1n << BigInt(-scale) : 1n) * (exponent > 0 ? 10n ** BigInt(exponent) : 1n);
  const least = closed ? ceiling(low * numerator, denominator) : (low * numerator) / denominator + 1n;
  const greatest = closed ? (high * numerator) / denominator : ceiling(high * numerator, denominator) - 1n;
  if (least > greatest) return undefined;
  const nearest = nearestInteger(value * numerator, denominator);
  // The interval reaches at least as far above its value as below: only the lower end can cut off the nearest multiple.
  return { digits: nearest < least ? least : nearest, exponent };
}

/** An integer ≥ ⌊log10 2^e⌋, from 0.30102 < log10 2 < 0.30103. */
function decimalExponentBound(e: number): number {
  return Math.floor(e * (e >= 0 ? 0.30103 : 0.30102));
}

function ceiling(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function nearestInteger(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** s and e with |x| = s·2^e, where 2^e is the ulp of x in the format. */
function integerSignificand(magnitude: number, { emin, precision }: Format): [bigint, number] {
  const e = Math.max(exponentOf(magnitude), emin) - precision + 1;
  return [BigInt(magnitude / powerOfTwo(e)), e];
}

function write(x: number, decimalOf: (magnitude: number) => Decimal): string {
  if (x !== x) return 'NaN';
  const sign = isNegative(x) ? '-' : '';
  if (x === 0) return `${sign}0`;
  if (x === Infinity || x === -Infinity) return `${sign}Infinity`;
  return sign + notation(decimalOf(Math.abs(x)));
}

/** As Number::toString of ECMA-262 lays out its digits. */
function notation({ digits, exponent }: Decimal): string {
  const all = digits.toString();
  const significant = all.replace(/0+$/, '');
  // The decimal point stands after `point` digits.
  const point = all.length + exponent;
  if (point > 21 || point < -5) {
    const tail = significant.slice(1);
    return `${significant[0]}${tail && `.${tail}`}e${point > 0 ? '+' : ''}${point - 1}`;
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${significant}`;
  if (significant.length <= point) return significant + '0'.repeat(point - significant.length);
  return `${significant.slice(0, point)}.${significant.slice(point)}`;
}
