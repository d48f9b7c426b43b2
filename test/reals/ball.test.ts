/** Ball arithmetic against integer arithmetic (test/support/exact.ts): the exact results for members lie in the result. */
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { nextDown, nextUp, roundToFormat, type FormatName } from '../../src/formats/index.ts';
import {
  absoluteBall,
  addBalls,
  applyToBallArrays,
  ballArray,
  ballArrayOf,
  ballAt,
  ballOf,
  ballOfBounds,
  boundsOfBall,
  compareBalls,
  divideBalls,
  fusedOf,
  hullOfBalls,
  isMember,
  maximumOfBalls,
  minimumOfBalls,
  multiplyBalls,
  negateBall,
  roundBall,
  squareRootOfBall,
  subtractBalls,
  type Ball,
} from '../../src/reals/ball.ts';
import { ballArithmetic, evaluateBall, evaluateBalls } from '../../src/reals/ball-elementary.ts';
import * as registers from '../../src/reals/balls/registers.ts';
import {
  abs,
  add,
  compareExact,
  dyadic,
  exactly,
  floorLog2,
  multiply,
  negate,
  parameters,
  roundUnbounded,
  scale as scaleExact,
  subtract,
  type Dyadic,
} from '../support/exact.ts';
import { sampler, scale, type Sampler } from './sampling.ts';

const CASES = Math.round(20_000 * scale);

const unbounded = { high: 0, low: 0, radius: Infinity };
const centreOf = ({ high, low }: Ball): Dyadic => add(exactly(high), exactly(low));
const lowerOf = (ball: Ball): Dyadic => subtract(centreOf(ball), exactly(ball.radius));
const upperOf = (ball: Ball): Dyadic => add(centreOf(ball), exactly(ball.radius));

/** A normalised pair with or without a low part, with or without a radius, of all sizes within 2^±limit. */
function drawBall(s: Sampler, limit: number): Ball {
  const high = s.unit() < 0.05 ? Math.round(s.uniform(-4, 4)) : s.spread(-limit, limit);
  let low = 0;
  if (s.unit() < 0.7 && high !== 0)
    low = high * 2 ** -53 * s.uniform(-0.99, 0.99) * 2 ** -Math.floor(s.unit() * s.unit() * 60);
  const kind = s.unit();
  const radius = kind < 0.5 ? 0 : kind < 0.9 ? Math.abs(high) * 2 ** -s.uniform(1, 110) : Math.abs(s.spread(-30, 3));
  return high + low === high ? { high, low, radius } : { high, low: 0, radius };
}

/** Members of a ball: its centre and both ends, or a point between. */
function member(s: Sampler, ball: Ball): Dyadic {
  const where = s.unit();
  if (where < 0.3) return centreOf(ball);
  if (where < 0.5) return lowerOf(ball);
  if (where < 0.7) return upperOf(ball);
  return add(centreOf(ball), exactly(ball.radius * s.uniform(-1, 1)));
}

function expectNormalised({ high, low, radius }: Ball): void {
  if (high + low !== high || !(radius >= 0)) expect.fail(`${high} + ${low} ± ${radius} is not normalised`);
}

type Law = (a: Dyadic, b: Dyadic, lower: Dyadic, upper: Dyadic) => boolean;
const between = (x: Dyadic, lower: Dyadic, upper: Dyadic): boolean =>
  compareExact(lower, x) <= 0 && compareExact(x, upper) <= 0;

