/**
 * Arrays of balls: double-double centres with a float64 radius, as a structure of arrays. The fast tier of the oracle.
 *
 * Element i is a number within radius[i] of hi[i] + lo[i], where |lo[i]| ≤ ulp(hi[i])/2; or, with radius 0, one of IEEE 754's special
 * values, NaN, ±∞ or ±0, in hi[i]. A radius of Infinity says that nothing is known: the centre, if it is not 0, is an estimate.
 */
import { nearestDoubleDouble } from '../kernels/linear.ts';
import { absolute, add, compare, dyadic, scale, subtract } from '../reals/dyadic.ts';
import { roundDyadic } from '../reals/round-exact.ts';
import { unknown } from './extended-reals.ts';
import type { Bounds, Dyadic } from '../reals/index.ts';
import type { Element } from './extended-reals.ts';

/** See the head of this file. Without `lo` and `radius`, all of them are 0: exact numbers. */
export interface Balls {
  readonly length: number;
  readonly hi: Float64Array;
  readonly lo?: Float64Array | undefined;
  readonly radius?: Float64Array | undefined;
}

/** Exact numbers. */
export function exactBalls(values: ArrayLike<number>): Balls {
  return { length: values.length, hi: Float64Array.from(values) };
}

/** Element i as what enclosure rules compute with. */
export function elementAt({ hi, lo, radius }: Balls, i: number): Element<Bounds> {
  const h = hi[i]!;
  const l = lo === undefined ? 0 : lo[i]!;
  const r = radius === undefined ? 0 : radius[i]!;
  if (r === Infinity) return unknown;
  if (!Number.isFinite(h) || (h === 0 && l === 0 && r === 0)) return h;
  const centre = l === 0 ? dyadic(h) : add(dyadic(h), dyadic(l));
  if (r === 0) return { lower: centre, upper: centre };
  const reach = dyadic(r);
  return { lower: subtract(centre, reach), upper: add(centre, reach) };
}

/** One ball. */
export interface Ball {
  readonly hi: number;
  readonly lo: number;
  readonly radius: number;
}

const nothingKnown: Ball = Object.freeze({ hi: 0, lo: 0, radius: Infinity });

/** The ball about the middle of an element that holds all of it. */
export function ballOf(element: Element<Bounds>): Ball {
  if (typeof element === 'number') return { hi: element, lo: 0, radius: 0 };
  if (element === unknown) return nothingKnown;
  const { lower, upper } = element;
  if (typeof lower === 'number' || typeof upper === 'number') return nothingKnown;
  const point = compare(lower, upper) === 0;
  const { high, low, radius } = nearestDoubleDouble(point ? lower : scale(add(lower, upper), -1));
  if (radius === Infinity) return nothingKnown;
  if (point) return { hi: high, lo: low, radius };
  const centre = add(dyadic(high), dyadic(low));
  const reach = [subtract(upper, centre), subtract(lower, centre)].map(absolute) as [Dyadic, Dyadic];
  const farther = compare(reach[0], reach[1]) >= 0 ? reach[0] : reach[1];
  const outward = roundDyadic(farther, 'float64', 'up');
  return Number.isFinite(outward) ? { hi: high, lo: low, radius: outward } : nothingKnown;
}

/** Memory of balls that is being written. */
export interface BallMemory extends Balls {
  readonly lo: Float64Array;
  readonly radius: Float64Array;
}

/** Zeroed memory for `length` balls. */
export function allocateBalls(length: number): BallMemory {
  return { length, hi: new Float64Array(length), lo: new Float64Array(length), radius: new Float64Array(length) };
}

/** Writes element i of memory that is not shared yet. */
export function setBall(balls: BallMemory, i: number, { hi, lo, radius }: Ball): void {
  balls.hi[i] = hi;
  balls.lo[i] = lo;
  balls.radius[i] = radius;
}

/** Whether every element is a float64 known exactly (or NaN or an infinity). */
export function isExact({ lo, radius }: Balls): boolean {
  return lo === undefined && radius === undefined;
}

/** Leaves out arrays that hold zeros only. */
export function simplified({ length, hi, lo, radius }: BallMemory): Balls {
  const exact = radius.every((r) => r === 0) && lo.every((l) => l === 0);
  return exact ? { length, hi } : { length, hi, lo, radius };
}

/** Whether all centres are finite. */
export function allFinite({ hi }: Balls): boolean {
  for (let i = 0; i < hi.length; i++) if (hi[i]! - hi[i]! !== 0) return false;
  return true;
}

/** Leaves out radii of Infinity; the elements that had one. */
export function separated(balls: Balls): { readonly known: Balls; readonly unknown: readonly number[] } {
  const { radius } = balls;
  const unknown: number[] = [];
  if (radius !== undefined) for (let i = 0; i < radius.length; i++) if (radius[i] === Infinity) unknown.push(i);
  if (unknown.length === 0) return { known: balls, unknown };
  const known = radius!.map((r) => (r === Infinity ? 0 : r));
  return { known: { ...balls, radius: known.some((r) => r !== 0) ? known : undefined }, unknown };
}
