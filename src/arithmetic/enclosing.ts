/**
 * Arithmetic that encloses the exact real values: the same op table, with the rows' enclosure rules instead of their kernels.
 *
 * Every result of every op contains the exact result for all members of its inputs; structural ops move enclosures and change
 * nothing. Where a decision (a side of a kink, the largest of a row) is not decided by the enclosures, both outcomes are kept and
 * the decision is counted (`tally.undecided`).
 */
import { roundDyadic } from '../reals/round-exact.ts';
import { add, compare, scale } from '../reals/dyadic.ts';
import { isFiniteEnd } from '../reals/elementary/define.ts';
import { compareEnds } from '../reals/elementary/extension.ts';
import { sourceIn } from '../ops/index.ts';
import { extendedReals, unknown } from './extended-reals.ts';
import type { EnclosureArithmetic } from '../reals/dyadic-reals.ts';
import type { Bounds } from '../reals/index.ts';
import type { Attributes, ContractionPlan, Pointwise, Rows, SelectionPlan } from '../ops/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Element, ExtendedReals, Tally } from './extended-reals.ts';

/** What one element of a result is, for each kind of op that computes. */
export interface ElementRules<E> {
  readonly reals: ExtendedReals<E>;
  /** f(x₁, …). */
  map(op: Pointwise, inputs: readonly Element<E>[], attributes: Attributes): Element<E>;
  /** The chosen element of a row, or its position. */
  select(row: readonly Element<E>[], plan: Pick<SelectionPlan, 'choose' | 'yield'>): Element<E>;
}

/** The rules over enclosures of kind `E`. */
export function elementRules<E extends object>(base: EnclosureArithmetic<E>, tally?: Tally): ElementRules<E> {
  const reals = extendedReals(base, tally);

  return {
    reals,

    map(op, inputs, attributes) {
      if (op.output === 'bool' && typeof op.kernel === 'function') {
        // No difference of infinities or NaN says how they compare.
        const nan = inputs.some((x) => Number.isNaN(x));
        if (nan || inputs.every((x) => typeof x === 'number')) {
          const [x = 0, y = 0, z = 0] = inputs.map((input) => (typeof input === 'number' ? input : 0));
          return op.kernel(x, y, z, attributes) === 0 ? 0 : reals.constant(1);
        }
      }
      return typeof op.real === 'string' ? reals.call(op.real, ...inputs) : op.real(reals, inputs, attributes);
    },

    select(row, { choose, yield: what }) {
      const better = choose === 'largest' ? reals.max : reals.min;
      if (what === 'value') return row.length === 0 ? NaN : row.reduce(better);
      const nan = row.findIndex((x) => Number.isNaN(x));
      if (nan >= 0 && row.slice(0, nan).every((x) => x !== unknown)) return reals.constant(nan);
      const at = positionOfChosen(row.map(reals.ends), choose);
      if (at !== undefined) return reals.constant(at);
      if (row.length > 0) reals.tally.undecided++;
      return row.length === 0 ? reals.constant(-1) : unknown;
    },
  };
}

/** The first position whose element is at least (at most) every other's, proved; `undefined` where that is not decided. */
function positionOfChosen(row: readonly (Bounds | undefined)[], choose: 'largest' | 'smallest'): number | undefined {
  const sign = choose === 'largest' ? 1 : -1;
  const worst = (x: Bounds): Bounds['lower'] => (sign > 0 ? x.lower : x.upper);
  const best = (x: Bounds): Bounds['lower'] => (sign > 0 ? x.upper : x.lower);
  let at = -1;
  for (let j = 0; j < row.length; j++) {
    if (row[j] === undefined) return undefined;
    if (at < 0 || sign * compareEnds(worst(row[j]!), worst(row[at]!)) > 0) at = j;
  }
  if (at < 0) return undefined;
  for (let j = 0; j < row.length; j++) {
    if (j === at) continue;
    const order = sign * compareEnds(worst(row[at]!), best(row[j]!));
    if (order < 0 || (order === 0 && j < at)) return undefined;
  }
  return at;
}

/** Arithmetic over arrays of elements, one by one. */
export interface EnclosingArithmetic<E> extends Arithmetic<readonly Element<E>[]> {
  readonly rules: ElementRules<E>;
}