const operations: [name: string, apply: (a: Ball, b: Ball) => Ball, law: Law][] = [
  ['a + b', addBalls, (a, b, lower, upper) => between(add(a, b), lower, upper)],
  ['a - b', subtractBalls, (a, b, lower, upper) => between(subtract(a, b), lower, upper)],
  ['a · b', multiplyBalls, (a, b, lower, upper) => between(multiply(a, b), lower, upper)],
  [
    'a / b',
    divideBalls,
    (a, b, lower, upper) =>
      b.m > 0n
        ? between(a, multiply(lower, b), multiply(upper, b))
        : between(negate(a), multiply(lower, negate(b)), multiply(upper, negate(b))),
  ],
  ['max(a, b)', maximumOfBalls, (a, b, lower, upper) => between(compareExact(a, b) > 0 ? a : b, lower, upper)],
  ['min(a, b)', minimumOfBalls, (a, b, lower, upper) => between(compareExact(a, b) < 0 ? a : b, lower, upper)],
  ['hull(a, b)', hullOfBalls, (a, b, lower, upper) => between(a, lower, upper) && between(b, lower, upper)],
  ['√a', (a) => squareRootOfBall(a), (a, _, lower, upper) => between(a, square(lower), square(upper))],
  ['|a|', (a) => absoluteBall(a), (a, _, lower, upper) => between(abs(a), lower, upper)],
  ['-a', (a) => negateBall(a), (a, _, lower, upper) => between(negate(a), lower, upper)],
];

/** x² with its sign kept, so that a lower end below 0 is no bound of a square. */
const square = (x: Dyadic): Dyadic => (x.m < 0n ? negate(multiply(x, x)) : multiply(x, x));

describe.each(operations)('%s', (name, apply, law) => {
  test('of members lies in the result', () => {
    const s = sampler(name.length + name.charCodeAt(0));
    let bounded = 0;
    for (let i = 0; i < CASES; i++) {
      // Every fourth pair is near, so that sums cancel; every tenth one reaches to underflow and overflow.
      const limit = i % 10 === 0 ? 1020 : i % 10 === 1 ? 500 : 30;
      const a = drawBall(s, limit);
      let b = drawBall(s, limit);
      if (i % 4 === 0)
        b = { ...a, low: 0, radius: b.radius === 0 ? 0 : a.radius, high: a.high * (1 + s.uniform(-4, 4) * 2 ** -52) };
      const result = apply(name === '√a' ? absoluteBall(a) : a, b);
      expectNormalised(result);
      if (result.radius === Infinity) continue;
      bounded++;
      const [lower, upper] = [lowerOf(result), upperOf(result)];
      for (let k = 0; k < 2; k++) {
        const x = name === '√a' ? abs(member(s, a)) : member(s, a);
        const y = member(s, b);
        if (!law(x, y, lower, upper)) {
          expect.fail(`${name} with a = ${JSON.stringify(a)}, b = ${JSON.stringify(b)}: ${JSON.stringify(result)}`);
        }
      }
    }
    expect(bounded).toBeGreaterThan(CASES / 2);
  });
});

describe('the radius of a result', () => {
  const relative = ({ high, radius }: Ball): number => radius / Math.abs(high);

  test.each(operations.slice(0, 4).concat([operations[7]]))(
    'of %s without radii is 0 for float64 operands where the result is exact, and at most 2^-102.5 of it for others',
    (name, apply) => {
      const s = sampler(77);
      for (let i = 0; i < CASES; i++) {
        const a = { ...drawBall(s, 30), radius: 0 };
        const b = { ...drawBall(s, 30), radius: 0 };
        if (b.high === 0 || a.high === 0) continue;
        const positive = { high: Math.abs(a.high), low: a.high < 0 ? -a.low : a.low, radius: 0 };
        const result = apply(name === '√a' ? positive : a, b);
        if (/[+-]/.test(name)) {
          // Against the operands where they cancel.
          expect(result.radius / Math.max(Math.abs(a.high), Math.abs(b.high))).toBeLessThan(2 ** -104);
          if (a.low === 0 && b.low === 0) expect(result.radius).toBe(0);
        } else {
          expect(relative(result)).toBeLessThan(2 ** -102.5);
        }
        if (name === 'a · b' && a.low === 0 && b.low === 0) expect(result.radius).toBe(0);
      }
    },
  );

  test.each([
    ['6 / 3', divideBalls(ballOf(6), ballOf(3)), 2],
    ['1 / 2^800', divideBalls(ballOf(1), ballOf(2 ** 800)), 2 ** -800],
    ['√9', squareRootOfBall(ballOf(9)), 3],
    ['√0', squareRootOfBall(ballOf(0)), 0],
    ['0 / 7', divideBalls(ballOf(0), ballOf(7)), 0],
    ['0 · 7', multiplyBalls(ballOf(0), ballOf(7)), 0],
  ])('of %s is 0', (_, ball, value) => {
    expect(ball).toEqual({ high: value, low: 0, radius: 0 });
  });

  test('of the square root of a number without a low part whose root is no float64 is not 0', () => {
    expect(squareRootOfBall(ballOf(2)).radius).toBeGreaterThan(0);
    expect(relative(squareRootOfBall(ballOf(2)))).toBeLessThan(2 ** -104);
  });

  test('grows with the radii of the operands, and not much more', () => {
    const a = { high: 3, low: 2 ** -60, radius: 2 ** -20 };
    const b = { high: 5, low: 0, radius: 2 ** -30 };
    expect(addBalls(a, b).radius / (2 ** -20 + 2 ** -30)).toBeCloseTo(1, 9);
    expect(multiplyBalls(a, b).radius / (5 * 2 ** -20 + 3 * 2 ** -30)).toBeCloseTo(1, 6);
    expect(divideBalls(a, b).radius / ((2 ** -20 + 0.6 * 2 ** -30) / 5)).toBeCloseTo(1, 6);
    expect(squareRootOfBall(a).radius / (2 ** -20 / Math.sqrt(3))).toBeCloseTo(1, 6);
  });
});

