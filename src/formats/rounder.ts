/**
 * Fast rounding into a format: the same function as `roundToFormat`, as a closure with its constants ready.
 *
 * To nearest, a multiple of q = ulp(x) = 2^k takes one addition and one subtraction of M = 1.5·2^52·q. For |x| ≤ 2^51·q
 * the sum x + M lies in [2^52·q, 2^53·q], where neighbouring float64 values are q apart, so that the hardware's own
 * round-to-nearest-even leaves a multiple of q; M/q is even, so that ties keep their parity; and subtracting M is exact.
 * The condition is p ≤ 51. In the directed modes it is the floor, ceiling or integer part of x/q, times q: both scalings
 * are exact, and these functions keep the sign of a zero. No branch depends on the digits of x.
 *
 * q and M depend on x by its exponent only and come from tables of the 2048 exponent fields of a float64.
 */

import { formatOf, type Format, type FormatName } from './catalog.ts';
import { exponentFieldOf, isNegative, powerOfTwo } from './float64-words.ts';
import type { RandomSource } from './random-source.ts';
import { overflowOf, roundInfinity, roundingOf, type Rounding, type RoundingOptions } from './rounding.ts';

/** By exponent field of a float64. */
interface Quanta {
  /** q */
  readonly quantum: Float64Array;
  /** 1/q */
  readonly inverse: Float64Array;
  /** 1.5·2^52·q, which aligns the last bit of a sum with q. */
  readonly aligner: Float64Array;
}

function makeQuanta({ emin, emax, precision }: Format): Quanta {
  const quantum = new Float64Array(2048);
  const inverse = new Float64Array(2048);
  const aligner = new Float64Array(2048);
  for (let field = 0; field < 2048; field++) {
    // Beyond emax any quantum will do: whatever multiple of it x goes to, it overflows.
    const e = Math.min(Math.max(field - 1023, emin), emax) - precision + 1;
    quantum[field] = powerOfTwo(e);
    inverse[field] = powerOfTwo(-e);
    aligner[field] = 1.5 * powerOfTwo(52 + e);
  }
  return { quantum, inverse, aligner };
}

const quantaByFormat = new Map<Format, Quanta>();

/** Tables are made on first use and kept: they depend on nothing but the format. */
function quantaOf(format: Format): Quanta {
  let quanta = quantaByFormat.get(format);
  if (quanta === undefined) quantaByFormat.set(format, (quanta = makeQuanta(format)));
  return quanta;
}

/**
 * A function that rounds into `format`: `rounderFor(f, o)(x)` is `roundToFormat(x, f, o)` for every float64 `x`.
 *
 * @throws FormatError for an unknown format, DomainError for an unknown option or a missing random source.
 */
export function rounderFor(format: FormatName | Format, options?: RoundingOptions): (x: number) => number {
  const rounding = roundingOf(format, options);
  if (rounding.format.precision > 51) return widestRounder(rounding);
  switch (rounding.mode) {
    case 'nearest':
      // Math.fround is IEEE 754's conversion from binary64 to binary32 (ECMA-262, Number::toFloat32).
      if (rounding.format === formatOf('float32') && !rounding.saturate) return Math.fround;
      return nearestRounder(rounding);
    case 'towardZero':
      return truncatingRounder(rounding);
    case 'up':
      return upwardRounder(rounding);
    case 'down':
      return downwardRounder(rounding);
    case 'stochastic':
      return stochasticRounder(rounding, rounding.random!);
  }
}

/** Every float64 is a value of this format already: only infinities may change. */
function widestRounder(rounding: Rounding): (x: number) => number {
  const { mode, random } = rounding;
  const largest = rounding.saturate ? rounding.format.maxFinite : Infinity;
  return (x) => {
    if (mode === 'stochastic') random!.position++;
    return x > largest ? largest : x < -largest ? -largest : x;
  };
}

function beyond(x: number, rounding: Rounding): number {
  return x === Infinity || x === -Infinity ? roundInfinity(x, rounding) : overflowOf(x, rounding);
}

function nearestRounder(rounding: Rounding): (x: number) => number {
  const { maxFinite } = rounding.format;
  const { aligner } = quantaOf(rounding.format);
  return (x) => {
    const m = aligner[exponentFieldOf(x)];
    const r = x + m - m;
    if (r > maxFinite || r < -maxFinite) return beyond(x, rounding);
    // x + m - m loses the sign of a result that is zero.
    return r === 0 && isNegative(x) ? -0 : r;
  };
}

// One function a mode, alike but for floor, ceil and trunc: handed over as an argument, these would not be inlined.

function truncatingRounder(rounding: Rounding): (x: number) => number {
  const { maxFinite } = rounding.format;
  const { inverse, quantum } = quantaOf(rounding.format);
  return (x) => {
    const field = exponentFieldOf(x);
    const r = Math.trunc(x * inverse[field]) * quantum[field];
    return r > maxFinite || r < -maxFinite ? beyond(x, rounding) : r;
  };
}

function upwardRounder(rounding: Rounding): (x: number) => number {
  const { maxFinite } = rounding.format;
  const { inverse, quantum } = quantaOf(rounding.format);
  return (x) => {
    const field = exponentFieldOf(x);
    const r = Math.ceil(x * inverse[field]) * quantum[field];
    return r > maxFinite || r < -maxFinite ? beyond(x, rounding) : r;
  };
}

function downwardRounder(rounding: Rounding): (x: number) => number {
  const { maxFinite } = rounding.format;
  const { inverse, quantum } = quantaOf(rounding.format);
  return (x) => {
    const field = exponentFieldOf(x);
    const r = Math.floor(x * inverse[field]) * quantum[field];
    return r > maxFinite || r < -maxFinite ? beyond(x, rounding) : r;
  };
}

function stochasticRounder(rounding: Rounding, random: RandomSource): (x: number) => number {
  const { maxFinite } = rounding.format;
  const { inverse, quantum } = quantaOf(rounding.format);
  return (x) => {
    // The position moves by one for every number, so that the draw of one does not depend on the values before it.
    const position = random.position++;
    const field = exponentFieldOf(x);
    const scaled = Math.abs(x) * inverse[field];
    const below = Math.floor(scaled);
    const fraction = scaled - below;
    const above = fraction > 0 && random.at(position) < fraction ? 1 : 0;
    const r = (below + above) * quantum[field];
    if (r > maxFinite) return beyond(x, rounding);
    return isNegative(x) ? -r : r;
  };
}
