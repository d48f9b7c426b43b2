/**
 * Floating arithmetic held to the oracle: every pointwise row in every format within half an ulp plus what its kernel is declared to
 * err by, and every sum and product within the a-priori bound of its accumulator and order.
 */
import { describe, expect, test } from 'vitest';
import { elementRules, nearestFloat64 } from '../../src/arithmetic/enclosing.ts';
import { unknown } from '../../src/arithmetic/extended-reals.ts';
import { floating } from '../../src/arithmetic/floating.ts';
import { formats, roundToFormat, ulpOf } from '../../src/formats/index.ts';
import { oracle } from '../../src/interop/oracle.ts';
import { sizeOf } from '../../src/ops/index.ts';
import { add, compare, dyadic, multiply, subtract } from '../../src/reals/dyadic.ts';
import { dyadicReals } from '../../src/reals/dyadic-reals.ts';
import type { PrecisionPolicy } from '../../src/arithmetic/index.ts';
import type { FormatName } from '../../src/formats/index.ts';
import type { Contraction, Op } from '../../src/ops/index.ts';
import { opTable } from '../../src/ops/index.ts';
import { uniform } from '../kernels/seeded.ts';
import { argumentsOf, attributesOf, pointwiseRows } from './samples.ts';

const names = Object.keys(formats) as FormatName[];

describe('pointwise rows', () => {
  test.each(pointwiseRows)('%s: within half an ulp and the kernel’s declared error, in every format', (name, op) => {
    const rules = elementRules(dyadicReals(200));
    const random = uniform(3);
    const listed = argumentsOf(name, op);
    const more = Array.from({ length: 60 }, () => {
      const base = listed[Math.floor(random() * listed.length)]!;
      return base.map((x) => x * (0.9 + 0.2 * random()));
    });
    for (const format of names) {
      const arithmetic = floating(format);
      for (const list of [...listed, ...more]) {
        const inputs = list.map((x) => roundToFormat(x, format));
        if (inputs.some((x) => !Number.isFinite(x))) continue;
        const exact = rules.map(op, inputs.map(rules.reals.constant), attributesOf(name));
        if (exact === unknown) continue;
        const storages = inputs.map((x) => arithmetic.store([x]));
        const actual = arithmetic.map(op, storages, 1, attributesOf(name))[0]!;
        const near = nearestFloat64(rules.reals, exact);
        if (typeof exact === 'number' || !Number.isFinite(roundToFormat(near, format))) {
          expect(Object.is(actual, roundToFormat(near, format)) || actual === roundToFormat(near, format)).toBe(true);
          continue;
        }
        const ulp = dyadic(ulpOf(near, format));
        // Half an ulp of the rounding, and the kernel's ulps in units of the format's; a float64 kernel is not rounded again.
        const share = format === 'float64' ? 0 : 0.5;
        const kernel = op.kernelUlps * (format === 'float64' ? 1 : ulpOf(near, 'float64') / ulpOf(near, format));
        const allowed = multiply(ulp, dyadic(share + kernel));
        const [low, high] = [subtract(dyadic(actual), allowed), add(dyadic(actual), allowed)];
        const inside = compare(low, exact.upper as typeof low) <= 0 && compare(exact.lower as typeof low, high) <= 0;
        expect(inside, `${format} ${name}(${inputs.join(', ')}) = ${actual}, exactly about ${near}`).toBe(true);
      }
    }
  });
});

/** The arithmetic of each format, in each order of summation, and with another accumulator. */
const policies: readonly (readonly [FormatName, PrecisionPolicy])[] = [
  ...names.flatMap((format) => [
    [format, {}] as const,
    [format, { accumulate: 'same' }] as const,
    [format, { order: 'pairwise', accumulate: 'same' }] as const,
    [format, { order: 'blocked', block: 4, accumulate: 'same' }] as const,
  ]),
  ['float32', { accumulate: 'float64' }],
  ['bfloat16', { accumulate: 'float64', order: 'pairwise' }],
];

