/**
 * Integers of any size: length in bits, quotients and shifts rounded down or up, and roots rounded down. All exact.
 */

import { exponentOf, powerOfTwo } from '../formats/index.ts';

/** Number of bits of |n|: the least L with |n| < 2^L; 0 for 0. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0;
  const magnitude = n < 0n ? -n : n;
  const approximation = Number(magnitude);
  if (approximation < 9007199254740992) return exponentOf(approximation) + 1;
  if (approximation === Infinity) {
    const digits = magnitude.toString(16);
    return 4 * (digits.length - 1) + 32 - Math.clz32(Number.parseInt(digits[0], 16));
  }
  // Conversion to a number may have rounded up to the next power of two, and then the length is one less.
  const exponent = exponentOf(approximation);
  return magnitude >> BigInt(exponent) === 0n ? exponent : exponent + 1;
}

/** ⌊n / 2^k⌋ for k ≥ 0, and n·2^-k for k < 0. */
export function shiftDown(n: bigint, k: number): bigint {
  return k >= 0 ? n >> BigInt(k) : n << BigInt(-k);
}

/** ⌈n / 2^k⌉ for k ≥ 0, and n·2^-k for k < 0. */
export function shiftUp(n: bigint, k: number): bigint {
  return k >= 0 ? -(-n >> BigInt(k)) : n << BigInt(-k);
}

/** ⌊a / b⌋ for b > 0. */
export function floorQuotient(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a < 0n && quotient * b !== a ? quotient - 1n : quotient;
}

/** ⌈a / b⌉ for b > 0. */
export function ceilingQuotient(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a > 0n && quotient * b !== a ? quotient + 1n : quotient;
}

/**
 * ⌊√n⌋ for n ≥ 0.
 *
 * Heron's iteration from a start that is not below the root decreases strictly until it reaches the floor: for s > ⌊√n⌋,
 * ⌊√n⌋ ≤ ⌊(s + ⌊n/s⌋)/2⌋ < s. The start is the float64 root of the leading bits, raised by more than its error.
 */
export function floorSquareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  const length = bitLength(n);
  const shift = length <= 104 ? 0 : (length - 103) >> 1;
  // The leading part, of at most 104 bits, converts with a relative error of 2^-53, and so does its root.
  const leading = Math.sqrt(Number(n >> BigInt(2 * shift)));
  let root = (BigInt(Math.floor(leading * (1 + powerOfTwo(-50)))) + 2n) << BigInt(shift);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** ⌊∛n⌋ for n ≥ 0, by Newton's iteration from a power of two not below the root (it decreases until it reaches the floor). */
export function floorCubeRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt(Math.ceil(bitLength(n) / 3));
  for (;;) {
    const next = (2n * root + n / (root * root)) / 3n;
    if (next >= root) return root;
    root = next;
  }
}
