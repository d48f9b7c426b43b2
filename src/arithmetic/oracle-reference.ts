/**
 * A reference that is proved: enclosures of the elements of an expression, which tighten on demand.
 *
 * The fast tier (double-double balls) encloses all elements at once, when they are first looked at; single elements that it leaves too
 * wide, or that a verdict hangs on, are evaluated again with twice the digits, from the exact inputs on, until the question is decided
 * or a limit is reached.
 */
import { DomainError, UndecidedError } from '../errors.ts';
import { formatOf, powerOfTwo, roundToFormat } from '../formats/index.ts';
import { ballOf as ballOfNumber, compareBalls, roundBall } from '../reals/ball.ts';
import { dyadic, scaled } from '../reals/dyadic.ts';
import { dyadicReals } from '../reals/dyadic-reals.ts';
import { bitsFor, describe, reals } from '../reals/interval.ts';
import { compareQuotients, dyadicOfQuotient, quotientOfDyadic } from '../reals/rational-reals.ts';
import { roundDyadic, roundQuotient } from '../reals/round-exact.ts';
import { setBall } from './balls.ts';
import { isNarrow, orderOf, reportedBall } from './element-questions.ts';
import { enclosingBalls } from './enclosing-balls.ts';
import { enterBalls } from './enter.ts';
import { errorBounds } from './error-bound.ts';
import { elementEvaluator, evaluateWhole } from './evaluate.ts';
import { unknown } from './extended-reals.ts';
import { rising } from './limits.ts';
import { watch } from './progress.ts';
import { sensitivityOf } from './sensitivity.ts';
import type { Ball as NumberBall } from '../reals/ball.ts';
import type { CertifiedReference, EnclosedValue } from '../compare/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { Bounds, DirectedMode, Dyadic, Enclosure } from '../reals/index.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { BallMemory, Balls } from './balls.ts';
import type { BoundOptions } from './error-bound.ts';
import type { ElementEvaluator } from './evaluate.ts';
import type { Expression } from './expression.ts';
import type { Element } from './extended-reals.ts';
import type { OracleLimits } from './limits.ts';
import type { Progress } from './progress.ts';

/** Digits of the first tier that is not balls. */
const FIRST_DIGITS = 40;

/** Elements whose ball is relatively wider than this are evaluated again before anybody asks. */
const WIDE = powerOfTwo(-50);

/** What references made by one oracle share: results of the fast tier, by expression. */
export interface FastTier {
  evaluate(expression: Expression, onStep?: (done: number, total: number) => void): Balls;
}

/** A fast tier with results of its own. */
export function fastTier(): FastTier {
  const arithmetic = enclosingBalls();
  const known = new WeakMap<Expression, Balls>();
  return {
    evaluate: (expression, onStep) => evaluateWhole([expression], arithmetic, enterBalls, known, onStep)[0]!,
  };
}

/** What a reference is made of. */
export interface ReferenceParts {
  readonly expression: Expression;
  readonly limits: OracleLimits;
  readonly tier: FastTier;
  readonly description: string;
  readonly errorBound?: Float64Array;
}

/**
 * The exact result of a program, element by element, as far as anybody asks.
 *
 * Element i is within `radius[i]` of `hi[i] + lo[i]`. Special values: `hi` is NaN where the program gives NaN in the extended real numbers
 * (0/0, ln(-1)), ±∞ where it gives an infinity, and also where its value is finite but rounds to an infinity in float64.
 */
export class OracleReference implements CertifiedReference {
  readonly kind: 'certified' = 'certified' as const;
  readonly shape: readonly number[];
  /** How many elements. */
  readonly size: number;
  readonly description: string;
  readonly expression: Expression;
  readonly limits: OracleLimits;
  /** A-priori bounds of the computation judged, where {@link withErrorBound} gave them. */
  readonly errorBound?: Float64Array;
  readonly #tier: FastTier;
  #evaluator: ElementEvaluator | undefined;
  #balls: BallMemory | undefined;
  #tightening: Progress | undefined;
  /** The last evaluation of elements with more digits than the fast tier has. */
  readonly #elements = new Map<number, { readonly digits: number; readonly element: Element<Bounds> }>();

