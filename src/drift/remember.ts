/** Value entries: numbers to text or to a sidecar, and back to an array that a comparison takes as its reference. */
import { isInteger, operandOf } from '../compare/operand.ts';
import type { Dtype, NumericArray, Scalar } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { readNpy, writeNpy } from '../interop/index.ts';
import { fileElements } from '../interop/files/file-elements.ts';
import { digestOf } from './digest.ts';
import type { Sha256 } from './digest.ts';
import { mostValuesInline, noSpecials } from './entry.ts';
import type { SpecialCounts, ValueEntry } from './entry.ts';
import { countSpecial } from './special-values.ts';
import { arraysOf } from './measure.ts';
import { valueOf, valueText } from './value-text.ts';

/** One array to remember. */
export interface Remembered {
  readonly path: string;
  /** As it was received, for the comparison. */
  readonly array: NumericArray;
  readonly entry: ValueEntry;
  /** The sidecar's bytes, made on demand; `null` where the numbers are in the entry. */
  readonly sidecar: (() => Uint8Array) | null;
}

/** The arrays of a structure, as entries. */
export function remember(received: unknown, sha256: Sha256): Remembered[] {
  return arraysOf(received).map(({ path, array }) => {
    const { count, at, shape, dtype } = operandOf(array, path);
    const inline = count <= mostValuesInline || dtype === 'bigint';
    const values = inline ? Array.from({ length: count }, (_, i) => valueText(at(i), dtype)) : null;
    const digest = digestOf(array, sha256);
    const special = inline || isInteger(dtype) ? {} : specialsAmong(at, count);
    const entry: ValueEntry = { kind: 'values', dtype, shape: [...shape], digest, values, ...special };
    return { path, array, entry, sidecar: inline ? null : () => writeNpy(storable(array)) };
  });
}

/** Counts of special values for an entry, where there are any. */
function specialsAmong(at: (index: number) => Scalar, count: number): { special?: SpecialCounts } {
  const counts = { ...noSpecials };
  for (let i = 0; i < count; i++) {
    const value = at(i);
    const parts = typeof value === 'object' ? [value.re, value.im] : [value as number];
    for (const part of parts) countSpecial(counts, part);
  }
  return counts.nan + counts.positiveInfinity + counts.negativeInfinity === 0 ? {} : { special: counts };
}

/** Narrow formats that NumPy lacks, by the integers that hold their bits. */
const bitsOf: { readonly [D in Dtype]?: Dtype } = {
  bfloat16: 'uint16',
  float8_e4m3fn: 'uint8',
  float8_e5m2: 'uint8',
};

function storable(array: NumericArray): NumericArray {
  const integers = bitsOf[array.dtype];
  if (integers === undefined) return array;
  const { bytes } = fileElements(array, 'baseline');
  const copy = bytes.slice();
  const data = integers === 'uint8' ? copy : new Uint16Array(copy.buffer, copy.byteOffset, copy.length / 2);
  return { data, shape: array.shape, dtype: integers, source: array.source };
}

/**
 * The numbers remembered, as a comparison takes them.
 *
 * @param sidecar - the bytes of the entry's sidecar, where it has one
 * @throws BaselineError where the numbers are not there, or not those that the digest says
 */
export function recall(entry: ValueEntry, sidecar: Uint8Array | undefined, where: string, sha256: Sha256): unknown {
  const { dtype, shape, values } = entry;
  if (values === null) return recallSidecar(entry, sidecar, where, sha256);
  const scalars = values.map((text, i) => valueOf(text, dtype, `${where}, element ${i}`));
  if (isInteger(dtype)) {
    const wide = dtype === 'int64' || dtype === 'uint64' || dtype === 'bigint';
    return shape.length === 0
      ? wide
        ? scalars[0]
        : Number(scalars[0])
      : { data: wide ? scalars : Float64Array.from(scalars, Number), shape };
  }
  if (dtype === 'complex64' || dtype === 'complex128') {
    const parts = scalars.flatMap((value) => [(value as Complex).re, (value as Complex).im]);
    return { data: Float64Array.from(parts), shape, dtype: 'complex128' };
  }
  return shape.length === 0 ? scalars[0] : { data: Float64Array.from(scalars as number[]), shape };
}

type Complex = Exclude<Scalar, number | bigint>;

/**
 * The digest of the numbers that stand in an entry: that of the entry, unless someone edited them. `null` where it cannot be told: elements lie
 * in a sidecar, or there is a NaN, whose payload the text lacks.
 *
 * @throws BaselineError or ComparisonError for an element that is no number of the type
 */
export function digestOfText({ dtype, shape, values }: ValueEntry, where: string, sha256: Sha256): string | null {
  if (values === null || values.some((text) => text.includes('NaN'))) return null;
  const scalars = values.map((text, i) => valueOf(text, dtype, `${where}, element ${i}`));
  const numbers = scalars.flatMap((value) => (typeof value === 'object' ? [value.re, value.im] : [value]));
  const data = isInteger(dtype) ? (numbers as bigint[]) : Float64Array.from(numbers as number[]);
  return digestOf({ data, dtype, shape, source: 'baseline' }, sha256);
}

function recallSidecar(
  entry: ValueEntry,
  sidecar: Uint8Array | undefined,
  where: string,
  sha256: Sha256,
): NumericArray {
  const lost = (what: string): never => {
    throw new BaselineError(
      `${where}: ${what}. Restore the .npy file beside the baseline file from version control, or remove the entry and run the ` +
        'tests again. Nothing was touched.',
    );
  };
  if (sidecar === undefined) return lost('the sidecar with its numbers is missing');
  let stored: NumericArray;
  try {
    stored = readNpy(sidecar);
  } catch (error) {
    return lost(`the sidecar with its numbers cannot be read (${(error as Error).message})`);
  }
  const array: NumericArray =
    bitsOf[entry.dtype] === stored.dtype ? { ...stored, dtype: entry.dtype, encoding: 'bits' } : stored;
  const sameShape = JSON.stringify(array.shape) === JSON.stringify(entry.shape);
  if (array.dtype !== entry.dtype || !sameShape || digestOf(array, sha256) !== entry.digest) {
    return lost('the sidecar holds other numbers than the entry says');
  }
  return array;
}
