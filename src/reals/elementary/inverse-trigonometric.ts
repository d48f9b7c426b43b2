/** asin, acos, atan, atan2. */

import { absolute, compare, exponent, negate, one, subtract, zero, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  divideIntervals,
  lowerEnd,
  negateInterval,
  point,
  scaleInterval,
  squareOf,
  squareRootInterval,
  subtractIntervals,
  upperEnd,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { arctangent, arctangentOfInterval, halfPi, pi } from '../series/arctangent.ts';
import { isFiniteEnd, type Bounds, type End, type MultivariateFunction, type UnivariateFunction } from './define.ts';
import { boundsOf, compareEnds, greatest, least } from './extension.ts';

const LINDEMANN =
  'Lindemann (1882): arcs of algebraic sines, cosines and tangents are i times logarithms of algebraic numbers, hence 0 or transcendental.';

const withSignOf = (x: Dyadic, result: DyadicInterval): DyadicInterval => (x.m < 0n ? negateInterval(result) : result);

/** √(1 - x²)/|x| for 0 < |x| ≤ 1. */
function cotangentOfArcsine(x: Dyadic, bits: number): DyadicInterval {
  const rest = subtract(one, squareOf(x));
  return divideIntervals(squareRootInterval(point(rest), bits), point(absolute(x)), bits);
}

function arcsineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const size = exponent(x);
  // |x| < |asin x| ≤ |x|·(1 + x²) for |x| ≤ ½.
  if (2 * size + 3 <= -bits) return besidePoint(x, x.m > 0n ? 'above' : 'below', bits);
  const b = bits + 6;
  if (size >= -1) {
    return withSignOf(x, subtractIntervals(halfPi(b), arctangentOfInterval(cotangentOfArcsine(x, b), b), b));
  }
  const cosine = squareRootInterval(point(subtract(one, squareOf(x))), b);
  return withSignOf(x, arctangentOfInterval(divideIntervals(point(absolute(x)), cosine, b), b));
}

function arccosineAt(x: Dyadic, bits: number): DyadicInterval {
  const b = bits + 6;
  if (x.m === 0n || exponent(x) < -1) return subtractIntervals(halfPi(b), arcsineAt(x, b), b);
  const angle = arctangentOfInterval(cotangentOfArcsine(x, b), b);
  return x.m > 0n ? angle : subtractIntervals(pi(b), angle, b);
}

const NaNOutsideUnit = (x: number): number | undefined => (x >= -1 && x <= 1 ? undefined : NaN);

export const asin: UnivariateFunction = {
  name: 'asin',
  arity: 1,
  formula: 'arcsin x, in [-π/2, π/2]',
  domain: '[-1, 1]',
  from: -1,
  to: 1,
  shape: { kind: 'increasing' },
  special: (x) => (x === 0 ? x : NaNOutsideUnit(x)),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: arcsineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.sqrt(r.sub(r.constant(1), r.square(x))), r.call('asin', x))))],
  source: LINDEMANN,
};

export const acos: UnivariateFunction = {
  name: 'acos',
  arity: 1,
  formula: 'arccos x, in [0, π]',
  domain: '[-1, 1]',
  from: -1,
  to: 1,
  shape: { kind: 'decreasing' },
  special: (x) => (x === 1 ? 0 : NaNOutsideUnit(x)),
  exact: (x) => (compare(x, one) === 0 ? zero : undefined),
  exactCasesComplete: true,
  at: arccosineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.sqrt(r.sub(r.constant(1), r.square(x))), r.call('acos', x))))],
  source: LINDEMANN,
};

export const atan: UnivariateFunction = {
  name: 'atan',
  arity: 1,
  formula: 'arctan x, in [-π/2, π/2]',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: (bits) => negateInterval(halfPi(bits)),
  atTo: halfPi,
  shape: { kind: 'increasing' },
  special: (x) => {
    if (x !== x || x === 0) return x;
    if (x === Infinity) return halfPi;
    return x === -Infinity ? (bits) => negateInterval(halfPi(bits)) : undefined;
  },
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: (x, bits) => withSignOf(x, arctangent(absolute(x), bits)),
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.add(r.constant(1), r.square(x)), r.call('atan', x))))],
  source: LINDEMANN,
};

