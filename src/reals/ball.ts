/**
 * Balls: enclosures of real numbers with a double-double centre (106 bits) and a float64 radius. The fast tier of certified
 * arithmetic: an operation takes some tens of nanoseconds, an elementary function about a microsecond or two.
 *
 * The number lies in [high + low - radius, high + low + radius], and |low| ≤ ulp(high)/2. An infinite radius says that nothing is
 * known ("unbounded"): the argument was outside the domain, or beyond the range that the fast tier is proved for. A slower tier takes over.
 *
 * How radii are proved: `balls/registers.ts`; the functions: `ball-elementary.ts`.
 */

import { DomainError } from '../errors.ts';
import { formatOf, nextDown, nextUp, roundToFormat, type Format, type FormatName } from '../formats/index.ts';
import { setInterval } from './balls/constants.ts';
import * as registers from './balls/registers.ts';
import { add as addDyadic, compare, dyadic, subtract as subtractDyadic, type Dyadic } from './dyadic.ts';
import type { Bounds } from './elementary/define.ts';
import { roundDyadic, type DirectedMode } from './round-exact.ts';

/** All reals within `radius` of high + low. */
export interface Ball {
  readonly high: number;
  readonly low: number;
  /** ≥ 0; Infinity where nothing is known. */
  readonly radius: number;
}

/** Balls side by side, one of each array. The arrays may be views of larger ones. */
export interface BallArray {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly radius: Float64Array;
}

/** A register operation: d and the operands are registers. */
export type BallOperation = (d: number, ...operands: number[]) => void;

const { words } = registers;
const OPERANDS = [0, 1, 2].map(() => registers.reserve(1));
const RESULT = registers.reserve(1);

/** Exactly x. NaN and infinities, which are no reals, give an unbounded ball. */
export function ballOf(x: number): Ball {
  return Number.isFinite(x) ? { high: x, low: 0, radius: 0 } : { high: 0, low: 0, radius: Infinity };
}

/** A ball that holds the interval from `lower` to `upper`. */
export function ballOfBounds(lower: Dyadic, upper: Dyadic): Ball {
  if (compare(lower, upper) > 0) throw new DomainError('ballOfBounds: the lower bound must not exceed the upper one.');
  const e = Math.min(lower.e, upper.e);
  const lo = lower.m << BigInt(lower.e - e);
  const hi = upper.m << BigInt(upper.e - e);
  setInterval(RESULT, { lo, hi, e });
  return take();
}

/** The exact ends of a ball; infinite ones where it is unbounded. */
export function boundsOfBall({ high, low, radius }: Ball): Bounds {
  if (!(radius < Infinity)) return { lower: -Infinity, upper: Infinity };
  const centre = addDyadic(dyadic(high), dyadic(low));
  return { lower: subtractDyadic(centre, dyadic(radius)), upper: addDyadic(centre, dyadic(radius)) };
}

/** Whether the number x is a member. */
export function isMember(x: number, ball: Ball): boolean {
  const { lower, upper } = boundsOfBall(ball);
  if (typeof lower === 'number' || typeof upper === 'number') return true;
  return compare(lower, dyadic(x)) <= 0 && compare(dyadic(x), upper) <= 0;
}

/** -1 or 1 where every member of a is below or above every member of b, 0 where both are one and the same number, else undefined. */
export function compareBalls(a: Ball, b: Ball): -1 | 0 | 1 | undefined {
  const { high, radius } = subtractBalls(a, b);
  if (radius === 0) return high > 0 ? 1 : high < 0 ? -1 : 0;
  // |high + low| ≥ |high|(1 - 2^-53)
  if (radius < Math.abs(high) * (1 - 2 * Number.EPSILON)) return high < 0 ? -1 : 1;
  return undefined;
}

/**
 * The value of `format` that every member rounds to, or undefined where they do not all round to one value.
 *
 * A zero is +0 unless all members are negative. Cost: some tens of nanoseconds where the ends, rounded outward to float64, agree.
 */
export function roundBall(ball: Ball, format: FormatName | Format, mode: DirectedMode = 'nearest'): number | undefined {
  const { high, low, radius } = ball;
  if (!(radius < Infinity)) return undefined;
  const target = formatOf(format);
  if (target.name === 'float64' && mode === 'nearest' && Math.abs(high) < Number.MAX_VALUE / 2) {
    // RN is monotone, and a float64 addition is RN of the exact sum.
    const below = low - radius;
    const above = low + radius;
    const least = high + (radius === 0 ? low : below - (Math.abs(below) * Number.EPSILON + Number.MIN_VALUE));
    const greatest = high + (radius === 0 ? low : above + (Math.abs(above) * Number.EPSILON + Number.MIN_VALUE));
    if (least === greatest && least !== 0) return least;
  } else if (target.name !== 'float64' && radius !== 0) {
    // Float64 numbers at or beyond the ends, each addition widened by a step.
    const lower = nextDown(high + nextDown(low - radius, 'float64'), 'float64');
    const upper = nextUp(high + nextUp(low + radius, 'float64'), 'float64');
    const options = { mode } as const;
    const rounded = roundToFormat(lower, target, options);
    if (Object.is(rounded, roundToFormat(upper, target, options))) return rounded;
  }
  const { lower, upper } = boundsOfBall(ball);
  const least = roundDyadic(lower as Dyadic, target, mode);
  return Object.is(least, roundDyadic(upper as Dyadic, target, mode)) ? least : undefined;
}

function load(register: number, { high, low, radius }: Ball): void {
  words[register] = high;
  words[register + 1] = low;
  words[register + 2] = radius;
}

function take(): Ball {
  return { high: words[RESULT], low: words[RESULT + 1], radius: words[RESULT + 2] };
}

