/** What training in narrow formats needs: loss scaling for float16, and weights kept in a wider format. */
import { DomainError } from '../errors.ts';
import { tensorsOf } from '../tensor/index.ts';
import type { Dtype, Tensor } from '../tensor/index.ts';
import type { Optimizer } from './optimizers.ts';

/**
 * Loss scaling: the loss is multiplied so that small gradients do not underflow in float16, and the gradients divided before the step.
 * A step whose gradients overflowed is left out and the scale halved; after `growthInterval` good steps it is doubled.
 * The default scale, 65536, is meant for a loss in float32; a loss in float16 overflows under it, and takes 32768 at most.
 * Source: torch.cuda.amp.GradScaler.
 *
 * @example
 * scaler.scale(loss).backward();
 * scaler.step(optimizer);
 * scaler.update();
 */
export class GradScaler {
  private factor: number;
  private readonly growthInterval: number;
  private good = 0;
  private overflowed = false;
  private readonly unscaled = new Set<Optimizer>();

  constructor({
    initialScale = 65536,
    growthInterval = 2000,
  }: { readonly initialScale?: number; readonly growthInterval?: number } = {}) {
    if (!(initialScale > 0 && Number.isFinite(initialScale))) {
      throw new DomainError(`GradScaler: the scale must be a finite number above 0, got ${initialScale}.`);
    }
    this.factor = initialScale;
    this.growthInterval = growthInterval;
  }

  getScale(): number {
    return this.factor;
  }

  /** The loss times the scale. */
  scale(loss: Tensor): Tensor {
    return loss.mul(this.factor);
  }

  /** Divides the gradients by the scale, for example to clip them before `step`, which then does not divide again. */
  unscale_(optimizer: Optimizer): void {
    if (this.unscaled.has(optimizer)) throw new DomainError('GradScaler: unscale_ was called twice before update().');
    this.unscaled.add(optimizer);
    const { parameters } = optimizer;
    const finite = parameters.every(({ grad }) => grad === undefined || grad.toFloat64().every(Number.isFinite));
    if (!finite) {
      this.overflowed = true;
      return;
    }
    for (const parameter of parameters) {
      const { grad, context } = parameter;
      // The reciprocal of a power of two is exact; PyTorch multiplies by it, too.
      if (grad !== undefined) parameter.grad = context.noGrad(() => grad.mul(1 / this.factor));
    }
  }

  /** Unscales, and takes the step unless a gradient was not finite. Returns whether it was taken. */
  step(optimizer: Optimizer): boolean {
    if (!this.unscaled.has(optimizer)) this.unscale_(optimizer);
    if (this.overflowed) return false;
    optimizer.step();
    return true;
  }

  /** Ends an iteration: the scale is halved after an overflow, doubled after `growthInterval` iterations without one. */
  update(): void {
    if (this.overflowed) {
      this.factor /= 2;
      this.good = 0;
    } else if (++this.good === this.growthInterval) {
      this.factor *= 2;
      this.good = 0;
    }
    this.overflowed = false;
    this.unscaled.clear();
  }
}

/**
 * Master weights: copies of narrow parameters in a wider dtype, which the optimiser moves; the narrow ones are their rounded values.
 * Without them an update smaller than half an ulp of a weight is lost.
 */
export class MasterWeights {
  readonly master: readonly Tensor[];
  private readonly narrow: readonly Tensor[];

  constructor(parameters: Iterable<Tensor>, dtype: Dtype = 'float32') {
    this.narrow = tensorsOf(parameters, 'MasterWeights', 'Write masterWeights(model.parameters()).');
    this.master = this.narrow.map((parameter) =>
      parameter.context.noGrad(() => parameter.to(dtype).detach()).requireGrad(),
    );
  }

  /** Hands the gradients of the narrow parameters to the master copies, steps, and rounds the results back. */
  step(optimizer: Optimizer): void {
    this.narrow.forEach((parameter, i) => {
      const master = this.master[i]!;
      master.grad = parameter.grad && parameter.context.noGrad(() => parameter.grad!.to(master.dtype));
    });
    optimizer.step();
    this.narrow.forEach((parameter, i) =>
      parameter.context.noGrad(() => parameter.update(() => this.master[i]!.to(parameter.dtype))),
    );
  }

  zeroGrad(): void {
    for (const parameter of [...this.narrow, ...this.master]) parameter.grad = undefined;
  }
}
