// What a person reads when an assertion fails. The texts were read and judged one by one; the numbers in them follow from the inputs, which
// are exact in binary or come from a generator of integers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchers } from '../../plugins/matchers/index.ts';
import type { Budget } from '../../src/compare/index.ts';
import { compare } from '../../src/interop/index.ts';
import { passingBudgets } from '../../src/report/hints.ts';
import { numbers } from './numbers.ts';

const { toMatchFloat64Within, toAgreeToDigits, toBeBitIdenticalTo } = matchers;

/** The plain message of a failure. */
function message(received: unknown, reference: unknown, budget: Budget): string {
  const result = toMatchFloat64Within(received, reference, budget);
  expect(result.pass).toBe(false);
  return `\n${result.message()}\n`;
}

function negated(received: unknown, reference: unknown, budget: Budget): string {
  const result = toMatchFloat64Within.call({ isNot: true }, received, reference, budget);
  expect(result.pass).toBe(true);
  return `\n${result.message()}\n`;
}

/** A float32 product of n × n matrices summed in order, and the same in float64. */
function products(n: number): { float32: object; float64: object } {
  const [a, b] = [Float32Array.from(numbers(n * n, 3n)), Float32Array.from(numbers(n * n, 4n))];
  const [narrow, wide] = [new Float32Array(n * n), new Float64Array(n * n)];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) {
        const term = a[i * n + k]! * b[k * n + j]!;
        narrow[i * n + j] = narrow[i * n + j]! + Math.fround(term);
        wide[i * n + j] = wide[i * n + j]! + term;
      }
    }
  }
  return { float32: { data: narrow, shape: [n, n] }, float64: { data: wide, shape: [n, n] } };
}

describe('a number', () => {
  test('off by one ulp', () => {
    expect(message(0.1 + 0.2, 0.3, { ulp: 0.5 })).toMatchInlineSnapshot(`
      "
      0.30000000000000004 is 1 ulp off 0.3; 0.5 ulp (float64) is allowed.

        actual      0.30000000000000004   0x3fd3333333333334
        reference   0.3                   0x3fd3333333333333
        error       1 ulp · 5.55e-17 absolute · 1.85e-16 relative
        allowed     0.5 ulp = 2.78e-17 absolute

        passes with { ulp: 1 }
      "
    `);
  });
  test('off by its relative error', () => {
    expect(message(1.001, 1, { rel: 1e-4 })).toMatchInlineSnapshot(`
      "
      1.001 against 1 has a relative error of 1e-3; a relative error of 1e-4 is allowed.

        actual      1.001   0x3ff004189374bc6a
        reference   1       0x3ff0000000000000
        error       4.5e12 ulp · 1e-3 absolute · 1e-3 relative
        allowed     4.5e11 ulp = 1e-4 absolute

        passes with { rel: 0.001 }
      "
    `);
  });
  test('that is NaN', () => {
    expect(message(NaN, 2, { ulp: 4 })).toMatchInlineSnapshot(`
      "
      NaN, where the reference is 2.

        no tolerance passes while a value is NaN or infinite out of place
      "
    `);
  });
  test('within its budget, under .not', () => {
    expect(negated(0.1 + 0.2, 0.3, { ulp: 2 })).toMatchInlineSnapshot(`
      "
      0.30000000000000004 is within 2 ulp (float64) of 0.3 (it is 1 ulp off), and .not says that it must not be.

        actual      0.30000000000000004   0x3fd3333333333334
        reference   0.3                   0x3fd3333333333333
        error       1 ulp · 5.55e-17 absolute · 1.85e-16 relative
        allowed     2 ulp = 1.11e-16 absolute
      "
    `);
  });
});

