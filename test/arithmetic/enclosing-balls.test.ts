/**
 * Contractions of balls hold the results for members of the balls, over data of every kind: cancellation, underflow, overflow, subnormals,
 * radii wide and narrow. Members are picked inside and at the ends, and summed by exact BigInt arithmetic of the tests' own.
 */
import { describe, expect, test } from 'vitest';
import { enclosingBalls } from '../../src/arithmetic/enclosing-balls.ts';
import type { Balls } from '../../src/arithmetic/balls.ts';
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
