/** What must never pass, nor fail quietly: each an error that names what was wrong and what to write instead. */
import { describe, expect, test } from 'vitest';
import { BudgetError, ComparisonError, FormatError } from '../../src/errors.ts';
import { budgets, compareWith, withErrorBound } from '../../src/compare/index.ts';
import type { NumericArray } from '../../src/compare/index.ts';

const compare = compareWith([(value) => ('wrapped' in value ? (value.wrapped as NumericArray) : undefined)]);
const ok = { ulp: 1 };

/** The error thrown, which must be of that class. */
function errorOf(action: () => unknown, kind: new (message: string) => Error): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(kind === FormatError ? Error : TypeError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('budgets that do not say what they mean', () => {
  test.each<[string, unknown, RegExp]>([
    ['a number', 4, /must be an object.*got 4.*\{ ulp: 4 \}/s],
    ['nothing', undefined, /must be an object.*got undefined/],
    ['null', null, /got null/],
    ['an array', [1], /got an array/],
    ['no term', {}, /no term.*no default tolerance/],
    ['policies alone', { nan: 'reject' }, /no term/],
    ['a negative term', { ulp: -1 }, /budget\.ulp must be a finite number ≥ 0, got -1\. Write \{ ulp: 4 \}/],
    ['NaN', { abs: NaN }, /budget\.abs .* got NaN/],
    ['infinity', { rel: Infinity }, /budget\.rel .* got Infinity/],
    ['text', { ulp: '4' }, /budget\.ulp .* got '4'/],
    ['an undefined term', { ulp: undefined }, /budget\.ulp .* got undefined/],
    ['a bigint', { ulp: 4n }, /got 4n/],
    ['half a step', { steps: 0.5 }, /budget\.steps must be an integer ≥ 0, got 0\.5/],
    ['one half of allclose', { allclose: { rtol: 1e-5 } }, /budget\.allclose .* rtol and atol/],
    ['allclose with an unknown part', { allclose: { rtol: 0, atol: 0, x: 1 } }, /budget\.allclose/],
    ['a cosine of 0', { cosine: 0 }, /budget\.cosine must be a number above 0 and at most 1/],
    ['a cosine above 1', { cosine: 1.5 }, /budget\.cosine/],
    [
      'mismatches of nothing',
      { mismatches: 3 },
      /counts elements that miss a per-element term.*\{ ulp: 4, mismatches: 3 \}/,
    ],
    ['mismatches in words', { ulp: 1, mismatches: 'few' }, /'0\.1%'/],
    ['mismatches of 100 %', { ulp: 1, mismatches: '100%' }, /below 100 %/],
    ['a fraction of an element', { ulp: 1, mismatches: 0.1 }, /budget\.mismatches/],
    ['an unknown policy', { ulp: 1, nan: true }, /budget\.nan must be 'equal' or 'reject', got true/],
    ['relTo without rel', { ulp: 1, relTo: 'larger' }, /budget\.rel, which is missing/],
    ['ulps', { ulps: 4 }, /budget\.ulps is not a term of a budget\. Write `ulp`/],
    ['rtol', { rtol: 1e-5 }, /Write `allclose: \{ rtol, atol \}`/],
    ['a typing error', { asb: 1 }, /Write `abs`/],
    ['something else', { colour: 1 }, /Its terms are ulp, steps, rel/],
  ])('%s', (_, budget, message) => {
    expect(errorOf(() => compare([1], [1], budget as never), BudgetError)).toMatch(message);
  });

  test('an unknown format lists the known ones', () => {
    expect(errorOf(() => compare([1], [1], { ulp: 1, format: 'float8' as never }), FormatError)).toMatch(
      /float8_e4m3fn/,
    );
  });
});

describe('budgets that every pair of numbers meets', () => {
  test.each<[string, unknown, unknown, object]>([
    ['more ulps than float16 has', { wrapped: float16() }, [1], { ulp: 2 * 65504 * 2 ** 24 }],
    ['more steps than float32 has', new Float32Array(1), [1], { steps: 2 ** 33 }],
    ['255 in int8', Int8Array.of(1), Int8Array.of(2), { ulp: 255 }],
    ['an absolute error of the largest float64', [1], [2], { abs: Number.MAX_VALUE }],
    ['twice the larger of the two', [1], [2], { rel: 2, relTo: 'larger' }],
    ['as many mismatches as elements', [1, 2], [2, 3], { ulp: 1, mismatches: 2 }],
    ['one mismatch in a number', 1, 2, { ulp: 1, mismatches: 1 }],
    ['beside a term that could fail', [1], [2], { ulp: 1, abs: Number.MAX_VALUE }],
    ['a mean of more ulps than there are', new Float32Array(1), [1], { meanUlp: 2 ** 300 }],
  ])('%s', (_, actual, reference, budget) => {
    expect(errorOf(() => compare(actual, reference, budget), BudgetError)).toMatch(/can never fail/);
  });
});

function float16(): NumericArray {
  return { data: Uint16Array.of(0x3c00), shape: [1], dtype: 'float16', encoding: 'bits', source: 'test' };
}

describe('values that are not numbers', () => {
  class Meter {
    value = 1;
  }
  test.each<[string, unknown, RegExp]>([
    ['text that looks like a number', '1.001', /the string '1\.001'.*Write Number\('1\.001'\)/],
    ['other text', 'one', /the string 'one'/],
    ['null', null, /null/],
    ['undefined', undefined, /undefined.*return/],
    ['true', true, /true.*Number\(flag\)/],
    ['a function', () => 1, /a function.*never called/],
    ['a symbol', Symbol('x'), /symbol/],
    ['a promise', Promise.resolve(1), /promise.*`await`/],
    ['a thenable', { then: () => 1 }, /`await`/],
    ['a map', new Map([['a', 1]]), /a Map.*Object\.fromEntries/],
    ['a set', new Set([1]), /a Set/],
    ['a date', new Date(0), /a Date.*getTime/],
    ['a buffer', new ArrayBuffer(8), /ArrayBuffer.*new Float32Array/],
    ['a view of bytes', new DataView(new ArrayBuffer(8)), /DataView/],
    ['an instance of a class', new Meter(), /a Meter/],
    ['a boxed number', Object(1), /valueOf/],
    ['text in an array', ['1'], /\[0\].*the string '1'/],
    ['null in an array', [1, null], /\[1\].*null|null/],
  ])('%s, on either side', (_, value, message) => {
    const other = Array.isArray(value) ? value.map(() => 1) : 1;
    expect(errorOf(() => compare(value, other, ok), ComparisonError)).toMatch(message);
    expect(errorOf(() => compare(other, value, ok), ComparisonError)).toMatch(message);
    expect(errorOf(() => compare({ loss: value }, { loss: other }, ok), ComparisonError)).toMatch(/loss/);
  });

  test('an error names the side', () => {
    expect(errorOf(() => compare('x', 1, ok), ComparisonError)).toMatch(/the actual/);
    expect(errorOf(() => compare(1, 'x', ok), ComparisonError)).toMatch(/the reference/);
  });

  test('a sparse array', () => {
    expect(errorOf(() => compare([1, , 3], [1, 2, 3], ok), ComparisonError)).toMatch(/sparse: element 1/); // eslint-disable-line no-sparse-arrays
    expect(errorOf(() => compare(new Array(3), [1, 2, 3], ok), ComparisonError)).toMatch(/sparse/);
  });

  test.each([[[[1, 2], [3]]], [[[1], [2, 3]]], [[[1, 2], 3]], [[1, [2, 3]]], [[[[1]], [[1, 2]]]]])(
    'a ragged array %j',
    (value) => {
      expect(errorOf(() => compare(value, value, ok), ComparisonError)).toMatch(/rows differ in length/);
    },
  );

  test('a detached buffer', () => {
    const array = Float32Array.of(1, 2);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(errorOf(() => compare(array, [1, 2], ok), ComparisonError)).toMatch(/detached/);
    expect(errorOf(() => compare(array, [], { ...ok, allowEmpty: true }), ComparisonError)).toMatch(/detached/);
  });

  test('something that contains itself', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(errorOf(() => compare(list, list, ok), ComparisonError)).toMatch(/contains itself/);
    const record: Record<string, unknown> = {};
    record.self = record;
    expect(errorOf(() => compare(record, record, ok), ComparisonError)).toMatch(/contains itself/);
  });
});