/** The result of an operation for single balls. */
export function applyToBalls(operation: BallOperation, operands: readonly Ball[]): Ball {
  for (let i = 0; i < operands.length; i++) load(OPERANDS[i], operands[i]);
  operation(RESULT, OPERANDS[0], OPERANDS[1], OPERANDS[2]);
  return take();
}

/** An array of n balls, all exactly 0. */
export function ballArray(length: number): BallArray {
  return {
    high: new Float64Array(length),
    low: new Float64Array(length),
    radius: new Float64Array(length),
  };
}

/** Exactly the numbers x; unbounded for those that are not finite. */
export function ballArrayOf(x: ArrayLike<number>): BallArray {
  const balls = ballArray(x.length);
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i])) balls.high[i] = x[i];
    else balls.radius[i] = Infinity;
  }
  return balls;
}

export function ballAt({ high, low, radius }: BallArray, i: number): Ball {
  return { high: high[i], low: low[i], radius: radius[i] };
}

/**
 * Applies an operation element by element, without allocating: out[i] = f(a[i], b[i], …). An operand of length 1 stands for all
 * elements. `out` may be one of the operands.
 *
 * @throws DomainError where lengths do not fit
 */
export function applyToBallArrays(operation: BallOperation, out: BallArray, operands: readonly BallArray[]): void {
  const length = out.high.length;
  for (const { high } of operands) {
    if (high.length !== length && high.length !== 1) {
      throw new DomainError(
        `an operand has ${high.length} balls, the result ${length}. Give operands of that length, or of length 1.`,
      );
    }
  }
  const [A, B, C] = OPERANDS;
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < operands.length; k++) {
      const { high, low, radius } = operands[k];
      const at = high.length === 1 ? 0 : i;
      const register = OPERANDS[k];
      words[register] = high[at];
      words[register + 1] = low[at];
      words[register + 2] = radius[at];
    }
    operation(RESULT, A, B, C);
    out.high[i] = words[RESULT];
    out.low[i] = words[RESULT + 1];
    out.radius[i] = words[RESULT + 2];
  }
}

const X = registers.reserve(1);
const Y = registers.reserve(1);

/** d = |a|. Where 0 may be a member: [0, the largest magnitude]. */
export function absoluteOf(d: number, a: number): void {
  const high = Math.abs(words[a]);
  const radius = words[a + 2];
  if (high * (1 - 2 * Number.EPSILON) >= radius) {
    if (words[a] < 0) registers.negate(d, a);
    else registers.copy(d, a);
    return;
  }
  const half = ((high + radius) / 2) * (1 + 4 * Number.EPSILON);
  if (half > 0) registers.setBall(d, half, 0, half);
  else registers.setBall(d, 0, 0, Number.MIN_VALUE);
}

/** d = max(a, b): the ball with the larger centre, as wide as the wider of both where they overlap. */
export function maximumOf(d: number, a: number, b: number): void {
  registers.subtract(X, a, b);
  const larger = words[X] >= 0 ? a : b;
  const smaller = words[X] >= 0 ? b : a;
  const apart = Math.abs(words[X]) * (1 - 2 * Number.EPSILON) >= words[X + 2];
  const radius = apart ? words[larger + 2] : Math.max(words[larger + 2], words[smaller + 2]);
  if (!(radius < Infinity)) return registers.setUnbounded(d);
  const high = words[larger];
  const low = words[larger + 1];
  words[d] = high;
  words[d + 1] = low;
  words[d + 2] = radius;
}

/** d = min(a, b). */
export function minimumOf(d: number, a: number, b: number): void {
  registers.negate(Y, a);
  registers.negate(RESULT_OF_MINIMUM, b);
  maximumOf(d, Y, RESULT_OF_MINIMUM);
  registers.negate(d, d);
}

const RESULT_OF_MINIMUM = registers.reserve(1);

/** d = the smallest ball, up to rounding, with all members of a and of b. */
export function hullOf(d: number, a: number, b: number): void {
  // Centre (a + b)/2 ± |a - b|/2, and the larger radius.
  const radius = Math.max(words[a + 2], words[b + 2]);
  if (!(radius < Infinity)) return registers.setUnbounded(d);
  registers.subtract(X, a, b);
  registers.centre(Y, a);
  registers.centre(RESULT_OF_MINIMUM, b);
  registers.add(Y, Y, RESULT_OF_MINIMUM);
  registers.multiplyNumber(Y, Y, 0.5);
  const apart = Math.abs(words[X]) * (0.5 + 2 * Number.EPSILON);
  registers.copy(d, Y);
  if (apart !== 0 || radius !== 0) registers.widen(d, apart + radius);
}

/** d = a·b + c. */
export function fusedOf(d: number, a: number, b: number, c: number): void {
  registers.multiply(X, a, b);
  registers.add(d, X, c);
}

export function addBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(registers.add, [a, b]);
}

export function subtractBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(registers.subtract, [a, b]);
}

export function multiplyBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(registers.multiply, [a, b]);
}

/** a/b; unbounded where b may be 0. */
export function divideBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(registers.divide, [a, b]);
}

/** √a; unbounded where a may be negative. */
export function squareRootOfBall(a: Ball): Ball {
  return applyToBalls(registers.squareRoot, [a]);
}

export function negateBall({ high, low, radius }: Ball): Ball {
  return { high: -high, low: -low, radius };
}

export function absoluteBall(a: Ball): Ball {
  return applyToBalls(absoluteOf, [a]);
}

export function maximumOfBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(maximumOf, [a, b]);
}

export function minimumOfBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(minimumOf, [a, b]);
}

/** A ball with all members of both. */
export function hullOfBalls(a: Ball, b: Ball): Ball {
  return applyToBalls(hullOf, [a, b]);
}
