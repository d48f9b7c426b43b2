/** `nn`: the layers and losses of one host, made without `new`, as in Python. */
import { DomainError } from '../errors.ts';
import { checkSettings } from '../ops/index.ts';
import { positionsOf } from '../tensor/index.ts';
import { BatchNorm, Conv2d, Dropout, Embedding, Lambda, LayerNorm, Linear, Sequential } from './layers.ts';
import { clipGradNorm, clipGradValue } from './optimizers.ts';
import type { Tensor } from '../tensor/index.ts';
import type { ConvolutionOptions, LayerHost } from './layers.ts';
import type { Module } from './module.ts';

export type Reduction = 'mean' | 'sum' | 'none';

export interface LossOptions {
  readonly reduction?: Reduction;
}

export interface PoolOptions {
  readonly stride?: number | readonly [number, number];
  readonly padding?: number | readonly [number, number];
}

const pool = { stride: true, padding: true };

function reductionOf(name: string, options: LossOptions): Reduction {
  checkSettings(name, options, { reduction: true });
  const { reduction = 'mean' } = options;
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return reduction;
  throw new DomainError(`${name}: reduction must be 'mean', 'sum' or 'none', got ${String(reduction)}.`);
}

/** Layers and losses by PyTorch's names. */
export class NeuralNetworks {
  readonly utils: { readonly clipGradNorm: typeof clipGradNorm; readonly clipGradValue: typeof clipGradValue } = {
    clipGradNorm,
    clipGradValue,
  };
  private readonly host: LayerHost;

  constructor(host: LayerHost) {
    this.host = host;
  }

  Linear(inFeatures: number, outFeatures: number, options?: { readonly bias?: boolean }): Linear {
    checkSettings('Linear', options ?? {}, { bias: true });
    return new Linear(this.host, inFeatures, outFeatures, options);
  }

  Conv2d(
    inChannels: number,
    outChannels: number,
    kernel: number | readonly [number, number],
    options?: ConvolutionOptions,
  ): Conv2d {
    checkSettings('Conv2d', options ?? {}, { stride: true, padding: true, dilation: true, groups: true, bias: true });
    return new Conv2d(this.host, inChannels, outChannels, kernel, options);
  }

  Embedding(count: number, width: number): Embedding {
    return new Embedding(this.host, count, width);
  }

  LayerNorm(shape: number | readonly number[], options?: { readonly eps?: number }): LayerNorm {
    checkSettings('LayerNorm', options ?? {}, { eps: true });
    return new LayerNorm(this.host, shape, options);
  }

  /** Of [N, C] or [N, C, L]. */
  BatchNorm1d(channels: number, options?: { readonly eps?: number; readonly momentum?: number }): BatchNorm {
    return this.batchNorm('BatchNorm1d', channels, options);
  }

  /** Of [N, C, H, W]. */
  BatchNorm2d(channels: number, options?: { readonly eps?: number; readonly momentum?: number }): BatchNorm {
    return this.batchNorm('BatchNorm2d', channels, options);
  }

  private batchNorm(
    name: string,
    channels: number,
    options: ConstructorParameters<typeof BatchNorm>[2] = {},
  ): BatchNorm {
    checkSettings(name, options, { eps: true, momentum: true });
    return new BatchNorm(this.host, channels, options);
  }

  Dropout(probability?: number): Dropout {
    return new Dropout(this.host, probability);
  }

  Sequential(...modules: readonly Module[]): Sequential {
    return new Sequential(...modules);
  }

  ReLU(): Module {
    return new Lambda((o, x) => o.relu(x!));
  }

  /** `approximate: 'tanh'` gives the approximation by tanh. */
  GELU(options: { readonly approximate?: 'none' | 'tanh' } = {}): Module {
    checkSettings('GELU', options, { approximate: true });
    const { approximate = 'none' } = options;
    if (approximate !== 'none' && approximate !== 'tanh') {
      throw new DomainError(`GELU: approximate must be 'none' or 'tanh', got ${String(approximate)}.`);
    }
    return new Lambda((o, x) => (approximate === 'tanh' ? o.geluTanh(x!) : o.gelu(x!)));
  }

  SiLU(): Module {
    return new Lambda((o, x) => o.silu(x!));
  }

  Tanh(): Module {
    return new Lambda((o, x) => o.tanh(x!));
  }

  Sigmoid(): Module {
    return new Lambda((o, x) => o.sigmoid(x!));
  }

  Softmax(axis = -1): Module {
    return new Lambda((o, x) => o.softmax(x!, { axis }));
  }

  LogSoftmax(axis = -1): Module {
    return new Lambda((o, x) => o.logSoftmax(x!, { axis }));
  }

  Identity(): Module {
    return new Lambda((_o, x) => x!);
  }

  /** All axes from the second on joined into one. */
  Flatten(): Module {
    return new Lambda((o, x) => o.reshape(x!, { shape: [x!.shape[0]!, -1] }));
  }

  MaxPool2d(kernel: number | readonly [number, number], options: PoolOptions = {}): Module {
    checkSettings('MaxPool2d', options, pool);
    return new Lambda((o, x) => o.maxPool2d(x!, { kernel, ...options }));
  }

  AvgPool2d(kernel: number | readonly [number, number], options: PoolOptions = {}): Module {
    checkSettings('AvgPool2d', options, pool);
    return new Lambda((o, x) => o.avgPool2d(x!, { kernel, ...options }));
  }

  MSELoss(options: LossOptions = {}): Module {
    const reduction = reductionOf('MSELoss', options);
    return new Lambda((o, x, target) => o.mseLoss(x!, target!, { reduction }));
  }

  L1Loss(options: LossOptions = {}): Module {
    const reduction = reductionOf('L1Loss', options);
    return new Lambda((o, x, target) => o.l1Loss(x!, target!, { reduction }));
  }

  BCEWithLogitsLoss(options: LossOptions = {}): Module {
    const reduction = reductionOf('BCEWithLogitsLoss', options);
    return new Lambda((o, x, target) => o.bceWithLogits(x!, target!, { reduction }));
  }

  /** Targets are classes: a tensor of whole numbers, one for each row of logits. */
  CrossEntropyLoss(options: LossOptions = {}): Module {
    const reduction = reductionOf('CrossEntropyLoss', options);
    return new Lambda((o, logits, targets) =>
      o.crossEntropy(logits!, {
        targets: positionsOf(targets as Tensor, (logits as Tensor).shape.at(-1)!, 'crossEntropy', 'class'),
        reduction,
      }),
    );
  }
}
