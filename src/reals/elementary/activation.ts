/** sigmoid, softplus, silu, gelu (by erf) and geluTanh (its approximation by tanh). */

import { absolute, exponent, floor, negate, one, scale, scaled, zero, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  besidePoint,
  clampTo,
  divideIntervals,
  lowerEnd,
  multiplyIntervals,
  negateInterval,
  point,
  scaleInterval,
  squareOf,
  squareRootInterval,
  subtractIntervals,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { pi } from '../series/arctangent.ts';
import { complementOfRoot, isComplementBelow } from '../series/error-function.ts';
import { exponential, exponentialOfInterval } from '../series/exponential.ts';
import { logarithmOfOnePlusInterval } from '../series/logarithm.ts';
import type { UnivariateFunction } from './define.ts';
import { atEnds } from './special.ts';

const LINDEMANN =
  'Lindemann (1882): e^x is transcendental for algebraic x ≠ 0, and is recovered from the result algebraically.';

/** E/(1 + E) or 1/(1 + E) for E = e^-|x|, the exponential that cannot overflow. */
function logistic(decay: DyadicInterval, negative: boolean, bits: number): DyadicInterval {
  const whole = addIntervals(decay, point(one), bits);
  return clampTo(one, divideIntervals(negative ? decay : point(one), whole, bits));
}

function sigmoidAt(x: Dyadic, bits: number): DyadicInterval {
  const b = bits + 6;
  return logistic(exponential(negate(absolute(x)), b), x.m < 0n, b);
}

export const sigmoid: UnivariateFunction = {
  name: 'sigmoid',
  arity: 1,
  formula: '1/(1 + e^-x)',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: 1,
  shape: { kind: 'increasing' },
  special: atEnds(0, 1, 0.5),
  exact: (x) => (x.m === 0n ? scaled(1n, -1) : undefined),
  exactCasesComplete: true,
  at: sigmoidAt,
  condition: (r, [x]) => [r.abs(r.mul(x, r.call('sigmoid', r.neg(x))))],
  source: LINDEMANN,
};

/** max(x, 0) + ln(1 + e^-|x|): a sum of terms that are not negative. */
function softplusAt(x: Dyadic, bits: number): DyadicInterval {
  const b = bits + 6;
  const correction = logarithmOfOnePlusInterval(exponential(negate(absolute(x)), b), b);
  return x.m > 0n ? addIntervals(point(x), correction, b) : correction;
}

export const softplus: UnivariateFunction = {
  name: 'softplus',
  arity: 1,
  formula: 'ln(1 + e^x)',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(0, Infinity),
  exact: () => undefined,
  exactCasesComplete: true,
  at: softplusAt,
  condition: (r, [x]) => [r.abs(r.div(r.mul(x, r.call('sigmoid', x)), r.call('softplus', x)))],
  source:
    'Lindemann and Weierstrass (1885): e^y = 1 + e^x with algebraic y ≠ x, both other than 0, is impossible; for x = 0, ln 2 is transcendental.',
};

/**
 * A lower bound of f(c), from f(from), for a minimum c in [from, from + 2^-96]: |f'| ≤ 2 about there, so f falls by less than
 * 2^-95 on the way.
 */
function lowerBoundNear(at: (x: Dyadic, bits: number) => DyadicInterval, from: Dyadic): (bits: number) => Dyadic {
  return (bits) => {
    const value = at(from, Math.max(bits, 100));
    return lowerEnd(addIntervals(value, { lo: -1n, hi: 0n, e: -95 }, Math.max(bits, 100)));
  };
}

/** The bracket [n, n + 1]·2^-96 of a minimum. */
function bracket(n: bigint): { readonly from: Dyadic; readonly to: Dyadic } {
  return { from: scaled(n, -96), to: scaled(n + 1n, -96) };
}

function siluAt(x: Dyadic, bits: number): DyadicInterval {
  return multiplyIntervals(point(x), sigmoidAt(x, bits + 2), bits + 4);
}

/** Where f' changes sign: -1.27846454276107379510935873902… */
const siluMinimum = bracket(-101290396562599003152735741617n);

export const silu: UnivariateFunction = {
  name: 'silu',
  arity: 1,
  formula: 'x/(1 + e^-x), also called swish',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'valley', ...siluMinimum, floor: lowerBoundNear(siluAt, siluMinimum.from) },
  special: atEnds(-0, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: siluAt,
  condition: (r, [x]) => [r.abs(r.add(r.constant(1), r.mul(x, r.call('sigmoid', r.neg(x)))))],
  source: `${LINDEMANN} The minimum is where 1 + e^x + x = 0.`,
};

/** x·Φ(x), Φ(x) = ½·erfc(-x/√2): |x|/√2 = √q with q = x²/2. */
function geluAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const q = scale(squareOf(x), -1);
  const b = bits + 6;
  if (x.m < 0n) return scaleInterval(multiplyIntervals(point(x), complementOfRoot(q, b), b), -1);
  // x·(1 - ½·erfc √q)
  if (isComplementBelow(q, bits + 1)) return { ...besidePoint(x, 'below', bits), open: true };
  const share = subtractIntervals(point(one), scaleInterval(complementOfRoot(q, b), -1), b);
  return multiplyIntervals(point(x), share, b);
}