describe('nothing is claimed', () => {
  test.each([
    ['NaN', ballOf(NaN)],
    ['an infinity', ballOf(-Infinity)],
    ['1 / 0', divideBalls(ballOf(1), ballOf(0))],
    ['a quotient by a ball that holds 0', divideBalls(ballOf(1), { high: 1, low: 0, radius: 1 })],
    ['a root of a negative number', squareRootOfBall(ballOf(-1))],
    ['a root of a ball that holds negative numbers', squareRootOfBall({ high: 1, low: 0, radius: 1.5 })],
    ['a sum beyond the range', addBalls(ballOf(1.7e308), ballOf(1.7e308))],
    ['a product beyond the range', multiplyBalls(ballOf(1e200), ballOf(1e200))],
    ['a sum with such a number', addBalls(ballOf(NaN), ballOf(1))],
    ['a product of such a number with 0', multiplyBalls(ballOf(NaN), ballOf(0))],
    ['a maximum with such a number', maximumOfBalls(ballOf(NaN), ballOf(1))],
    ['a hull with such a number', hullOfBalls(ballOf(NaN), ballOf(1))],
    ['a magnitude of such a number', absoluteBall(ballOf(NaN))],
  ])('of %s', (_, ball) => {
    expect(ball.radius).toBe(Infinity);
    expect(boundsOfBall(ball)).toEqual({ lower: -Infinity, upper: Infinity });
    expect(roundBall(ball, 'float64')).toBeUndefined();
    expect(isMember(5, ball)).toBe(true);
  });
});

describe('comparison', () => {
  test('is decided where no members are common, and for one number', () => {
    const near = { high: 1, low: 2 ** -80, radius: 2 ** -90 };
    expect(compareBalls(ballOf(1), near)).toBe(-1);
    expect(compareBalls(near, ballOf(1))).toBe(1);
    expect(compareBalls(near, near)).toBeUndefined();
    expect(compareBalls(ballOf(2), ballOf(2))).toBe(0);
    expect(compareBalls(ballOf(0), ballOf(-0))).toBe(0);
    expect(compareBalls(ballOf(NaN), ballOf(-0))).toBeUndefined();
    expect(compareBalls({ high: 1, low: 0, radius: 1 }, ballOf(2))).toBeUndefined();
  });

  test('a number is a member up to both ends', () => {
    const ball = { high: 1, low: 0, radius: 2 ** -52 };
    expect([1 - 2 ** -52, 1 + 2 ** -52].map((x) => isMember(x, ball))).toEqual([true, true]);
    expect([1 - 3 * 2 ** -53, 1 + 2 ** -51].map((x) => isMember(x, ball))).toEqual([false, false]);
  });
});

