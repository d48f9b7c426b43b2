import type { BoundOptions, OracleReference } from '../arithmetic/index.ts';
import { BudgetError } from '../errors.ts';
import { compare } from '../interop/compare.ts';
import type { OracleFinding } from './finding.ts';
import { oraclePairs } from './oracle-pairs.ts';
import { oracleFinding } from './to-match-oracle-within.ts';

/** What is allowed, and how the computation accumulates. */
export interface ErrorBoundOptions extends Omit<BoundOptions, 'format'> {
  /** The error divided by its a-priori bound may be this large: 1 allows what the theory does. There is no default. */
  readonly ratio: number;
  /** The format of the computation; default that of what was received. */
  readonly format?: BoundOptions['format'];
}

/**
 * The error of every element is at most `ratio` times the a-priori rounding-error bound of the operation: for a product of matrices
 * k·u·(|A||B|), element by element, the test that BLAS's own testers use. The honest measure of sums and products: cancellation,
 * which makes ulps meaningless there, raises error and bound alike.
 *
 * @param received - a number, array or tensor
 * @param oracle - the exact result: `oracle.matmul(a, b)`, `oracle.sum(x)`, …
 * @param options - `ratio`, and how the computation accumulates (`accumulate`, `order`, `block`)
 * @throws BudgetError for a ratio that is not a finite number ≥ 0
 * @throws ComparisonError where the two cannot be compared
 * @throws DomainError where no finite bound exists, as where the computation may overflow
 *
 * @example
 * expect(product).toBeWithinErrorBound(oracle.matmul(a, b), { ratio: 1, accumulate: 'float32' });
 */
export function toBeWithinErrorBound(
  received: unknown,
  oracle: OracleReference,
  options: ErrorBoundOptions,
): OracleFinding {
  const { ratio, format, ...policy } = (options ?? {}) as ErrorBoundOptions;
  if (typeof ratio !== 'number' || !(ratio >= 0 && ratio < Infinity)) {
    throw new BudgetError(
      `toBeWithinErrorBound: ratio must be a finite number ≥ 0, got ${String(ratio)}. Write { ratio: 1 } for what the a-priori bound allows.`,
    );
  }
  const [pair] = oraclePairs(received, oracle, 'toBeWithinErrorBound');
  const bounded = pair!.reference.withErrorBound({ format: format ?? pair!.format, ...policy });
  const pairs = [{ ...pair!, reference: bounded }];
  return oracleFinding(received, bounded, compare(received, bounded, { bound: ratio }), pairs);
}