describe('an array', () => {
  test('a float32 product against its float64 reference', () => {
    const { float32, float64 } = products(32);
    expect(message(float32, float64, { ulp: 4 })).toMatchInlineSnapshot(`
      "
      137 of 1,024 elements exceed 4 ulp (float32); the worst is 397.1 ulp off.

        worst, at [14][25]
        actual      -0.0026447773            0xbb2d5400
        reference   -0.0026448697563623558   0xbf65aab1a3625a00
        error       397.1 ulp · 9.25e-8 absolute · 3.5e-5 relative
        allowed     4 ulp = 9.31e-10 absolute here

        index     actual        reference             error
        [0][12]   -0.44420567   -0.444205838840394    5.613 ulp
        [0][16]   0.043302506   0.04330258046896729   19.93 ulp
        [0][20]   0.98716044    0.9871601926601132    4.221 ulp
        [0][24]   0.5357193     0.535718846183035     7.202 ulp
        [0][26]   0.15688881    0.156889029700915     14.56 ulp
        … and 132 more

        max 397.1   p99 52.42   median 1.067   mean 3.32   bias +0.1311 ulp
        errors 2^-11 ▁·▁▁▁▁▁▂▃▅▇█▅▃▁▁▁▁▁▁ 512 ulp

        passes with { ulp: 398 }
        hint: its absolute error, 9.25e-8, is ordinary (the median is 1.04e-7): the reference is small, as where
              terms cancel. Ulps are not the unit for that; { ulp: 4, abs: 1.02e-6 } passes, and sums and products
              have an error bound, { bound: 1 }.
      "
    `);
  });
  test('the same under .not', () => {
    const { float32, float64 } = products(32);
    expect(negated(float32, float64, { abs: 1e-5 })).toMatchInlineSnapshot(`
      "
      All 1,024 elements are within an absolute error of 1e-5 (the worst has an absolute error of 1.02e-6), and .not says that they must not be.

        largest error, at [1][18]
        actual      3.2722476           0x40516c81
        reference   3.272246537815817   0x400a2d8f97c2f1ff
        error       4.257 ulp · 1.02e-6 absolute · 3.1e-7 relative
        allowed     41.94 ulp = 1e-5 absolute here
      "
    `);
  });
  test('with an absolute floor, where the largest error passes and another misses', () => {
    const received = Float32Array.of(1e-20, 1 + 2 ** -20, 2);
    expect(message(received, [2e-20, 1, 2], { ulp: 4, abs: 1e-12 })).toMatchInlineSnapshot(`
      "
      1 of 3 elements exceeds 4 ulp (float32) and an absolute error of 1e-12; it is 8 ulp off.

        at [1]
        actual      1.000001   0x3f800008
        reference   1          0x3ff0000000000000
        error       8 ulp · 9.54e-7 absolute · 9.54e-7 relative
        allowed     4 ulp = 4.77e-7 absolute here

        passes with { ulp: 8, abs: 1e-12 } or { ulp: 4, abs: 9.54e-7 }
      "
    `);
  });
  test('whose worst miss has not the largest error and is not among the first misses', () => {
    // the largest errors in ulps, relative and absolute pass by the other term; the sixth miss is the worst
    const reference = [1e-20, 2 ** 20, 1, 1, 1, 1, 1, 1];
    const errors = [1e-20, 2 ** -3, 5, 5, 5, 5, 5, 9];
    const received = Float32Array.from(reference, (r, i) => r + errors[i]! * (i < 2 ? 1 : 2 ** -23));
    expect(message(received, reference, { ulp: 4, abs: 1e-12 })).toMatchInlineSnapshot(`
      "
      6 of 8 elements exceed 4 ulp (float32) and an absolute error of 1e-12; the worst is 9 ulp off.

        worst, at [7]
        actual      1.0000011   0x3f800009
        reference   1           0x3ff0000000000000
        error       9 ulp · 1.07e-6 absolute · 1.07e-6 relative
        allowed     4 ulp = 4.77e-7 absolute here

        index   actual      reference   error
        [2]     1.0000006   1           5 ulp
        [3]     1.0000006   1           5 ulp
        [4]     1.0000006   1           5 ulp
        [5]     1.0000006   1           5 ulp
        [6]     1.0000006   1           5 ulp
        … and 1 more

        passes with { ulp: 9, abs: 1e-12 } or { ulp: 4, abs: 1.08e-6 }
      "
    `);
  });
  test('shifted by one', () => {
    const x = numbers(17);
    expect(message(x.slice(1), x.slice(0, 16), { rel: 1e-9 })).toMatchInlineSnapshot(`
      "
      16 of 16 elements exceed a relative error of 1e-9; the worst is 104.5.

        worst, at [5]
        actual      0.10787072262545849    0x3fbb9d6a69df4a90
        reference   0.001022565590008906   0x3f50c0f371183800
        error       4.93e17 ulp · 0.1068 absolute · 104.5 relative
        allowed     4,715,751 ulp = 1.02e-12 absolute here

        index   actual                 reference              error
        [0]     0.01881488576744128    -0.15358165825457348   1.123 relative
        [1]     0.2967187879268611     0.01881488576744128    14.77 relative
        [2]     -0.23427321898347975   0.2967187879268611     1.79 relative
        [3]     0.590895498507064      -0.23427321898347975   3.522 relative
        [4]     0.001022565590008906   0.590895498507064      0.9983 relative
        … and 11 more

        max 4.93e17   p99 4.93e17   median 9.86e15   mean 5.03e16   bias +3.44e16 ulp
        errors 2^51 ▂▆█▃▂▂·▂ 2^59 ulp

        hint: the values are right and stand 1 place too early: an index is off.
      "
    `);
  });
  test('with NaN and infinities out of place beside a finite miss', () => {
    expect(message([1, NaN, 3, Infinity, 5.5], [1, 2, NaN, 4, 5], { ulp: 4 })).toMatchInlineSnapshot(`
      "
      4 of 5 elements miss: 1 exceeds 4 ulp (float64), it is 5.63e14 ulp off; 3 are NaN or infinite out of place.

        at [4]
        actual      5.5   0x4016000000000000
        reference   5     0x4014000000000000
        error       5.63e14 ulp · 0.5 absolute · 0.1 relative
        allowed     4 ulp = 3.55e-15 absolute here

        1 NaN where the reference is a number: [1] NaN for 2
        1 a number where the reference is NaN: [2] 3 for NaN
        1 infinite where the reference is finite: [3] Infinity for 4

        no tolerance passes while a value is NaN or infinite out of place
        hint: an infinity where the reference fits float64: an intermediate result overflowed.
      "
    `);
  });
  test('float32 values in an ordinary array', () => {
    const x = [...numbers(20)];
    expect(message(x.map(Math.fround), x, { ulp: 4 })).toMatchInlineSnapshot(`
      "
      20 of 20 elements exceed 4 ulp (float64); the worst is 2.5e8 ulp off.

        worst, at [5]
        actual      0.0010225656442344189   0x3f50c0f380000000
        reference   0.001022565590008906    0x3f50c0f371183800
        error       2.5e8 ulp · 5.42e-11 absolute · 5.3e-8 relative
        allowed     4 ulp = 8.67e-19 absolute here

        index   actual                 reference              error
        [0]     -0.1535816639661789    -0.15358165825457348   2.06e8 ulp
        [1]     0.01881488598883152    0.01881488576744128    6.38e7 ulp
        [2]     0.2967187762260437     0.2967187879268611     2.11e8 ulp
        [3]     -0.23427322506904602   -0.23427321898347975   2.19e8 ulp
        [4]     0.5908954739570618     0.590895498507064      2.21e8 ulp
        … and 15 more

        max 2.5e8   p99 2.5e8   median 1.66e8   mean 1.32e8   bias -2.57e7 ulp
        errors 524,288 ▁·▁··▁▃▃█ 2^28 ulp

        passes with { ulp: 2.51e8 }
        hint: every received value is a float32 value: it was rounded to float32, which alone costs up to
              268,435,456 ulp of float64. If that is meant, count in its ulps: { ulp: 4, format: 'float32' }.
      "
    `);
  });
  test('a biased one, each element within its budget', () => {
    const x = numbers(20).map((v) => Math.fround(v * v));
    expect(
      message(
        Float32Array.from(x, (v) => v * (1 + 2 ** -22)),
        x,
        { ulp: 8, bias: 0.5 },
      ),
    ).toMatchInlineSnapshot(`
      "
      The bias is 3.1 ulp; 0.5 ulp (float32) is allowed.

        largest error, at [3]
        actual      0.054883957            0x3d60ce00
        reference   0.054883942008018494   0x3fac19bf80000000
        error       4 ulp · 1.49e-8 absolute · 2.72e-7 relative
        allowed     8 ulp = 2.98e-8 absolute here

        max 4   p99 4   median 3   mean 3.1   bias +3.1 ulp
        errors 1 ▂█ 4 ulp

        passes with { ulp: 8, bias: 3.1 }
        hint: the errors have one sign (bias +3.1 of a mean error of 3.1 ulp): a common factor is off, or results
              are truncated. Rounding to nearest scatters.
      "
    `);
  });
  test('with a budget below the spacing of its format', () => {
    expect(message(Float32Array.of(1000.1), [1000.1], { abs: 2 ** -20 })).toMatchInlineSnapshot(`
      "
      1000.0999755859375 against 1000.1 has an absolute error of 2.44e-5; an absolute error of 9.5367431640625e-7 is allowed.

        actual      1000.0999755859375   0x447a0666
        reference   1000.1               0x408f40cccccccccd
        error       0.4 ulp · 2.44e-5 absolute · 2.44e-8 relative
        allowed     0.01563 ulp = 9.54e-7 absolute

        passes with { abs: 2.45e-5 }
        hint: the budget allows 0.01563 ulp there, and neighbouring float32 values are 1 ulp apart: not even a
              correctly rounded result need pass.
      "
    `);
  });
  test('whose reference is zero', () => {
    expect(message([2 ** -60, 1], [0, 1], { ulp: 4 })).toMatchInlineSnapshot(`
      "
      1 of 2 elements exceeds 4 ulp (float64); it is 1.76e305 ulp off.

        at [0]
        actual      8.673617379884035e-19   0x3c30000000000000
        reference   0                       0x0000000000000000
        error       1.76e305 ulp · 8.67e-19 absolute
        allowed     4 ulp = 1.98e-323 absolute here

        hint: 1 reference is 0, where ulp and rel allow nothing: give { ulp: 4, abs: 8.68e-19 }.
      "
    `);
  });
  test('with a zero of the other sign', () => {
    expect(message([-0, 1], [0, 1], { abs: 1, signedZero: 'distinct' })).toMatchInlineSnapshot(`
      "
      1 of 2 elements is a zero of the other sign.

        at [0]
        actual      -0   0x8000000000000000
        reference   0    0x0000000000000000
        error       the sign of zero
      "
    `);
  });
  test('more misses than are allowed', () => {
    const x = Float64Array.from({ length: 16 }, (_, i) => i + 1);
    const received = x.map((v, i) => (i % 4 === 0 ? v + 0.25 : v));
    expect(message(received, x, { abs: 0.125, mismatches: 2 })).toMatchInlineSnapshot(`
      "
      4 of 16 elements (2 may) exceed an absolute error of 0.125; the worst is 0.25.

        worst, at [0]
        actual      1.25   0x3ff4000000000000
        reference   1      0x3ff0000000000000
        error       1.13e15 ulp · 0.25 absolute · 0.25 relative
        allowed     5.63e14 ulp = 0.125 absolute here

        index   actual   reference   error
        [0]     1.25     1           0.25 absolute
        [4]     5.25     5           0.25 absolute
        [8]     9.25     9           0.25 absolute
        [12]    13.25    13          0.25 absolute

        max 1.13e15   p99 1.13e15   median 0   mean 1.06e14   bias +1.06e14 ulp
        errors 12 exact   2^46 █▄·▄ 2^50 ulp

        passes with { abs: 0.25, mismatches: 2 }
      "
    `);
  });
  test('the rule of numpy and PyTorch', () => {
    expect(message([1.5, 2, 3], [1, 2, 3], { allclose: { rtol: 1e-5, atol: 1e-8 } })).toMatchInlineSnapshot(`
      "
      1 of 3 elements exceeds 1e-8 + 1e-5·|reference|; the error is 0.5.

        at [0]
        actual      1.5   0x3ff8000000000000
        reference   1     0x3ff0000000000000
        error       2.25e15 ulp · 0.5 absolute · 0.5 relative
        allowed     4.51e10 ulp = 1e-5 absolute here

        passes with { allclose: { rtol: 0.5, atol: 1e-8 } } or { allclose: { rtol: 1e-5, atol: 0.5 } }
      "
    `);
  });
  test('an error that must be smaller than the budget and equals it', () => {
    expect(message([1.5, 2], [1, 2], { abs: 0.5, boundary: 'exclusive' })).toMatchInlineSnapshot(`
      "
      1 of 2 elements reaches an absolute error of 0.5; the error is 0.5.

        at [0]
        actual      1.5   0x3ff8000000000000
        reference   1     0x3ff0000000000000
        error       2.25e15 ulp · 0.5 absolute · 0.5 relative
        allowed     2.25e15 ulp = 0.5 absolute here

        passes with { abs: 0.501, boundary: 'exclusive' }
      "
    `);
  });
  test('of complex numbers', () => {
    expect(message([{ re: 3, im: 4.5 }], [{ re: 3, im: 4 }], { rel: 1e-6 })).toMatchInlineSnapshot(`
      "
      3+4.5i against 3+4i has a relative error of 0.1; a relative error of 1e-6 is allowed.

        actual      3+4.5i
        reference   3+4i
        error       5.63e14 ulp · 0.5 absolute · 0.1 relative
        allowed     5.63e9 ulp = 5e-6 absolute

        passes with { rel: 0.1 }
      "
    `);
  });
  test('of bigints', () => {
    expect(message([1n, 10n ** 20n], [1n, 10n ** 20n + 5n], { abs: 1 })).toMatchInlineSnapshot(`
      "
      1 of 2 elements exceeds an absolute error of 1; the error is 5.

        at [1]
        actual      100000000000000000000n
        reference   100000000000000000005n
        error       5 ulp · 5 absolute · 5e-20 relative
        allowed     1 ulp = 1 absolute here

        passes with { abs: 5 }
      "
    `);
  });
});

