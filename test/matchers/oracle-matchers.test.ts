// Matchers that judge by the oracle. Expected values are exact: rational numbers by hand, or mpmath 1.2.1 at 60 digits, command beside them.
import { describe, expect, test } from 'vitest';
import { matchers } from '../../plugins/matchers/index.ts';
import { BudgetError, ComparisonError, UndecidedError } from '../../src/errors.ts';
import { nextDown, nextUp, ulpOf } from '../../src/formats/index.ts';
import { oracle } from '../../src/interop/index.ts';
import type { OracleReference, SolutionReference } from '../../src/arithmetic/index.ts';

const { toMatchOracleWithin, toBeCorrectlyRounded, toBeFaithfullyRounded, toBeWithinErrorBound, toBeBackwardStable } =
  matchers;

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The plain message of a failure. */
function failed(result: Result): string {
  expect(result.pass).toBe(false);
  return `\n${result.message()}\n`;
}

describe('toMatchOracleWithin', () => {
  // mpmath.mp.dps = 60; mpmath.exp(mpmath.mpf(0.1)) = 1.1051709180756476309466388234587796577416634163742…
  // The nearest float64 is 1.1051709180756477, 0.367 ulp above it.
  const nearest = 1.1051709180756477;

  test('the float64 nearest to exp of the float64 0.1 is within half an ulp, and its neighbours are not', () => {
    expect(toMatchOracleWithin(nearest, oracle.exp(0.1), { ulp: 0.5 }).pass).toBe(true);
    expect(toMatchOracleWithin(nextUp(nearest, 'float64'), oracle.exp(0.1), { ulp: 0.5 }).pass).toBe(false);
    expect(toMatchOracleWithin(nextDown(nearest, 'float64'), oracle.exp(0.1), { ulp: 0.5 }).pass).toBe(false);
  });

  test('says the true value, the enclosed error and the condition', () => {
    const result = toMatchOracleWithin(nextUp(nearest, 'float64'), oracle.exp(0.1), { ulp: 1 });
    expect(failed(result)).toMatchInlineSnapshot(`
      "
      1.105170918075648 is 1.367 ulp off 1.1051709180756477; 1 ulp (float64) is allowed.

        actual      1.105170918075648    0x3ff1aec7b35a00d5
        reference   1.1051709180756477   0x3ff1aec7b35a00d4
        error       1.367 ulp · 3.04e-16 absolute · 2.75e-16 relative
        allowed     1 ulp = 2.22e-16 absolute

        passes with { ulp: 1.37 }

        true value   1.1051709180756476309…
        error        1.367 ulp (float64), certified
        condition    0.1
        rounding the inputs to float64 alone can cause 0.05526 ulp: it does not explain this error
      "
    `);
  });

  test('says where the rounding of the inputs explains the error', () => {
    // sin near π: the relative condition is |x·cot x|, some 2·10^7 here. mpmath: sin(3.14159250259399414…) = 1.509957990978376432…e-7.
    const x = Float32Array.of(3.1415925);
    const result = toMatchOracleWithin(Float32Array.of(1.5e-7), oracle.sin(x), { ulp: 4 });
    expect(failed(result)).toMatchInlineSnapshot(`
      "
      1.5e-7 is 70,073 ulp off 1.5099579909783707e-7; 4 ulp (float32) is allowed.

        actual      1.5e-7                  0x34210fb0
        reference   1.5099579909783707e-7   0x3e84442d18469883
        error       70,073 ulp · 9.96e-10 absolute · 0.006595 relative
        allowed     4 ulp = 5.68e-14 absolute

        passes with { ulp: 70100 }

        proved, at [0]
        true value   1.50995799098…e-7
        error        70,073 ulp (float32), certified
        condition    2.08e7
        rounding the inputs to float32 alone can cause 1.32e7 ulp: conditioning explains this error, the code need not
      "
    `);
  });

  test.each([
    // what is known to the last digit, without …
    [oracle.exactly(3), '3'],
    [oracle.exactly(-0.015625), '-0.015625'],
    [oracle.decimal('0.1'), '0.1'],
    [oracle.decimal('-12345678901234567890'), '-12345678901234567890'],
    [oracle.sqrt(oracle.exactly(6.25)), '2.5'],
    // 2^-30 = 9.31322574615478515625e-10, in all of its 21 digits
    [oracle.exactly(2 ** -30), '9.3132257461547851562…e-10'],
    // 1 + 1e-30 agrees with 1 in the digits shown, and is not 1
    [oracle.decimal('1.000000000000000000000000000001'), '1…'],
    [oracle.exp(1e-25), '1…'],
    [oracle.exactly(1e300), '1.0000000000000000525…e+300'],
    [oracle.decimal('-1e25'), '-1e+25'],
  ])('shows … where there are more digits, and only there: %#', (truth, shown) => {
    const wrong = Number(truth.toDecimal(0, 5)) * 1.5;
    expect(failed(toMatchOracleWithin(wrong, truth, { ulp: 1 }))).toContain(`true value   ${shown}\n`);
  });

  test('shows no … after an infinity', () => {
    expect(failed(toBeCorrectlyRounded(1, oracle.exactly(Infinity)))).toMatch(/true value +Infinity\n/);
  });

  test('judges records leaf by leaf', () => {
    const references = { sum: oracle.sum([0.1, 0.2]), root: oracle.sqrt([4, 9]) };
    // The sum of the float64 numbers 0.1 and 0.2 lies in the middle of two: 0.30000000000000004 is 2^-55 above it, half an ulp.
    expect(toMatchOracleWithin({ sum: 0.1 + 0.2, root: [2, 3] }, references, { ulp: 0.5 }).pass).toBe(true);
    expect(failed(toMatchOracleWithin({ sum: 0.1 + 0.2, root: [2, 3.5] }, references, { ulp: 0.5 })))
      .toMatchInlineSnapshot(`
        "
        root: 1 of 2 elements exceeds 0.5 ulp (float64); it is 1.13e15 ulp off. 1 of 2 arrays fail.

          at root[1]
          actual      3.5   0x400c000000000000
          reference   3     0x4008000000000000
          error       1.13e15 ulp · 0.5 absolute · 0.1667 relative
          allowed     0.5 ulp = 2.22e-16 absolute here

          no tolerance is offered: values differ in their leading digits

          proved, at root[1]
          true value   3
          error        1.13e15 ulp (float64), certified
          condition    0.5
          rounding the inputs to float64 alone can cause 0.375 ulp: it does not explain this error
        "
      `);
  });

  test('.not says what it must not be', () => {
    const result = toMatchOracleWithin.call({ isNot: true }, nearest, oracle.exp(0.1), { ulp: 1 });
    expect(result.pass).toBe(true);
    expect(`\n${result.message()}\n`).toMatchInlineSnapshot(`
      "
      1.1051709180756477 is within 1 ulp (float64) of 1.1051709180756477 (it is 0.367 ulp off), and .not says that it must not be.

        actual      1.1051709180756477   0x3ff1aec7b35a00d4
        reference   1.1051709180756477   0x3ff1aec7b35a00d4
        error       0.367 ulp · 8.15e-17 absolute · 7.37e-17 relative
        allowed     1 ulp = 2.22e-16 absolute
      "
    `);
  });
});

