/** Where tensors are made: a default dtype, the arithmetic of each dtype, and whether gradients are recorded. No state is global. */
import { arithmetic as checked, enclosingBalls, floating, integer } from '../arithmetic/index.ts';
import { DomainError } from '../errors.ts';
import {
  algebraOf,
  argumentText,
  broadcastStrides,
  checkSettings,
  checkedShape,
  opTable,
  shapeText,
  sizeOf,
  stridesOf,
} from '../ops/index.ts';
import { adjoints, resultShape } from '../program/index.ts';
import { commonDtype, dtypeOf, isDifferentiable } from './dtype.ts';
import { Tensor } from './tensor.ts';
import { viewOf } from './view.ts';
import { isNumbers } from './storage.ts';
import { walked } from './walk.ts';
import { requireDecided } from './whole-numbers.ts';
import type { Arithmetic, PrecisionPolicy } from '../arithmetic/index.ts';
import type { Algebra, Attributes, Op, OpName, Shape } from '../ops/index.ts';
import type { Dtype } from './dtype.ts';
import type { Storage } from './storage.ts';
import type { RecordedApplication, Values } from './tensor.ts';

export interface ContextOptions {
  /** The dtype of what is created without one; default float32, as in PyTorch. */
  readonly dtype?: Dtype;
  /** What hardware leaves open. */
  readonly arithmetic?: PrecisionPolicy;
}

/** A place where programs run: makes tensors, applies ops, differentiates. */
export class Context {
  readonly dtype: Dtype;
  readonly policy: PrecisionPolicy;
  /** Whether results remember how they were computed. Switched off by `noGrad`. */
  recording: boolean = true;
  /** Whether every result of dtype `oracle` remembers how it was computed, gradients wanted or not: for the oracle, which computes it again. */
  tracing: boolean = false;
  private readonly arithmetics = new Map<Dtype, Arithmetic<Storage>>();
  private readonly algebras = new Map<Dtype, Algebra<Tensor>>();
  private applications = 0;

  constructor({ dtype = 'float32', arithmetic = {} }: ContextOptions = {}) {
    this.dtype = dtypeOf(dtype);
    this.policy = checked(arithmetic);
  }

  /** Runs `body` without recording: for updates of weights, and for evaluation. */
  noGrad<T>(body: () => T): T {
    return this.withRecording(false, body);
  }

  private withRecording<T>(recording: boolean, body: () => T): T {
    const before = this.recording;
    this.recording = recording;
    try {
      return body();
    } finally {
      this.recording = before;
    }
  }

  /** The arithmetic in which tensors of `dtype` are computed. */
  arithmeticOf(dtype: Dtype): Arithmetic<Storage> {
    let arithmetic = this.arithmetics.get(dtype);
    if (arithmetic === undefined) {
      arithmetic = makeArithmetic(dtype, this.policy);
      this.arithmetics.set(dtype, arithmetic);
    }
    return arithmetic;
  }

  /** Every op and composite as a function of tensors; its constants are of `dtype`. */
  algebraOf(dtype: Dtype = this.dtype): Algebra<Tensor> {
    let algebra = this.algebras.get(dtype);
    if (algebra === undefined) {
      algebra = algebraOf<Tensor>(
        {
          apply: (name, op, inputs, attributes) => this.apply(name, inputs, attributes, op),
          constant: (values, shape) => this.constantOf(dtype, values, shape),
          shapeOf: (x) => x.shape,
          specification: dtype === 'oracle',
        },
        (x): x is Tensor => x instanceof Tensor,
      );
      this.algebras.set(dtype, algebra);
    }
    return algebra;
  }

  /** A tensor of the given values, rounded into its dtype. */
  tensor(
    values: Values,
    options: { readonly dtype?: Dtype; readonly shape?: Shape; readonly requiresGrad?: boolean } = {},
  ): Tensor {
    const { flat, shape } = flatten(values);
    checkSettings('tensor', options, { dtype: true, shape: true, requiresGrad: true });
    const wanted = options.shape === undefined ? shape : checkedShape(options.shape, 'tensor', '{ shape: [2, 3] }');
    if (sizeOf(wanted) !== flat.length) {
      throw new DomainError(`tensor: ${flat.length} values do not fill the shape ${shapeText(wanted)}.`);
    }
    const dtype = options.dtype === undefined ? this.dtype : dtypeOf(options.dtype);
    const tensor = this.wrap(dtype, wanted, this.arithmeticOf(dtype).store(flat));
    return options.requiresGrad === true ? tensor.requireGrad() : tensor;
  }

