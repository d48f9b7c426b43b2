/**
 * atan, asin, acos and atan2 of balls.
 *
 * Reduction: |x| > 1 by atan x = π/2 - atan(1/x); then with c = i/32 nearest to x, atan x = atan c + atan t, t = (x - c)/(1 + xc),
 * |t| ≤ 1/64 + 2^-40.
 *
 * Series, v = t²: atan t = t(1 - v/3 + v²/5 - … - v^9/19) + R, |R| ≤ |t|·v^10/21 ≤ |t|·2^-124. The terms from v^5 on are summed in
 * float64 with four roundings of Horner's rule and v to 3u: less than 2^-50 of them.
 *
 * Members: the slope 1/(1 + x²) is at most 1/(1 + (|x| - ρ)²) where |x| > ρ, and at most 1.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { scaled } from '../dyadic.ts';
import { atan as atanRow } from '../elementary/inverse-trigonometric.ts';
import { HALF_PI, PI, magnitude, nearIdentity, rational, rowTable } from './constants.ts';
import {
  add,
  addNumber,
  centre,
  copy,
  divide,
  multiply,
  multiplyNumber,
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

const arctangents = rowTable(atanRow, 33, (i) => scaled(BigInt(i), -5));
/** -1/3, 1/5, -1/7, 1/9. */
const coefficients = [rational(-1n, 3n), rational(1n, 5n), rational(-1n, 7n), rational(1n, 9n)];
const [C11, C13, C15, C17, C19] = [-1 / 11, 1 / 13, -1 / 15, 1 / 17, -1 / 19];
const TAIL = powerOfTwo(-50);
const REMAINDER = powerOfTwo(-123);

const X = reserve(1);
const T = reserve(1);
const D = reserve(1);
const V = reserve(1);
const P = reserve(1);
const A = reserve(1);
const B = reserve(1);

const ONE = reserve(1);
setNumber(ONE, 1);

/** P = atan T for |t| ≤ 1/64 + 2^-40. */
function series(): void {
  if (words[T] === 0 && words[T + 2] === 0) return setNumber(P, 0);
  if (!(magnitude(T) <= 0.0157)) return setUnbounded(P);
  square(V, T);
  const v = words[V];
  const t = (((C19 * v + C17) * v + C15) * v + C13) * v + C11;
  setBall(P, t, 0, -t * TAIL + words[V + 2]);
  for (let i = 3; i >= 0; i--) {
    multiply(P, P, V);
    add(P, P, coefficients[i]);
  }
  multiply(P, P, V);
  addNumber(P, P, 1);
  const bound = magnitude(T) * REMAINDER;
  multiply(P, P, T);
  widen(P, bound);
}

/** P = atan X for 0 ≤ x ≤ 1. */
function arctangentOfUnit(): void {
  const i = Math.round(words[X] * 32);
  if (i === 0) {
    copy(T, X);
    return series();
  }
  multiplyNumber(D, X, i / 32);
  addNumber(D, D, 1);
  addNumber(T, X, -i / 32);
  divide(T, T, D);
  series();
  add(P, P, arctangents(i));
}

/** d = atan a. */
export function atan(d: number, a: number): void {
  const radius = words[a + 2];
  if (radius === Infinity) return setUnbounded(d);
  if (nearIdentity(d, a)) return;
  const size = Math.abs(words[a]);
  const negative = words[a] < 0;
  centre(X, a);
  if (negative) negate(X, X);
  if (size > 1) {
    if (size > LARGEST) {
      // π/2 - 1/x < atan x < π/2
      copy(P, HALF_PI);
      widen(P, 1 / size);
    } else {
      divide(X, ONE, X);
      arctangentOfUnit();
      subtract(P, HALF_PI, P);
    }
  } else {
    arctangentOfUnit();
  }
  if (negative) negate(P, P);
  if (radius !== 0) {
    const nearest = Math.max(0, size * (1 - 4 * Number.EPSILON) - radius);
    widen(P, (radius / (1 + nearest * nearest * (1 - 8 * Number.EPSILON))) * (1 + 8 * Number.EPSILON));
  }
  copy(d, P);
}

const LARGEST = powerOfTwo(200);
/** d = asin a = atan(a/√((1 - a)(1 + a))). Unbounded where |a| may be 1 or more, except for ±1 exactly. */
export function asin(d: number, a: number): void {
  if (Math.abs(words[a]) === 1 && words[a + 1] === 0 && words[a + 2] === 0) {
    if (words[a] === 1) return copy(d, HALF_PI);
    return negate(d, HALF_PI);
  }
  if (nearIdentity(d, a)) return;
  complement(a);
  multiply(A, A, B);
  squareRoot(A, A);
  divide(A, a, A);
  atan(d, A);
}

/** d = acos a = 2·atan(√((1 - a)/(1 + a))). Unbounded where |a| may be 1 or more, except for ±1 exactly. */
export function acos(d: number, a: number): void {
  if (words[a + 1] === 0 && words[a + 2] === 0) {
    if (words[a] === 1) return setNumber(d, 0);
    if (words[a] === -1) return copy(d, PI);
  }
  complement(a);
  divide(A, A, B);
  squareRoot(A, A);
  atan(A, A);
  multiplyNumber(d, A, 2);
}

/** A = 1 - a, B = 1 + a. */
function complement(a: number): void {
  addNumber(B, a, 1);
  negate(A, a);
  addNumber(A, A, 1);
}

/** d = the angle of the point (x, y), in [-π, π]. Unbounded where the point may be the origin or on the negative x axis. */
export function atan2(d: number, y: number, x: number): void {
  const ySize = Math.abs(words[y]);
  const xSize = Math.abs(words[x]);
  const ySign = Math.sign(words[y]);
  const xSign = Math.sign(words[x]);
  if (xSize >= ySize) {
    // No members across the cut, unless y is 0 itself, whose sign then is the caller's affair.
    if (xSign <= 0 && !(ySize * (1 - 4 * Number.EPSILON) > words[y + 2])) return setUnbounded(d);
    divide(A, y, x);
    atan(A, A);
    if (xSign < 0) {
      if (ySign > 0) add(A, A, PI);
      else subtract(A, A, PI);
    }
    return copy(d, A);
  }
  // The members of y keep its sign, or division is unbounded.
  divide(A, x, y);
  atan(A, A);
  if (ySign > 0) {
    subtract(A, HALF_PI, A);
  } else {
    add(A, HALF_PI, A);
    negate(A, A);
  }
  copy(d, A);
}
