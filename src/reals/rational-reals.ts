/**
 * Rational numbers as an arithmetic that programs are evaluated in: everything exact, or an error where a result is not rational.
 *
 * What decides questions that no enclosure decides: whether (1/3)·3 is 1, on which side of a tie a mean lies.
 */

import { dyadic, normalize, type Dyadic } from './dyadic.ts';
import type { EnclosureArithmetic } from './dyadic-reals.ts';
import { isFiniteEnd, type Bounds } from './elementary/define.ts';
import { compareEnds } from './elementary/extension.ts';
import { bitLength, ceilingQuotient, floorQuotient } from './integers.ts';

/** The quotient of two integers, the divisor > 0. */
export interface Quotient {
  readonly dividend: bigint;
  readonly divisor: bigint;
}

/** Thrown by {@link rationalReals} where a result is not rational, or not seen to be. */
export class NotRational extends Error {
  override readonly name: string = 'NotRational';
}

/** A dyadic as a quotient in lowest terms. @throws NotRational beyond 2^±65536, which would take long */
export function quotientOfDyadic(x: Dyadic): Quotient {
  const { m, e } = normalize(x);
  if (m !== 0n && Math.abs(e) > 65536) throw new NotRational(`the exponent ${e} is too large`);
  return e >= 0 ? { dividend: m << BigInt(e), divisor: 1n } : { dividend: m, divisor: 1n << BigInt(-e) };
}

/** The quotient in lowest terms, of any two integers with b ≠ 0. */
export function lowestTerms(a: bigint, b: bigint): Quotient {
  const common = greatestCommonDivisor(a, b) * (b < 0n ? -1n : 1n);
  return { dividend: a / common, divisor: b / common };
}

/** 1 for two zeros. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/** The sign of x - y: -1, 0 or 1. */
export function compareQuotients(x: Quotient, y: Quotient): -1 | 0 | 1 {
  const difference = x.dividend * y.divisor - y.dividend * x.divisor;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The number as a dyadic, if it is one. */
export function dyadicOfQuotient({ dividend, divisor }: Quotient): Dyadic | undefined {
  const { dividend: m, divisor: odd } = lowestTerms(dividend, divisor);
  const e = bitLength(odd) - 1;
  return odd === 1n << BigInt(e) ? { m, e: -e } : undefined;
}

/** Bits of the ends that a quotient which is no dyadic shows. */
const BITS = 128;

const add = (a: Quotient, b: Quotient): Quotient =>
  a.divisor === b.divisor
    ? lowestTerms(a.dividend + b.dividend, a.divisor)
    : lowestTerms(a.dividend * b.divisor + b.dividend * a.divisor, a.divisor * b.divisor);
const mul = (a: Quotient, b: Quotient): Quotient => lowestTerms(a.dividend * b.dividend, a.divisor * b.divisor);
const neg = ({ dividend, divisor }: Quotient): Quotient => ({ dividend: -dividend, divisor });
const abs = (a: Quotient): Quotient => (a.dividend < 0n ? neg(a) : a);

const irrational = (what: string): never => {
  throw new NotRational(`${what} is not seen to be rational`);
};

function ends(a: Quotient): Bounds {
  const exact = dyadicOfQuotient(a);
  if (exact !== undefined) return { lower: exact, upper: exact };
  const shift = BITS + bitLength(a.divisor) - bitLength(a.dividend);
  const [dividend, divisor] =
    shift >= 0 ? [a.dividend << BigInt(shift), a.divisor] : [a.dividend, a.divisor << BigInt(-shift)];
  return {
    lower: { m: floorQuotient(dividend, divisor), e: -shift },
    upper: { m: ceilingQuotient(dividend, divisor), e: -shift },
  };
}

/** The arithmetic. Every operation throws {@link NotRational} where its result is not rational. */
export const rationalReals: EnclosureArithmetic<Quotient> = Object.freeze<EnclosureArithmetic<Quotient>>({
  bits: BITS,
  constant: (value) => (Number.isFinite(value) ? quotientOfDyadic(dyadic(value)) : irrational(String(value))),
  add,
  sub: (a, b) => add(a, neg(b)),
  mul,
  div: (a, b) =>
    b.dividend === 0n ? irrational('a quotient by 0') : lowestTerms(a.dividend * b.divisor, a.divisor * b.dividend),
  neg,
  abs,
  square: (a) => mul(a, a),
  sqrt: () => irrational('a square root'),
  max: (a, b) => (compareQuotients(a, b) >= 0 ? a : b),
  min: (a, b) => (compareQuotients(a, b) <= 0 ? a : b),
  call: (name) => irrational(`a value of ${name}`),
  hull: (a, b) => (compareQuotients(a, b) === 0 ? a : irrational('a number between two')),
  ends,
  bounds: ({ lower, upper }) =>
    isFiniteEnd(lower) && isFiniteEnd(upper) && compareEnds(lower, upper) === 0
      ? quotientOfDyadic(lower)
      : irrational('an enclosed number'),
  sum: (terms) => terms.reduce(add, { dividend: 0n, divisor: 1n }),
  dot: (x, y) => x.reduce((sum, term, i) => add(sum, mul(term, y[i])), { dividend: 0n, divisor: 1n }),
});
