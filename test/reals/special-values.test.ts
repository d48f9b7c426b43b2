// Expected values: C17 Annex F.10 and IEEE 754-2019 9.2.1, transcribed.
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { nextDown } from '../../src/formats/index.ts';
import { correctlyRounded, evaluate } from '../../src/reals/index.ts';

const inf = Infinity;
const pi = Math.PI; // the float64 nearest to π
const half = Math.PI / 2;

type Row = readonly [...x: number[], result: number];
const tables: Record<string, readonly Row[]> = {
  add: [[inf, -inf, NaN], [inf, 1, inf], [-0, -0, -0], [0, -0, 0], [1, -1, 0], [NaN, 1, NaN]],
  sub: [[inf, inf, NaN], [0, 0, 0], [-0, 0, -0], [3, 3, 0], [1e308, -inf, inf]],
  mul: [[0, inf, NaN], [-0, 5, -0], [-0, -5, 0], [inf, -2, -inf], [1e308, 10, inf], [1e-200, -1e-200, -0]],
  div: [[0, 0, NaN], [1, 0, inf], [-1, 0, -inf], [1, -0, -inf], [inf, inf, NaN], [5, inf, 0], [-5, inf, -0], [-0, 5, -0]],
  fma: [[inf, 0, 1, NaN], [inf, 1, -inf, NaN], [1e200, 1e200, -inf, -inf], [0, 5, -0, 0], [-0, 5, -0, -0], [2, 3, -6, 0], [1e308, 10, -1e308, inf]],
  sqrt: [[-0, -0], [0, 0], [inf, inf], [-1, NaN], [-inf, NaN], [NaN, NaN]],
  cbrt: [[-0, -0], [inf, inf], [-inf, -inf], [-8, -2], [NaN, NaN]],
  hypot: [[inf, NaN, inf], [NaN, -inf, inf], [NaN, 1, NaN], [0, -0, 0], [-3, 0, 3], [3, -4, 5]],
  exp: [[0, 1], [-0, 1], [inf, inf], [-inf, 0], [NaN, NaN]],
  expm1: [[0, 0], [-0, -0], [inf, inf], [-inf, -1]],
  exp2: [[0, 1], [-0, 1], [inf, inf], [-inf, 0], [-1074, 5e-324], [-1075, 0], [1024, inf], [10, 1024]],
  ln: [[0, -inf], [-0, -inf], [1, 0], [-1, NaN], [inf, inf], [-inf, NaN]],
  log1p: [[0, 0], [-0, -0], [-1, -inf], [-2, NaN], [inf, inf]],
  log2: [[0, -inf], [1, 0], [-5, NaN], [inf, inf], [5e-324, -1074], [1024, 10]],
  log10: [[0, -inf], [1, 0], [-5, NaN], [inf, inf], [1e22, 22], [1000, 3]],
  pow: [
    [NaN, 0, 1], [NaN, -0, 1], [1, NaN, 1], [1, inf, 1], [NaN, 1, NaN], [2, NaN, NaN],
    [0, -3, inf], [-0, -3, -inf], [0, -2, inf], [-0, -2, inf], [-0, -2.5, inf], [0, -inf, inf], [-0, 3, -0], [-0, 2, 0], [0, 2.5, 0], [-0, 0.5, 0],
    [-1, inf, 1], [-1, -inf, 1], [0.5, -inf, inf], [-0.5, -inf, inf], [2, -inf, 0], [0.5, inf, 0], [-2, inf, inf],
    [-inf, -3, -0], [-inf, -2, 0], [-inf, 3, -inf], [-inf, 2.5, inf], [inf, 2, inf], [inf, -2, 0],
    [-8, 1 / 3, NaN], [-2, 3, -8], [-2, 2, 4], [-2, -3, -0.125], [-2, 9007199254740992, inf], [2, -1075, 0], [-2, -1073, -1e-323],
  ],
  sin: [[0, 0], [-0, -0], [inf, NaN], [-inf, NaN]],
  cos: [[0, 1], [-0, 1], [inf, NaN]],
  tan: [[0, 0], [-0, -0], [inf, NaN]],
  asin: [[0, 0], [-0, -0], [1, half], [-1, -half], [1.1, NaN], [inf, NaN]],
  acos: [[1, 0], [-1, pi], [0, half], [-1.1, NaN]],
  atan: [[0, 0], [-0, -0], [inf, half], [-inf, -half], [NaN, NaN]],
  atan2: [
    [0, -0, pi], [-0, -0, -pi], [0, 0, 0], [-0, 0, -0], [0, -3, pi], [-0, -3, -pi], [0, 3, 0], [-0, 3, -0], [-3, 0, -half], [3, -0, half],
    [1, -inf, pi], [-1, -inf, -pi], [1, inf, 0], [-1, inf, -0], [inf, 5, half], [-inf, 5, -half], [inf, -inf, (3 * pi) / 4], [-inf, inf, -pi / 4], [inf, inf, pi / 4],
    [NaN, 1, NaN],
  ],
  sinh: [[0, 0], [-0, -0], [inf, inf], [-inf, -inf], [-1e10, -inf]],
  cosh: [[0, 1], [inf, inf], [-inf, inf]],
  tanh: [[0, 0], [-0, -0], [inf, 1], [-inf, -1]],
  asinh: [[0, 0], [-0, -0], [inf, inf], [-inf, -inf]],
  acosh: [[1, 0], [0.5, NaN], [-inf, NaN], [inf, inf]],
  atanh: [[0, 0], [-0, -0], [1, inf], [-1, -inf], [2, NaN]],
  sigmoid: [[0, 0.5], [inf, 1], [-inf, 0], [NaN, NaN]],
  softplus: [[inf, inf], [-inf, 0]],
  silu: [[0, 0], [-0, -0], [inf, inf], [-inf, -0]],
  erf: [[0, 0], [-0, -0], [inf, 1], [-inf, -1]],
  erfc: [[0, 1], [inf, 0], [-inf, 2]],
  gelu: [[0, 0], [-0, -0], [inf, inf], [-inf, -0]],
  geluTanh: [[0, 0], [-0, -0], [inf, inf], [-inf, -0]],
}; // prettier-ignore

