import type { RoundingFinding } from './finding.ts';
import { roundingFinding, type RoundedIn } from './rounding-finding.ts';
import type { OracleReferences } from './to-match-oracle-within.ts';

/**
 * Every number is one of the two values of its format that enclose the true value, or the true value itself where the format has it.
 *
 * Decided by bracketing: an error below one ulp does not imply it.
 *
 * @param received - a number, typed array, nested array or tensor, or a record or list of these
 * @param oracle - the exact results
 * @param options - `format`, for numbers that were rounded into another one than they are kept in: plain numbers from Math.fround
 * @throws UndecidedError where the oracle's limit is reached before the rounding is decided
 * @throws ComparisonError where the two cannot be compared
 *
 * @example
 * expect(Math.exp(1)).toBeFaithfullyRounded(oracle.exp(1));
 */
export function toBeFaithfullyRounded(
  received: unknown,
  oracle: OracleReferences,
  options?: RoundedIn,
): RoundingFinding {
  return roundingFinding(received, oracle, 'toBeFaithfullyRounded', 'faithful', options);
}
