/** Exact linear algebra: solutions are put back into their equations with BigInt arithmetic of the test's own. */
import { describe, expect, test } from 'vitest';
import { oracle } from '../../src/interop/oracle.ts';
import { DomainError } from '../../src/errors.ts';
import type { Quotient } from '../../src/reals/rational-reals.ts';
import { uniform } from '../kernels/seeded.ts';

const plus = (a: Quotient, b: Quotient): Quotient => ({
  dividend: a.dividend * b.divisor + b.dividend * a.divisor,
  divisor: a.divisor * b.divisor,
});
const times = (a: Quotient, b: Quotient): Quotient => ({
  dividend: a.dividend * b.dividend,
  divisor: a.divisor * b.divisor,
});
const whole = (n: number): Quotient => ({ dividend: BigInt(n), divisor: 1n });
const isZero = ({ dividend }: Quotient): boolean => dividend === 0n;

const matrix = (random: () => number, m: number, n: number): number[][] =>
  Array.from({ length: m }, () => Array.from({ length: n }, () => Math.floor(random() * 41) - 20));

describe('oracle.solve', () => {
  test.each([1, 2, 3, 5, 8])('Ax = b holds exactly for random integer matrices of order %i', (n) => {
    const random = uniform(100 + n);
    for (let round = 0; round < 5; round++) {
      const a = matrix(random, n, n);
      const b = Array.from({ length: n }, () => Math.floor(random() * 101) - 50);
      const solution = oracle.solve(a, b);
      const x = Array.from({ length: n }, (_, i) => solution.exactElement(i)!);
      a.forEach((row, i) => {
        const left = row.map((entry, j) => times(whole(entry), x[j]!)).reduce(plus);
        expect(isZero(plus(left, whole(-b[i]!)))).toBe(true);
      });
    }
  });

  test('the inverse of the Hilbert matrix of order 10 is integral, with (10, 10) entry 3480673996800', () => {
    // (i, j) of the inverse: (-1)^(i+j)·(i+j-1)·C(n+i-1, n-j)·C(n+j-1, n-i)·C(i+j-2, i-1)² (Choi, Amer. Math. Monthly 90, 1983)
    const n = 10;
    const choose = (a: number, b: number): bigint => {
      let result = 1n;
      for (let i = 0; i < b; i++) result = (result * BigInt(a - i)) / BigInt(i + 1);
      return result;
    };
    const hilbert = oracle(
      (o, ones, places) => o.div(ones, places),
      1,
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => i + j + 1)),
    );
    const identity = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
    const inverse = oracle.solve(hilbert, identity);
    for (let i = 1; i <= n; i++) {
      for (let j = 1; j <= n; j++) {
        const sign = (i + j) % 2 === 0 ? 1n : -1n;
        const entry =
          sign *
          BigInt(i + j - 1) *
          choose(n + i - 1, n - j) *
          choose(n + j - 1, n - i) *
          choose(i + j - 2, i - 1) ** 2n;
        expect(inverse.exactElement((i - 1) * n + j - 1)).toEqual({ dividend: entry, divisor: 1n });
      }
    }
    expect(inverse.hi[n * n - 1]).toBe(44914183600);
  });

  test('a matrix that is singular to float64’s precision is solved exactly', () => {
    // Rows (1, 1) and (1, 1 + ε) with b = (2, 2 + 2ε): x = (0, 2)
    const x = oracle.solve(
      [
        [1, 1],
        [1, 1 + 2 ** -52],
      ],
      [2, 2 + 2 ** -51],
    );
    expect([x.order(0, 0), x.order(1, 2)]).toEqual([0, 0]);
  });

  test('singular matrices, shapes that do not fit and inputs that are no numbers are refused', () => {
    expect(() =>
      oracle.solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ).toThrow(/singular/);
    expect(() =>
      oracle.solve(
        [
          [1, 2, 3],
          [2, 4, 5],
        ],
        [1, 2],
      ),
    ).toThrow(/square/);
    expect(() =>
      oracle.solve(
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2, 3],
      ),
    ).toThrow(/2 rows/);
    expect(() =>
      oracle.solve(
        [
          [1, NaN],
          [3, 4],
        ],
        [1, 2],
      ),
    ).toThrow(DomainError);
    expect(() =>
      oracle.solve(
        oracle.exp([
          [1, 2],
          [3, 4],
        ]),
        [1, 2],
      ),
    ).toThrow(/not rational/);
  });
});

describe('oracle.leastSquares', () => {
  test.each([
    [3, 1],
    [5, 2],
    [9, 4],
  ])('the residual of a random %i × %i problem is orthogonal to the columns, exactly', (m, n) => {
    const random = uniform(m * 10 + n);
    const a = matrix(random, m, n);
    const b = Array.from({ length: m }, () => random() * 8 - 4);
    const solution = oracle.leastSquares(a, b);
    const residual = oracle(
      (o, design, x, y) => o.matmul(o.permute(design, { axes: [1, 0] }), o.sub(o.matmul(design, x), y)),
      a,
      solution,
      b,
    );
    for (let j = 0; j < n; j++) expect(residual.order(j, 0)).toBe(0);
  });

  test('several right-hand sides at once are those one by one', () => {
    const a = [
      [1, 1],
      [1, 2],
      [1, 4],
    ];
    const both = oracle.leastSquares(a, [
      [1, 5],
      [2, 5],
      [4, 6],
    ]);
    const second = oracle.leastSquares(a, [5, 5, 6]);
    expect(both.shape).toEqual([2, 2]);
    expect(both.exactElement(1)).toEqual(second.exactElement(0));
    expect(both.exactElement(3)).toEqual(second.exactElement(1));
  });

  test('dependent columns are refused', () => {
    expect(() =>
      oracle.leastSquares(
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      ),
    ).toThrow(/linearly dependent/);
  });
});
