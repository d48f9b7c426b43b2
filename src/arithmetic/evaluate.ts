/** Evaluation of expressions: whole, in any arithmetic; or single elements, with enclosures of as many bits as are asked for. */
import { broadcastStrides, positions, sameShape, sizeOf } from '../ops/index.ts';
import { NotRational, rationalReals } from '../reals/rational-reals.ts';
import { contractElement, elementRules, enclosing, rowOf, termsOf } from './enclosing.ts';
import { enterElement } from './enter.ts';
import { withAncestors } from './expression.ts';
import type { EnclosureArithmetic } from '../reals/dyadic-reals.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { ContractionPlan, SelectionPlan, Shape } from '../ops/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Element, Tally } from './extended-reals.ts';
import type { ElementRules, Terms } from './enclosing.ts';
import type { ExactValues, Expression, Origin } from './expression.ts';

type Application = Extract<Origin, { kind: 'application' }>;

/**
 * Evaluates expressions in an arithmetic, each once.
 *
 * @param enter - makes storage of exact values
 * @param known - results of earlier calls, which are used and added to
 * @param onStep - told after each application how many of how many are done
 */
export function evaluateWhole<Storage extends { readonly length: number }>(
  roots: readonly Expression[],
  arithmetic: Arithmetic<Storage>,
  enter: (exact: ExactValues) => Storage,
  known: WeakMap<Expression, Storage>,
  onStep?: (done: number, total: number) => void,
): Storage[] {
  const all = pending(roots, known);
  for (const [done, expression] of all.entries()) {
    onStep?.(done, all.length);
    const { origin, shape, size } = expression;
    if (origin.kind === 'input') {
      known.set(expression, enter(origin.exact));
      continue;
    }
    const { op, inputs, attributes } = origin;
    const storages = inputs.map((input) => known.get(input)!);
    const shapes = inputs.map((input) => input.shape);
    switch (op.kind) {
      case 'pointwise': {
        const operands = storages.map((storage, i) => spread(arithmetic, storage, shapes[i]!, shape));
        known.set(expression, arithmetic.map(op, operands, size, attributes));
        break;
      }
      case 'structural':
        known.set(
          expression,
          arithmetic.gather(storages, op.sources(shapes, attributes), (attributes['fill'] ?? 0) as number),
        );
        break;
      case 'contraction':
        known.set(expression, arithmetic.contract(op.plan(shapes, attributes), storages));
        break;
      case 'selection':
        known.set(expression, arithmetic.select(op.plan(shapes, attributes), storages[0]!));
    }
  }
  return roots.map((root) => known.get(root)!);
}

/** What has to be computed for the roots, inputs first. */
function pending<Storage extends object>(
  roots: readonly Expression[],
  known: WeakMap<Expression, Storage>,
): Expression[] {
  const found = new Set<Expression>();
  const open = [...roots];
  while (open.length > 0) {
    const next = open.pop()!;
    if (found.has(next) || known.has(next)) continue;
    found.add(next);
    if (next.origin.kind === 'application') open.push(...next.origin.inputs);
  }
  return [...found].sort((a, b) => a.level - b.level);
}

/** An operand whose element i mod n belongs to result i: as it is where it broadcasts along leading axes only. */
function spread<Storage extends { readonly length: number }>(
  arithmetic: Arithmetic<Storage>,
  storage: Storage,
  from: Shape,
  to: Shape,
): Storage {
  if (storage.length === 1 || isTrailing(from, to)) return storage;
  return arithmetic.gather([storage], positions(to, broadcastStrides(from, to)), 0);
}

function isTrailing(part: Shape, whole: Shape): boolean {
  return part.length <= whole.length && sameShape(part, whole.slice(whole.length - part.length));
}

/** All elements as exact quotients; `undefined` where one is not a finite rational number, or not seen to be. */
export function exactValues(expression: Expression): Quotient[] | undefined {
  const arithmetic = enclosing(rationalReals);
  const { reals } = arithmetic.rules;
  const enter = (exact: ExactValues): Element<Quotient>[] =>
    Array.from({ length: exact.values.length }, (_, i) => enterElement(reals, exact, i));
  const [elements] = whereRational(() => evaluateWhole([expression], arithmetic, enter, new WeakMap())) ?? [];
  const result = elements?.map(asQuotient);
  return result?.every((x) => x !== undefined) ? result : undefined;
}

function asQuotient(element: Element<Quotient>): Quotient | undefined {
  if (typeof element === 'object') return element;
  return element === 0 ? { dividend: 0n, divisor: 1n } : undefined;
}

function whereRational<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NotRational) return undefined;
    throw error;
  }
}

/** Looks up where an element of the result comes from; made once for an expression. */
type Dependencies = (index: number) => readonly (readonly number[])[];

/** What single elements need of an expression, whatever the precision. */
interface Recipe<E> {
  readonly needs: Dependencies;
  readonly compute: (
    rules: ElementRules<E>,
    index: number,
    inputs: readonly ReadonlyMap<number, Element<E>>[],
  ) => Element<E>;
}

