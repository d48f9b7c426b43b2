/**
 * Intervals that contain the errors of one value against an enclosed reference y ∈ [hi + lo − ρ, hi + lo + ρ].
 *
 * Ends are rounded outwards: `up` and `down` move a float64 by at least one place, so that a result of one rounding lies inside.
 */
import { roundToFormat } from '../formats/index.ts';
import { ulpAt } from './scalar-engine.ts';
import { stepsInNumbers } from './steps.ts';
import type { EnclosedValue, Interval } from './types.ts';
import type { UnitOfError } from './unit.ts';

const epsilon = Number.EPSILON; // 2^-52

/** At least the next float64 above x ≥ 0. */
export function up(x: number): number {
  return Math.min(x * (1 + epsilon) + Number.MIN_VALUE, Number.MAX_VALUE);
}

/** At most the next float64 below x ≥ 0, and at least 0. */
export function down(x: number): number {
  return Math.max(x * (1 - epsilon) - Number.MIN_VALUE, 0);
}

/** Errors of a finite value, enclosed. */
export interface EnclosedErrors {
  readonly abs: Interval;
  readonly ulps: Interval;
  /** `undefined` where y may be 0 and the error is not: there is no relative error, or none known. */
  readonly rel: Interval | undefined;
  /** |y|. */
  readonly magnitude: Interval;
  /** The error at the centre with its sign, within one unit of 2^-52. */
  readonly centre: number;
}

/** fl(a + b) and its rounding error, exactly (Knuth's TwoSum; no overflow). */
function twoSum(a: number, b: number): [sum: number, error: number] {
  const sum = a + b;
  const z = sum - a;
  return [sum, a - (sum - z) + (b - z)];
}

/** a − (hi + lo): the float64 found, and how far it is off at most; exact where no rounding error is left. */
function centreError(a: number, { hi, lo }: EnclosedValue): { value: number; slack: number } {
  const [s, e] = twoSum(a, -hi);
  if (!(Math.abs(s) <= Number.MAX_VALUE)) return { value: a > hi ? Number.MAX_VALUE : -Number.MAX_VALUE, slack: 0 };
  const [t, lostBelow] = twoSum(e, -lo);
  const [value, lost] = twoSum(s, t);
  const slack = lost === 0 && lostBelow === 0 ? 0 : up(Math.abs(lost) + Math.abs(lostBelow));
  return { value, slack };
}

/** |y| ∈ [m − ρ, m + ρ]; ends such that ulp() of them encloses ulp(|y|), exactly where y touches a power of two. */
function magnitudeOf({ hi, lo, radius }: EnclosedValue): Interval {
  const m = Math.abs(hi);
  const l = hi < 0 ? -lo : lo;
  const below = l - radius;
  const above = l + radius;
  const low = m + below;
  // Exact, or one place further out: a lower end that rounded up to a power of two would hide the binade below
  const lower = below >= 0 ? m : m - low === -below ? low : down(Math.max(low, 0));
  return [Math.max(lower, 0), above <= 0 ? m : Math.min(m + above, Number.MAX_VALUE)];
}

export function encloseErrors(a: number, y: EnclosedValue, unit: UnitOfError, relToLarger: boolean): EnclosedErrors {
  const { value, slack } = centreError(a, y);
  const reach = y.radius === 0 && slack === 0 ? 0 : up(y.radius + slack);
  const d = Math.abs(value);
  const abs: Interval = reach === 0 ? [d, d] : [down(Math.max(d - reach, 0)), up(d + reach)];
  const magnitude = magnitudeOf(y);
  const ulps: Interval = [
    Math.min(abs[0] / ulpAt(magnitude[1], unit.ulp), Number.MAX_VALUE),
    Math.min(abs[1] / ulpAt(magnitude[0], unit.ulp), Number.MAX_VALUE),
  ];
  const divisor: Interval = relToLarger
    ? [Math.max(magnitude[0], Math.abs(a)), Math.max(magnitude[1], Math.abs(a))]
    : magnitude;
  return { abs, ulps, rel: quotient(abs, divisor), magnitude, centre: value };
}

function quotient(n: Interval, d: Interval): Interval | undefined {
  if (n[1] === 0) return [0, 0];
  if (d[0] === 0) return undefined;
  return [down(n[0] / d[1]), up(n[1] / d[0])];
}

/** Steps from a to the ends of the enclosure, both rounded into the format: the least and the most that there may be. */
export function encloseSteps(a: number, { hi, lo, radius }: EnclosedValue, unit: UnitOfError): Interval {
  const { format } = unit;
  const low = subtract(hi, radius - lo);
  const high = add(hi, radius + lo);
  if (format === undefined) return [Math.max(0, Math.max(low - a, a - high)), Math.max(a - low, high - a)];
  const from = roundToFormat(low, format);
  const to = roundToFormat(high, format);
  const rounded = roundToFormat(a, format);
  const toLow = stepsInNumbers(rounded, from, format);
  const toHigh = stepsInNumbers(rounded, to, format);
  return [rounded >= from && rounded <= to ? 0 : Math.min(toLow, toHigh), Math.max(toLow, toHigh)];
}

/** hi − t and hi + t rounded outwards; exact for t = 0. */
function subtract(hi: number, t: number): number {
  return t === 0 ? hi : outwards(hi - t, -1);
}

function add(hi: number, t: number): number {
  return t === 0 ? hi : outwards(hi + t, 1);
}

function outwards(x: number, direction: 1 | -1): number {
  return x + direction * (Math.abs(x) * epsilon + Number.MIN_VALUE);
}
