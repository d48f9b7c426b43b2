/**
 * Expressions: values that remember how they were computed, so that any of their elements can be computed again with more digits.
 *
 * A directed acyclic graph over the op table. Inputs are exact numbers, copied when they enter; composites enter as their `spec`.
 */
import { algebraOf, opTable, sizeOf } from '../ops/index.ts';
import { resultShape } from '../program/index.ts';
import type { Algebra, Attributes, Op, OpName, Shape } from '../ops/index.ts';
import type { Quotient } from '../reals/rational-reals.ts';

/** The elements of an input in row-major order, known exactly. */
export type ExactValues =
  | { readonly kind: 'float64'; readonly values: Float64Array }
  | { readonly kind: 'quotients'; readonly values: readonly Quotient[] };

/** How an expression came to be. */
export type Origin =
  | {
      readonly kind: 'input';
      readonly exact: ExactValues;
      /** Part of the program, not of its data. */ readonly constant: boolean;
    }
  | {
      readonly kind: 'application';
      readonly name: OpName;
      readonly op: Op;
      readonly inputs: readonly Expression[];
      readonly attributes: Attributes;
    };

/** A value of a shape. `level` is greater than that of everything that it was computed from. */
export class Expression {
  readonly shape: Shape;
  readonly size: number;
  readonly level: number;
  readonly origin: Origin;

  constructor(shape: Shape, origin: Origin) {
    this.shape = shape;
    this.size = sizeOf(shape);
    this.origin = origin;
    this.level = origin.kind === 'input' ? 0 : 1 + origin.inputs.reduce((most, x) => Math.max(most, x.level), 0);
  }
}

/** An input, or a constant of the program. */
export function inputOf(shape: Shape, exact: ExactValues, constant = false): Expression {
  return new Expression(shape, { kind: 'input', exact, constant });
}

/** op(x₁, …). @throws DomainError where the shapes do not fit */
export function applied(
  name: OpName,
  inputs: readonly Expression[],
  attributes: Attributes = {},
  op: Op = opTable[name],
): Expression {
  const shape = resultShape(
    name,
    op,
    inputs.map((input) => input.shape),
    attributes,
  );
  return new Expression(shape, { kind: 'application', name, op, inputs, attributes });
}

function algebra(specification: boolean): Algebra<Expression> {
  return algebraOf<Expression>(
    {
      apply: (name, op, inputs, attributes) => applied(name, inputs, attributes, op),
      constant: (values, shape) => inputOf(shape, { kind: 'float64', values: Float64Array.from(values) }, true),
      shapeOf: (x) => x.shape,
      specification,
    },
    (x): x is Expression => x instanceof Expression,
  );
}

let specifications: Algebra<Expression> | undefined;
let programs: Algebra<Expression> | undefined;

/** Every op and composite on expressions; composites are their plain real formulas. */
export function expressionAlgebra(): Algebra<Expression> {
  return (specifications ??= algebra(true));
}

/** The same with composites as the stable programs that run in floating-point formats. */
export function programAlgebra(): Algebra<Expression> {
  return (programs ??= algebra(false));
}

/** All expressions that `roots` were computed from, themselves included, inputs first. */
export function withAncestors(roots: readonly Expression[]): Expression[] {
  const found = new Set<Expression>();
  const open = [...roots];
  while (open.length > 0) {
    const next = open.pop()!;
    if (found.has(next)) continue;
    found.add(next);
    if (next.origin.kind === 'application') open.push(...next.origin.inputs);
  }
  return [...found].sort((a, b) => a.level - b.level);
}
