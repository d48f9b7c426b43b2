/**
 * Plain float64 products: the bits of the loop `for k: s = s + a·b`, ten times faster, and |A||B|, the yardstick of error bounds.
 */

import { powerOfTwo } from '../formats/index.ts';
import { gather, requireProduct, transpose, type MatrixView } from './matrix-view.ts';
import { forEachProductSum } from './product-tiles.ts';
import type { ProductOptions } from './certified-product.ts';

/**
 * AB in float64, row-major: each element is summed from +0 in the order of k, every product and every sum rounded to nearest.
 *
 * Error: at most k·u·(|A||B|)ᵢⱼ with u = 2^-53, without underflow or overflow (Jeannerod & Rump 2013).
 */
export function gemmFloat64(a: MatrixView, b: MatrixView, options: ProductOptions = {}): Float64Array {
  requireProduct(a, b);
  return product(gather(a, 'left'), gather(transpose(b), 'right'), a.rows, b.columns, a.columns, options);
}

/**
 * |A||B|, element by element, rounded up: at least the true value x and at most x·(1 + 3(k + 8)·2^-53) + (2k + 1)·2^-1074; 0 only
 * where it is 0.
 *
 * NaN where a term is (∞·0 too); infinite where a term or the sum exceeds the range.
 */
export function absoluteProduct(a: MatrixView, b: MatrixView, options: ProductOptions = {}): Float64Array {
  requireProduct(a, b);
  const left = gather(a, 'left');
  const right = gather(transpose(b), 'right');
  const nothingUnderflows = toMagnitudes(left) * toMagnitudes(right) >= LEAST_NORMAL;
  const result = product(left, right, a.rows, b.columns, a.columns, options);
  // Computed ≥ (1 - u)^k·true - k·2^-1075, so true ≤ (computed + k·2^-1074)·(1 + (k + 1)·u/(1 - ku)); two roundings more here.
  const depth = a.columns;
  const factor = 1 + (depth + 8) * Number.EPSILON;
  const underflow = depth * Number.MIN_VALUE;
  for (let i = 0; i < result.length; i++) {
    if (
      result[i] !== 0 ||
      (!nothingUnderflows && mayUnderflow(left, right, depth, Math.floor(i / b.columns), i % b.columns))
    ) {
      result[i] = (result[i] + underflow) * factor;
    }
  }
  return result;
}

/** The smallest normal number. */
const LEAST_NORMAL = powerOfTwo(-1022);

/** Replaces values by their magnitudes. @returns the smallest that is not 0; infinite where all are 0 or NaN */
function toMagnitudes(values: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < values.length; i++) {
    const x = Math.abs(values[i]!);
    values[i] = x;
    if (x < least && x !== 0) least = x;
  }
  return least;
}

/** Whether a sum that came out as 0 has a term that is not. */
function mayUnderflow(left: Float64Array, right: Float64Array, depth: number, i: number, j: number): boolean {
  for (let k = 0; k < depth; k++) if (left[i * depth + k] !== 0 && right[j * depth + k] !== 0) return true;
  return false;
}

function product(
  left: Float64Array,
  right: Float64Array,
  rows: number,
  columns: number,
  depth: number,
  options: ProductOptions,
): Float64Array {
  const result = new Float64Array(rows * columns);
  forEachProductSum(
    'plain',
    left,
    right,
    depth,
    0,
    (i, j, sum) => {
      result[i * columns + j] = sum;
    },
    options.engine,
  );
  return result;
}
