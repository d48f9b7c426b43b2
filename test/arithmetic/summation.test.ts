/**
 * Orders and accumulators of sums and products, against sums computed by hand: terms chosen so that each setting gives another number.
 * 2^24 + 1 is a tie of float32 that goes to 2^24, 2048 + 1 one of float16, 256 + 1 one of bfloat16.
 */
import { describe, expect, test } from 'vitest';
import { arithmetic, floating, fusedMultiplyAdd } from '../../src/arithmetic/index.ts';
import { opTable } from '../../src/ops/index.ts';
import type { PrecisionPolicy } from '../../src/arithmetic/index.ts';
import type { FormatName } from '../../src/formats/index.ts';
import type { Contraction } from '../../src/ops/index.ts';
import { add, exactly, multiply, parameters, roundUnbounded, toFloat64 } from '../support/exact.ts';
import { uniform } from '../kernels/seeded.ts';

function sum(format: FormatName, terms: readonly number[], policy: PrecisionPolicy = {}): number {
  const x = floating(format, policy).store(terms);
  return floating(format, policy).contract((opTable.sum as Contraction).plan([[terms.length]], {}), [x])[0]!;
}

function dot(format: FormatName, x: readonly number[], y: readonly number[], policy: PrecisionPolicy = {}): number {
  const own = floating(format, policy);
  const plan = (opTable.matmul as Contraction).plan([[x.length], [y.length]], {});
  return own.contract(plan, [own.store(x), own.store(y)])[0]!;
}

const big = 2 ** 24;

describe('sums by hand', () => {
  test.each<[string, FormatName, PrecisionPolicy, readonly number[], number]>([
    ['sequential float32 loses each 1 beside 2^24', 'float32', {}, [big, 1, 1, 1], big],
    ['sequential float32 from the small end does not', 'float32', {}, [1, 1, big], big + 2],
    ['pairwise float32 adds the halves', 'float32', { order: 'pairwise' }, [big, 1, 1, 1], big + 2],
    ['pairwise float32 of an odd number of terms', 'float32', { order: 'pairwise' }, [big, 1, 1], big + 2],
    ['blocks of two in float32', 'float32', { order: 'blocked', block: 2 }, [big, 1, 1, 1], big + 2],
    ['blocks of three in float32', 'float32', { order: 'blocked', block: 3 }, [big, 1, 1, 1, 1, 1], big + 4],
    [
      'blocks of 32 by default',
      'float32',
      { order: 'blocked' },
      [big, ...new Array<number>(31).fill(1), 1, 1],
      big + 2,
    ],
    ['a float64 accumulator rounds once', 'float32', { accumulate: 'float64' }, [big, 1, 1, 1], big + 4],
    ['float16 adds up in float32 by default', 'float16', {}, [2048, 1, 1], 2050],
    ['float16 may add up in itself', 'float16', { accumulate: 'same' }, [2048, 1, 1], 2048],
    ['float16 may add up in float64', 'float16', { accumulate: 'float64' }, [2048, 1, 1], 2050],
    ['bfloat16 adds up in float32 by default', 'bfloat16', {}, [256, 1, 1], 258],
    ['bfloat16 may add up in itself', 'bfloat16', { accumulate: 'bfloat16' }, [256, 1, 1], 256],
    ['float8 adds up in float32 by default', 'float8_e4m3fn', {}, [16, 1, 1], 18],
    ['float8 may add up in float16', 'float8_e4m3fn', { accumulate: 'float16' }, [16, 1, 1], 18],
    ['float8 may add up in itself', 'float8_e4m3fn', { accumulate: 'same' }, [16, 1, 1], 16],
    ['float16 sums overflow at the end only', 'float16', {}, [65504, 65504, -65504], 65504],
    [
      'float16 sums in float16 overflow on the way',
      'float16',
      { accumulate: 'same' },
      [65504, 65504, -65504],
      Infinity,
    ],
    ['float64 sequential', 'float64', {}, [2 ** 53, 1, 1], 2 ** 53],
    ['float64 pairwise', 'float64', { order: 'pairwise' }, [2 ** 53, 1, 1], 2 ** 53 + 2],
    ['negative zeros add up to a negative zero', 'float32', {}, [-0, -0], -0],
    ['nothing adds up to zero', 'float32', { order: 'pairwise' }, [], 0],
  ])('%s', (_what, format, policy, terms, expected) => {
    expect(sum(format, terms, policy)).toBe(expected);
  });

  test('the direction of rounding holds for results, not for partial sums', () => {
    const terms = [1, 2 ** -12, 2 ** -12];
    expect(sum('float16', terms, { rounding: 'up' })).toBe(1 + 2 ** -10);
    expect(sum('float16', terms, { rounding: 'down' })).toBe(1);
    expect(
      sum(
        'float16',
        terms.map((x) => -x),
        { rounding: 'towardZero' },
      ),
    ).toBe(-1);
  });
});

