/**
 * Exact sums and dot products of float64 values: the same in every order of summation.
 *
 * Method: float64 values share a grid of 2^-1074; the significands of values with one exponent are added as integers, and the
 * sums of the exponents that occur are aligned once at the end (a superaccumulator, after U. Kulisch).
 */

import { DomainError } from '../errors.ts';
import { formatOf, type Format, type FormatName } from '../formats/index.ts';
import { add, dyadic, multiply, zero, type Dyadic } from './dyadic.ts';
import { roundDyadic, type DirectedMode } from './round-exact.ts';

/** Numbers that can be indexed. */
export type Vector = ArrayLike<number>;

/** Significands by exponent. */
class Accumulator {
  readonly #sums = new Map<number, bigint>();

  add({ m, e }: Dyadic): void {
    this.#sums.set(e, (this.#sums.get(e) ?? 0n) + m);
  }

  total(): Dyadic {
    let total = zero;
    for (const [e, m] of this.#sums) total = add(total, { m, e });
    return total;
  }
}

/**
 * x₁ + … + xₙ, exactly; 0 for n = 0.
 *
 * @throws DomainError where an element is not finite
 */
export function exactSum(x: Vector): Dyadic {
  const accumulator = new Accumulator();
  for (let i = 0; i < x.length; i++) accumulator.add(dyadic(x[i]));
  return accumulator.total();
}

/**
 * x₁·y₁ + … + xₙ·yₙ, exactly; 0 for n = 0.
 *
 * @throws DomainError where the lengths differ or an element is not finite
 */
export function exactDot(x: Vector, y: Vector): Dyadic {
  requireEqualLength('exactDot', x, y);
  const accumulator = new Accumulator();
  for (let i = 0; i < x.length; i++) accumulator.add(multiply(dyadic(x[i]), dyadic(y[i])));
  return accumulator.total();
}

/**
 * The correctly rounded sum. NaN and infinities as IEEE addition of all elements has them, in any order.
 *
 * An exact sum of 0 is +0 (-0 in mode `down`), and -0 where there are elements and all of them are -0.
 */
export function roundedSum(x: Vector, format: FormatName | Format = 'float64', mode: DirectedMode = 'nearest'): number {
  const special = sumOfInfinities(x.length, (i) => x[i]);
  if (special !== undefined) return special;
  return roundTotal(
    exactSum(x),
    allNegativeZero(x.length, (i) => x[i]),
    format,
    mode,
  );
}

/** The correctly rounded dot product, with the conventions of `roundedSum` for the products. */
export function roundedDot(
  x: Vector,
  y: Vector,
  format: FormatName | Format = 'float64',
  mode: DirectedMode = 'nearest',
): number {
  requireEqualLength('roundedDot', x, y);
  // Products of finite numbers must not overflow here: only their signs and zeros are looked at.
  const product = (i: number): number =>
    Number.isFinite(x[i]) && Number.isFinite(y[i])
      ? x[i] === 0 || y[i] === 0
        ? x[i] * y[i]
        : Math.sign(x[i]) * Math.sign(y[i])
      : x[i] * y[i];
  const special = sumOfInfinities(x.length, product);
  if (special !== undefined) return special;
  return roundTotal(exactDot(x, y), allNegativeZero(x.length, product), format, mode);
}

function sumOfInfinities(n: number, term: (i: number) => number): number | undefined {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = term(i);
    if (!Number.isFinite(value)) sum += value;
  }
  return Number.isFinite(sum) ? undefined : sum;
}

function allNegativeZero(n: number, term: (i: number) => number): boolean {
  for (let i = 0; i < n; i++) if (!Object.is(term(i), -0)) return false;
  return n > 0;
}

function roundTotal(total: Dyadic, negativeZero: boolean, format: FormatName | Format, mode: DirectedMode): number {
  if (total.m !== 0n) return roundDyadic(total, formatOf(format), mode);
  return negativeZero || mode === 'down' ? -0 : 0;
}

function requireEqualLength(where: string, x: Vector, y: Vector): void {
  if (x.length === y.length) return;
  throw new DomainError(`${where}: the lengths ${x.length} and ${y.length} differ. Give vectors of one length.`);
}
