/** asinh, acosh, atanh. */

import { absolute, compare, exponent, one, scale, subtract, zero, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  divideIntervals,
  multiplyIntervals,
  negateInterval,
  point,
  scaleInterval,
  squareOf,
  squareRootInterval,
  subtractIntervals,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { logarithmOfOnePlusInterval } from '../series/logarithm.ts';
import type { UnivariateFunction } from './define.ts';
import { atEnds } from './special.ts';

const LINDEMANN = 'Lindemann (1882): logarithms of algebraic numbers other than 1 are transcendental.';

const withSignOf = (x: Dyadic, result: DyadicInterval): DyadicInterval => (x.m < 0n ? negateInterval(result) : result);

/** asinh |x| = ln(1 + |x| + x²/(1 + √(1 + x²))). */
function areaSineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  // |x|·(1 - x²/6) ≤ |asinh x| < |x|.
  if (2 * exponent(x) + 2 <= -bits) return besidePoint(x, x.m > 0n ? 'below' : 'above', bits);
  const b = bits + 8;
  const square = point(squareOf(x));
  const root = squareRootInterval(addIntervals(square, point(one), b), b);
  const excess = divideIntervals(square, addIntervals(root, point(one), b), b);
  return withSignOf(x, logarithmOfOnePlusInterval(addIntervals(point(absolute(x)), excess, b), b));
}

/** acosh x = ln(1 + d + √(d·(d + 2))) with d = x - 1. */
function areaCosineAt(x: Dyadic, bits: number): DyadicInterval {
  const b = bits + 8;
  // Exact unless x is far greater than 1, and then as good as exact.
  const d = subtractIntervals(point(x), point(one), Math.max(b, 2200));
  if (d.lo === 0n && d.hi === 0n) return point(zero);
  const product = multiplyIntervals(d, addIntervals(d, point({ m: 2n, e: 0 }), Math.max(b, 2200)), b);
  return logarithmOfOnePlusInterval(addIntervals(d, squareRootInterval(product, b), b), b);
}

/** atanh |x| = ½·ln(1 + 2|x|/(1 - |x|)). */
function areaTangentAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  // |x| < |atanh x| ≤ |x|·(1 + x²/2) for |x| ≤ ½.
  if (2 * exponent(x) + 3 <= -bits) return besidePoint(x, x.m > 0n ? 'above' : 'below', bits);
  const b = bits + 8;
  const magnitude = absolute(x);
  const excess = divideIntervals(point(scale(magnitude, 1)), point(subtract(one, magnitude)), b);
  return withSignOf(x, scaleInterval(logarithmOfOnePlusInterval(excess, b), -1));
}

export const asinh: UnivariateFunction = {
  name: 'asinh',
  arity: 1,
  formula: 'ln(x + √(x² + 1))',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(-Infinity, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: areaSineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.sqrt(r.add(r.constant(1), r.square(x))), r.call('asinh', x))))],
  source: LINDEMANN,
};

export const acosh: UnivariateFunction = {
  name: 'acosh',
  arity: 1,
  formula: 'ln(x + √(x² - 1))',
  domain: '[1, ∞]',
  from: 1,
  to: Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: (x) => (x === 1 ? 0 : x === Infinity ? x : x > 1 ? undefined : NaN),
  exact: (x) => (compare(x, one) === 0 ? zero : undefined),
  exactCasesComplete: true,
  at: areaCosineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.sqrt(r.sub(r.square(x), r.constant(1))), r.call('acosh', x))))],
  source: LINDEMANN,
};

export const atanh: UnivariateFunction = {
  name: 'atanh',
  arity: 1,
  formula: '½·ln((1 + x)/(1 - x))',
  domain: '[-1, 1], with poles at both ends',
  from: -1,
  to: 1,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: (x) => {
    if (x === 0) return x;
    if (x === 1 || x === -1) return x * Infinity;
    return x > -1 && x < 1 ? undefined : NaN;
  },
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: areaTangentAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.sub(r.constant(1), r.square(x)), r.call('atanh', x))))],
  source: LINDEMANN,
};
