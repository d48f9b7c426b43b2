/** What an op is: four kinds of record, and the vocabulary (`Algebra`) that gradients and composites are written in. */
import type { LaneOperation } from '../kernels/dense.ts';
import type { PortableName } from '../kernels/portable-math.ts';
import type { Shape } from './shape.ts';
import type { Algebra } from './algebra.ts';

/** Settings of one application of an op: axes, strides, a slope. Plain data, so that a program can be printed and stored. */
export type Attributes = Readonly<Record<string, Attribute>>;
export type Attribute = number | boolean | string | undefined | readonly number[] | Int32Array;

/**
 * The gradient rule: given inputs x, output y and g = ∂L/∂y, for each input how ∂L/∂xᵢ is computed (called only where it is needed),
 * or `null` where the function is locally constant.
 *
 * Written in ops, so that it runs on tensors (and gives gradients of gradients), on traces and on enclosures. A rule may return a
 * gradient of the broadcast shape: whoever applies it sums it back to the input's shape.
 */
export type Vjp = <V>(
  o: Algebra<V>,
  inputs: readonly V[],
  output: V,
  gradient: V,
  attributes: Attributes,
) => readonly ((() => V) | null)[];

/**
 * Arithmetic on real numbers known by enclosures: what an enclosure rule may use.
 *
 * Implemented for double-double balls and for decimal intervals. Every operation contains the exact result.
 */
export interface RealAlgebra<E> {
  constant(value: number): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  mul(a: E, b: E): E;
  div(a: E, b: E): E;
  neg(a: E): E;
  abs(a: E): E;
  max(a: E, b: E): E;
  min(a: E, b: E): E;
  /** A function of the elementary table, by name. */
  call(name: string, ...inputs: E[]): E;
  /** `then()` where x > 0, `otherwise()` where x ≤ 0, and the hull of both where the enclosure of x does not decide it. */
  ifPositive(x: E, then: () => E, otherwise: () => E): E;
}

/** The rule that encloses y = f(x), as a formula over real numbers. */
export type RealRule = <E>(real: RealAlgebra<E>, inputs: readonly E[], attributes: Attributes) => E;

/** y[i] = f(x₁[i], …, xₙ[i]) after broadcasting: one rounding for each element. */
export interface Pointwise<Arity extends number = number> {
  readonly kind: 'pointwise';
  readonly arity: Arity;
  /** f in float64: the name of a portable function, or a closure of exactly specified operations (+ − × ÷ √, comparisons). */
  readonly kernel: PortableName | PointwiseKernel;
  /** sup |kernel − f| over float64, in ulps: 0 exact, 0.5 correctly rounded, else measured (docs/portable-math.md). */
  readonly kernelUlps: number;
  /** How the exact value is enclosed: a name in the elementary table, or a formula over enclosures. */
  readonly real: string | RealRule;
  readonly vjp: Vjp;
  /** The SIMD loop that does the same in float32 and float64, bit for bit; with a right operand of its own for a function of one argument. */
  readonly lanes?: LaneOperation | readonly [LaneOperation, number | 'itself'];
  /** `bool` for comparisons. Default: the promoted type of the inputs. */
  readonly output?: 'bool';
  /** Whether whole numbers give whole numbers, as + − × do; else an inexact function takes them as floating-point numbers. */
  readonly closed?: boolean;
  /** Inputs that tests must try beside the default ones: the known hard ones. */
  readonly samples?: readonly (readonly number[])[];
  /** The open domain outside which f is undefined, one interval an input; default (−∞, ∞). */
  readonly domain?: readonly (readonly [number, number])[];
}

export type PointwiseKernel = (x: number, y: number, z: number, attributes: Attributes) => number;

/** How many inputs there are; of a range those at the end may be left out. */
export type InputCount = number | { readonly least: number; readonly most: number };

/** Movement of data: no arithmetic, hence no rounding, hence the same in every arithmetic. */
export interface Structural {
  readonly kind: 'structural';
  readonly arity: InputCount;
  readonly shape: (shapes: readonly Shape[], attributes: Attributes) => Shape;
  /**
   * Where each output element comes from: its position in the inputs laid end to end (each in row-major order),
   * or −1 for an element that is `attributes.fill ?? 0`.
   */
  readonly sources: (shapes: readonly Shape[], attributes: Attributes) => Int32Array;
  /** Default: the adjoint of moving data is adding it back to where it came from (`scatterAdd` along `sources`). */
  readonly vjp?: Vjp;
}

/** Σ of terms or of products: the only place where rounding errors accumulate inside an op, so it has an order and an accumulator. */
export interface Contraction {
  readonly kind: 'contraction';
  readonly arity: number;
  readonly shape: (shapes: readonly Shape[], attributes: Attributes) => Shape;
  readonly plan: (shapes: readonly Shape[], attributes: Attributes) => ContractionPlan;
  readonly vjp: Vjp;
}

/** The forms a contraction takes; an arithmetic knows these, and no op's name. */
export type ContractionPlan =
  /** y[r] = Σⱼ x[r, j]; the order of j is the order of summation. */
  | ({ readonly form: 'sums' } & Rows)
  /** y[b,i,j] = Σₖ left[b,i,k]·right[b,k,j]; `leftBatches[b]`, `rightBatches[b]` say which matrix of each input batch b uses. */
  | {
      readonly form: 'products';
      readonly batches: number;
      readonly rows: number;
      readonly inner: number;
      readonly columns: number;
      readonly leftBatches: Int32Array;
      readonly rightBatches: Int32Array;
    }
  /** y[t] = Σ of x[i] over all i with targets[i] = t, in the order of i; a target of −1 drops the element. */
  | { readonly form: 'scattered'; readonly size: number; readonly targets: Int32Array };

/**
 * The elements that belong together in a reduction: element j of row r is x[sources[r·length + j]], or without `sources`
 * x[(⌊r/inner⌋·length + j)·inner + r mod inner] (`sourceIn`).
 */
export interface Rows {
  readonly rows: number;
  readonly length: number;
  /** Neighbouring elements of a row are this far apart; 1 where each row lies in one piece. */
  readonly inner: number;
  /** Given where the reduced axes do not lie side by side. */
  readonly sources: Int32Array | undefined;
}

/** A decision over the elements of a row: the largest, the smallest, or where it is. */
export interface Selection {
  readonly kind: 'selection';
  readonly arity: 1;
  readonly shape: (shapes: readonly Shape[], attributes: Attributes) => Shape;
  readonly plan: (shapes: readonly Shape[], attributes: Attributes) => SelectionPlan;
  readonly vjp: Vjp;
  /** `int32` for positions. Default: the type of the input. */
  readonly output?: 'int32';
}

/** y[r] = the chosen one among the elements of row r, or its j; ties go to the first, NaN is chosen before all. */
export interface SelectionPlan extends Rows {
  readonly choose: 'largest' | 'smallest';
  readonly yield: 'value' | 'position';
}

/** A function made of ops. Its `spec` is the plain formula over real numbers where that is not the stable program. */
export interface Composite {
  readonly kind: 'composite';
  readonly arity: InputCount;
  readonly program: Program;
  readonly spec?: Program;
}

export type Program = <V>(o: Algebra<V>, inputs: readonly V[], attributes: Attributes) => V;

export type Op = Pointwise | Structural | Contraction | Selection;