describe('intervals', () => {
  test('lie in the ball made from them, which is at most a millionth wider or 2^-106 of its magnitude', () => {
    const s = sampler(4);
    for (let i = 0; i < 2000; i++) {
      const lower = add(exactly(s.spread(-200, 200)), exactly(s.spread(-300, 100)));
      const upper = add(lower, exactly(i % 3 === 0 ? 0 : Math.abs(s.spread(-300, 100))));
      const ball = ballOfBounds(lower, upper);
      expectNormalised(ball);
      expect(compareExact(lowerOf(ball), lower)).toBeLessThanOrEqual(0);
      expect(compareExact(upperOf(ball), upper)).toBeGreaterThanOrEqual(0);
      const width = scaleExact(subtract(upper, lower), -1);
      const allowed = add(multiply(width, exactly(1 + 2 ** -20)), scaleExact(abs(centreOf(ball)), -105));
      expect(compareExact(exactly(ball.radius), allowed)).toBeLessThanOrEqual(0);
      const ends = boundsOfBall(ball);
      expect(compareExact(ends.lower as Dyadic, lowerOf(ball))).toBe(0);
      expect(compareExact(ends.upper as Dyadic, upperOf(ball))).toBe(0);
    }
  });

  test('ends in the wrong order are refused', () => {
    expect(() => ballOfBounds(dyadic(2), dyadic(1))).toThrow(DomainError);
  });
});

describe('rounding', () => {
  test.each(['float64', 'float32', 'bfloat16'] as const)(
    'to %s in every direction is what both exact ends round to, or undefined',
    (format: Exclude<FormatName, 'float16' | 'float8_e4m3fn' | 'float8_e5m2'>) => {
      const s = sampler(format.length);
      const target = parameters[format];
      let decided = 0;
      for (let i = 0; i < CASES; i++) {
        // Near a float, near a midpoint of two, or anywhere.
        const float = roundToFormat(s.spread(-8, 8), format);
        const beside = nextUp(float, format);
        const high = i % 3 === 0 ? float : i % 3 === 1 ? (float + beside) / 2 : s.spread(-8, 8);
        const low = high * 2 ** -54 * (i % 2) * s.uniform(-1, 1) * 2 ** -(i % 50);
        const radius = i % 5 === 0 ? 0 : Math.abs(high) * 2 ** -s.uniform(10, 120);
        const ball = high + low === high ? { high, low, radius } : { high, low: 0, radius };
        for (const mode of ['nearest', 'towardZero', 'up', 'down'] as const) {
          const lower = roundUnbounded(lowerOf(ball), target, mode);
          const upper = roundUnbounded(upperOf(ball), target, mode);
          const result = roundBall(ball, format, mode);
          if (compareExact(lower, upper) === 0) {
            decided++;
            if (result === undefined || compareExact(exactly(result), lower) !== 0) {
              expect.fail(`${JSON.stringify(ball)} ${mode}: ${result}`);
            }
          } else if (result !== undefined) {
            expect.fail(`${JSON.stringify(ball)} ${mode} is not decided: ${result}`);
          }
        }
      }
      expect(decided).toBeGreaterThan(CASES);
    },
  );

  test('is undecided where an end lies beyond a midpoint by less than the sum that finds it can show', () => {
    const radius = 2 ** -54 * (1 + 2 ** -52);
    // low ± radius = ±2^-53·(1 + 2^-53) rounds to the midpoint itself, which would go to the even neighbour.
    expect(roundBall({ high: 1, low: 2 ** -54, radius }, 'float64')).toBeUndefined();
    expect(roundBall({ high: 1 + 2 ** -51, low: -(2 ** -54), radius }, 'float64')).toBeUndefined();
    expect(roundBall({ high: 1, low: 2 ** -54, radius: 2 ** -55 }, 'float64')).toBe(1);
  });

  test('at the ends of the range', () => {
    expect(roundBall({ high: Number.MAX_VALUE, low: 2 ** 969, radius: 0 }, 'float64')).toBe(Number.MAX_VALUE);
    expect(roundBall(ballOf(1e39), 'float32')).toBe(Infinity);
    expect(roundBall({ high: 0, low: 0, radius: 2 ** -200 }, 'float32', 'nearest')).toBeUndefined();
    expect(roundBall({ high: 2 ** -200, low: 0, radius: 2 ** -201 }, 'float32', 'nearest')).toBe(0);
    expect(roundBall({ high: 2 ** -200, low: 0, radius: 2 ** -201 }, 'float32', 'up')).toBe(2 ** -149);
    expect(Object.is(roundBall(ballOf(-0), 'float64'), 0)).toBe(true);
  });
});

