/**
 * Decimal enclosures: intervals [lower, upper] of decimals that provably hold the true real number, and a context of P digits
 * in which they are computed.
 *
 * What decimal.js is relied on for: + − × ÷ and √ rounded in the direction asked for (ROUND_FLOOR, ROUND_CEIL), which its
 * algorithms compute with exact digits and a remainder; comparisons, which are exact. All else (the elementary functions) is
 * computed in binary integers by `elementary` and enters through directed conversions. Its overflow and underflow, which take
 * no notice of the direction, are mended here.
 *
 * Nothing is configured globally: each context has constructors of its own, with every setting given. Each operation sets
 * the precision and the direction it needs before it starts, so that no exception and no caller who reconfigures the
 * constructor of an enclosure's end can change what later operations do.
 */

import { Decimal } from 'decimal.js';
import { DomainError } from '../errors.ts';
import { normalize, type Dyadic } from './dyadic.ts';
import { lowerEnd, upperEnd } from './dyadic-interval.ts';
import { pi } from './series/arctangent.ts';
import { elementaryFunction, requireArity } from './elementary/index.ts';
import { isFiniteEnd, type Bounds, type End, type RealArithmetic } from './elementary/define.ts';
import { boundsOf, encloseOverBox } from './elementary/extension.ts';
import { decimalBeside, decimalToInterval, dyadicToDecimal, numberToDecimal } from './exact.ts';
import { bitLength } from './integers.ts';

/**
 * A closed interval of the extended real line that holds the true number: lower ≤ upper, neither NaN. An infinite end says that
 * nothing is known on that side; [∞, ∞] is the infinite value itself (a pole's, an overflowing format's).
 */
export interface Enclosure {
  readonly lower: Decimal;
  readonly upper: Decimal;
}

/** How the members of two enclosures compare: all of them so, or not decided. */
export type Comparison = 'less' | 'equal' | 'greater' | 'undecided';

/** Certified real arithmetic to a number of decimal digits. Immutable. */
export interface Reals extends RealArithmetic<Enclosure> {
  readonly digits: number;
  /** The exact value of a float64 (infinities are themselves). @throws DomainError for NaN */
  exact(value: number): Enclosure;
  /** The exact value of a decimal literal such as '0.1' or '6.02e23', however long. @throws DomainError for anything else */
  decimal(text: string): Enclosure;
  /** m·2^e: a point where m has 64 bits or fewer, as floats have; else rounded outward to the digits of the context. */
  dyadic(value: Dyadic): Enclosure;
  /** An interval with dyadic or infinite ends, rounded outward to the digits of the context. */
  bounds(value: Bounds): Enclosure;
  /** The enclosure of these ends. @throws DomainError for NaN, or lower > upper */
  between(lower: Decimal, upper: Decimal): Enclosure;
  /** x^n for an integer n: exact powers of the ends, rounded outward; x^-n is 1/x^n. @throws DomainError for other n */
  integerPower(a: Enclosure, n: number): Enclosure;
  /** The smallest enclosure of both. */
  hull(a: Enclosure, b: Enclosure): Enclosure;
  /** What both agree on. @throws DomainError where they have nothing in common, since both cannot hold the true number then */
  intersection(a: Enclosure, b: Enclosure): Enclosure;
  compare(a: Enclosure, b: Enclosure): Comparison;
  contains(a: Enclosure, value: number | Decimal | Enclosure): boolean;
  /** upper - lower, rounded up. */
  width(a: Enclosure): Decimal;
  /** An upper bound of width / |x| over the members: Infinity where 0 is one of them and not the only one. */
  relativeWidth(a: Enclosure): Decimal;
  /** `then()` where x > 0, `otherwise()` where x ≤ 0, the hull of both where the enclosure does not decide it. */
  ifPositive(x: Enclosure, then: () => Enclosure, otherwise: () => Enclosure): Enclosure;
  /** π. */
  pi(): Enclosure;
}

