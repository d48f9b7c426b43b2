/** What a reference shows of an element, and what an element decides. */
import { powerOfTwo } from '../formats/index.ts';
import { isPoint } from '../reals/dyadic-reals.ts';
import { compareEnds, endOf } from '../reals/elementary/extension.ts';
import { roundDyadic } from '../reals/round-exact.ts';
import { ballOf } from './balls.ts';
import { unknown } from './extended-reals.ts';
import type { Bounds } from '../reals/index.ts';
import type { Ball } from './balls.ts';
import type { Element } from './extended-reals.ts';

/** The ball of an element as a reference shows it: a number that rounds to an infinity in float64 is that infinity. */
export function reportedBall(element: Element<Bounds>): Ball {
  const ball = ballOf(element);
  if (ball.radius !== Infinity || typeof element === 'number' || element === unknown) return ball;
  const [lower, upper] = [element.lower, element.upper].map((end) =>
    typeof end === 'number' ? end : roundDyadic(end, 'float64'),
  );
  return lower === upper && !Number.isFinite(lower) ? { hi: lower!, lo: 0, radius: 0 } : ball;
}

/** Whether an element is so narrow that its ball's radius is but what a double-double leaves. */
export function isNarrow(element: Element<Bounds>, { hi, radius }: Ball): boolean {
  const finest = Math.max(Math.abs(hi) * powerOfTwo(-105), 4 * Number.MIN_VALUE);
  return typeof element === 'object' && (isPoint(element) || radius <= finest);
}

/** How an element compares with a number or an infinity: -1, 0 or 1 for all its members alike, else undefined. */
export function orderOf(element: number | Bounds, other: Bounds['lower']): -1 | 0 | 1 | undefined {
  const ends = typeof element === 'number' ? { lower: endOf(element), upper: endOf(element) } : element;
  const low = compareEnds(ends.lower, other);
  const high = compareEnds(ends.upper, other);
  if (low > 0) return 1;
  if (high < 0) return -1;
  return low === 0 && high === 0 ? 0 : undefined;
}
