/**
 * Real numbers known by intervals with dyadic ends, in a working precision of so many bits: what programs are evaluated in where
 * the precision rises.
 *
 * Sums, differences and products of points stay points while they fit the precision, so that exact cases (a cancelled sum, the
 * square root of a square) are met exactly. All else is rounded outward to `bits` bits; the elementary functions are those of the
 * table. Beside the decimal enclosures of `interval.ts`, which compute the same in decimal digits, these need no conversion of
 * float64 values and are several times faster; tests hold the two against each other.
 */

import { DomainError } from '../errors.ts';
import { add as addExactly, dyadic, exponent, multiply, negate, normalize, scaled, zero } from './dyadic.ts';
import { elementaryFunction, requireArity } from './elementary/index.ts';
import { isFiniteEnd } from './elementary/define.ts';
import { compareEnds, encloseOverBox, greatest, least } from './elementary/extension.ts';
import { bitLength, ceilingQuotient, floorQuotient, shiftDown, shiftUp } from './integers.ts';
import type { Dyadic } from './dyadic.ts';
import type { Bounds, End, RealArithmetic } from './elementary/define.ts';

/** What an arithmetic on enclosures of kind `E` offers beyond the formulas of the elementary table. */
export interface EnclosureArithmetic<E> extends RealArithmetic<E> {
  /** Working precision: elementary functions are enclosed to a relative width of about 2^-bits. */
  readonly bits: number;
  /** The smallest enclosure of both. */
  hull(a: E, b: E): E;
  /** An interval with dyadic or infinite ends that holds the enclosure, and is it where that can be. */
  ends(a: E): Bounds;
  /** The enclosure of an interval with dyadic or infinite ends. */
  bounds(value: Bounds): E;
  /** Σ xᵢ with one rounding. */
  sum(terms: readonly E[]): E;
  /** Σ xᵢ·yᵢ with one rounding. */
  dot(x: readonly E[], y: readonly E[]): E;
}

const line: Bounds = Object.freeze({ lower: -Infinity, upper: Infinity });
const zeroPoint: Bounds = Object.freeze({ lower: zero, upper: zero });

/** Exponents further apart than this are not aligned in exact sums: the lesser operand is cut, outward. */
const LONGEST_SUM = 1 << 14;

/** Whether the interval is one number. */
export function isPoint({ lower, upper }: Bounds): boolean {
  return lower === upper || (isFiniteEnd(lower) && isFiniteEnd(upper) && compareEnds(lower, upper) === 0);
}

const cutDown = (x: Dyadic, bits: number): Dyadic => {
  const excess = bitLength(x.m) - bits;
  return excess <= 0 ? x : scaled(shiftDown(x.m, excess), x.e + excess);
};
const cutUp = (x: Dyadic, bits: number): Dyadic => {
  const excess = bitLength(x.m) - bits;
  return excess <= 0 ? x : scaled(shiftUp(x.m, excess), x.e + excess);
};

