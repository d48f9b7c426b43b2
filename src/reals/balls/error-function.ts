/**
 * erf and erfc of a ball.
 *
 * Between points c = j/16 of a table: with h = x - c, |h| ≤ 1/32 + 2^-40,
 *
 *   erf x = erf c + g(c)·G,  erfc x = erfc c - g(c)·G,  g(c) = (2/√π)·e^(-c²),  G = ∫₀ʰ e^(-2ct - t²) dt.
 *
 * Series: e^(-2ct - t²) = Σ aₙtⁿ with a₀ = 1, a₁ = -2c, aₙ₊₁ = -(2c·aₙ + 2·aₙ₋₁)/(n + 1); |aₙ| is at most the coefficient of e^(2ct + t²), and
 * so at most e^(2cρ + ρ²)/ρⁿ for every ρ > 0 (Cauchy). With ρ = 2 and |h| ≤ 1/32 + 2^-40 what follows the term of h^N in G is at most
 * |h|·e^(4c + 4)·q^N/(1 - q), q = 1/63.9: N is chosen so that this is below |h|·2^-112·e^(-2ch) or so, and the bound is added.
 *
 * Coefficients aₙ are kept with the table, as balls: a point costs its tables once (some tenths of a millisecond), an evaluation N steps.
 *
 * Members: |erf X - erf x| ≤ (2/√π)·ρ·e^(-m²), m the least |X|: e^(-m²) ≤ e^(-x²)·e^(2|x|ρ) is used for 2|x|ρ ≤ 1, e ≤ 2.72.
 */

import { powerOfTwo } from '../../formats/index.ts';
import { scaled, type Dyadic } from '../dyadic.ts';
import { erf as erfRow, erfc as erfcRow } from '../elementary/error-function.ts';
import { exponential } from '../series/exponential.ts';
import { PI, magnitude, rational, rowTable } from './constants.ts';
import { exp, scaleBinary } from './exponential.ts';
import {
  add,
  addNumber,
  centre,
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
  squareRoot,
  subtract,
  widen,
  words,
} from './registers.ts';
import { setInterval } from './constants.ts';

/** From 27.3 on erfc x < 2^-1074. */
const POINTS = 438;
const TERMS = 56;
const point = (j: number): Dyadic => scaled(BigInt(j), -4);

const erfTable = rowTable(erfRow, POINTS, point);
const erfcTable = rowTable(erfcRow, POINTS, point);

/** 1/1, 1/2, … */
const reciprocals = Array.from({ length: TERMS + 1 }, (_, n) => rational(1n, BigInt(n + 1)));

const X = reserve(1);
const H = reserve(1);
const T = reserve(1);
const P = reserve(1);
const G = reserve(1);
const A = reserve(1);
const B = reserve(1);

/** 2/√π. */
const TWO_OVER_ROOT_PI = reserve(1);
squareRoot(T, PI);
setNumber(P, 2);
divide(TWO_OVER_ROOT_PI, P, T);

/** (2/√π)·e^(-c²), a register for each point, computed when first used. */
const slopes = reserve(POINTS);
for (let j = 0; j < POINTS; j++) setUnbounded(slopes + 3 * j);

function slope(j: number): number {
  const at = slopes + 3 * j;
  if (isUnbounded(at)) {
    setInterval(at, exponential(scaled(-BigInt(j * j), -8), 140));
    multiply(at, at, TWO_OVER_ROOT_PI);
  }
  return at;
}

/** aₙ/(n + 1), for a point, computed when first used: 3·TERMS words each. */
const coefficients = new Map<number, Float64Array>();

function coefficientsAt(j: number): Float64Array {
  const known = coefficients.get(j);
  if (known !== undefined) return known;
  const values = new Float64Array(3 * TERMS);
  const twice = j / 8;
  setNumber(A, 0);
  setNumber(B, 1);
  for (let n = 0; n < TERMS; n++) {
    multiply(T, B, reciprocals[n]);
    values.set(words.subarray(T, T + 3), 3 * n);
    // A = aₙ₋₁, B = aₙ
    multiplyNumber(P, B, -twice);
    multiplyNumber(A, A, 2);
    subtract(P, P, A);
    multiply(P, P, reciprocals[n]);
    copy(A, B);
    copy(B, P);
  }
  coefficients.set(j, values);
  return values;
}

