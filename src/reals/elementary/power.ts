/** pow. */

import {
  absolute,
  compare,
  dyadic,
  exponent,
  isInteger,
  negate,
  normalize,
  one,
  scaled,
  zero,
  type Dyadic,
} from '../dyadic.ts';
import {
  lowerEnd,
  multiplyIntervals,
  negateInterval,
  point,
  upperEnd,
  type DyadicInterval,
} from '../dyadic-interval.ts';
import { bitLength, floorSquareRoot } from '../integers.ts';
import { exponentialOfInterval, RangeExceeded, UNDERFLOW } from '../series/exponential.ts';
import { logarithm } from '../series/logarithm.ts';
import { isFiniteEnd, type Bounds, type End, type MultivariateFunction } from './define.ts';
import { compareEnds, greatest, least, withinRange } from './extension.ts';

/** Powers of more bits than this meet no format's numbers or midpoints, and are enclosed like irrational ones. */
const EXACT_BITS = 4096;

function isOddInteger(y: number): boolean {
  return Number.isInteger(y) && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
}

function special(x: number, y: number): number | undefined {
  if (y === 0 || x === 1) return 1;
  if (x !== x || y !== y) return NaN;
  if (x === 0) {
    if (y > 0) return isOddInteger(y) ? x : 0;
    return isOddInteger(y) && Object.is(x, -0) ? -Infinity : Infinity;
  }
  if (y === Infinity || y === -Infinity) {
    if (x === -1) return 1;
    return Math.abs(x) > 1 === y > 0 ? Infinity : 0;
  }
  if (x === Infinity) return y > 0 ? Infinity : 0;
  if (x === -Infinity) {
    const negative = isOddInteger(y);
    return y > 0 ? (negative ? -Infinity : Infinity) : negative ? -0 : 0;
  }
  return x < 0 && !Number.isInteger(y) ? NaN : undefined;
}

/**
 * x^y where it is dyadic and of moderate length.
 *
 * With y = n/2^j, n odd or j = 0, x^y is rational only if x is the 2^j-th power of a dyadic r (a rational root of a dyadic
 * number is dyadic); then x^y = r^n, which is dyadic for n ≥ 0, and for n < 0 only if r is a power of two.
 */
function exact(x: Dyadic, y: Dyadic): Dyadic | undefined {
  const power = normalize(y);
  let { m, e } = normalize(absolute(x));
  for (let j = power.e; j < 0; j++) {
    // The exponent of a power of two runs out of factors 2 after a few steps, and any other significand of bits as soon.
    const root = floorSquareRoot(m);
    if (root * root !== m || e % 2 !== 0) return undefined;
    m = root;
    e /= 2;
    if (m === 1n && e === 0) return one;
  }
  const n = power.e > 0 ? scaledInteger(power) : power.m;
  if (n === undefined) return undefined;
  const sign = x.m < 0n && isOdd(y) ? -1n : 1n;
  const newExponent = Number(n) * e;
  if (m === 1n) return Math.abs(newExponent) < 1e15 ? scaled(sign, newExponent) : undefined;
  if (n < 0n || Number(n) * bitLength(m) > EXACT_BITS) return undefined;
  // oxlint-disable-next-line ulpwise/no-number-power -- both are BigInts
  return scaled(sign * m ** n, newExponent);
}

function scaledInteger({ m, e }: Dyadic): bigint | undefined {
  return e < 1100 ? m << BigInt(e) : undefined;
}

/** |x|^y for x ≠ 0. */
function powerOfMagnitude(x: Dyadic, y: Dyadic, bits: number): DyadicInterval {
  const base = absolute(x);
  if (y.m === 0n || compare(base, one) === 0) return point(one);
  // |ln x| < |log2 x| < |⌊log2 x⌋| + 1.
  let size = exponent(y) + bitLength(BigInt(Math.abs(exponent(base)) + 1));
  if (size > 30) {
    // x may be near 1: a first look says how large y·ln x is, and whether the result is within the range at all.
    const rough = multiplyIntervals(point(y), logarithm(base, 40), 40);
    const nearer = rough.lo > 0n ? lowerEnd(rough) : upperEnd(rough);
    size = exponent(nearer) + 2;
    if (size > 50 && nearer.m > 0n) throw new RangeExceeded();
    if (size > 50) return UNDERFLOW;
  }
  const precision = bits + 8;
  const argument = multiplyIntervals(
    point(y),
    logarithm(base, precision + Math.max(0, size)),
    precision + Math.max(0, size) + 8,
  );
  return exponentialOfInterval(argument, precision);
}

