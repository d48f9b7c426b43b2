/** erf, erfc. */

import { exponent, one, scale, zero, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  clampTo,
  negateInterval,
  point,
  squareOf,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { complementOfRoot, errorFunctionOfRoot, isComplementBelow } from '../series/error-function.ts';
import type { UnivariateFunction } from './define.ts';
import { atEnds } from './special.ts';

const UNKNOWN =
  'erf 0 = 0 and erfc 0 = 1. Whether erf takes another dyadic value at a dyadic argument is not known to the author; ' +
  'if it did at a rounding breakpoint, the precision would rise to its limit and the verdict be undecided.';

function errorFunctionAt(x: Dyadic, bits: number): DyadicInterval {
  const square = squareOf(x);
  const result: DyadicInterval = isComplementBelow(square, bits + 1)
    ? { ...besidePoint(one, 'below', bits), open: true }
    : clampTo(one, errorFunctionOfRoot(square, bits));
  return x.m < 0n ? { ...negateInterval(result), ...(result.open && { open: true }) } : result;
}

function complementAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(one);
  const square = squareOf(x);
  if (x.m < 0n) {
    // 2 - erfc |x| with 0 < erfc |x| < 2^-(bits+1)
    if (isComplementBelow(square, bits + 1)) return { ...besidePoint(scale(one, 1), 'below', bits), open: true };
    return clampTo(scale(one, 1), addIntervals(point(one), errorFunctionOfRoot(square, bits + 2), bits + 2));
  }
  // erf x < 2x/√π < 1.13x
  if (exponent(x) + 3 <= -bits) return { ...besidePoint(one, 'below', bits), open: true };
  return clampTo(one, complementOfRoot(square, bits));
}

export const erf: UnivariateFunction = {
  name: 'erf',
  arity: 1,
  formula: '(2/√π)·∫₀^x e^(-t²) dt',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -1,
  atTo: 1,
  shape: { kind: 'increasing' },
  special: atEnds(-1, 1, 'keep'),
  exact: (x) => (x.m === 0n ? zero : undefined),
  exactCasesComplete: false,
  at: errorFunctionAt,
  condition: (r, [x]) => {
    const density = r.call('exp', r.neg(r.square(x)));
    const rootOfPi = r.sqrt(r.mul(r.constant(4), r.call('atan', r.constant(1))));
    return [r.abs(r.div(r.mul(r.mul(r.constant(2), x), density), r.mul(rootOfPi, r.call('erf', x))))];
  },
  source: UNKNOWN,
};

export const erfc: UnivariateFunction = {
  name: 'erfc',
  arity: 1,
  formula: '1 - erf x',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 2,
  atTo: 0,
  shape: { kind: 'decreasing' },
  special: atEnds(2, 0, 1),
  exact: (x) => (x.m === 0n ? one : undefined),
  exactCasesComplete: false,
  at: complementAt,
  condition: (r, [x]) => {
    const density = r.call('exp', r.neg(r.square(x)));
    const rootOfPi = r.sqrt(r.mul(r.constant(4), r.call('atan', r.constant(1))));
    return [r.abs(r.div(r.mul(r.mul(r.constant(2), x), density), r.mul(rootOfPi, r.call('erfc', x))))];
  },
  source: UNKNOWN,
};
