/** + − × ÷, fma, sqrt, cbrt, hypot: functions whose exact cases are decided by integers. */

import { absolute, add as plus, multiply, negate, normalize, scaled, subtract, type Dyadic } from '../dyadic.ts';
import {
  addIntervals,
  cut,
  divideIntervals,
  point,
  squareOf,
  squareRootInterval,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { bitLength, floorCubeRoot, floorSquareRoot } from '../integers.ts';
import type { ConditionFormula, MultivariateFunction, UnivariateFunction } from './define.ts';

const FIELD = 'The dyadic numbers are closed under + − ×: the result is a dyadic number, computed by integers.';

const shares: ConditionFormula = (r, [x, y]) => [r.abs(r.div(x, r.add(x, y))), r.abs(r.div(y, r.add(x, y)))];

/** Whether the sum of two zeros, or of a zero and an opposite zero, is a case of IEEE 754-2019 6.3. */
function sumOfZeros(x: number, y: number): number | undefined {
  return x === 0 && y === 0 && Object.is(x, y) ? x : undefined;
}

export const add: MultivariateFunction = {
  name: 'add',
  arity: 2,
  formula: 'x + y',
  domain: 'pairs of real numbers',
  special: (x, y) => (Number.isFinite(x) && Number.isFinite(y) ? sumOfZeros(x, y) : x + y),
  exact: (x, y) => plus(x, y),
  exactCasesComplete: true,
  at: ([x, y], bits) => addIntervals(point(x), point(y), bits),
  over: { formula: (r, [x, y]) => r.add(x, y) },
  condition: shares,
  source: FIELD,
};

export const sub: MultivariateFunction = {
  name: 'sub',
  arity: 2,
  formula: 'x - y',
  domain: 'pairs of real numbers',
  special: (x, y) => (Number.isFinite(x) && Number.isFinite(y) ? sumOfZeros(x, -y) : x - y),
  exact: (x, y) => subtract(x, y),
  exactCasesComplete: true,
  at: ([x, y], bits) => addIntervals(point(x), point(negate(y)), bits),
  over: { formula: (r, [x, y]) => r.sub(x, y) },
  condition: (r, [x, y]) => [r.abs(r.div(x, r.sub(x, y))), r.abs(r.div(y, r.sub(x, y)))],
  source: FIELD,
};

export const mul: MultivariateFunction = {
  name: 'mul',
  arity: 2,
  formula: 'x·y',
  domain: 'pairs of real numbers',
  special: (x, y) => (Number.isFinite(x) && Number.isFinite(y) && x !== 0 && y !== 0 ? undefined : x * y),
  exact: (x, y) => multiply(x, y),
  exactCasesComplete: true,
  at: ([x, y], bits) => cut(point(multiply(x, y)), bits),
  over: { formula: (r, [x, y]) => r.mul(x, y) },
  condition: (r) => [r.constant(1), r.constant(1)],
  source: FIELD,
};

export const div: MultivariateFunction = {
  name: 'div',
  arity: 2,
  formula: 'x / y',
  domain: 'pairs of real numbers with y ≠ 0',
  special: (x, y) => (Number.isFinite(x) && Number.isFinite(y) && x !== 0 && y !== 0 ? undefined : x / y),
  exact: (x, y) => {
    const divisor = normalize(y);
    return x.m % divisor.m === 0n ? scaled(x.m / divisor.m, x.e - divisor.e) : undefined;
  },
  exactCasesComplete: true,
  at: ([x, y], bits) => divideIntervals(point(x), point(y), bits),
  over: { formula: (r, [x, y]) => r.div(x, y) },
  condition: (r) => [r.constant(1), r.constant(1)],
  source: 'x/y is dyadic only if the odd part of y divides the significand of x.',
};

export const fma: MultivariateFunction = {
  name: 'fma',
  arity: 3,
  formula: 'x·y + z',
  domain: 'triples of real numbers',
  special: (x, y, z) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return x * y + z;
    if (!Number.isFinite(z)) return z;
    return x === 0 || y === 0 ? sumOfZeros(x * y, z) : undefined;
  },
  exact: (x, y, z) => plus(multiply(x, y), z),
  exactCasesComplete: true,
  at: ([x, y, z], bits) => addIntervals(point(multiply(x, y)), point(z), bits),
  over: { formula: (r, [x, y, z]) => r.add(r.mul(x, y), z) },
  condition: (r, [x, y, z]) => {
    const product = r.mul(x, y);
    const result = r.add(product, z);
    const share = r.abs(r.div(product, result));
    return [share, share, r.abs(r.div(z, result))];
  },
  source: FIELD,
};

