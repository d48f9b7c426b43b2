/**
 * Every binary op on all 65,536 pairs of both 8-bit formats, fast path and definition.
 *
 * + − × ÷ against exact rational arithmetic in this file: the nearest member of the list of all values, ties to the even pattern. pow, atan2
 * and hypot against MPFR: hashes in fixtures/portable-math/narrow.json, made by narrow.py beside it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { floating } from '../../src/arithmetic/index.ts';
import { opTable } from '../../src/ops/index.ts';
import type { Pointwise } from '../../src/ops/index.ts';

type Float8 = 'float8_e4m3fn' | 'float8_e5m2';

/** n·2^−16 with n = the bigint: every value of both formats. */
const quantum = 2 ** -16;

/** The value of a pattern, by the formula of the format. */
function valueOf(pattern: number, format: Float8): number {
  const [width, bias] = format === 'float8_e4m3fn' ? [3, 7] : [2, 15];
  const sign = pattern & 128 ? -1 : 1;
  const body = pattern & 127;
  if (format === 'float8_e4m3fn' ? body === 127 : body > 124) return NaN;
  if (format === 'float8_e5m2' && body === 124) return sign * Infinity;
  const field = body >> width;
  const fraction = body & ((1 << width) - 1);
  return sign * (field === 0 ? fraction * 2 ** (1 - bias - width) : (1 + fraction / 2 ** width) * 2 ** (field - bias));
}

/** The non-negative finite values in the order of their patterns, and the one that would come next. */
function ladder(format: Float8): { steps: bigint[]; beyond: number } {
  const steps: bigint[] = [];
  for (let body = 0; body < 128; body++) {
    const value = valueOf(body, format);
    if (Number.isFinite(value)) steps.push(BigInt(value / quantum));
  }
  const last = steps.length - 1;
  steps.push(2n * steps[last]! - steps[last - 1]!);
  return { steps, beyond: format === 'float8_e4m3fn' ? NaN : Infinity };
}

/** numerator/denominator·2^−16 (both positive) to nearest, ties to the even pattern. */
function nearest(numerator: bigint, denominator: bigint, { steps, beyond }: ReturnType<typeof ladder>): number {
  let at = 0;
  // The last step not above the value.
  for (let size = 64; size > 0; size >>= 1) {
    if (at + size < steps.length && steps[at + size]! * denominator <= numerator) at += size;
  }
  if (at === steps.length - 1) return beyond;
  const twice = 2n * numerator - (steps[at]! + steps[at + 1]!) * denominator;
  const up = twice > 0n || (twice === 0n && at % 2 === 1);
  const chosen = up ? at + 1 : at;
  return chosen === steps.length - 1 ? beyond : Number(steps[chosen]!) * quantum;
}

const exact: Record<string, (x: bigint, y: bigint) => [bigint, bigint]> = {
  add: (x, y) => [x + y, 1n],
  sub: (x, y) => [x - y, 1n],
  mul: (x, y) => [x * y, 65536n],
  div: (x, y) => (y < 0n ? [-x * 65536n, -y] : [x * 65536n, y]),
};
/** IEEE 754's rules for zeros, infinities and NaN, which float64 follows. */
const special: Record<string, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
};
/** Decisions: exact, so that float64 tells what they are. */
const decisions: Record<string, (x: number, y: number) => number> = {
  maximum: (x, y) => Math.max(x, y),
  minimum: (x, y) => Math.min(x, y),
  gt: (x, y) => Number(x > y),
  lt: (x, y) => Number(x < y),
  ge: (x, y) => Number(x >= y),
  le: (x, y) => Number(x <= y),
  eq: (x, y) => Number(x === y),
  ne: (x, y) => Number(x !== y),
  gate: (x, y) => (y > 0 ? x : 0),
};
const elementary = ['pow', 'atan2', 'hypot'];

