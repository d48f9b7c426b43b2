/** The oracle's promises: exact cases end, precision rises until a question is decided, limits are errors, special values are IEEE's. */
import { describe, expect, test } from 'vitest';
import { oracle } from '../../src/interop/oracle.ts';
import { DomainError, UndecidedError } from '../../src/errors.ts';
import type { OracleMethod } from '../../src/arithmetic/index.ts';

describe('special values', () => {
  const methods = oracle as unknown as Record<string, OracleMethod>;
  const facts: readonly (readonly [name: string, inputs: readonly number[], value: number])[] = [
    ['log', [-1], NaN],
    ['log', [0], -Infinity],
    ['log', [-0], -Infinity],
    ['log', [Infinity], Infinity],
    ['sqrt', [-1], NaN],
    ['sqrt', [-0], -0],
    ['acos', [2], NaN],
    ['atanh', [1], Infinity],
    ['atanh', [-1], -Infinity],
    ['exp', [NaN], NaN],
    ['exp', [-Infinity], 0],
    ['exp', [710], Infinity],
    ['tanh', [Infinity], 1],
    ['sin', [Infinity], NaN],
    ['div', [0, 0], NaN],
    ['div', [1, 0], Infinity],
    ['div', [1, -0], -Infinity],
    ['div', [-1, Infinity], -0],
    ['mul', [0, Infinity], NaN],
    ['mul', [-2, Infinity], -Infinity],
    ['add', [Infinity, -Infinity], NaN],
    ['add', [-0, -0], -0],
    ['sub', [5, Infinity], -Infinity],
    ['pow', [1, NaN], 1],
    ['pow', [0, 0], 1],
    ['pow', [-8, 1 / 3], NaN],
    ['pow', [-2, 3], -8],
    ['pow', [-0, -3], -Infinity],
    ['maximum', [NaN, 1], NaN],
    ['relu', [NaN], NaN],
    ['relu', [-Infinity], 0],
    ['gt', [Infinity, Infinity], 0],
    ['ge', [Infinity, Infinity], 1],
    ['ge', [NaN, 1], 0],
    ['ne', [NaN, NaN], 1],
    ['eq', [-0, 0], 1],
    ['hypot', [Infinity, NaN], Infinity],
  ];

  test.each(facts)('%s(%j) is %d', (name, inputs, value) => {
    const reference = methods[name]!(...inputs);
    expect(reference.hi[0]).toBe(value);
    expect(Math.abs(reference.lo[0]!) + reference.radius[0]!).toBeLessThanOrEqual(
      2 ** -90 * (Math.abs(value) < 100 ? Math.abs(value) : 0),
    );
    expect(reference.correctlyRounded(0, 'float64')).toBe(value);
  });

  test('a NaN in a row makes its sum, its largest and its place NaN or its own', () => {
    const x = [
      [1, NaN, 2],
      [3, 4, 5],
    ];
    expect([...oracle.sum(x, { axes: 1 }).hi]).toEqual([NaN, 12]);
    expect([...oracle.max(x, { axes: 1 }).hi]).toEqual([NaN, 5]);
    expect([...oracle.argmax(x, { axes: 1 }).hi]).toEqual([1, 2]);
    expect([
      ...oracle.matmul(
        [[Infinity, 1]],
        [
          [1, 0],
          [1, 1],
        ],
      ).hi,
    ]).toEqual([Infinity, NaN]);
    expect([
      ...oracle.sum(
        [
          [Infinity, 1],
          [Infinity, -Infinity],
        ],
        { axes: 1 },
      ).hi,
    ]).toEqual([Infinity, NaN]);
  });

  test('a number beyond float64 rounds to infinity there and is finite in decimals', () => {
    const reference = oracle.exp(1000);
    expect(reference.hi[0]).toBe(Infinity);
    // mpmath: exp(1000) to 30 digits
    expect(reference.toDecimal(0, 30)).toBe('1.97007111401704699388887935224e+434');
    expect(oracle.log(oracle.exp(1000)).item()).toBe(1000);
    expect(oracle.div(oracle.exp(1000), oracle.exp(1001)).toDecimal(0, 30)).toBe('0.367879441171442321595523770161');
  });

  test('a number below float64 is enclosed about 0 and has its sign', () => {
    const reference = oracle.neg(oracle.exp(-1000));
    expect(reference.hi[0]).toBe(-0);
    expect(reference.radius[0]).toBe(5e-324);
    expect(reference.order(0, 0)).toBe(-1);
    expect(reference.correctlyRounded(0, 'float64', 'down')).toBe(-5e-324);
  });
});

