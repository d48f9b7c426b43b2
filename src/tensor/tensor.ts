/** Tensors: values of one type under a shape, which remember how they were computed when a gradient is wanted. */
import { DomainError } from '../errors.ts';
import { compositeTable, normaliseAxes, opTable, positions, shapeText, sizeOf, stridesOf } from '../ops/index.ts';
import { changeInPlace } from './in-place.ts';
import { tensorText } from './print.ts';
import { isNumbers } from './storage.ts';
import { isRowMajor, walked } from './walk.ts';
import { positionsOf } from './whole-numbers.ts';
import type { Walk } from './walk.ts';
import type { Algebra, Attributes, CompositeName, OpName, ArgumentsOf, SettingsOf, Shape } from '../ops/index.ts';
import type { Application } from '../program/index.ts';
import type { Context } from './context.ts';
import type { Dtype } from './dtype.ts';
import type { Storage } from './storage.ts';

/** Nested lists of numbers, a typed array, or a number. */
export type Values = number | boolean | ArrayLike<number> | readonly Values[];

/** Memory that tensors share: a view and its base have one buffer. `version` grows with every write in place. */
export interface TensorBuffer {
  data: Storage;
  version: number;
  /** Whether several tensors walk it. */
  viewed?: boolean;
}

/** One application, with the versions that its tensors had: a later write in place is noticed by `backward`. */
export interface RecordedApplication extends Application<Tensor> {
  readonly versions: readonly number[];
  readonly outputVersion: number;
}

/** What a tensor is made of. Without a `walk` its elements fill the buffer in row-major order. */
export interface TensorParts {
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly buffer: TensorBuffer;
  readonly walk?: Walk | undefined;
}

/**
 * Values of one dtype under a shape, after PyTorch's `torch.Tensor`. Made by a context (`context()`), to whose arithmetic it belongs.
 *
 * Each op's result is rounded into the dtype as the context's policy says. `reshape` (where it can), `permute`, `slice` and `broadcastTo` are views.
 */
export class Tensor {
  readonly context: Context;
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly buffer: TensorBuffer;
  /** How the elements lie in the buffer; `undefined`: they fill it in row-major order. */
  readonly walk: Walk | undefined;
  /** Whether `backward` computes a gradient for this tensor. */
  requiresGrad: boolean = false;
  /** ∂L/∂this after `backward`, summed over calls; only on leaves. */
  grad: Tensor | undefined = undefined;
  /** The application that made this tensor; `undefined` for a leaf. */
  application: RecordedApplication | undefined = undefined;

