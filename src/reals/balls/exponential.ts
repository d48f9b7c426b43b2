/**
 * exp and expm1 of a ball.
 *
 * Reduction: x = k·ln2/64 + r with k the integer nearest to 64x/ln2, |r| ≤ 0.0056 (ln2/128 = 0.00542); e^x = 2^m·2^(j/64)·e^r with
 * k = 64m + j. ln2/64 = L1 + L2 + L3: L1 and L2 of 35 bits, so that k·L1 and k·L2 are exact for |k| < 2^18; L3 is a ball.
 *
 * Series: e^r - 1 = r + r²/2! + … + r^11/11! + R, |R| ≤ |r|^12/12!·1.001 ≤ |r|·2^-111. The terms from r^8 on are summed in float64: with
 * the three roundings of Horner's rule, the rounded coefficients and the high part of r alone, t = 1/8! + r/9! + r²/10! + r³/11!
 * errs by less than 2^-50·|t| (each rounding at most 1.01u·|t|, u = 2^-53, except the last, u·|t|; the low part of r changes t by
 * less than u·|r|·|t|). The other steps are ball operations, whose radii are their own proof.
 *
 * Members: |e^X - e^x| ≤ e^x·ρ(1 + ρ) for |X - x| ≤ ρ ≤ 1.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { scaled } from '../dyadic.ts';
import { ln2Bits } from '../constants.ts';
import { exp2 as exp2Row } from '../elementary/exponential.ts';
import { LN2, inPieces, magnitude, rational, rowTable } from './constants.ts';
import {
  add,
  addNumber,
  centre,
  copy,
  isUnbounded,
  multiply,
  multiplyNumber,
  reserve,
  scaleBy,
  setBall,
  setNumber,
  setUnbounded,
  widen,
  words,
} from './registers.ts';

// n ≤ (ln 2/64)·2^w < n + 3 for n ≤ ln 2·2^(w-6) < n + 3.
const { pieces, rest } = inPieces((w) => ln2Bits(w - 6), 2, 35, -6);
const [L1, L2] = pieces;
const PER_LN2 = 92.33248261689366; // 64/ln 2, rounded: k need only be near

/** 2^(j/64). */
const powers = rowTable(exp2Row, 64, (j) => scaled(BigInt(j), -6));

const factorials = [1n];
for (let i = 1; i <= 11; i++) factorials.push(factorials[i - 1] * BigInt(i));
/** 1/2!, …, 1/7!. */
const coefficients = [2, 3, 4, 5, 6, 7].map((i) => rational(1n, factorials[i]));
const [C8, C9, C10, C11] = [8, 9, 10, 11].map((i) => 1 / Number(factorials[i]));

/** Relative error of the terms summed in float64. */
const TAIL = powerOfTwo(-50);
/** Of the series' remainder, relative to r. */
const REMAINDER = powerOfTwo(-110);
const SMALL = powerOfTwo(-115);

const R = reserve(1);
const T = reserve(1);
const P = reserve(1);
const X = reserve(1);

/** d = e^r - 1 for |r| ≤ 0.0056. */
export function expm1Series(d: number, r: number): void {
  const x = words[r];
  if (x === 0 && words[r + 2] === 0) return setNumber(d, 0);
  const size = magnitude(r);
  if (!(size <= 0.0056)) return setUnbounded(d);
  if (size <= SMALL) {
    // |e^r - 1 - r| ≤ r²
    copy(d, r);
    return widen(d, size * SMALL);
  }
  const t = ((C11 * x + C10) * x + C9) * x + C8;
  // A radius of r moves t by at most (1/9! + …)·radius: less than 0.12·t·radius.
  setBall(P, t, 0, t * (TAIL + 0.125 * words[r + 2]));
  for (let i = 5; i >= 0; i--) {
    multiply(P, P, r);
    add(P, P, coefficients[i]);
  }
  multiply(P, P, r);
  addNumber(P, P, 1);
  const bound = size * REMAINDER;
  multiply(P, P, r);
  widen(P, bound);
  copy(d, P);
}

/** R = r and the return value k of the reduction of X, a centre with |x| ≤ 750. */
function reduce(): number {
  const k = Math.round(words[X] * PER_LN2);
  addNumber(R, X, -k * L1);
  addNumber(R, R, -k * L2);
  multiplyNumber(T, rest, -k);
  add(R, R, T);
  return k;
}

/** d = e^a. Unbounded from e^706 on; below e^-746 the ball [-2^-1074, 2^-1074]. */
export function exp(d: number, a: number): void {
  const radius = words[a + 2];
  if (!(radius <= 1 && words[a] <= 706)) return setUnbounded(d);
  if (words[a] < -747) return setBall(d, 0, 0, 5e-324);
  centre(X, a);
  if (words[X] === 0) {
    setNumber(d, 1);
  } else {
    const k = reduce();
    const j = k & 63;
    expm1Series(P, R);
    const power = powers(j);
    multiply(P, P, power);
    add(P, P, power);
    scaleBinary(d, P, (k - j) / 64);
  }
  if (radius !== 0) widen(d, magnitude(d) * radius * (1 + radius));
}

/** d = e^a - 1. */
export function expm1(d: number, a: number): void {
  const radius = words[a + 2];
  if (!(radius <= 1 && words[a] <= 706)) return setUnbounded(d);
  if (words[a] < -80) {
    // -1 < e^x - 1 < -1 + 2^-113
    setBall(d, -1, 0, powerOfTwo(-113));
    return;
  }
  if (magnitude(a) <= 0.005) return expm1Series(d, a);
  centre(X, a);
  const k = reduce();
  const j = k & 63;
  expm1Series(P, R);
  const power = powers(j);
  multiply(P, P, power);
  add(P, P, power);
  scaleBinary(P, P, (k - j) / 64);
  if (radius !== 0) widen(P, magnitude(P) * radius * (1 + radius));
  addNumber(d, P, -1);
}

/** d = a·2^k for any integer k. */
export function scaleBinary(d: number, a: number, k: number): void {
  if (k >= -1022 && k <= 1022) return scaleBy(d, a, powerOfTwo(k));
  if (k > 0) {
    scaleBy(d, a, powerOfTwo(1000));
    return scaleBinary(d, d, k - 1000);
  }
  scaleBy(d, a, powerOfTwo(-1000));
  scaleBinary(d, d, k + 1000);
}

/** d = 2^a: e^((a - n)·ln 2)·2^n for the integer n nearest to a. */
export function exp2(d: number, a: number): void {
  const n = Math.round(words[a]);
  if (!(Math.abs(n) < 1100)) {
    if (isUnbounded(a) || n > 0 || words[a + 2] > 1) return setUnbounded(d);
    return setBall(d, 0, 0, 5e-324);
  }
  addNumber(T, a, -n);
  if (words[T] === 0 && words[T + 2] === 0) {
    setNumber(d, 1);
  } else {
    multiply(T, T, LN2);
    exp(d, T);
  }
  scaleBinary(d, d, n);
}