describe('exact cases end the rise of precision', () => {
  const limited = oracle.with({ maxDigits: 80 });

  test('the square root of an exact square', () => {
    const x = limited.sqrt(limited.mul(0.1, 0.1));
    expect(x.order(0, 0.1)).toBe(0);
    expect(x.correctlyRounded(0, 'float64', 'down')).toBe(0.1);
  });

  test('a fused multiply-add is exact before it is rounded', () => {
    // (1 + 2^-27)² - 1 - 2^-26 = 2^-54
    expect(limited.fma(1 + 2 ** -27, 1 + 2 ** -27, -1 - 2 ** -26).order(0, 2 ** -54)).toBe(0);
  });

  test('a sum that cancels to nothing', () => {
    const x = limited.sum([2 ** 70, 1, -(2 ** 70), -1]);
    expect([x.hi[0], x.radius[0]]).toEqual([0, 0]);
    expect(x.order(0, 0)).toBe(0);
  });

  test('a product that is a midpoint of two float32 numbers goes to the even one', () => {
    // (2^12 + 1)^2 = 2^24 + 2^13 + 1 lies midway between two float32 numbers
    const x = limited.mul(4097, 4097);
    expect(x.correctlyRounded(0, 'float32')).toBe(16785408);
    expect(x.correctlyRounded(0, 'float32', 'up')).toBe(16785410);
    expect(x.tighten(0)).toBeUndefined();
  });

  test('powers, logarithms and exponentials of exact cases', () => {
    expect(limited.exp(0).order(0, 1)).toBe(0);
    expect(limited.log2(2 ** -1074).order(0, -1074)).toBe(0);
    expect(limited.log10(1e22).order(0, 22)).toBe(0);
    expect(limited.pow(2.25, 1.5).order(0, 3.375)).toBe(0);
    expect(limited.mean([0.1, 0.1, 0.1]).order(0, 0.1)).toBe(0);
    expect(limited.relu(limited.sub(0.1, 0.1)).order(0, 0)).toBe(0);
  });

  test('what + − × ÷ make of exact numbers is compared as a quotient of integers', () => {
    const third = limited.div(1, 3);
    expect(limited.mul(third, 3).order(0, 1)).toBe(0);
    expect(limited.sum(limited.decimal(['0.1', '0.2', '0.3', '0.4'])).order(0, 1)).toBe(0);
    // a tie: (1 + 2^-53) reached by thirds rounds to even, and is no float64
    const tie = limited.mul(limited.add(third, limited.div(2 ** -53, 3)), 3);
    expect(tie.correctlyRounded(0, 'float64')).toBe(1);
    expect(tie.correctlyRounded(0, 'float64', 'up')).toBe(1 + 2 ** -52);
    while (tie.tighten(0) !== undefined);
    expect([tie.hi[0], tie.lo[0], tie.radius[0]]).toEqual([1, 2 ** -53, 0]);
    expect(limited.variance([0.1, 0.2, 0.3]).exactElement(0)).toBeDefined();
    expect(limited.exp(third).exactElement(0)).toBeUndefined();
    expect(limited.mul(limited.exp(0), third).exactElement(0)).toEqual({ dividend: 1n, divisor: 3n });
  });

  test('the quotient of integers', () => {
    expect(limited.div(1, 3).toDecimal(0, 40)).toBe('0.3333333333333333333333333333333333333333');
    expect(limited.div(21, 7).order(0, 3)).toBe(0);
  });
});

