import type { LeafPair } from '../compare/leaf.ts';
import { positionOf, rowMajor } from '../compare/operand.ts';
import type { Dtype, NumericArray } from '../compare/types.ts';
import { formats, toBits } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';

/** Widths of the types that are no formats, for complex numbers of one part. A `bigint` has as many bits as it needs. */
const widths: Partial<Record<Dtype, number>> = {
  bool: 8,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  int64: 64,
  uint64: 64,
  complex64: 32,
  complex128: 64,
};

/** Bits of one number of a type; `undefined` for a `bigint`, whose length is its own. */
export function bitWidth(dtype: Dtype): number | undefined {
  return dtype in formats ? formats[dtype as FormatName].bits : widths[dtype];
}

/** The typed array whose memory is the bits of a type. */
const memoryOf: Partial<Record<Dtype, string>> = {
  float64: 'Float64Array',
  float32: 'Float32Array',
  float16: 'Float16Array',
  complex64: 'Float32Array',
  complex128: 'Float64Array',
};

/** Memory as unsigned integers, `words` of them a number. */
interface Words {
  readonly data: Uint8Array | Uint16Array | Uint32Array;
  readonly words: 1 | 2;
}

/**
 * The memory of an array as raw bits, NaN payloads and all; `undefined` where values of the type are held in another one, such as
 * bfloat16 values in a `Float32Array`, or in no typed array.
 */
function wordsOf({ data, dtype, encoding }: NumericArray): Words | undefined {
  if (!ArrayBuffer.isView(data)) return undefined;
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  const floating = dtype in formats || dtype === 'complex64' || dtype === 'complex128';
  if (floating && encoding !== 'bits' && memoryOf[dtype] !== kind) return undefined;
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT: bytes } = data;
  if (bytes === 8) return { data: new Uint32Array(buffer, byteOffset, 2 * length), words: 2 };
  if (bytes === 4) return { data: new Uint32Array(buffer, byteOffset, length), words: 1 };
  if (bytes === 2) return { data: new Uint16Array(buffer, byteOffset, length), words: 1 };
  return { data: new Uint8Array(buffer, byteOffset, length), words: 1 };
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Reads the bits of the number at a place in memory. Without raw memory a NaN has its format's one quiet pattern. */
function bitsReader(array: NumericArray): (at: number) => bigint {
  const raw = wordsOf(array);
  if (raw?.words === 1) return (at) => BigInt(raw.data[at]!);
  if (raw !== undefined) {
    const [low, high] = littleEndian ? [0, 1] : [1, 0];
    return (at) => (BigInt(raw.data[2 * at + high]!) << 32n) | BigInt(raw.data[2 * at + low]!);
  }
  const { data, dtype } = array;
  const format = dtype === 'complex64' ? 'float32' : dtype === 'complex128' ? 'float64' : dtype;
  if (format in formats) return (at) => toBits(data[at] as number, format as FormatName);
  const width = bitWidth(dtype);
  return (at) => (width === undefined ? BigInt(data[at]!) : BigInt.asUintN(width, BigInt(data[at]!)));
}

/**
 * Calls `visit` with the row-major index of every element whose bits differ. Raw memory is compared as it lies, by words; all else
 * number by number.
 */
export function visitDifferentBits({ actual, reference }: LeafPair, visit: (index: number) => void): void {
  const parts = actual.kind === 'complex' ? 2 : 1;
  const [a, r] = [wordsOf(actual.array), wordsOf(reference.array)];
  if (a !== undefined && r !== undefined && isContiguous(actual.array) && isContiguous(reference.array)) {
    const step = parts * a.words;
    const [startA, startR] = [(actual.array.offset ?? 0) * step, (reference.array.offset ?? 0) * step];
    for (let i = 0, end = actual.count * step; i < end; i++) {
      if (a.data[startA + i] === r.data[startR + i]) continue;
      const index = Math.floor(i / step);
      visit(index);
      i = (index + 1) * step - 1;
    }
    return;
  }
  for (let index = 0; index < actual.count; index++)
    if (bitsAt({ actual, reference }, index) !== undefined) visit(index);
}

/** The differing bits of an element, of a complex one its first differing part; `undefined` where none differ. */
export function bitsAt(
  { actual, reference }: Pick<LeafPair, 'actual' | 'reference'>,
  index: number,
): readonly [actual: bigint, reference: bigint] | undefined {
  const parts = actual.kind === 'complex' ? 2 : 1;
  const [readA, readR] = [bitsReader(actual.array), bitsReader(reference.array)];
  const [atA, atR] = [parts * memoryIndex(actual.array, index), parts * memoryIndex(reference.array, index)];
  for (let part = 0; part < parts; part++) {
    const [a, r] = [readA(atA + part), readR(atR + part)];
    if (a !== r) return [a, r];
  }
  return undefined;
}

function isContiguous({ shape, strides }: NumericArray): boolean {
  const dense = rowMajor(shape);
  return strides === undefined || shape.every((extent, axis) => extent <= 1 || strides[axis] === dense[axis]);
}

function memoryIndex({ shape, strides = rowMajor(shape), offset = 0 }: NumericArray, index: number): number {
  return positionOf(index, shape).reduce((at, i, axis) => at + i * strides[axis]!, offset);
}