describe('a record', () => {
  test('names the leaf that fails worst, and the others', () => {
    const received = { weights: { 'linear.0': Float32Array.of(1, 2.0001, 3) }, losses: [0.5, 0.25, 0.1251], ok: [1] };
    const reference = { weights: { 'linear.0': [1, 2, 3] }, losses: [0.5, 0.25, 0.125], ok: [1] };
    expect(message(received, reference, { rel: 1e-6 })).toMatchInlineSnapshot(`
      "
      losses: 1 of 3 elements exceeds a relative error of 1e-6; the error is 8e-4. 2 of 3 arrays fail.

        at losses[2]
        actual      0.1251   0x3fc00346dc5d6388
        reference   0.125    0x3fc0000000000000
        error       3.6e12 ulp · 1e-4 absolute · 8e-4 relative
        allowed     4.5e9 ulp = 1.25e-7 absolute here

        also failing
          weights['linear.0']: 1 of 3 elements, up to 4.99e-5 relative

        passes with { rel: 8e-4 }
      "
    `);
  });
});

describe('digits', () => {
  const text = (received: unknown, reference: unknown, digits: number, isNot = false): string =>
    `\n${toAgreeToDigits.call({ isNot }, received, reference, digits).message()}\n`;
  test('of a number', () => {
    expect(text(3.14159, 3.141592653589793, 8)).toMatchInlineSnapshot(`
      "
      3.14159 agrees to 6 digits of 3.141592653589793; 8 digits are asked for.

        actual      3.14159
        reference   3.141592653589793

        passes with 6 digits
      "
    `);
  });
  test('of an array', () => {
    expect(text([3.14159, 2.718, NaN], [3.141592653589793, 2.718281828459045, 1], 6)).toMatchInlineSnapshot(`
      "
      2 of 3 elements agree to fewer than 6 digits; the worst is non-finite out of place.

        index   actual   reference           digits
        [1]     2.718    2.718281828459045   3.9
        [2]     NaN      1                   non-finite
      "
    `);
  });
  test('under .not', () => {
    expect(text([3.14159, 2], [3.141592653589793, 2], 5, true)).toMatchInlineSnapshot(`
      "
      All 2 elements agree to 5 digits (the worst to 6), and .not says that they must not.
      "
    `);
  });
});

