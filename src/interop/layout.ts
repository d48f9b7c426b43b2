/**
 * Shapes and strides: where the element with a given index lies, and whether all of them lie inside the memory.
 *
 * Element (i_1, …, i_n) of an array with strides s and offset o is at position o + Σ i_k·s_k, counted in elements.
 */
import { ComparisonError } from '../errors.ts';
import { describe } from '../compare/describe.ts';
import { typedArrayKind } from '../compare/typed-arrays.ts';

/** Steps through memory: shape, strides and offset in elements. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** No array library of today goes beyond 64 axes. */
const mostAxes = 64;

function integersOf(value: unknown, what: string, source: string): number[] {
  if (!Array.isArray(value) && typedArrayKind(value) === undefined) {
    throw new ComparisonError(`${source}: the ${what} must be an array of integers, got ${describe(value)}.`);
  }
  // `Array.from` reads holes as undefined, which the loop below then refuses.
  return Array.from(value as ArrayLike<unknown>, (entry, axis) => {
    if (typeof entry !== 'number' || !Number.isSafeInteger(entry)) {
      throw new ComparisonError(
        `${source}: the ${what} must consist of integers, got ${describe(entry)} for axis ${axis}. Write them as numbers, one an axis.`,
      );
    }
    return entry + 0;
  });
}

/** A shape: integers ≥ 0, 64 at most. */
export function shapeOf(value: unknown, source: string): number[] {
  const shape = integersOf(value, 'shape', source);
  if (shape.length > mostAxes) {
    throw new ComparisonError(`${source}: a shape of ${shape.length} axes; ${mostAxes} are the most that can be read.`);
  }
  shape.forEach((extent, axis) => {
    if (extent < 0) {
      throw new ComparisonError(
        `${source}: axis ${axis} of the shape [${shape.join(', ')}] is negative. Write the extent that -1 stands for.`,
      );
    }
  });
  return shape;
}

/** Number of elements of a shape: the product of its extents, 1 for a scalar. `undefined` beyond 2^53 − 1. */
export function elementCount(shape: readonly number[]): number | undefined {
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const extent of shape) {
    count *= extent;
    if (!Number.isSafeInteger(count)) return undefined;
  }
  return count;
}

/** Strides of a row-major array without gaps: the last axis is the fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Strides of a column-major (Fortran) array without gaps: the first axis is the fastest. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  return rowMajorStrides([...shape].reverse()).reverse();
}

/** Strides as given, one an axis. */
export function stridesOf(value: unknown, shape: readonly number[], source: string): number[] {
  const strides = integersOf(value, 'strides', source);
  // stdlib gives a scalar one stride, 0.
  if (shape.length === 0 && strides.length === 1 && strides[0] === 0) return [];
  if (strides.length !== shape.length) {
    throw new ComparisonError(
      `${source}: ${strides.length} strides for a shape of ${shape.length} axes. Write one stride an axis, counted in elements.`,
    );
  }
  return strides;
}

/** An offset: an integer ≥ 0. */
export function offsetOf(value: unknown, source: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new ComparisonError(
      `${source}: the offset must be an integer ≥ 0, counted in elements, got ${describe(value)}.`,
    );
  }
  return value;
}

/**
 * Checks that every element lies inside memory of `available` elements: the smallest position o + Σ_{s_k<0} (n_k − 1)·s_k is at
 * least 0 and the largest, o + Σ_{s_k>0} (n_k − 1)·s_k, less than `available`. Arrays without elements touch nothing.
 *
 * @throws ComparisonError naming the position that leaves the memory. Positions beyond 2^53 leave every memory there is.
 */
export function checkInside(layout: Layout, available: number, source: string): void {
  if (layout.shape.includes(0)) return;
  let lowest = layout.offset;
  let highest = layout.offset;
  layout.shape.forEach((extent, axis) => {
    const reach = (extent - 1) * layout.strides[axis];
    if (reach < 0) lowest += reach;
    else highest += reach;
  });
  if (lowest < 0 || highest >= available) {
    throw new ComparisonError(
      `${source}: shape [${layout.shape.join(', ')}] with strides [${layout.strides.join(', ')}] and offset ${layout.offset} ` +
        `reaches from position ${lowest} to ${highest}, but the data holds ${available} elements (0 to ${available - 1}). ` +
        'Strides and offset are counted in elements, not in bytes.',
    );
  }
}

/** Whether elements in row-major order lie one after another. Axes of one element may have any stride. */
export function isContiguous(layout: Layout): boolean {
  const dense = rowMajorStrides(layout.shape);
  return layout.shape.every((extent, axis) => extent === 1 || layout.strides[axis] === dense[axis]);
}

/** Calls `visit` with the position of every element in row-major order and the element's flat index. */
export function walk(layout: Layout, visit: (position: number, index: number) => void): void {
  const { shape, strides } = layout;
  const count = elementCount(shape) ?? 0;
  const indices = new Array<number>(shape.length).fill(0);
  let position = layout.offset;
  for (let flat = 0; flat < count; flat++) {
    visit(position, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis];
      if (++indices[axis] < shape[axis]) break;
      position -= strides[axis] * shape[axis];
      indices[axis] = 0;
    }
  }
}