/** The arithmetic over enclosures of kind `E`, such as `enclosing(decimalReals(50))` or `enclosing(dyadicReals(200))`. */
export function enclosing<E extends object>(base: EnclosureArithmetic<E>, tally?: Tally): EnclosingArithmetic<E> {
  type Storage = readonly Element<E>[];
  const rules = elementRules(base, tally);
  const { reals } = rules;

  return {
    rules,

    store: (values) => Array.from(values, (value) => reals.constant(value)),

    read: (values) => Float64Array.from(values, (value) => nearestFloat64(reals, value)),

    map: (op, inputs, size, attributes) =>
      Array.from({ length: size }, (_, i) =>
        rules.map(
          op,
          inputs.map((input) => input[i % input.length]!),
          attributes,
        ),
      ),

    gather(inputs, sources, fill) {
      const all = inputs.length === 1 ? inputs[0]! : inputs.flat();
      const filling = reals.constant(fill);
      return Array.from(sources, (source) => (source < 0 ? filling : all[source]!));
    },

    contract: (plan: ContractionPlan, inputs: readonly Storage[]) => {
      const size = plan.form === 'sums' ? plan.rows : plan.form === 'scattered' ? plan.size : sizeOfProducts(plan);
      const terms = termsOf(plan);
      const readers = inputs.map((input) => (position: number) => input[position]!);
      return Array.from({ length: size }, (_, index) => contractElement(reals, terms(index), readers));
    },

    select: (plan, input) =>
      Array.from({ length: plan.rows }, (_, row) =>
        rules.select(
          rowOf(plan, row).map((i) => input[i]!),
          plan,
        ),
      ),
  };
}

/** The terms of one element of a contraction: positions in the inputs. */
export type Terms =
  | { readonly form: 'sum'; readonly at: readonly number[] }
  | { readonly form: 'dot'; readonly left: readonly number[]; readonly right: readonly number[] };

function sizeOfProducts(plan: Extract<ContractionPlan, { form: 'products' }>): number {
  return plan.batches * plan.rows * plan.columns;
}

/** For each element of a contraction's result, the terms that it is the sum of. */
export function termsOf(plan: ContractionPlan): (index: number) => Terms {
  switch (plan.form) {
    case 'sums':
      return (index) => ({ form: 'sum', at: rowOf(plan, index) });
    case 'products': {
      const { rows, inner, columns, leftBatches, rightBatches } = plan;
      return (index) => {
        const j = index % columns;
        const i = Math.floor(index / columns) % rows;
        const batch = Math.floor(index / (columns * rows));
        const left = (leftBatches[batch]! * rows + i) * inner;
        const right = rightBatches[batch]! * inner * columns + j;
        return {
          form: 'dot',
          left: Array.from({ length: inner }, (_, k) => left + k),
          right: Array.from({ length: inner }, (_, k) => right + k * columns),
        };
      };
    }
    case 'scattered': {
      const lists = new Map<number, number[]>();
      plan.targets.forEach((target, i) => {
        const list = lists.get(target);
        if (list === undefined) lists.set(target, [i]);
        else list.push(i);
      });
      return (index) => ({ form: 'sum', at: lists.get(index) ?? [] });
    }
  }
}

/** Positions of the elements of a row of a reduction. */
export function rowOf(plan: Rows, row: number): number[] {
  return Array.from({ length: plan.length }, (_, j) => sourceIn(plan, row, j));
}

/** One element of a contraction, from its terms. */
export function contractElement<E>(
  reals: ExtendedReals<E>,
  terms: Terms,
  inputs: readonly ((position: number) => Element<E>)[],
): Element<E> {
  const [x, y] = inputs;
  return terms.form === 'sum' ? reals.sum(terms.at.map(x!)) : reals.dot(terms.left.map(x!), terms.right.map(y!));
}

/** The float64 nearest to the middle of what is known; NaN where nothing is. */
export function nearestFloat64<E>(reals: ExtendedReals<E>, value: Element<E>): number {
  if (typeof value === 'number') return value;
  const ends = reals.ends(value);
  if (ends === undefined) return NaN;
  const { lower, upper } = ends;
  if (!isFiniteEnd(lower)) return isFiniteEnd(upper) ? -Infinity : NaN;
  if (!isFiniteEnd(upper)) return Infinity;
  return roundDyadic(compare(lower, upper) === 0 ? lower : scale(add(lower, upper), -1), 'float64');
}
