/** exp, expm1, exp2. */

import { exponent, floor, isInteger, one, scaled } from '../dyadic.ts';
import { exponential, exponentialMinusOne, powerOfTwoAt } from '../series/exponential.ts';
import type { UnivariateFunction } from './define.ts';
import { atEnds } from './special.ts';

const LINDEMANN =
  'Lindemann (1882): e^x is transcendental for algebraic x ≠ 0, so for a dyadic x ≠ 0 neither e^x nor a rational function of it is dyadic.';

export const exp: UnivariateFunction = {
  name: 'exp',
  arity: 1,
  formula: 'e^x',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(0, Infinity, 1),
  exact: (x) => (x.m === 0n ? one : undefined),
  exactCasesComplete: true,
  at: exponential,
  condition: (r, [x]) => [r.abs(x)],
  source: LINDEMANN,
};

export const expm1: UnivariateFunction = {
  name: 'expm1',
  arity: 1,
  formula: 'e^x - 1',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -1,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(-1, Infinity, 'keep'),
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: exponentialMinusOne,
  // x·e^x/(e^x - 1) = x/(1 - e^-x)
  condition: (r, [x]) => [r.abs(r.div(x, r.call('expm1', r.neg(x))))],
  source: LINDEMANN,
};

export const exp2: UnivariateFunction = {
  name: 'exp2',
  arity: 1,
  formula: '2^x',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: 0,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: atEnds(0, Infinity, 1),
  exact: (x) => (isInteger(x) && exponent(x) < 40 ? scaled(1n, Number(floor(x))) : undefined),
  exactCasesComplete: true,
  at: powerOfTwoAt,
  condition: (r, [x]) => [r.abs(r.mul(x, r.call('ln', r.constant(2))))],
  source: '2^(n/2^j) with odd n and j > 0 is a root of X^(2^j) = 2^n that is irrational, since 2^j does not divide n.',
};
