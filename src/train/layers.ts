/** Layers, with PyTorch's parameters, names and default initialisation. */
import { DomainError } from '../errors.ts';
import { argumentText, checkedShape, sizeOf } from '../ops/index.ts';
import { positionsOf } from '../tensor/index.ts';
import { Module, parameter } from './module.ts';
import type { Algebra } from '../ops/index.ts';
import type { Context, Tensor } from '../tensor/index.ts';
import type { Generator } from './random.ts';

/** Where layers live: their tensors' context, and the generator that initialises them. */
export interface LayerHost {
  readonly context: Context;
  readonly generator: Generator;
}

const algebraFor = (tensor: Tensor): Algebra<Tensor> => tensor.context.algebraOf(tensor.dtype);

/**
 * Kaiming's uniform initialisation with a = √5, PyTorch's default: weights in ±√3·g/√fanIn with gain g = √(2/(1 + a²)), biases in
 * ±1/√fanIn, drawn in that order, as float32 numbers in every dtype, so that one program has one start.
 */
function initialise(
  host: LayerHost,
  shape: readonly number[],
  fanIn: number,
  bias: boolean,
): [Tensor, Tensor | undefined] {
  const a = Math.sqrt(5);
  const bound = Math.sqrt(3) * (Math.sqrt(2 / (1 + a * a)) / Math.sqrt(fanIn));
  const weight = parameter(host.context, host.generator.uniforms(sizeOf(shape), 'float32', -bound, bound), shape);
  if (!bias) return [weight, undefined];
  const limit = 1 / Math.sqrt(fanIn);
  return [weight, parameter(host.context, host.generator.uniforms(shape[0]!, 'float32', -limit, limit), [shape[0]!])];
}

/** x·Wᵀ + b. */
export class Linear extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;

  constructor(
    host: LayerHost,
    inFeatures: number,
    outFeatures: number,
    { bias = true }: { readonly bias?: boolean } = {},
  ) {
    super();
    const shape = checkedShape([outFeatures, inFeatures], 'Linear', 'Linear(10, 50)');
    [this.weight, this.bias] = initialise(host, shape, inFeatures, bias);
  }

  override forward(x: Tensor): Tensor {
    const o = algebraFor(x);
    return this.bias === undefined ? o.linear(x, this.weight) : o.linear(x, this.weight, this.bias);
  }
}

export interface ConvolutionOptions {
  readonly stride?: number | readonly [number, number];
  readonly padding?: number | readonly [number, number];
  readonly dilation?: number | readonly [number, number];
  readonly groups?: number;
  readonly bias?: boolean;
}

/** Cross-correlation of [N, C, H, W] with [K, C/groups, kh, kw] filters. */
export class Conv2d extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
  private readonly options: ConvolutionOptions;

  constructor(
    host: LayerHost,
    inChannels: number,
    outChannels: number,
    kernel: number | readonly [number, number],
    options: ConvolutionOptions = {},
  ) {
    super();
    const [height, width] = Array.isArray(kernel) ? (kernel as [number, number]) : [kernel as number, kernel as number];
    const groups = options.groups ?? 1;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new DomainError(
        `Conv2d: ${groups} groups do not divide ${inChannels} channels into ${outChannels}. Write numbers that they divide.`,
      );
    }
    const channels = inChannels / groups;
    this.options = options;
    [this.weight, this.bias] = initialise(
      host,
      checkedShape([outChannels, channels, height, width], 'Conv2d', 'Conv2d(3, 16, 5)'),
      channels * height * width,
      options.bias ?? true,
    );
  }

  override forward(x: Tensor): Tensor {
    const { stride = 1, padding = 0, dilation = 1, groups = 1 } = this.options;
    const settings = { stride, padding, dilation, groups };
    const o = algebraFor(x);
    return this.bias === undefined ? o.conv2d(x, this.weight, settings) : o.conv2d(x, this.weight, this.bias, settings);
  }
}

/** Rows of a table picked by whole numbers. */
export class Embedding extends Module {
  readonly weight: Tensor;

  constructor({ context, generator }: LayerHost, count: number, width: number) {
    super();
    const shape = checkedShape([count, width], 'Embedding', 'Embedding(1000, 64)');
    this.weight = parameter(context, generator.normals(sizeOf(shape), 'float32'), shape);
  }

  override forward(indices: Tensor): Tensor {
    return algebraFor(this.weight).embedding(this.weight, {
      indices: positionsOf(indices, this.weight.shape[0]!, 'Embedding'),
      shape: indices.shape,
    });
  }
}

