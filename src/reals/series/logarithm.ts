/**
 * ln x and ln(1 + x) in fixed point, with a proven radius.
 *
 * Method: x = 2^k·f with ¾ ≤ f < 3/2; a float64 approximation y of ln f is made exact use of through
 * ln f = y + ln(f·e^-y), where g = f·e^-y is within about 2^-48 of 1 whatever y's own error, and
 * ln g = 2·artanh((g - 1)/(g + 1)) takes a few terms.
 *
 * Error: y is a dyadic number and enters exactly; e^-y is an interval; ln is increasing, and over [g, g'] it grows by at most
 * (g' - g)/g. The series Σ z^(2j+1)/(2j+1) of an exact z is summed with at most 3 units lost in each term (two quotients
 * and a product rounded down), and what follows the first zero term is less than 2 units.
 *
 * Source: one step of Newton's (Halley-like) inversion of exp, as in Brent (1976); bounds derived here.
 */

import { DomainError } from '../../errors.ts';
import { ln2Bits } from '../constants.ts';
import { add, exponent, leadingValue, one, subtract, type Dyadic } from '../dyadic.ts';
import { addIntervals, besidePoint, cut, lowerEnd, point, type DyadicInterval } from '../dyadic-interval.ts';
import { bitLength, shiftDown, shiftUp } from '../integers.ts';
import { exponential } from './exponential.ts';

