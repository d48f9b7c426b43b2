/**
 * Elements as they lie in files: one table from element type to the array that holds them, narrow floating-point formats as raw bits.
 */
import type { Dtype, NumericArray } from '../../compare/types.ts';
import { decodeArray, encodeArray } from '../../formats/index.ts';
import type { FormatName } from '../../formats/index.ts';
import { storages } from '../dtypes.ts';
import { elementCount, rowMajorStrides, walk } from '../layout.ts';
import { numericArray } from '../numeric-array.ts';
import { toNumericArray } from '../to-numeric-array.ts';
import { typedArrayKind } from '../../compare/typed-arrays.ts';
import type { NumericTypedArray, TypedArrayKind } from '../../compare/typed-arrays.ts';
import { refuseFile } from './file-error.ts';

/** Element types that files hold: all but JavaScript's unlimited integers. */
export type FileDtype = Exclude<Dtype, 'bigint'>;

interface ArrayClass {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumericTypedArray;
}

const memory: { readonly [D in FileDtype]: ArrayClass } = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float8_e4m3fn: Uint8Array,
  float8_e5m2: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
  complex64: Float32Array,
  complex128: Float64Array,
};

const narrow: ReadonlySet<Dtype> = new Set<Dtype>(['float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2']);

const platformIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of one element. */
export function bytesPerElement(dtype: FileDtype): number {
  return memory[dtype].BYTES_PER_ELEMENT * storages[dtype].components;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

/**
 * The `count` elements that start at byte `start`; the caller has checked that they are there. The result shares memory with `bytes`
 * where byte order and alignment allow, else it is a copy.
 */
export function elementsAt(
  bytes: Uint8Array,
  start: number,
  count: number,
  dtype: FileDtype,
  littleEndian: boolean,
  part: string,
): Pick<NumericArray, 'data' | 'dtype' | 'encoding'> {
  const held = memory[dtype];
  const numbers = count * storages[dtype].components;
  let place = bytes.subarray(start, start + numbers * held.BYTES_PER_ELEMENT);
  const swapped = littleEndian !== platformIsLittleEndian && held.BYTES_PER_ELEMENT > 1;
  if (swapped || place.byteOffset % held.BYTES_PER_ELEMENT !== 0) place = place.slice();
  if (swapped) swapBytes(place, held.BYTES_PER_ELEMENT);
  if (dtype === 'bool') {
    const wrong = place.findIndex((byte) => byte > 1);
    if (wrong >= 0) refuseFile(part, `element ${wrong} is the byte ${place[wrong]}, but a bool is 0 or 1.`);
  }
  const data = new held(place.buffer, place.byteOffset, numbers);
  return { data, dtype, ...(narrow.has(dtype) ? { encoding: 'bits' as const } : {}) };
}

function toArrayOf(values: ArrayLike<number | bigint>, dtype: FileDtype, part: string): NumericTypedArray {
  const inexact = (index: number, value: number | bigint): never =>
    refuseFile(
      part,
      `element ${index} is ${String(value)}, which is no ${dtype}. Round it first, or write another dtype.`,
    );
  if (narrow.has(dtype)) {
    const format = dtype as FormatName;
    const bits = encodeArray(values as ArrayLike<number>, format);
    decodeArray(bits, format).forEach((value, i) => {
      if (value !== values[i] && (value === value || values[i] === values[i])) inexact(i, values[i]);
    });
    return bits;
  }
  if (dtype === 'int64' || dtype === 'uint64') {
    const array = dtype === 'int64' ? new BigInt64Array(values.length) : new BigUint64Array(values.length);
    for (let i = 0; i < array.length; i++) array[i] = BigInt(values[i]);
    return array;
  }
  const held = memory[dtype];
  const array = new held(new ArrayBuffer(values.length * held.BYTES_PER_ELEMENT), 0, values.length);
  for (let i = 0; i < array.length; i++) {
    const value = Number(values[i]);
    array[i] = value;
    if (array[i] !== value && value === value) inexact(i, value);
  }
  return array;
}

/** The array's memory as the table holds its element type; converted, exactly, where it lies otherwise. */
function held(array: NumericArray, dtype: FileDtype, part: string): NumericTypedArray {
  const kind = typedArrayKind(array.data);
  const wanted = memory[dtype].name as TypedArrayKind;
  const sameBytes =
    kind === wanted || (wanted === 'Uint16Array' && kind === 'Float16Array') || kind === 'Uint8ClampedArray';
  const asBits = array.encoding === 'bits';
  if (
    kind !== undefined &&
    (asBits || (sameBytes && (!narrow.has(dtype) || (kind === 'Float16Array' && dtype === 'float16'))))
  ) {
    return array.data as NumericTypedArray;
  }
  return toArrayOf(array.data as ArrayLike<number | bigint>, dtype, part);
}

/**
 * The elements of anything that holds numbers in row-major order as a file holds them, little-endian, bit for bit: a NaN keeps its payload.
 *
 * @throws ComparisonError for what is no array of numbers; FileFormatError for an element that the array's own type does not have: nothing is
 * rounded on the way to a file.
 */
export function fileElements(
  numbers: unknown,
  part: string,
): { array: NumericArray; dtype: FileDtype; bytes: Uint8Array } {
  const array = isNumericArray(numbers) ? numericArray(numbers) : toNumericArray(numbers);
  const { dtype, shape } = array;
  if (dtype === 'bigint') {
    refuseFile(
      part,
      'bigints have no limit, and no file format here holds them. Write a BigInt64Array, or float64 values.',
    );
  }
  const source = held(array, dtype, part);
  const size = bytesPerElement(dtype);
  const count = elementCount(shape) ?? 0;
  const from = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  let bytes: Uint8Array;
  if (array.strides === undefined) {
    bytes = from.slice();
  } else {
    bytes = new Uint8Array(count * size);
    const layout = { shape, strides: array.strides ?? rowMajorStrides(shape), offset: array.offset ?? 0 };
    walk(layout, (position, index) => {
      for (let i = 0; i < size; i++) bytes[index * size + i] = from[position * size + i];
    });
  }
  if (!platformIsLittleEndian) swapBytes(bytes, source.BYTES_PER_ELEMENT);
  return { array, dtype, bytes };
}

/** What `toNumericArray` and the readers of files return; its claims are still to be checked. */
function isNumericArray(value: unknown): value is NumericArray {
  if (typeof value !== 'object' || value === null) return false;
  const { data, shape, dtype, source } = value as Partial<NumericArray>;
  return typeof data === 'object' && Array.isArray(shape) && typeof dtype === 'string' && typeof source === 'string';
}
