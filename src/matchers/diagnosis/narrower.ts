import { formats, powerOfTwo } from '../../formats/index.ts';
import type { FormatName } from '../../formats/index.ts';
import type { Unit } from '../../compare/types.ts';
import type { Diagnosis, LeafValues } from './diagnosis.ts';

// In a runner's sandbox a global is looked up anew at every use, which takes longer than the arithmetic.
const { abs, clz32, min } = Math;

/** Significands are measured on this many values; the format is tested on all. */
const sampled = 4096;

/**
 * Formats that numbers are commonly rounded to on their way, narrowest first, and which float32 values are theirs: those whose last
 * `dropped` bits are 0 and whose exponent they have.
 */
const candidates: readonly { readonly name: 'bfloat16' | 'float16' | 'float32'; readonly dropped: number }[] = [
  { name: 'bfloat16', dropped: 16 },
  { name: 'float16', dropped: 13 },
  { name: 'float32', dropped: 0 },
];

/**
 * Whether the values of a side, or of both, are values of a narrower format than the unit that ulps are counted in.
 *
 * Short values (0.5, 3, 1024) are values of every format and prove nothing, so that half of the significands must come within two
 * bits of the format's precision, as seven eighths of rounded ones do. Of fewer than eight values only float32's tell.
 */
export function narrower({ actual, reference }: LeafValues, unit: Unit): Diagnosis[] {
  if (!(unit in formats)) return [];
  const { precision } = formats[unit as FormatName];
  const [received, expected] = [narrowestFormat(actual, precision), narrowestFormat(reference, precision)];
  const format = received ?? expected;
  if (format === undefined) return [];
  const side = received === expected ? 'both' : received !== undefined ? 'actual' : 'reference';
  return [{ kind: 'narrower', side, format, ulps: powerOfTwo(precision - formats[format].precision - 1) }];
}

/** The narrowest of the candidates below `precision` that all values are of, and that they are long and many enough for. */
function narrowestFormat(values: Float64Array, precision: number): FormatName | undefined {
  const lengths = significandLengths(values.subarray(0, sampled));
  return candidates.find(({ name, dropped }) => {
    const format = formats[name];
    if (format.precision >= precision || (values.length < 8 && name !== 'float32')) return false;
    const long = lengths.filter((length) => length >= format.precision - 2).length;
    if (long === 0 || 2 * long < lengths.length || lengths.some((length) => length > format.precision)) return false;
    return allOf(values, dropped, format);
  })?.name;
}

/** Whether all finite values are float32 values that end in `dropped` zeros and lie in the range of the format. */
function allOf(values: Float64Array, dropped: number, { maxFinite, minNormal, minSubnormal }: Range): boolean {
  const float32 = new Float32Array(values);
  const bits = new Uint32Array(float32.buffer);
  const mask = (1 << dropped) - 1;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const magnitude = abs(x);
    if (x !== x || magnitude === Infinity) continue;
    const isLong = float32[i] !== x || (bits[i]! & mask) !== 0;
    // below the normal numbers all values are multiples of the smallest
    if (isLong || magnitude > maxFinite || (magnitude < minNormal && (x / minSubnormal) % 1 !== 0)) return false;
  }
  return true;
}

interface Range {
  readonly maxFinite: number;
  readonly minNormal: number;
  readonly minSubnormal: number;
}

/** Bits from the leading to the last 1 of each normal number. */
function significandLengths(values: Float64Array): number[] {
  const words = new Uint32Array(values.slice().buffer);
  const low = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
  const lengths: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const [lower, upper] = [words[2 * i + low]!, words[2 * i + 1 - low]!];
    const exponent = (upper >>> 20) & 0x7ff;
    if (exponent === 0 || exponent === 0x7ff) continue;
    // the hidden bit stands above the 20 bits of the upper word
    const trailing = lower !== 0 ? trailingZeros(lower) : 32 + min(20, trailingZeros(upper & 0xfffff));
    lengths.push(53 - trailing);
  }
  return lengths;
}

/** Zeros below the last 1 of 32 bits; 32 for 0. */
function trailingZeros(word: number): number {
  return word === 0 ? 32 : 31 - clz32(word & -word);
}
