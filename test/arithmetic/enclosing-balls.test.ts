/**
 * Contractions of balls hold the results for members of the balls, over data of every kind: cancellation, underflow, overflow, subnormals,
 * radii wide and narrow. Members are picked inside and at the ends, and summed by exact BigInt arithmetic of the tests' own.
 */
import { describe, expect, test } from 'vitest';
import { enclosingBalls } from '../../src/arithmetic/enclosing-balls.ts';
import type { Balls } from '../../src/arithmetic/balls.ts';
import { opTable } from '../../src/ops/index.ts';
import type { OpName, Pointwise } from '../../src/ops/index.ts';
import { integerBetween, kindNames, twoTo, uniform, vectorOf } from '../kernels/seeded.ts';
import { add as plus, exactly as ofFloat64, multiply as times, zero } from '../support/exact.ts';
import type { Dyadic } from '../support/exact.ts';

const arithmetic = enclosingBalls();

/** Balls about the numbers, some exact, some with trailing parts, some with radii; and a member of each. */
function ballsAbout(hi: Float64Array, random: () => number): { readonly balls: Balls; readonly members: Dyadic[] } {
  const lo = new Float64Array(hi.length);
  const radius = new Float64Array(hi.length);
  const members = Array.from(hi, (x, i) => {
    const half = ulpOf(x) / 2;
    if (random() < 0.7) lo[i] = (2 * random() - 1) * 0.99 * half;
    if (random() < 0.7)
      radius[i] = half * random() * twoTo(-integerBetween(random, 0, 60)) * (random() < 0.1 ? twoTo(50) : 1);
    if (!Number.isFinite(radius[i]!)) radius[i] = 0;
    const centre = plus(ofFloat64(x), ofFloat64(lo[i]!));
    // An end, the centre, or a number between
    const share = [-1, 0, 1, 0.5, -0.25][integerBetween(random, 0, 4)]!;
    return plus(centre, times(ofFloat64(share), ofFloat64(radius[i]!)));
  });
  return { balls: { length: hi.length, hi, lo, radius }, members };
}

/** The distance to the next float64 up in magnitude. */
function ulpOf(x: number): number {
  const words = new DataView(new ArrayBuffer(8));
  words.setFloat64(0, Math.abs(x));
  words.setBigUint64(0, words.getBigUint64(0) + 1n);
  const above = words.getFloat64(0) - Math.abs(x);
  return Number.isFinite(above) ? above : 0;
}

function isInside(result: Balls, i: number, exact: Dyadic): boolean {
  const radius = result.radius?.[i] ?? 0;
  if (radius === Infinity) return true;
  const centre = plus(ofFloat64(result.hi[i]!), ofFloat64(result.lo?.[i] ?? 0));
  const difference = plus(exact, { m: -centre.m, e: centre.e });
  const size = { m: difference.m < 0n ? -difference.m : difference.m, e: difference.e };
  return plus(ofFloat64(radius), { m: -size.m, e: size.e }).m >= 0n;
}

const isNormalised = (result: Balls): boolean =>
  result.hi.every((x, i) => x + (result.lo?.[i] ?? 0) === x || result.radius?.[i] === Infinity);

