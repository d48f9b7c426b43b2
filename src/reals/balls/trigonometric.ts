/**
 * sin, cos and tan of a ball.
 *
 * Reduction: x = k·π/2 + r, |r| ≤ 0.79. For |x| ≤ 2^20, π/2 = P1 + P2 + P3 + P4 with three pieces of 32 bits, whose products with k are
 * exact, and a ball for the rest (Cody and Waite). For larger |x|, x and π are integers in units of 2^-w, w = 240 bits beyond the point
 * (Payne and Hanek's problem, with all bits). Cancellation, where x is near a multiple of π/2, shows in the radius of r.
 *
 * Then r = c + h with c = j/32, |h| ≤ 1/64 + 2^-40, and sin r = sin c + (cos c·sin h + sin c·(cos h - 1)), from a table of sin c, cos c.
 *
 * Series, v = h²: sin h = h(1 - v/3! + … + v^6/13!) + R, |R| ≤ |h|·v^7/15! ≤ |h|·2^-123;
 * cos h - 1 = -v/2! + v²/4! - … + v^6/12! + R, |R| ≤ v·v^6/14! ≤ v·2^-108, and v ≤ 2^-11.9: 2^-119 beside 1.
 * The terms from v^4 on are summed in float64 with two roundings of Horner's rule, and v to 3u: less than 2^-50 of them.
 *
 * Members: sine and cosine have slopes of at most 1.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { add as addDyadic, dyadic, exponent, scaled } from '../dyadic.ts';
import { piBits } from '../constants.ts';
import { cos as cosRow, sin as sinRow } from '../elementary/trigonometric.ts';
import { inPieces, magnitude, nearIdentity, rational, rowTable, setInterval } from './constants.ts';
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
  widen,
  words,
} from './registers.ts';

const { pieces, rest } = inPieces((w) => piBits(w - 1), 3, 32, 1);
const [P1, P2, P3] = pieces;
const TWO_OVER_PI = 0.6366197723675814; // rounded: k need only be near
const LARGEST_FAST = 1048576; // 2^20

const sines = rowTable(sinRow, 27, (j) => scaled(BigInt(j), -5));
const cosines = rowTable(cosRow, 27, (j) => scaled(BigInt(j), -5));

/** -1/3!, 1/5!, -1/7!; -1/2!, 1/4!, -1/6!. */
const sineCoefficients = [rational(-1n, 6n), rational(1n, 120n), rational(-1n, 5040n)];
const cosineCoefficients = [rational(-1n, 2n), rational(1n, 24n), rational(-1n, 720n)];
const [S9, S11, S13] = [1 / 362880, -1 / 39916800, 1 / 6227020800];
const [C8, C10, C12] = [1 / 40320, -1 / 3628800, 1 / 479001600];
const TAIL = powerOfTwo(-50);
const SINE_REMAINDER = powerOfTwo(-122);
const COSINE_REMAINDER = powerOfTwo(-107);

const X = reserve(1);
const R = reserve(1);
const T = reserve(1);
const H = reserve(1);
const V = reserve(1);
const S = reserve(1);
const C = reserve(1);
const SINE = reserve(1);
const COSINE = reserve(1);

/** R = X - k·π/2; returns k modulo 4. */
function reduce(): number {
  const x = words[X];
  if (Math.abs(x) <= LARGEST_FAST) {
    const k = Math.round(x * TWO_OVER_PI);
    if (k === 0) {
      copy(R, X);
      return 0;
    }
    addNumber(R, X, -k * P1);
    addNumber(R, R, -k * P2);
    addNumber(R, R, -k * P3);
    multiplyNumber(T, rest, -k);
    add(R, R, T);
    return k & 3;
  }
  const exact = addDyadic(dyadic(x), dyadic(words[X + 1]));
  const w = Math.max(240 + exponent(exact), -exact.e);
  // 2x in units of 2^-w, and n ≤ π·2^w < n + 3: |2x - kπ - (2x - kn)| ≤ 3|k| units.
  const twice = exact.m << BigInt(w + exact.e + 1);
  const pi = piBits(w);
  const k = (2n * twice + pi) / (2n * pi) - (twice < 0n ? 1n : 0n);
  const remainder = twice - k * pi;
  const slack = 3n * (k < 0n ? -k : k);
  setInterval(R, { lo: remainder - slack, hi: remainder + slack, e: -w - 1 });
  return Number(BigInt.asUintN(2, k));
}

