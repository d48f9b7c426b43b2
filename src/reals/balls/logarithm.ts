/**
 * ln, log1p, log2 and log10 of a ball.
 *
 * Reduction: x = 2^e·m with m in [0.7, 1.42); c is a number of 10 bits near 1/m, from a table with 1/128 between its points, and
 * z = m·c - 1, |z| ≤ 0.0125; ln x = e·ln 2 - ln c + ln(1 + z). For |m - 1| < 1/128, c = 1: no cancellation near x = 1.
 *
 * Series: with s = z/(2 + z), |s| ≤ 0.0064, ln(1 + z) = 2s(1 + s²/3 + … + s^14/15) + R, |R| ≤ 2|s|·s^16/17·1.001 ≤ |s|·2^-119. The
 * terms from s^8/9 on are summed in float64, v = s²: t = 1/9 + v/11 + v²/13 + v³/15, three roundings of Horner's rule, four rounded
 * coefficients, and v to a relative 3u: less than 2^-50·t.
 *
 * Members: |ln X - ln x| ≤ ρ/(x - ρ) for |X - x| ≤ ρ < x.
 */

import { exponentOf, powerOfTwo } from '../../formats/index.ts';
import { scaled } from '../dyadic.ts';
import { ln10Bits } from '../constants.ts';
import { ln as lnRow } from '../elementary/logarithmic.ts';
import { LN2, constantBall, magnitude, rational, rowTable } from './constants.ts';
import {
  add,
  addNumber,
  centre,
  copy,
  divide,
  multiply,
  multiplyNumber,
  reserve,
  setBall,
  setNumber,
  setUnbounded,
  square,
  subtract,
  widen,
  words,
} from './registers.ts';
import { scaleBinary } from './exponential.ts';

/** Point i of the table: 64/i to 10 bits, for m near i/64. */
const reciprocalOf = (i: number): number => Math.round((512 * 64) / i);
const FIRST = 44;
const LAST = 92;
/** ln(reciprocalOf(i)/512). */
const logarithms = rowTable(lnRow, LAST - FIRST + 1, (i) => scaled(BigInt(reciprocalOf(i + FIRST)), -9));

const [C9, C11, C13, C15] = [9, 11, 13, 15].map((i) => 1 / i);
/** 1/3, 1/5, 1/7. */
const coefficients = [3n, 5n, 7n].map((i) => rational(1n, i));
const TAIL = powerOfTwo(-50);
const REMAINDER = powerOfTwo(-118);
const SMALL = powerOfTwo(-115);
const SQRT2 = 1.4142135623730951;

const LN10 = constantBall(ln10Bits, 0);

const X = reserve(1);
const Z = reserve(1);
const S = reserve(1);
const V = reserve(1);
const P = reserve(1);
const Q = reserve(1);

/** d = ln(1 + z) for |z| ≤ 0.0125. */
function log1pSeries(d: number, z: number): void {
  if (words[z] === 0 && words[z + 2] === 0) return setNumber(d, 0);
  const size = magnitude(z);
  if (!(size <= 0.0126)) return setUnbounded(d);
  if (size <= SMALL) {
    // |ln(1 + z) - z| ≤ z²
    copy(d, z);
    return widen(d, size * SMALL);
  }
  addNumber(S, z, 2);
  divide(S, z, S);
  square(V, S);
  const v = words[V];
  const t = ((C15 * v + C13) * v + C11) * v + C9;
  // A radius of v moves t by less than it: 1/11 + 2v/13 + … < 1.
  setBall(P, t, 0, t * TAIL + words[V + 2]);
  for (let i = 2; i >= 0; i--) {
    multiply(P, P, V);
    add(P, P, coefficients[i]);
  }
  multiply(P, P, V);
  addNumber(P, P, 1);
  const bound = magnitude(S) * REMAINDER;
  multiply(P, P, S);
  widen(P, bound);
  multiplyNumber(d, P, 2);
}

/** Leaves ln m - e·ln 2's part in P and returns e, for the centre X > 0. */
function reduced(): number {
  let e = exponentOf(words[X]);
  scaleBinary(Z, X, -e);
  if (words[Z] > SQRT2) {
    e++;
    multiplyNumber(Z, Z, 0.5);
  }
  const i = Math.round(words[Z] * 64);
  const c = reciprocalOf(i);
  multiplyNumber(Z, Z, c / 512);
  addNumber(Z, Z, -1);
  log1pSeries(P, Z);
  if (c !== 512) subtract(P, P, logarithms(i - FIRST));
  return e;
}

/** Whether all members are positive, as the functions below need. */
function isPositive(a: number): boolean {
  return words[a] * (1 - 4 * Number.EPSILON) > words[a + 2];
}

/** Bound of |ln X - ln x| for the members of a positive ball. */
function spread(a: number): number {
  const radius = words[a + 2];
  return radius / ((words[a] - radius) * (1 - 8 * Number.EPSILON));
}

/** d = ln a. Unbounded where a may be 0 or negative. */
export function ln(d: number, a: number): void {
  if (!isPositive(a)) return setUnbounded(d);
  const apart = words[a + 2] === 0 ? 0 : spread(a);
  centre(X, a);
  const e = reduced();
  if (e !== 0) {
    multiplyNumber(Q, LN2, e);
    add(P, P, Q);
  }
  if (apart !== 0) widen(P, apart);
  copy(d, P);
}

/** d = ln(1 + a). */
export function log1p(d: number, a: number): void {
  if (magnitude(a) <= 0.0125) return log1pSeries(d, a);
  addNumber(Q, a, 1);
  ln(d, Q);
}

/** d = log2 a, exact for powers of two. */
export function log2(d: number, a: number): void {
  if (!isPositive(a)) return setUnbounded(d);
  const apart = words[a + 2] === 0 ? 0 : spread(a);
  centre(X, a);
  const e = reduced();
  if (words[P] !== 0 || words[P + 2] !== 0) divide(P, P, LN2);
  addNumber(P, P, e);
  // 1/ln 2 < 1.443
  if (apart !== 0) widen(P, 1.443 * apart);
  copy(d, P);
}

/** d = log10 a. */
export function log10(d: number, a: number): void {
  ln(P, a);
  if (words[P] === 0 && words[P + 2] === 0) return setNumber(d, 0);
  divide(d, P, LN10);
}
