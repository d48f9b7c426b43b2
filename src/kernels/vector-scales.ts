/**
 * What a certified product needs to know of its operands' vectors (rows on the left, columns on the right): their exponent,
 * the finest bit that they use, and whether they are finite; and their scaling to |x| < 1 by powers of two.
 */

import { exponentOf, powerOfTwo } from '../formats/index.ts';

/** Facts of `count` vectors of `length` elements that lie one after the other. */
export interface VectorScales {
  /** For each vector the smallest e with |x| < 2^e for its elements; 0 where all are zero. */
  readonly exponents: Int32Array;
  /** For each vector the largest g such that all its elements are multiples of 2^g; 4096 where all are zero. */
  readonly grids: Int32Array;
  /** For each vector whether it holds a NaN or an infinity. Such elements are left out of the other facts. */
  readonly hasNonFinite: Uint8Array;
  readonly anyNonFinite: boolean;
  /** An upper bound for the significant bits of every element: 53 less its trailing zeros. */
  readonly significantBits: number;
}

const HIGH = new Uint32Array(new Float64Array([1]).buffer)[1] !== 0 ? 1 : 0;

export function scalesOf(vectors: Float64Array, count: number, length: number): VectorScales {
  const words = new Int32Array(vectors.buffer, vectors.byteOffset, vectors.length * 2);
  const exponents = new Int32Array(count);
  const grids = new Int32Array(count);
  const hasNonFinite = new Uint8Array(count);
  let anyNonFinite = false;
  let fewestZeros = 53;
  for (let v = 0, at = 0; v < count; v++) {
    let largest = 0;
    let grid = 4096;
    for (let i = 0; i < length; i++, at++) {
      const high = words[2 * at + HIGH];
      const low = words[2 * at + 1 - HIGH];
      const field = (high >>> 20) & 0x7ff;
      if (field === 0x7ff) {
        hasNonFinite[v] = 1;
        anyNonFinite = true;
        continue;
      }
      const fraction = high & 0xfffff;
      if (field === 0 && (fraction | low) === 0) continue;
      const magnitude = Math.abs(vectors[at]);
      if (magnitude > largest) largest = magnitude;
      const lowest = low !== 0 ? low : field === 0 ? fraction : fraction | 0x100000;
      const zeros = 31 - Math.clz32(lowest & -lowest) + (low !== 0 ? 0 : 32);
      if (zeros < fewestZeros) fewestZeros = zeros;
      const bit = (field === 0 ? 1 : field) - 1075 + zeros;
      if (bit < grid) grid = bit;
    }
    if (largest !== 0) exponents[v] = exponentOf(largest) + 1;
    grids[v] = grid;
  }
  return { exponents, grids, hasNonFinite, anyNonFinite, significantBits: 53 - fewestZeros };
}

/** x·2^e for any integer e: exact, but for overflow and, where the result is subnormal, an error of at most 2^-1074. */
export function scaleByPowerOfTwo(x: number, e: number): number {
  let y = x;
  let left = e;
  for (; left > 1023; left -= 1023) y *= powerOfTwo(1023);
  // Steps down round at most twice: once the value is subnormal, the next full step leaves less than 2^-1074 of it.
  for (; left < -1022; left += 1022) y *= powerOfTwo(-1022);
  return y * powerOfTwo(left);
}

/**
 * Divides each vector by 2^e with its exponent e, in place; then |x| < 1. Non-finite elements become 0.
 *
 * Exact for elements that are at least 2^-1022 times 2^e; smaller ones are rounded with an error of at most 2^-1074.
 */
export function scaleVectors(vectors: Float64Array, length: number, scales: VectorScales): void {
  const { exponents, hasNonFinite } = scales;
  for (let v = 0; v < exponents.length; v++) {
    const e = -exponents[v];
    const begin = v * length;
    const end = begin + length;
    if (hasNonFinite[v] === 1) {
      for (let i = begin; i < end; i++) if (!Number.isFinite(vectors[i])) vectors[i] = 0;
    }
    if (e === 0) continue;
    if (e >= -1022 && e <= 1023) {
      const factor = powerOfTwo(e);
      for (let i = begin; i < end; i++) vectors[i] *= factor;
    } else {
      for (let i = begin; i < end; i++) vectors[i] = scaleByPowerOfTwo(vectors[i], e);
    }
  }
}
