/**
 * Sums of balls: the centres in three float64 words, nearly always exactly, then rounded once; the radii added and rounded up.
 *
 * Each term x enters as s + x = s' + q, c + q = c' + r (TwoSum, exact), e' = fl(e + r): s + c + e errs by the roundings of e alone, of which
 * the i-th is at most u·Σ|r| (1 + u)^i: together at most n·u·Σ|r|·(1 + 2nu), u = 2^-53. Where |error| is not far below the sum, or words
 * leave the range, the sum is taken in exact integers.
 *
 * A float64 sum of n non-negative numbers, the radii, errs by less than n·u relatively (n < 2^26 here; underflow of sums is exact).
 *
 * Source: T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005), for the cascade.
 */
import { powerOfTwo } from '../formats/index.ts';
import { exactSum, nearestDoubleDouble } from '../kernels/linear.ts';
import { sourceIn } from '../ops/index.ts';
import { allocateBalls } from './balls.ts';
import type { ContractionPlan } from '../ops/index.ts';
import type { BallMemory, Balls } from './balls.ts';

type Form<Name> = Extract<ContractionPlan, { form: Name }>;

/** Σ over each row. Precondition: all centres are finite; a sum with a term of which nothing is known is unknown, its centre the sum of centres. */
export function sumsOfBalls(x: Balls, plan: Form<'sums'>): BallMemory {
  const result = allocateBalls(plan.rows);
  for (let row = 0; row < plan.rows; row++) sumOf(x, plan.length, (j) => sourceIn(plan, row, j), result, row);
  return result;
}

/** Σ over the elements of each target, as {@link sumsOfBalls}. */
export function scatteredBalls(x: Balls, { size, targets }: Form<'scattered'>): BallMemory {
  const result = allocateBalls(size);
  const lists = Array.from({ length: size }, (): number[] => []);
  for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) lists[targets[i]!]!.push(i);
  for (let target = 0; target < size; target++) {
    const list = lists[target]!;
    sumOf(x, list.length, (j) => list[j]!, result, target);
  }
  return result;
}

const U = powerOfTwo(-53);
/** What a double-double is exact to, with room: below it the cascade suffices. */
const FINE = powerOfTwo(-104);

function sumOf(
  { hi, lo, radius }: Balls,
  count: number,
  at: (j: number) => number,
  into: BallMemory,
  index: number,
): void {
  let s = 0;
  let c = 0;
  let e = 0;
  let lost = 0;
  let spread = 0;
  let negativeZeros = count > 0;
  for (let j = 0; j < count; j++) {
    const from = at(j);
    if (radius !== undefined) spread += radius[from]!;
    for (let part = 0; part < 2; part++) {
      const x = part === 0 ? hi[from]! : lo === undefined ? 0 : lo[from]!;
      if (part === 1 && x === 0) break;
      if (negativeZeros && !Object.is(x, -0)) negativeZeros = false;
      let t = s + x;
      let z = t - s;
      const q = s - (t - z) + (x - z);
      s = t;
      t = c + q;
      z = t - c;
      const r = c - (t - z) + (q - z);
      c = t;
      e += r;
      lost += Math.abs(r);
    }
  }
  if (negativeZeros && spread === 0) {
    into.hi[index] = -0;
    return;
  }
  // s + c = h + l, l + e = m + rest, h + m = high + low.
  const h = s + c;
  let z = h - s;
  const l = s - (h - z) + (c - z);
  const m = l + e;
  z = m - l;
  const rest = l - (m - z) + (e - z);
  let high = h + m;
  z = high - h;
  let low = h - (high - z) + (m - z);
  const terms = lo === undefined ? count : 2 * count;
  let error = lost === 0 ? 0 : (Math.abs(rest) + (terms + 2) * U * lost) * (1 + 8 * U) + Number.MIN_VALUE;
  if (!(error <= FINE * Math.abs(high))) {
    const parts = new Float64Array(terms);
    for (let j = 0; j < count; j++) {
      parts[j] = hi[at(j)]!;
      if (lo !== undefined) parts[count + j] = lo[at(j)]!;
    }
    ({ high, low, radius: error } = nearestDoubleDouble(exactSum(parts)));
  }
  into.hi[index] = high;
  into.lo[index] = low;
  into.radius[index] = spread === 0 ? error : (spread + error) * (1 + (count + 4) * powerOfTwo(-52));
}