/** The arithmetic of that many bits. */
export function dyadicReals(bits: number): EnclosureArithmetic<Bounds> {
  if (!Number.isInteger(bits) || bits < 2) {
    throw new DomainError(`dyadicReals: bits must be an integer from 2, got ${bits}. Write dyadicReals(128).`);
  }
  const point = (x: Dyadic): Bounds => {
    if (bitLength(x.m) <= bits) return { lower: x, upper: x };
    const short = normalize(x);
    return bitLength(short.m) <= bits
      ? { lower: short, upper: short }
      : { lower: cutDown(short, bits), upper: cutUp(short, bits) };
  };
  const between = (lower: End, upper: End): Bounds => ({
    lower: isFiniteEnd(lower) ? cutDown(lower, bits) : lower,
    upper: isFiniteEnd(upper) ? cutUp(upper, bits) : upper,
  });

  const constant = (value: number): Bounds => {
    if (value !== value) throw new DomainError('NaN is not a real number, and no enclosure holds it.');
    return Number.isFinite(value) ? point(dyadic(value)) : { lower: value, upper: value };
  };

  const neg = ({ lower, upper }: Bounds): Bounds => ({ lower: negateEnd(upper), upper: negateEnd(lower) });

  const add = (a: Bounds, b: Bounds): Bounds => {
    if (isPoint(a) && isPoint(b) && isFiniteEnd(a.lower) && isFiniteEnd(b.lower) && near(a.lower, b.lower)) {
      return point(addExactly(a.lower, b.lower));
    }
    return between(addEnds(a.lower, b.lower, 'down', bits), addEnds(a.upper, b.upper, 'up', bits));
  };

  const mul = (a: Bounds, b: Bounds): Bounds => {
    if (isPoint(a) && isPoint(b) && isFiniteEnd(a.lower) && isFiniteEnd(b.lower)) {
      return point(multiply(a.lower, b.lower));
    }
    // 0·∞ has no value; where an operand may be infinite nothing is promised about its product with 0.
    if ((isUnbounded(a) && holdsZero(b)) || (isUnbounded(b) && holdsZero(a))) return line;
    const { lower, upper } = productEnds(a, b);
    return between(lower, upper);
  };

  const div = (a: Bounds, b: Bounds): Bounds => {
    if (signOfEnd(b.upper) < 0) return div(neg(a), neg(b));
    if (signOfEnd(b.lower) <= 0) return line;
    return {
      lower: divideEnds(a.lower, signOfEnd(a.lower) >= 0 ? b.upper : b.lower, 'down', bits),
      upper: divideEnds(a.upper, signOfEnd(a.upper) >= 0 ? b.lower : b.upper, 'up', bits),
    };
  };

  const abs = (a: Bounds): Bounds => {
    if (signOfEnd(a.lower) >= 0) return a;
    if (signOfEnd(a.upper) <= 0) return neg(a);
    return { lower: zero, upper: greatest(negateEnd(a.lower), a.upper) };
  };

  const square = (a: Bounds): Bounds => {
    const magnitude = abs(a);
    if (!isUnbounded(magnitude)) return mul(magnitude, magnitude);
    const { lower } = magnitude;
    return { lower: isFiniteEnd(lower) ? cutDown(multiply(lower, lower), bits) : lower, upper: Infinity };
  };

  const call = (name: string, ...inputs: Bounds[]): Bounds => {
    const row = elementaryFunction(name);
    requireArity(row, inputs.length);
    if (row.arity !== 1 && 'formula' in row.over) return row.over.formula(context, inputs);
    const { lower, upper } = encloseOverBox(row, inputs, bits);
    return lower === upper && isFiniteEnd(lower) ? point(lower) : between(lower, upper);
  };

  const sum = (terms: readonly Bounds[]): Bounds => {
    if (terms.length === 0) return zeroPoint;
    if (!terms.every(isShort)) return terms.reduce(add);
    const lower = new Total();
    if (terms.every(isPoint)) {
      for (const term of terms) lower.add(term.lower as Dyadic);
      return point(lower.value());
    }
    const upper = new Total();
    for (const term of terms) {
      lower.add(term.lower as Dyadic);
      upper.add(term.upper as Dyadic);
    }
    return between(lower.value(), upper.value());
  };

  const dot = (x: readonly Bounds[], y: readonly Bounds[]): Bounds => {
    if (x.length === 0) return zeroPoint;
    if (!x.every(isShort) || !y.every(isShort)) return x.map((term, i) => mul(term, y[i])).reduce(add);
    const lower = new Total();
    const upper = new Total();
    let exact = true;
    for (let i = 0; i < x.length; i++) {
      if (isPoint(x[i]) && isPoint(y[i])) {
        const product = multiply(x[i].lower as Dyadic, y[i].lower as Dyadic);
        lower.add(product);
        upper.add(product);
      } else {
        exact = false;
        const product = productEnds(x[i], y[i]);
        lower.add(product.lower as Dyadic);
        upper.add(product.upper as Dyadic);
      }
    }
    return exact ? point(lower.value()) : between(lower.value(), upper.value());
  };

  const context: EnclosureArithmetic<Bounds> = {
    bits,
    constant,
    add,
    sub: (a, b) => add(a, neg(b)),
    mul,
    div,
    neg,
    abs,
    square,
    sqrt: (a) => call('sqrt', a),
    max: (a, b) => ({ lower: greatest(a.lower, b.lower), upper: greatest(a.upper, b.upper) }),
    min: (a, b) => ({ lower: least(a.lower, b.lower), upper: least(a.upper, b.upper) }),
    call,
    hull: (a, b) => ({ lower: least(a.lower, b.lower), upper: greatest(a.upper, b.upper) }),
    ends: (a) => a,
    bounds: (value) =>
      isFiniteEnd(value.lower) && isPoint(value) ? point(value.lower) : between(value.lower, value.upper),
    sum,
    dot,
  };
  return Object.freeze(context);
}

/** -1, 0 or 1. */
export function signOfEnd(end: End): -1 | 0 | 1 {
  if (isFiniteEnd(end)) return end.m < 0n ? -1 : end.m > 0n ? 1 : 0;
  return end < 0 ? -1 : 1;
}