/** SINE = sin R and COSINE = cos R. */
function evaluateReduced(): void {
  const negative = words[R] < 0;
  if (negative) negate(R, R);
  const j = Math.round(words[R] * 32);
  if (!(j <= 26)) {
    setUnbounded(SINE);
    setUnbounded(COSINE);
    return;
  }
  addNumber(H, R, -j / 32);
  if (words[H] === 0 && words[H + 2] === 0) {
    copy(SINE, sines(j));
    copy(COSINE, cosines(j));
    if (negative) negate(SINE, SINE);
    return;
  }
  square(V, H);
  const v = words[V];
  const spread = words[V + 2];
  // A radius of v moves the tails by less than 0.1 of it times their first coefficients.
  setBall(S, (S13 * v + S11) * v + S9, 0, S9 * (TAIL + 0.1 * spread));
  setBall(C, (C12 * v + C10) * v + C8, 0, C8 * (TAIL + 0.1 * spread));
  for (let i = 2; i >= 0; i--) {
    multiply(S, S, V);
    add(S, S, sineCoefficients[i]);
    multiply(C, C, V);
    add(C, C, cosineCoefficients[i]);
  }
  multiply(S, S, V);
  addNumber(S, S, 1);
  const sineBound = magnitude(H) * SINE_REMAINDER;
  const cosineBound = magnitude(V) * COSINE_REMAINDER;
  multiply(S, S, H);
  widen(S, sineBound);
  multiply(C, C, V);
  widen(C, cosineBound);
  if (j === 0) {
    copy(SINE, S);
    addNumber(COSINE, C, 1);
  } else {
    const sine = sines(j);
    const cosine = cosines(j);
    multiply(SINE, cosine, S);
    multiply(T, sine, C);
    add(SINE, SINE, T);
    add(SINE, SINE, sine);
    multiply(COSINE, cosine, C);
    multiply(T, sine, S);
    negate(T, T);
    add(COSINE, COSINE, T);
    add(COSINE, COSINE, cosine);
  }
  if (negative) negate(SINE, SINE);
}

/** SINE and COSINE of the centre of a, quadrants applied. */
function evaluate(a: number): void {
  centre(X, a);
  const quadrant = reduce();
  evaluateReduced();
  if (quadrant === 0) return;
  if (quadrant === 2) {
    negate(SINE, SINE);
    negate(COSINE, COSINE);
    return;
  }
  copy(T, SINE);
  if (quadrant === 1) {
    copy(SINE, COSINE);
    negate(COSINE, T);
  } else {
    negate(SINE, COSINE);
    copy(COSINE, T);
  }
}

function finish(d: number, source: number, radius: number): void {
  copy(d, source);
  if (radius !== 0) widen(d, radius);
  if (words[d + 2] > 1) setBall(d, 0, 0, 1);
}

/** d = sin a. */
export function sin(d: number, a: number): void {
  const radius = words[a + 2];
  if (radius === Infinity) return setUnbounded(d);
  if (nearIdentity(d, a)) return;
  evaluate(a);
  finish(d, SINE, radius);
}

/** d = cos a. */
export function cos(d: number, a: number): void {
  const radius = words[a + 2];
  if (radius === Infinity) return setUnbounded(d);
  if (words[a] === 0 && radius === 0) return setNumber(d, 1);
  evaluate(a);
  finish(d, COSINE, radius);
}

/** d = tan a, as sin a/cos a: unbounded where a pole may be in a. */
export function tan(d: number, a: number): void {
  const radius = words[a + 2];
  if (radius === Infinity) return setUnbounded(d);
  if (nearIdentity(d, a)) return;
  evaluate(a);
  if (radius !== 0) {
    widen(SINE, radius);
    widen(COSINE, radius);
  }
  divide(d, SINE, COSINE);
}