  zeros(...shape: number[]): Tensor {
    return this.full(checkedShape(shape, 'zeros', 'zeros(2, 3)'), 0);
  }

  ones(...shape: number[]): Tensor {
    return this.full(checkedShape(shape, 'ones', 'ones(2, 3)'), 1);
  }

  full(shape: Shape, value: number, dtype: Dtype = this.dtype): Tensor {
    checkedShape(shape, 'full', 'full([2, 3], 1)');
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new DomainError(`full: expected a number, got ${argumentText(value)}. Write full([2, 3], 1).`);
    }
    return this.wrap(dtype, shape, this.arithmeticOf(dtype).store(new Float64Array(sizeOf(shape)).fill(value)));
  }

  /** 0, 1, …, end − 1, or start, start + step, … before end. */
  arange(start: number, end?: number, step = 1): Tensor {
    const [from, to] = end === undefined ? [0, start] : [start, end];
    const count = Math.max(0, Math.ceil((to - from) / step));
    if (!Number.isSafeInteger(count)) {
      throw new DomainError(
        `arange: from ${from} to ${to} in steps of ${step} there is no end. Write finite numbers, and a step other than 0.`,
      );
    }
    return this.tensor(Float64Array.from({ length: count }, (_, i) => from + i * step));
  }

  /** The identity matrix. */
  eye(size: number): Tensor {
    const shape = checkedShape([size, size], 'eye', 'eye(3)');
    return this.tensor(
      Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
      { shape },
    );
  }

  /**
   * Numbers that meet tensors of `dtype`: rounded to float32 at least, not into a narrower format (a factor 0.1 on a bfloat16 tensor
   * stays 0.1 in float32). PyTorch 1.13's CPU kernels round them into the dtype first.
   */
  constantOf(dtype: Dtype, values: number | ArrayLike<number>, shape: Shape = []): Tensor {
    const list = typeof values === 'number' ? [values] : values;
    if (dtype === 'oracle') return this.wrap(dtype, shape, this.arithmeticOf(dtype).store(list));
    return this.wrap(dtype, shape, dtype === 'float64' ? Float64Array.from(list) : Float32Array.from(list));
  }

  /** A number that meets a tensor of `dtype`: as `constantOf`, but a fraction beside whole numbers is of the context's dtype. */
  numberBeside(dtype: Dtype, value: number): Tensor {
    if (isDifferentiable(dtype)) return this.constantOf(dtype, value);
    if (!Number.isInteger(value)) return this.full([], value, isDifferentiable(this.dtype) ? this.dtype : 'float32');
    return this.full([], value, 'int32');
  }

  /** A tensor over memory in row-major order. */
  wrap(dtype: Dtype, shape: Shape, data: Storage): Tensor {
    return new Tensor(this, { dtype, shape, buffer: { data, version: 0 } });
  }

  /** y = op(x₁, …): promoted, computed, rounded, and remembered where a gradient is wanted. */
  apply(name: OpName, inputs: readonly Tensor[], attributes: Attributes, op: Op = opTable[name]): Tensor {
    const shape = resultShape(
      name,
      op,
      inputs.map((input) => input.shape),
      attributes,
    );
    const output = viewOf(name, inputs, shape, attributes) ?? this.compute(name, op, inputs, shape, attributes);
    const tracked = this.recording && isDifferentiable(output.dtype) && inputs.some((input) => input.requiresGrad);
    if (tracked || (this.tracing && output.dtype === 'oracle')) {
      for (const input of inputs) this.requireOwn(name, input);
      output.requiresGrad = tracked;
      output.application = {
        id: this.applications++,
        name,
        op,
        inputs,
        output,
        attributes,
        versions: inputs.map((input) => input.buffer.version),
        outputVersion: output.buffer.version,
      };
    }
    return output;
  }

  /** Applications of two contexts have no common order, in which a gradient could be propagated. */
  private requireOwn(name: string, input: Tensor): void {
    if (input.application === undefined || input.context === this) return;
    throw new DomainError(
      `${name}: an input was computed in another context, and a gradient is wanted for it. Make both in one context, or detach() it.`,
    );
  }

  private compute(name: OpName, op: Op, inputs: readonly Tensor[], shape: Shape, attributes: Attributes): Tensor {
    if (op.kind === 'pointwise') {
      const operands = inputs.map((input) => operandStorage(input, shape));
      if (name === 'cast') return this.converted(operands[0]!, inputs[0]!.dtype, attributes['dtype'] as Dtype, shape);
      const dtype = this.dtypeOfResult(op, inputs);
      const arithmetic = this.arithmeticOf(dtype);
      const entered =
        dtype === 'oracle'
          ? operands.map((operand, i) =>
              inputs[i]!.dtype === 'oracle' ? operand : arithmetic.store(operand as Float64Array),
            )
          : operands;
      const result = arithmetic.map(op, entered, sizeOf(shape), attributes);
      if (op.output !== 'bool' || dtype === 'oracle') return this.wrap(dtype, shape, result);
      return this.wrap('bool', shape, Uint8Array.from(result as Float64Array));
    }
    const dtype = this.dtypeOfResult(op, inputs);
    const same = inputs.map((input) => input.to(dtype));
    const storages = same.map((input) => input.storage);
    const shapes = same.map((input) => input.shape);
    const arithmetic = this.arithmeticOf(dtype);
    switch (op.kind) {
      case 'structural':
        return this.wrap(
          dtype,
          shape,
          arithmetic.gather(storages, op.sources(shapes, attributes), (attributes['fill'] ?? 0) as number),
        );
      case 'contraction':
        return this.wrap(dtype, shape, arithmetic.contract(op.plan(shapes, attributes), storages));
      case 'selection': {
        const result = arithmetic.select(op.plan(shapes, attributes), storages[0]!);
        // as with truth values, what is not decided stays so
        if (op.output !== 'int32' || dtype === 'oracle') return this.wrap(dtype, shape, result);
        return this.wrap('int32', shape, Int32Array.from(arithmetic.read(result)));
      }
    }
  }

  /** The promoted type of the inputs; sums of bools are counts, and whole numbers enter the other functions as the context's dtype. */
  private dtypeOfResult(op: Op, inputs: readonly Tensor[]): Dtype {
    const dtype = commonDtype(inputs);
    if (isDifferentiable(dtype)) return dtype;
    if (op.kind === 'contraction') return 'int32';
    const inexact = op.kind === 'pointwise' && op.kernelUlps > 0 && !(op.closed ?? false);
    return inexact ? (isDifferentiable(this.dtype) ? this.dtype : 'float32') : dtype;
  }

  private converted(storage: Storage, from: Dtype, to: Dtype, shape: Shape): Tensor {
    if (from === 'oracle' && !isDifferentiable(to)) requireDecided(storage, to as 'int32' | 'bool', shape, 'cast');
    const values = isNumbers(storage) ? storage : this.arithmeticOf(from).read(storage);
    return this.wrap(to, shape, this.arithmeticOf(to).store(values));
  }

  /** See `Tensor.backward`. */
  backward(root: Tensor, gradient: Tensor | undefined, createGraph: boolean): void {
    if (!root.requiresGrad) {
      throw new DomainError(
        'backward: nothing that this tensor was computed from requires a gradient. Mark the weights with requireGrad().',
      );
    }
    if (gradient === undefined && root.size !== 1) {
      throw new DomainError(
        `backward: a tensor of shape ${shapeText(root.shape)} needs a gradient to start from; reduce it to one number, or give one.`,
      );
    }
    const seed = gradient ?? this.full(root.shape, 1, root.dtype);
    for (const [leaf, contribution] of this.gradients(root, seed, createGraph)) {
      if (leaf.application !== undefined || !leaf.requiresGrad) continue;
      leaf.grad =
        leaf.grad === undefined
          ? contribution.apart(createGraph)
          : this.withRecording(createGraph, () => leaf.grad!.apply('add', [leaf.grad!, contribution]));
    }
  }

  /**
   * ∂(Σ gradient·output)/∂x for each of `inputs`, which keep their `grad`; PyTorch's `autograd.grad`.
   *
   * @throws DomainError for an input that `output` was not computed from
   */
  grad(
    output: Tensor,
    inputs: readonly Tensor[],
    options: { readonly gradient?: Tensor; readonly createGraph?: boolean } = {},
  ): Tensor[] {
    const seed = options.gradient ?? this.full(output.shape, 1, output.dtype);
    const found = this.gradients(output, seed, options.createGraph === true);
    return inputs.map((input, i) => {
      const gradient = found.get(input);
      if (gradient === undefined || !input.requiresGrad) {
        throw new DomainError(
          `grad: the output was not computed from input ${i} (shape ${shapeText(input.shape)}) with gradients recorded. Mark it with requireGrad() before the computation.`,
        );
      }
      return gradient;
    });
  }

  /** ∂(Σ seed·root)/∂x for every x that `root` was computed from; differentiable again under `createGraph`. */
  gradients(root: Tensor, seed: Tensor, createGraph: boolean): Map<Tensor, Tensor> {
    return this.withRecording(createGraph, () =>
      adjoints(
        this.algebraOf(root.dtype),
        {
          applicationOf: unchanged,
          wantsGradient: (tensor) => tensor.requiresGrad,
          inTypeOf: (gradient, tensor) => gradient.to(tensor.dtype),
        },
        root,
        seed,
      ),
    );
  }
}

