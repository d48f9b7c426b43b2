/**
 * The error function and its complement at √q, for a point q ≥ 0, with proven bounds.
 *
 * - Series: erf z = (2z/√π)·e^(-z²)·S(z²), S(q) = Σ t_n with t_n = (2q)^n/(1·3·5⋯(2n+1)). Source: DLMF 7.6.2. All terms are
 *   positive, so nothing cancels. Error, in units of 2^-w: a step t_n = ⌊⌊t_(n-1)·2q⌋/(2n+1)⌋ loses less than 4/3 units, and
 *   a unit lost at step j loses G_j = 1 + ρ_(j+1) + ρ_(j+1)·ρ_(j+2) + … units of the sum, ρ_n = 2q/(2n+1). Where t_j ≥ 1,
 *   G_j ≤ S/t_j ≤ S. Where t_j < 1, the terms have passed their peak: all later ρ are below 1, at most 2q of them above ½,
 *   so G_j ≤ 2q + 2 ≤ 3S (S ≥ 1 + 2q/3). Once a term is 0 nothing more is lost, and what is left out is part of the loss
 *   counted. After N steps: at most 4N·S. Cutting 2q to w bits changes S by less than S/2 units, since
 *   dS/d(2q) = Σ n·(2q)^(n-1)/(…) ≤ S/2. Hence S·(1 - (4N + 1)·2^-w) ≤ sum ≤ S.
 * - Asymptotic: erfc z = e^(-q)/√(πq)·A(q), A(q) ~ Σ (-1)^n·1·3⋯(2n-1)/(2q)^n. The remainder after N terms has the sign of
 *   the first omitted term and is smaller in magnitude. Source: DLMF 7.12.1; derivation: with
 *   q + t for the square of the variable of integration, erfc z = (e^(-q)/√π)·∫₀^∞ e^(-t)·(q + t)^(-1/2) dt; N integrations by
 *   parts give N terms and leave the same integral of the N-th derivative of (q + t)^(-1/2), whose sign is (-1)^N throughout,
 *   so consecutive partial sums lie on either side of A.
 * - 0 < erfc z ≤ e^(-z²) for z ≥ 0, from erfc z = (2/√π)·∫₀^∞ e^(-(z+t)²) dt ≤ e^(-z²)·erfc 0.
 */

import { exponentOf } from '../../formats/index.ts';
import { piBits } from '../constants.ts';
import { exponent, floor, negate, one, zero, type Dyadic } from '../dyadic.ts';
import {
  besidePoint,
  divideIntervals,
  multiplyIntervals,
  point,
  scaleInterval,
  squareRootInterval,
  subtractIntervals,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { shiftDown } from '../integers.ts';
import { exponential } from './exponential.ts';

/** √π to about `bits` bits. */
function squareRootOfPi(bits: number): DyadicInterval {
  const lo = piBits(bits + 4);
  return squareRootInterval({ lo, hi: lo + 3n, e: -(bits + 4) }, bits);
}

/** S(q) to a relative width of about 2^-bits; q must not be large, since the number of terms grows with it. */
export function seriesOf(q: Dyadic, bits: number): DyadicInterval {
  const w = bits + 16;
  const v = BigInt(w);
  const twiceQ = shiftDown(q.m, -(w + q.e + 1));
  let term = 1n << v;
  let sum = term;
  let odd = 1;
  while (term !== 0n) {
    odd += 2;
    term = ((term * twiceQ) >> v) / BigInt(odd);
    sum += term;
  }
  // With η = (4N + 1)·2^-w ≤ ½: S ≤ sum/(1 - η) ≤ sum·(1 + 2η), and 8N + 2 < 4·odd.
  const radius = ((sum * BigInt(4 * odd)) >> v) + 1n;
  return { lo: sum, hi: sum + radius, e: -w };
}

/** A(q) to an absolute width of about 2^-bits, or less accurately where q < 0.7·bits. */
export function asymptoticOf(q: Dyadic, bits: number): DyadicInterval {
  // 1 - 1/(2q) < A(q) < 1.
  if (exponent(q) > bits + 2) return besidePoint(one, 'below', bits);
  const w = bits + 16;
  const v = BigInt(w);
  const twiceQ = shiftDown(q.m, -(w + q.e + 1));
  const last = Number(floor(q));
  let term = 1n << v;
  let sum = 0n;
  let n = 0;
  while (term !== 0n && n < last) {
    sum += n & 1 ? -term : term;
    n += 1;
    term = ((term * BigInt(2 * n - 1)) << v) / twiceQ;
  }
  // Each quotient is off by less than 2 units (its floor, and 2q cut), and no ratio exceeds 1: term n by less than 2n. The
  // first omitted term bounds what is left out.
  const radius = BigInt(n) * BigInt(n + 1) + term + BigInt(2 * n);
  return { lo: sum - radius, hi: sum + radius, e: -w };
}

/** log2 e, rounded up. */
const LOG2_E = 1.4427;

/** q as a number, for choosing a method: Infinity where it is beyond 2^40. */
function sizeOf(q: Dyadic): number {
  return exponent(q) > 40 ? Infinity : Number(floor(q)) + 1;
}

/** Whether erfc √q < 2^-bits is proved by erfc √q ≤ e^(-q) (log2 e > 1.4426). */
export function isComplementBelow(q: Dyadic, bits: number): boolean {
  return (sizeOf(q) - 1) * 1.4426 > bits;
}

/** erf √q, to a relative width of about 2^-bits. */
export function errorFunctionOfRoot(q: Dyadic, bits: number): DyadicInterval {
  if (q.m === 0n) return point(zero);
  if (isComplementBelow(q, bits + 1)) return besidePoint(one, 'below', bits);
  const b = bits + 8;
  const scaledRoot = divideIntervals(scaleInterval(squareRootInterval(point(q), b), 1), squareRootOfPi(b), b);
  return multiplyIntervals(multiplyIntervals(exponential(negate(q), b), seriesOf(q, b), b), scaledRoot, b);
}

/** erfc √q, to a relative width of about 2^-bits. */
export function complementOfRoot(q: Dyadic, bits: number): DyadicInterval {
  if (q.m === 0n) return point(one);
  const b = bits + 8;
  const size = sizeOf(q);
  if (size - 1 > 0.7 * (b + 20)) {
    const root = squareRootInterval(point(q), b);
    const divisor = multiplyIntervals(root, squareRootOfPi(b), b);
    return divideIntervals(multiplyIntervals(exponential(negate(q), b), asymptoticOf(q, b), b), divisor, b);
  }
  // erfc √q > 2·e^(-q)/(√π·(√q + √(q + 2))) > e^(-q)/(4(q + 1)) (DLMF 7.8.2): so many bits cancel.
  const cancelled = Math.ceil(LOG2_E * size) + 4 + exponentOf(size + 1);
  return subtractIntervals(point(one), errorFunctionOfRoot(q, bits + cancelled), b);
}
