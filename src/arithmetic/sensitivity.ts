/** How an element of an expression depends on its inputs, to first order. */
import { termsOf } from './enclosing.ts';
import { expressionAlgebra, inputOf, withAncestors } from './expression.ts';
import { adjoints } from '../program/index.ts';
import type { Application } from '../program/index.ts';
import type { Balls } from './balls.ts';
import type { Expression } from './expression.ts';

/** Gives the enclosures of all elements of an expression. */
interface Evaluator {
  evaluate(expression: Expression): Balls;
}

/**
 * Σⱼ |xⱼ·∂yᵢ/∂xⱼ| over all elements of all inputs that are no constants, rounded up; NaN where a derivative is not a finite number.
 *
 * For a sum or a product of inputs by its closed form, Σ|x| or 2(|A||B|)ᵢⱼ; otherwise by reverse mode over the gradient rules.
 */
export function sensitivityOf(expression: Expression, index: number, tier: Evaluator): number {
  const { origin } = expression;
  if (origin.kind === 'input') return origin.constant ? 0 : Math.abs(tier.evaluate(expression).hi[index]!);
  const direct = origin.inputs.every((input) => input.origin.kind === 'input' && !input.origin.constant);
  if (origin.op.kind === 'contraction' && direct) {
    const shapes = origin.inputs.map((input) => input.shape);
    const terms = termsOf(origin.op.plan(shapes, origin.attributes))(index);
    const [x, y] = origin.inputs.map((input) => tier.evaluate(input).hi);
    let total = 0;
    if (terms.form === 'sum') for (const i of terms.at) total += Math.abs(x![i]!);
    else terms.left.forEach((i, k) => (total += 2 * Math.abs(x![i]! * y![terms.right[k]!]!)));
    return total * (1 + 2 * origin.inputs[0]!.size * Number.EPSILON);
  }
  const gradients = gradientsOf(expression, index);
  let total = 0;
  for (const [input, gradient] of gradients) {
    const x = tier.evaluate(input);
    const g = tier.evaluate(gradient);
    for (let i = 0; i < input.size; i++) {
      const size = Math.abs(x.hi[i]!);
      if (size !== 0) total += size * (Math.abs(g.hi[i]!) + (g.radius?.[i] ?? 0));
    }
  }
  return Number.isFinite(total) ? total : NaN;
}

/** ∂(element `index`)/∂x for every input x that is no constant, as expressions. */
export function gradientsOf(expression: Expression, index: number): Map<Expression, Expression> {
  const order = withAncestors([expression]);
  const ids = new Map(order.map((x, id) => [x, id]));
  const wanted = new Set<Expression>();
  for (const x of order) {
    const { origin } = x;
    if (origin.kind === 'input' ? !origin.constant : origin.inputs.some((input) => wanted.has(input))) wanted.add(x);
  }
  const applicationOf = (x: Expression): Application<Expression> | undefined => {
    const id = ids.get(x);
    if (id === undefined || x.origin.kind === 'input') return undefined;
    const { name, op, inputs, attributes } = x.origin;
    return { id, name, op, inputs, output: x, attributes };
  };
  const seed = new Float64Array(expression.size);
  seed[index] = 1;
  const found = adjoints(
    expressionAlgebra(),
    { applicationOf, wantsGradient: (x) => wanted.has(x) },
    expression,
    inputOf(expression.shape, { kind: 'float64', values: seed }, true),
  );
  const result = new Map<Expression, Expression>();
  for (const x of order) {
    const gradient = found.get(x);
    if (x.origin.kind === 'input' && wanted.has(x) && gradient !== undefined) result.set(x, gradient);
  }
  return result;
}
