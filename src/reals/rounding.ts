/**
 * Precision that rises until a question is decided (Ziv's strategy): which float is the correctly rounded one, or whether an
 * enclosure is as narrow as wanted.
 *
 * A rounding is proved when both ends of an enclosure round to the same value, since rounding is monotone. It never is where
 * the true number is a breakpoint (a float for directed modes, a midpoint for `nearest`), so those cases are recognised
 * algebraically first; where it is a theorem that there are no others, the loop ends. Where a limit is reached instead, the
 * answer is an `UndecidedError`, never a guess.
 *
 * Source: A. Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", ACM TOMS 17 (1991).
 */

import type { Decimal } from 'decimal.js';
import { DomainError, UndecidedError } from '../errors.ts';
import { formatOf, roundToFormat, type Format, type FormatName } from '../formats/index.ts';
import { scaled, zero } from './dyadic.ts';
import type { DyadicInterval } from './dyadic-interval.ts';
import type { ElementaryFunction } from './elementary/define.ts';
import { elementaryFunction } from './elementary/index.ts';
import { outcomeOf } from './evaluate.ts';
import { decimalToQuotient } from './exact.ts';
import { bitsFor, describe, reals, type Enclosure } from './interval.ts';
import { roundBeside, roundDyadic, roundQuotient, type DirectedMode, type Side } from './round-exact.ts';
import { RANGE, RangeExceeded } from './series/exponential.ts';

/** When to give up. */
export interface Limits {
  /** The most significant digits to compute with. Default 4000. */
  readonly digits?: number;
  /** The most time to take, in the clock's units; needs `clock`. Looked at before each new precision. Default: no limit. */
  readonly time?: number;
  /** A clock, such as `() => performance.now()`. */
  readonly clock?: () => number;
}

const DEFAULT_DIGITS = 4000;

/** Digits that a first attempt takes for a format: enough to decide all but about one case in a thousand. */
function firstDigits({ precision }: Format): number {
  return Math.ceil(precision * 0.30103) + 4;
}

/** Calls `attempt` with doubled digits until it gives a result. @throws UndecidedError at a limit */
function rising<R>(
  first: number,
  limits: Limits,
  attempt: (digits: number) => { readonly result: R } | { readonly reached: string },
): R {
  const { digits: most = DEFAULT_DIGITS, time, clock } = limits;
  if (time !== undefined && clock === undefined) {
    throw new DomainError('A limit of time needs a clock. Write { time: 500, clock: () => performance.now() }.');
  }
  if (!Number.isInteger(most) || most < 1) {
    throw new DomainError(`The limit of digits must be an integer from 1, got ${most}.`);
  }
  const start = clock?.() ?? 0;
  for (let digits = Math.min(first, most); ; digits = Math.min(2 * digits, most)) {
    const answer = attempt(digits);
    if ('result' in answer) return answer.result;
    if (digits >= most) {
      throw new UndecidedError(`${answer.reached} at ${digits} digits, the limit. Raise { digits } to go on.`);
    }
    if (clock !== undefined && time !== undefined && clock() - start >= time) {
      throw new UndecidedError(
        `${answer.reached} at ${digits} digits, when the limit of time, ${time}, was reached. Raise { time } to go on.`,
      );
    }
  }
}

/**
 * The value of `format` that a real number rounds to, given by enclosures of rising precision.
 *
 * @param evaluate - encloses the number with the digits asked for; more digits must give a narrower enclosure in the end
 * @throws UndecidedError where a limit is reached first, as it is when the number is a breakpoint of the rounding and
 * `evaluate` never gives a single point
 */
export function decideRounding(
  evaluate: (digits: number) => Enclosure,
  format: FormatName | Format,
  mode: DirectedMode = 'nearest',
  limits: Limits = {},
): number {
  const target = formatOf(format);
  return rising(firstDigits(target), limits, (digits) => {
    const enclosure = evaluate(digits);
    const lower = roundDecimal(enclosure.lower, target, mode);
    const upper = roundDecimal(enclosure.upper, target, mode);
    if (Object.is(lower, upper)) return { result: lower };
    // Between -0 and 0 there is nothing but the sign of a zero, which a real number does not have.
    if (lower === 0 && upper === 0) return { result: 0 };
    return { reached: `The rounding to ${target.name} (${mode}) of a number in ${describe(enclosure)} is undecided` };
  });
}

