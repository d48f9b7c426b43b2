/** The bound of certified products against integer arithmetic (test/support/exact.ts), case by case. */
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import {
  certifiedProduct,
  exactElement,
  refineElement,
  transpose,
  type MatrixEnclosure,
  type MatrixView,
} from '../../src/kernels/linear.ts';
import {
  abs,
  add,
  compareExact,
  dot,
  dyadic,
  exactly,
  floorLog2,
  multiply,
  scale,
  subtract,
  zero,
  type Dyadic,
} from '../support/exact.ts';
import { cancelling, integerBetween, kindNames, uniform, vectorOf } from './seeded.ts';

const maximum = (x: Float64Array): Dyadic =>
  x.reduce<Dyadic>((m, v) => (compareExact(abs(exactly(v)), m) > 0 ? abs(exactly(v)) : m), zero);

/** |true - (high + low)| as an exact number. */
const errorOf = (truth: Dyadic, high: number, low: number): Dyadic =>
  abs(subtract(truth, add(exactly(high), exactly(low))));

const centre = ({ high, low }: MatrixEnclosure, at: number): Dyadic => add(exactly(high[at]), exactly(low[at]));

/** A matrix over rows that were made one by one. */
const ofRows = (rows: Float64Array[], columns: number): MatrixView => ({
  data: Float64Array.from(rows.flatMap((row) => [...row])),
  rows: rows.length,
  columns,
});

describe.each(kindNames)('%s', (kind) => {
  test('every element lies within the radius, which is small and scalar code finds the same bits', () => {
    const random = uniform(kind.length * 7919);
    let cases = 0;
    let zeroRadii = 0;
    while (cases < 1200) {
      const rows = integerBetween(random, 1, 9);
      const columns = integerBetween(random, 1, 5);
      const depth = random() < 0.1 ? integerBetween(random, 100, 300) : integerBetween(random, 1, 40);
      const left = Array.from({ length: rows }, () => vectorOf(kind, random, depth));
      const otherKind = random() < 0.5 ? kind : kindNames[integerBetween(random, 0, kindNames.length - 1)];
      const right = Array.from({ length: columns }, () => vectorOf(otherKind, random, depth));
      if (random() < 0.4) cancelling(left[0], right[0], random);
      const a = ofRows(left, depth);
      const b = transpose(ofRows(right, depth));
      const result = certifiedProduct(a, b);
      expect(certifiedProduct(a, b, { engine: 'scalar' })).toEqual(result);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, cases++) {
          const at = i * columns + j;
          const truth = dot(left[i], right[j]);
          const radius = result.radius[at];
          const product = multiply(maximum(left[i]), maximum(right[j]));
          if (radius === Infinity) {
            // Nothing is claimed only where the largest possible result leaves the range.
            expect(floorLog2(product)).toBeGreaterThan(1000);
            continue;
          }
          if (radius === 0) zeroRadii++;
          const error = errorOf(truth, result.high[at], result.low[at]);
          if (compareExact(error, exactly(radius)) > 0) {
            expect.fail(`element (${i}, ${j}) of depth ${depth} is off by 2^${floorLog2(error)}, radius ${radius}`);
          }
          // The double-double is normalised, and the radius is what the derivation promises: 2^-102·k²(k+3)·max·max.
          expect(result.high[at] + result.low[at]).toBe(result.high[at]);
          const promised = multiply(product, dyadic(depth * depth * (depth + 3) + 1, -102));
          expect(compareExact(exactly(radius), add(promised, dyadic(6, -1074)))).toBeLessThanOrEqual(0);
        }
      }
    }
    if (/one scale|integers|float16/.test(kind) && !kind.includes('float64'))
      expect(zeroRadii).toBeGreaterThan(cases / 2);
  });
});