describe('products by hand', () => {
  // x² = 1 + 2^-11 + 2^-24: a tie of float32 that goes to 1 + 2^-11.
  const x = 1 + 2 ** -12;
  const minus = -(1 + 2 ** -11);

  test('a product is rounded before it is added', () => {
    expect(dot('float32', [1, x], [minus, x])).toBe(0);
  });

  test('unless it is fused', () => {
    expect(dot('float32', [1, x], [minus, x], { fma: true })).toBe(2 ** -24);
  });

  test('or the accumulator holds it', () => {
    expect(dot('float32', [1, x], [minus, x], { accumulate: 'float64' })).toBe(2 ** -24);
  });

  test('products of narrow formats are exact in float32', () => {
    expect(dot('bfloat16', [1, 1 + 2 ** -7], [-(1 + 2 ** -6), 1 + 2 ** -7])).toBe(2 ** -14);
    expect(dot('bfloat16', [1, 1 + 2 ** -7], [-(1 + 2 ** -6), 1 + 2 ** -7], { accumulate: 'same' })).toBe(0);
  });

  test('orders are those of sums', () => {
    const terms = [big, 1, 1, 1];
    const ones = [1, 1, 1, 1];
    expect(dot('float32', terms, ones)).toBe(big);
    expect(dot('float32', terms, ones, { order: 'pairwise' })).toBe(big + 2);
    expect(dot('float32', terms, ones, { order: 'blocked', block: 2 })).toBe(big + 2);
  });
});

describe('random terms against plain loops', () => {
  const random = uniform(11);
  const terms = Array.from({ length: 100 }, () => Math.fround((random() - 0.5) * 2 ** Math.floor(random() * 12)));

  test('sequential', () => {
    expect(sum('float32', terms)).toBe(terms.reduce((s, x) => Math.fround(s + x)));
  });

  test('pairwise: both halves, the shorter one first', () => {
    const halves = (list: readonly number[]): number =>
      list.length === 1
        ? list[0]!
        : Math.fround(halves(list.slice(0, list.length >> 1)) + halves(list.slice(list.length >> 1)));
    expect(sum('float32', terms, { order: 'pairwise' })).toBe(halves(terms));
  });

  test('blocked', () => {
    const blocks: number[] = [];
    for (let at = 0; at < 100; at += 7) blocks.push(terms.slice(at, at + 7).reduce((s, x) => Math.fround(s + x)));
    expect(sum('float32', terms, { order: 'blocked', block: 7 })).toBe(blocks.reduce((s, x) => Math.fround(s + x)));
  });
});

describe('x·y + s with one rounding', () => {
  test.each(['float64', 'float32', 'float16', 'bfloat16'] as const)('in %s is the exact value, rounded', (format) => {
    const random = uniform(5);
    const fma = fusedMultiplyAdd(format);
    const own = (scale: number): number =>
      floating(format).store([(random() - 0.5) * 2 ** Math.floor((random() - 0.5) * scale)])[0]!;
    for (let i = 0; i < 2000; i++) {
      const [x, y] = [own(6), own(6)];
      // Half of the time a sum that nearly cancels, where the second rounding would show.
      const s = i % 2 === 0 ? own(12) : floating(format).store([-x * y])[0]!;
      const exact = add(multiply(exactly(x), exactly(y)), exactly(s));
      const value = exact.m === 0n ? 0 : toFloat64(roundUnbounded(exact, parameters[format], 'nearest'));
      // === because a negative value may underflow to −0.
      if (fma(x, y, s) !== value) expect.fail(`${x}·${y} + ${s}: ${fma(x, y, s)} instead of ${value}`);
    }
  });
});

