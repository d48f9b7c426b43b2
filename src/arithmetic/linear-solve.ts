/**
 * Linear systems and least squares, solved exactly: elimination without fractions over the integers.
 *
 * Exact inputs, and what + − × ÷ make of them, are rational numbers; rows are scaled to integers, and Bareiss's elimination keeps every intermediate number a minor of
 * the matrix: no rounding anywhere, so that no conditioning can do harm. Least squares by the normal equations AᵀAx = Aᵀb, which square
 * the condition number in floating point and nothing in exact arithmetic.
 *
 * Cost: O(n³) products of integers that grow to n times the length of the data; some tens of unknowns are a matter of milliseconds
 * to seconds.
 *
 * Source: E. H. Bareiss, "Sylvester's identity and multistep integer-preserving Gaussian elimination", Math. Comp. 22 (1968).
 */
import { DomainError } from '../errors.ts';
import { shapeText } from '../ops/index.ts';
import { greatestCommonDivisor, lowestTerms } from '../reals/rational-reals.ts';
import { exactValues } from './evaluate.ts';
import { inputOf } from './expression.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { Expression } from './expression.ts';

type Matrix = readonly (readonly Quotient[])[];

/**
 * x with Ax = b for A [n, n] and b [n] or [n, m], exactly.
 *
 * @throws DomainError where shapes do not fit, A is singular, or an input is no exact finite number
 */
export function solve(a: Expression, b: Expression): Expression {
  const [n, columns] = matrixShape(a, 'oracle.solve');
  if (n !== columns) {
    throw new DomainError(
      `oracle.solve: the matrix has shape ${shapeText(a.shape)}. Give a square one, or use leastSquares.`,
    );
  }
  requireRows(b, n, 'oracle.solve');
  const solution = solveExactly(rowsOf(a, n, n, 'oracle.solve'), rowsOf(b, n, b.size / n, 'oracle.solve'));
  if (solution === undefined) throw new DomainError('oracle.solve: the matrix is singular: no or many x solve Ax = b.');
  return inputOf(b.shape, { kind: 'quotients', values: solution.flat() });
}

/**
 * The x that minimises ‖Ax - b‖₂ for A [m, n] of full column rank and b [m] or [m, p], exactly.
 *
 * @throws DomainError where shapes do not fit, the columns of A are dependent, or an input is no exact finite number
 */
export function leastSquares(a: Expression, b: Expression): Expression {
  const where = 'oracle.leastSquares';
  const [m, n] = matrixShape(a, where);
  requireRows(b, m, where);
  const width = b.size / m;
  // Least squares over all rows at once need one scale for all: a common divisor of all entries.
  const left = commonIntegers(rowsOf(a, m, n, where));
  const right = commonIntegers(rowsOf(b, m, width, where));
  const gram = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => product(left.rows, i, left.rows, j)),
  );
  const image = Array.from({ length: n }, (_, i) =>
    Array.from({ length: width }, (_, j) => product(left.rows, i, right.rows, j)),
  );
  // AᵀAx = Aᵀb with A = L/s, b = R/t: LᵀL·x = (s/t)·LᵀR.
  const solution = eliminate(gram, image);
  if (solution === undefined) {
    throw new DomainError(
      `${where}: the columns of the matrix are linearly dependent, so that many x are equally good. Leave some out.`,
    );
  }
  const values = solution
    .flat()
    .map(({ dividend, divisor }) => lowestTerms(dividend * left.scale, divisor * right.scale));
  return inputOf([n, ...b.shape.slice(1)], { kind: 'quotients', values });
}

function matrixShape({ shape }: Expression, where: string): readonly [number, number] {
  if (shape.length !== 2 || shape[0] === 0 || shape[1] === 0) {
    throw new DomainError(
      `${where}: the matrix has shape ${shapeText(shape)}. Give one of two axes that is not empty.`,
    );
  }
  return [shape[0]!, shape[1]!];
}

function requireRows({ shape }: Expression, rows: number, where: string): void {
  if ((shape.length === 1 || shape.length === 2) && shape[0] === rows && shape[1] !== 0) return;
  throw new DomainError(
    `${where}: the right-hand side has shape ${shapeText(shape)}; it needs ${rows} rows, one for each of the matrix.`,
  );
}

function rowsOf(x: Expression, rows: number, columns: number, where: string): Matrix {
  const values = exactValues(x);
  if (values === undefined) {
    throw new DomainError(
      `${where}: an input is not rational, or not a finite number. Give numbers, decimals, or what + − × ÷ make of them.`,
    );
  }
  return Array.from({ length: rows }, (_, i) => values.slice(i * columns, i * columns + columns));
}

/** Ax = b over the quotients, by rows scaled to integers. */
function solveExactly(a: Matrix, b: Matrix): Quotient[][] | undefined {
  const rows = a.map((row, i) => commonIntegers([[...row, ...b[i]!]]).rows[0]!);
  const n = a.length;
  const solution = eliminate(
    rows.map((row) => row.slice(0, n)),
    rows.map((row) => row.slice(n)),
  );
  return solution?.map((row) => row.map(({ dividend, divisor }) => lowestTerms(dividend, divisor)));
}

/** The entries times `scale`, the least common multiple of their divisors. */
function commonIntegers(matrix: Matrix): { readonly rows: bigint[][]; readonly scale: bigint } {
  let scale = 1n;
  for (const row of matrix) for (const { divisor } of row) scale *= divisor / greatestCommonDivisor(scale, divisor);
  return { rows: matrix.map((row) => row.map(({ dividend, divisor }) => dividend * (scale / divisor))), scale };
}

/** Σₖ xₖᵢ·yₖⱼ. */
function product(x: readonly (readonly bigint[])[], i: number, y: readonly (readonly bigint[])[], j: number): bigint {
  let sum = 0n;
  for (let k = 0; k < x.length; k++) sum += x[k]![i]! * y[k]![j]!;
  return sum;
}

/**
 * Bareiss elimination of [A | B] over the integers, then back substitution: X with AX = B; `undefined` for a singular A.
 *
 * After step k every entry is a minor of order k + 1 of [A | B], and the division by the last pivot is exact (Sylvester's identity).
 */
function eliminate(a: readonly bigint[][], b: readonly bigint[][]): Quotient[][] | undefined {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  const width = rows[0]!.length;
  let last = 1n;
  for (let k = 0; k < n; k++) {
    const pivot = rows.findIndex((row, i) => i >= k && row[k] !== 0n);
    if (pivot < 0) return undefined;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const head = rows[k]!;
    for (let i = k + 1; i < n; i++) {
      const row = rows[i]!;
      const factor = row[k]!;
      for (let j = k + 1; j < width; j++) row[j] = (head[k]! * row[j]! - factor * head[j]!) / last;
      row[k] = 0n;
    }
    last = head[k]!;
  }
  // With d = det A = the last pivot, dX is integer (Cramer's rule), so that back substitution has exact divisions too.
  const determinant = last;
  const scaled: bigint[][] = Array.from({ length: n }, () => []);
  for (let i = n - 1; i >= 0; i--) {
    for (let c = n; c < width; c++) {
      let rest = determinant * rows[i]![c]!;
      for (let j = i + 1; j < n; j++) rest -= rows[i]![j]! * scaled[j]![c - n]!;
      scaled[i]!.push(rest / rows[i]![i]!);
    }
  }
  return scaled.map((row) => row.map((dividend) => ({ dividend, divisor: determinant })));
}
