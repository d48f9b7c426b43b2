/** One side of a leaf: numbers in memory, read chunk by chunk through shape and strides, without copying the whole. */
import { ComparisonError } from '../errors.ts';
import { decodeArray, formatOf, fromBits } from '../formats/index.ts';
import { describe } from './describe.ts';
import { isDetached, typedArrayKind } from './typed-arrays.ts';
import type { BitArray, Format, FormatName } from '../formats/index.ts';
import type { NumericTypedArray } from './typed-arrays.ts';
import type { ComplexDtype, Dtype, NumericArray, Scalar } from './types.ts';

/** How its elements are compared: float64 arithmetic, on complex pairs, or exactly on bigints. */
export type OperandKind = 'real' | 'complex' | 'bigint';

/** Values of a `kind: 'bigint'` operand may come from any integer type. */
const integerDtypes: readonly Dtype[] = [
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'bigint',
];

export function isInteger(dtype: Dtype): boolean {
  return integerDtypes.includes(dtype);
}

export function isComplex(dtype: Dtype): dtype is ComplexDtype {
  return dtype === 'complex64' || dtype === 'complex128';
}

interface Indexed {
  readonly length: number;
  readonly [index: number]: unknown;
}

type NumberArray =
  Float64Array | Float32Array | (Indexed & { subarray(start: number, end: number): ArrayLike<number> });

/** One side of a leaf. */
export interface Operand {
  /** What it was read from: the memory itself, for those who compare bits. */
  readonly array: NumericArray;
  readonly dtype: Dtype;
  readonly kind: OperandKind;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly count: number;
  readonly source: string;
  /** Whether {@link load} wants float64 memory; float32 otherwise. */
  readonly float64: boolean;
  /**
   * Copies `n` elements from flat row-major index `start`: real ones to the view of its type, complex ones as pairs to the float64 view.
   */
  load(start: number, n: number, into32: Float32Array, into64: Float64Array): void;
  /** Copies integer elements as bigints. */
  loadBigints(start: number, n: number, into: bigint[]): void;
  /** One element. */
  at(index: number): Scalar;
}

/** Makes an operand of what a reader yields; checks that shape, strides and offset stay inside the memory. */
export function operandOf(array: NumericArray, path: string): Operand {
  const { dtype, shape, source } = array;
  const data = array.data as unknown as Indexed;
  const complex = isComplex(dtype);
  const parts = complex ? 2 : 1;
  refuseDetached(data, path, source);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    fail(path, `its shape is [${shape.join(', ')}]: extents are integers ≥ 0.`);
  }
  const count = shape.reduce((product, extent) => product * extent, 1);
  const offset = array.offset ?? 0;
  const strides = array.strides ?? rowMajor(shape);
  if (strides.length !== shape.length || ![offset, ...strides].every(Number.isSafeInteger)) {
    fail(path, `its strides [${strides.join(', ')}] and offset ${offset} do not fit its shape [${shape.join(', ')}].`);
  }
  if (count > 0) {
    let first = offset;
    let last = offset;
    for (let axis = 0; axis < shape.length; axis++) {
      const reach = (shape[axis] - 1) * strides[axis];
      if (reach < 0) first += reach;
      else last += reach;
    }
    if (first < 0 || (last + 1) * parts > data.length) {
      fail(
        path,
        `${source} of shape [${shape.join(', ')}] reaches elements ${first} to ${last} of a memory of ${Math.floor(data.length / parts)}. ` +
          `Make shape, strides and offset agree with the data.`,
      );
    }
  }
  const contiguous = isRowMajor(shape, strides);
  const format = array.encoding === 'bits' ? formatOf(dtype as FormatName) : undefined;
  const holdsBigints =
    data.length > 0 ? typeof data[0] === 'bigint' : dtype === 'int64' || dtype === 'uint64' || dtype === 'bigint';
  const kind: OperandKind = complex ? 'complex' : format === undefined && holdsBigints ? 'bigint' : 'real';
  const cursor = new Cursor(shape, strides, offset);

  function numberAt(at: number): number {
    const value = data[at];
    if (typeof value === 'number') return format === undefined ? value : fromBits(BigInt(value), format);
    if (format !== undefined && typeof value === 'bigint') return fromBits(value, format);
    return fail(
      path,
      `element ${at} of ${source} is ${value === undefined ? 'missing' : describe(value)}, a number was due.`,
    );
  }

  function bigintAt(at: number): bigint {
    const value = data[at];
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
    return fail(
      path,
      `element ${at} of ${source} is ${value === undefined ? 'missing' : describe(value)}, an integer was due.`,
    );
  }

  return {
    array,
    dtype,
    kind,
    shape,
    count,
    source,
    float64: !(isTyped(data, 'Float32Array') && dtype === 'float32'),
    load(start, n, into32, into64) {
      if (complex) {
        for (let i = 0; i < n; i++) {
          const at = 2 * (contiguous ? offset + start + i : cursor.at(start + i));
          into64[2 * i] = numberAt(at);
          into64[2 * i + 1] = numberAt(at + 1);
        }
      } else if (format !== undefined) {
        loadBits(data, contiguous ? undefined : cursor, offset, start, n, format, into64);
      } else if (contiguous && 'subarray' in data) {
        const part = (data as unknown as NumberArray).subarray(offset + start, offset + start + n) as ArrayLike<number>;
        (this.float64 ? into64 : into32).set(part);
      } else {
        const into = this.float64 ? into64 : into32;
        for (let i = 0; i < n; i++) into[i] = numberAt(contiguous ? offset + start + i : cursor.at(start + i));
      }
    },
    loadBigints(start, n, into) {
      for (let i = 0; i < n; i++) into[i] = bigintAt(cursor.at(start + i));
    },
    at(index) {
      const at = cursor.at(index);
      if (complex) return { re: numberAt(2 * at), im: numberAt(2 * at + 1) };
      return kind === 'bigint' ? bigintAt(at) : numberAt(at);
    },
  };
}

