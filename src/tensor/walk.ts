/** How the elements of a tensor lie in memory, and their copy in row-major order. */
import { positions, sizeOf } from '../ops/index.ts';
import type { Shape } from '../ops/index.ts';
import { isNumbers } from './storage.ts';
import type { Arithmetic, FloatStorage, IntegerStorage } from '../arithmetic/index.ts';
import type { Storage } from './storage.ts';

/** Element (i, j, …) is at offset + i·strides[0] + j·strides[1] + … */
export interface Walk {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Whether strides are those of neighbouring elements in row-major order; axes of extent 1 do not matter. */
export function isRowMajor(shape: Shape, strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** The elements of `shape` walked through `data`, copied in row-major order; `arithmetic` moves what is no typed array. */
export function walked(
  data: Storage,
  shape: Shape,
  { strides, offset }: Walk,
  arithmetic: () => Arithmetic<Storage>,
): Storage {
  const size = sizeOf(shape);
  if (!isNumbers(data)) return arithmetic().gather([data], positions(shape, strides, offset), 0);
  if (isRowMajor(shape, strides)) return data.slice(offset, offset + size);
  const result = new (data.constructor as new (length: number) => FloatStorage | IntegerStorage)(size);
  if (strides.every((stride) => stride === 0)) return result.fill(data[offset]!);
  const rank = shape.length;
  if (rank <= 2) {
    const [rows, columns] = rank === 2 ? (shape as readonly [number, number]) : [1, shape[0]!];
    const [down, across] = rank === 2 ? (strides as readonly [number, number]) : [0, strides[0]!];
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0, from = offset + i * down; j < columns; j++, from += across) result[at++] = data[from]!;
    }
    return result;
  }
  const sources = positions(shape, strides, offset);
  for (let i = 0; i < size; i++) result[i] = data[sources[i]!]!;
  return result;
}
