/**
 * The test's own reading of a `NumericArray`: the element at every index tuple, by the definition of strides, as little-endian bytes.
 */
import type { NumericArray } from '../../src/compare/types.ts';

/** All index tuples of a shape, the last axis fastest. */
function indexTuples(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (tuples, extent) => tuples.flatMap((tuple) => Array.from({ length: extent }, (_, i) => [...tuple, i])),
    [[]],
  );
}

function components(array: NumericArray): number {
  return array.dtype.startsWith('complex') ? 2 : 1;
}

/** Where elements lie, in row-major order. */
export function positionsOf({ shape, strides, offset = 0 }: NumericArray): number[] {
  const dense = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  return indexTuples(shape).map((tuple) =>
    tuple.reduce((position, index, axis) => position + index * (strides ?? dense)[axis], offset),
  );
}

/** Numbers in row-major order; complex numbers as neighbouring re and im. */
export function numbersOf(array: NumericArray): (number | bigint)[] {
  const n = components(array);
  return positionsOf(array).flatMap((position) => Array.from({ length: n }, (_, k) => array.data[n * position + k]));
}

/** Bytes in row-major order, as hexadecimal; typed memory on a little-endian machine. */
export function bytesOf(array: NumericArray): string {
  const data = array.data as Float64Array;
  const size = data.BYTES_PER_ELEMENT * components(array);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return positionsOf(array)
    .map((position) => Buffer.from(bytes.subarray(position * size, (position + 1) * size)).toString('hex'))
    .join('');
}