describe('bits', () => {
  const text = (received: unknown, reference: unknown, isNot = false): string =>
    `\n${toBeBitIdenticalTo.call({ isNot }, received, reference).message()}\n`;
  test('of a number', () => {
    expect(text(0.1 + 0.2, 0.3)).toMatchInlineSnapshot(`
      "
      0.30000000000000004 has other bits than 0.3.

        actual                                     reference                        differing bits
        0.30000000000000004   0x3fd3333333333334   0.3         0x3fd3333333333333   0x0000000000000007
      "
    `);
  });
  test('of an array', () => {
    expect(text(Float32Array.of(1, -0, 0.1), Float32Array.of(1, 0, 0.2))).toMatchInlineSnapshot(`
      "
      2 of 3 elements have other bits than the reference. 1 is equal to it as numbers: the sign of zero or the payload of NaN differs.

        index   actual                reference                differing bits
        [1]     -0       0x80000000   0           0x00000000   0x80000000
        [2]     0.1      0x3dcccccd   0.2         0x3e4ccccd   0x03800000
      "
    `);
  });
  test('of zeros alone', () => {
    expect(text(-0, 0)).toMatchInlineSnapshot(`
      "
      -0 has other bits than 0. The two are equal as numbers: the sign of zero or the payload of NaN differs.

        actual                        reference                        differing bits
        -0       0x8000000000000000   0           0x0000000000000000   0x8000000000000000
      "
    `);
  });
  test('under .not', () => {
    expect(text([1, 2], [1, 2], true)).toMatchInlineSnapshot(`
      "
      All 2 elements have the very bits of the reference, and .not says that some must differ.
      "
    `);
  });
});

