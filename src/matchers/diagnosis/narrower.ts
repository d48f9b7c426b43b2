import { exponentOf, formats, isRepresentable, powerOfTwo } from '../../formats/index.ts';
import type { FormatName } from '../../formats/index.ts';
import type { Unit } from '../../compare/types.ts';
import type { Diagnosis, LeafValues } from './diagnosis.ts';

/** Formats that numbers are commonly rounded to on their way, narrowest first. */
const candidates: readonly FormatName[] = ['bfloat16', 'float16', 'float32'];

/** Significands are measured on this many values; the format is tested on all. */
const sampled = 4096;

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

/** The narrowest of the candidates below `precision` that the values are long and few enough for. */
function narrowestFormat(values: Float64Array, precision: number): FormatName | undefined {
  return candidates.find((name) => {
    const format = formats[name];
    if (format.precision >= precision || (values.length < 8 && name !== 'float32')) return false;
    if (!values.every((x) => !Number.isFinite(x) || isRepresentable(x, format))) return false;
    const lengths = Array.from(values.subarray(0, sampled), significandLength).filter((length) => length > 0);
    const long = lengths.filter((length) => length >= format.precision - 2).length;
    return long > 0 && 2 * long >= lengths.length;
  });
}

/** Bits from the leading to the last 1 of a float64; 0 where there is no such bit, or where it lies too low to divide by. */
function significandLength(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0;
  const e = exponentOf(x);
  if (e < -900) return 0;
  let length = 53;
  // n bits suffice when x is a multiple of 2^(e − n + 1)
  while (length > 1 && (x / powerOfTwo(e - length + 2)) % 1 === 0) length--;
  return length;
}