const FLOOR = Decimal.ROUND_FLOOR;
const CEIL = Decimal.ROUND_CEIL;
/** decimal.js's own limits of the decimal exponent. */
const MAX_EXPONENT = 9e15;
/** Bits to a decimal digit, rounded up. */
const BITS_PER_DIGIT = 3.3219280948873626;
const MAX_DIGITS = 100_000;

const contexts = new Map<number, Reals>();

/**
 * The context of that many significant digits. Contexts of different precision live side by side.
 *
 * @throws DomainError unless `digits` is an integer from 1 to 100,000
 */
export function reals(digits: number): Reals {
  if (!Number.isInteger(digits) || digits < 1 || digits > MAX_DIGITS) {
    throw new DomainError(`reals: digits must be an integer from 1 to ${MAX_DIGITS}, got ${digits}. Write reals(40).`);
  }
  let context = contexts.get(digits);
  if (context === undefined) {
    context = createContext(digits);
    if (contexts.size < 256) contexts.set(digits, context);
  }
  return context;
}

/** Bits of working precision that leave a conversion to so many digits as tight as the digits allow. */
export function bitsFor(digits: number): number {
  return Math.ceil(digits * BITS_PER_DIGIT) + 8;
}

/** The constructor, with the settings that results depend on as they must be. */
function restored(Constructor: Decimal.Constructor, digits: number, direction: Decimal.Rounding): Decimal.Constructor {
  // The type says read-only; `set` would check and copy every setting at each operation.
  const settings = Constructor as { -readonly [K in 'precision' | 'rounding' | 'minE' | 'maxE']: number };
  settings.precision = digits;
  settings.rounding = direction;
  settings.minE = -MAX_EXPONENT;
  settings.maxE = MAX_EXPONENT;
  return Constructor;
}