/** atan2(y, x) for (y, x) ≠ (0, 0). */
function angleAt(y: Dyadic, x: Dyadic, bits: number): DyadicInterval {
  const b = bits + 4;
  if (x.m === 0n) return withSignOf(y, halfPi(b));
  if (y.m === 0n) return x.m > 0n ? point(zero) : pi(b);
  const acute = arctangentOfInterval(divideIntervals(point(absolute(y)), point(absolute(x)), b), b);
  return withSignOf(y, x.m > 0n ? acute : subtractIntervals(pi(b), acute, b));
}

/** n/4 of a turn's half: n·π/4. */
function quarters(n: number): (bits: number) => DyadicInterval {
  return (bits) => {
    const magnitude = scaleInterval(
      Math.abs(n) === 3 ? addIntervals(pi(bits + 4), halfPi(bits + 4), bits + 4) : pi(bits + 4),
      Math.abs(n) === 4 ? 0 : Math.abs(n) === 1 ? -2 : -1,
    );
    return n < 0 ? negateInterval(magnitude) : magnitude;
  };
}

function angleSpecial(y: number, x: number): number | ((bits: number) => DyadicInterval) | undefined {
  if (y !== y || x !== x) return NaN;
  const sign = y < 0 || Object.is(y, -0) ? -1 : 1;
  const westward = x < 0 || Object.is(x, -0);
  if (y === 0) return westward ? quarters(4 * sign) : y;
  if (Math.abs(y) === Infinity) {
    if (Math.abs(x) === Infinity) return quarters((x > 0 ? 1 : 3) * sign);
    return quarters(2 * sign);
  }
  if (x === Infinity) return sign < 0 ? -0 : 0;
  return x === -Infinity ? quarters(4 * sign) : undefined;
}

/**
 * atan2 over a box. Away from the cut (y = 0, x ≤ 0) it is monotone in each variable along every line, so its extremes are at
 * corners; a box that meets the cut from below, or that holds the origin or infinities, gets the half-planes it lies in.
 */
function angleOver([y, x]: readonly Bounds[], bits: number): Bounds {
  const above = compareEnds(y.lower, zero) >= 0;
  const below = compareEnds(y.upper, zero) < 0;
  const right = compareEnds(x.lower, zero) > 0;
  const corners = [y.lower, y.upper].flatMap((b) => [x.lower, x.upper].map((a) => [b, a] as const));
  const finite = corners.every(([b, a]) => isFiniteEnd(b) && isFiniteEnd(a));
  const holdsOrigin =
    compareEnds(x.lower, zero) <= 0 && compareEnds(x.upper, zero) >= 0 && compareEnds(y.lower, zero) <= 0;
  if (finite && (above || below || right) && !(above && holdsOrigin)) {
    let lower: End = Infinity;
    let upper: End = -Infinity;
    for (const [b, a] of corners) {
      const value = boundsOf(angleAt(b as Dyadic, a as Dyadic, bits));
      lower = least(lower, value.lower);
      upper = greatest(upper, value.upper);
    }
    return { lower, upper };
  }
  const east = compareEnds(x.lower, zero) >= 0;
  const widest = upperEnd(east ? halfPi(bits) : pi(bits));
  const narrowest = negate(widest);
  return { lower: above ? zero : narrowest, upper: below ? lowerEnd(point(zero)) : widest };
}

export const atan2: MultivariateFunction = {
  name: 'atan2',
  arity: 2,
  formula: 'the angle of the point (x, y), in [-π, π]; arguments in the order (y, x)',
  domain: 'pairs of real numbers other than (0, 0)',
  special: angleSpecial,
  exact: (y, x) => (y.m === 0n && x.m > 0n ? zero : undefined),
  exactCasesComplete: true,
  at: ([y, x], bits) => angleAt(y, x, bits),
  over: { enclose: angleOver },
  condition: (r, [y, x]) => {
    const share = r.abs(r.div(r.mul(x, y), r.mul(r.add(r.square(x), r.square(y)), r.call('atan2', y, x))));
    return [share, share];
  },
  source: `${LINDEMANN} Special values: IEEE 754-2019 9.2.1 (atan2), C17 F.10.1.4.`,
};