describe('structures that differ', () => {
  test.each<[string, unknown, unknown, RegExp]>([
    ['an array of one is no number', [1.001], 1, /shape \[1\].*a single number.*value\[0\]/],
    ['a number is no array of one', 1, [1], /value\[0\]/],
    ['lengths', [1, 2], [1, 2, 3], /shape \[2\], the reference \[3\]/],
    [
      'flat and square',
      new Float32Array(4),
      [
        [0, 0],
        [0, 0],
      ],
      /shape \[4\], the reference \[2, 2\].*reshape/,
    ],
    ['empty against a number', [], 5, /shape/],
    ['keys missing and added', { a: 1, 'b-c': 2 }, { a: 1, d: 3 }, /lacks 'd'; the reference lacks 'b-c'/],
    ['a key missing', { a: 1 }, { a: 1, b: 2 }, /the actual lacks 'b'\. Give/],
    ['a key too many', { a: 1, b: 2 }, { a: 1 }, /differ: the reference lacks 'b'\. Give/],
    ['lists of different length', [{ a: 1 }], [{ a: 1 }, { a: 2 }], /1 entries, the reference 2/],
    ['a record and a number', { a: 1 }, 1, /a record, the reference a number/],
    ['a list and a record', [{ a: 1 }], { a: 1 }, /a list, the reference a record/],
    ['inside, with the path', { w: [{ 'linear.0': [1, 2] }] }, { w: [{ 'linear.0': [1] }] }, /w\[0\]\['linear\.0'\]/],
  ])('%s', (_, actual, reference, message) => {
    expect(errorOf(() => compare(actual, reference, ok), ComparisonError)).toMatch(message);
  });

  test.each<[string, unknown]>([
    ['arrays', []],
    ['typed arrays', new Float32Array(0)],
    ['records', {}],
    ['an array in a record', { a: [] }],
    ['rows of nothing', [[], []]],
  ])('empty %s compare to nothing, unless they may', (_, empty) => {
    expect(errorOf(() => compare(empty, empty, ok), ComparisonError)).toMatch(/empty.*allowEmpty/s);
    expect(compare(empty, empty, { ...ok, allowEmpty: true })).toMatchObject({ passed: true, count: 0 });
  });

  test('shapes must agree among empty arrays too', () => {
    expect(() => compare([], [[]], { ...ok, allowEmpty: true })).toThrow(ComparisonError);
  });
});