describe('toBeCorrectlyRounded', () => {
  test('a square root is, and its neighbours are not', () => {
    // IEEE 754 rounds square roots correctly.
    expect(toBeCorrectlyRounded(Math.sqrt(2), oracle.sqrt(2)).pass).toBe(true);
    expect(toBeCorrectlyRounded(nextUp(Math.sqrt(2), 'float64'), oracle.sqrt(2)).pass).toBe(false);
    expect(toBeCorrectlyRounded(nextDown(Math.sqrt(2), 'float64'), oracle.sqrt(2)).pass).toBe(false);
  });

  test('a tie goes to the even neighbour, which takes exactness to decide', () => {
    // 1 + 2^-24 is the middle of the float32 numbers 1 and 1 + 2^-23.
    const middle = oracle.add([1], [2 ** -24]);
    expect(toBeCorrectlyRounded(Float32Array.of(1), middle).pass).toBe(true);
    expect(toBeCorrectlyRounded(Float32Array.of(1 + 2 ** -23), middle).pass).toBe(false);
    // One part in 2^200 above it, the other neighbour is nearest.
    const above = oracle.add(middle, [2 ** -200]);
    expect(toBeCorrectlyRounded(Float32Array.of(1), above).pass).toBe(false);
    expect(toBeCorrectlyRounded(Float32Array.of(1 + 2 ** -23), above).pass).toBe(true);
  });

  test('of a number says what is nearest', () => {
    expect(failed(toBeCorrectlyRounded(1.4142135623730954, oracle.sqrt(2)))).toMatchInlineSnapshot(`
      "
      1.4142135623730954 is not correctly rounded: 1.4142135623730951 is nearest to the true value.

        true value   1.4142135623730950488…
        error        1.435 ulp (float64), certified
        condition    0.5
        rounding the inputs to float64 alone can cause 0.3536 ulp: it does not explain this error
      "
    `);
  });

  test('of an array says which elements', () => {
    const received = Float32Array.of(1, 1.4142137, 1.7320508, 2.0000002);
    expect(failed(toBeCorrectlyRounded(received, oracle.sqrt([1, 2, 3, 4])))).toMatchInlineSnapshot(`
      "
      2 of 4 elements are not correctly rounded.

        index   actual      nearest
        [1]     1.4142137   1.4142135
        [3]     2.0000002   2

        proved, at [1]
        true value   1.41421356237…
        error        0.797 ulp (float32), certified
        condition    0.5
        rounding the inputs to float32 alone can cause 0.3536 ulp: it does not explain this error
      "
    `);
  });

  test('.not says that it is', () => {
    const result = toBeCorrectlyRounded.call({ isNot: true }, Math.sqrt(2), oracle.sqrt(2));
    expect(result.pass).toBe(true);
    expect(`\n${result.message()}\n`).toMatchInlineSnapshot(`
      "
      1.4142135623730951 is correctly rounded (the true value is 1.4142135623730950488…), and .not says that it must not be.
      "
    `);
  });
});