describe('sums and products', () => {
  const random = uniform(17);
  const drawn = (format: FormatName, size: number): Float64Array =>
    Float64Array.from({ length: size }, () => roundToFormat((random() - 0.45) * 2, format));

  test.each(policies.map(([format, policy]) => [`${format} ${JSON.stringify(policy)}`, format, policy] as const))(
    '%s: within the a-priori bound, element by element',
    (_title, format, policy) => {
      const arithmetic = floating(format, policy);
      for (const [m, k, n] of [
        [2, 3, 2],
        [3, 17, 4],
        [2, 60, 2],
      ] as const) {
        const a = drawn(format, m * k);
        const b = drawn(format, k * n);
        const plan = (opTable as Record<string, Op>)['matmul'] as Contraction;
        const actual = arithmetic.contract(
          plan.plan(
            [
              [m, k],
              [k, n],
            ],
            {},
          ),
          [arithmetic.store(a), arithmetic.store(b)],
        );
        const reference = oracle.matmul({ data: a, shape: [m, k] }, { data: b, shape: [k, n] });
        const { errorBound } = reference.withErrorBound({ format, ...policy });
        expectWithin(actual, reference, errorBound!);

        const sum = (opTable as Record<string, Op>)['sum'] as Contraction;
        const totals = arithmetic.contract(sum.plan([[m, k]], { axes: 1 }), [arithmetic.store(a)]);
        const exact = oracle.sum({ data: a, shape: [m, k] }, { axes: 1 });
        expectWithin(totals, exact, exact.withErrorBound({ format, ...policy }).errorBound!);
      }
    },
  );

  function expectWithin(
    actual: ArrayLike<number>,
    reference: ReturnType<typeof oracle.sum>,
    bound: Float64Array,
  ): void {
    expect(actual.length).toBe(sizeOf(reference.shape));
    for (let i = 0; i < actual.length; i++) {
      const error = Math.abs(actual[i]! - reference.hi[i]!);
      expect(error).toBeLessThanOrEqual(bound[i]!);
    }
  }

  test('the bound of a product of exact float32 matrices is k·u·(|A||B|)', () => {
    const a = Float32Array.of(1, -2, 3, 0.5);
    const b = Float32Array.of(4, 1, -1, 2);
    const { errorBound } = oracle
      .matmul({ data: a, shape: [2, 2] }, { data: b, shape: [2, 2] })
      .withErrorBound({ format: 'float32' });
    // |A||B| = [[6, 5], [12.5, 4]]
    [6, 5, 12.5, 4].forEach((size, i) => {
      expect(errorBound![i]! / (2 * 2 ** -24 * size)).toBeGreaterThanOrEqual(1);
      expect(errorBound![i]! / (2 * 2 ** -24 * size)).toBeLessThan(1 + 1e-12);
    });
  });

  test('the bound of a sum counts the roundings of a term: n, ⌈log2 n⌉ + 1, block + ⌈n/block⌉', () => {
    const x = Float32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const roundings = (policy: PrecisionPolicy): number =>
      oracle.sum(x).withErrorBound({ format: 'float32', ...policy }).errorBound![0]! / (2 ** -24 * 100);
    expect(roundings({})).toBeCloseTo(100, 6);
    expect(roundings({ order: 'pairwise' })).toBeCloseTo(8, 6);
    expect(roundings({ order: 'blocked', block: 10 })).toBeCloseTo(20, 6);
    expect(roundings({ accumulate: 'float64' })).toBeLessThan(1e-5);
  });

  test('a computation that may overflow has no bound, and one that meets an infinity needs none', () => {
    expect(() => oracle.softmax([1000, 1]).withErrorBound({ format: 'float32' })).toThrow(/no finite bound/);
    expect(() => oracle.log([1e-300]).withErrorBound({ format: 'float16' })).toThrow(/no finite bound/);
    expect(oracle.matmul([[Infinity, 1]], [[1], [2]]).withErrorBound({ format: 'float32' }).errorBound![0]).toBe(0);
  });

  test('inputs that the format does not hold are rounded into it first, which counts', () => {
    const { errorBound } = oracle.neg([0.1, 0.5]).withErrorBound({ format: 'bfloat16' });
    // 0.1 in bfloat16 is 0.10009765625
    expect(errorBound![0]! / (0.10009765625 - 0.1)).toBeCloseTo(1, 9);
    expect(errorBound![1]).toBe(0);
  });

  test('a bound that is broken by a wrong accumulator is seen: bfloat16 sums are not within the bound of float32 sums', () => {
    const x = Float64Array.from({ length: 400 }, (_, i) => roundToFormat(1 + (i % 7) / 8, 'bfloat16'));
    const arithmetic = floating('bfloat16', { accumulate: 'same' });
    const sum = (opTable as Record<string, Op>)['sum'] as Contraction;
    const actual = arithmetic.contract(sum.plan([[400]], {}), [arithmetic.store(x)])[0]!;
    const reference = oracle.sum(x);
    expect(Math.abs(actual - reference.hi[0]!)).toBeGreaterThan(
      reference.withErrorBound({ format: 'bfloat16' }).errorBound![0]!,
    );
  });
});
