import type { OracleReference } from '../arithmetic/index.ts';
import type { Budget, Comparison } from '../compare/types.ts';
import { compare } from '../interop/compare.ts';
import { budgetFinding } from './budget-finding.ts';
import type { OracleFinding } from './finding.ts';
import { evidenceOf } from './oracle-evidence.ts';
import { oraclePairs } from './oracle-pairs.ts';
import type { OraclePair } from './oracle-pairs.ts';

/** A reference that an oracle made, or a record or list of such. */
export type OracleReferences =
  OracleReference | readonly OracleReferences[] | { readonly [key: string]: OracleReferences };

/**
 * Every number is within the budget of the true value, and that is proved: an element passes when it is within the budget for every
 * value in its enclosure, fails when it is for none, and between the two the oracle computes with more digits.
 *
 * @param received - a number, typed array, nested array or tensor, or a record or list of these
 * @param oracle - what the exact results are: `oracle.exp(x)`, `oracle.matmul(a, b)`, `oracle(program, …inputs)`
 * @param budget - what is allowed, as for `toMatchFloat64Within`; ulps are those of what was received
 * @throws UndecidedError where the oracle's limit is reached first: neither the assertion nor its negation holds
 * @throws ComparisonError where the two cannot be compared
 *
 * @example
 * expect(Math.exp(0.1)).toMatchOracleWithin(oracle.exp(0.1), { ulp: 1 });
 */
export function toMatchOracleWithin(received: unknown, oracle: OracleReferences, budget: Budget): OracleFinding {
  const pairs = oraclePairs(received, oracle, 'toMatchOracleWithin');
  return oracleFinding(received, oracle, compare(received, oracle, budget), pairs);
}

/** A proved comparison as a finding. */
export function oracleFinding(
  received: unknown,
  oracle: unknown,
  comparison: Comparison,
  pairs: readonly OraclePair[],
): OracleFinding {
  const { pass, diagnose, refusesNot } = budgetFinding(received, oracle, comparison);
  return {
    kind: 'oracle',
    pass,
    comparison,
    diagnose,
    evidence: (path, index) => {
      const pair = pairs.find((candidate) => candidate.path === path);
      return pair && evidenceOf(pair, index);
    },
    ...(refusesNot === undefined ? {} : { refusesNot }),
  };
}