describe('products of matrices of balls', () => {
  test.each(kindNames)('%s: hold the products of members', (kind) => {
    let narrow = 0;
    for (let round = 0; round < 60; round++) {
      const random = uniform(1000 + round);
      const [m, k, n] = [integerBetween(random, 1, 3), integerBetween(random, 1, 9), integerBetween(random, 1, 3)];
      const a = ballsAbout(vectorOf(kind, random, m * k), random);
      const b = ballsAbout(vectorOf(kind, random, k * n), random);
      const plan = {
        form: 'products',
        batches: 1,
        rows: m,
        inner: k,
        columns: n,
        leftBatches: Int32Array.of(0),
        rightBatches: Int32Array.of(0),
      } as const;
      const result = arithmetic.contract(plan, [a.balls, b.balls]);
      expect(isNormalised(result)).toBe(true);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = zero;
          for (let l = 0; l < k; l++) sum = plus(sum, times(a.members[i * k + l]!, b.members[l * n + j]!));
          expect(isInside(result, i * n + j, sum), `${kind} ${round}`).toBe(true);
          if ((result.radius?.[i * n + j] ?? 0) < Infinity) narrow++;
        }
      }
    }
    expect(narrow).toBeGreaterThan(0);
  });

  test('a trailing product that underflows to 0 is not forgotten', () => {
    // (2^-537 + 2^-591)·2^-537 = 2^-1074 + 2^-1128, of which float64 keeps the first
    const a: Balls = { length: 1, hi: Float64Array.of(twoTo(-537)), lo: Float64Array.of(twoTo(-591)) };
    const b: Balls = { length: 1, hi: Float64Array.of(twoTo(-537)) };
    const [batches, rows, inner, columns] = [1, 1, 1, 1];
    const plan = {
      form: 'products',
      batches,
      rows,
      inner,
      columns,
      leftBatches: Int32Array.of(0),
      rightBatches: Int32Array.of(0),
    } as const;
    const exact = plus({ m: 1n, e: -1074 }, { m: 1n, e: -1128 });
    expect(isInside(arithmetic.contract(plan, [a, b]), 0, exact)).toBe(true);
  });

  test('an unknown or a non-finite element leaves the others as they are', () => {
    const a: Balls = { length: 4, hi: Float64Array.of(1, 2, 3, 4), radius: Float64Array.of(0, Infinity, 0, 0) };
    const b: Balls = { length: 4, hi: Float64Array.of(5, 6, 7, Infinity) };
    const plan = {
      form: 'products',
      batches: 1,
      rows: 2,
      inner: 2,
      columns: 2,
      leftBatches: Int32Array.of(0),
      rightBatches: Int32Array.of(0),
    } as const;
    const { hi, radius } = arithmetic.contract(plan, [a, b]);
    expect(radius![0]).toBe(Infinity);
    expect(radius![1]).toBe(Infinity);
    expect([hi[2], hi[3], radius![2], radius![3]]).toEqual([43, Infinity, 0, 0]);
  });
});

describe('sums of balls', () => {
  test.each(kindNames)('%s: hold the sums of members, by rows and scattered', (kind) => {
    for (let round = 0; round < 60; round++) {
      const random = uniform(5000 + round);
      const length = integerBetween(random, 1, 12);
      const { balls, members } = ballsAbout(vectorOf(kind, random, 2 * length), random);
      const rows = arithmetic.contract({ form: 'sums', rows: 2, length, inner: 1, sources: undefined }, [balls]);
      const columns = arithmetic.contract(
        { form: 'sums', rows: length, length: 2, inner: length, sources: undefined },
        [balls],
      );
      const targets = Int32Array.from({ length: 2 * length }, () => integerBetween(random, -1, 2));
      const scattered = arithmetic.contract({ form: 'scattered', size: 3, targets }, [balls]);
      for (let row = 0; row < 2; row++) {
        expect(isInside(rows, row, members.slice(row * length, row * length + length).reduce(plus)), kind).toBe(true);
      }
      for (let i = 0; i < length; i++) expect(isInside(columns, i, plus(members[i]!, members[length + i]!))).toBe(true);
      for (let t = 0; t < 3; t++) {
        expect(isInside(scattered, t, members.filter((_, i) => targets[i] === t).reduce(plus, zero))).toBe(true);
      }
      expect(isNormalised(rows) && isNormalised(columns) && isNormalised(scattered)).toBe(true);
    }
  });
});