/** ln f for ½ < f < 2 in float64 to about 2^-50, from ln f = 2·artanh((f - 1)/(f + 1)); its error is corrected, not trusted. */
function approximateLogarithm(f: number): number {
  const z = (f - 1) / (f + 1);
  const square = z * z;
  let sum = 0;
  for (let k = 27; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return 2 * z * sum;
}

/** 2·artanh(z) for z = n·2^-w with |z| < ¼: the result and a bound on its error, in units of 2^-w. */
export function twiceInverseHyperbolicTangent(
  n: bigint,
  w: bigint,
): { readonly value: bigint; readonly error: bigint } {
  const square = (n * n) >> w;
  let power = n;
  let sum = n;
  let k = 1n;
  while (power !== 0n && power !== -1n) {
    power = (power * square) >> w;
    k += 2n;
    sum += power / k;
  }
  // Per term: the product's floor and its predecessor's error together below 2 units, the quotient below 1, doubled.
  return { value: 2n * sum, error: 6n * k + 8n };
}

/** ln g for the dyadic g near 1, |g - 1| < ¼, in units of 2^-w. */
function logarithmNearOne(gMinusOne: Dyadic, w: number): { readonly value: bigint; readonly error: bigint } {
  const wide = BigInt(w);
  const d = shiftDown(gMinusOne.m, -(w + gMinusOne.e));
  // z = d/(2 + d): d is cut by less than 1 unit and the quotient by less than 1, so z errs by less than 2 (z' < ¾).
  const z = (d << wide) / ((2n << wide) + d);
  const series = twiceInverseHyperbolicTangent(z, wide);
  // 2·artanh' ≤ 2/(1 - 1/16) < 3 there.
  return { value: series.value, error: series.error + 6n };
}

/** ln(2^k·f) with f given by f - 1, to an absolute error of about 2^-w. */
function logarithmOfReduced(k: number, fMinusOne: Dyadic, w: number): DyadicInterval {
  const guard = 16;
  const inner = w + guard;
  const whole = BigInt(k) * ln2Bits(inner);
  const wholeError = 3n * BigInt(Math.abs(k));
  const near = exponent(fMinusOne) < -24;
  const f = near ? one : add(one, fMinusOne);
  const start = near ? 0 : approximateLogarithm(approximateValue(f));
  // y as an integer of 2^-50: |ln f| < ½.
  const y: Dyadic = { m: BigInt(Math.round(start * 1125899906842624)), e: -50 };
  let value: bigint;
  let error: bigint;
  if (y.m === 0n) {
    ({ value, error } = logarithmNearOne(fMinusOne, inner));
  } else {
    const decay = exponential({ m: -y.m, e: y.e }, inner);
    const product = cut({ lo: decay.lo * f.m, hi: decay.hi * f.m, e: decay.e + f.e }, inner + 8);
    const correction = logarithmNearOne(subtract(lowerEnd(product), one), inner);
    // ln g' - ln g ≤ (g' - g)/g with g > ½, in units of 2^-inner.
    const width = 2n * shiftUp(product.hi - product.lo, -(inner + product.e)) + 1n;
    value = correction.value + (y.m << BigInt(inner - 50));
    error = correction.error + width;
  }
  value += whole;
  error += wholeError;
  return { lo: value - error, hi: value + error, e: -inner };
}

function approximateValue(f: Dyadic): number {
  const { value, exponent: e } = leadingValue(f);
  return e === 0 ? value : value / 2;
}

/**
 * ln x for a point x > 0, to a relative width of about 2^-bits.
 *
 * @throws DomainError where x ≤ 0
 */
export function logarithm(x: Dyadic, bits: number): DyadicInterval {
  if (x.m <= 0n) throw new DomainError('logarithm: the argument must be greater than 0.');
  const size = exponent(x);
  if (size === 0 || size === -1) return logarithmOfOnePlus(subtract(x, one), bits);
  return logarithmOfReduced(...reduce(x, size), Math.max(50, bits));
}

/** x = 2^k·f with ¾ ≤ f < 3/2. */
function reduce(x: Dyadic, size: number): [k: number, fMinusOne: Dyadic] {
  const k = isAtLeastThreeHalves(x) ? size + 1 : size;
  return [k, subtract({ m: x.m, e: x.e - k }, one)];
}

/** Whether x/2^⌊log2 x⌋ ≥ 3/2: the second bit. */
function isAtLeastThreeHalves({ m }: Dyadic): boolean {
  const length = bitLength(m);
  return length > 1 && ((m >> BigInt(length - 2)) & 1n) === 1n;
}

/**
 * ln(1 + x) for a point x > -1, to a relative width of about 2^-bits.
 *
 * @throws DomainError where x ≤ -1
 */
export function logarithmOfOnePlus(x: Dyadic, bits: number): DyadicInterval {
  if (x.m === 0n) return point(x);
  const size = exponent(x);
  // x - x² ≤ ln(1 + x) < x for |x| ≤ ½.
  if (size + 3 <= -bits) return besidePoint(x, 'below', bits);
  const precision = Math.max(50, bits - Math.min(0, size) + 2);
  // The difference of exponents may be too long to add exactly: 1 is lost beside such an x, up to a relative 2^-bits.
  if (size > 4 * bits + 64) return addIntervals(logarithm(x, bits), { lo: 0n, hi: 1n, e: -size }, bits);
  const whole = add(one, x);
  if (whole.m <= 0n) throw new DomainError('logarithmOfOnePlus: the argument must be greater than -1.');
  return logarithmOfReduced(...reduce(whole, exponent(whole)), precision);
}

/** ln over an interval of positive numbers: from its lower end a, growing by at most (b - a)/a. */
export function logarithmOfInterval(x: DyadicInterval, bits: number): DyadicInterval {
  const low = logarithm(lowerEnd(x), bits);
  return x.lo === x.hi ? low : grown(low, x.hi - x.lo, x.lo, bits);
}

/** ln(1 + x) over an interval: from its lower end a, growing by at most (b - a)/(1 + a). */
export function logarithmOfOnePlusInterval(x: DyadicInterval, bits: number): DyadicInterval {
  const low = logarithmOfOnePlus(lowerEnd(x), bits);
  if (x.lo === x.hi) return low;
  // (b - a)/(1 + a) ≤ (b - a)/max(1, a) for a ≥ 0.
  if (x.lo >= 0n) {
    if (exponent(lowerEnd(x)) >= 0) return grown(low, x.hi - x.lo, x.lo, bits);
    return addIntervals(low, { lo: 0n, hi: x.hi - x.lo, e: x.e }, bits);
  }
  const onePlus = add(one, lowerEnd(x));
  return addIntervals(low, ratio({ m: x.hi - x.lo, e: x.e }, onePlus, bits), bits);
}

function grown(low: DyadicInterval, width: bigint, from: bigint, bits: number): DyadicInterval {
  return addIntervals(low, ratio({ m: width, e: 0 }, { m: from, e: 0 }, bits), bits);
}

/** [0, q] with q ≥ a/b, to about 32 bits. */
function ratio(a: Dyadic, b: Dyadic, bits: number): DyadicInterval {
  const shift = Math.max(0, 32 + bitLength(b.m) - bitLength(a.m));
  return cut({ lo: 0n, hi: (a.m << BigInt(shift)) / b.m + 1n, e: a.e - b.e - shift }, Math.min(bits, 32));
}
