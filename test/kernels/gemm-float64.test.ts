/** Plain products against the loop that they stand for; |A||B| against integer arithmetic. */
import { describe, expect, test } from 'vitest';
import { absoluteProduct, gemmFloat64, transpose } from '../../src/kernels/linear.ts';
import { add, compareExact, dot, dyadic, exactly, scale } from '../support/exact.ts';
import { integerBetween, kindNames, uniform, vectorOf } from './seeded.ts';

/** The loop of the definition. */
function naive(a: Float64Array, b: Float64Array, rows: number, depth: number, columns: number): Float64Array {
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum = sum + a[i * depth + k] * b[k * columns + j];
      c[i * columns + j] = sum;
    }
  }
  return c;
}

describe.each(kindNames)('%s', (kind) => {
  test('gemmFloat64 has the bits of the plain loop, |A||B| is an upper bound and a close one', () => {
    const random = uniform(kind.length * 1299709);
    for (let round = 0; round < 40; round++) {
      const rows = integerBetween(random, 1, 13);
      const columns = integerBetween(random, 1, 13);
      const depth = round === 0 ? 600 : integerBetween(random, 0, 40);
      const x = vectorOf(kind, random, rows * depth);
      const y = vectorOf(kind, random, depth * columns);
      const a = { data: x, rows, columns: depth };
      const b = { data: y, rows: depth, columns };
      const expected = naive(x, y, rows, depth, columns);
      expect(gemmFloat64(a, b)).toEqual(expected);
      expect(gemmFloat64(a, b, { engine: 'scalar' })).toEqual(expected);
      const upper = absoluteProduct(a, b);
      for (let at = 0; at < upper.length; at++) {
        if (upper[at] === Infinity) continue;
        const i = Math.floor(at / columns);
        const row = x.subarray(i * depth, (i + 1) * depth).map(Math.abs);
        const column = Float64Array.from({ length: depth }, (_, k) => Math.abs(y[k * columns + (at % columns)]));
        const truth = dot(row, column);
        expect(compareExact(exactly(upper[at]), truth)).toBeGreaterThanOrEqual(0);
        const slack = add(
          scale({ m: truth.m * BigInt(3 * (depth + 8)), e: truth.e }, -53),
          dyadic(2 * depth + 1, -1074),
        );
        expect(compareExact(exactly(upper[at]), add(truth, slack))).toBeLessThanOrEqual(0);
        if (truth.m === 0n) expect(upper[at]).toBe(0);
      }
    }
  });
});

test('blocks of every size agree with the loop', () => {
  const random = uniform(8);
  for (const [rows, depth, columns] of [
    [257, 3, 4],
    [2, 259, 258],
    [5, 513, 6],
  ]) {
    const x = vectorOf('float64 of one scale', random, rows * depth);
    const y = vectorOf('float64 of one scale', random, depth * columns);
    const product = gemmFloat64({ data: x, rows, columns: depth }, { data: y, rows: depth, columns });
    expect(product).toEqual(naive(x, y, rows, depth, columns));
    const turned = gemmFloat64(
      transpose({ data: y, rows: depth, columns }),
      transpose({ data: x, rows, columns: depth }),
    );
    expect(turned[0]).toBe(product[0]);
    expect(turned[1]).toBe(product[columns]);
  }
});

test('NaN and infinities go through products as IEEE 754 says', () => {
  const a = { data: [NaN, 1, Infinity, 1, 1, 1], rows: 3, columns: 2 };
  const b = { data: [0, 1, 1, -Infinity], rows: 2, columns: 2 };
  expect([...gemmFloat64(a, b)]).toEqual([NaN, NaN, NaN, NaN, 1, -Infinity]);
  expect([...absoluteProduct(a, b)].slice(0, 4)).toEqual([NaN, NaN, NaN, Infinity]);
});