describe('arrays', () => {
  test('give the balls that single operations give, in place too, and take one ball for all', () => {
    const s = sampler(9);
    const x = Array.from({ length: 50 }, () => s.spread(-3, 3));
    const y = Array.from({ length: 50 }, () => s.spread(-3, 3));
    const a = ballArrayOf(x);
    const b = ballArrayOf(y);
    const out = ballArray(50);
    evaluateBalls('div', out, a, b);
    for (let i = 0; i < 50; i++) expect(ballAt(out, i)).toEqual(divideBalls(ballOf(x[i]), ballOf(y[i])));
    evaluateBalls('exp', out, out);
    for (let i = 0; i < 50; i++) {
      expect(ballAt(out, i)).toEqual(evaluateBall('exp', divideBalls(ballOf(x[i]), ballOf(y[i]))));
    }
    applyToBallArrays(fusedOf, a, [a, b, ballArrayOf([3])]);
    for (let i = 0; i < 50; i++) {
      expect(ballAt(a, i)).toEqual(addBalls(multiplyBalls(ballOf(x[i]), ballOf(y[i])), ballOf(3)));
    }
    expect(ballAt(ballArrayOf([NaN]), 0)).toEqual(unbounded);
  });

  test('of other lengths are refused', () => {
    expect(() => evaluateBalls('add', ballArray(3), ballArray(3), ballArray(2))).toThrow(/2 balls, the result 3/);
  });
});

test.each([0, 2 ** -80])('scaling a ball of radius %d by a power of two covers what underflow takes', (before) => {
  const [a, d] = [registers.reserve(1), registers.reserve(1)];
  registers.setBall(a, 1 + 2 ** -52, 2 ** -60, before);
  registers.scaleBy(d, a, 2 ** -1022);
  const [high, low, radius] = registers.words.subarray(d, d + 3);
  const truth = scaleExact(add(exactly(1 + 2 ** -52), exactly(2 ** -60)), -1022);
  const error = abs(subtract(truth, add(exactly(high), exactly(low))));
  expect(error.m === 0n ? -9999 : floorLog2(error)).toBe(-1082);
  expect(compareExact(add(error, scaleExact(exactly(before), -1022)), exactly(radius))).toBeLessThanOrEqual(0);
  expect(radius).toBeLessThan(2 ** -1070);
});

test('magnitudes have no negative members', () => {
  const whole = absoluteBall({ high: -1, low: 0, radius: 3 });
  expect(whole.high - whole.radius).toBe(0);
  expect(whole.radius).toBeCloseTo(2, 12);
  expect(absoluteBall({ high: 1, low: 0, radius: 0.5 })).toEqual({ high: 1, low: 0, radius: 0.5 });
});

test('formulas can be written over balls', () => {
  const { constant, add: plus, mul, neg, max, min, abs: size, square: squared, sqrt, div, sub, call } = ballArithmetic;
  const x = constant(3);
  expect(plus(mul(x, x), neg(constant(2))).high).toBe(7);
  expect([max(x, constant(4)).high, min(x, constant(4)).high, size(neg(x)).high, squared(x).high]).toEqual([
    4, 3, 3, 9,
  ]);
  expect([sqrt(squared(x)).high, div(x, x).high, sub(x, x).high, call('exp', constant(0)).high]).toEqual([3, 1, 0, 1]);
});

test('the ends of nextUp and nextDown bracket what roundBall rounds to nearest', () => {
  const third = divideBalls(ballOf(1), ballOf(3));
  const nearest = roundBall(third, 'float64') as number;
  expect([roundBall(third, 'float64', 'down'), roundBall(third, 'float64', 'up')]).toEqual([
    nearest,
    nextUp(nearest, 'float64'),
  ]);
  expect(nextDown(nearest, 'float64')).toBeLessThan(nearest);
});
