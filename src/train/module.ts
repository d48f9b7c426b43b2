/** Modules: trainable functions with named parameters, after PyTorch's `nn.Module`. */
import { DomainError } from '../errors.ts';
import { decodeArray } from '../formats/index.ts';
import { positions, sameShape, shapeText, sizeOf, stridesOf } from '../ops/index.ts';
import type { BitArray, FormatName } from '../formats/index.ts';
import { Tensor } from '../tensor/index.ts';
import type { Context } from '../tensor/index.ts';

/** Numbers in memory, as the readers of files and of other libraries' tensors give them. */
export interface StoredArray {
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
  readonly shape: readonly number[];
  readonly dtype?: string;
  readonly encoding?: 'values' | 'bits';
  readonly strides?: readonly number[];
  readonly offset?: number;
}

/**
 * A trainable function. Its state is what its properties hold: tensors, modules, and lists of modules, in the order of assignment and under
 * their names, as in PyTorch's state dicts.
 *
 * @example
 * class Net extends Module {
 *   readonly hidden: Module;
 *   readonly output: Module;
 *   constructor(t: Torch) {
 *     super();
 *     this.hidden = t.nn.Linear(10, 50);
 *     this.output = t.nn.Linear(50, 1);
 *   }
 *   override forward(x: Tensor): Tensor {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 */
export abstract class Module {
  /** Whether the module is being trained: dropout and batch normalisation differ. */
  training: boolean = true;

  abstract forward(...inputs: Tensor[]): Tensor;

  /** The tensors of state by name: parameters and buffers. Default: the properties that are tensors. */
  protected state(): Readonly<Record<string, Tensor | undefined>> {
    return Object.fromEntries(Object.entries(this).filter(([, value]) => value instanceof Tensor)) as Record<
      string,
      Tensor
    >;
  }

  /** The submodules by name. Default: the properties that are modules, and the members of lists of modules as `name.0`, `name.1`, … */
  protected children(): Readonly<Record<string, Module>> {
    const result: Record<string, Module> = {};
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Module) result[name] = value;
      else if (Array.isArray(value)) {
        value.forEach((member, i) => {
          if (member instanceof Module) result[`${name}.${i}`] = member;
        });
      }
    }
    return result;
  }

  /** Every tensor of state by its dotted name: `{ 'layers.0.weight': … }`. The tensors themselves, not copies. */
  stateDict(prefix = ''): Record<string, Tensor> {
    const result: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(this.state())) if (tensor !== undefined) result[prefix + name] = tensor;
    for (const [name, child] of Object.entries(this.children()))
      Object.assign(result, child.stateDict(`${prefix}${name}.`));
    return result;
  }

  /** The tensors that are trained, by name. */
  namedParameters(): Record<string, Tensor> {
    return Object.fromEntries(Object.entries(this.stateDict()).filter(([, tensor]) => tensor.requiresGrad));
  }

  parameters(): Tensor[] {
    return Object.values(this.namedParameters());
  }

  /**
   * Takes over stored values, for example of a PyTorch checkpoint read from a `.safetensors` file; each is rounded into its tensor's dtype.
   *
   * @throws DomainError naming missing and unknown entries, or shapes that differ
   */
  loadStateDict(stored: Readonly<Record<string, StoredArray>>): this {
    const own = this.stateDict();
    const missing = Object.keys(own).filter((name) => !Object.hasOwn(stored, name));
    const unknown = Object.keys(stored).filter((name) => !Object.hasOwn(own, name));
    if (missing.length > 0 || unknown.length > 0) {
      throw new DomainError(
        `loadStateDict: ${missing.length > 0 ? `missing ${missing.join(', ')}` : ''}${missing.length > 0 && unknown.length > 0 ? '; ' : ''}${unknown.length > 0 ? `unknown ${unknown.join(', ')}` : ''}. The module has ${Object.keys(own).join(', ')}.`,
      );
    }
    for (const [name, tensor] of Object.entries(own)) {
      const array = stored[name]!;
      if (!sameShape(array.shape, tensor.shape)) {
        throw new DomainError(
          `loadStateDict: ${name} has shape ${shapeText(tensor.shape)}, the stored one ${shapeText(array.shape)}.`,
        );
      }
      const values = tensor.context.tensor(valuesOf(array), { shape: tensor.shape, dtype: tensor.dtype });
      tensor.context.noGrad(() => tensor.update(() => values));
    }
    return this;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = undefined;
  }

  /** Switches to training, or to evaluation. */
  train(training = true): this {
    this.training = training;
    for (const child of Object.values(this.children())) child.train(training);
    return this;
  }

  eval(): this {
    return this.train(false);
  }
}

/** A tensor marked as trainable. */
export function parameter(context: Context, values: ArrayLike<number>, shape: readonly number[]): Tensor {
  return context.tensor(values, { shape, requiresGrad: true });
}

function valuesOf({ data, shape, dtype, encoding, strides, offset = 0 }: StoredArray): Float64Array {
  const numbers: ArrayLike<number | bigint> =
    encoding === 'bits' ? decodeArray(data as BitArray<FormatName>, dtype as FormatName) : data;
  if (strides === undefined && offset === 0)
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => Number(numbers[i]));
  return Float64Array.from(positions(shape, strides ?? stridesOf(shape), offset), (at) => Number(numbers[at]));
}