/** (x − x̄)/√(σ² + ε)·weight + bias over the last axes. */
export class LayerNorm extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;
  private readonly epsilon: number;
  private readonly rank: number;

  constructor(
    { context }: LayerHost,
    shape: number | readonly number[],
    { eps = 1e-5 }: { readonly eps?: number } = {},
  ) {
    super();
    const extents = checkedShape(Array.isArray(shape) ? shape : [shape], 'LayerNorm', 'LayerNorm(64)');
    const size = sizeOf(extents);
    this.weight = parameter(context, new Float64Array(size).fill(1), extents);
    this.bias = parameter(context, new Float64Array(size), extents);
    this.epsilon = eps;
    this.rank = extents.length;
  }

  override forward(x: Tensor): Tensor {
    return algebraFor(x).layerNorm(x, this.weight, this.bias, { rank: this.rank, epsilon: this.epsilon });
  }
}

/**
 * Normalisation of each channel (axis 1) by the batch's mean and variance in training, by running ones in evaluation.
 * Running values move by `momentum` towards the batch's (the variance with Bessel's correction), as PyTorch's do.
 */
export class BatchNorm extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;
  readonly batchesTracked: Tensor;
  private readonly epsilon: number;
  private readonly momentum: number;

  constructor(
    { context }: LayerHost,
    channels: number,
    options: { readonly eps?: number; readonly momentum?: number } = {},
  ) {
    super();
    checkedShape([channels], 'BatchNorm', 'BatchNorm(16)');
    const ones = new Float64Array(channels).fill(1);
    this.weight = parameter(context, ones, [channels]);
    this.bias = parameter(context, new Float64Array(channels), [channels]);
    this.runningMean = context.tensor(new Float64Array(channels));
    this.runningVariance = context.tensor(ones);
    this.batchesTracked = context.tensor(0, { dtype: 'int32' });
    this.epsilon = options.eps ?? 1e-5;
    this.momentum = options.momentum ?? 0.1;
  }

  override forward(x: Tensor): Tensor {
    const o = algebraFor(x);
    const settings = { epsilon: this.epsilon };
    if (!this.training) return o.batchNorm(x, this.weight, this.bias, this.runningMean, this.runningVariance, settings);
    x.context.noGrad(() => this.track(o, x));
    return o.batchNorm(x, this.weight, this.bias, settings);
  }

  private track(o: Algebra<Tensor>, x: Tensor): void {
    const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const toward = (running: Tensor, batch: Tensor): void => {
      running.update((before) =>
        o.add(o.mul(before, o.constant(1 - this.momentum)), o.mul(batch, o.constant(this.momentum))),
      );
    };
    toward(this.runningMean, o.mean(x, { axes }));
    toward(this.runningVariance, o.variance(x, { axes }));
    this.batchesTracked.update((before) => before.apply('add', [before, x.context.tensor(1, { dtype: 'int32' })]));
  }

  protected override state(): Record<string, Tensor | undefined> {
    return {
      weight: this.weight,
      bias: this.bias,
      running_mean: this.runningMean,
      running_var: this.runningVariance,
      num_batches_tracked: this.batchesTracked,
    };
  }
}

/** In training, zeroes each element with probability p and divides the others by 1 − p. */
export class Dropout extends Module {
  private readonly host: LayerHost;
  private readonly probability: number;

  constructor(host: LayerHost, probability = 0.5) {
    super();
    if (typeof probability !== 'number' || !(probability >= 0 && probability <= 1)) {
      throw new DomainError(`Dropout: the probability lies from 0 to 1, got ${argumentText(probability)}.`);
    }
    this.host = host;
    this.probability = probability;
  }

  override forward(x: Tensor): Tensor {
    if (!this.training || this.probability === 0) return x;
    const o = algebraFor(x);
    const keep = 1 - this.probability;
    const kept = x.context.tensor(this.host.generator.bernoulli(x.size, keep), { shape: x.shape, dtype: x.dtype });
    return keep === 0 ? o.mul(x, kept) : o.mul(x, o.div(kept, o.constant(keep)));
  }
}

/** Modules one after another. */
export class Sequential extends Module {
  readonly modules: readonly Module[];

  constructor(...modules: readonly Module[]) {
    super();
    modules.forEach((module, i) => {
      if (module instanceof Module) return;
      throw new DomainError(
        `Sequential: argument ${i} is ${argumentText(module)}, not a module. Write Sequential(t.nn.Linear(10, 50), t.nn.ReLU()).`,
      );
    });
    this.modules = modules;
  }

  override forward(x: Tensor): Tensor {
    return this.modules.reduce((value, module) => module.forward(value), x);
  }

  protected override children(): Record<string, Module> {
    return Object.fromEntries(this.modules.map((module, i) => [String(i), module]));
  }
}

/** A function without parameters as a module: activations, losses, pooling. */
export class Lambda extends Module {
  private readonly compute: (o: Algebra<Tensor>, ...inputs: Tensor[]) => Tensor;

  constructor(compute: (o: Algebra<Tensor>, ...inputs: Tensor[]) => Tensor) {
    super();
    this.compute = compute;
  }

  override forward(...inputs: Tensor[]): Tensor {
    return this.compute(algebraFor(inputs[0]!), ...inputs);
  }
}