describe('the radius', () => {
  test('covers the derived bound u·h·k(k+3) where sums are not exact', () => {
    const random = uniform(11);
    for (const depth of [1, 2, 3, 5, 17, 64, 65, 300]) {
      // Exponents spread too far for an exact tail; the largest elements lie in [1/2, 1).
      const x = vectorOf('float64 over 200 binades', random, depth).map((v) => v * 2 ** -110);
      const y = vectorOf('float64 over 200 binades', random, depth).map((v) => v * 2 ** -110);
      x[0] = 0.7;
      y[0] = 0.9;
      const { radius } = certifiedProduct(ofRows([x], depth), transpose(ofRows([y], depth)));
      const ceiling = 2 ** Math.ceil(Math.log2(depth));
      expect(compareExact(exactly(radius[0]), dyadic(depth * (depth + 3) * ceiling, -105))).toBeGreaterThanOrEqual(0);
      expect(radius[0]).toBeLessThan(1.001 * depth * (depth + 3) * ceiling * 2 ** -105);
    }
  });

  test.each([
    [1000, -18, 0],
    [1000, -19, 1],
    [4, -26, 0],
    [4, -27, 1],
  ])(
    'of %i products of float32 data down to 2^%i of the largest on both sides: %i for none',
    (depth, least, positive) => {
      const random = uniform(5);
      // The largest in [1/2, 1), the smallest with its last bit set: a multiple of 2^(least - 24).
      const spread = (): Float64Array => {
        const x = vectorOf('float32 of one scale', random, depth).map((v) => (Math.abs(v) < 2 ** -10 ? 0.75 : v / 2));
        x[depth - 1] = (1 - 2 ** -24) * 2 ** least;
        x[0] = 1 - 2 ** -24;
        return x;
      };
      const x = spread();
      const y = spread();
      const result = certifiedProduct(ofRows([x], depth), transpose(ofRows([y], depth)));
      expect(Math.sign(result.radius[0])).toBe(positive);
      if (positive === 0) expect(compareExact(centre(result, 0), dot(x, y))).toBe(0);
    },
  );

  test.each([-1, 1])(
    'holds where all products are nearly %i, which drives the sum to the end of its binade',
    (sign) => {
      for (const depth of [1, 2, 3, 4, 7, 8, 16, 64, 256, 1024]) {
        const x = Float64Array.from({ length: depth }, (_, i) => sign * (1 - (i + 1) * 2 ** -53));
        const y = Float64Array.from({ length: depth }, (_, i) => 1 - (depth - i) * 2 ** -53);
        const result = certifiedProduct(ofRows([x], depth), transpose(ofRows([y], depth)));
        const error = errorOf(dot(x, y), result.high[0], result.low[0]);
        expect(compareExact(error, exactly(result.radius[0]))).toBeLessThanOrEqual(0);
      }
    },
  );

  test('is 0 and the sum 0 where everything cancels', () => {
    const x = Float64Array.of(1e16, 3, -1e16, 5);
    const y = Float64Array.of(1, 5, 1, -3);
    const result = certifiedProduct(ofRows([x], 4), transpose(ofRows([y], 4)));
    expect([result.high[0], result.low[0], result.radius[0]]).toEqual([0, 0, 0]);
  });

  test('is 0 at a tie between two float64 numbers, where a rounding could go either way', () => {
    const x = Float64Array.of(1, 2 ** -53);
    const result = certifiedProduct(ofRows([x], 2), transpose(ofRows([Float64Array.of(1, 1)], 2)));
    expect([result.high[0], result.low[0], result.radius[0]]).toEqual([1, 2 ** -53, 0]);
  });

  test('is infinite where the sum lies beyond the largest float64, with the sign kept', () => {
    const x = Float64Array.of(1.5e308, 1.5e308);
    const one = Float64Array.of(-1, -1);
    const result = certifiedProduct(ofRows([x], 2), transpose(ofRows([one], 2)));
    expect([result.high[0], result.low[0], result.radius[0]]).toEqual([-Number.MAX_VALUE, 0, Infinity]);
  });

  test('encloses a product below the smallest subnormal', () => {
    const x = Float64Array.of(5e-324);
    const result = certifiedProduct(ofRows([x], 1), transpose(ofRows([Float64Array.of(0.25)], 1)));
    expect(result.radius[0]).toBeGreaterThan(0);
    const error = errorOf(dyadic(1, -1076), result.high[0], result.low[0]);
    expect(compareExact(error, exactly(result.radius[0]))).toBeLessThanOrEqual(0);
  });

  test('covers what scaling loses: an element 2^2000 below the largest of its row', () => {
    const x = Float64Array.of(2 ** 1000, 3 * 2 ** -1074);
    const y = Float64Array.of(0, 1 + 2 ** -52);
    const result = certifiedProduct(ofRows([x], 2), transpose(ofRows([y], 2)));
    const error = errorOf(dot(x, y), result.high[0], result.low[0]);
    expect(compareExact(error, exactly(result.radius[0]))).toBeLessThanOrEqual(0);
  });
});

