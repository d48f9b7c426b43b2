/**
 * How little the data of a linear system must change for a computed solution to be exact: its backward error, exactly.
 *
 * The normwise backward error of x̂ for Ax = b is the smallest ε with (A + ΔA)x̂ = b + Δb, ‖ΔA‖ ≤ ε‖A‖, ‖Δb‖ ≤ ε‖b‖, and equals
 *
 *   η(x̂) = ‖b − Ax̂‖ / (‖A‖·‖x̂‖ + ‖b‖)
 *
 * in any norm and its subordinate matrix norm (J. L. Rigal and J. Gaches, J. ACM 14, 1967); here the maximum norm. All of it is computed
 * over the rational numbers and rounded once, upward.
 */
import { DomainError } from '../errors.ts';
import { dyadic } from '../reals/dyadic.ts';
import { roundQuotient } from '../reals/round-exact.ts';
import { exactValues } from './evaluate.ts';
import { OracleReference } from './oracle-reference.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { Expression } from './expression.ts';
import type { ReferenceParts } from './oracle-reference.ts';

/** The exact solution of a square system, which knows the system. */
export class SolutionReference extends OracleReference {
  readonly #matrix: Expression;
  readonly #rightHandSide: Expression;

  constructor(parts: ReferenceParts, matrix: Expression, rightHandSide: Expression) {
    super(parts);
    this.#matrix = matrix;
    this.#rightHandSide = rightHandSide;
  }

  /** The number of unknowns. */
  get unknowns(): number {
    return this.#matrix.shape[1]!;
  }

  /**
   * η(x̂), rounded up; of several right-hand sides the largest.
   *
   * @param solution - x̂ in row-major order, of the shape of the right-hand side
   * @throws DomainError for a solution of another size, or one that is not finite
   */
  backwardErrorOf(solution: ArrayLike<number>): number {
    const n = this.unknowns;
    const columns = this.size / n;
    if (solution.length !== this.size) {
      throw new DomainError(
        `backwardErrorOf: the solution has ${solution.length} numbers, the system ${this.size} unknowns.`,
      );
    }
    const a = exactValues(this.#matrix)!;
    const b = exactValues(this.#rightHandSide)!;
    const x = Array.from(solution, quotientOf);
    const normOfMatrix = largest(Array.from({ length: n }, (_, i) => sum(a.slice(i * n, i * n + n).map(absolute))));
    let worst = 0;
    for (let column = 0; column < columns; column++) {
      const at = (values: readonly Quotient[], row: number): Quotient => values[row * columns + column]!;
      const rows = Array.from({ length: n }, (_, i) => i);
      const residual = largest(
        rows.map((i) => absolute(subtract(at(b, i), sum(rows.map((k) => multiply(a[i * n + k]!, at(x, k))))))),
      );
      const normOfSolution = largest(rows.map((i) => absolute(at(x, i))));
      const normOfRight = largest(rows.map((i) => absolute(at(b, i))));
      const size = sum([multiply(normOfMatrix, normOfSolution), normOfRight]);
      if (residual.dividend === 0n) continue;
      const error = { dividend: residual.dividend * size.divisor, divisor: residual.divisor * size.dividend };
      worst = Math.max(worst, roundQuotient(error.dividend, error.divisor, 'float64', 'up'));
    }
    return worst;
  }
}

function quotientOf(value: number): Quotient {
  if (!Number.isFinite(value))
    throw new DomainError(`backwardErrorOf: the solution holds ${value}. Give finite numbers.`);
  const { m, e } = dyadic(value);
  return e >= 0 ? { dividend: m << BigInt(e), divisor: 1n } : { dividend: m, divisor: 1n << BigInt(-e) };
}

const absolute = ({ dividend, divisor }: Quotient): Quotient => ({
  dividend: dividend < 0n ? -dividend : dividend,
  divisor,
});

const multiply = (x: Quotient, y: Quotient): Quotient => ({
  dividend: x.dividend * y.dividend,
  divisor: x.divisor * y.divisor,
});

function add(x: Quotient, y: Quotient): Quotient {
  if (x.divisor === y.divisor) return { dividend: x.dividend + y.dividend, divisor: x.divisor };
  return { dividend: x.dividend * y.divisor + y.dividend * x.divisor, divisor: x.divisor * y.divisor };
}

const subtract = (x: Quotient, y: Quotient): Quotient => add(x, { dividend: -y.dividend, divisor: y.divisor });

function sum(terms: readonly Quotient[]): Quotient {
  return terms.reduce(add, { dividend: 0n, divisor: 1n });
}

/** The largest of numbers ≥ 0; 0 of none. */
function largest(values: readonly Quotient[]): Quotient {
  return values.reduce((x, y) => (x.dividend * y.divisor >= y.dividend * x.divisor ? x : y), {
    dividend: 0n,
    divisor: 1n,
  });
}