describe('a format named for plain numbers', () => {
  // 1/3 in float32 is 0x3eaaaaab; below it is 0x3eaaaaaa
  const third = oracle((o) => o.div(o.constant(1), o.constant(3)));
  const [nearest, below] = [2 ** -25 * 11184811, 2 ** -25 * 11184810];

  test('is what their rounding is judged in', () => {
    expect(toBeCorrectlyRounded(nearest, third).pass).toBe(false);
    expect(toBeCorrectlyRounded(nearest, third, { format: 'float32' }).pass).toBe(true);
    expect(toBeCorrectlyRounded(below, third, { format: 'float32' }).pass).toBe(false);
    expect(toBeFaithfullyRounded(below, third, { format: 'float32' }).pass).toBe(true);
  });

  test('refuses numbers that were not rounded into it, however close', () => {
    expect(toBeCorrectlyRounded(1 / 3, third, { format: 'float32' }).pass).toBe(false);
    expect(toBeFaithfullyRounded(1 / 3, third, { format: 'float32' }).pass).toBe(false);
  });

  test('must be one, and the only option', () => {
    expect(() => toBeCorrectlyRounded(1, third, { format: 'float' as 'float32' })).toThrow("'float' is not a");
    expect(() => toBeCorrectlyRounded(1, third, { dtype: 'float32' } as never)).toThrow("no option 'dtype'");
  });
});

