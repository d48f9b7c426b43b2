/**
 * sigmoid, softplus, silu, gelu and geluTanh of balls.
 *
 * - sigmoid x = 1/(1 + e^-x), e^x/(1 + e^x) for x < 0;
 * - softplus x = ln(1 + e^x) = max(x, 0) + log1p(e^-|x|);
 * - silu x = x·sigmoid x; gelu x = (x/2)·erfc(-x/√2);
 * - geluTanh x = (x/2)(1 + tanh(√(2/π)(x + 0.044715x³))) = x·sigmoid(√(8/π)(x + 0.044715x³)), with the decimal 0.044715.
 */

import { PI, magnitude, rational } from './constants.ts';
import { erfc } from './error-function.ts';
import { exp } from './exponential.ts';
import { log1p } from './logarithm.ts';
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
  words,
} from './registers.ts';

const X = reserve(1);
const S = reserve(1);
const T = reserve(1);
const V = reserve(1);
const ONE = reserve(1);
setNumber(ONE, 1);

/** 1/√2. */
const ROOT_HALF = reserve(1);
setNumber(T, 0.5);
squareRoot(ROOT_HALF, T);

/** √(8/π). */
const ROOT_8_OVER_PI = reserve(1);
setNumber(T, 8);
divide(T, T, PI);
squareRoot(ROOT_8_OVER_PI, T);

const CUBIC = rational(44715n, 1000000n);

/** d = 1/(1 + e^-a). */
export function sigmoid(d: number, a: number): void {
  if (isUnbounded(a)) return setUnbounded(d);
  if (words[a + 2] > 1) return setBall(d, 0.5, 0, 0.5);
  if (words[a] >= 0) {
    negate(S, a);
    exp(S, S);
    addNumber(S, S, 1);
    divide(d, ONE, S);
  } else {
    exp(S, a);
    if (words[S] === 0) return copy(d, S);
    addNumber(V, S, 1);
    divideSmall(d, S, V);
  }
}

/** d = s/v for v in [1, 2], where s may lie below the range of division: s/v = s·(1/v). */
function divideSmall(d: number, s: number, v: number): void {
  divide(V, ONE, v);
  multiply(d, s, V);
}

/** d = ln(1 + e^a). */
export function softplus(d: number, a: number): void {
  copy(X, a);
  if (words[X] > 0) negate(S, X);
  else copy(S, X);
  exp(S, S);
  log1p(S, S);
  if (words[X] > 0) add(d, S, X);
  else copy(d, S);
}

/** d = a/(1 + e^-a). */
export function silu(d: number, a: number): void {
  if (magnitude(a) === 0) return setNumber(d, 0);
  copy(X, a);
  sigmoid(T, X);
  multiply(d, T, X);
}

/** d = a·Φ(a), Φ the distribution function of the normal variate. */
export function gelu(d: number, a: number): void {
  if (magnitude(a) === 0) return setNumber(d, 0);
  copy(X, a);
  multiply(T, X, ROOT_HALF);
  negate(T, T);
  erfc(T, T);
  multiply(T, T, X);
  multiplyNumber(d, T, 0.5);
}

/** d = a·sigmoid(√(8/π)(a + 0.044715a³)). */
export function geluTanh(d: number, a: number): void {
  if (magnitude(a) === 0) return setNumber(d, 0);
  copy(X, a);
  square(T, X);
  multiply(T, T, CUBIC);
  addNumber(T, T, 1);
  multiply(T, T, X);
  multiply(T, T, ROOT_8_OVER_PI);
  sigmoid(T, T);
  multiply(d, T, X);
}
