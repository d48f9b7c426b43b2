/**
 * Hyperbolic functions of balls and their inverses, from expm1 and log1p by identities without cancellation:
 *
 * - sinh x = (t + t/(t + 1))/2, t = expm1 x; cosh x = (s + 1/s)/2, s = e^x; tanh x = t/(t + 2), t = expm1 2x; for x ≥ 0, by symmetry for x < 0;
 * - asinh x = log1p(x + x²/(1 + √(1 + x²))); acosh x = log1p((x - 1) + √((x - 1)(x + 1))); atanh x = log1p(2x/(1 - x))/2, for x ≥ 0.
 *
 * From 2^30 on, asinh x = ln 2x + δ, 0 ≤ δ ≤ 1/(4x²), and acosh x = ln 2x - δ, 0 ≤ δ ≤ 1/(3x²).
 *
 * Balls that hold 0 in their inside pass through the same formulas: each is an identity for x < 0 too, where it is defined.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { magnitude, nearIdentity } from './constants.ts';
import { exp, expm1 } from './exponential.ts';
import { ln, log1p } from './logarithm.ts';
import {
  add,
  addNumber,
  copy,
  divide,
  isUnbounded,
  multiply,
  multiplyNumber,
  negate,
  reserve,
  setBall,
  setNumber,
  setUnbounded,
  square,
  squareRoot,
  widen,
  words,
} from './registers.ts';

const X = reserve(1);
const S = reserve(1);
const T = reserve(1);
const ONE = reserve(1);
setNumber(ONE, 1);

/** Beyond, x² is large enough to leave out the 1 of 1 + x². */
const LARGE = powerOfTwo(30);

/** X = ±a with a centre ≥ 0; whether the sign was changed. */
function takeSign(a: number): boolean {
  const negative = words[a] < 0;
  if (negative) negate(X, a);
  else copy(X, a);
  return negative;
}

function restoreSign(d: number, source: number, negative: boolean): void {
  if (negative) negate(d, source);
  else copy(d, source);
}

/** T = e^X/2, widened to hold sinh X and cosh X for X > 40: they differ from it by a relative e^(-2X) < 2^-115. */
function halfExponential(): void {
  exp(T, X);
  multiplyNumber(T, T, 0.5);
  widen(T, magnitude(T) * powerOfTwo(-115));
}

/** d = sinh a. */
export function sinh(d: number, a: number): void {
  if (nearIdentity(d, a)) return;
  const negative = takeSign(a);
  if (words[X] - words[X + 2] > 40) {
    halfExponential();
    return restoreSign(d, T, negative);
  }
  expm1(T, X);
  addNumber(S, T, 1);
  divide(S, T, S);
  add(T, T, S);
  multiplyNumber(T, T, 0.5);
  restoreSign(d, T, negative);
}

/** d = cosh a. */
export function cosh(d: number, a: number): void {
  takeSign(a);
  if (words[X] - words[X + 2] > 40) {
    halfExponential();
    return copy(d, T);
  }
  exp(S, X);
  divide(T, ONE, S);
  add(T, T, S);
  multiplyNumber(d, T, 0.5);
}

/** d = tanh a. */
export function tanh(d: number, a: number): void {
  if (nearIdentity(d, a)) return;
  if (isUnbounded(a)) return setUnbounded(d);
  const negative = takeSign(a);
  if (words[X] - words[X + 2] > 40) {
    // 1 - tanh 40 < 2e^-80 < 2^-114
    setBall(T, 1, 0, powerOfTwo(-114));
  } else if (words[X + 2] > 0.25) {
    setBall(T, 0, 0, 1);
  } else {
    multiplyNumber(T, X, 2);
    expm1(T, T);
    addNumber(S, T, 2);
    divide(T, T, S);
  }
  restoreSign(d, T, negative);
}

/** d = asinh a. */
export function asinh(d: number, a: number): void {
  if (nearIdentity(d, a)) return;
  const negative = takeSign(a);
  if (words[X] - words[X + 2] > LARGE) {
    logarithmOfTwice((1 / words[X]) * (1 / words[X]));
  } else {
    square(S, X);
    addNumber(T, S, 1);
    squareRoot(T, T);
    addNumber(T, T, 1);
    divide(S, S, T);
    add(S, S, X);
    log1p(T, S);
  }
  restoreSign(d, T, negative);
}

/** d = acosh a. Unbounded where a may be less than 1, except for 1 exactly. */
export function acosh(d: number, a: number): void {
  if (words[a] === 1 && words[a + 1] === 0 && words[a + 2] === 0) return setNumber(d, 0);
  copy(X, a);
  if (words[X] - words[X + 2] > LARGE) {
    logarithmOfTwice((1 / words[X]) * (1 / words[X]));
  } else {
    addNumber(S, X, -1);
    addNumber(T, X, 1);
    multiply(T, S, T);
    squareRoot(T, T);
    add(S, S, T);
    log1p(T, S);
  }
  copy(d, T);
}

/** T = ln 2X, widened by something ≥ 1/(2m²) for all members m, given 1/x² for the centre: members are above x/2. */
function logarithmOfTwice(inverseSquare: number): void {
  if (!(words[X + 2] <= 0.25 * words[X])) return setUnbounded(T);
  // 1/(3m²) ≤ 0.6/x² for m ≥ 0.75·x
  ln(T, X);
  ln(S, TWO);
  add(T, T, S);
  widen(T, 0.61 * inverseSquare);
}

const TWO = reserve(1);
setNumber(TWO, 2);

/** d = atanh a. Unbounded where |a| may be 1 or more. */
export function atanh(d: number, a: number): void {
  if (nearIdentity(d, a)) return;
  const negative = takeSign(a);
  if (!(words[X] + words[X + 2] <= 1)) return setUnbounded(d);
  negate(S, X);
  addNumber(S, S, 1);
  multiplyNumber(T, X, 2);
  divide(T, T, S);
  log1p(T, T);
  multiplyNumber(T, T, 0.5);
  restoreSign(d, T, negative);
}