  constructor(context: Context, { dtype, shape, buffer, walk }: TensorParts) {
    this.context = context;
    this.dtype = dtype;
    this.shape = shape;
    this.buffer = buffer;
    this.walk = walk;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The elements in row-major order; without a copy where they lie so. Arrays of storage are never written to once they are in a buffer. */
  get storage(): Storage {
    const { data } = this.buffer;
    return this.walk === undefined
      ? data
      : walked(data, this.shape, this.walk, () => this.context.arithmeticOf(this.dtype));
  }

  /** Whether the elements lie side by side in row-major order. */
  isContiguous(): boolean {
    return this.walk === undefined || isRowMajor(this.shape, this.walk.strides);
  }

  /** The elements as float64 numbers in row-major order, copied (of an oracle tensor: the float64 nearest to each centre). */
  toFloat64(): Float64Array {
    return this.context.arithmeticOf(this.dtype).read(this.storage);
  }

  /** What other code may read: a typed array of the dtype's own kind, and the shape. Narrow formats come as float32 values. */
  get data(): Float64Array | Float32Array | Int32Array | Uint8Array {
    const storage = this.storage;
    return isNumbers(storage) ? storage : this.toFloat64();
  }

  /** The one number of a tensor of one element. */
  item(): number {
    if (this.size !== 1)
      throw new DomainError(`item: a tensor of shape ${shapeText(this.shape)} has ${this.size} elements, not one.`);
    return this.toFloat64()[0]!;
  }

  /** Nested lists of numbers. */
  toList(): number | readonly unknown[] {
    const flat = this.toFloat64();
    let at = 0;
    const nest = (axis: number): number | unknown[] =>
      axis === this.shape.length ? flat[at++]! : Array.from({ length: this.shape[axis]! }, () => nest(axis + 1));
    return nest(0) as number | readonly unknown[];
  }

  /** A tensor with the same values that remembers nothing; it shares the memory. */
  detach(): Tensor {
    return new Tensor(this.context, this.parts());
  }

  /** A copy with memory of its own, through which gradients flow. */
  clone(): Tensor {
    return this.apply('cast', [this], { dtype: this.dtype, from: this.dtype });
  }

  /** The values in another type, each rounded once. */
  to(dtype: Dtype): Tensor {
    return dtype === this.dtype ? this : this.apply('cast', [this], { dtype, from: this.dtype });
  }

  /** Marks a leaf as one whose gradient is wanted; returns it. */
  requireGrad(wanted = true): this {
    if (this.application !== undefined)
      throw new DomainError('requireGrad: only leaves can be marked; this tensor was computed. Use detach() first.');
    this.requiresGrad = wanted;
    return this;
  }

  /**
   * Adds ∂(Σ gradient·this)/∂leaf to the `grad` of every leaf that wants it.
   *
   * @param gradient - default 1, for a tensor of one element
   * @throws DomainError for a tensor that was not computed from such leaves, or of several elements without a gradient
   */
  backward(gradient?: Tensor, options: { readonly createGraph?: boolean } = {}): void {
    this.context.backward(this, gradient, options.createGraph === true);
  }

  apply(name: OpName, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
    return this.context.apply(name, inputs, attributes);
  }

  /** The other operand: a tensor as it is, a number as a constant of this tensor's type. */
  operand(other: Tensor | number): Tensor {
    return typeof other === 'number' ? this.context.numberBeside(this.dtype, other) : other;
  }

  /**
   * Replaces the values, in place, by what `compute` makes of them; views of the same memory see it.
   *
   * While gradients are recorded the graph follows: `compute` gets the values as they were, as a tensor of their own.
   *
   * @throws DomainError while gradients are recorded, on a leaf that wants one, or on a view of a tensor that does
   */
  update(compute: (before: Tensor) => Tensor): this {
    changeInPlace(this, compute);
    return this;
  }

  /** this ← this + other, in place. */
  add_(other: Tensor | number): this {
    return this.update((before) => before.add(other === this ? before : other));
  }

  /** this ← this − other, in place. */
  sub_(other: Tensor | number): this {
    return this.update((before) => before.sub(other === this ? before : other));
  }

  /** this ← this·other, in place. */
  mul_(other: Tensor | number): this {
    return this.update((before) => before.mul(other === this ? before : other));
  }

  /** this ← this/other, in place. */
  div_(other: Tensor | number): this {
    return this.update((before) => before.div(other === this ? before : other));
  }

  /** The values of another tensor, in place: broadcast, and rounded into this dtype. */
  copy_(source: Tensor): this {
    return this.update(() => source);
  }

  /** One number everywhere, in place. */
  fill_(value: number): this {
    return this.update(() => this.context.full([], value, this.dtype));
  }

  zero_(): this {
    return this.fill_(0);
  }

  /** As `requireGrad`, by PyTorch's name. */
  requiresGrad_(wanted = true): this {
    return this.requireGrad(wanted);
  }

  /** The same elements under another shape; one extent may be −1. */
  reshape(...shape: number[]): Tensor {
    return this.apply('reshape', [this], { shape });
  }

  /** Axes in another order. */
  permute(...axes: number[]): Tensor {
    return this.apply('permute', [this], { axes });
  }

  /** Two axes exchanged. */
  transpose(a: number, b: number): Tensor {
    const axes = this.shape.map((_, axis) => axis);
    const [first, second] = [this.axisOf(a, 'transpose'), this.axisOf(b, 'transpose')];
    [axes[first], axes[second]] = [axes[second]!, axes[first]!];
    return this.permute(...axes);
  }

  /** The transpose of a matrix. */
  t(): Tensor {
    return this.transpose(0, 1);
  }

  /** The transpose of a matrix. */
  get T(): Tensor {
    return this.t();
  }

  /** As `reshape`; here it copies where no view can be had. */
  view(...shape: number[]): Tensor {
    return this.reshape(...shape);
  }

  /** The axes from `start` to `end` joined into one. */
  flatten(start = 0, end = -1): Tensor {
    if (this.rank === 0) return this.reshape(1);
    const [first, last] = [this.axisOf(start, 'flatten'), this.axisOf(end, 'flatten')];
    if (first > last) throw new DomainError(`flatten: axis ${start} is behind axis ${end}. Exchange them.`);
    const joined = sizeOf(this.shape.slice(first, last + 1));
    return this.reshape(...this.shape.slice(0, first), joined, ...this.shape.slice(last + 1));
  }

  /** Stretched along axes of extent 1 and along new leading ones. */
  expand(...shape: number[]): Tensor {
    return this.apply('broadcastTo', [this], { shape });
  }

  /** Element `index` along `axis`, without that axis. */
  select(axis: number, index: number): Tensor {
    const at = this.axisOf(axis, 'select');
    const start = index < 0 ? index + this.shape[at]! : index;
    if (!(Number.isInteger(start) && start >= 0 && start < this.shape[at]!)) {
      throw new DomainError(`select: index ${index} is outside axis ${axis} of ${shapeText(this.shape)}.`);
    }
    const one = this.apply('slice', [this], { axis: at, start, end: start + 1 });
    return one.reshape(...this.shape.filter((_, i) => i !== at));
  }

  /** y[…, i, …] = x[…, index[…, i, …], …]: elements picked along `axis`, one for each element of `index`. */
  gather(axis: number, index: Tensor): Tensor {
    const at = this.axisOf(axis, 'gather');
    const fits = index.rank === this.rank && index.shape.every((extent, i) => i === at || extent <= this.shape[i]!);
    if (!fits) {
      throw new DomainError(
        `gather: an index of shape ${shapeText(index.shape)} does not fit ${shapeText(this.shape)}: outside axis ${axis} it may not be larger.`,
      );
    }
    const strides = stridesOf(this.shape);
    const places = positions(
      index.shape,
      strides.map((stride, i) => (i === at ? 0 : stride)),
    );
    const sources = positionsOf(index, this.shape[at]!, 'gather').map(
      (chosen, i) => places[i]! + chosen * strides[at]!,
    );
    return this.apply('gather', [this], { shape: index.shape, sources });
  }

  /** The slices named by a vector of positions along `axis`. */
  indexSelect(axis: number, index: Tensor): Tensor {
    const at = this.axisOf(axis, 'indexSelect');
    const indices = positionsOf(index, this.shape[at]!, 'indexSelect');
    return this.apply('indexSelect', [this], { axis: at, indices });
  }

  /** Parts of `size` elements along `axis`; the last may be shorter. */
  split(size: number, axis = 0): Tensor[] {
    const at = this.axisOf(axis, 'split');
    if (!Number.isInteger(size) || size < 1) {
      throw new DomainError(`split: parts of ${String(size)} elements; a whole number of 1 or more was due.`);
    }
    return Array.from({ length: Math.ceil(this.shape[at]! / size) }, (_, i) =>
      this.apply('slice', [this], { axis: at, start: i * size, end: (i + 1) * size }),
    );
  }

  /** `value` where the mask holds, this elsewhere. */
  maskedFill(mask: Tensor, value: number): Tensor {
    return this.apply('where', [mask, this.operand(value), this]);
  }

  /** √ of `var`. */
  std(settings: SettingsOf<'variance'> = {}): Tensor {
    return this.variance(settings).sqrt();
  }

  /** As `variance`, by PyTorch's name. */
  var(settings: SettingsOf<'variance'> = {}): Tensor {
    return this.variance(settings);
  }

  /** The number of elements, by PyTorch's name. */
  numel(): number {
    return this.size;
  }

  toString(): string {
    return tensorText(this);
  }

  /** A new axis of extent 1 before `axis`. */
  unsqueeze(axis: number): Tensor {
    const at = this.axisOf(axis, 'unsqueeze', this.rank + 1);
    return this.reshape(...this.shape.slice(0, at), 1, ...this.shape.slice(at));
  }

  /** Without the axis of extent 1 named, or without any such axis. */
  squeeze(axis?: number): Tensor {
    const at = axis === undefined ? undefined : this.axisOf(axis, 'squeeze');
    return this.reshape(...this.shape.filter((extent, i) => extent !== 1 || (at !== undefined && i !== at)));
  }

  /** The same values in a buffer of their own, so that a write in place elsewhere does not reach them. */
  apart(recorded: boolean): Tensor {
    if (recorded) return this.clone();
    const { dtype, shape, storage } = this;
    return new Tensor(this.context, { dtype, shape, buffer: { data: storage, version: 0 } });
  }

  private axisOf(axis: number, name: string, rank: number = this.rank): number {
    return normaliseAxes([axis], rank, name)[0]!;
  }

  private parts(): TensorParts {
    const { dtype, shape, buffer, walk } = this;
    return { dtype, shape, buffer, walk };
  }
}

type Owned = 'reshape' | 'permute' | 'gather' | 'indexSelect' | 'constant' | 'shapeOf';

/** Every op and composite of the table as a method on its first input: `x.matmul(w)`, `x.sum({ axes: 1 })`, `x.mul(2)`. */
export type TensorMethods = {
  readonly [Name in Exclude<OpName | CompositeName, Owned>]: (...others: ArgumentsOf<Name, Tensor | number>) => Tensor;
};

export interface Tensor extends TensorMethods {}

for (const name of [...Object.keys(opTable), ...Object.keys(compositeTable)] as Exclude<
  keyof Algebra<Tensor>,
  'constant' | 'shapeOf'
>[]) {
  if (name in Tensor.prototype) continue;
  Object.defineProperty(Tensor.prototype, name, {
    value: function (this: Tensor, ...others: (Tensor | number | Attributes)[]): Tensor {
      const inputs = others.map((other) => (typeof other === 'number' ? this.operand(other) : other));
      const method = this.context.algebraOf(this.dtype)[name] as (...inputs: (Tensor | Attributes)[]) => Tensor;
      return method(this, ...inputs);
    },
  });
}

// What Node's console shows. Found by this symbol, so that nothing of Node is imported.
Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value: function (this: Tensor): string {
    return tensorText(this);
  },
});