describe('special values as IEEE 754 and C have them', () => {
  test.each(Object.entries(tables))('%s', (name, rows) => {
    for (const row of rows) {
      const x = row.slice(0, -1);
      const result = row[row.length - 1];
      expect([...x, correctlyRounded(name, x, 'float64')]).toEqual([...x, result]);
    }
  });

  test('an exact sum of 0 is -0 when rounding down, and +0 otherwise', () => {
    for (const [name, x] of [
      ['add', [1, -1]],
      ['sub', [2, 2]],
      ['fma', [2, 3, -6]],
      ['add', [0, -0]],
    ] as const) {
      expect(correctlyRounded(name, x, 'float64', 'down')).toBe(-0);
      for (const mode of ['nearest', 'up', 'towardZero'] as const)
        expect(correctlyRounded(name, x, 'float64', mode)).toBe(0);
    }
    expect(correctlyRounded('add', [0, 0], 'float64', 'down')).toBe(0);
    expect(correctlyRounded('mul', [0, 5], 'float64', 'down')).toBe(0);
  });

  test('infinite constants are rounded like any irrational number: π/2 down and up', () => {
    expect(correctlyRounded('atan', [inf], 'float64', 'down')).toBe(half);
    expect(correctlyRounded('atan', [inf], 'float64', 'up')).toBeGreaterThan(half);
    expect(correctlyRounded('atan', [-inf], 'float64', 'up')).toBe(-half);
    expect(correctlyRounded('atan2', [-0, -1], 'float64', 'towardZero')).toBe(-pi);
    expect(correctlyRounded('acos', [-1], 'float64', 'towardZero')).toBe(pi);
  });

  test('an enclosure of what is no real number is an error that names the domain', () => {
    for (const [name, x] of [
      ['ln', [-1]],
      ['sqrt', [-4]],
      ['sin', [inf]],
      ['pow', [-8, 0.5]],
      ['div', [0, 0]],
      ['exp', [NaN]],
      ['asin', [2]],
    ] as const) {
      expect(() => evaluate(name, x, 20)).toThrow(DomainError);
    }
    expect(() => evaluate('ln', [-1], 20)).toThrow(/ln\(-1\) is not a real number: its domain is \[0, ∞\]/);
    expect(() => evaluate('logarithm', [1], 20)).toThrow(/not an elementary function.*log10/);
    expect(() => evaluate('pow', [1], 20)).toThrow(/pow takes 2 arguments, got 1/);
  });

  test('poles and infinite arguments have infinite enclosures', () => {
    const show = (name: string, x: number[]): string => `${evaluate(name, x, 9).lower}, ${evaluate(name, x, 9).upper}`;
    expect(show('ln', [0])).toBe('-Infinity, -Infinity');
    expect(show('atanh', [1])).toBe('Infinity, Infinity');
    expect(show('exp', [inf])).toBe('Infinity, Infinity');
    expect(show('exp', [-inf])).toBe('0, 0');
    expect(show('atan', [inf])).toBe('1.57079632, 1.57079633');
  });

  test('float8_e4m3fn has no infinity: NaN stands in for it', () => {
    expect(correctlyRounded('exp', [10], 'float8_e4m3fn')).toBe(NaN);
    expect(correctlyRounded('exp', [10], 'float8_e4m3fn', 'down')).toBe(448);
    expect(correctlyRounded('exp', [inf], 'float8_e4m3fn')).toBe(NaN);
    expect(nextDown(448, 'float8_e4m3fn')).toBe(416);
  });
});