/** The value of `format` that an exact decimal rounds to; infinities as `roundToFormat` has them. */
export function roundDecimal(x: Decimal, format: FormatName | Format, mode: DirectedMode = 'nearest'): number {
  if (!x.isFinite()) return roundToFormat(x.isNaN() ? NaN : x.s * Infinity, format, { mode });
  if (x.isZero()) return 0;
  const negative = x.s < 0;
  // Beyond 10^±400 lies no format's range, and the exact quotient might be long.
  if (x.e > 400) return roundDyadic(scaled(negative ? -1n : 1n, 1300), format, mode);
  if (x.e < -400) return roundBeside(zero, negative ? 'below' : 'above', format, mode);
  const [dividend, divisor] = decimalToQuotient(x);
  return roundQuotient(dividend, divisor, format, mode);
}

/**
 * The correctly rounded value of an elementary function at float64 arguments.
 *
 * NaN, infinities and zeros as IEEE 754-2019 clause 9 and C's Annex F have them (pow(1, NaN) = 1, atan2(-0, -1) = -π rounded,
 * an exact sum of 0 is -0 in mode `down`).
 *
 * Cost: some microseconds; rarely, and for arguments whose result is within 10^-k of a breakpoint, that of k digits.
 *
 * @throws DomainError for an unknown name or a wrong number of arguments, UndecidedError at a limit
 */
export function correctlyRounded(
  name: string,
  x: readonly number[],
  format: FormatName | Format,
  mode: DirectedMode = 'nearest',
  limits: Limits = {},
): number {
  const target = formatOf(format);
  const row = elementaryFunction(name);
  const outcome = outcomeOf(row, x);
  switch (outcome.kind) {
    case 'special':
      return roundToFormat(outcome.value, target, { mode });
    case 'exact':
      if (outcome.value.m === 0n) return mode === 'down' ? -0 : 0;
      return roundDyadic(outcome.value, target, mode);
    case 'enclosed':
      return rising(firstDigits(target), limits, (digits) => {
        try {
          const enclosure = outcome.at(bitsFor(digits));
          const result = roundEnclosed(enclosure, row, target, mode);
          return result === undefined ? { reached: undecided(row, x, enclosure, target, mode) } : { result };
        } catch (error) {
          if (!(error instanceof RangeExceeded)) throw error;
          return { result: roundDyadic(scaled(error.negative ? -1n : 1n, RANGE), target, mode) };
        }
      });
  }
}

/**
 * The common rounding of all numbers that the enclosed one may be. It is none of the exact cases: so it is not 0, and no end
 * that is a breakpoint where the row's exact cases are complete, or the enclosure is known to exclude its ends.
 */
function roundEnclosed(
  enclosure: DyadicInterval,
  row: ElementaryFunction,
  format: Format,
  mode: DirectedMode,
): number | undefined {
  const open = row.exactCasesComplete || enclosure.open === true;
  const side = (end: bigint, inward: Side): Side => (open || end === 0n ? inward : 'at');
  const { lo, hi, e } = enclosure;
  const lower = roundBeside({ m: lo, e }, side(lo, 'above'), format, mode);
  const upper = roundBeside({ m: hi, e }, side(hi, 'below'), format, mode);
  return Object.is(lower, upper) ? lower : undefined;
}

function undecided(
  { name }: ElementaryFunction,
  x: readonly number[],
  { lo, hi, e }: DyadicInterval,
  format: Format,
  mode: DirectedMode,
): string {
  const shown = describe(reals(40).bounds({ lower: { m: lo, e }, upper: { m: hi, e } }));
  return `${name}(${x.join(', ')}) lies in ${shown}, and its rounding to ${format.name} (${mode}) is undecided`;
}

/**
 * An enclosure of relative width at most `relativeWidth`, from enclosures of rising precision.
 *
 * @throws UndecidedError where a limit is reached first, as it is for the number 0 unless it is enclosed exactly
 */
export function enclosureWithin(
  evaluate: (digits: number) => Enclosure,
  relativeWidth: number,
  limits: Limits = {},
): Enclosure {
  if (!(relativeWidth > 0)) {
    throw new DomainError(`The relative width must be a number greater than 0, got ${relativeWidth}.`);
  }
  return rising(20, limits, (digits) => {
    const enclosure = evaluate(digits);
    if (reals(20).relativeWidth(enclosure).lte(reals(20).exact(relativeWidth).lower)) return { result: enclosure };
    return { reached: `An enclosure of relative width ${relativeWidth} is not reached by ${describe(enclosure)}` };
  });
}