const RATIO = 1 / 63.9;
const SMALL = powerOfTwo(-112);
const TINY = powerOfTwo(-56);

/** e^(4c + 4), rounded up, for c = j/16. */
const growth: Float64Array = new Float64Array(POINTS);

function growthAt(j: number): number {
  if (growth[j] === 0) {
    setNumber(T, j / 4 + 4);
    exp(P, T);
    growth[j] = magnitude(P);
  }
  return growth[j];
}

/** G = ∫₀ʰ e^(-2ct - t²) dt for the ball H, |h| ≤ 1/32 + 2^-40. */
function integrate(j: number): void {
  const values = coefficientsAt(j);
  let tail = growthAt(j) * (1 + powerOfTwo(-40)) * (1 / (1 - RATIO));
  let terms = 0;
  // Relative to the integral, which is at least |h|·e^(-2c/31).
  const wanted = SMALL / (1 + j / 2);
  while (terms < TERMS && tail > wanted) {
    tail *= RATIO;
    terms++;
  }
  const last = 3 * (terms - 1);
  setBall(G, values[last], values[last + 1], values[last + 2]);
  for (let n = last - 3; n >= 0; n -= 3) {
    multiply(G, G, H);
    words[T] = values[n];
    words[T + 1] = values[n + 1];
    words[T + 2] = values[n + 2];
    add(G, G, T);
  }
  const bound = magnitude(H) * tail;
  multiply(G, G, H);
  widen(G, bound);
}

/** X = |a|'s centre; the index of the point nearest to it, H = X - c. */
function reduce(a: number): number {
  centre(X, a);
  if (words[X] < 0) negate(X, X);
  const j = Math.round(words[X] * 16);
  addNumber(H, X, -j / 16);
  return j;
}

/** Adds to P what the radius of a may do, `size` being |a|'s centre. */
function spread(a: number, size: number): void {
  const radius = words[a + 2];
  if (radius === 0) return;
  if (2.01 * size * radius > 1) {
    widen(P, 1.13 * radius);
    return;
  }
  // (2/√π)·e < 3.07
  setNumber(T, -size * size);
  exp(T, T);
  widen(P, 3.08 * magnitude(T) * radius);
}

/** d = erf a. */
export function erf(d: number, a: number): void {
  if (isUnbounded(a)) return setUnbounded(d);
  const bound = magnitude(a);
  if (bound <= TINY) {
    // erf x = (2/√π)·x·(1 - θ), 0 ≤ θ ≤ x²/3; scaled, so that nothing underflows before the end.
    if (bound === 0) return setNumber(d, 0);
    scaleBinary(T, a, 500);
    multiply(T, T, TWO_OVER_ROOT_PI);
    widen(T, magnitude(T) * SMALL);
    return scaleBinary(d, T, -500);
  }
  const negative = words[a] < 0;
  const size = Math.abs(words[a]);
  if (size > 9) {
    // 1 - erf 9 < 2^-121
    setBall(P, 1, 0, powerOfTwo(-120));
  } else {
    const j = reduce(a);
    if (words[H] === 0 && words[H + 2] === 0) {
      copy(P, erfTable(j));
    } else {
      integrate(j);
      multiply(G, G, slope(j));
      if (j === 0) copy(P, G);
      else add(P, erfTable(j), G);
    }
  }
  spread(a, size);
  if (negative) negate(d, P);
  else copy(d, P);
}

/** d = erfc a. */
export function erfc(d: number, a: number): void {
  if (isUnbounded(a)) return setUnbounded(d);
  const size = Math.abs(words[a]);
  if (words[a] < 0) {
    negate(A0, a);
    erf(A0, A0);
    addNumber(d, A0, 1);
    return;
  }
  if (size > 27.25) {
    // erfc 27.23 < 2^-1074
    setBall(P, 0, 0, 5e-324);
  } else {
    const j = reduce(a);
    if (words[H] === 0 && words[H + 2] === 0) {
      copy(P, erfcTable(j));
    } else {
      integrate(j);
      multiply(G, G, slope(j));
      subtract(P, erfcTable(j), G);
    }
  }
  spread(a, size);
  copy(d, P);
}

const A0 = reserve(1);
