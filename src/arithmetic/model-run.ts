/**
 * Models on the oracle: the tensors of a forward pass, with how they were computed, as expressions over the exact numbers that inputs and
 * parameters hold.
 *
 * Tensors and modules are known by their shape here: this layer lies below theirs. A pass in dtype `oracle` runs the composites' plain
 * formulas and decides nothing by rounded values; that its context remembers every application makes its result an expression.
 */
import { DomainError } from '../errors.ts';
import { shapeText } from '../ops/index.ts';
import { applied, inputOf } from './expression.ts';
import type { Attributes, Op, OpName, Shape } from '../ops/index.ts';
import type { Balls } from './balls.ts';
import type { Expression } from './expression.ts';

/** What of a tensor is needed here. */
export interface ModelTensor {
  readonly dtype: string;
  readonly shape: Shape;
  readonly storage: unknown;
  readonly buffer: { data: unknown; readonly version: number };
  readonly application?: TensorApplication | undefined;
  readonly context: ModelContext;
  to(dtype: 'oracle'): ModelTensor;
  toFloat64(): Float64Array;
}

interface TensorApplication {
  readonly name: OpName;
  readonly op: Op;
  readonly inputs: readonly ModelTensor[];
  readonly attributes: Attributes;
  /** Of the inputs, when the application was computed. */
  readonly versions: readonly number[];
}

interface ModelContext {
  tracing: boolean;
  tensor(values: unknown, options: { readonly dtype: 'oracle' }): ModelTensor;
}

/** Anything with a forward pass over tensors, such as a module of `ulpwise/torch`. */
export interface OracleModel {
  forward(...inputs: never[]): unknown;
  /** Its parameters and buffers by name. */
  stateDict?(): Readonly<Record<string, unknown>>;
}

/** Whether a value is a tensor of this package; two builds of it may meet in one process. */
export function isModelTensor(value: unknown): value is ModelTensor {
  if (typeof value !== 'object' || value === null || !('dtype' in value)) return false;
  const { buffer, context, toFloat64 } = value as Partial<ModelTensor>;
  return typeof buffer === 'object' && typeof context === 'object' && typeof toFloat64 === 'function';
}

export function isModel(value: unknown): value is OracleModel {
  return typeof value === 'object' && value !== null && typeof (value as Partial<OracleModel>).forward === 'function';
}

/**
 * The tensor as an expression: of the exact numbers that it holds, or of what it was computed from.
 *
 * @throws DomainError where it holds enclosures and does not remember what of
 */
export function expressionOfTensor(tensor: ModelTensor, where: string): Expression {
  return expressions(where)(tensor);
}

function expressions(where: string): (tensor: ModelTensor) => Expression {
  const known = new Map<ModelTensor, Expression>();
  const leaf = (tensor: ModelTensor): Expression => {
    if (tensor.dtype === 'oracle') {
      const { lo, radius } = tensor.storage as Balls;
      if (lo !== undefined || radius !== undefined) {
        throw new DomainError(
          `${where} is a tensor of dtype oracle and shape ${shapeText(tensor.shape)} that was computed: it holds enclosures, no exact numbers. ` +
            `Give what it was computed from, as in oracle.run(model, x) or oracle((o, x) => o.exp(x), x).`,
        );
      }
    }
    return inputOf([...tensor.shape], { kind: 'float64', values: tensor.toFloat64() });
  };
  return (root) => {
    // Depth first without recursion: a pass may be deeper than the stack.
    const open = [root];
    while (open.length > 0) {
      const tensor = open[open.length - 1]!;
      const missing = known.has(tensor) ? [] : (tensor.application?.inputs ?? []).filter((x) => !known.has(x));
      if (missing.length > 0) {
        open.push(...missing);
        continue;
      }
      open.pop();
      if (known.has(tensor)) continue;
      const { application } = tensor;
      if (application?.inputs.some((x, i) => x.buffer.version !== application.versions[i]) === true) {
        throw new DomainError(
          `${where}: an input of ${application.name} (shape ${shapeText(tensor.shape)}) was changed in place after it was used. Change a clone() instead.`,
        );
      }
      known.set(
        tensor,
        application === undefined
          ? leaf(tensor)
          : applied(
              application.name,
              application.inputs.map((x) => known.get(x)!),
              application.attributes,
              application.op,
            ),
      );
    }
    return known.get(root)!;
  };
}

/**
 * The results of `model.forward(...inputs)` in exact arithmetic, each made a reference by `referenceOf`. Parameters and inputs enter as the
 * numbers that they hold; what the pass changes (running statistics) is put back.
 *
 * @throws DomainError where there is no tensor, neither among the inputs nor in the model, to tell where tensors are made
 */
export function runModel<Reference>(
  model: OracleModel,
  inputs: readonly unknown[],
  referenceOf: (expression: Expression, description: string) => Reference,
): unknown {
  const state = Object.values(model.stateDict?.() ?? {}).filter(isModelTensor);
  const context = [...inputs.filter(isModelTensor), ...state][0]?.context;
  if (context === undefined) {
    throw new DomainError(
      'oracle.run: neither the inputs nor the model hold a tensor of ulpwise/torch. Write oracle((o, x) => …, x) for a program over numbers.',
    );
  }
  const entered = inputs.map((input) =>
    isModelTensor(input) ? input.to('oracle') : context.tensor(input, { dtype: 'oracle' }),
  );
  const before = state.map((tensor) => tensor.buffer.data);
  const { tracing } = context;
  context.tracing = true;
  try {
    const name = (model as object).constructor.name;
    const toExpression = expressions(`a result of ${name}`);
    const description = `${name === 'Object' ? 'model' : name} of ${entered.map((x) => shapeText(x.shape)).join(', ')}`;
    const referencesIn = (value: unknown, path: string): unknown => {
      if (isModelTensor(value)) return referenceOf(toExpression(value), `${description}${path}`);
      if (Array.isArray(value)) return value.map((entry, i) => referencesIn(entry, `${path}[${i}]`));
      if (typeof value !== 'object' || value === null) {
        throw new DomainError(`oracle.run: forward gave ${String(value)}${path}, which is no tensor.`);
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, entry]) => [key, referencesIn(entry, `${path}.${key}`)]),
      );
    };
    return referencesIn(model.forward(...(entered as never[])), '');
  } finally {
    context.tracing = tracing;
    state.forEach((tensor, i) => (tensor.buffer.data = before[i]));
  }
}