describe('toBeFaithfullyRounded', () => {
  test('either neighbour of the true value is, and the ones beyond are not', () => {
    const nearest = Math.sqrt(2); // 1.41421356237309514547…, above √2 = 1.41421356237309504880…
    const below = nextDown(nearest, 'float64');
    for (const value of [nearest, below]) expect(toBeFaithfullyRounded(value, oracle.sqrt(2)).pass).toBe(true);
    for (const value of [nextUp(nearest, 'float64'), nextDown(below, 'float64')]) {
      expect(toBeFaithfullyRounded(value, oracle.sqrt(2)).pass).toBe(false);
    }
  });

  test('a representable value admits only itself', () => {
    expect(toBeFaithfullyRounded(2, oracle.sqrt(4)).pass).toBe(true);
    expect(toBeFaithfullyRounded(nextUp(2, 'float64'), oracle.sqrt(4)).pass).toBe(false);
    expect(toBeFaithfullyRounded(nextDown(2, 'float64'), oracle.sqrt(4)).pass).toBe(false);
  });

  test('an error below one ulp does not imply it: just above a power of two', () => {
    // float16 has the spacing 2^-11 below 1 and 2^-10 above. The true value 1 + 2^-12 is enclosed by 1 and 1 + 2^-10; 1 - 2^-11 is none of
    // them, and is off by 2^-11 + 2^-12 = 0.75 of the ulp 2^-10.
    const truth = oracle.exactly({ data: Float64Array.of(1 + 2 ** -12), shape: [1] });
    const received = { data: Float64Array.of(1 - 2 ** -11), shape: [1], dtype: 'float16' };
    expect(ulpOf(1 + 2 ** -12, 'float16')).toBe(2 ** -10);
    expect(toMatchOracleWithin(received, truth, { ulp: 0.75 }).pass).toBe(true);
    expect(failed(toBeFaithfullyRounded(received, truth))).toMatchInlineSnapshot(`
      "
      0.9995 is not faithfully rounded: 1 and 1.001 are next to the true value.

        proved, at [0]
        true value   1.0002441…
        error        0.75 ulp (float16), certified
        condition    1
        rounding the inputs to float16 alone can cause 0.5001 ulp: it does not explain this error
      "
    `);
    const enclosing = { data: Float64Array.of(1 + 2 ** -10), shape: [1], dtype: 'float16' };
    expect(toBeFaithfullyRounded(enclosing, truth).pass).toBe(true);
  });
});