/** Evaluates single elements of one expression; keeps the graph's index maps between calls. */
export interface ElementEvaluator {
  /** Element `index`, enclosed in `base`. Only elements that it depends on are computed. */
  element<E extends object>(index: number, base: EnclosureArithmetic<E>, tally?: Tally): Element<E>;
  /** Element `index` as an exact quotient, where it is seen to be one. */
  exactElement(index: number): Quotient | undefined;
}

export function elementEvaluator(root: Expression): ElementEvaluator {
  const order = withAncestors([root]);
  // A recipe treats elements as opaque: one serves all kinds of enclosures.
  const recipes = new Map<Expression, Recipe<object>>();
  const recipeOf = (expression: Expression, origin: Application): Recipe<object> => {
    let recipe = recipes.get(expression);
    if (recipe === undefined) recipes.set(expression, (recipe = makeRecipe(expression, origin)));
    return recipe;
  };

  const evaluator: ElementEvaluator = {
    exactElement: (index) => {
      const element = whereRational(() => evaluator.element(index, rationalReals));
      return element === undefined ? undefined : asQuotient(element);
    },

    element<E extends object>(index: number, base: EnclosureArithmetic<E>, tally?: Tally): Element<E> {
      const needed = new Map<Expression, Set<number>>([[root, new Set([index])]]);
      for (let at = order.length - 1; at >= 0; at--) {
        const expression = order[at]!;
        const wanted = needed.get(expression);
        if (wanted === undefined || expression.origin.kind === 'input') continue;
        const { inputs } = expression.origin;
        const { needs } = recipeOf(expression, expression.origin);
        for (const i of wanted) {
          needs(i).forEach((positionsOfInput, input) => {
            let set = needed.get(inputs[input]!);
            if (set === undefined) needed.set(inputs[input]!, (set = new Set()));
            for (const position of positionsOfInput) set.add(position);
          });
        }
      }
      const rules = elementRules(base, tally);
      const values = new Map<Expression, Map<number, Element<E>>>();
      for (const expression of order) {
        const wanted = needed.get(expression);
        if (wanted === undefined) continue;
        const result = new Map<number, Element<E>>();
        const { origin } = expression;
        if (origin.kind === 'input') {
          for (const i of wanted) result.set(i, enterElement(rules.reals, origin.exact, i));
        } else {
          const recipe = recipeOf(expression, origin) as unknown as Recipe<E>;
          const inputs = origin.inputs.map((input) => values.get(input) ?? new Map<number, Element<E>>());
          for (const i of wanted) result.set(i, recipe.compute(rules, i, inputs));
        }
        values.set(expression, result);
      }
      return values.get(root)!.get(index)!;
    },
  };
  return evaluator;
}

function makeRecipe(expression: Expression, { op, inputs, attributes }: Application): Recipe<object> {
  const shapes = inputs.map((input) => input.shape);
  switch (op.kind) {
    case 'pointwise': {
      const maps = shapes.map((shape) => broadcastMap(shape, expression.shape));
      return {
        needs: (index) => maps.map((map) => [map(index)]),
        compute: (rules, index, values) =>
          rules.map(
            op,
            maps.map((map, i) => values[i]!.get(map(index))!),
            attributes,
          ),
      };
    }
    case 'structural': {
      const sources = op.sources(shapes, attributes);
      const starts: number[] = [];
      let end = 0;
      for (const input of inputs) {
        starts.push(end);
        end += input.size;
      }
      const owner = (source: number): number => {
        let input = starts.length - 1;
        while (source < starts[input]!) input--;
        return input;
      };
      const fill = (attributes['fill'] ?? 0) as number;
      return {
        needs: (index) => {
          const source = sources[index]!;
          if (source < 0) return [];
          const input = owner(source);
          return inputs.map((_, i) => (i === input ? [source - starts[i]!] : []));
        },
        compute: (rules, index, values) => {
          const source = sources[index]!;
          if (source < 0) return rules.reals.constant(fill);
          const input = owner(source);
          return values[input]!.get(source - starts[input]!)!;
        },
      };
    }
    case 'contraction': {
      const plan: ContractionPlan = op.plan(shapes, attributes);
      const terms = termsOf(plan);
      return {
        needs: (index) => needsOf(terms(index)),
        compute: (rules, index, values) =>
          contractElement(
            rules.reals,
            terms(index),
            values.map((map) => (i: number) => map.get(i)!),
          ),
      };
    }
    case 'selection': {
      const plan: SelectionPlan = op.plan(shapes, attributes);
      return {
        needs: (index) => [rowOf(plan, index)],
        compute: (rules, index, values) =>
          rules.select(
            rowOf(plan, index).map((i) => values[0]!.get(i)!),
            plan,
          ),
      };
    }
  }
}

function needsOf(terms: Terms): readonly (readonly number[])[] {
  return terms.form === 'sum' ? [terms.at] : [terms.left, terms.right];
}

/** Position in an operand of shape `from` for a position in the result of shape `to`. */
function broadcastMap(from: Shape, to: Shape): (index: number) => number {
  if (sameShape(from, to)) return (index) => index;
  if (sizeOf(from) === 1) return () => 0;
  const strides = broadcastStrides(from, to);
  return (index) => {
    let position = 0;
    let rest = index;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      position += (rest % to[axis]!) * strides[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    return position;
  };
}
