/**
 * A way to execute ops: in a format under a policy, or enclosing the exact values. An arithmetic knows the four kinds of op and no op's
 * name, so that ops and arithmetics grow independently.
 */
import type { Attributes, ContractionPlan, Pointwise, SelectionPlan } from '../ops/index.ts';

/** The elements of a result in row-major order, in whatever form an arithmetic keeps them. */
export interface Arithmetic<Storage extends { readonly length: number }> {
  /** Numbers entered into the arithmetic: rounded into its format, or enclosed exactly. */
  store(values: ArrayLike<number>): Storage;
  /** The float64 numbers nearest to the elements. */
  read(values: Storage): Float64Array;
  /** y[i] = f(x₁[i mod n₁], x₂[i mod n₂], …) for `size` elements, nⱼ the length of the j-th input. */
  map(op: Pointwise, inputs: readonly Storage[], size: number, attributes: Attributes): Storage;
  /** y[i] = (inputs laid end to end)[sources[i]], or `fill` where that is −1. */
  gather(inputs: readonly Storage[], sources: Int32Array, fill: number): Storage;
  /** Sums and sums of products. */
  contract(plan: ContractionPlan, inputs: readonly Storage[]): Storage;
  /** The largest or smallest of each row, or where it is. */
  select(plan: SelectionPlan, input: Storage): Storage;
}
