// The contract between matchers and runners: Jest's, which Vitest keeps. Run here in Vitest; test/runners runs both as child processes.
import { describe, expect, test } from 'vitest';
import '../../plugins/vitest/index.ts';
import { matchers } from '../../plugins/matchers/index.ts';
import { BudgetError, ComparisonError } from '../../src/errors.ts';
import { bindMatcher } from '../../src/matchers/index.ts';
import type { Finding } from '../../src/matchers/index.ts';

const { toMatchFloat64Within, toAgreeToDigits, toBeBitIdenticalTo } = matchers;

/** The error that a call throws. */
function thrown(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('the result', () => {
  test('has pass and a message, and nothing that a runner would print or send on', () => {
    expect(Object.keys(toMatchFloat64Within([1], [1], { ulp: 1 })).sort()).toEqual(['message', 'pass']);
  });

  test('is never a promise', () => {
    const results = [toMatchFloat64Within(1, 1, { ulp: 1 }), toAgreeToDigits(1, 1, 3), toBeBitIdenticalTo(1, 1)];
    for (const result of results) expect(result).not.toHaveProperty('then');
  });

  test('is not inverted for .not: runners do that', () => {
    expect(toMatchFloat64Within.call({ isNot: true }, 1, 1, { ulp: 1 }).pass).toBe(true);
    expect(toMatchFloat64Within.call({ isNot: true }, 2, 1, { ulp: 1 }).pass).toBe(false);
  });

  test('makes its text when asked, and not before', () => {
    let rendered = 0;
    const finding: Finding = { kind: 'bits', pass: false, count: 1, different: 1, equalAsNumbers: 0, first: [] };
    const bound = bindMatcher(() => finding, { render: () => `text ${++rendered}` });
    const result = bound(1);
    expect(rendered).toBe(0);
    expect(result.message()).toBe('text 1');
  });
});

describe('NaN under .not', () => {
  test.each([
    ['received', NaN, 1],
    ['expected', 1, NaN],
    ['in an array with other misses', [NaN, 5], [1, 2]],
  ])('%s is an error, since NaN differs from everything', (_, received, reference) => {
    expect(() => expect(received).not.toMatchFloat64Within(reference, { ulp: 1 })).toThrow(ComparisonError);
    expect(() => expect(received).not.toMatchFloat64Within(reference, { ulp: 1 })).toThrow('expect(x).toBeNaN()');
    expect(() => expect(received).not.toAgreeToDigits(reference, 3)).toThrow('A NaN takes part');
  });

  test('is answered where bits are compared: they tell NaN apart', () => {
    expect(NaN).not.toBeBitIdenticalTo(1);
    expect(() => expect(NaN).not.toBeBitIdenticalTo(NaN)).toThrow('very bits');
  });
});

describe('misuse', () => {
  const calls: [string, unknown, unknown, unknown, new () => Error][] = [
    ['no budget', 1, 1, undefined, BudgetError],
    ['a number for a budget', 1, 1, 4, BudgetError],
    ['an empty budget', 1, 1, {}, BudgetError],
    ['an unknown term', 1, 1, { ulps: 4 }, BudgetError],
    ['a negative term', 1, 1, { ulp: -1 }, BudgetError],
    ['a term that is NaN', 1, 1, { abs: NaN }, BudgetError],
    ['a string', '1', 1, { ulp: 1 }, ComparisonError],
    ['null', null, 0, { ulp: 1 }, ComparisonError],
    ['a promise', Promise.resolve(1), 1, { ulp: 1 }, ComparisonError],
    ['an array for a number', [1], 1, { ulp: 1 }, ComparisonError],
    ['shapes that differ', [1, 2], [1], { ulp: 1 }, ComparisonError],
    ['nothing to compare', [], [], { ulp: 1 }, ComparisonError],
    ['bigints among floats', 1n, 1.5, { ulp: 1 }, ComparisonError],
    ['a hole', [1, , 2], [1, 1, 2], { ulp: 1 }, ComparisonError], // oxlint-disable-line no-sparse-arrays
  ];
  test.each(calls)('%s is the same error with and without .not', (_, received, reference, budget, kind) => {
    const given = budget as { ulp: number };
    const plain = thrown(() => expect(received).toMatchFloat64Within(reference, given));
    const negated = thrown(() => expect(received).not.toMatchFloat64Within(reference, given));
    expect(plain).toBeInstanceOf(kind);
    expect(negated).toBeInstanceOf(kind);
    expect(negated.message).toBe(plain.message);
  });

  test('a promise is told to be awaited', () => {
    expect(() => expect(Promise.resolve(1)).toMatchFloat64Within(1, { ulp: 1 })).toThrow('`await`');
  });

  test('points at the line that called the matcher, not into this package', () => {
    const { stack = '' } = thrown(() => expect([1]).toMatchFloat64Within([1, 2], { ulp: 1 }));
    expect(stack).toMatch(/^ComparisonError: Cannot compare/);
    expect(stack).not.toMatch(/src\/compare|src\/matchers/);
    expect(stack).toContain('bind.test.ts');
  });

  test('in an asymmetric matcher is an error, not a mismatch', () => {
    expect(() => expect({ a: '1' }).toEqual({ a: expect.toMatchFloat64Within(1, { ulp: 1 }) })).toThrow('Number(');
    expect(() => expect({ a: '1' }).toEqual({ a: expect.not.toMatchFloat64Within(1, { ulp: 1 }) })).toThrow('Number(');
  });
});

describe('the forms of an assertion', () => {
  test('.resolves and .rejects judge what was awaited', async () => {
    await expect(Promise.resolve(Float32Array.of(1))).resolves.toMatchFloat64Within([1], { ulp: 1 });
    await expect(Promise.resolve(2)).resolves.not.toMatchFloat64Within(1, { ulp: 1 });
    await expect(Promise.reject(1)).rejects.toMatchFloat64Within(1, { ulp: 1 });
    await expect(expect(Promise.resolve(2)).resolves.toMatchFloat64Within(1, { ulp: 1 })).rejects.toThrow('2 is ');
  });

  test('asymmetric matchers stand in toEqual, objectContaining and arrayContaining', () => {
    const within = expect.toMatchFloat64Within([0.3], { ulp: 1 });
    expect({ sum: [0.1 + 0.2], name: 'a' }).toEqual({ sum: within, name: 'a' });
    expect({ sum: [0.1 + 0.2], name: 'a' }).toEqual(expect.objectContaining({ sum: within }));
    expect([0.1 + 0.2]).toEqual([expect.toAgreeToDigits(0.3, 15)]);
    expect([[1], [0.1 + 0.2]]).toEqual(expect.arrayContaining([within]));
    expect({ sum: [0.4] }).not.toEqual({ sum: within });
    expect({ sum: [0.4] }).toEqual({ sum: expect.not.toMatchFloat64Within([0.3], { ulp: 1 }) });
    expect({ sum: 0.3 }).toEqual({ sum: expect.toBeBitIdenticalTo(0.3) });
  });

  test('an asymmetric matcher prints its arguments in a few words', ({ expect: local }) => {
    const printed = (matcher: unknown): string => (matcher as { toAsymmetricMatcher(): string }).toAsymmetricMatcher();
    expect(printed(expect.toMatchFloat64Within([2, 0.5], { ulp: 4, abs: 1e-12 }))).toBe(
      'toMatchFloat64Within<[2, 0.5], { ulp: 4, abs: 1e-12 }>',
    );
    expect(printed(expect.not.toMatchFloat64Within(new Float32Array(1e6), { ulp: 4 }))).toBe(
      'not.toMatchFloat64Within<Float32Array(1000000), { ulp: 4 }>',
    );
    expect(printed(local.toAgreeToDigits({ data: [1], shape: [1] }, 3))).toBe('toAgreeToDigits<Object, 3>');
  });

  test('an asymmetric matcher that does not match says why', () => {
    const matcher = expect.toMatchFloat64Within(1, { ulp: 1 });
    const text = (): string => (matcher as { toAsymmetricMatcher(): string }).toAsymmetricMatcher();
    expect({ a: 1 + 2 ** -50 }).not.toEqual({ a: matcher });
    expect(text()).toBe(
      'toMatchFloat64Within<1, { ulp: 1 }>: 1.0000000000000009 is 4 ulp off 1; 1 ulp (float64) is allowed.',
    );
    expect({ a: 1 }).toEqual({ a: matcher });
    expect(text()).toBe('toMatchFloat64Within<1, { ulp: 1 }>');
  });

  test('matchers pass without a runner state', () => {
    expect(toAgreeToDigits(1, 1, 3).pass).toBe(true);
    expect(toBeBitIdenticalTo(1, 1).pass).toBe(true);
  });
});
