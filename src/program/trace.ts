/** Programs: a function over the op table, run once on placeholders and kept as a list of nodes. */
import { DomainError } from '../errors.ts';
import { algebraOf, broadcastShapes, checkArity, opTable } from '../ops/index.ts';
import { adjoints } from './reverse.ts';
import type { Algebra, Attributes, Op, OpName, Shape } from '../ops/index.ts';
import type { Application, Lineage } from './reverse.ts';

/** One step of a program; `inputs` are the ids of earlier nodes. */
export interface ProgramNode {
  readonly id: number;
  readonly name: OpName | 'input' | 'constant';
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  /** Of a constant: its values in row-major order. */
  readonly values?: ArrayLike<number>;
}

/** A straight-line program: nodes in the order of computation. */
export interface TracedProgram {
  readonly nodes: readonly ProgramNode[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A placeholder: the value that node `id` will have. It has no number in it, so it cannot decide an `if`. */
export class Traced {
  readonly id: number;
  readonly shape: Shape;

  constructor(id: number, shape: Shape) {
    this.id = id;
    this.shape = shape;
  }

  valueOf(): never {
    throw new DomainError(
      'trace: a traced value has no number yet, so it cannot be compared, added with + or tested by if. Use o.where, o.add, o.gt.',
    );
  }
}

/** The shape of an op's result. */
export function resultShape(name: string, op: Op, shapes: readonly Shape[], attributes: Attributes): Shape {
  checkArity(name, op.arity, shapes.length);
  return op.kind === 'pointwise' ? broadcastShapes(shapes, name) : op.shape(shapes, attributes);
}

/** An algebra over placeholders, with the nodes that it has recorded. */
export interface Tape {
  readonly algebra: Algebra<Traced>;
  readonly nodes: readonly ProgramNode[];
  input(shape: Shape): Traced;
}

/** An empty tape. */
export function tape(): Tape {
  const nodes: ProgramNode[] = [];
  const record = (node: Omit<ProgramNode, 'id'>): Traced => {
    const id = nodes.length;
    nodes.push({ id, ...node });
    return new Traced(id, node.shape);
  };
  const algebra = algebraOf<Traced>(
    {
      apply: (name, op, inputs, attributes) =>
        record({
          name,
          inputs: inputs.map((input) => input.id),
          attributes,
          shape: resultShape(
            name,
            op,
            inputs.map((input) => input.shape),
            attributes,
          ),
        }),
      constant: (values, shape) => record({ name: 'constant', inputs: [], attributes: {}, shape, values }),
      shapeOf: (x) => x.shape,
    },
    (x): x is Traced => x instanceof Traced,
  );
  return {
    algebra,
    nodes,
    input: (shape) => record({ name: 'input', inputs: [], attributes: {}, shape }),
  };
}

/** Runs `program` once on placeholders of the given shapes and returns what it did. */
export function trace(
  program: (o: Algebra<Traced>, ...inputs: Traced[]) => Traced | readonly Traced[],
  shapes: readonly Shape[],
): TracedProgram {
  const { algebra, nodes, input } = tape();
  const inputs = shapes.map(input);
  const result = program(algebra, ...inputs);
  const outputs = result instanceof Traced ? [result] : result;
  return { nodes, inputs: inputs.map((x) => x.id), outputs: outputs.map((x) => x.id) };
}

/**
 * The program that computes ∂y/∂xᵢ for a program with one scalar output y, as a program: reverse mode, over the same table.
 *
 * @throws DomainError where there is not exactly one output, of one element
 */
export function gradientProgram(
  program: (o: Algebra<Traced>, ...inputs: Traced[]) => Traced,
  shapes: readonly Shape[],
): TracedProgram {
  const { algebra, nodes, input } = tape();
  const inputs = shapes.map(input);
  const root = program(algebra, ...inputs);
  if (root.shape.some((extent) => extent !== 1)) {
    throw new DomainError(
      `gradientProgram: the output has shape [${root.shape}]; reduce it to one number, for example by o.sum.`,
    );
  }
  const values = new Map<number, Traced>(inputs.map((x) => [x.id, x]));
  const valueOf = (id: number): Traced => {
    let value = values.get(id);
    if (value === undefined) values.set(id, (value = new Traced(id, nodes[id]!.shape)));
    return value;
  };
  const dependsOnInput = dependants(nodes);
  const lineage: Lineage<Traced> = {
    applicationOf: ({ id }): Application<Traced> | undefined => {
      const node = nodes[id]!;
      if (node.name === 'input' || node.name === 'constant') return undefined;
      const { name, attributes } = node;
      return { id, name, op: opTable[name], inputs: node.inputs.map(valueOf), output: valueOf(id), attributes };
    },
    wantsGradient: ({ id }) => dependsOnInput.has(id),
  };
  const y = valueOf(root.id);
  const seed = algebra.constant([1], root.shape);
  const result = adjoints(algebra, lineage, y, seed);
  const outputs = inputs.map((x) => result.get(x) ?? algebra.broadcastTo(algebra.constant(0), { shape: x.shape }));
  return { nodes, inputs: inputs.map((x) => x.id), outputs: outputs.map((x) => x.id) };
}

function dependants(nodes: readonly ProgramNode[]): ReadonlySet<number> {
  const result = new Set<number>();
  for (const node of nodes) {
    if (node.name === 'input' || node.inputs.some((id) => result.has(id))) result.add(node.id);
  }
  return result;
}

/** A program in text, a line a node: `%3 = matmul(%0, %1) [2, 3]`. */
export function printProgram(program: TracedProgram): string {
  const lines = program.nodes.map(({ id, name, inputs, attributes, shape, values }) => {
    const list = [
      ...inputs.map((input) => `%${input}`),
      ...Object.entries(attributes).map(([key, value]) => `${key}: ${attributeText(value)}`),
      ...(values === undefined ? [] : [attributeText(Array.from(values))]),
    ];
    return `%${id} = ${name}(${list.join(', ')}) [${shape.join(', ')}]`;
  });
  return [...lines, `return ${program.outputs.map((id) => `%${id}`).join(', ')}`].join('\n');
}

function attributeText(value: Attributes[string]): string {
  if (typeof value !== 'object') return String(value);
  return value.length > 8
    ? `[${Array.from(value).slice(0, 8).join(', ')}, … ${value.length}]`
    : `[${Array.from(value).join(', ')}]`;
}
