/** Hexadecimal text of float64 values, as C99's `%a` writes it: exact, and short for short significands. */

import { FormatError } from '../errors.ts';
import { isNegative, powerOfTwo } from './float64-words.ts';

const FRACTION_BITS = 52;
const FRACTION_MASK = (1n << 52n) - 1n;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * `x` as `0x1.8p+1`: sign, leading bit, fraction in hexadecimal without trailing zeros, binary exponent in decimal.
 *
 * Subnormals keep the exponent of the smallest normal value, `0x0.0000000000001p-1022`; zeros are `0x0p+0` and
 * `-0x0p+0`; others are `inf`, `-inf`, `nan`. `fromHex` reads all of them back, bit for bit.
 */
export function toHex(x: number): string {
  if (x !== x) return 'nan';
  const sign = isNegative(x) ? '-' : '';
  if (x === Infinity || x === -Infinity) return `${sign}inf`;
  if (x === 0) return `${sign}0x0p+0`;
  scratch.setFloat64(0, x);
  const bits = scratch.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const digits = (bits & FRACTION_MASK).toString(16).padStart(13, '0').replace(/0+$/, '');
  const exponent = Math.max(field, 1) - 1023;
  return `${sign}0x${field === 0 ? 0 : 1}${digits && `.${digits}`}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** A normal number as {@link toHex} writes it. */
const USUAL = /^(-?)0x1(?:\.([0-9a-f]{1,13}))?p([+-]\d{1,4})$/;
const HEXADECIMAL = /^([+-]?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?[0-9]+))?$/i;
const NAMED = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/**
 * The float64 written in hexadecimal: `0x1.8p+1`, `-0x.8`, `0X1P-1074`, `inf`, `nan`, in either case.
 *
 * Exact where the number has at most 53 significant bits in float64's range; otherwise rounded once, to nearest even,
 * with gradual underflow, and to an infinity beyond the largest finite value.
 *
 * @throws FormatError for anything else, blanks around the number included.
 */
export function fromHex(text: string): number {
  const usual = typeof text === 'string' ? USUAL.exec(text) : null;
  const exponent = Number(usual?.[3]);
  if (usual !== null && Math.abs(exponent) <= 1022) {
    const fraction = usual[2] ?? '';
    // at most 53 bits times a power of two that float64 has
    const magnitude = Number(`0x1${fraction}`) * powerOfTwo(exponent - 4 * fraction.length);
    return usual[1] === '-' ? -magnitude : magnitude;
  }
  const named = typeof text === 'string' ? NAMED.exec(text) : null;
  if (named !== null) return named[2] === undefined ? NaN : named[1] === '-' ? -Infinity : Infinity;
  const match = typeof text === 'string' ? HEXADECIMAL.exec(text) : null;
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') {
    throw new FormatError(
      `fromHex: ${typeof text === 'string' ? `'${text}'` : `a value of type ${typeof text}`} is not a hexadecimal ` +
        `floating-point number. Write it as C's %a does: '0x1.8p+1' for 3, or 'inf', '-inf', 'nan'.`,
    );
  }
  // An exponent that is too long for a Number is an infinite one here, which underflows or overflows as it should.
  const magnitude = nearestFloat64(BigInt(`0x${whole}${fraction}`), Number(match[4] ?? 0) - 4 * fraction.length);
  return match[1] === '-' ? -magnitude : magnitude;
}

/** The float64 nearest to n·2^e, n ≥ 0, ties to even. */
function nearestFloat64(n: bigint, e: number): number {
  if (n === 0n) return 0;
  const length = n.toString(2).length;
  const exponent = e + length - 1;
  if (exponent > 1023) return Infinity;
  if (exponent < -1075) return 0;
  const quantumExponent = Math.max(exponent, -1022) - FRACTION_BITS;
  const excess = quantumExponent - e;
  const significand = excess <= 0 ? n << BigInt(-excess) : nearestQuotient(n, BigInt(excess));
  // The significand may have become 2^53; the product with 2^971 is then an infinity, rightly.
  return Number(significand) * powerOfTwo(quantumExponent);
}

/** n / 2^shift to the nearest integer, ties to even. */
function nearestQuotient(n: bigint, shift: bigint): bigint {
  const quotient = n >> shift;
  const remainder = n - (quotient << shift);
  const half = 1n << (shift - 1n);
  const away = remainder > half || (remainder === half && (quotient & 1n) === 1n);
  return away ? quotient + 1n : quotient;
}
