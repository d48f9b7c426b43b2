/** Reverse-mode differentiation of anything that remembers how it was computed: tensors, traces, enclosures. */
import { DomainError } from '../errors.ts';
import { sameShape, sizeOf } from '../ops/index.ts';
import type { Algebra, Attributes, Op, OpName, Shape } from '../ops/index.ts';

/** One application of an op. Ids grow in the order of computation, so that descending ids are a reverse topological order. */
export interface Application<V> {
  readonly id: number;
  readonly name: OpName;
  readonly op: Op;
  readonly inputs: readonly V[];
  readonly output: V;
  readonly attributes: Attributes;
}

/** How values remember: the application that made a value (`undefined`: an input), and whether a gradient is wanted for it. */
export interface Lineage<V> {
  applicationOf(value: V): Application<V> | undefined;
  wantsGradient(value: V): boolean;
  /** A gradient in the type of the value that it belongs to, where values have types. */
  inTypeOf?(gradient: V, value: V): V;
}

/**
 * x̄ = Σ over uses of vjp(ȳ) for every value x that `root` was computed from and that wants a gradient.
 *
 * @param o - the algebra that the gradient rules run in; if it records, gradients can be differentiated again
 * @param root - y; @param seed - ∂L/∂y, of the shape of y
 * @returns the adjoint of each value met, inputs and intermediate ones
 * @throws DomainError where the seed's shape is not the root's
 */
export function adjoints<V extends object>(o: Algebra<V>, lineage: Lineage<V>, root: V, seed: V): Map<V, V> {
  if (!sameShape(o.shapeOf(root), o.shapeOf(seed))) {
    throw new DomainError(
      `backward: the gradient given has shape [${o.shapeOf(seed)}], the value differentiated has [${o.shapeOf(root)}]. Give a gradient of that shape.`,
    );
  }
  const result = new Map<V, V>([[root, seed]]);
  for (const application of reverseOrder(lineage, root)) {
    const gradient = result.get(application.output);
    if (gradient === undefined) continue;
    const { op, inputs, output, attributes } = application;
    const rules =
      op.vjp === undefined ? [movedBack(o, application, gradient)] : op.vjp(o, inputs, output, gradient, attributes);
    inputs.forEach((input, i) => {
      const rule = rules[i];
      if (!rule || !lineage.wantsGradient(input)) return;
      const fitting = fitted(o, rule(), o.shapeOf(input));
      const contribution = lineage.inTypeOf?.(fitting, input) ?? fitting;
      const sum = result.get(input);
      result.set(input, sum === undefined ? contribution : o.add(sum, contribution));
    });
  }
  return result;
}

/** All applications below `root` that lead to a wanted gradient, latest first. */
function reverseOrder<V>(lineage: Lineage<V>, root: V): Application<V>[] {
  const found = new Map<number, Application<V>>();
  const open: V[] = [root];
  while (open.length > 0) {
    const application = lineage.applicationOf(open.pop()!);
    if (application === undefined || found.has(application.id)) continue;
    found.set(application.id, application);
    for (const input of application.inputs) if (lineage.wantsGradient(input)) open.push(input);
  }
  return [...found.values()].sort((a, b) => b.id - a.id);
}

/** The adjoint of moving data: each element is added back to where it came from. */
function movedBack<V>(o: Algebra<V>, { op, inputs, attributes }: Application<V>, gradient: V): () => V {
  return () => {
    const shape = o.shapeOf(inputs[0]!);
    if (op.kind !== 'structural') throw new DomainError(`backward: an op of kind ${op.kind} must state its gradient.`);
    return o.scatterAdd(gradient, { shape, targets: op.sources([shape], attributes) });
  };
}

/** A gradient of the broadcast shape summed back to the input's; one that is the same everywhere stretched to it. */
function fitted<V>(o: Algebra<V>, gradient: V, shape: Shape): V {
  const own = o.shapeOf(gradient);
  if (sameShape(own, shape)) return gradient;
  return own.length < shape.length || sizeOf(own) < sizeOf(shape)
    ? o.broadcastTo(gradient, { shape })
    : o.sumTo(gradient, { shape });
}
