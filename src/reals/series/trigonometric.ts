/**
 * sin and cos in fixed point, with a proven radius, for arguments of any size.
 *
 * Method: x = n·π/2 + r with 0 ≤ r ≤ π/2, π to as many bits as x has before the point and w more; r or π/2 - r is in
 * [0, π/4]; it is halved s times, sin and cos of the result are summed by Taylor's series, and the angle is doubled s times.
 *
 * Error, in units of 2^-v with v = w + s:
 * - Each term t_n = ⌊⌊t_(n-1)·r/2^v⌋/n⌋ falls short of r^n/n! by at most 2 (as for the exponential: r/2^s < 1/2), and what
 *   follows the first t_N = 0 is less than 6 altogether: both sums err by at most 2N + 6, in either direction.
 * - sin 2a = 2·sin a·cos a and cos 2a = 1 - 2·sin² a: with both errors at most e, the first errs by at most
 *   2(|sin a| + |cos a|)e + 2e² + 1 < 3e + 1, the second by 4|sin a|e + 2e² + 2 < 3e + 2 (a ≤ π/8 here, so |sin a| < 0.4;
 *   e < 2^-6 of the unit circle's radius, so 2e² < e/16). Hence e' ≤ 3e + 2 and after s doublings e ≤ 3^s·(2N + 7).
 * - sin and cos change by at most as much as r does, so the reduction's error adds itself.
 *
 * Source: Taylor's theorem and the double-angle formulas; the bounds are derived here. That the reduction needs π to the
 * argument's own exponent: M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM 18 (1983).
 */

import { DomainError } from '../../errors.ts';
import { piBits } from '../constants.ts';
import { exponent, type Dyadic } from '../dyadic.ts';
import type { DyadicInterval } from '../dyadic-interval.ts';
import { floorQuotient, shiftDown } from '../integers.ts';

/** Arguments of this exponent and above are not reduced: 2^16 bits of π bound the time that one call may take. */
export const LARGEST_ANGLE_EXPONENT = 65536;

/** sin and cos of an angle in units of 2^-w, each within `error` units. */
export interface SineAndCosine {
  readonly sine: bigint;
  readonly cosine: bigint;
  readonly error: bigint;
  readonly w: number;
}

/** An angle x = quadrant·π/2 + r: 0 ≤ r, and r·2^-w is within 3 units of the true remainder. */
export interface ReducedAngle {
  readonly quadrant: bigint;
  readonly r: bigint;
  readonly w: number;
  /** Whether r is so far inside (0, π/2) that the quadrant is certain. */
  readonly certain: boolean;
}

/** Reduces x modulo π/2 with w bits after the point. */
export function reduceAngle(x: Dyadic, w: number): ReducedAngle {
  const size = exponent(x);
  if (size >= LARGEST_ANGLE_EXPONENT) {
    throw new DomainError(
      `reduceAngle: the angle is 2^${size} or more, and angles up to 2^${LARGEST_ANGLE_EXPONENT} are reduced. ` +
        `Enclose the result by [-1, 1] instead.`,
    );
  }
  // |n| ≤ |x|/(π/2) + 1 < 2^(size+2) for size ≥ 0: three units of π in each multiple stay below one unit of 2^-w.
  const wide = w + Math.max(0, size) + 4;
  // π·2^(wide-1) is π/2 in units of 2^-wide, short by less than 3.
  const halfPi = piBits(wide - 1);
  const fixed = shiftDown(x.m, -(wide + x.e));
  const quadrant = floorQuotient(fixed, halfPi);
  const remainder = fixed - quadrant * halfPi;
  const r = remainder >> BigInt(wide - w);
  const top = halfPi >> BigInt(wide - w);
  return { quadrant, r, w, certain: r > 4n && r < top - 4n };
}

/** sin and cos of r·2^-w for an integer 0 ≤ r·2^-w ≤ π/4 (a little more does no harm). */
export function sineAndCosineOfReduced(r: bigint, w: number): SineAndCosine {
  const halvings = Math.min(24, Math.max(1, Math.floor(Math.sqrt(w) * 0.4)));
  const v = BigInt(w + halvings);
  const unit = 1n << v;
  let sine = r;
  let cosine = unit;
  let term = r;
  let n = 1;
  while (term !== 0n) {
    n += 1;
    term = ((term * r) >> v) / BigInt(n);
    const signed = n & 2 ? -term : term;
    if (n & 1) sine += signed;
    else cosine += signed;
  }
  let error = BigInt(2 * n + 7);
  for (let j = 0; j < halvings; j++) {
    const square = (sine * sine) >> (v - 1n);
    sine = (sine * cosine) >> (v - 1n);
    cosine = unit - square;
    error *= 3n;
  }
  const down = BigInt(halvings);
  return { sine: sine >> down, cosine: cosine >> down, error: (error >> down) + 2n, w };
}

/** sin x and cos x to an absolute error of about 2^-w. */
export function sineAndCosine(x: Dyadic, w: number): SineAndCosine {
  const inner = w + 12;
  const { quadrant, r } = reduceAngle(x, inner);
  const halfPi = piBits(inner - 1);
  const mirrored = 2n * r > halfPi;
  const near = sineAndCosineOfReduced(mirrored ? halfPi - r : r, inner);
  const sine = mirrored ? near.cosine : near.sine;
  const cosine = mirrored ? near.sine : near.cosine;
  // 3 units of the reduction, 3 more of π/2 where the angle was mirrored.
  const error = near.error + 6n;
  switch (quadrant & 3n) {
    case 0n:
      return { sine, cosine, error, w: inner };
    case 1n:
      return { sine: cosine, cosine: -sine, error, w: inner };
    case 2n:
      return { sine: -sine, cosine: -cosine, error, w: inner };
    default:
      return { sine: -cosine, cosine: sine, error, w: inner };
  }
}

/** [value - error, value + error]·2^-w. */
export function around(value: bigint, error: bigint, w: number): DyadicInterval {
  return { lo: value - error, hi: value + error, e: -w };
}
