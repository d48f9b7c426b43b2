/**
 * Dyadic rationals m·2^e with an integer m of any size: sums, differences and products are exact, and so is every finite
 * binary floating-point number.
 *
 * Source of exactness: integer arithmetic (BigInt); no operation here rounds unless its name says so.
 */

import { DomainError } from '../errors.ts';
import { exponentOf, powerOfTwo } from '../formats/index.ts';
import { bitLength } from './integers.ts';

/** The number m·2^e. Several pairs (m, e) stand for one number; `normalize` picks the one with odd m. */
export interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

export const zero: Dyadic = { m: 0n, e: 0 };
export const one: Dyadic = { m: 1n, e: 0 };

const scratch = new Float64Array(1);
const word = new BigUint64Array(scratch.buffer);

/**
 * The exact value of a finite float64.
 *
 * @throws DomainError for NaN and infinities, which no dyadic is.
 */
export function dyadic(x: number): Dyadic {
  if (!Number.isFinite(x)) {
    throw new DomainError(`dyadic: ${x} is not a real number. Give a finite float64.`);
  }
  if (Number.isInteger(x) && Math.abs(x) <= Number.MAX_SAFE_INTEGER) return { m: BigInt(x), e: 0 };
  scratch[0] = x;
  const bits = word[0];
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: x < 0 ? -magnitude : magnitude, e: field === 0 ? -1074 : field - 1075 };
}

/** m·2^e. */
export function scaled(m: bigint, e: number): Dyadic {
  return { m, e };
}

/** The same number with an odd m, or m = 0 and e = 0. */
export function normalize({ m, e }: Dyadic): Dyadic {
  if (m === 0n) return zero;
  const zeros = trailingZeros(m);
  return zeros === 0 ? { m, e } : { m: m >> BigInt(zeros), e: e + zeros };
}

function trailingZeros(m: bigint): number {
  return bitLength(m & -m) - 1;
}

export function negate({ m, e }: Dyadic): Dyadic {
  return { m: -m, e };
}

export function absolute({ m, e }: Dyadic): Dyadic {
  return { m: m < 0n ? -m : m, e };
}

/** -1, 0 or 1. */
export function signOf({ m }: Dyadic): -1 | 0 | 1 {
  return m < 0n ? -1 : m > 0n ? 1 : 0;
}

export function add(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  if (a.e === b.e) return { m: a.m + b.m, e: a.e };
  return a.e < b.e ? { m: a.m + (b.m << BigInt(b.e - a.e)), e: a.e } : { m: (a.m << BigInt(a.e - b.e)) + b.m, e: b.e };
}

export function subtract(a: Dyadic, b: Dyadic): Dyadic {
  return add(a, negate(b));
}

export function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return { m: a.m * b.m, e: a.e + b.e };
}

/** x·2^k. */
export function scale({ m, e }: Dyadic, k: number): Dyadic {
  return { m, e: e + k };
}

/** ⌊log2 |x|⌋; -Infinity for zero. */
export function exponent({ m, e }: Dyadic): number {
  return m === 0n ? -Infinity : bitLength(m) - 1 + e;
}

/** The sign of a - b: -1, 0 or 1. Compares exponents first, so that no difference of exponents costs memory. */
export function compare(a: Dyadic, b: Dyadic): -1 | 0 | 1 {
  const sign = signOf(a);
  const other = signOf(b);
  if (sign !== other) return sign < other ? -1 : 1;
  if (sign === 0) return 0;
  const difference = exponent(a) - exponent(b);
  if (difference !== 0) return difference > 0 === sign > 0 ? 1 : -1;
  return signOf(subtract(a, b));
}

export function equal(a: Dyadic, b: Dyadic): boolean {
  return compare(a, b) === 0;
}

/** ⌊x⌋. The exponent of `x` must be one that fits memory. */
export function floor({ m, e }: Dyadic): bigint {
  return e >= 0 ? m << BigInt(e) : m >> BigInt(-e);
}

/** Whether x is an integer. */
export function isInteger(x: Dyadic): boolean {
  return normalize(x).e >= 0;
}

/**
 * The float64 of the leading bits of x scaled to 1 ≤ |y| < 2 (0 for 0): an approximation with a relative error of at most
 * 2^-52, for the starts of iterations that prove their own result.
 */
export function leadingValue({ m, e }: Dyadic): { readonly value: number; readonly exponent: number } {
  if (m === 0n) return { value: 0, exponent: 0 };
  const dropped = Math.max(0, bitLength(m) - 62);
  const top = Number(m >> BigInt(dropped));
  const own = exponentOf(top);
  return { value: top / powerOfTwo(own), exponent: e + dropped + own };
}