describe('precision rises until a question is decided', () => {
  test('values of exp that lie 2^-107 beside a midpoint of float64 numbers are rounded to the right side', () => {
    // exp(x) = 1 + x + x²/2 + …: 1 + 2^-53 + 2^-107 for x = 2^-53, and 1 + 2^-53 - 2^-107 for x = 2^-53 - 2^-106
    expect(oracle.exp(2 ** -53).correctlyRounded(0, 'float64')).toBe(1 + 2 ** -52);
    expect(oracle.exp(2 ** -53 - 2 ** -106).correctlyRounded(0, 'float64')).toBe(1);
    expect(oracle.exp(2 ** -300).correctlyRounded(0, 'float32', 'up')).toBe(1 + 2 ** -23);
  });

  test('a difference of numbers that agree in 100 digits', () => {
    const third = oracle.div(1, 3);
    const near = oracle.add(third, oracle.decimal('1e-100'));
    expect(oracle.sub(near, third).toDecimal(0, 20)).toBe('1e-100');
    expect(oracle.sub(third, near).order(0, 0)).toBe(-1);
  });

  test('tightening halves no enclosure in vain: each call is narrower, and the last is undefined', () => {
    const x = oracle.sub(oracle.exp(1e-30), 1);
    let radius = x.radius[0]!;
    for (let ball = x.tighten(0); ball !== undefined; ball = x.tighten(0)) {
      expect(ball.radius).toBeLessThan(radius);
      radius = ball.radius;
    }
    expect(radius).toBeLessThan(Math.abs(x.hi[0]!) * 2 ** -104);
  });

  test('only what an element depends on is evaluated again', () => {
    const n = 60;
    const a = { data: Float64Array.from({ length: n * n }, (_, i) => (i % 13) / 7), shape: [n, n] };
    const product = oracle.matmul(a, a);
    const chain = oracle.matmul(product, a);
    const before = chain.radius[5]!;
    expect(chain.toDecimal(5, 60).length).toBeGreaterThan(15);
    expect(before).toBeLessThan(Math.abs(chain.hi[5]!) * 2 ** -80);
  });
});

describe('limits', () => {
  test('two equal numbers that nothing shows to be equal are undecided, which is an error', () => {
    const x = oracle.with({ maxDigits: 60 }).sub(oracle.exp(1), oracle.exp(1));
    expect(() => x.order(0, 0)).toThrow(UndecidedError);
    expect(() => x.order(0, 0)).toThrow(/60 digits, the limit/);
    expect(() => oracle.with({ maxDigits: 60 }).sqrt(x).toDecimal(0, 5)).toThrow(UndecidedError);
  });

  test('a limit of time is looked at with the clock given', () => {
    let now = 0;
    const hurried = oracle.with({ maxMilliseconds: 5, clock: () => (now += 4) });
    expect(() => hurried.sub(hurried.exp(1), hurried.exp(1)).order(0, 0)).toThrow(/5 ms was reached/);
  });

  test('limits that are none are refused', () => {
    expect(() => oracle.with({ maxDigits: 0 })).toThrow(DomainError);
    expect(() => oracle.with({ maxMilliseconds: 5 })).toThrow(/needs a clock/);
    expect(() => oracle.with({ digits: 50 } as object)).toThrow(/no limit 'digits'/);
  });
});

describe('inputs enter exactly', () => {
  test('0.1 is the float64 0.1, and decimal(0.1) is a tenth', () => {
    expect(oracle.exactly(0.1).toDecimal(0, 55)).toBe('0.1000000000000000055511151231257827021181583404541015625');
    expect(oracle.exactly(Float32Array.of(0.1)).toDecimal(0, 40)).toBe('0.100000001490116119384765625');
    expect(oracle.decimal('0.1').toDecimal(0, 40)).toBe('0.1');
    expect(oracle.sub(oracle.decimal('0.1'), 0.1).toDecimal(0, 10)).toBe('-5.551115123e-18');
    expect(
      oracle.decimal([
        ['1.5', '-2e3'],
        ['6.02e23', '.5'],
      ]).shape,
    ).toEqual([2, 2]);
  });

  test('bigints and 64-bit integers beyond 2^53 keep every digit', () => {
    expect(oracle.exactly(2n ** 100n + 1n).toDecimal(0, 40)).toBe('1.267650600228229401496703205377e+30');
    expect(oracle.sum([2n ** 64n, 1n]).toDecimal(0, 30)).toBe('18446744073709551617');
    expect(oracle.exactly(BigInt64Array.of(2n ** 62n + 1n)).toDecimal(0, 30)).toBe('4611686018427387905');
  });

  test('an array that changes afterwards changes nothing', () => {
    const x = Float64Array.of(1, 2);
    const sum = oracle.sum(x);
    x[0] = 100;
    expect(sum.item()).toBe(3);
  });

  test('typed arrays, nested arrays and { data, shape } are the same numbers', () => {
    const flat = Float32Array.of(1, 2, 3, 4);
    for (const given of [
      [
        [1, 2],
        [3, 4],
      ],
      { data: flat, shape: [2, 2] },
      [Float32Array.of(1, 2), Float32Array.of(3, 4)],
    ]) {
      expect([...oracle.sum(given, { axes: 0 }).hi]).toEqual([4, 6]);
    }
  });

  test('what is no array of real numbers is refused, with what to write instead', () => {
    expect(() => oracle.exp('0.1' as never)).toThrow(/oracle.decimal\('0.1'\)/);
    expect(() => oracle.exp(null as never)).toThrow(DomainError);
    expect(() => oracle.exp([[1, 2], [3]] as never)).toThrow(DomainError);
    expect(() => oracle.exp({ re: 1, im: 2 } as never)).toThrow(/complex/);
    expect(() => oracle.exp(Promise.resolve(1) as never)).toThrow(/await/);
    expect(() => oracle.exp()).toThrow(/takes 1 input/);
    expect(() => oracle.add([1, 2], [1, 2, 3])).toThrow(/do not broadcast/);
    expect(() => oracle.matmul([[1, 2]], [[1, 2]])).toThrow(DomainError);
    expect(() => oracle.decimal('0x10')).toThrow(/no decimal number/);
    expect(() => oracle(5 as never)).toThrow(/must be a program/);
    expect(() => oracle((() => 5) as never)).toThrow(/a value made by o/);
    expect(() => oracle.exp(1).toDecimal(1)).toThrow(/no element 1/);
  });
});