const hashes = JSON.parse(
  readFileSync(new URL('../../fixtures/portable-math/narrow.json', import.meta.url), 'utf8'),
) as Record<string, string>;

test('every binary op is tested', () => {
  const binary = Object.entries(opTable).filter(([, op]) => op.kind === 'pointwise' && op.arity === 2);
  const tested = [...Object.keys(exact), ...Object.keys(decisions), ...elementary];
  expect(tested.sort()).toEqual(binary.map(([name]) => name).sort());
});

describe.each(['float8_e4m3fn', 'float8_e5m2'] as const)('all pairs of %s', (format) => {
  const values = Float32Array.from({ length: 256 }, (_, pattern) => valueOf(pattern, format));
  const left = Float32Array.from({ length: 65536 }, (_, i) => values[i >> 8]!);
  const right = Float32Array.from({ length: 65536 }, (_, i) => values[i & 255]!);
  const run = (name: string, policy: object = {}): ArrayLike<number> =>
    floating(format, policy).map(opTable[name as 'add'] as Pointwise, [left, right], 65536, {});

  function expectEach(actual: ArrayLike<number>, expected: (x: number, y: number) => number): void {
    for (let i = 0; i < 65536; i++) {
      const y = expected(left[i]!, right[i]!);
      if (!Object.is(actual[i], y)) expect.fail(`${left[i]} and ${right[i]}: ${actual[i]} instead of ${y}`);
    }
  }

  describe.each(Object.entries(exact))('%s', (name, rational) => {
    const { steps, beyond } = ladder(format);
    const largest = Number(steps[steps.length - 2]!) * quantum;
    const reference =
      (overflowed: number) =>
      (x: number, y: number): number => {
        const plain = special[name]!(x, y);
        // Exact zeros, and operands that are no numbers. 0 arises only exactly in sums, and in products and quotients of a zero.
        if (plain === 0 && (name === 'add' || name === 'sub' || x === 0 || !Number.isFinite(y))) return plain;
        if (!Number.isFinite(x) || !Number.isFinite(y) || (name === 'div' && y === 0)) {
          return Math.abs(plain) === Infinity ? Math.sign(plain) * overflowed : plain;
        }
        if (x === 0 || y === 0) return Math.abs(plain) === 0 ? plain : special[name]!(x, y);
        const [numerator, denominator] = rational(BigInt(x / quantum), BigInt(y / quantum));
        const negative = numerator < 0n;
        const magnitude = nearest(negative ? -numerator : numerator, denominator, { steps, beyond: overflowed });
        return negative ? -magnitude : magnitude;
      };

    test('rounds the exact result once', () => {
      expectEach(run(name), reference(beyond));
    });

    test('rounds the exact result once where no fast path applies', () => {
      // Operands in another kind of array than the result's are what no SIMD loop takes.
      const operands = [Float64Array.from(left), Float64Array.from(right)];
      const op = opTable[name as 'add'] as Pointwise;
      expectEach(floating(format).map(op, operands, 65536, {}), reference(beyond));
    });

    test('saturates at the largest finite value where so set', () => {
      expectEach(run(name, { overflow: 'saturate' }), reference(largest));
    });
  });

  test.each(Object.entries(decisions))('%s is exact', (name, decide) => {
    expectEach(run(name), decide);
  });

  test.each(elementary)('%s is correctly rounded', (name) => {
    const results = Float64Array.from(run(name));
    const bits = BigUint64Array.from(new BigUint64Array(results.buffer), (pattern, i) =>
      Number.isNaN(results[i]) ? 0x7ff8000000000000n : pattern,
    );
    const expected = hashes[`${format}/${name}`]!.split(' ');
    const wrong = expected.flatMap((hash, k) => {
      const part = new Uint8Array(bits.slice(k * 4096, (k + 1) * 4096).buffer);
      return createHash('sha256').update(part).digest('hex').startsWith(hash) ? [] : [k];
    });
    expect(wrong).toEqual([]);
  });
});
