/** Shapes: sizes, strides, broadcasting and axes, as NumPy and PyTorch define them. */
import { DomainError } from '../errors.ts';

/** The extent of each axis; `[]` is a scalar. */
export type Shape = readonly number[];

/** The number of elements: the product of the extents, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/**
 * The shape that was asked for.
 *
 * @param example - what to write instead of what is no shape
 * @throws DomainError for anything but a list of whole numbers of 0 or more whose product is a safe integer
 */
export function checkedShape(shape: unknown, name: string, example: string): Shape {
  const given = (value: unknown): string => (Array.isArray(value) ? `[${value.map(given).join(', ')}]` : String(value));
  if (!Array.isArray(shape) || !shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new DomainError(
      `${name}: a shape is a whole number of 0 or more for each axis, got ${given(shape)}. Write ${example}.`,
    );
  }
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new DomainError(`${name}: the shape ${given(shape)} has more elements than can be counted. Make it smaller.`);
  }
  return shape;
}

/** Row-major strides in elements: the last axis is contiguous. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether two shapes have the same extents in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * The shape that all of `shapes` broadcast to: aligned at the last axis, an extent of 1 stretches to any other.
 *
 * @throws DomainError where two extents differ and neither is 1.
 */
export function broadcastShapes(shapes: readonly Shape[], name = 'broadcast'): Shape {
  if (shapes.length === 1) return shapes[0]!;
  if (shapes.length === 2 && sameShape(shapes[0]!, shapes[1]!)) return shapes[0]!;
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let axis = 0; axis < shape.length; axis++) {
      const at = rank - shape.length + axis;
      const extent = shape[axis]!;
      if (extent === result[at] || extent === 1) continue;
      if (result[at] !== 1) {
        throw new DomainError(
          `${name}: shapes ${shapes.map(shapeText).join(' and ')} do not broadcast: extents ${result[at]} and ${extent} meet at axis ${at}. Make them equal, or one of them 1.`,
        );
      }
      result[at] = extent;
    }
  }
  return result;
}

/**
 * The axes named by `axes` as sorted non-negative numbers; `undefined` names all of them, negative ones count from the end.
 *
 * @throws DomainError for an axis that the shape does not have, or one named twice.
 */
export function normaliseAxes(
  axes: number | readonly number[] | undefined,
  rank: number,
  name: string,
): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  if (typeof axes !== 'number' && !Array.isArray(axes)) {
    throw new DomainError(`${name}: an axis is a whole number, got ${String(axes)}. Write 0, or [0, 1] for two.`);
  }
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => {
    const at = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(at) || at < 0 || at >= rank) {
      throw new DomainError(
        `${name}: axis ${axis} is outside a shape of rank ${rank}. Write one from ${-rank} to ${rank - 1}.`,
      );
    }
    return at;
  });
  const sorted = [...list].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) throw new DomainError(`${name}: axis ${sorted[i]} is named twice in [${list}].`);
  }
  return sorted;
}

/** The shape after a reduction over `axes` (sorted): dropped, or kept with extent 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** A shape as text: `[2, 3]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/**
 * For every element of an array of `shape`, in row-major order, the position `offset + Σ index·stride`.
 *
 * With strides of 0 this broadcasts, with permuted strides it transposes, with scaled ones it slices.
 */
export function positions(shape: Shape, strides: readonly number[], offset = 0): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  const rank = shape.length;
  if (result.length === 0) return result;
  if (rank === 0) {
    result[0] = offset;
    return result;
  }
  const index = new Array<number>(rank).fill(0);
  const last = rank - 1;
  const extent = shape[last]!;
  const stride = strides[last]!;
  let base = offset;
  for (let at = 0; at < result.length;) {
    for (let i = 0, position = base; i < extent; i++, position += stride) result[at++] = position;
    for (let axis = last - 1; axis >= 0; axis--) {
      base += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      base -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** The strides with which an array of shape `from` is walked as if it had shape `to`: 0 along every stretched axis. */
export function broadcastStrides(from: Shape, to: Shape, strides: readonly number[] = stridesOf(from)): number[] {
  const missing = to.length - from.length;
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}