describe('toBeWithinErrorBound', () => {
  const n = 30;
  const entries = (seed: number): Float32Array =>
    Float32Array.from({ length: n * n }, (_, k) => (((k * 7919 + seed) * 104729) % 65537) / 32768 - 1);
  const a = entries(1);
  const b = entries(2);
  const product = (accumulate: (x: number) => number): Float64Array => {
    const c = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++)
          c[i * n + j] = accumulate(c[i * n + j]! + accumulate(a[i * n + k]! * b[k * n + j]!));
      }
    }
    return c;
  };
  const matrix = (data: Float32Array | Float64Array): object => ({ data, shape: [n, n] });
  const exact = (): OracleReference => oracle.matmul(matrix(a) as never, matrix(b) as never);

  test('a float32 product is within its bound, and far inside', () => {
    const float32 = matrix(Float32Array.from(product(Math.fround)));
    expect(toBeWithinErrorBound(float32, exact(), { ratio: 1 }).pass).toBe(true);
    expect(toBeWithinErrorBound(float32, exact(), { ratio: 0.3 }).pass).toBe(true);
  });

  test('one wrong term is not', () => {
    const wrong = Float32Array.from(product(Math.fround));
    wrong[5 * n + 7]! -= a[5 * n + 3]! * b[3 * n + 7]!;
    const result = toBeWithinErrorBound(matrix(wrong), exact(), { ratio: 1 });
    expect(failed(result)).toMatchInlineSnapshot(`
      "
      1 of 900 elements exceeds 1 × the error bound; it is 33,589 × the error bound off.

        at [5][7]
        actual      0.673647             0x3f2c7421
        reference   1.1130792303010821   0x3ff1cf2c2ac00000
        error       3,686,225 ulp · 0.4394 absolute · 0.3948 relative · 33,589 × the error bound
        allowed     109.7 ulp = 1.31e-5 absolute here

        max 3,686,225   p99 79   median 1.488   mean 4,102   bias -4,094 ulp
        errors 2^-9 ▁·▁▁▁▂▂▄▆█▇▄▂▁▁▁▁▁▁···········▁ 2^22 ulp

        passes with { bound: 33600 }

        proved, at [5][7]
        true value   1.1130792303…
        error        3,686,225 ulp (float32), certified
        condition    13.15
        rounding the inputs to float32 alone can cause 7.316 ulp: it does not explain this error
      "
    `);
  });

  test('accumulation in float64 has a far smaller bound, which tells whether it was made', () => {
    const options = { ratio: 1, accumulate: 'float64' } as const;
    const wide = matrix(Float32Array.from(product((x) => x)));
    expect(toBeWithinErrorBound(wide, exact(), options).pass).toBe(true);
    expect(toBeWithinErrorBound(matrix(Float32Array.from(product(Math.fround))), exact(), options).pass).toBe(false);
  });

  test('a ratio is required, and finite', () => {
    for (const options of [undefined, {}, { ratio: -1 }, { ratio: NaN }, { ratio: Infinity }]) {
      expect(() => toBeWithinErrorBound(matrix(a), exact(), options as never)).toThrow(BudgetError);
    }
  });
});

describe('toBeBackwardStable', () => {
  /** Gaussian elimination in float64, with rows exchanged or not. */
  function eliminate(matrix: readonly (readonly number[])[], right: readonly number[], pivoting: boolean): number[] {
    const rows = matrix.map((row, i) => [...row, right[i]!]);
    const n = rows.length;
    for (let k = 0; k < n; k++) {
      if (pivoting) {
        let best = k;
        for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i;
        [rows[k], rows[best]] = [rows[best]!, rows[k]!];
      }
      for (let i = k + 1; i < n; i++) {
        const factor = rows[i]![k]! / rows[k]![k]!;
        for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
      }
    }
    const x = new Array<number>(n).fill(0);
    for (let i = n - 1; i >= 0; i--) {
      let rest = rows[i]![n]!;
      for (let j = i + 1; j < n; j++) rest -= rows[i]![j]! * x[j]!;
      x[i] = rest / rows[i]![i]!;
    }
    return x;
  }

  test('elimination with pivoting is, on a Hilbert matrix whose solution keeps no digit', () => {
    // The condition number of the Hilbert matrix of order 12 is 1.7e16.
    const hilbert = Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => 1 / (i + j + 1)));
    const right = hilbert.map((row) => row.reduce((sum, value) => sum + value, 0));
    const x = eliminate(hilbert, right, true);
    const system = oracle.solve(hilbert, right);
    expect(toBeBackwardStable(x, system, { ratio: 1 }).pass).toBe(true);
    expect(toMatchOracleWithin(x, system, { rel: 1e-2 }).pass).toBe(false);
  });

  test('elimination without pivoting is not, on a well-conditioned system with a tiny pivot', () => {
    // x ≈ (1, 1); the factor 1e20 swallows the second row, and x₁ comes out as 0.
    const matrix = [
      [1e-20, 1],
      [1, 1],
    ];
    const right = [1, 2];
    const system = oracle.solve(matrix, right);
    expect(eliminate(matrix, right, false)).toEqual([0, 1]);
    // ‖b − Ax̂‖ = |2 − 1| = 1, ‖A‖ = 2, ‖x̂‖ = 1, ‖b‖ = 2: η = 1/4.
    expect(system.backwardErrorOf([0, 1])).toBe(0.25);
    expect(failed(toBeBackwardStable([0, 1], system, { ratio: 10 }))).toMatchInlineSnapshot(`
      "
      The solution is that of a system whose data differ by 0.25, relatively; 2.22e-15 is allowed.

        backward error   0.25  = 1.13e15 · n·u
        allowed          2.22e-15  = 10 · n·u   (n = 2, u of float64)
        forward error    1  relative to the largest component

        passes with { ratio: 1.13e15 }; a backward stable algorithm stays near 1: no conditioning explains more
      "
    `);
    expect(toBeBackwardStable(eliminate(matrix, right, true), system, { ratio: 1 }).pass).toBe(true);
  });

  test('.not says that it is', () => {
    const system = oracle.solve([[2]], [1]);
    const result = toBeBackwardStable.call({ isNot: true }, [0.5], system, { ratio: 1 });
    expect(result.pass).toBe(true);
    expect(`\n${result.message()}\n`).toMatchInlineSnapshot(`
      "
      The backward error is 0, within the 1.11e-16 allowed, and .not says that it must not be.
      "
    `);
  });

  test('a ratio is required, and a system', () => {
    const system = oracle.solve([[2]], [1]);
    expect(() => toBeBackwardStable([0.5], system, {} as never)).toThrow(BudgetError);
    expect(() => toBeBackwardStable([0.5], oracle.sqrt([4]) as SolutionReference, { ratio: 1 })).toThrow(
      'the reference is no solution of a linear system. Write oracle.solve(A, b).',
    );
    expect(toBeBackwardStable([NaN], system, { ratio: 1 }).pass).toBe(false);
  });
});