describe('pointwise ops on balls', () => {
  const compare = (a: Dyadic, b: Dyadic): number => Number(plus(a, times(ofFloat64(-1), b)).m > 0n);
  const isNegative = (x: Dyadic): boolean => x.m < 0n;
  const exactOps: Readonly<Record<string, (x: Dyadic, y: Dyadic) => Dyadic>> = {
    add: plus,
    sub: (x, y) => plus(x, times(ofFloat64(-1), y)),
    mul: times,
    square: (x) => times(x, x),
    relu: (x) => (isNegative(x) ? zero : x),
    maximum: (x, y) => (compare(x, y) === 1 ? x : y),
    gt: (x, y) => ofFloat64(compare(x, y)),
    gate: (x, y) => (isNegative(y) || y.m === 0n ? zero : x),
  };

  test.each(Object.keys(exactOps))('%s: holds the results for members', (name) => {
    const op = opTable[name as OpName] as Pointwise;
    for (const kind of kindNames) {
      for (let round = 0; round < 20; round++) {
        const random = uniform(9000 + round);
        const x = ballsAbout(vectorOf(kind, random, 8), random);
        // Some of the second operand are near the first, so that differences and decisions are hard
        const y = ballsAbout(
          vectorOf(kind, random, 8).map((value, i) => (i % 2 === 0 ? x.balls.hi[i]! : value)),
          random,
        );
        // Wide balls, whose signs are undecided, with members of the other sign
        const { hi, radius } = x.balls;
        for (let i = 0; i < 2 && round % 3 === 0; i++) {
          radius![i] = Math.max(radius![i]!, 1.5 * Math.abs(hi[i]!));
          x.members[i] = times(ofFloat64(hi[i]!), ofFloat64(-0.25));
        }
        const inputs = op.arity === 1 ? [x.balls] : [x.balls, y.balls];
        const result = arithmetic.map(op, inputs, 8, {});
        for (let i = 0; i < 8; i++) {
          expect(isInside(result, i, exactOps[name]!(x.members[i]!, y.members[i]!)), `${kind} ${round} ${i}`).toBe(
            true,
          );
        }
        expect(isNormalised(result) || !inputs.every(isNormalised)).toBe(true);
      }
    }
  });

  test('division holds q with q·y = x', () => {
    const random = uniform(77);
    const op = opTable.div as Pointwise;
    for (let round = 0; round < 200; round++) {
      const y = ballsAbout(vectorOf('float64 of one scale', random, 4), random);
      const q = ballsAbout(vectorOf('float64 of one scale', random, 4), random);
      // x exactly q·y as a ball: its centre is rounded, its radius holds the rest
      const x = arithmetic.map(opTable.mul as Pointwise, [q.balls, y.balls], 4, {});
      const result = arithmetic.map(op, [x, y.balls], 4, {});
      for (let i = 0; i < 4; i++) expect(isInside(result, i, q.members[i]!)).toBe(true);
    }
  });

  const signed = (values: Float64Array): string[] => Array.from(values, (x) => (Object.is(x, -0) ? '-0' : String(x)));

  test('zeros, infinities and NaN are those of IEEE 754', () => {
    const values = [0, -0, 1, -1, Infinity, -Infinity, NaN];
    const x = Float64Array.from({ length: 49 }, (_, i) => values[Math.floor(i / 7)]!);
    const y = Float64Array.from({ length: 49 }, (_, i) => values[i % 7]!);
    const both = [
      { length: 49, hi: x },
      { length: 49, hi: y },
    ];
    const expected: Readonly<Record<string, (a: number, b: number) => number>> = {
      add: (a, b) => a + b,
      sub: (a, b) => a - b,
      mul: (a, b) => a * b,
      div: (a, b) => a / b,
      maximum: Math.max,
      gt: (a, b) => Number(a > b),
    };
    for (const [name, f] of Object.entries(expected)) {
      const { hi, radius } = arithmetic.map(opTable[name as OpName] as Pointwise, both, 49, {});
      expect(radius?.some((r) => r !== 0) ?? false, name).toBe(false);
      expect(signed(hi), name).toEqual(signed(x.map((a, i) => f(a, y[i]!))));
    }
  });
});

