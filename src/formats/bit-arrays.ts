/** Arrays of bit patterns, as files and other libraries' tensors hold them. */

import { FormatError } from '../errors.ts';
import { fromBits } from './bits.ts';
import { formatOf, type BitsOf, type Format, type FormatName } from './catalog.ts';
import { highWordOf, powerOfTwo } from './float64-words.ts';
import { rounderFor } from './rounder.ts';
import type { RoundingOptions } from './rounding.ts';

interface ArrayOfBits {
  8: Uint8Array;
  16: Uint16Array;
  32: Uint32Array;
  64: BigUint64Array;
}

/** The unsigned array that holds bit patterns of the format `N`. */
export type BitArray<N extends FormatName = FormatName> = ArrayOfBits[BitsOf<N>];

const arrays = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array } as const;

/** The values by bit pattern, for formats of up to 16 bits. */
const tables = new Map<Format, Float64Array>();

/** Tables are made on first use and kept: they depend on nothing but the format. */
function tableOf(format: Format): Float64Array {
  let table = tables.get(format);
  if (table === undefined) {
    table = Float64Array.from({ length: powerOfTwo(format.bits) }, (_, bits) => fromBits(BigInt(bits), format));
    tables.set(format, table);
  }
  return table;
}

/**
 * The values of bit patterns, exactly; every NaN pattern gives NaN.
 *
 * @throws FormatError where the array's elements are not as wide as the format.
 */
export function decodeArray(bits: BitArray, format: FormatName | Format): Float64Array {
  const f = formatOf(format);
  if (bits.BYTES_PER_ELEMENT * 8 !== f.bits || !(bits instanceof arrays[f.bits])) {
    throw new FormatError(
      `${f.name} patterns are ${f.bits} bits wide and come in a ${arrays[f.bits].name}, got a ${bits.constructor.name}.`,
    );
  }
  // The buffer is read in place: its patterns are float32 or float64 values already.
  if (bits instanceof BigUint64Array) return new Float64Array(bits.buffer, bits.byteOffset, bits.length).slice();
  if (f.bits === 32) return Float64Array.from(new Float32Array(bits.buffer, bits.byteOffset, bits.length));
  const table = tableOf(f);
  const values = new Float64Array(bits.length);
  for (let i = 0; i < values.length; i++) values[i] = table[bits[i]];
  return values;
}

/**
 * The bit patterns of numbers, each rounded into the format in one step as `options` say.
 *
 * NaN is written as `format.nanBits`, whatever payload it had.
 */
export function encodeArray<N extends FormatName>(
  values: ArrayLike<number>,
  format: N | (Format & { readonly name: N }),
  options?: RoundingOptions,
): BitArray<N>;
export function encodeArray(
  values: ArrayLike<number>,
  format: FormatName | Format,
  options?: RoundingOptions,
): BitArray;
export function encodeArray(
  values: ArrayLike<number>,
  format: FormatName | Format,
  options?: RoundingOptions,
): BitArray {
  const f = formatOf(format);
  const round = rounderFor(f, options);
  if (f.bits === 64) return encodeWide(values, f, round);
  if (f.bits === 32) return encodeSingle(values, f, round);
  return encodeNarrow(values, f, round);
}

function encodeWide(values: ArrayLike<number>, format: Format, round: (x: number) => number): BigUint64Array {
  const rounded = new Float64Array(values.length);
  const bits = new BigUint64Array(rounded.buffer);
  for (let i = 0; i < rounded.length; i++) {
    const value = round(values[i]);
    // A NaN is never stored as a number: which of its bit patterns that would write is left open by ECMA-262.
    if (value === value) rounded[i] = value;
    else bits[i] = format.nanBits;
  }
  return bits;
}

function encodeSingle(values: ArrayLike<number>, format: Format, round: (x: number) => number): Uint32Array {
  const nan = Number(format.nanBits);
  const rounded = new Float32Array(values.length);
  const bits = new Uint32Array(rounded.buffer);
  for (let i = 0; i < bits.length; i++) {
    const value = round(values[i]);
    if (value === value) rounded[i] = value;
    else bits[i] = nan;
  }
  return bits;
}

/**
 * Formats of up to 16 bits have up to 20 fraction bits, so that sign, exponent and fraction of a normal value all lie in
 * the high word of its float64: the pattern is that word with the exponent's bias changed, shifted into place.
 */
function encodeNarrow(values: ArrayLike<number>, f: Format, round: (x: number) => number): Uint8Array | Uint16Array {
  const nan = Number(f.nanBits);
  const sign = powerOfTwo(f.bits - 1);
  const infinity = infinityBits(f);
  const shift = 21 - f.precision;
  const rebias = (1023 - f.bias) << 20;
  const bits = f.bits === 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const value = round(values[i]);
    const magnitude = Math.abs(value);
    let pattern: number;
    if (magnitude >= f.minNormal) {
      pattern = magnitude === Infinity ? infinity : (highWordOf(magnitude) - rebias) >>> shift;
    } else {
      pattern = magnitude === magnitude ? magnitude / f.minSubnormal : nan;
    }
    bits[i] = highWordOf(value) >>> 31 !== 0 && value === value ? pattern | sign : pattern;
  }
  return bits;
}

/** The pattern of +Infinity: the exponent field of all ones. Unused where the format has none. */
function infinityBits({ bits, precision }: Format): number {
  return powerOfTwo(bits - 1) - powerOfTwo(precision - 1);
}