function createContext(digits: number): Reals {
  const settings = {
    precision: digits,
    minE: -MAX_EXPONENT,
    maxE: MAX_EXPONENT,
    toExpNeg: -7,
    toExpPos: 21,
    modulo: Decimal.ROUND_DOWN,
    crypto: false,
    defaults: true,
  };
  const Down = Decimal.clone({ ...settings, rounding: FLOOR });
  const Up = Decimal.clone({ ...settings, rounding: CEIL });
  const bits = bitsFor(digits);

  const down = (): Decimal.Constructor => restored(Down, digits, FLOOR);
  const up = (): Decimal.Constructor => restored(Up, digits, CEIL);
  const minusInfinity = new Down(-Infinity);
  const infinity = new Up(Infinity);
  const zeroDown = new Down(0);
  const zeroUp = new Up(0);
  const largest = (D: Decimal.Constructor): Decimal => new D(`9e${MAX_EXPONENT}`);
  const smallest = (D: Decimal.Constructor): Decimal => new D(`1e-${MAX_EXPONENT}`);
  const line: Enclosure = Object.freeze({ lower: minusInfinity, upper: infinity });

  /** A lower bound computed from finite operands: overflow to ∞ becomes the largest finite number, underflow from below 0 the least. */
  const lowerResult = (x: Decimal, nonzero: boolean): Decimal => {
    if (x.isZero() && nonzero && x.s < 0) return smallest(down()).neg();
    if (x.isFinite()) return x;
    return x.s > 0 ? largest(down()) : x;
  };
  const upperResult = (x: Decimal, nonzero: boolean): Decimal => {
    if (x.isZero() && nonzero && x.s > 0) return smallest(up());
    if (x.isFinite()) return x;
    return x.s < 0 ? largest(up()).neg() : x;
  };
  const enclose = (lower: Decimal, upper: Decimal): Enclosure => ({ lower, upper });

  const add = (a: Enclosure, b: Enclosure): Enclosure =>
    enclose(addEnds(a.lower, b.lower, 'down'), addEnds(a.upper, b.upper, 'up'));
  function addEnds(x: Decimal, y: Decimal, direction: 'down' | 'up'): Decimal {
    const D = direction === 'down' ? down() : up();
    if (!x.isFinite() || !y.isFinite()) {
      // ∞ - ∞ says nothing: the bound that always holds.
      const sum = D.add(x, y);
      return sum.isNaN() ? new D(direction === 'down' ? -Infinity : Infinity) : sum;
    }
    return direction === 'down' ? lowerResult(D.add(x, y), false) : upperResult(D.add(x, y), false);
  }

  const neg = (a: Enclosure): Enclosure => enclose(new (down())(a.upper.neg()), new (up())(a.lower.neg()));
  const holdsZero = (a: Enclosure): boolean => a.lower.lte(0) && a.upper.gte(0);
  const hasInfinity = (a: Enclosure): boolean => !a.lower.isFinite() || !a.upper.isFinite();

  function multiplyEnds(x: Decimal, y: Decimal, D: Decimal.Constructor, lower: boolean): Decimal {
    const finite = x.isFinite() && y.isFinite();
    const product = D.mul(x, y);
    if (!finite) return product;
    const nonzero = !x.isZero() && !y.isZero();
    return lower ? lowerResult(product, nonzero) : upperResult(product, nonzero);
  }

  function mul(a: Enclosure, b: Enclosure): Enclosure {
    // 0·∞ has no value; where an operand may be infinite nothing is promised about its product with 0.
    if ((hasInfinity(a) && holdsZero(b)) || (hasInfinity(b) && holdsZero(a))) return line;
    const D = down();
    const U = up();
    if (a.lower.s >= 0 && b.lower.s >= 0) {
      return enclose(multiplyEnds(a.lower, b.lower, D, true), multiplyEnds(a.upper, b.upper, U, false));
    }
    const pairs = [
      [a.lower, b.lower],
      [a.lower, b.upper],
      [a.upper, b.lower],
      [a.upper, b.upper],
    ] as const;
    let lower: Decimal | undefined;
    let upper: Decimal | undefined;
    for (const [x, y] of pairs) {
      const low = multiplyEnds(x, y, D, true);
      const high = multiplyEnds(x, y, U, false);
      if (lower === undefined || low.lt(lower)) lower = low;
      if (upper === undefined || high.gt(upper)) upper = high;
    }
    return enclose(lower as Decimal, upper as Decimal);
  }

  function divideEnds(x: Decimal, y: Decimal, D: Decimal.Constructor, lower: boolean): Decimal {
    const quotient = D.div(x, y);
    if (!x.isFinite() || !y.isFinite()) return quotient;
    return lower ? lowerResult(quotient, !x.isZero()) : upperResult(quotient, !x.isZero());
  }

  /**
   * a / b. Where b holds 0 inside, or is 0: the whole line. Where 0 is an end of b, the quotient is unbounded on the side that
   * the signs say, and 0 itself is no divisor.
   */
  function div(a: Enclosure, b: Enclosure): Enclosure {
    if (b.lower.lt(0) && b.upper.lte(0)) return neg(div(a, neg(b)));
    if (b.lower.lt(0) || b.upper.lte(0)) return line;
    // ∞/∞ has no value either.
    if (hasInfinity(a) && hasInfinity(b)) return line;
    const D = down();
    const U = up();
    if (b.lower.isZero()) {
      if (hasInfinity(b)) return line;
      if (a.lower.gt(0)) return enclose(divideEnds(a.lower, b.upper, D, true), infinity);
      if (a.upper.lt(0)) return enclose(minusInfinity, divideEnds(a.upper, b.upper, U, false));
      return line;
    }
    const lower = divideEnds(a.lower, a.lower.gte(0) ? b.upper : b.lower, D, true);
    const upper = divideEnds(a.upper, a.upper.gte(0) ? b.lower : b.upper, U, false);
    return enclose(lower, upper);
  }

  function abs(a: Enclosure): Enclosure {
    if (a.lower.gte(0)) return a;
    if (a.upper.lte(0)) return neg(a);
    return enclose(zeroDown, new (up())(maximum(a.lower.neg(), a.upper)));
  }

  function square(a: Enclosure): Enclosure {
    const magnitude = abs(a);
    return enclose(
      multiplyEnds(magnitude.lower, magnitude.lower, down(), true),
      multiplyEnds(magnitude.upper, magnitude.upper, up(), false),
    );
  }

  function sqrt(a: Enclosure): Enclosure {
    if (a.upper.lt(0)) {
      throw new DomainError(`sqrt: no member of ${describe(a)} is 0 or greater. Bound the argument from below before.`);
    }
    const lower = a.lower.lte(0) ? zeroDown : down().sqrt(a.lower);
    return enclose(lower, up().sqrt(a.upper));
  }

  const contains = (a: Enclosure, value: number | Decimal | Enclosure): boolean => {
    const { lower, upper } = isEnclosure(value) ? value : single(value);
    return a.lower.lte(lower) && a.upper.gte(upper);
  };
  const single = (value: number | Decimal): Enclosure => {
    const x = typeof value === 'number' ? numberToDecimal(value, down()) : value;
    if (x.isNaN()) throw new DomainError('NaN is not a real number, and no enclosure holds it.');
    return enclose(x, x);
  };
  const hull = (a: Enclosure, b: Enclosure): Enclosure => enclose(minimum(a.lower, b.lower), maximum(a.upper, b.upper));

  function exact(value: number): Enclosure {
    if (value !== value) throw new DomainError('NaN is not a real number, and no enclosure holds it.');
    return value === 0 ? zeroEnclosure : enclose(numberToDecimal(value, down()), numberToDecimal(value, up()));
  }
  const zeroEnclosure: Enclosure = Object.freeze({ lower: zeroDown, upper: zeroUp });

  const fromBounds = ({ lower, upper }: Bounds): Enclosure => {
    // A result that is a float (or a midpoint of two) stays a point, so that its rounding in any mode can be decided.
    if (lower === upper && isFiniteEnd(lower) && isShort(lower)) {
      return enclose(dyadicToDecimal(lower, down()), dyadicToDecimal(lower, up()));
    }
    return enclose(decimalBeside(lower, 'down', digits, down()), decimalBeside(upper, 'up', digits, up()));
  };

  /** x^n for a decimal x ≥ 0 and n ≥ 1, each product rounded the same way: all factors are positive, so the bound stands. */
  function powerOfEnd(x: Decimal, n: number, direction: 'down' | 'up'): Decimal {
    const lower = direction === 'down';
    const D = lower ? down() : up();
    let result: Decimal | undefined;
    let power = x;
    for (let rest = n; ; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result === undefined ? power : multiplyEnds(result, power, D, lower);
      if (rest <= 1) return result as Decimal;
      power = multiplyEnds(power, power, D, lower);
    }
  }

  /** x^n for odd n, increasing over the whole line. */
  function oddPowerOfEnd(x: Decimal, n: number, direction: 'down' | 'up'): Decimal {
    if (x.gte(0)) return powerOfEnd(x, n, direction);
    return powerOfEnd(x.neg(), n, direction === 'down' ? 'up' : 'down').neg();
  }

  function integerPower(a: Enclosure, n: number): Enclosure {
    if (!Number.isSafeInteger(n)) {
      throw new DomainError(
        `integerPower: the exponent must be an integer, got ${n}. Use call('pow', x, y) for others.`,
      );
    }
    if (n === 0) return exact(1);
    if (n < 0) return div(exact(1), integerPower(a, -n));
    const base = n % 2 === 0 ? abs(a) : a;
    return enclose(new (down())(oddPowerOfEnd(base.lower, n, 'down')), new (up())(oddPowerOfEnd(base.upper, n, 'up')));
  }

  function call(name: string, ...inputs: Enclosure[]): Enclosure {
    const row = elementaryFunction(name);
    requireArity(row, inputs.length);
    if (row.arity !== 1 && 'formula' in row.over) return row.over.formula(context, inputs);
    const box = inputs.map((input) => toBounds(input, bits + 32));
    return fromBounds(encloseOverBox(row, box, bits));
  }

  const context: Reals = {
    digits,
    exact,
    constant: exact,
    decimal: (text) => {
      if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) {
        throw new DomainError(`decimal: '${text}' is not a decimal literal. Write one such as '0.1' or '6.02e23'.`);
      }
      return enclose(new (down())(text), new (up())(text));
    },
    dyadic: (value) => fromBounds({ lower: value, upper: value }),
    bounds: fromBounds,
    between: (lower, upper) => {
      if (lower.isNaN() || upper.isNaN() || lower.gt(upper)) {
        throw new DomainError(
          `between: ${lower.toString()} and ${upper.toString()} bound no interval. Give lower ≤ upper.`,
        );
      }
      return enclose(new (down())(lower), new (up())(upper));
    },
    add,
    sub: (a, b) => add(a, neg(b)),
    mul,
    div,
    neg,
    abs,
    square,
    sqrt,
    max: (a, b) => enclose(maximum(a.lower, b.lower), maximum(a.upper, b.upper)),
    min: (a, b) => enclose(minimum(a.lower, b.lower), minimum(a.upper, b.upper)),
    call,
    integerPower,
    hull,
    intersection: (a, b) => {
      const lower = maximum(a.lower, b.lower);
      const upper = minimum(a.upper, b.upper);
      if (lower.gt(upper)) {
        throw new DomainError(
          `intersection: ${describe(a)} and ${describe(b)} have no number in common, so they do not enclose the same one.`,
        );
      }
      return enclose(lower, upper);
    },
    compare: (a, b) => {
      if (a.upper.lt(b.lower)) return 'less';
      if (a.lower.gt(b.upper)) return 'greater';
      return a.lower.eq(a.upper) && b.lower.eq(b.upper) ? 'equal' : 'undecided';
    },
    contains,
    width: (a) => (a.lower.eq(a.upper) ? zeroUp : upperResult(up().sub(a.upper, a.lower), true)),
    relativeWidth: (a) => {
      const U = up();
      if (a.lower.eq(a.upper)) return zeroUp;
      const least = abs(a).lower;
      return least.isZero() ? infinity : U.div(U.sub(a.upper, a.lower), least);
    },
    ifPositive: (x, then, otherwise) => {
      if (x.lower.gt(0)) return then();
      return x.upper.lte(0) ? otherwise() : hull(then(), otherwise());
    },
    pi: () => fromBounds(boundsOf(pi(bits))),
  };
  return Object.freeze(context);
}