describe('where nothing is known, centres go on as estimates', () => {
  const unknownAt = (hi: number[], at: number): Balls => ({
    length: hi.length,
    hi: Float64Array.from(hi),
    radius: Float64Array.from(hi, (_, i) => (i === at ? Infinity : 0)),
  });

  test.each([
    ['add', [3, 4], [5, 6], 8],
    ['mul', [3, 4], [5, 6], 15],
    ['relu', [-3, 4], undefined, 0],
    ['gt', [3, 4], [5, 6], 0],
    ['exp', [0, 4], undefined, 1],
    ['maximum', [3, 4], [5, 6], 5],
  ] as const)('%s', (name, x, y, expected) => {
    const inputs = [unknownAt([...x], 0), ...(y === undefined ? [] : [{ length: 2, hi: Float64Array.from(y) }])];
    const { hi, radius } = arithmetic.map(opTable[name] as Pointwise, inputs, 2, {});
    expect([hi[0], radius![0]]).toEqual([expected, Infinity]);
    expect(radius![1]).toBeLessThan(1e-25);
  });

  test('a gate that is closed for certain lets nothing unknown through', () => {
    const { hi, radius } = arithmetic.map(
      opTable.gate as Pointwise,
      [unknownAt([3, 4], 0), { length: 2, hi: Float64Array.of(-1, 1) }],
      2,
      {},
    );
    expect([...hi]).toEqual([0, 4]);
    expect(radius?.[0] ?? 0).toBe(0);
  });

  const isUnknown = (radius: number): boolean => !(radius < 1e-25);

  test('sums and products', () => {
    const x = unknownAt([1, 2, 3, 4], 1);
    const sums = arithmetic.contract({ form: 'sums', rows: 2, length: 2, inner: 1, sources: undefined }, [x]);
    expect([[...sums.hi], [...sums.radius!]]).toEqual([
      [3, 7],
      [Infinity, 0],
    ]);
    const plan = {
      form: 'products',
      batches: 1,
      rows: 2,
      inner: 2,
      columns: 2,
      leftBatches: Int32Array.of(0),
      rightBatches: Int32Array.of(0),
    } as const;
    const y = { length: 4, hi: Float64Array.of(5, 6, 7, 8) };
    const left = arithmetic.contract(plan, [x, y]);
    expect([...left.hi]).toEqual([19, 22, 43, 50]);
    expect([...left.radius!].map(isUnknown)).toEqual([true, true, false, false]);
    const right = arithmetic.contract(plan, [y, x]);
    expect([...right.hi]).toEqual([23, 34, 31, 46]);
    expect([...right.radius!].map(isUnknown)).toEqual([false, true, false, true]);
  });

  test('a product of batches is unknown in the batch that the unknown factor is in', () => {
    const plan = {
      form: 'products',
      batches: 2,
      rows: 1,
      inner: 1,
      columns: 1,
      leftBatches: Int32Array.of(1, 0),
      rightBatches: Int32Array.of(0, 1),
    } as const;
    const known = { length: 2, hi: Float64Array.of(5, 7) };
    const left = arithmetic.contract(plan, [unknownAt([2, 3], 1), known]);
    expect([...left.hi]).toEqual([15, 14]);
    expect([...left.radius!].map(isUnknown)).toEqual([true, false]);
    const swapped = { ...plan, leftBatches: plan.rightBatches, rightBatches: plan.leftBatches };
    const right = arithmetic.contract(swapped, [known, unknownAt([2, 3], 1)]);
    expect([...right.hi]).toEqual([15, 14]);
    expect([...right.radius!].map(isUnknown)).toEqual([true, false]);
  });
});

test('a sum that cancels down to its last bits is exact', () => {
  // 2^200 + 1 + 2^-200 − 2^200 − 1, whose words no three float64 hold on the way
  const hi = Float64Array.of(twoTo(200), 1, twoTo(-200), -twoTo(200), -1);
  const sum = arithmetic.contract({ form: 'sums', rows: 1, length: 5, inner: 1, sources: undefined }, [
    { length: 5, hi },
  ]);
  expect([sum.hi[0], sum.radius?.[0] ?? 0]).toEqual([twoTo(-200), 0]);
});

test('a sum whose partial sums leave the range is known', () => {
  const hi = Float64Array.of(Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE);
  const sum = arithmetic.contract({ form: 'sums', rows: 1, length: 3, inner: 1, sources: undefined }, [
    { length: 3, hi },
  ]);
  expect([sum.hi[0], sum.radius?.[0] ?? 0]).toEqual([Number.MAX_VALUE, 0]);
});