describe('programs', () => {
  test('a program with several results gives a reference for each', () => {
    const [mean, spread] = oracle((o, x) => [o.mean(x), o.variance(x)] as const, [1, 2, 4]);
    expect(mean!.toDecimal(0, 20)).toBe('2.3333333333333333333');
    expect(spread!.toDecimal(0, 20)).toBe('2.3333333333333333333');
    const { low } = oracle((o, x) => ({ low: o.min(x), high: o.max(x) }), [3, 1, 2]);
    expect(low.item()).toBe(1);
  });

  test('composites are judged by their formulas: softplus of 800 is 800 and e^-800', () => {
    expect(oracle.sub(oracle.softplus(800), 800).toDecimal(0, 20)).toBe('3.6678745841776872135e-348');
  });

  test('a decision that enclosures do not decide keeps both outcomes', () => {
    const zero = oracle.with({ maxDigits: 50 }).sub(oracle.exp(1), oracle.exp(1));
    const side = oracle.with({ maxDigits: 50 }).gt(zero, 0);
    expect(side.hi[0]! - side.radius[0]!).toBeLessThanOrEqual(0);
    expect(side.hi[0]! + side.radius[0]!).toBeGreaterThanOrEqual(1);
    expect(() => side.correctlyRounded(0, 'float64')).toThrow(UndecidedError);
  });

  test('the largest of two numbers that nothing tells apart has no place', () => {
    const o = oracle.with({ maxDigits: 50 });
    expect(() => o((a, x) => a.argmax(a.concat(a.exp(x), a.exp(x), {})), [1]).order(0, 0)).toThrow(UndecidedError);
    expect(o.argmax([3, 7, 7, 1]).item()).toBe(1);
    expect(o.argmin([3, 1, 7, 1]).item()).toBe(1);
  });
});

describe('condition numbers', () => {
  test('of elementary functions, |x f′/f|', () => {
    expect(oracle.exp(2).conditionOf()).toBeCloseTo(2, 12);
    expect(oracle.log(1.001).conditionOf()).toBeCloseTo(1000.4999167, 6);
    expect(oracle.sqrt(5).conditionOf()).toBeCloseTo(0.5, 12);
    // x − y: (|x| + |y|)/|x − y|
    expect(oracle.sub(1.0001, 1).conditionOf()).toBeCloseTo(2.0001 / 0.0001, 3);
  });

  test('of sums and products, Σ|terms|/|sum|, whichever way they are computed', () => {
    const x = [
      [1, -2, 3.5],
      [0.25, 4, -4],
    ];
    const y = [[2], [1], [-1]];
    const direct = oracle.matmul(x, y).conditionOf(0);
    expect(direct).toBeCloseTo((2 * (2 + 2 + 3.5)) / 3.5, 10);
    const traced = oracle((o, a, b) => o.reshape(o.matmul(a, b), { shape: [2] }), x, y).conditionOf(0);
    expect(traced).toBeCloseTo(direct, 10);
    expect(oracle.sum(x, { axes: 1 }).conditionOf(1)).toBeCloseTo(8.25 / 0.25, 10);
  });

  test('of a result that is 0 it is infinite', () => {
    expect(oracle.sub(1, 1).conditionOf()).toBe(Infinity);
  });

  test('rounding the inputs to float32 explains an error of u times it', () => {
    expect(oracle.sub(1.0001, 1).inputRoundingError(0, 'float32')).toBeCloseTo(2 ** -24 * 2.0001, 12);
  });
});