describe('colour', () => {
  const utils = {
    RECEIVED_COLOR: (text: string) => `<r>${text}</r>`,
    EXPECTED_COLOR: (text: string) => `<e>${text}</e>`,
    BOLD_WEIGHT: (text: string) => `<b>${text}</b>`,
    DIM_COLOR: (text: string) => `<d>${text}</d>`,
  };
  const untagged = (text: string): string => text.replaceAll(/<\/?[rebd]>/g, '');

  test('is the runner’s own', () => {
    const result = toMatchFloat64Within.call({ utils }, [1.5, 2.5, 3], [1, 2, 3], { abs: 0.25 });
    expect(`\n${result.message()}\n`).toMatchInlineSnapshot(`
      "
      2 of 3 elements exceed an absolute error of 0.25; the worst is 0.5.

        <b>worst, at [0]</b>
        <d>actual</d>      <r>1.5</r>   <d>0x3ff8000000000000</d>
        <d>reference</d>   <e>1</e>     <d>0x3ff0000000000000</d>
        <d>error    </d>   2.25e15 ulp · 0.5 absolute · 0.5 relative
        <d>allowed  </d>   1.13e15 ulp = 0.25 absolute here

        <d>index</d>   <d>actual</d>   <d>reference</d>   <d>error</d>
        [0]     <r>1.5</r>      <e>1</e>           0.5 absolute
        [1]     <r>2.5</r>      <e>2</e>           0.5 absolute

        passes with <b>{ abs: 0.5 }</b>
      "
    `);
  });

  test('takes no room: without it the columns are the same', () => {
    const call = [Float32Array.of(1.5, 2.25, NaN, 3), [1, 2, 3, 3], { ulp: 4 }] as const;
    expect(untagged(toMatchFloat64Within.call({ utils }, ...call).message())).toBe(
      toMatchFloat64Within(...call).message(),
    );
  });

  test('is left out where the runner lends none', () => {
    expect(toMatchFloat64Within.call({ utils: {} }, 1, 2, { ulp: 1 }).message()).toBe(
      toMatchFloat64Within(1, 2, { ulp: 1 }).message(),
    );
  });
});

