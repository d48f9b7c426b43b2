/** One object with PyTorch's names, so that a Python program ports line by line. */
import { Context, dtypeOf, tensorsOf } from '../tensor/index.ts';
import { GradScaler, MasterWeights } from './mixed-precision.ts';
import { NeuralNetworks } from './nn.ts';
import { Adam, AdamW, SGD } from './optimizers.ts';
import { Generator } from './random.ts';
import { checkSettings, checkedShape, compositeTable, opTable, sizeOf } from '../ops/index.ts';
import type { Algebra, Attributes, CompositeName, OpName, ArgumentsOf, Shape } from '../ops/index.ts';
import type { ContextOptions, Dtype, Tensor } from '../tensor/index.ts';
import type { AdamOptions, SGDOptions } from './optimizers.ts';
import type { RandomFormat, RandomKernels } from './random.ts';

export interface TorchOptions extends ContextOptions {
  /** Seed of the random numbers; default 0. */
  readonly seed?: number;
  /** Which of PyTorch's kernels the random numbers follow where they differ in the last bit; default `'avx2'`. */
  readonly kernels?: RandomKernels;
}

/** A dtype and, for random numbers, the format they are drawn in. */
export interface CreationOptions {
  readonly dtype?: Dtype;
}

const adam = { lr: true, betas: true, eps: true, weightDecay: true };

/** Optimisers by PyTorch's names, made without `new`. */
export class Optimizers {
  SGD(parameters: Iterable<Tensor>, options: SGDOptions): SGD {
    checkSettings('SGD', options, { lr: true, momentum: true, dampening: true, weightDecay: true, nesterov: true });
    return new SGD(parameters, options);
  }

  Adam(parameters: Iterable<Tensor>, options?: AdamOptions): Adam {
    checkSettings('Adam', options ?? {}, adam);
    return new Adam(parameters, options);
  }

  AdamW(parameters: Iterable<Tensor>, options?: AdamOptions): AdamW {
    checkSettings('AdamW', options ?? {}, adam);
    return new AdamW(parameters, options);
  }
}

/**
 * A program's world: a dtype, an arithmetic, a random stream, and everything made in it. Two of them share nothing.
 *
 * Random numbers without a dtype of their own are drawn as float32 numbers, whatever the world's dtype, and then rounded into it: one
 * program has one start in every dtype. `{ dtype: 'float64' }` draws PyTorch's float64 stream.
 */
export class Torch extends Context {
  readonly nn: NeuralNetworks;
  readonly optim: Optimizers;
  readonly generator: Generator;
  /** Every op and composite of the table as a function: `t.functional.softmax(x, { axis: 1 })`. */
  readonly functional: Algebra<Tensor>;

  constructor(options: TorchOptions = {}) {
    checkSettings('torch', options, { dtype: true, arithmetic: true, seed: true, kernels: true });
    super(options);
    this.generator = new Generator(options.seed ?? 0, options.kernels);
    this.nn = new NeuralNetworks({ context: this, generator: this.generator });
    this.optim = new Optimizers();
    this.functional = this.algebraOf(this.dtype);
  }

  /** Starts the random stream of `seed`. */
  manualSeed(seed: number): this {
    this.generator.manualSeed(seed);
    return this;
  }

  /** Uniform numbers in [0, 1). */
  rand(...size: [...number[], CreationOptions] | number[]): Tensor {
    return this.drawn('rand', size, (count, format) => this.generator.uniforms(count, format));
  }

  /** Standard normal numbers. */
  randn(...size: [...number[], CreationOptions] | number[]): Tensor {
    return this.drawn('randn', size, (count, format) => this.generator.normals(count, format));
  }

  /** 0, …, size − 1 in random order, as int32. */
  randperm(size: number): Tensor {
    checkedShape([size], 'randperm', 'randperm(10)');
    return this.tensor(this.generator.permutation(size), { dtype: 'int32' });
  }

  /** Whole numbers from `from` to `to` − 1, as int32. */
  randint(from: number, to: number, shape: Shape): Tensor {
    const count = sizeOf(checkedShape(shape, 'randint', 'randint(0, 10, [2, 3])'));
    return this.tensor(this.generator.integers(count, from, to), { shape, dtype: 'int32' });
  }

  /** 1 with the probability that each element states, else 0. */
  bernoulli(probabilities: Tensor): Tensor {
    const format = probabilities.dtype === 'float64' ? 'float64' : 'float32';
    const draws = this.generator.bernoulliOf(probabilities.toFloat64(), format);
    return this.tensor(draws, { shape: probabilities.shape, dtype: probabilities.dtype });
  }

