import type { SolutionReference } from '../arithmetic/index.ts';
import { BudgetError, ComparisonError } from '../errors.ts';
import { formatOf } from '../formats/index.ts';
import type { BackwardFinding } from './finding.ts';
import { oraclePairs } from './oracle-pairs.ts';

export interface BackwardStability {
  /** The backward error may be this many times n·u; LAPACK's own tests allow 30 times 2u. There is no default. */
  readonly ratio: number;
}

/**
 * A computed solution of Ax = b is the exact solution of a system whose data differ from A and b, normwise and relatively, by at
 * most ratio·n·u, u the unit roundoff of its format: the most that can be asked of an algorithm, however ill-conditioned the system is.
 *
 * η = ‖b − Ax̂‖/(‖A‖‖x̂‖ + ‖b‖) in the maximum norm (Rigal and Gaches 1967), computed exactly.
 *
 * @param received - x̂: an array or tensor of the shape of b
 * @param system - `oracle.solve(A, b)`
 * @param options - `ratio`
 * @throws BudgetError for a ratio that is not a finite number ≥ 0
 * @throws ComparisonError where the reference is no solution of a system, or the shapes differ
 *
 * @example
 * expect(gaussianElimination(A, b)).toBeBackwardStable(oracle.solve(A, b), { ratio: 10 });
 */
export function toBeBackwardStable(
  received: unknown,
  system: SolutionReference,
  options: BackwardStability,
): BackwardFinding {
  const ratio = (options as BackwardStability | undefined)?.ratio;
  if (typeof ratio !== 'number' || !(ratio >= 0 && ratio < Infinity)) {
    throw new BudgetError(
      `toBeBackwardStable: ratio must be a finite number ≥ 0, got ${String(ratio)}. Write { ratio: 10 } for 10·n·u.`,
    );
  }
  const [pair] = oraclePairs(received, system, 'toBeBackwardStable');
  const { actual, format } = pair!;
  if (typeof (system as Partial<SolutionReference>).backwardErrorOf !== 'function') {
    throw new ComparisonError(
      'toBeBackwardStable: the reference is no solution of a linear system. Write oracle.solve(A, b).',
    );
  }
  const solution = Float64Array.from({ length: actual.count }, (_, i) => actual.at(i) as number);
  const error = solution.every(Number.isFinite) ? system.backwardErrorOf(solution) : Infinity;
  const limit = ratio * system.unknowns * formatOf(format).unitRoundoff;
  let apart = 0;
  let size = 0;
  solution.forEach((value, i) => {
    apart = Math.max(apart, Math.abs(value - system.hi[i]!));
    size = Math.max(size, Math.abs(system.hi[i]!));
  });
  return {
    kind: 'backward',
    pass: error <= limit,
    error,
    limit,
    ratio,
    order: system.unknowns,
    format,
    forwardError: size === 0 ? apart : apart / size,
  };
}