/** Whether the dyadic has at most 64 significant bits and an exponent of moderate size. */
function isShort(x: Dyadic): boolean {
  const { m, e } = normalize(x);
  return bitLength(m) <= 64 && Math.abs(e) <= 4096;
}

const minimum = (x: Decimal, y: Decimal): Decimal => (x.lte(y) ? x : y);
const maximum = (x: Decimal, y: Decimal): Decimal => (x.gte(y) ? x : y);

function isEnclosure(value: number | Decimal | Enclosure): value is Enclosure {
  return typeof value === 'object' && 'lower' in value;
}

/** The enclosure as an interval with dyadic ends, outward: exact where the ends are dyadic, as those of float64 values are. */
export function toBounds({ lower, upper }: Enclosure, bits: number): Bounds {
  const from: End = lower.isFinite() ? lowerEnd(decimalToInterval(lower, bits)) : lower.s * Infinity;
  return { lower: from, upper: upper.isFinite() ? upperEnd(decimalToInterval(upper, bits)) : upper.s * Infinity };
}

/** The enclosure as text, to some digits: '[0.1, 0.2]'. */
export function describe({ lower, upper }: Enclosure): string {
  return `[${lower.toSignificantDigits(20, FLOOR).toString()}, ${upper.toSignificantDigits(20, CEIL).toString()}]`;
}