/** Whether 0 is a member. */
export function holdsZero({ lower, upper }: Bounds): boolean {
  return signOfEnd(lower) <= 0 && signOfEnd(upper) >= 0;
}

/** Whether an end is infinite. */
export function isUnbounded({ lower, upper }: Bounds): boolean {
  return !isFiniteEnd(lower) || !isFiniteEnd(upper);
}

function negateEnd(end: End): End {
  return isFiniteEnd(end) ? negate(end) : -end;
}

/** Whether an exact sum of the two is of moderate length. */
function near(x: Dyadic, y: Dyadic): boolean {
  return x.m === 0n || y.m === 0n || Math.abs(x.e - y.e) <= LONGEST_SUM;
}

/** Whether exact sums and products of the ends are of moderate length. */
function isShort({ lower, upper }: Bounds): boolean {
  return isFiniteEnd(lower) && isFiniteEnd(upper) && fits(lower) && fits(upper);
}

function fits({ m, e }: Dyadic): boolean {
  return m === 0n || Math.abs(e) <= LONGEST_SUM;
}

function addEnds(x: End, y: End, direction: 'down' | 'up', bits: number): End {
  if (!isFiniteEnd(x) || !isFiniteEnd(y)) {
    // ∞ - ∞ says nothing: the bound that always holds.
    if (!isFiniteEnd(x) && !isFiniteEnd(y) && x !== y) return direction === 'down' ? -Infinity : Infinity;
    return isFiniteEnd(x) ? y : x;
  }
  if (near(x, y)) return addExactly(x, y);
  // Far apart: on a grid 4·bits below the larger one, the other is rounded in the direction asked for.
  const grid = Math.max(exponent(x), exponent(y)) - 4 * bits - 64;
  return addExactly(onGrid(x, grid, direction), onGrid(y, grid, direction));
}

function onGrid(x: Dyadic, grid: number, direction: 'down' | 'up'): Dyadic {
  const drop = grid - x.e;
  if (drop <= 0) return x;
  // Beyond its length a shift leaves 0, -1 or 1 whatever its size.
  const shift = Math.min(drop, bitLength(x.m) + 1);
  return scaled(direction === 'down' ? shiftDown(x.m, shift) : shiftUp(x.m, shift), grid);
}

/** The exact ends of the product, where no infinite end meets a zero. */
function productEnds(a: Bounds, b: Bounds): Bounds {
  if (signOfEnd(a.lower) >= 0 && signOfEnd(b.lower) >= 0) {
    return { lower: multiplyEnds(a.lower, b.lower), upper: multiplyEnds(a.upper, b.upper) };
  }
  const products = [
    multiplyEnds(a.lower, b.lower),
    multiplyEnds(a.lower, b.upper),
    multiplyEnds(a.upper, b.lower),
    multiplyEnds(a.upper, b.upper),
  ];
  return { lower: products.reduce(least), upper: products.reduce(greatest) };
}

function multiplyEnds(x: End, y: End): End {
  if (isFiniteEnd(x) && isFiniteEnd(y)) return multiply(x, y);
  return signOfEnd(x) * signOfEnd(y) > 0 ? Infinity : -Infinity;
}

/** x / y for y > 0, rounded as said to `bits` bits; exact where the quotient has no more. */
function divideEnds(x: End, y: End, direction: 'down' | 'up', bits: number): End {
  if (!isFiniteEnd(x)) return x;
  if (x.m === 0n) return zero;
  if (!isFiniteEnd(y)) return zero;
  const dividend = normalize(x);
  const divisor = normalize(y);
  const shift = Math.max(0, bits + 2 + bitLength(divisor.m) - bitLength(dividend.m));
  const scaledDividend = dividend.m << BigInt(shift);
  const quotient =
    direction === 'down' ? floorQuotient(scaledDividend, divisor.m) : ceilingQuotient(scaledDividend, divisor.m);
  const result = normalize(scaled(quotient, dividend.e - divisor.e - shift));
  return direction === 'down' ? cutDown(result, bits) : cutUp(result, bits);
}

/** An exact sum: significands by exponent, aligned once at the end. */
class Total {
  readonly #sums = new Map<number, bigint>();

  add({ m, e }: Dyadic): void {
    if (m !== 0n) this.#sums.set(e, (this.#sums.get(e) ?? 0n) + m);
  }

  value(): Dyadic {
    let total = zero;
    for (const [e, m] of this.#sums) total = addExactly(total, { m, e });
    return total;
  }
}