/** Distances between neighbours along each axis in row-major order. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Axes of extent 1 are never walked, so their strides say nothing. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajor(shape);
  return shape.every((extent, axis) => extent <= 1 || strides[axis] === expected[axis]);
}

/** Position of a flat row-major index, one index an axis. */
export function positionOf(index: number, shape: readonly number[]): number[] {
  const position = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = index % shape[axis];
    index = Math.floor(index / shape[axis]);
  }
  return position;
}

/** Flat row-major index to index in memory. Neighbours cost an addition, jumps a division an axis. */
class Cursor {
  readonly #shape: readonly number[];
  readonly #strides: readonly number[];
  readonly #offset: number;
  #position: number[];
  #index = 0;
  #at: number;

  constructor(shape: readonly number[], strides: readonly number[], offset: number) {
    this.#shape = shape;
    this.#strides = strides;
    this.#offset = offset;
    this.#position = shape.map(() => 0);
    this.#at = offset;
  }

  at(index: number): number {
    if (index === this.#index + 1) this.#advance();
    else if (index !== this.#index) this.#jump(index);
    this.#index = index;
    return this.#at;
  }

  #advance(): void {
    for (let axis = this.#shape.length - 1; axis >= 0; axis--) {
      this.#at += this.#strides[axis];
      if (++this.#position[axis] < this.#shape[axis]) return;
      this.#at -= this.#shape[axis] * this.#strides[axis];
      this.#position[axis] = 0;
    }
  }

  #jump(index: number): void {
    this.#position = positionOf(index, this.#shape);
    this.#at = this.#position.reduce((at, k, axis) => at + k * this.#strides[axis], this.#offset);
  }
}

const bitArrays = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array };

function loadBits(
  data: Indexed,
  cursor: Cursor | undefined,
  offset: number,
  start: number,
  n: number,
  format: Format,
  into: Float64Array,
): void {
  const bits = new bitArrays[format.bits](n);
  if (cursor === undefined && 'subarray' in data) {
    (bits as Uint16Array).set((data as unknown as Uint16Array).subarray(offset + start, offset + start + n));
  } else {
    for (let i = 0; i < n; i++) {
      bits[i] = data[cursor === undefined ? offset + start + i : cursor.at(start + i)] as never;
    }
  }
  into.set(decodeArray(bits as BitArray, format));
}

function isTyped(value: unknown, name: string): boolean {
  return typedArrayKind(value) === name;
}

/** A detached buffer has length 0, which looks like an empty array. */
function refuseDetached(data: Indexed, path: string, source: string): void {
  if (typedArrayKind(data) === undefined || !isDetached(data as unknown as NumericTypedArray)) return;
  fail(
    path,
    `the buffer of ${source} is detached (it was transferred). Compare before the transfer, or a copy: array.slice().`,
  );
}

/** Throws a ComparisonError that says where. */
export function fail(path: string, what: string): never {
  throw new ComparisonError(`Cannot compare${path === '' ? '' : ` ${path}`}: ${what}`);
}
