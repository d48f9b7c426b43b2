/** sinh, cosh, tanh. */

import { absolute, exponent, floor, one, scale, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  clampTo,
  divideIntervals,
  negateInterval,
  point,
  scaleInterval,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { exponential, exponentialMinusOne, RangeExceeded } from '../series/exponential.ts';
import type { UnivariateFunction } from './define.ts';
import { atEnds } from './special.ts';

const LINDEMANN =
  'Lindemann (1882): e^x is transcendental for algebraic x ≠ 0, and x is recovered from the result algebraically.';

/** sinh |x| = (m + m/(m + 1))/2 with m = e^|x| - 1: nothing cancels. */
function sineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  // |x| < |sinh x| ≤ |x|·(1 + x²) for |x| ≤ 1.
  if (2 * exponent(x) + 3 <= -bits) return besidePoint(x, x.m > 0n ? 'above' : 'below', bits);
  const b = bits + 6;
  try {
    const m = exponentialMinusOne(absolute(x), b);
    const sum = addIntervals(m, divideIntervals(m, addIntervals(m, point(one), b), b), b);
    const half = scaleInterval(sum, -1);
    return x.m < 0n ? negateInterval(half) : half;
  } catch (error) {
    throw error instanceof RangeExceeded ? new RangeExceeded(x.m < 0n) : error;
  }
}

function cosineAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(one);
  // 1 < cosh x ≤ 1 + x² for |x| ≤ 1.
  if (2 * exponent(x) + 3 <= -bits) return besidePoint(one, 'above', bits);
  const b = bits + 6;
  const growth = exponential(absolute(x), b);
  return scaleInterval(addIntervals(growth, divideIntervals(point(one), growth, b), b), -1);
}

/** tanh |x| = m/(m + 2) with m = e^(2|x|) - 1. */
function tangentAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const size = exponent(x);
  // |x|·(1 - x²/3) ≤ |tanh x| < |x|.
  if (2 * size + 2 <= -bits) return besidePoint(x, x.m > 0n ? 'below' : 'above', bits);
  const magnitude = absolute(x);
  let result: DyadicInterval;
  if (size > 40 || floor(magnitude) >= BigInt(bits)) {
    // 1 - tanh x < 2·e^(-2x) < 2^(1 - 2.88x).
    result = besidePoint(one, 'below', bits);
  } else {
    const b = bits + 6;
    const m = exponentialMinusOne(scale(magnitude, 1), b);
    result = clampTo(one, divideIntervals(m, addIntervals(m, point({ m: 2n, e: 0 }), b), b));
  }
  return x.m < 0n ? negateInterval(result) : result;
}

export const sinh: UnivariateFunction = {
  name: 'sinh',
  arity: 1,
  formula: '(e^x - e^-x)/2',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(-Infinity, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: sineAt,
  condition: (r, [x]) => [r.abs(r.div(x, r.call('tanh', x)))],
  source: LINDEMANN,
};

export const cosh: UnivariateFunction = {
  name: 'cosh',
  arity: 1,
  formula: '(e^x + e^-x)/2',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: Infinity,
  atTo: Infinity,
  shape: { kind: 'valley', from: { m: 0n, e: 0 }, to: { m: 0n, e: 0 }, floor: () => one },
  special: atEnds(Infinity, Infinity, 1),
  exact: (x) => (x.m === 0n ? one : undefined),
  exactCasesComplete: true,
  at: cosineAt,
  condition: (r, [x]) => [r.abs(r.mul(x, r.call('tanh', x)))],
  source: LINDEMANN,
};

export const tanh: UnivariateFunction = {
  name: 'tanh',
  arity: 1,
  formula: '(e^x - e^-x)/(e^x + e^-x)',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -1,
  atTo: 1,
  shape: { kind: 'increasing' },
  special: atEnds(-1, 1, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: tangentAt,
  // x·(1 - tanh²)/tanh = 2x/sinh 2x
  condition: (r, [x]) => {
    const twice = r.mul(r.constant(2), x);
    return [r.abs(r.div(twice, r.call('sinh', twice)))];
  },
  source: LINDEMANN,
};
