import type { Budget } from '../compare/types.ts';
import { compare } from '../interop/compare.ts';
import { budgetFinding } from './budget-finding.ts';
import type { Finding } from './finding.ts';

/**
 * Every number is within the budget of its reference.
 *
 * Ulps are counted in the format of what was received, whatever the reference's: `{ ulp: 4 }` on a `Float32Array` means 4 float32
 * ulps. An element passes within **any** of `ulp`, `steps`, `rel`, `abs`, `allclose`, `bound`; the terms over the whole array
 * (`rmse`, `meanUlp`, `p99Ulp`, `bias`, `cosine`, `mismatches`) must **all** hold.
 *
 * @param received - a number, typed array, nested array or tensor, or a record or list of these
 * @param reference - the same shapes, usually of higher precision
 * @param budget - what is allowed; there is no default
 * @throws BudgetError for an invalid budget
 * @throws ComparisonError where the two cannot be compared, under `.not` as well
 *
 * @example
 * expect(Float32Array.of(0.1)).toMatchFloat64Within([0.1], { ulp: 0.5 });
 */
export function toMatchFloat64Within(received: unknown, reference: unknown, budget: Budget): Finding {
  return budgetFinding(received, reference, compare(received, reference, budget));
}