/** The application of a tensor, once it is sure that nothing it saw was written over since. */
function unchanged(tensor: Tensor): RecordedApplication | undefined {
  const { application } = tensor;
  if (application === undefined) return undefined;
  if (application.outputVersion !== tensor.buffer.version) {
    throw new DomainError(
      `backward: the result of ${application.name} (shape ${shapeText(tensor.shape)}) was changed in place after it was used. Change a clone() instead.`,
    );
  }
  application.inputs.forEach((input, i) => {
    if (input.buffer.version !== application.versions[i]) {
      throw new DomainError(
        `backward: an input of ${application.name} (shape ${shapeText(input.shape)}) was changed in place after it was used. Change a clone() instead.`,
      );
    }
  });
  return application;
}

function makeArithmetic(dtype: Dtype, policy: PrecisionPolicy): Arithmetic<Storage> {
  if (dtype === 'int32' || dtype === 'bool') return integer(dtype) as Arithmetic<Storage>;
  if (dtype === 'oracle') return enclosingBalls() as unknown as Arithmetic<Storage>;
  return floating(dtype, policy) as Arithmetic<Storage>;
}

/** The operand's elements so that element i mod n belongs to result i: as they lie where they broadcast along leading axes only. */
function operandStorage(input: Tensor, shape: Shape): Storage {
  const { walk, buffer, context, dtype } = input;
  const arithmetic = (): Arithmetic<Storage> => context.arithmeticOf(dtype);
  // One number everywhere, stretched or not.
  if (walk?.strides.every((stride) => stride === 0)) {
    return walked(buffer.data, [1], { strides: [1], offset: walk.offset }, arithmetic);
  }
  if (input.shape === shape || input.size === 1 || isTrailing(input.shape, shape)) return input.storage;
  const { strides, offset } = walk ?? { strides: stridesOf(input.shape), offset: 0 };
  return walked(buffer.data, shape, { strides: broadcastStrides(input.shape, shape, strides), offset }, arithmetic);
}