describe('the length', () => {
  test('of a million elements is thirty lines of two hundred and forty characters at most', () => {
    const reference = numbers(1_000_000);
    const received = Float32Array.from(reference, (v, i) => (i % 3 === 0 ? v * 1.001 : v));
    received[12] = NaN;
    const lines = message(received, reference, { ulp: 1, abs: 1e-9, bias: 1e-3 }).split('\n');
    expect(lines.length).toBeLessThan(30);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(240);
  });

  test('of a thousand failing leaves is bounded as well', () => {
    const received = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`layer${i}`, [i + 1]]));
    const reference = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`layer${i}`, [i]]));
    expect(message(received, reference, { ulp: 1 }).split('\n').length).toBeLessThan(30);
  });

  test('a share above zero never reads as 0 %', () => {
    const reference = new Float64Array(1_000_000).fill(1);
    const received = reference.slice();
    received[777_777] = 2;
    expect(message(received, reference, { ulp: 1 })).toContain('1 of 1,000,000 elements (< 0.001 %) exceeds');
  });
});

describe('a cosine similarity', () => {
  test('that is too small is offered as one that passes', () => {
    expect(message([1, 2, 3], [1, 2, 3.1], { cosine: 0.9999 })).toMatchInlineSnapshot(`
      "
      The cosine similarity is 0.9998777670479844; at least 0.9999 is asked for.

        largest error, at [2]
        actual      3     0x4008000000000000
        reference   3.1   0x4008cccccccccccd
        error       2.25e14 ulp · 0.1 absolute · 0.03226 relative

        passes with { cosine: 0.999877 }
      "
    `);
  });

  test('of several arrays is the smallest', () => {
    const received = { a: [1, 0.5], b: [1, 0.25], c: [1, 1] };
    expect(message(received, { a: [1, 0], b: [1, 0], c: [1, 0] }, { cosine: 0.99 })).toContain('{ cosine: 0.707 }');
  });

  test('below 1/2 is not offered: the arrays are others', () => {
    expect(message([1, 0.5], [0.5, -1], { cosine: 0.9 })).not.toContain('passes with');
    expect(message([1, 0.5], [0.5, 1], { cosine: 0.9 })).toContain('passes with { cosine: 0.8 }');
  });
});