describe('shapes', () => {
  test.each([
    [1, 1, 1],
    [5, 3, 7],
    [4, 256, 2],
    [4, 257, 3],
    [257, 2, 1],
    [1, 129, 259],
    [300, 130, 261],
  ])('%i × %i · %i: strides and tiles do not matter', (rows, depth, columns) => {
    const random = uniform(rows * 31 + columns);
    const a: MatrixView = { data: vectorOf('float64 of one scale', random, rows * depth), rows, columns: depth };
    const b: MatrixView = { data: vectorOf('float64 of one scale', random, depth * columns), rows: depth, columns };
    const result = certifiedProduct(a, b);
    // (BᵀAᵀ)ᵀ, the operands exchanged and read with other strides, sums the same products.
    const other = certifiedProduct(transpose(b), transpose(a));
    for (let at = 0; at < rows * columns; at += 1 + (at % 37)) {
      const i = Math.floor(at / columns);
      const j = at % columns;
      const mirrored = j * rows + i;
      expect([other.high[mirrored], other.low[mirrored]]).toEqual([result.high[at], result.low[at]]);
      const truth = exactElement(a, b, i, j);
      expect(compareExact(errorOf(truth, result.high[at], result.low[at]), exactly(result.radius[at]))).not.toBe(1);
    }
  });

  test('an empty inner dimension gives exact zeros, an empty outer one no elements', () => {
    const empty = { data: new Float64Array(0), rows: 2, columns: 0 };
    const product = certifiedProduct(empty, transpose(empty));
    expect(product).toEqual({
      rows: 2,
      columns: 2,
      high: new Float64Array(4),
      low: new Float64Array(4),
      radius: new Float64Array(4),
    });
    expect(certifiedProduct(transpose(empty), empty).high).toHaveLength(0);
  });

  test('negative strides and offsets read the elements they name', () => {
    const data = [9, 1, 2, 3, 4, 9];
    const reversed: MatrixView = { data, rows: 2, columns: 2, rowStride: -2, columnStride: -1, offset: 4 };
    const identity: MatrixView = { data: [1, 0, 0, 1], rows: 2, columns: 2 };
    expect([...certifiedProduct(reversed, identity).high]).toEqual([4, 3, 2, 1]);
  });

  test.each([
    [{ data: [1, 2], rows: 1, columns: 2 }, { data: [1, 2, 3], rows: 3, columns: 1 }, /1 × 2 · 3 × 1/],
    [{ data: [1, 2], rows: 2, columns: 2 }, { data: [1, 2], rows: 2, columns: 1 }, /reaches elements 0 to 3/],
    [{ data: [1, 2], rows: 1, columns: 2, offset: -1 }, { data: [1, 2], rows: 2, columns: 1 }, /offset/],
    [{ data: [1, 2], rows: 1, columns: 2, rowStride: 0.5 }, { data: [1, 2], rows: 2, columns: 1 }, /strides/],
  ])('%o · %o is refused', (a, b, message) => {
    expect(() => certifiedProduct(a, b)).toThrow(DomainError);
    expect(() => certifiedProduct(a, b)).toThrow(message);
  });
});

describe('values that are not finite', () => {
  const product = (x: number[], y: number[]): [number, number] => {
    const result = certifiedProduct({ data: x, rows: 1, columns: x.length }, { data: y, rows: y.length, columns: 1 });
    return [result.high[0], result.radius[0]];
  };

  test.each([
    [[1, Infinity], [1, 2], Infinity],
    [[1, Infinity], [1, -2], -Infinity],
    [[1, Infinity], [1, 0], NaN],
    [[Infinity, Infinity], [1, -1], NaN],
    [[Infinity, 1], [1, Infinity], Infinity],
    [[Infinity, 1], [1, -Infinity], NaN],
    [[1, NaN], [1, 0], NaN],
    [[1, 2], [NaN, 0], NaN],
    [[1e308, Infinity], [-1e308, 1], Infinity],
  ])('%j · %j is %d in the extended reals', (x, y, expected) => {
    expect(product(x, y)).toEqual([expected, 0]);
  });

  test('they leave the other rows and columns alone', () => {
    const a = { data: [1, NaN, 3, 4], rows: 2, columns: 2 };
    const b = { data: [1, Infinity, 3, 4], rows: 2, columns: 2 };
    expect([...certifiedProduct(a, b).high]).toEqual([NaN, NaN, 15, Infinity]);
  });
});

describe('an element alone', () => {
  test('refined, is the double-double nearest to the exact value', () => {
    const random = uniform(99);
    const a: MatrixView = { data: vectorOf('float64 of one scale', random, 60), rows: 3, columns: 20 };
    const b: MatrixView = { data: vectorOf('float64 over 200 binades', random, 80), rows: 20, columns: 4 };
    const result = certifiedProduct(a, b);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 4; j++) {
        refineElement(a, b, result, i, j);
        const at = i * 4 + j;
        const truth = exactElement(a, b, i, j);
        const error = errorOf(truth, result.high[at], result.low[at]);
        expect(compareExact(error, exactly(result.radius[at]))).toBeLessThanOrEqual(0);
        expect(compareExact(error, scale(abs(truth), -106))).toBeLessThanOrEqual(0);
      }
    }
  });
});
