// Errors made by a known mechanism, from a stated generator; the mechanism is the expected value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { roundToFormat } from '../../src/formats/index.ts';
import type { Diagnosis } from '../../src/matchers/index.ts';
import { toMatchFloat64Within } from '../../src/matchers/to-match-float64-within.ts';
import type { Budget } from '../../src/compare/index.ts';
import { numbers } from './numbers.ts';

function diagnoses(received: unknown, reference: unknown, budget: Budget): readonly Diagnosis[] {
  const finding = toMatchFloat64Within(received, reference, budget);
  if (finding.kind !== 'budget') throw new Error('a budget finding was due');
  expect(finding.pass).toBe(false);
  return finding.diagnose();
}

const matrix = (data: Float64Array | Float32Array, rows: number, columns: number) => ({ data, shape: [rows, columns] });
const x = numbers(120);

describe('the reference in another place', () => {
  test.each([1, -1, 2, -2, 3, -3])('is a shift by %i', (by) => {
    const longer = numbers(126);
    expect(diagnoses(longer.slice(3 + by, 123 + by), longer.slice(3, 123), { rel: 1e-9 })).toEqual([
      { kind: 'shifted', by },
    ]);
  });

  test('is a shift by a row of a matrix', () => {
    const longer = numbers(132);
    expect(diagnoses(matrix(longer.slice(12), 10, 12), matrix(longer.slice(0, 120), 10, 12), { rel: 1e-9 })).toEqual([
      { kind: 'shifted', by: 12 },
    ]);
  });

  test('is its transpose, also in float32 with rounding errors, and of matrices that are not square', () => {
    const square = Float64Array.from({ length: 100 }, (_, i) => x[(i % 10) * 10 + Math.floor(i / 10)]!);
    expect(diagnoses(matrix(square, 10, 10), matrix(x.slice(0, 100), 10, 10), { ulp: 4 })).toEqual([
      { kind: 'transposed' },
    ]);
    const float32 = Float32Array.from(square, (v) => v * (1 + 1e-6));
    expect(diagnoses(matrix(float32, 10, 10), matrix(x.slice(0, 100), 10, 10), { ulp: 4 })).toEqual([
      { kind: 'transposed' },
    ]);
    const columnMajor = Float64Array.from({ length: 120 }, (_, i) => x[(i % 10) * 12 + Math.floor(i / 10)]!);
    expect(diagnoses(matrix(columnMajor, 10, 12), matrix(x, 10, 12), { ulp: 4 })).toEqual([{ kind: 'transposed' }]);
    expect(diagnoses(matrix(x, 10, 12), matrix(columnMajor, 10, 12), { ulp: 4 })).toEqual([{ kind: 'transposed' }]);
  });

  test('is seen through the rounding errors of an element that nearly cancelled', () => {
    const reference = x.slice(0, 100);
    reference[23] = 1e-9;
    const transposed = Float32Array.from({ length: 100 }, (_, i) => reference[(i % 10) * 10 + Math.floor(i / 10)]!);
    transposed[32] = 3e-9;
    expect(diagnoses(matrix(transposed, 10, 10), matrix(reference, 10, 10), { ulp: 4 })).toEqual([
      { kind: 'transposed' },
    ]);
  });

  test('is a permutation', () => {
    expect(diagnoses(x.slice().reverse(), x, { ulp: 4 })).toEqual([{ kind: 'permuted' }]);
    expect(diagnoses(x.slice().sort(), x, { ulp: 4 })).toEqual([{ kind: 'permuted' }]);
  });

  test('is a multiple of it, or its negative', () => {
    expect(
      diagnoses(
        x.map((v) => 3 * v),
        x,
        { rel: 1e-9 },
      ),
    ).toEqual([{ kind: 'scaled', factor: 3 }]);
    expect(
      diagnoses(
        x.map((v) => -v),
        x,
        { rel: 1e-9 },
      ),
    ).toEqual([{ kind: 'scaled', factor: -1 }]);
  });

  test('is not claimed of other numbers, nor where most elements agree in place', () => {
    expect(diagnoses(numbers(120, 7n), x, { rel: 1e-9 })).toEqual([]);
    const two = x.slice();
    [two[3], two[4]] = [two[4]!, two[3]!];
    expect(diagnoses(two, x, { rel: 1e-9 })).toEqual([]);
  });

  test('is looked for in the leaf of a record that fails worst', () => {
    expect(diagnoses({ a: [1], b: x.map((v) => -v) }, { a: [1], b: x }, { rel: 1e-9 })).toEqual([
      { kind: 'scaled', factor: -1 },
    ]);
  });
});

describe('every value zero', () => {
  test('is said of arrays whose reference is not zero', () => {
    expect(diagnoses(new Float32Array(5), [1, 2, 3, 4, 5], { ulp: 4 })).toEqual([{ kind: 'all zero' }]);
  });
});

