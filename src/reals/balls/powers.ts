/**
 * pow, cbrt and hypot of balls.
 *
 * - a^b = e^(b·ln a) for a > 0; for a < 0 and an integer b without radius, ±|a|^b. The relative radius of e^t grows by that of t: up to
 *   2^-92 at the ends of the range.
 * - cbrt: with a float64 y near the root c of x, y³ - x by ball arithmetic, c = y + δ, δ = (x - y³)/(3y²) - δ²/y - δ³/(3y²); the last two are
 *   bounded by 1.01·δ²/y for |δ| ≤ 2^-10·y. Members: |∛X - ∛x| ≤ ρ/(3·m^(2/3)), m the least |X|.
 * - hypot(x, y) = √(x² + y²), scaled by a power of two.
 */

import { exponentOf, powerOfTwo } from '../../formats/index.ts';
import { magnitude } from './constants.ts';
import { exp, scaleBinary } from './exponential.ts';
import { ln } from './logarithm.ts';
import {
  add,
  centre,
  copy,
  divide,
  isUnbounded,
  multiply,
  negate,
  reserve,
  setBall,
  setNumber,
  setUnbounded,
  square,
  squareRoot,
  subtract,
  widen,
  words,
} from './registers.ts';

const X = reserve(1);
const Y = reserve(1);
const S = reserve(1);
const T = reserve(1);

/** d = a^b. */
export function pow(d: number, a: number, b: number): void {
  if (isUnbounded(a) || isUnbounded(b)) return setUnbounded(d);
  const exponentIsNumber = words[b + 1] === 0 && words[b + 2] === 0;
  if (exponentIsNumber && words[b] === 0) return setNumber(d, 1);
  if (words[a] === 0 && words[a + 2] === 0) {
    if (words[b] > words[b + 2]) return setNumber(d, 0);
    return setUnbounded(d);
  }
  if (exponentIsNumber && words[b] === 1) return copy(d, a);
  if (words[a] > 0) {
    copy(Y, b);
    ln(T, a);
    if (words[T] === 0 && words[T + 2] === 0) return setNumber(d, 1);
    multiply(T, T, Y);
    exp(d, T);
    return;
  }
  if (!exponentIsNumber || !Number.isInteger(words[b])) return setUnbounded(d);
  const odd = words[b] % 2 !== 0;
  copy(Y, b);
  negate(T, a);
  ln(T, T);
  if (words[T] === 0 && words[T + 2] === 0) {
    setNumber(T, 1);
  } else {
    multiply(T, T, Y);
    exp(T, T);
  }
  if (odd) negate(d, T);
  else copy(d, T);
}

/** A float64 within a relative 2^-45 of the cube root of 1 ≤ x < 8: Newton's iteration from a line. */
function nearCubeRoot(x: number): number {
  // 1 + (x - 1)/7 is within 20 % of the root; each step squares the relative error: 2^-2.3, 2^-4.6, … below 2^-50 in six.
  let y = 1 + (x - 1) / 7;
  for (let i = 0; i < 7; i++) y -= (y - x / (y * y)) / 3;
  return y;
}

/** d = ∛a. Unbounded where 0 is a member, except for 0 exactly. */
export function cbrt(d: number, a: number): void {
  const radius = words[a + 2];
  if (words[a] === 0 && radius === 0) return setNumber(d, 0);
  const size = Math.abs(words[a]);
  if (!(size * (1 - 4 * Number.EPSILON) > 2 * radius)) return setUnbounded(d);
  const relative = radius / size;
  const negative = words[a] < 0;
  centre(X, a);
  if (negative) negate(X, X);
  const third = Math.floor(exponentOf(size) / 3);
  scaleBinary(X, X, -3 * third);
  const y = nearCubeRoot(words[X]);
  setNumber(Y, y);
  square(S, Y);
  multiply(T, S, Y);
  subtract(T, X, T);
  if (words[T] === 0 && words[T + 2] === 0) {
    copy(T, Y);
  } else {
    multiply(S, S, THREE);
    divide(T, T, S);
    const delta = magnitude(T) * (1 + powerOfTwo(-8));
    if (!(delta <= y * powerOfTwo(-10))) return setUnbounded(d);
    widen(T, (1.01 * delta * delta) / y);
    add(T, T, Y);
  }
  // ρ/(3·m^(2/3)) ≤ (ρ/x)·∛x/(3·(1/2)^(2/3)) ≤ 0.53·(ρ/x)·∛x for m ≥ x/2
  if (radius !== 0) widen(T, 0.54 * relative * magnitude(T));
  if (negative) negate(T, T);
  scaleBinary(d, T, third);
}

const THREE = reserve(1);
setNumber(THREE, 3);

/** d = √(a² + b²). */
export function hypot(d: number, a: number, b: number): void {
  const size = Math.max(magnitude(a), magnitude(b));
  if (!(size < Infinity)) return setUnbounded(d);
  if (size === 0) return setNumber(d, 0);
  const e = exponentOf(size);
  scaleBinary(X, a, -e);
  scaleBinary(Y, b, -e);
  square(S, X);
  square(T, Y);
  add(S, S, T);
  const radius = words[S + 2];
  if (words[S] * (1 - 4 * Number.EPSILON) > radius) {
    squareRoot(S, S);
  } else {
    // 0 may be a member: the root lies between 0 and that of the largest sum.
    setBall(S, 0, 0, Math.sqrt(magnitude(S)) * (1 + 4 * Number.EPSILON));
  }
  scaleBinary(d, S, e);
}
