/**
 * What the oracle computes with: a real number known by an enclosure, or one of IEEE 754's special values, or nothing known.
 *
 * A program meets infinities, signed zeros and NaN, and where every argument is an exact float64 the result is what IEEE 754-2019
 * (clauses 6 and 9.2) says: 1/0 = ∞, 0/0 = NaN, ln(-1) = NaN. Where an argument is only enclosed, and the enclosure does not tell
 * on which side of a pole or of the domain's edge it lies, the result is `unknown`, and everything computed from it too: more
 * digits may decide it. Nothing is ever left out of an enclosure because a function is not defined there.
 */
import { DomainError } from '../errors.ts';
import { powerOfTwo } from '../formats/index.ts';
import { isPoint, isUnbounded, signOfEnd } from '../reals/dyadic-reals.ts';
import { compareEnds, endOf, withinRange } from '../reals/elementary/extension.ts';
import { elementaryFunction } from '../reals/elementary/index.ts';
import { outcomeOf } from '../reals/evaluate.ts';
import type { EnclosureArithmetic } from '../reals/dyadic-reals.ts';
import type { Bounds, Dyadic, ElementaryFunction } from '../reals/index.ts';
import type { RealAlgebra } from '../ops/index.ts';

/** Nothing is known, not even that the value is a number. */
export const unknown: unique symbol = Symbol('unknown');

/** An enclosure of a number other than 0, or of a number that may be 0; or NaN, ±∞, ±0 themselves; or nothing known. */
export type Element<E> = E | number | typeof unknown;

/** Decisions (a side of a kink, a largest element) that an enclosure did not decide, so that both outcomes were kept. */
export interface Tally {
  undecided: number;
}

/** Arithmetic on elements: what enclosure rules of the op table run in. */
export interface ExtendedReals<E> extends RealAlgebra<Element<E>> {
  readonly base: EnclosureArithmetic<E>;
  readonly tally: Tally;
  /** The element of an interval with dyadic or infinite ends. */
  bounds(value: Bounds): Element<E>;
  /** The ends of what is known; `undefined` for NaN and where nothing is. */
  ends(x: Element<E>): Bounds | undefined;
  /** The smallest element that holds both. */
  hull(a: Element<E>, b: Element<E>): Element<E>;
  sum(terms: readonly Element<E>[]): Element<E>;
  dot(x: readonly Element<E>[], y: readonly Element<E>[]): Element<E>;
}

/** Whether NaN, an infinity or a zero. */
function isSpecial<E>(x: Element<E>): x is number {
  return typeof x === 'number';
}

