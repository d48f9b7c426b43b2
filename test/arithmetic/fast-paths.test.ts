/**
 * The SIMD loops against the definition: `order: 'blocked'` with one block is the same sum as `order: 'sequential'`, but no fast path
 * takes it; elementwise results are checked against rounding the float64 kernel once.
 */
import { describe, expect, test } from 'vitest';
import { floating, type FloatStorage } from '../../src/arithmetic/index.ts';
import { formats, roundToFormat, type FormatName } from '../../src/formats/index.ts';
import { opTable, type ContractionPlan, type Pointwise } from '../../src/ops/index.ts';

const names = Object.keys(formats) as FormatName[];
const slow = { order: 'blocked', block: 1 << 30 } as const;

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Values of the format: most of them ordinary, some subnormal, huge, zero, infinite or NaN. */
function sample(format: FormatName, size: number, random: () => number, specials = true): FloatStorage {
  const { maxFinite, minSubnormal, minNormal } = formats[format];
  const special = [0, -0, maxFinite, -maxFinite, minSubnormal, -minSubnormal, minNormal, Infinity, -Infinity, NaN];
  return floating(format).store(
    Float64Array.from({ length: size }, () =>
      specials && random() < 0.05
        ? special[Math.floor(random() * special.length)]!
        : (random() - 0.5) * 2 ** Math.floor(random() * 8),
    ),
  );
}

function expectSameBits(actual: FloatStorage, expected: FloatStorage): void {
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) expect.fail(`element ${i}: ${actual[i]} instead of ${expected[i]}`);
  }
  expect(actual.length).toBe(expected.length);
}

describe.each(names)('%s: the fast path has the bits of the definition', (format) => {
  const shapes = [
    [1, 1, 1],
    [3, 5, 2],
    [4, 8, 8],
    [5, 300, 9],
    [7, 513, 17],
    [2, 0, 3],
    [9, 1, 8],
  ] as const;
  test.each(shapes)('a product of %i × %i by … × %i', (rows, inner, columns) => {
    for (const accumulate of ['same', 'float32', 'float64'] as const) {
      if (format === 'float64' && accumulate === 'float32') continue;
      for (const specials of [false, true]) {
        const random = seeded(rows * 1000 + inner + columns);
        const a = sample(format, 2 * rows * inner, random, specials);
        const b = sample(format, inner * columns, random, specials);
        const plan: ContractionPlan = {
          form: 'products',
          batches: 2,
          rows,
          inner,
          columns,
          leftBatches: Int32Array.of(0, 1),
          rightBatches: Int32Array.of(0, 0),
        };
        expectSameBits(
          floating(format, { accumulate }).contract(plan, [a, b]),
          floating(format, { accumulate, ...slow }).contract(plan, [a, b]),
        );
      }
    }
  });

  test.each([
    [1, 7, 1],
    [3, 5, 4],
    [2, 100, 9],
    [1, 33, 2],
  ])('sums of %i × %i × %i over the middle axis', (outer, length, inner) => {
    const x = sample(format, outer * length * inner, seeded(length), length !== 33);
    const plan: ContractionPlan = { form: 'sums', rows: outer * inner, length, inner, sources: undefined };
    expectSameBits(floating(format).contract(plan, [x]), floating(format, slow).contract(plan, [x]));
  });

  const rows = Object.entries(opTable).filter(([, op]) => op.kind === 'pointwise' && op.lanes !== undefined);
  test.each(rows)('%s of arrays, of a scalar and of a trailing row', (_name, row) => {
    const op = row as Pointwise;
    const random = seeded(7);
    const x = sample(format, 60, random);
    for (const length of [60, 1, 12]) {
      for (const overflow of ['format', 'saturate'] as const) {
        const inputs = op.arity === 1 ? [x] : [x, sample(format, length, random)];
        const kernel = op.kernel as (x: number, y: number, z: number, attributes: object) => number;
        const expected = Float64Array.from(x, (value, i) => {
          const exact = kernel(value, inputs[1]?.[i % length] ?? 0, 0, {});
          return roundToFormat(exact, format, { overflow });
        });
        const actual = floating(format, { overflow }).map(op, inputs, 60, {});
        expectSameBits(Float64Array.from(actual), expected);
      }
    }
  });
});
