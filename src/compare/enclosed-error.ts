/**
 * Intervals that contain the errors of one value against an enclosed reference y ∈ [hi + lo − ρ, hi + lo + ρ].
 *
 * Ends are rounded outwards: `up` and `down` move a float64 by at least one place, so that a result of one rounding lies inside.
 */
import { roundToFormat } from '../formats/index.ts';
import { powerBelow, ulpAt } from './scalar-engine.ts';
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
  /** ulp(y). */
  readonly ulp: Interval;
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

/** |y| ∈ [m + below, m + above], m = |hi|; `below` and `above` are rounded sums of two numbers of about 2^-53·m, taken a place outwards. */
interface Magnitude {
  readonly m: number;
  readonly below: number;
  readonly above: number;
}

function magnitudeOf({ hi, lo, radius }: EnclosedValue): Magnitude {
  const l = hi < 0 ? -lo : lo;
  if (radius === 0) return { m: Math.abs(hi), below: l, above: l };
  return { m: Math.abs(hi), below: -outwards(radius - l), above: outwards(radius + l) };
}

/** The next float64 above x or one beyond it. */
function outwards(x: number): number {
  return x + (Math.abs(x) * epsilon + Number.MIN_VALUE);
}

function endsOf({ m, below, above }: Magnitude): Interval {
  const low = m + below;
  const high = m + above;
  return [
    low - m === below && m + (low - m) === low ? Math.max(low, 0) : down(Math.max(low, 0)),
    high - m === above && m + (high - m) === high ? Math.min(high, Number.MAX_VALUE) : up(high),
  ];
}

/**
 * The ulps at the two ends. The sum m + below may round to a power of two that it does not reach; the sign of (m − 2^e) + below does not err,
 * because m − 2^e and 2^(e+1) − m are exact for 2^e ≤ m ≤ 2^(e+1).
 */
function ulpsOf(magnitude: Magnitude, unit: UnitOfError): Interval {
  const { m, below, above } = magnitude;
  const [low, high] = endsOf(magnitude);
  const { floating } = unit.ulp;
  if (!floating || m < smallestNormal) return [ulpAt(low, unit.ulp), ulpAt(high, unit.ulp)];
  const power = powerBelow(m, anyPower);
  const reaches = (t: number): boolean => m - power + t >= 0;
  const stays = (t: number): boolean => 2 * power - m - t > 0;
  return [
    ulpAt(reaches(below) ? (stays(below) ? m : low) : low, unit.ulp),
    ulpAt(reaches(above) ? (stays(above) ? m : high) : power / 2, unit.ulp),
  ];
}

const smallestNormal = 2.2250738585072014e-308;
const anyPower = { minPower: smallestNormal, scale: 1, floating: true };

export function encloseErrors(a: number, y: EnclosedValue, unit: UnitOfError, relToLarger: boolean): EnclosedErrors {
  const { value, slack } = centreError(a, y);
  const reach = y.radius === 0 && slack === 0 ? 0 : up(y.radius + slack);
  const d = Math.abs(value);
  const abs: Interval = reach === 0 ? [d, d] : [down(Math.max(d - reach, 0)), up(d + reach)];
  const parts = magnitudeOf(y);
  const magnitude = endsOf(parts);
  const ulp = ulpsOf(parts, unit);
  const ulps: Interval = [Math.min(abs[0] / ulp[1], Number.MAX_VALUE), Math.min(abs[1] / ulp[0], Number.MAX_VALUE)];
  const divisor: Interval = relToLarger
    ? [Math.max(magnitude[0], Math.abs(a)), Math.max(magnitude[1], Math.abs(a))]
    : magnitude;
  return { abs, ulps, rel: quotient(abs, divisor), magnitude, ulp, centre: value };
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
  return t === 0 ? hi : -outwards(t - hi);
}

function add(hi: number, t: number): number {
  return t === 0 ? hi : outwards(hi + t);
}