/** Where f' changes sign: -0.75179152469356445745790494678… */
const geluMinimum = bracket(-59563061095268295647893366582n);

export const gelu: UnivariateFunction = {
  name: 'gelu',
  arity: 1,
  formula: 'x·Φ(x) = (x/2)·erfc(-x/√2)',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'valley', ...geluMinimum, floor: lowerBoundNear(geluAt, geluMinimum.from) },
  special: atEnds(-0, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? zero : undefined),
  exactCasesComplete: false,
  at: geluAt,
  // 1 + x²·φ(x)/gelu(x), φ(x) = e^(-x²/2)/√(2π)
  condition: (r, [x]) => {
    const square = r.square(x);
    const density = r.div(
      r.call('exp', r.neg(r.div(square, r.constant(2)))),
      r.sqrt(r.mul(r.constant(8), r.call('atan', r.constant(1)))),
    );
    return [r.abs(r.add(r.constant(1), r.div(r.mul(square, density), r.call('gelu', x))))];
  },
  source: 'Hendrycks and Gimpel (2016), arXiv 1606.08415. Exact cases as for erf.',
};

/** |2u| = √(8/π)·|x|·(1 + 0.044715·x²), with 0.044715 = 8943/200000. */
function twiceInner(x: Dyadic, bits: number): DyadicInterval {
  const square = squareOf(x);
  const factor = divideIntervals(
    addIntervals(point({ m: square.m * 8943n, e: square.e }), point({ m: 200000n, e: 0 }), bits),
    point({ m: 200000n, e: 0 }),
    bits,
  );
  const root = squareRootInterval(divideIntervals(point({ m: 8n, e: 0 }), pi(bits), bits), bits);
  return multiplyIntervals(multiplyIntervals(point(absolute(x)), factor, bits), root, bits);
}

function geluTanhAt(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const b = bits + 8;
  const size = exponent(x);
  // e^-|2u| needs |2u| to b bits after the point: |2u| < 2^(3·size + 4) for |x| ≥ 2, and beyond 2^49 none.
  const inner = twiceInner(x, b + Math.max(0, Math.min(3 * size + 6, 52)));
  if (x.m > 0n && (size > 40 || floor(lowerEnd(inner)) >= BigInt(bits))) {
    // 1 - sigmoid(v) < e^-v < 2^-1.44v
    return { ...besidePoint(x, 'below', bits), open: true };
  }
  const decay = exponentialOfInterval(negateInterval(inner), b);
  return multiplyIntervals(point(x), logistic(decay, x.m < 0n, b), b);
}

/** Where f' changes sign: -0.752461422071016258487954443289… */
const geluTanhMinimum = bracket(-59616135833556926418164797701n);

export const geluTanh: UnivariateFunction = {
  name: 'geluTanh',
  arity: 1,
  formula: '(x/2)·(1 + tanh(√(2/π)·(x + 0.044715·x³)))',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'valley', ...geluTanhMinimum, floor: lowerBoundNear(geluTanhAt, geluTanhMinimum.from) },
  special: atEnds(-0, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? zero : undefined),
  exactCasesComplete: false,
  at: geluTanhAt,
  // f = x·σ(v), v = √(8/π)·(x + 0.044715·x³): 1 + x·v'·σ(-v)
  condition: (r, [x]) => {
    const root = r.sqrt(r.div(r.constant(2), r.call('atan', r.constant(1))));
    const cubic = r.div(r.constant(8943), r.constant(200000));
    const square = r.mul(cubic, r.square(x));
    const v = r.mul(root, r.mul(x, r.add(r.constant(1), square)));
    const slope = r.mul(root, r.add(r.constant(1), r.mul(r.constant(3), square)));
    return [r.abs(r.add(r.constant(1), r.mul(r.mul(x, slope), r.call('sigmoid', r.neg(v)))))];
  },
  source:
    'Hendrycks and Gimpel (2016), arXiv 1606.08415; 0.044715 is the decimal number. Exact cases unproved, as for erf.',
};
