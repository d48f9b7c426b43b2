/**
 * Between binary and decimal: dyadics and float64 values to decimals without loss, decimals to dyadics, and both outward where
 * an exact conversion would be long or does not exist.
 *
 * A decimal is read and written as C·10^q with an integer C, never through a float64: `new Decimal(number)` takes the
 * shortest decimal string instead of the value, decimal.js rounds binary literals at the global precision, and `toNumber`
 * rounds twice.
 */

import type { Decimal } from 'decimal.js';
import { DomainError } from '../errors.ts';
import { dyadic, normalize, scaled, type Dyadic } from './dyadic.ts';
import {
  cut,
  divideIntervals,
  multiplyIntervals,
  point,
  scaleInterval,
  type DyadicInterval,
} from './dyadic-interval.ts';
import type { End } from './elementary/define.ts';
import { bitLength, ceilingQuotient, floorQuotient } from './integers.ts';

/** Powers of ten with exponents up to this are computed exactly (4096 digits); beyond, they are enclosed. */
const EXACT_POWER = 4096;

/** Which way an inexact conversion goes: to the greatest decimal below, or the least above. */
export type Direction = 'down' | 'up';

const powers = new Map<number, bigint>();

function powerOfTen(k: number): bigint {
  let power = powers.get(k);
  if (power === undefined) {
    power = 10n ** BigInt(k);
    if (powers.size < 512) powers.set(k, power);
  }
  return power;
}

/** 5^k for k ≥ 0, to a relative width of about 2^-bits, by squaring. */
function powerOfFive(k: number, bits: number): DyadicInterval {
  let result: DyadicInterval = { lo: 1n, hi: 1n, e: 0 };
  let square: DyadicInterval = { lo: 5n, hi: 5n, e: 0 };
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyIntervals(result, square, bits);
    if (rest > 1) square = multiplyIntervals(square, square, bits);
  }
  return result;
}

/** A decimal that is finite, as C·10^q. */
interface Scaled {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const WORD = 10_000_000n;

function coefficientOf(x: Decimal): Scaled {
  // The digits are base-10^7 words; the exponent of the first word is ⌊e/7⌋.
  let coefficient = 0n;
  for (const word of x.d) coefficient = coefficient * WORD + BigInt(word);
  return { coefficient: x.s < 0 ? -coefficient : coefficient, exponent: 7 * (Math.floor(x.e / 7) - x.d.length + 1) };
}

/** The decimal C·10^q of the constructor given: exactly, whatever its precision. */
function decimalOf(Constructor: Decimal.Constructor, coefficient: bigint, exponent: number): Decimal {
  return new Constructor(`${coefficient}e${exponent}`);
}

/** The exact decimal of a dyadic, with as many digits as it takes. @throws DomainError beyond 4096 binary places */
export function dyadicToDecimal(x: Dyadic, Constructor: Decimal.Constructor): Decimal {
  const { m, e } = normalize(x);
  if (Math.abs(e) > EXACT_POWER) {
    throw new DomainError(
      `dyadicToDecimal: the exponent ${e} would take ${Math.abs(e)} digits or so; up to ${EXACT_POWER} are written out. Use decimalBeside for a bound.`,
    );
  }
  return e >= 0 ? decimalOf(Constructor, m << BigInt(e), 0) : decimalOf(Constructor, m * 5n ** BigInt(-e), e);
}

/** The exact decimal of a float64, subnormal or not; infinities and NaN are themselves. */
export function numberToDecimal(x: number, Constructor: Decimal.Constructor): Decimal {
  return Number.isFinite(x) ? dyadicToDecimal(dyadic(x), Constructor) : new Constructor(x);
}

const LOG10_2 = 0.3010299956639812;

/** A decimal of `digits` digits (or one more) that is not above, or not below, the end. Exact where so many digits suffice. */
export function decimalBeside(
  end: End,
  direction: Direction,
  digits: number,
  Constructor: Decimal.Constructor,
): Decimal {
  if (typeof end === 'number') return new Constructor(end);
  const { m, e } = end;
  if (m === 0n) return new Constructor(0);
  // 10^leading is about |m|·2^e, within a factor 10.
  const leading = Math.floor((bitLength(m) - 1 + e) * LOG10_2);
  const places = digits - 1 - leading;
  const round = direction === 'down' ? floorQuotient : ceilingQuotient;
  if (Math.abs(places) <= EXACT_POWER && Math.abs(e) <= 4 * EXACT_POWER) {
    const dividend = places >= 0 ? m * powerOfTen(places) : m;
    const divisor = places >= 0 ? 1n : powerOfTen(-places);
    const coefficient = e >= 0 ? round(dividend << BigInt(e), divisor) : round(dividend, divisor << BigInt(-e));
    return decimalOf(Constructor, coefficient, -places);
  }
  // m·2^e·10^places = m·5^places·2^(e + places), with an enclosed power of five.
  const bits = Math.ceil(digits / LOG10_2) + 72;
  const five = powerOfFive(Math.abs(places), bits);
  const product = places >= 0 ? multiplyIntervals(point(end), five, bits) : divideIntervals(point(end), five, bits);
  const { lo, hi, e: exponent } = scaleInterval(product, places);
  const value = direction === 'down' ? lo : hi;
  const coefficient = exponent >= 0 ? value << BigInt(exponent) : round(value, 1n << BigInt(-exponent));
  return decimalOf(Constructor, coefficient, -places);
}

/**
 * The decimal as an interval of dyadics of about `bits` bits: a point where the decimal is dyadic and of moderate length.
 *
 * @throws DomainError for infinities and NaN
 */
export function decimalToInterval(x: Decimal, bits: number): DyadicInterval {
  if (!x.isFinite()) throw new DomainError(`decimalToInterval: ${x.toString()} is not a real number.`);
  const { coefficient, exponent } = coefficientOf(x);
  if (coefficient === 0n) return { lo: 0n, hi: 0n, e: 0 };
  if (exponent >= 0 && exponent <= EXACT_POWER) return point(scaled(coefficient * 5n ** BigInt(exponent), exponent));
  if (exponent < 0 && exponent >= -EXACT_POWER) {
    const divisor = 5n ** BigInt(-exponent);
    if (bitLength(coefficient) >= bitLength(divisor) && coefficient % divisor === 0n) {
      return point(scaled(coefficient / divisor, exponent));
    }
    return scaleInterval(divideIntervals(point(scaled(coefficient, 0)), point(scaled(divisor, 0)), bits), exponent);
  }
  const five = powerOfFive(Math.abs(exponent), bits + 64);
  const integer = point(scaled(coefficient, 0));
  const value = exponent >= 0 ? multiplyIntervals(integer, five, bits) : divideIntervals(integer, five, bits);
  return cut(scaleInterval(value, exponent), bits);
}

/** A finite decimal as the exact quotient of two integers, the second positive. Its exponent must be of moderate size. */
export function decimalToQuotient(x: Decimal): readonly [dividend: bigint, divisor: bigint] {
  const { coefficient, exponent } = coefficientOf(x);
  return exponent >= 0 ? [coefficient * 10n ** BigInt(exponent), 1n] : [coefficient, 10n ** BigInt(-exponent)];
}