function isTrailing(part: Shape, whole: Shape): boolean {
  return (
    part.length <= whole.length && part.every((extent, axis) => extent === whole[whole.length - part.length + axis])
  );
}

function flatten(values: Values): { flat: ArrayLike<number>; shape: Shape } {
  if (typeof values === 'number' || typeof values === 'boolean') return { flat: [Number(values)], shape: [] };
  if (ArrayBuffer.isView(values)) return { flat: values as Float64Array, shape: [(values as Float64Array).length] };
  const shape: number[] = [];
  for (
    let level: Values = values;
    typeof level === 'object' && level !== null;
    level = (level as readonly Values[])[0] as Values
  ) {
    shape.push((level as ArrayLike<unknown>).length);
    if (shape[shape.length - 1] === 0) break;
  }
  const flat: number[] = [];
  const visit = (level: Values, depth: number): void => {
    if (depth === shape.length) {
      if (typeof level !== 'number' && typeof level !== 'boolean')
        throw new DomainError(`tensor: expected a number, got ${argumentText(level)}.`);
      flat.push(Number(level));
      return;
    }
    const list = level as ArrayLike<Values>;
    if (typeof level !== 'object' || level === null || list.length !== shape[depth]) {
      throw new DomainError(
        `tensor: nested lists of different lengths: ${shapeText(shape)} was begun. Give every row the same length.`,
      );
    }
    for (let i = 0; i < list.length; i++) visit(list[i]!, depth + 1);
  };
  visit(values, 0);
  return { flat, shape };
}