  readonly #exact = new Map<number, Quotient | undefined>();

  constructor({ expression, limits, tier, description, errorBound }: ReferenceParts) {
    this.expression = expression;
    this.shape = expression.shape;
    this.size = expression.size;
    this.limits = limits;
    this.description = description;
    this.#tier = tier;
    if (errorBound !== undefined) this.errorBound = errorBound;
  }

  /** Leading parts of the centres. */
  get hi(): Float64Array {
    return this.#enclosures().hi;
  }

  /** Trailing parts of the centres. */
  get lo(): Float64Array {
    return this.#enclosures().lo;
  }

  /** Radii; Infinity where nothing is known. */
  get radius(): Float64Array {
    return this.#enclosures().radius;
  }

  /** One number for a reference of one element: the float64 nearest to the centre. */
  item(): number {
    if (this.size !== 1) throw new DomainError(`item: the reference has ${this.size} elements, not one. Use hi[i].`);
    return this.hi[0]!;
  }

  /**
   * A smaller enclosure of an element, from twice the digits of the last one; `undefined` where none is to be had: at a limit, or where a
   * double-double with a radius cannot say more.
   */
  tighten(index: number): EnclosedValue | undefined {
    this.#check(index);
    const before = this.#enclosures().radius[index]!;
    if (before === 0) return undefined;
    this.#showTightening(index);
    const { clock, maxMilliseconds = Infinity, maxDigits = 1000 } = this.limits;
    const start = clock?.() ?? 0;
    let last = this.#elements.get(index)?.digits ?? FIRST_DIGITS / 2;
    while (last < maxDigits && (clock === undefined || clock() - start <= maxMilliseconds)) {
      last = Math.min(2 * last, maxDigits);
      const ball = reportedBall(this.elementAt(index, last));
      if (ball.radius < before) {
        setBall(this.#enclosures(), index, ball);
        return ball;
      }
      if (ball.radius !== Infinity && isNarrow(this.elementAt(index, last), ball)) break;
    }
    const exact = this.exactElement(index);
    const point = exact === undefined ? undefined : dyadicOfQuotient(exact);
    if (point === undefined) return undefined;
    const ball = reportedBall({ lower: point, upper: point });
    if (!(ball.radius < before)) return undefined;
    setBall(this.#enclosures(), index, ball);
    return ball;
  }

  /** Element `index` as an exact quotient, where + − × ÷ of exact numbers, and exact cases of functions, lead to it. */
  exactElement(index: number): Quotient | undefined {
    if (!this.#exact.has(index)) this.#exact.set(index, this.#elementEvaluator().exactElement(index));
    return this.#exact.get(index);
  }

  #elementEvaluator(): ElementEvaluator {
    return (this.#evaluator ??= elementEvaluator(this.expression));
  }

  /** Element `index` with at least so many digits, in dyadic ends; cached while no more are asked for. */
  elementAt(index: number, digits: number): Element<Bounds> {
    const last = this.#elements.get(index);
    if (last !== undefined && last.digits >= digits) return last.element;
    const element = this.#elementEvaluator().element(index, dyadicReals(bitsFor(digits)));
    this.#elements.set(index, { digits, element });
    return element;
  }

  /**
   * The decimal enclosure of an element computed with so many digits.
   *
   * @throws DomainError where the element is NaN; UndecidedError where nothing is known of it with so many digits
   */
  enclosure(index: number, digits: number): Enclosure {
    this.#check(index);
    const element = this.elementAt(index, digits);
    const context = reals(digits);
    if (typeof element === 'number') return context.exact(element);
    if (element === unknown) throw new UndecidedError(`${this.#name(index)}: nothing is known with ${digits} digits.`);
    return context.bounds(element);
  }

  /**
   * The element rounded to `digits` significant decimal digits (to nearest, ties to even), as text: '0.1', '1.97e+434', 'NaN', 'Infinity'.
   *
   * @throws UndecidedError at a limit
   */
  toDecimal(index = 0, digits = 20): string {
    this.#check(index);
    if (!Number.isInteger(digits) || digits < 1) {
      throw new DomainError(`toDecimal: digits must be an integer ≥ 1, got ${digits}.`);
    }
    return rising(this.limits, Math.max(FIRST_DIGITS, digits + 10), (working) => {
      const element = this.elementAt(index, working);
      if (typeof element === 'number') return { result: Object.is(element, -0) ? '-0' : String(element) };
      if (element === unknown) return this.#reached(index, element);
      const { lower, upper } = reals(working + 30).bounds(element);
      const [low, high] = [lower, upper].map((end) => end.toSignificantDigits(digits, HALF_EVEN).toString());
      return low === high ? { result: low! } : this.#reached(index, element);
    });
  }

  /**
   * The value of a format that the element rounds to; what a correctly rounded implementation returns.
   *
   * @throws UndecidedError at a limit
   */
  correctlyRounded(index: number, format: FormatName, mode: DirectedMode = 'nearest'): number {
    this.#check(index);
    const target = formatOf(format);
    const ball = this.#finiteBall(index);
    const decided = ball && (isZero(ball) ? ball.high : roundBall(ball, target, mode));
    if (decided !== undefined) return decided;
    return rising(this.limits, FIRST_DIGITS, (digits) => {
      const element = this.elementAt(index, digits);
      if (typeof element === 'number') return { result: roundToFormat(element, target, { mode }) };
      if (element === unknown) return this.#reached(index, element);
      const [lower, upper] = [element.lower, element.upper].map((end) =>
        roundDyadic(typeof end === 'number' ? scaled(end > 0 ? 1n : -1n, BEYOND) : end, target, mode),
      ) as [number, number];
      if (Object.is(lower, upper)) return { result: lower };
      if (lower === 0 && upper === 0) return { result: 0 };
      const exact = this.exactElement(index);
      return exact === undefined
        ? this.#reached(index, element)
        : { result: roundQuotient(exact.dividend, exact.divisor, target, mode) };
    });
  }

  /**
   * How the element compares with a float64: -1, 0 or 1 for less, equal, greater. NaN compares with nothing: an error.
   *
   * @throws UndecidedError at a limit, as where they are equal and no exact evaluation shows it
   */
  order(index: number, value: number): -1 | 0 | 1 {
    this.#check(index);
    const other = Number.isFinite(value) ? dyadic(value) : value;
    const ball = this.#finiteBall(index);
    const decided = ball && typeof other === 'object' ? compareBalls(ball, ballOfNumber(value)) : undefined;
    if (decided !== undefined) return decided;
    return rising(this.limits, FIRST_DIGITS, (digits) => {
      const element = this.elementAt(index, digits);
      if (Number.isNaN(element) || value !== value) throw new DomainError(`${this.#name(index)}: NaN has no order.`);
      if (element === unknown) return this.#reached(index, element);
      const order = orderOf(element as number | Bounds, other);
      if (order !== undefined) return { result: order };
      const exact = typeof other === 'object' ? this.exactElement(index) : undefined;
      return exact === undefined
        ? this.#reached(index, element)
        : { result: compareQuotients(exact, quotientOfDyadic(other as Dyadic)) };
    });
  }

  /**
   * The relative condition number Σⱼ |xⱼ·∂yᵢ/∂xⱼ| / |yᵢ| over all elements of all inputs: by what a relative change of the inputs is
   * multiplied, at worst. Infinity where y is 0; NaN where y or a derivative is not a finite number.
   */
  conditionOf(index = 0): number {
    this.#check(index);
    const value = Math.abs(this.hi[index]!);
    return this.sensitivityOf(index) / value;
  }

  /** Σⱼ |xⱼ·∂yᵢ/∂xⱼ|, to first order what a relative change of 1 of all inputs does to the element at worst. */
  sensitivityOf(index = 0): number {
    this.#check(index);
    return sensitivityOf(this.expression, index, this.#tier);
  }

  /**
   * The error that rounding the inputs to `format` could cause by itself, to first order: u·Σⱼ |xⱼ·∂yᵢ/∂xⱼ|. An implementation that is
   * given rounded data and errs by less has nothing to answer for.
   */
  inputRoundingError(index: number, format: FormatName): number {
    return formatOf(format).unitRoundoff * this.sensitivityOf(index);
  }

  /**
   * The same reference with a-priori rounding-error bounds of a computation in a format, for the budget term `bound`: for a product
   * k·u·(|A||B|), element by element. See docs/oracle-programs.md.
   */
  withErrorBound(options: BoundOptions): OracleReference {
    return new OracleReference({
      expression: this.expression,
      limits: this.limits,
      tier: this.#tier,
      description: this.description,
      errorBound: errorBounds(this.expression, this.#tier.evaluate(this.expression), options),
    });
  }

  /** What the fast tier, or a tightening, knows of a finite element. */
  #finiteBall(index: number): NumberBall | undefined {
    const { hi, lo, radius } = this.#enclosures();
    const ball = { high: hi[index]!, low: lo[index]!, radius: radius[index]! };
    return Number.isFinite(ball.high) && ball.radius !== Infinity ? ball : undefined;
  }

  #enclosures(): BallMemory {
    if (this.#balls !== undefined) return this.#balls;
    const progress = watch(this.limits.progress);
    try {
      const { length, hi, lo, radius } = this.#tier.evaluate(this.expression, (done, total) =>
        progress.advance(done, total, `${this.description}: op ${done + 1} of ${total}`),
      );
      const balls: BallMemory = {
        length,
        hi: hi.slice(),
        lo: lo?.slice() ?? new Float64Array(length),
        radius: radius?.slice() ?? new Float64Array(length),
      };
      this.#balls = balls;
      for (let i = 0; i < length; i++) {
        if (!(balls.radius[i]! > WIDE * Math.abs(balls.hi[i]!))) continue;
        this.#settle(i, balls);
        progress.advance(i + 1, length, `${this.description}: more digits, element ${i + 1} of ${length}`);
      }
      return balls;
    } finally {
      progress.end();
    }
  }

  /** Tightening goes element by element, at a verdict's bidding: its bar stays until the program that asks is done. */
  #showTightening(index: number): void {
    if (this.#tightening === undefined) {
      this.#tightening = watch(this.limits.progress);
      queueMicrotask(() => {
        this.#tightening?.end();
        this.#tightening = undefined;
      });
    }
    this.#tightening.advance(index, this.size, `${this.description}: deciding element ${index + 1} of ${this.size}`);
  }

  /** Evaluates an element that the fast tier left wide, once or, where nothing was known of it, a second time. */
  #settle(i: number, balls: BallMemory): void {
    const { maxDigits = 1000 } = this.limits;
    for (const digits of [2 * FIRST_DIGITS, 8 * FIRST_DIGITS]) {
      const ball = reportedBall(this.elementAt(i, Math.min(digits, maxDigits)));
      if (ball.radius <= balls.radius[i]!) {
        setBall(balls, i, ball);
      }
      if (balls.radius[i] !== Infinity) return;
    }
  }

  #check(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < this.size) return;
    throw new DomainError(
      `${this.description}: there is no element ${index}; indices of its ${this.size} elements run from 0 to ${this.size - 1}.`,
    );
  }

  #name(index: number): string {
    return this.size === 1 ? this.description : `element ${index} of ${this.description}`;
  }

  #reached(index: number, element: Element<Bounds>): { readonly reached: string } {
    if (typeof element === 'number') return { reached: `${this.#name(index)} is ${element}` };
    if (element === unknown) return { reached: `Nothing is known of ${this.#name(index)}` };
    return { reached: `${this.#name(index)} lies in ${describe(reals(40).bounds(element))}, which does not decide it` };
  }
}

const isZero = ({ high, low, radius }: NumberBall): boolean => high === 0 && low === 0 && radius === 0;

const HALF_EVEN = 6;

/** An exponent beyond every format's. */
const BEYOND = 1 << 20;