/** The arithmetic over enclosures of kind `E`. */
export function extendedReals<E extends object>(
  base: EnclosureArithmetic<E>,
  tally: Tally = { undecided: 0 },
): ExtendedReals<E> {
  type X = Element<E>;
  const isEnclosure = (x: X): x is E => typeof x === 'object';

  /** An enclosure in its simplest form: the point 0 and infinite points as numbers, the whole line as nothing known. */
  const settle = (e: E): X => {
    const { lower, upper } = base.ends(e);
    if (typeof lower === 'number') return typeof upper === 'number' ? (lower === upper ? lower : unknown) : e;
    return lower.m === 0n && typeof upper === 'object' && upper.m === 0n ? 0 : e;
  };
  const constant = (value: number): X => (Number.isFinite(value) && value !== 0 ? base.constant(value) : value);
  /** A zero or an infinity as an enclosure. */
  const enclosed = (x: E | number): E => (typeof x === 'number' ? base.constant(x) : x);
  /** The sign, where it is decided. */
  const signOf = (x: E | number): -1 | 0 | 1 | undefined => {
    if (typeof x === 'number') return x < 0 ? -1 : x > 0 ? 1 : 0;
    const { lower, upper } = base.ends(x);
    if (signOfEnd(lower) > 0) return 1;
    return signOfEnd(upper) < 0 ? -1 : undefined;
  };
  const isBounded = (x: E | number): boolean =>
    typeof x === 'number' ? Number.isFinite(x) : !isUnbounded(base.ends(x));
  /** What takes precedence over every number: NaN, then nothing known. */
  const absorbing = (a: X, b: X): X | undefined =>
    Number.isNaN(a) || Number.isNaN(b) ? NaN : a === unknown || b === unknown ? unknown : undefined;

  const neg = (a: X): X => (isEnclosure(a) ? base.neg(a) : a === unknown ? unknown : -a);

  const add = (a: X, b: X): X => {
    const absorbed = absorbing(a, b);
    if (absorbed !== undefined) return absorbed;
    const [x, y] = [a as E | number, b as E | number];
    if (isEnclosure(x) && isEnclosure(y)) return settle(base.add(x, y));
    if (isSpecial(x) && isSpecial(y)) return x + y;
    const [special, other] = isSpecial(x) ? [x, y as E] : [y as number, x as E];
    if (special === 0) return other;
    return isBounded(other) ? special : unknown;
  };

  const mul = (a: X, b: X): X => {
    const absorbed = absorbing(a, b);
    if (absorbed !== undefined) return absorbed;
    const [x, y] = [a as E | number, b as E | number];
    if (isEnclosure(x) && isEnclosure(y)) return settle(base.mul(x, y));
    if (isSpecial(x) && isSpecial(y)) return x * y;
    const [special, other] = isSpecial(x) ? [x, y as E] : [y as number, x as E];
    const sign = signOf(other);
    if (special === 0) return isBounded(other) ? special * (sign ?? 1) : unknown;
    return sign === undefined ? unknown : special * sign;
  };

  const div = (a: X, b: X): X => {
    const absorbed = absorbing(a, b);
    if (absorbed !== undefined) return absorbed;
    const [x, y] = [a as E | number, b as E | number];
    if (isSpecial(x) && isSpecial(y)) return x / y;
    if (isSpecial(y)) {
      const sign = signOf(x);
      if (y === 0) return sign === undefined ? unknown : sign / y;
      return isBounded(x) ? (sign ?? 1) / y : unknown;
    }
    const sign = signOf(y);
    if (sign === undefined) return unknown;
    if (isSpecial(x)) return x === 0 || isBounded(y) ? x * sign : unknown;
    return settle(base.div(x, y));
  };

  const abs = (a: X): X => (isEnclosure(a) ? settle(base.abs(a)) : a === unknown ? unknown : Math.abs(a));

  const extreme =
    (ofNumbers: (x: number, y: number) => number, ofEnclosures: (x: E, y: E) => E) =>
    (a: X, b: X): X => {
      const absorbed = absorbing(a, b);
      if (absorbed !== undefined) return absorbed;
      const [x, y] = [a as E | number, b as E | number];
      if (isSpecial(x) && isSpecial(y)) return ofNumbers(x, y);
      return settle(ofEnclosures(enclosed(x), enclosed(y)));
    };
  const max = extreme(Math.max, base.max);
  const min = extreme(Math.min, base.min);

  const hull = (a: X, b: X): X => {
    if (Object.is(a, b)) return a;
    if (a === unknown || b === unknown || Number.isNaN(a) || Number.isNaN(b)) return unknown;
    return settle(base.hull(enclosed(a as E | number), enclosed(b as E | number)));
  };

  const ifPositive = (x: X, then: () => X, otherwise: () => X): X => {
    if (x === unknown || Number.isNaN(x)) return x;
    const sign = signOf(x as E | number);
    if (sign !== undefined) return sign > 0 ? then() : otherwise();
    if (signOfEnd(base.ends(x as E).upper) <= 0) return otherwise();
    tally.undecided++;
    return hull(then(), otherwise());
  };

  const bounds = (value: Bounds): X => settle(base.bounds(value));

  /** The value where every argument is a float64: IEEE 754's special cases, then exact ones, then an enclosure. */
  const atNumbers = (row: ElementaryFunction, x: readonly number[]): X => {
    const outcome = outcomeOf(row, x);
    switch (outcome.kind) {
      case 'special':
        return constant(outcome.value);
      case 'exact':
        return bounds({ lower: outcome.value, upper: outcome.value });
      case 'enclosed':
        return bounds(withinRange(() => outcome.at(base.bits)));
    }
  };

  const call = (name: string, ...inputs: X[]): X => {
    const row = elementaryFunction(name);
    if (row.arity !== inputs.length) {
      throw new DomainError(`${name} takes ${row.arity} argument(s), got ${inputs.length}.`);
    }
    if (inputs.includes(unknown)) return unknown;
    const known = inputs as (E | number)[];
    const numbers = known.map((x) => (typeof x === 'number' ? x : float64Of(base.ends(x))));
    if (!numbers.includes(undefined)) return atNumbers(row, numbers as number[]);
    if (known.some((x) => Number.isNaN(x))) return NaN;
    const enclosures = known.map(enclosed);
    const box = enclosures.map(base.ends);
    const where = placeInDomain(row, box);
    if (where !== 'inside') return where === 'outside' ? NaN : unknown;
    if (row.arity !== 1 && 'formula' in row.over) return row.over.formula(algebra, inputs);
    return settle(base.call(name, ...enclosures));
  };

  /** NaN and infinities decide a sum; zeros leave it as it is. */
  const sum = (terms: readonly X[]): X => {
    const enclosures: E[] = [];
    let special = terms.length > 0 && terms.every((term) => Object.is(term, -0)) ? -0 : 0;
    let undetermined = false;
    for (const term of terms) {
      if (isEnclosure(term)) enclosures.push(term);
      else if (term === unknown) undetermined = true;
      else special += term;
    }
    if (special !== special) return NaN;
    if (undetermined) return unknown;
    if (special === 0) return enclosures.length === 0 ? special : settle(base.sum(enclosures));
    return enclosures.every(isBounded) ? special : unknown;
  };

  const dot = (x: readonly X[], y: readonly X[]): X => {
    const left: E[] = [];
    const right: E[] = [];
    const others: X[] = [];
    for (let i = 0; i < x.length; i++) {
      const a: X = x[i]!;
      const b: X = y[i]!;
      if (isEnclosure(a) && isEnclosure(b)) {
        left.push(a);
        right.push(b);
      } else others.push(mul(a, b));
    }
    if (left.length > 0) others.push(settle(base.dot(left, right)));
    return sum(others);
  };

  const algebra: ExtendedReals<E> & { square(a: X): X; sqrt(a: X): X } = {
    base,
    tally,
    constant,
    add,
    sub: (a, b) => add(a, neg(b)),
    mul,
    div,
    neg,
    abs,
    max,
    min,
    call,
    ifPositive,
    bounds,
    ends: (x) => (x === unknown || Number.isNaN(x) ? undefined : base.ends(enclosed(x as E | number))),
    hull,
    sum,
    dot,
    square: (a) => (isEnclosure(a) ? settle(base.square(a)) : mul(a, a)),
    sqrt: (a) => call('sqrt', a),
  };
  return Object.freeze(algebra);
}