describe('x·y + s a hair beside a tie of float32', () => {
  const fma = fusedMultiplyAdd('float32');
  const x = 1 + 2 ** -12;
  test.each([
    ['above: 1 + 2^-24(1 + 2^-36)', (1 - 2 ** -12 + 2 ** -24) * 2 ** -24, 1, 1 + 2 ** -23],
    ['below: 1 + 2^-24(1 − 2^-24)', (1 - 2 ** -12) * 2 ** -24, 1, 1],
    ['below, from an odd number', (1 - 2 ** -12) * 2 ** -24, 1 + 2 ** -23, 1 + 2 ** -23],
    ['above, negative', -(1 - 2 ** -12 + 2 ** -24) * 2 ** -24, -1, -(1 + 2 ** -23)],
  ])('%s', (_what, y, s, expected) => {
    expect(fma(x, y, s)).toBe(expected);
  });
});

describe('what else hardware leaves open', () => {
  const square = (format: FormatName, x: number, policy: PrecisionPolicy): number => {
    const own = floating(format, policy);
    return own.map(opTable.square as never, [own.store([x])], 1, {})[0]!;
  };

  test('subnormal results become zeros of their sign where so set', () => {
    const tiny = floating('float32', { flushSubnormals: true });
    expect([...tiny.store([2 ** -126, 2 ** -127, -(2 ** -127)])]).toEqual([2 ** -126, 0, -0]);
    expect(square('float32', 2 ** -64, {})).toBe(2 ** -128);
    expect(square('float32', 2 ** -64, { flushSubnormals: true })).toBe(0);
  });

  test('results saturate where so set', () => {
    expect(square('float16', 300, {})).toBe(Infinity);
    expect(square('float16', 300, { overflow: 'saturate' })).toBe(65504);
    expect(square('float32', 2 ** 100, { overflow: 'saturate' })).toBe((2 - 2 ** -23) * 2 ** 127);
  });

  test('directed roundings bracket', () => {
    expect(square('float16', 1 + 2 ** -10, { rounding: 'up' })).toBe(1 + 2 ** -9 + 2 ** -10);
    expect(square('float16', 1 + 2 ** -10, { rounding: 'down' })).toBe(1 + 2 ** -9);
  });

  test('stochastic rounding repeats with its seed, and goes up as often as the remainder says', () => {
    const draws = (seed: number): number[] => [
      ...floating('bfloat16', { rounding: 'stochastic', seed }).store(new Float64Array(20000).fill(1 + 2 ** -7 * 0.3)),
    ];
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
    const ups = draws(3).filter((x) => x === 1 + 2 ** -7).length;
    // 0.3 within six standard deviations, √(0.3·0.7/20000)
    expect(Math.abs(ups / 20000 - 0.3)).toBeLessThan(6 * 0.00324);
    expect(draws(3).every((x) => x === 1 || x === 1 + 2 ** -7)).toBe(true);
  });
});

describe('arithmetic(…)', () => {
  test('keeps valid settings', () => {
    expect(arithmetic({ accumulate: 'float32', order: 'blocked', block: 32, fma: false, rounding: 'nearest' })).toEqual(
      {
        accumulate: 'float32',
        order: 'blocked',
        block: 32,
        fma: false,
        rounding: 'nearest',
      },
    );
  });

  test.each([
    [{ rounding: 'even' }, /rounding must be one of nearest, towardZero, up, down, stochastic, got even/],
    [{ fma: 'yes' }, /fma must be one of true, false, got yes/],
    [{ block: 1.5 }, /block must be a positive integer, got 1.5/],
    [{ accumulate: 'float8' }, /float8_e4m3fn/],
    [{ epsilon: 1 }, /no setting 'epsilon'/],
  ])('refuses %o', (settings, message) => {
    expect(() => arithmetic(settings as PrecisionPolicy)).toThrow(message);
  });

  test('an accumulator narrower than the result is refused', () => {
    expect(() => floating('float32', { accumulate: 'float16' })).toThrow(/sums of float32 cannot be kept in float16/);
  });
});