describe('a narrower format', () => {
  test('float32 values in an ordinary array: half a float32 ulp is 2^28 float64 ulps', () => {
    expect(diagnoses(Array.from(x, Math.fround), [...x], { ulp: 4 })).toEqual([
      { kind: 'narrower', side: 'actual', format: 'float32', ulps: 2 ** 28 },
    ]);
    expect(diagnoses(Math.fround(0.1), 0.1, { ulp: 4 })).toContainEqual({
      kind: 'narrower',
      side: 'actual',
      format: 'float32',
      ulps: 2 ** 28,
    });
  });

  test('float32 references', () => {
    expect(diagnoses(x, Float32Array.from(x), { ulp: 4 })).toMatchObject([
      { kind: 'narrower', side: 'reference', format: 'float32' },
    ]);
  });

  test('float32 values on both sides of ordinary arrays', () => {
    const off = Array.from(x, (v) => Math.fround(v * (1 + 2 ** -22)));
    expect(diagnoses(off, Array.from(x, Math.fround), { ulp: 4 })).toMatchObject([
      { kind: 'narrower', side: 'both', format: 'float32' },
    ]);
  });

  test.each(['float16', 'bfloat16'] as const)('%s values in a Float32Array', (format) => {
    const p = { float16: 11, bfloat16: 8 }[format];
    const rounded = Float32Array.from(x, (v) => roundToFormat(v, format));
    expect(diagnoses(rounded, x, { ulp: 4 })).toMatchObject([
      { kind: 'narrower', side: 'actual', format, ulps: 2 ** (24 - p - 1) },
    ]);
  });

  test('is not claimed of a long array with one value of another format at its end', () => {
    const long = numbers(5000);
    const received = long.map(Math.fround);
    expect(diagnoses(received, long, { ulp: 4 })).toMatchObject([{ kind: 'narrower', format: 'float32' }]);
    received[4999] = long[4999]! + 2 ** -40;
    expect(diagnoses(received, long, { ulp: 4 })).toEqual([]);
  });

  test('is not read from short values, which every format has', () => {
    const counts = Float64Array.from({ length: 16 }, (_, i) => i + 1);
    expect(
      diagnoses(
        counts.map((v, i) => (i % 4 === 0 ? v + 0.25 : v)),
        counts,
        { abs: 0.125 },
      ),
    ).toEqual([]);
    expect(diagnoses([0.5, 0.25, 3, 7, 1, 2, 4, 8, 0.75], [0.5, 0.25, 3, 7, 1, 2, 4, 8, 0.7], { ulp: 4 })).toEqual([]);
    expect(
      diagnoses(
        Float32Array.from(x, (v) => v + 1e-5),
        x,
        { ulp: 4 },
      ),
    ).not.toContainEqual(expect.objectContaining({ kind: 'narrower' }));
  });
});

describe('the size of the budget', () => {
  test('a zero reference needs an absolute floor, the size of the error', () => {
    expect(diagnoses([1e-17, 1], [0, 1], { ulp: 4 })).toEqual([{ kind: 'zero reference', count: 1, abs: 1e-17 }]);
    expect(diagnoses([1e-17, 1], [0, 1], { abs: 1e-18 })).not.toContainEqual(
      expect.objectContaining({ kind: 'zero reference' }),
    );
  });

  test('less than half an ulp at the worst element is below the spacing of the format', () => {
    // ulp of float32 at 1000 is 2^-14
    expect(diagnoses(Float32Array.of(1000.1), [1000.1], { abs: 2 ** -20 })).toEqual([
      { kind: 'below spacing', allowedUlps: 2 ** -6 },
    ]);
    expect(diagnoses(Float32Array.of(1001), [1000.1], { abs: 2 ** -15 })).toEqual([]);
  });

  test('an ordinary absolute error at a small reference is cancellation', () => {
    const reference = Float64Array.from(numbers(200), (v) => v + Math.sign(v));
    reference[77] = 1e-6;
    // errors of alternating sign and one size, 3·2^-24
    const actual = reference.map((r, i) => r + (i % 2 === 0 ? 3 : -3) * 2 ** -24);
    const found = diagnoses(actual, reference, { ulp: 2 ** 30 });
    expect(found).toMatchObject([{ kind: 'cancellation' }]);
    expect((found[0] as { abs: number }).abs).toBeCloseTo(3 * 2 ** -24, 15);
  });

  test('one large error is no systematic one', () => {
    const one = x.slice();
    one[5] = one[5]! + 1;
    expect(diagnoses(one, x, { ulp: 2 })).toEqual([]);
  });

  test('errors of one sign are pointed out, scattered ones are not', () => {
    const truncated = Float32Array.from(x, (v) => v * (1 + Math.sign(v) * 1e-6));
    expect(diagnoses(truncated, x, { ulp: 2 })).toMatchObject([{ kind: 'one-sided' }]);
    const scattered = Float32Array.from(x, (v, i) => v * (1 + (i % 2 === 0 ? 1e-6 : -1e-6)));
    expect(diagnoses(scattered, x, { ulp: 2 })).toEqual([]);
  });

  test('an infinity for a reference within the range is an overflow on the way', () => {
    expect(diagnoses(Float32Array.of(Infinity, 1), [3e30, 1], { ulp: 1 })).toEqual([
      { kind: 'overflow', format: 'float32' },
    ]);
  });
});

test('no numbers make a diagnosis fail', () => {
  const values = fc.array(fc.double(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(values, values, fc.boolean(), (a, b, narrow) => {
      const n = Math.min(a.length, b.length);
      const received = narrow ? Float32Array.from(a.slice(0, n)) : a.slice(0, n);
      const finding = toMatchFloat64Within(received, b.slice(0, n), { ulp: 1 });
      if (finding.kind === 'budget' && !finding.pass) expect(Array.isArray(finding.diagnose())).toBe(true);
    }),
  );
});
