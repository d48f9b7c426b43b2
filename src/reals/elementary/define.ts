/** What a row of the table of elementary functions is, and the arithmetic that its formulas are written in. */

import type { Dyadic } from '../dyadic.ts';
import type { DyadicInterval } from '../dyadic-interval.ts';

/**
 * Arithmetic on real numbers that are known by enclosures of some kind `E`: every operation contains the exact results for
 * all members of its operands.
 */
export interface RealArithmetic<E> {
  /** Encloses the exact value of a float64; infinities are themselves. */
  constant(value: number): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  mul(a: E, b: E): E;
  div(a: E, b: E): E;
  neg(a: E): E;
  abs(a: E): E;
  square(a: E): E;
  sqrt(a: E): E;
  max(a: E, b: E): E;
  min(a: E, b: E): E;
  /** A function of the elementary table, by name. */
  call(name: string, ...inputs: E[]): E;
}

/** A formula over enclosures. */
export type Formula = <E>(real: RealArithmetic<E>, inputs: readonly E[]) => E;

/** One condition number for each argument. */
export type ConditionFormula = <E>(real: RealArithmetic<E>, inputs: readonly E[]) => readonly E[];

/** A real number, or -Infinity or Infinity. */
export type End = Dyadic | number;

/** A closed interval of the extended real line. */
export interface Bounds {
  readonly lower: End;
  readonly upper: End;
}

/** How a function of one variable extends from points to intervals. */
export type Shape =
  /** Monotone over its whole domain: the image of [a, b] lies between the images of a and b. */
  | { readonly kind: 'increasing' }
  | { readonly kind: 'decreasing' }
  /**
   * Decreasing up to a point c, then increasing. c lies in [from, to], and `floor` is a lower bound of the function: its
   * minimum, to `bits` bits or as near as [from, to] is narrow.
   */
  | { readonly kind: 'valley'; readonly from: Dyadic; readonly to: Dyadic; readonly floor: (bits: number) => Dyadic }
  /** Another rule, over an interval with finite ends or with infinite ones. */
  | { readonly kind: 'rule'; readonly enclose: (argument: Bounds, bits: number) => Bounds };

interface Row {
  readonly name: string;
  /** What it computes, for real arguments. */
  readonly formula: string;
  /** The domain in words, for messages. */
  readonly domain: string;
  /**
   * The result where it is not a matter of rounding a real number: NaN, infinite and zero arguments, poles, arguments outside
   * the domain. As IEEE 754-2019 clause 9.2 and C (Annex F) have it; `undefined` for all other arguments. A function stands
   * for an irrational constant such as π/2.
   */
  readonly special: (...x: number[]) => number | ((bits: number) => DyadicInterval) | undefined;
  /** The result where it is a dyadic number that a rounding could meet; `undefined` elsewhere. Special cases come first. */
  readonly exact: (...x: Dyadic[]) => Dyadic | undefined;
  /**
   * Whether it is a theorem that no other arguments give a number of a binary format or a midpoint of two. Then the
   * precision that rises always ends, and an end of an enclosure that is such a number is known to be excluded.
   */
  readonly exactCasesComplete: boolean;
  /** κ_i = |x_i·∂f/∂x_i / f|: what a relative change of x_i is multiplied by. */
  readonly condition: ConditionFormula;
  /** Theorems used for exact cases and for the enclosure beyond what the series' own files say. */
  readonly source: string;
}

/** A function of one variable. */
export interface UnivariateFunction extends Row {
  readonly arity: 1;
  /** The closed interval outside which it is undefined. */
  readonly from: number;
  readonly to: number;
  /** Limits at `from` and `to`, where these are infinite or poles: numbers, or enclosures of irrational ones. */
  readonly atFrom?: number | ((bits: number) => DyadicInterval);
  readonly atTo?: number | ((bits: number) => DyadicInterval);
  readonly shape: Shape;
  /** Encloses f(x) for a point x in the domain (no pole) to a relative width of about 2^-bits. May throw RangeExceeded. */
  readonly at: (x: Dyadic, bits: number) => DyadicInterval;
}

/** A function of two or three variables. */
export interface MultivariateFunction extends Row {
  readonly arity: 2 | 3;
  /** Encloses f at a point that is no special case. May throw RangeExceeded. */
  readonly at: (point: readonly Dyadic[], bits: number) => DyadicInterval;
  /** Over a box: a formula in which each argument occurs once, or the rule by monotonicity. */
  readonly over: { readonly formula: Formula } | { readonly enclose: (box: readonly Bounds[], bits: number) => Bounds };
}

export type ElementaryFunction = UnivariateFunction | MultivariateFunction;

/** Whether an end is a real number. */
export function isFiniteEnd(end: End): end is Dyadic {
  return typeof end === 'object';
}