describe('a question that the limit leaves open', () => {
  // √(x·x) − x is 0, which no number of digits can show: an enclosure of it holds numbers of both signs, however narrow it is.
  const shallow = oracle.with({ maxDigits: 1 });
  const close = (): OracleReference => shallow((o, x) => o.sub(o.sqrt(o.mul(x, x)), x), 1 / 3);

  test.each([
    ['toBeCorrectlyRounded', (): unknown => toBeCorrectlyRounded(0, close())],
    ['toBeFaithfullyRounded', (): unknown => toBeFaithfullyRounded(0, close())],
    ['toMatchOracleWithin', (): unknown => toMatchOracleWithin(0, close(), { abs: 0 })],
  ])('%s is undecided, never passed, under .not as well', (name, judge) => {
    expect(judge).toThrow(UndecidedError);
    const matcher = matchers[name as 'toBeCorrectlyRounded'] as (...x: unknown[]) => unknown;
    const budget = name === 'toMatchOracleWithin' ? [{ abs: 0 }] : [];
    expect(() => matcher.call({ isNot: true }, 0, close(), ...budget)).toThrow(UndecidedError);
  });
});

describe('misuse', () => {
  test('a plain number is no oracle', () => {
    for (const judge of [toMatchOracleWithin, toBeCorrectlyRounded, toBeFaithfullyRounded, toBeWithinErrorBound]) {
      expect(() => (judge as (...x: unknown[]) => unknown)(1, 1, { ulp: 1, ratio: 1 })).toThrow(
        /the reference was not made by an oracle\. Write oracle\.exp\(x\)/,
      );
    }
  });

  test('shapes that differ, integers, nothing and misspelt budgets are errors, under .not as well', () => {
    const not = { isNot: true };
    expect(() => toMatchOracleWithin.call(not, [1, 2], oracle.sqrt([1]), { ulp: 1 })).toThrow(ComparisonError);
    expect(() => toBeCorrectlyRounded.call(not, Int32Array.of(1), oracle.sqrt([1]))).toThrow(
      /an integer is exact or it is not/,
    );
    expect(() => toBeFaithfullyRounded.call(not, [], oracle.sqrt([]))).toThrow(ComparisonError);
    expect(() => toMatchOracleWithin.call(not, 1, oracle.sqrt(1), { ulps: 1 } as never)).toThrow(BudgetError);
  });
});