function isOdd(y: Dyadic): boolean {
  const { m, e } = normalize(y);
  return e === 0 && (m & 1n) === 1n;
}

function at(x: Dyadic, y: Dyadic, bits: number): DyadicInterval {
  if (x.m > 0n || !isOdd(y)) return powerOfMagnitude(x, y, bits);
  try {
    return negateInterval(powerOfMagnitude(x, y, bits));
  } catch (error) {
    throw error instanceof RangeExceeded ? new RangeExceeded(true) : error;
  }
}

/** x^y, or its limit, at a corner of a box with x ≥ 0. */
function corner(x: End, y: End, bits: number): Bounds {
  if (isFiniteEnd(x) && isFiniteEnd(y)) {
    if (x.m !== 0n) {
      const power = exact(x, y);
      return power === undefined ? withinRange(() => powerOfMagnitude(x, y, bits)) : { lower: power, upper: power };
    }
    return constantBounds(y.m === 0n ? 1 : y.m > 0n ? 0 : Infinity);
  }
  // The limits depend only on which side of 1 the base and of 0 the exponent lie.
  const base = isFiniteEnd(x) ? 1 + compare(x, one) / 2 : x;
  const power = isFiniteEnd(y) ? (y.m === 0n ? 0 : y.m > 0n ? 1 : -1) : y;
  return constantBounds(special(base, power) ?? NaN);
}

function constantBounds(x: number): Bounds {
  const end = Number.isFinite(x) ? dyadic(x) : x;
  return { lower: end, upper: end };
}

/**
 * x^y over a box with x ≥ 0: monotone in each variable along every line, so its extremes are at corners.
 */
function overPositive(x: Bounds, y: Bounds, bits: number): Bounds {
  let result: Bounds | undefined;
  for (const a of [x.lower, x.upper]) {
    for (const b of [y.lower, y.upper]) {
      const value = corner(a, b, bits);
      result =
        result === undefined
          ? value
          : { lower: least(result.lower, value.lower), upper: greatest(result.upper, value.upper) };
    }
  }
  return result as Bounds;
}

const negated = (end: End): End => (isFiniteEnd(end) ? negate(end) : -end);
const reflected = ({ lower, upper }: Bounds): Bounds => ({ lower: negated(upper), upper: negated(lower) });

/**
 * x^y over a box. Negative x count where y is an integer: for one integer y, by parity; for an interval of exponents, all
 * that can be said without looking at each integer is |x^y| = |x|^y.
 */
function over([x, y]: readonly Bounds[], bits: number): Bounds {
  if (compareEnds(x.lower, zero) >= 0) return overPositive(x, y, bits);
  const magnitude: Bounds = { lower: zero, upper: greatest(negated(x.lower), x.upper) };
  const single = compareEnds(y.lower, y.upper) === 0 && isFiniteEnd(y.lower) && isInteger(y.lower);
  if (!single) {
    const size = overPositive(magnitude, y, bits).upper;
    return { lower: negated(size), upper: size };
  }
  const negativePart = reflected({ lower: x.lower, upper: least(x.upper, zero) });
  const odd = isOdd(y.lower as Dyadic);
  const left = overPositive(negativePart, y, bits);
  const image = odd ? reflected(left) : left;
  if (compareEnds(x.upper, zero) <= 0) return image;
  const right = overPositive({ lower: zero, upper: x.upper }, y, bits);
  return { lower: least(image.lower, right.lower), upper: greatest(image.upper, right.upper) };
}

export const pow: MultivariateFunction = {
  name: 'pow',
  arity: 2,
  formula: 'x^y',
  domain: 'x > 0 with any y, x = 0 with y ≥ 0 or as a pole, x < 0 with integer y',
  special,
  exact,
  exactCasesComplete: true,
  at: ([x, y], bits) => at(x, y, bits),
  over: { enclose: over },
  condition: (r, [x, y]) => [r.abs(y), r.abs(r.mul(y, r.call('ln', r.abs(x))))],
  source:
    'A dyadic power of a dyadic number is algebraic: rational and then decided by perfect powers, or irrational. ' +
    'Special values: IEEE 754-2019 9.2.1 (pow), C17 F.10.4.4.',
};
