/**
 * Portable functions: the worst inputs that a search with MPFR found (fixtures/portable-math/worst.json, by measure.mjs beside it) stay within
 * the error that each row of the op table declares, and special values are those of C.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ulpOf } from '../../src/formats/index.ts';
import { mapPortable, portableFunction, portableUnary } from '../../src/kernels/portable-math.ts';
import { opTable } from '../../src/ops/index.ts';
import type { PortableName } from '../../src/kernels/portable-math.ts';

interface Worst {
  readonly worst: number;
  readonly inputs: readonly {
    readonly x: readonly number[];
    readonly hi: number;
    readonly lo: number;
    readonly error: number;
  }[];
}

const worst = JSON.parse(
  readFileSync(new URL('../../fixtures/portable-math/worst.json', import.meta.url), 'utf8'),
) as Record<PortableName, Worst>;

/** [op, function, declared error] */
const rows = Object.entries(opTable).flatMap(([name, op]): [string, PortableName, number][] =>
  op.kind === 'pointwise' && typeof op.kernel === 'string' ? [[name, op.kernel, op.kernelUlps]] : [],
);

test('every function of the table was measured', () => {
  expect(Object.keys(worst).sort()).toEqual(rows.map(([, kernel]) => kernel).sort());
  expect(Object.keys(worst)).toHaveLength(portableUnary.length + 3);
});

test.each(rows)('%s stays within its declared error at the worst inputs known', (_name, kernel, kernelUlps) => {
  const f = portableFunction(kernel);
  const { inputs, worst: found } = worst[kernel];
  expect(inputs).toHaveLength(8);
  for (const { x, hi, lo, error } of inputs) {
    const measured = Math.abs(f(x[0]!, x[1]!) - hi - lo) / ulpOf(hi, 'float64');
    expect(measured, String(x)).toBeLessThanOrEqual(kernelUlps);
    // The very bits: the error is the one that was recorded, on every engine.
    expect(Math.abs(measured - error)).toBeLessThan(1e-3);
  }
  // Declared with room, not at random: at most twice what was found.
  expect(kernelUlps).toBeLessThanOrEqual(2 * found + 0.1);
});

describe('far from zero', () => {
  // mpmath: mp.prec = 2000; sin(mpf(x)) …; the float64 nearest to a multiple of π/2 (Kahan), and powers of ten
  test.each([
    ['cos', 6381956970095103 * 2 ** 797, -4.68716592425462761e-19],
    ['tan', 6381956970095103 * 2 ** 797, -2.13348538575370384e18],
    ['sin', 1e22, -0.8522008497671888],
    ['cos', 1e22, 0.523214785395138945],
    ['sin', -1e22, 0.8522008497671888],
    ['sin', 1e300, -0.8178819121159085],
  ] as const)('%s(%d)', (name, x, expected) => {
    expect(Math.abs(portableFunction(name)(x) / expected - 1)).toBeLessThan(2 ** -50);
  });
});

describe('special values are those of C', () => {
  test.each([
    ['exp', -Infinity, 0],
    ['exp', 710, Infinity],
    ['expm1', -Infinity, -1],
    ['ln', 0, -Infinity],
    ['ln', -1, NaN],
    ['log1p', -1, -Infinity],
    ['sin', Infinity, NaN],
    ['sin', -0, -0],
    ['tan', -0, -0],
    ['asin', 1.5, NaN],
    ['atan', Infinity, Math.PI / 2],
    ['tanh', -Infinity, -1],
    ['acosh', 0.5, NaN],
    ['atanh', 1, Infinity],
    ['cbrt', -8, -2],
    ['erf', -0, -0],
    ['erf', Infinity, 1],
    ['erfc', -Infinity, 2],
    ['erfc', 30, 0],
    ['sigmoid', -Infinity, 0],
    ['sigmoid', Infinity, 1],
    ['softplus', -Infinity, 0],
    ['softplus', 800, 800],
    ['silu', -Infinity, -0],
    ['silu', Infinity, Infinity],
    ['gelu', -Infinity, -0],
    ['gelu', Infinity, Infinity],
    ['geluTanh', -Infinity, -0],
    ['geluTanh', Infinity, Infinity],
    ['normalDistribution', Infinity, 1],
    ['normalDistribution', -Infinity, 0],
    ['normalDensity', Infinity, 0],
  ] as const)('%s(%d) is %d', (name, x, expected) => {
    expect(portableFunction(name)(x)).toBe(expected);
  });

  test.each([
    ['pow', 1, NaN, 1],
    ['pow', NaN, 0, 1],
    ['pow', -1, Infinity, 1],
    ['pow', 0, -1, Infinity],
    ['pow', -8, 1 / 3, NaN],
    ['pow', -2, 3, -8],
    ['atan2', 0, -1, Math.PI],
    ['atan2', -0, -1, -Math.PI],
    ['hypot', Infinity, NaN, Infinity],
    ['hypot', 3, -4, 5],
  ] as const)('%s(%d, %d) is %d', (name, x, y, expected) => {
    expect(portableFunction(name)(x, y)).toBe(expected);
  });

  test.each(portableUnary)('%s of NaN is NaN', (name) => {
    expect(portableFunction(name)(NaN)).toBeNaN();
  });
});

test('a map over an array is the function element by element, rounded once for float32', () => {
  const x = Float64Array.from({ length: 9000 }, (_, i) => (i - 4500) / 700);
  for (const name of portableUnary) {
    const f = portableFunction(name);
    const wide = new Float64Array(9000);
    mapPortable(name, x, wide);
    const narrow = Float32Array.from(x);
    mapPortable(name, narrow, narrow);
    for (let i = 0; i < 9000; i += 37) {
      expect(wide[i]).toBe(f(x[i]!));
      expect(narrow[i]).toBe(Math.fround(f(Math.fround(x[i]!))));
    }
  }
});