describe('kinds that do not mix', () => {
  test.each<[string, unknown, unknown]>([
    ['a bigint and a number', 1n, 1],
    ['a number and a bigint', 1, 1n],
    ['int64 and float64', BigInt64Array.of(1n), [1]],
    ['a list of both', [1n, 2], [1n, 2n]],
  ])('%s', (_, actual, reference) => {
    expect(errorOf(() => compare(actual, reference, ok), ComparisonError)).toMatch(/BigInt\(n\) or Number\(n\)/);
  });

  test('steps of complex numbers', () => {
    expect(errorOf(() => compare({ re: 1, im: 1 }, { re: 1, im: 1 }, { steps: 1 }), BudgetError)).toMatch(/complex/);
  });

  test('a bound that the reference does not carry', () => {
    expect(errorOf(() => compare([1], [1], { bound: 1 }), BudgetError)).toMatch(/withErrorBound/);
    expect(errorOf(() => withErrorBound([1], undefined), ComparisonError)).toMatch(/bound is undefined/);
    expect(errorOf(() => compare([1, 2], withErrorBound([1, 2], [1]), { bound: 1 }), ComparisonError)).toMatch(
      /error bound/,
    );
  });
});

describe('memory that is not what its shape says', () => {
  const array = (change: Partial<NumericArray>): unknown => ({
    wrapped: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2], dtype: 'float32', source: 'test tensor', ...change },
  });
  test.each<[string, Partial<NumericArray>]>([
    ['a shape too large', { shape: [2, 3] }],
    ['strides that reach beyond', { strides: [3, 1] }],
    ['an offset that reaches beyond', { offset: 1 }],
    ['strides that reach below', { strides: [-2, 1] }],
    ['strides of another rank', { strides: [1] }],
    ['a fraction of an extent', { shape: [1.5, 2] }],
    ['a negative extent', { shape: [-1, 2] }],
    ['values that are none', { data: [1, 2, 3, 'x'] as never }],
    ['a hole', { data: [1, 2, 3, undefined] as never }],
  ])('%s', (_, change) => {
    expect(() => compare(array(change), array({}), ok)).toThrow(ComparisonError);
    if ('offset' in change)
      expect(() => compare(array(change), array({}), ok)).toThrow(/reaches elements 1 to 4 of a memory of 4/);
  });
});

describe('profiles', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['half of PyTorch’s tolerances', () => budgets.torch('float32', { rtol: 1 }), /both or neither/],
    ['an unknown dtype', () => budgets.torch('float33' as never), /'float33' is no dtype/],
    ['half a digit', () => budgets.jest(2.5), /integer/],
    ['digits beyond float64', () => budgets.jest(-400), /beyond float64/],
    ['an unknown operation', () => budgets.webnn('fft'), /'fft'.*matmul/s],
    ['an inherited name', () => budgets.webnn('toString'), /no allowance/],
    ['a missing shape', () => budgets.webnn('matmul'), /`a` is missing/],
  ])('%s', (_, action, message) => {
    expect(errorOf(action, BudgetError)).toMatch(message);
  });
});