  /** Tensors joined along an axis that they have. */
  cat(tensors: readonly Tensor[], axis = 0): Tensor {
    return this.algebraOf(this.dtype).concat(...tensorsOf(tensors, 'cat'), { axis });
  }

  /** Tensors of one shape joined along a new axis. */
  stack(tensors: readonly Tensor[], axis = 0): Tensor {
    return this.cat(
      tensorsOf(tensors, 'stack').map((tensor) => tensor.unsqueeze(axis)),
      axis,
    );
  }

  /** As the tensor's method. */
  gather(x: Tensor, axis: number, index: Tensor): Tensor {
    tensorsOf([x, index], 'gather');
    return x.gather(axis, index);
  }

  /** As the tensor's method. */
  indexSelect(x: Tensor, axis: number, index: Tensor): Tensor {
    tensorsOf([x, index], 'indexSelect');
    return x.indexSelect(axis, index);
  }

  zerosLike({ shape, dtype }: Tensor): Tensor {
    return this.full(shape, 0, dtype);
  }

  onesLike({ shape, dtype }: Tensor): Tensor {
    return this.full(shape, 1, dtype);
  }

  /** 1 on and below diagonal number `diagonal` of a matrix of ones, 0 above it: the mask of causal attention. */
  trilMask(rows: number, columns: number = rows, diagonal = 0): Tensor {
    const shape = checkedShape([rows, columns], 'trilMask', 'trilMask(4)');
    const inside = Uint8Array.from({ length: rows * columns }, (_, i) =>
      (i % columns) - Math.floor(i / columns) <= diagonal ? 1 : 0,
    );
    return this.tensor(inside, { shape, dtype: 'bool' });
  }

  /** Loss scaling for training in float16. */
  gradScaler(options?: ConstructorParameters<typeof GradScaler>[0]): GradScaler {
    return new GradScaler(options);
  }

  /** Copies of narrow weights in a wider dtype for the optimiser to move. */
  masterWeights(parameters: Iterable<Tensor>, dtype: Dtype = 'float32'): MasterWeights {
    return new MasterWeights(parameters, dtype);
  }

  private drawn(
    name: 'rand' | 'randn',
    size: readonly (number | CreationOptions)[],
    draw: (count: number, format: RandomFormat) => Float64Array,
  ): Tensor {
    const last = size[size.length - 1];
    const options = typeof last === 'object' && !Array.isArray(last) ? last : {};
    checkSettings(name, options, { dtype: true });
    const shape = checkedShape(options === last ? size.slice(0, -1) : size, name, `${name}(2, 3)`);
    const count = sizeOf(shape);
    const dtype = options.dtype === undefined ? this.dtype : dtypeOf(options.dtype);
    return this.tensor(draw(count, options.dtype === 'float64' ? 'float64' : 'float32'), { shape, dtype });
  }
}

/** Every op and composite as a function of tensors, `t.matmul(a, b)`, `t.relu(x)`: the method of its first input. */
export type TorchFunctions = {
  readonly [Name in Exclude<OpName | CompositeName, 'gather' | 'indexSelect'>]: (
    first: Tensor,
    ...others: ArgumentsOf<Name, Tensor | number>
  ) => Tensor;
};

export interface Torch extends TorchFunctions {}

for (const name of [...Object.keys(opTable), ...Object.keys(compositeTable)] as (OpName | CompositeName)[]) {
  if (name in Torch.prototype) continue;
  Object.defineProperty(Torch.prototype, name, {
    value: function (this: Torch, first: Tensor, ...others: (Tensor | number | Attributes)[]): Tensor {
      tensorsOf([first], name);
      const inputs = others.map((other) => (typeof other === 'number' ? first.operand(other) : other));
      const apply = first.context.algebraOf(first.dtype)[name] as (...inputs: (Tensor | Attributes)[]) => Tensor;
      return apply(first, ...inputs);
    },
  });
}

/**
 * PyTorch's names over one context.
 *
 * @example
 * const t = torch({ dtype: 'bfloat16', arithmetic: { accumulate: 'float32' } });
 * t.manualSeed(0);
 * const model = t.nn.Sequential(t.nn.Linear(10, 50), t.nn.ReLU(), t.nn.Linear(50, 1));
 */
export function torch(options: TorchOptions = {}): Torch {
  return new Torch(options);
}