/** √x where it is dyadic. */
function exactSquareRoot(x: Dyadic): Dyadic | undefined {
  const { m, e } = normalize(x);
  if (m < 0n || e % 2 !== 0) return undefined;
  const root = floorSquareRoot(m);
  return root * root === m ? scaled(root, e / 2) : undefined;
}

const ODD_PART =
  'A rational root of a dyadic number is dyadic (its odd part and its exponent are both perfect powers); others are irrational.';

export const sqrt: UnivariateFunction = {
  name: 'sqrt',
  arity: 1,
  formula: '√x',
  domain: '[0, ∞]',
  from: 0,
  to: Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: (x) => (x === 0 || x === Infinity ? x : x > 0 ? undefined : NaN),
  exact: exactSquareRoot,
  exactCasesComplete: true,
  at: (x, bits) => squareRootInterval(point(x), bits),
  condition: (r) => [r.constant(0.5)],
  source: ODD_PART,
};

/** ∛m for m ≥ 0 to `bits` bits. */
function cubeRootOfMagnitude({ m, e }: Dyadic, bits: number): DyadicInterval {
  let shift = Math.max(0, 3 * bits + 3 - bitLength(m));
  while ((e - shift) % 3 !== 0) shift += 1;
  const radicand = m << BigInt(shift);
  const root = floorCubeRoot(radicand);
  return { lo: root, hi: root * root * root === radicand ? root : root + 1n, e: (e - shift) / 3 };
}

export const cbrt: UnivariateFunction = {
  name: 'cbrt',
  arity: 1,
  formula: '∛x',
  domain: 'the real numbers',
  from: -Infinity,
  to: Infinity,
  atFrom: -Infinity,
  atTo: Infinity,
  shape: { kind: 'increasing' },
  special: (x) => (x !== x || x === 0 || x === Infinity || x === -Infinity ? x : undefined),
  exact: (x) => {
    const { m, e } = normalize(x);
    if (e % 3 !== 0) return undefined;
    const root = floorCubeRoot(m < 0n ? -m : m);
    if (root * root * root !== (m < 0n ? -m : m)) return undefined;
    return scaled(m < 0n ? -root : root, e / 3);
  },
  exactCasesComplete: true,
  at: (x, bits) => {
    const root = cubeRootOfMagnitude(absolute(x), bits);
    return x.m < 0n ? { lo: -root.hi, hi: -root.lo, e: root.e } : root;
  },
  condition: (r) => [r.div(r.constant(1), r.constant(3))],
  source: ODD_PART,
};

export const hypot: MultivariateFunction = {
  name: 'hypot',
  arity: 2,
  formula: '√(x² + y²)',
  domain: 'pairs of real numbers',
  special: (x, y) => {
    if (Math.abs(x) === Infinity || Math.abs(y) === Infinity) return Infinity;
    if (x !== x || y !== y) return NaN;
    return x === 0 && y === 0 ? 0 : undefined;
  },
  exact: (x, y) => exactSquareRoot(plus(squareOf(x), squareOf(y))),
  exactCasesComplete: true,
  at: ([x, y], bits) => squareRootInterval(addIntervals(point(squareOf(x)), point(squareOf(y)), bits + 8), bits),
  over: { formula: (r, [x, y]) => r.sqrt(r.add(r.square(x), r.square(y))) },
  condition: (r, [x, y]) => {
    const sum = r.add(r.square(x), r.square(y));
    return [r.div(r.square(x), sum), r.div(r.square(y), sum)];
  },
  source: ODD_PART,
};
