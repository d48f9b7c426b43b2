import type { RoundingFinding } from './finding.ts';
import { roundingFinding, type RoundedIn } from './rounding-finding.ts';
import type { OracleReferences } from './to-match-oracle-within.ts';

/**
 * Every number is the value of its format nearest to the true value (ties to even), and that is proved: both ends of the
 * enclosure round to it.
 *
 * @param received - a number, typed array, nested array or tensor, or a record or list of these
 * @param oracle - the exact results
 * @param options - `format`, for numbers that were rounded into another one than they are kept in: plain numbers from Math.fround
 * @throws UndecidedError where the oracle's limit is reached before the rounding is decided
 * @throws ComparisonError where the two cannot be compared
 *
 * @example
 * expect(Math.sqrt(2)).toBeCorrectlyRounded(oracle.sqrt(2));
 */
export function toBeCorrectlyRounded(
  received: unknown,
  oracle: OracleReferences,
  options?: RoundedIn,
): RoundingFinding {
  return roundingFinding(received, oracle, 'toBeCorrectlyRounded', 'correct', options);
}