describe('the budget that is offered', () => {
  const float = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    fc.double(),
    fc.constantFrom(0, 5e-324, 2 ** -126, 3.4e38, Number.MAX_VALUE),
  );
  const error = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: -1e-3, max: 1e-3, noNaN: true }) },
    fc.constantFrom(-2, -1, 1, 1e300),
  );
  const budget = fc.oneof(
    fc.record({ ulp: fc.double({ min: 0, max: 8, noNaN: true }) }),
    fc.record({ rel: fc.double({ min: 0, max: 1e-3, noNaN: true }) }),
    fc.record({ abs: fc.double({ min: 0, max: 1e-3, noNaN: true }), ulp: fc.constant(2) }),
    fc.record({ steps: fc.integer({ min: 0, max: 8 }) }),
    fc.record({ allclose: fc.constant({ rtol: 1e-9, atol: 1e-12 }) }),
    fc.record({ ulp: fc.constant(1e9), bias: fc.constant(1e-3), rmse: fc.constant(1e-9) }),
    fc.record({ ulp: fc.constant(1), mismatches: fc.constant(1) }),
    fc.record({ ulp: fc.constant(1e15), cosine: fc.constantFrom(1, 0.9999999999) }),
  );
  test('passes', () => {
    let offered = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(float, error), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        budget,
        (pairs, narrow, terms) => {
          const reference = pairs.map(([r]) => r);
          const values = pairs.map(([r, e]) => r * (1 + e));
          const received = narrow ? Float32Array.from(values) : values;
          fc.pre(!('mismatches' in terms) || pairs.length > 1);
          const comparison = compare(received, reference, terms as Budget);
          if (comparison.passed) return;
          for (const offer of passingBudgets(comparison)) {
            offered++;
            expect(compare(received, reference, offer).passed, JSON.stringify(offer)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(offered).toBeGreaterThan(50);
  });
});
