/**
 * numpy's rule |a − r| ≤ atol + rtol·|r|, in float64 as numpy evaluates it for float64: one product and one sum, each rounded.
 */
import { fromOrdinal, ordinalOf } from '../formats/index.ts';
import type { Allclose, Budget } from './types.ts';

/**
 * By how much an error exceeds the tolerance, 0 if it does not; NaN for NaN. The sign of a rounded difference is that of the exact one.
 *
 * Equal values pass before anything is multiplied, so that equal infinities never meet the tolerance.
 */
export function toleranceExcess(
  abs: number,
  magnitude: number,
  { rtol, atol }: Allclose,
  boundary: Budget['boundary'],
): number {
  if (abs === 0) return 0;
  const excess = abs - (atol + rtol * magnitude);
  if (excess === 0 && boundary === 'exclusive') return Number.MIN_VALUE;
  return excess < 0 ? 0 : excess;
}

/** Smallest `rtol` with that `atol`, and the reverse, for one element; NaN where none admits it. */
export function smallestRtol(abs: number, magnitude: number, atol: number, boundary: Budget['boundary']): number {
  return smallestAdmitting((rtol) => toleranceExcess(abs, magnitude, { rtol, atol }, boundary) === 0);
}

export function smallestAtol(abs: number, magnitude: number, rtol: number, boundary: Budget['boundary']): number {
  return smallestAdmitting((atol) => toleranceExcess(abs, magnitude, { rtol, atol }, boundary) === 0);
}

const largest = ordinalOf(Number.MAX_VALUE, 'float64');

/** The least float64 ≥ 0 that passes, by bisection on its ordinal: rounding makes the rule a staircase that no formula inverts. */
function smallestAdmitting(passes: (value: number) => boolean): number {
  if (passes(0)) return 0;
  if (!passes(Number.MAX_VALUE)) return NaN;
  let low = 0n;
  let high = largest;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (passes(fromOrdinal(middle, 'float64'))) high = middle;
    else low = middle;
  }
  return fromOrdinal(high, 'float64');
}
