/** References that carry what their computation may be wrong by. */
import { ComparisonError } from '../errors.ts';

/** A reference with a-priori rounding-error bounds of the computation that is judged, element by element: the unit of `budget.bound`. */
export interface BoundedReference {
  readonly kind: 'bounded';
  /** Anything that can be compared. */
  readonly reference: unknown;
  /** The same structure and shapes, of bounds ≥ 0; a single number holds for every element. */
  readonly errorBound: unknown;
}

/**
 * Gives a reference the bounds that `{ bound: k }` is a multiple of: |actual − reference| ≤ k·bound, element by element.
 *
 * For a product of m×n and n×p matrices, n·u·(|A||B|) bounds the error of every order of summation (Jeannerod and Rump, 2013).
 *
 * @param reference - anything that can be compared
 * @param errorBound - bounds ≥ 0 in the same structure and shapes, or one number for all elements
 */
export function withErrorBound(reference: unknown, errorBound: unknown): BoundedReference {
  if (errorBound === undefined || errorBound === null) {
    throw new ComparisonError(
      `withErrorBound(reference, errorBound): the bound is ${String(errorBound)}. Write an array of bounds in the shape of the reference, or one number.`,
    );
  }
  return { kind: 'bounded', reference, errorBound };
}

export function isBounded(value: unknown): value is BoundedReference {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'bounded' &&
    'reference' in value &&
    'errorBound' in value
  );
}