/** The float64 that the interval is, if it is one. */
function float64Of({ lower, upper }: Bounds): number | undefined {
  if (typeof lower === 'number' || !isPoint({ lower, upper })) return undefined;
  const { m, e } = lower;
  const value = Number(m);
  if (!(Math.abs(value) < 9007199254740992) || e < -1022 || e > 900) return undefined;
  const scaled = value * powerOfTwo(e);
  return Number.isFinite(scaled) && Math.abs(scaled) >= 2.2250738585072014e-308 ? scaled : undefined;
}

/** Where a box of arguments lies with regard to the domain of a function. */
type Place = 'inside' | 'outside' | 'undecided';

function placeInDomain(row: ElementaryFunction, box: readonly Bounds[]): Place {
  if (row.arity === 1) {
    const { lower, upper } = box[0]!;
    const [from, to] = [endOf(row.from), endOf(row.to)];
    if (compareEnds(lower, from) >= 0 && compareEnds(upper, to) <= 0) return 'inside';
    return compareEnds(upper, from) < 0 || compareEnds(lower, to) > 0 ? 'outside' : 'undecided';
  }
  return row.name === 'pow' ? placeOfPower(box[0]!, box[1]!) : 'inside';
}

/** x^y: x > 0, or x = 0 and y > 0, or x < 0 and y an integer. */
function placeOfPower(x: Bounds, y: Bounds): Place {
  if (signOfEnd(x.lower) > 0) return 'inside';
  const integer = typeof y.lower === 'object' && isPoint(y) && isWhole(y.lower);
  if (signOfEnd(x.upper) < 0) return integer ? 'inside' : isPoint(y) ? 'outside' : 'undecided';
  if (signOfEnd(y.lower) <= 0) return integer && signOfEnd(y.lower) === 0 ? 'inside' : 'undecided';
  return integer || signOfEnd(x.lower) === 0 ? 'inside' : 'undecided';
}

function isWhole({ m, e }: Dyadic): boolean {
  return e >= 0 || BigInt.asUintN(-e, m) === 0n;
}
