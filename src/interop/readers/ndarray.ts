/**
 * scijs' `ndarray`: any array-like memory walked by stride and offset, both in elements. Views (`transpose`, `lo`, `hi`, `step`,
 * `pick`) share the memory and differ in these numbers only; strides may be negative.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { elementsOf } from '../elements.ts';
import { elementCount, offsetOf, shapeOf, stridesOf, walk } from '../layout.ts';
import { numericArray } from '../numeric-array.ts';
import { describe } from '../../compare/describe.ts';

interface View {
  readonly data: unknown;
  readonly shape: unknown;
  readonly stride: unknown;
  readonly offset: unknown;
  readonly dimension: number;
}

/** Memory behind `get` and `length`, the library's `generic` kind. Its get decides what is inside; holes come back as undefined. */
function readGeneric(view: View, get: (index: number) => unknown, source: string): NumericArray {
  const shape = shapeOf(view.shape, source);
  const layout = { shape, strides: stridesOf(view.stride, shape, source), offset: offsetOf(view.offset, source) };
  if (elementCount(shape) === undefined) {
    throw new ComparisonError(`${source}: a shape of [${shape.join(', ')}] has more elements than can be counted.`);
  }
  const values: unknown[] = [];
  walk(layout, (position) => values.push(get(position)));
  const { data, dtype } = elementsOf(values, source);
  return numericArray({ data, shape, dtype, source });
}

/** Reads an ndarray of any dimension; the element type is that of the memory. */
export function readNdarray(value: object): NumericArray | undefined {
  const view = value as Partial<View> & { pick?: unknown; step?: unknown };
  if (typeof view.pick !== 'function' || typeof view.step !== 'function' || typeof view.dimension !== 'number') {
    return undefined;
  }
  const source = 'ndarray';
  // The library's array of no dimension and no element, what picking from a scalar gives.
  if (view.dimension === -1) return numericArray({ data: [], shape: [0], source });
  const data = view.data;
  const get: unknown = typeof data === 'object' && data !== null && 'get' in data ? data.get : undefined;
  if (typeof get === 'function') return readGeneric(view as View, (index) => get.call(data, index) as unknown, source);
  if (typeof data !== 'object' || data === null) {
    throw new ComparisonError(
      `${source}: the data must be a typed array or an array of numbers, got ${describe(data)}.`,
    );
  }
  return numericArray({ data, shape: view.shape, strides: view.stride, offset: view.offset, source });
}
