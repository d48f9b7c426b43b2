/** ln, log1p, log2, log10. */

import { constantInterval, ln10Bits, ln2Bits } from '../constants.ts';
import { equal, exponent, normalize, one, scaled, zero, type Dyadic } from '../dyadic.ts';
import { divideIntervals } from '../dyadic-interval.ts';
import { logarithm, logarithmOfOnePlus } from '../series/logarithm.ts';
import type { UnivariateFunction } from './define.ts';

const LINDEMANN = 'Lindemann (1882): ln x is transcendental for algebraic x ∉ {0, 1}.';

function logarithmSpecial(x: number): number | undefined {
  if (x !== x || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  return x === 1 ? 0 : undefined;
}

const isOne = (x: Dyadic): boolean => equal(x, one);

export const ln: UnivariateFunction = {
  name: 'ln',
  arity: 1,
  formula: 'ln x, the natural logarithm',
  domain: '[0, ∞], with a pole at 0',
  from: 0,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: logarithmSpecial,
  exact: (x) => (isOne(x) ? zero : undefined),
  exactCasesComplete: true,
  at: logarithm,
  condition: (r, [x]) => [r.abs(r.div(r.constant(1), r.call('ln', x)))],
  source: LINDEMANN,
};

export const log1p: UnivariateFunction = {
  name: 'log1p',
  arity: 1,
  formula: 'ln(1 + x)',
  domain: '[-1, ∞], with a pole at -1',
  from: -1,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: (x) => {
    if (x !== x || x < -1) return NaN;
    if (x === -1) return -Infinity;
    return x === Infinity ? Infinity : x === 0 ? x : undefined;
  },
  exact: (x) => (x.m === 0n ? x : undefined),
  exactCasesComplete: true,
  at: logarithmOfOnePlus,
  condition: (r, [x]) => [r.abs(r.div(x, r.mul(r.add(r.constant(1), x), r.call('log1p', x))))],
  source: LINDEMANN,
};

export const log2: UnivariateFunction = {
  name: 'log2',
  arity: 1,
  formula: 'log₂ x = ln x / ln 2',
  domain: '[0, ∞], with a pole at 0',
  from: 0,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: logarithmSpecial,
  exact: (x) => {
    const { m, e } = normalize(x);
    return m === 1n ? scaled(BigInt(e), 0) : undefined;
  },
  exactCasesComplete: true,
  at: (x, bits) => divideIntervals(logarithm(x, bits + 4), constantInterval(ln2Bits, bits + 8), bits + 4),
  condition: (r, [x]) => [r.abs(r.div(r.constant(1), r.call('ln', x)))],
  source: 'log₂ x = p/q gives x^q = 2^p; a dyadic x = m·2^e with odd m then has m^q = 1, so m = 1.',
};

/** The k with x = 10^k, k ≥ 0, if there is one: 10^k = 5^k·2^k. */
function powerOfTen(x: Dyadic): number | undefined {
  const { m, e } = normalize(x);
  if (m <= 0n || e < 0 || exponent(x) > 8192) return undefined;
  return m === 5n ** BigInt(e) ? e : undefined;
}

export const log10: UnivariateFunction = {
  name: 'log10',
  arity: 1,
  formula: 'log₁₀ x = ln x / ln 10',
  domain: '[0, ∞], with a pole at 0',
  from: 0,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: logarithmSpecial,
  exact: (x) => {
    const k = powerOfTen(x);
    return k === undefined ? undefined : scaled(BigInt(k), 0);
  },
  exactCasesComplete: true,
  at: (x, bits) => divideIntervals(logarithm(x, bits + 4), constantInterval(ln10Bits, bits + 8), bits + 4),
  condition: (r, [x]) => [r.abs(r.div(r.constant(1), r.call('ln', x)))],
  source:
    'log₁₀ x = p/q in lowest terms gives x^q = 10^p; the exponent of 5 in x is p/q, so q = 1, and x dyadic needs p ≥ 0.',
};
