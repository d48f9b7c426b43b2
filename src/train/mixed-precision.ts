/** What training in narrow formats needs: loss scaling for float16, and weights kept in a wider format. */
import { DomainError } from '../errors.ts';
import type { Dtype, Tensor } from '../tensor/index.ts';
import type { Optimizer } from './optimizers.ts';

/**
 * Loss scaling: the loss is multiplied so that small gradients do not underflow in float16, and the gradients divided before the step.
 * A step whose gradients overflowed is left out and the scale halved; after `growthInterval` good steps it is doubled.
 * Source: torch.cuda.amp.GradScaler.
 */
export class GradScaler {
  scale: number;
  private readonly growthInterval: number;
  private good = 0;

  constructor({
    initialScale = 65536,
    growthInterval = 2000,
  }: { readonly initialScale?: number; readonly growthInterval?: number } = {}) {
    if (!(initialScale > 0 && Number.isFinite(initialScale))) {
      throw new DomainError(`GradScaler: the scale must be a finite number above 0, got ${initialScale}.`);
    }
    this.scale = initialScale;
    this.growthInterval = growthInterval;
  }

  /** The loss times the scale. */
  scaled(loss: Tensor): Tensor {
    return loss.context.algebraOf(loss.dtype).mul(loss, loss.context.constantOf(loss.dtype, this.scale));
  }

  /** Divides the gradients by the scale and takes the step, unless one of them is not finite. Returns whether it was taken. */
  step(optimizer: Optimizer): boolean {
    const finite = optimizer.parameters.every(
      (parameter) => parameter.grad === undefined || parameter.grad.toFloat64().every(Number.isFinite),
    );
    if (!finite) {
      this.scale /= 2;
      this.good = 0;
      return false;
    }
    for (const parameter of optimizer.parameters) {
      const { grad, context, dtype } = parameter;
      if (grad !== undefined) {
        parameter.grad = context.noGrad(() =>
          context.algebraOf(dtype).div(grad, context.constantOf(dtype, this.scale)),
        );
      }
    }
    optimizer.step();
    if (++this.good === this.growthInterval) {
      this.scale *= 2;
      this.good = 0;
    }
    return true;
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
    this.narrow = [...parameters];
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
