/**
 * Rounding a real number, given as a float64, into a format in one step: what the rounding modes mean.
 *
 * This is the definition, written to be read; `rounder.ts` computes the same function faster.
 */

import { DomainError } from '../errors.ts';
import { formatOf, type Format, type FormatName } from './catalog.ts';
import { isNegative } from './float64-words.ts';
import type { RandomSource } from './random-source.ts';
import { ulpOf } from './ulp.ts';

/** Where a number between two neighbours of a format goes. */
export type RoundingMode =
  /** To the nearer neighbour; from halfway, to the one whose last significand bit is 0 (roundTiesToEven). */
  | 'nearest'
  /** To the neighbour of smaller magnitude. */
  | 'towardZero'
  /** To the neighbour toward +∞. */
  | 'up'
  /** To the neighbour toward -∞. */
  | 'down'
  /** To either, with a probability equal to the nearness: away from zero with (|x| - |below|) / ulp. */
  | 'stochastic';

/** How to round; each option may be left out. */
export interface RoundingOptions {
  /** `nearest` unless given. */
  mode?: RoundingMode;
  /**
   * What becomes of a number beyond the format's largest finite value, and of infinities:
   * - `format` (default): what the format has. IEEE 754's answer for the mode (section 7.4): `nearest` and
   *   `stochastic` give infinity, `towardZero` the largest finite value, `up` and `down` infinity on their own side and
   *   the largest finite value on the other. Where the format has no infinity, NaN stands in for it, also when the
   *   number to be rounded is infinite.
   * - `saturate`: the largest finite value with the number's sign, in every mode and format, for infinities too.
   */
  overflow?: 'format' | 'saturate';
  /** The source of draws; needed by `stochastic` and by no other mode. One draw is taken per call, needed or not. */
  random?: RandomSource;
}

const MODES: readonly string[] = ['nearest', 'towardZero', 'up', 'down', 'stochastic'] satisfies RoundingMode[];

const OPTIONS: readonly string[] = ['mode', 'overflow', 'random'] satisfies (keyof RoundingOptions)[];

/** Options with nothing left out, checked. */
export interface Rounding {
  readonly format: Format;
  readonly mode: RoundingMode;
  readonly saturate: boolean;
  readonly random: RandomSource | undefined;
}

/** @throws FormatError for an unknown format, DomainError for an unknown option or a missing random source. */
export function roundingOf(format: FormatName | Format, options: RoundingOptions = {}): Rounding {
  for (const name in options) {
    if (OPTIONS.includes(name)) continue;
    throw new DomainError(`There is no rounding option '${name}'. Write ${OPTIONS.join(', ')}.`);
  }
  const { mode = 'nearest', overflow = 'format', random } = options;
  if (!MODES.includes(mode)) {
    throw new DomainError(
      `'${String(mode)}' is not a rounding mode. Write one of ${MODES.map((m) => `'${m}'`).join(', ')}.`,
    );
  }
  if (overflow !== 'format' && overflow !== 'saturate') {
    throw new DomainError(`overflow must be 'format' or 'saturate', got '${String(overflow)}'.`);
  }
  if (mode === 'stochastic' && random === undefined) {
    throw new DomainError(
      `Stochastic rounding needs a source of draws, and none was given. ` +
        `Write { mode: 'stochastic', random: stochasticSource(seed) }.`,
    );
  }
  return { format: formatOf(format), mode, saturate: overflow === 'saturate', random };
}

/**
 * The value of `format` that `x` rounds to: exact arithmetic and one rounding, from any float64.
 *
 * With q = ulp(x) in the format, |x|/q is computed without error (a scaling by a power of two), so that its floor and
 * its fraction decide exactly. The exponent range is unlimited while rounding; a result beyond the largest finite
 * value then overflows as `options.overflow` says. Zeros, and results that round to zero, keep the sign of `x`. NaN
 * gives NaN.
 *
 * For many numbers, make a function with `rounderFor` once.
 *
 * @throws FormatError for an unknown format, DomainError for an unknown option or a missing random source.
 */
export function roundToFormat(x: number, format: FormatName | Format, options?: RoundingOptions): number {
  return roundExactly(x, roundingOf(format, options));
}

function roundExactly(x: number, rounding: Rounding): number {
  const { format, mode, random } = rounding;
  const draw = random !== undefined && mode === 'stochastic' ? random.next() : 0;
  if (x !== x) return NaN;
  if (x === Infinity || x === -Infinity) return roundInfinity(x, rounding);
  const magnitude = Math.abs(x);
  const quantum = ulpOf(magnitude, format);
  const scaled = magnitude / quantum;
  const below = Math.floor(scaled);
  const fraction = scaled - below;
  const significand = below + (roundsAway(fraction, below, isNegative(x), mode, draw) ? 1 : 0);
  const rounded = significand * quantum;
  if (rounded > format.maxFinite) return overflowOf(x, rounding);
  return isNegative(x) ? -rounded : rounded;
}

/** Whether |x| = (below + fraction)·ulp rounds to (below + 1)·ulp. */
function roundsAway(fraction: number, below: number, negative: boolean, mode: RoundingMode, draw: number): boolean {
  switch (mode) {
    case 'nearest':
      return fraction > 0.5 || (fraction === 0.5 && below % 2 === 1);
    case 'towardZero':
      return false;
    case 'up':
      return fraction > 0 && !negative;
    case 'down':
      return fraction > 0 && negative;
    case 'stochastic':
      return draw < fraction;
  }
}

/** What a finite `x` becomes whose rounded magnitude exceeds the largest finite value. */
export function overflowOf(x: number, { format, mode, saturate }: Rounding): number {
  const inward = mode === 'towardZero' || (mode === 'up' && x < 0) || (mode === 'down' && x > 0);
  const largest = x < 0 ? -format.maxFinite : format.maxFinite;
  if (saturate || inward) return largest;
  return infinityOf(x, format);
}

/** What ±Infinity becomes: rounding is exact where the format has infinities, whatever the mode. */
export function roundInfinity(x: number, { format, saturate }: Rounding): number {
  if (saturate) return x < 0 ? -format.maxFinite : format.maxFinite;
  return infinityOf(x, format);
}

function infinityOf(x: number, format: Format): number {
  if (format.overflow === 'nan') return NaN;
  return x < 0 ? -Infinity : Infinity;
}
