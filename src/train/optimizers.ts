/** Optimisers, with PyTorch's update rules. Scalars are float64 numbers, as Python's are. */
import { DomainError } from '../errors.ts';
import { portableFunction } from '../kernels/portable-math.ts';
import type { Algebra } from '../ops/index.ts';
import { tensorsOf } from '../tensor/index.ts';
import type { Tensor } from '../tensor/index.ts';

/** What all optimisers do: move parameters along their gradients. */
export abstract class Optimizer {
  readonly parameters: readonly Tensor[];

  constructor(parameters: Iterable<Tensor>) {
    this.parameters = tensorsOf(parameters, 'optimizer', 'Write optim.SGD(model.parameters(), { lr: 0.01 }).');
    if (this.parameters.length === 0)
      throw new DomainError('optimizer: got no parameters. Write optim.SGD(model.parameters(), { lr: 0.01 }).');
  }

  /** Forgets all gradients. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = undefined;
  }

  /** Moves every parameter that has a gradient. */
  step(): void {
    this.parameters.forEach((parameter, index) => {
      const gradient = parameter.grad;
      if (gradient === undefined) return;
      const o = parameter.context.algebraOf(parameter.dtype);
      parameter.context.noGrad(() => parameter.update((before) => this.moved(o, before, gradient, index)));
    });
  }

  protected abstract moved(o: Algebra<Tensor>, parameter: Tensor, gradient: Tensor, index: number): Tensor;
}

function positive(name: string, value: number): number {
  if (!(value >= 0 && Number.isFinite(value)))
    throw new DomainError(`optimizer: ${name} must be a finite number ≥ 0, got ${value}.`);
  return value;
}

/** x + alpha·y. */
function addScaled(o: Algebra<Tensor>, x: Tensor, y: Tensor, alpha: number): Tensor {
  return o.add(x, o.mul(y, o.constant(alpha)));
}

export interface SGDOptions {
  readonly lr: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
}

/**
 * d = g + λp; with momentum b ← μb + (1 − τ)d (b = d at first), d = b, or d + μb under Nesterov; p ← p − η·d.
 * Source: PyTorch's documentation of torch.optim.SGD.
 */
export class SGD extends Optimizer {
  /** The learning rate; a schedule may change it between steps. */
  lr: number;
  private readonly options: Required<Omit<SGDOptions, 'lr'>>;
  private readonly buffers: Tensor[] = [];

  constructor(
    parameters: Iterable<Tensor>,
    { lr, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false }: SGDOptions,
  ) {
    super(parameters);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new DomainError('SGD: nesterov needs a momentum above 0 and no dampening.');
    }
    this.lr = positive('lr', lr);
    this.options = {
      momentum: positive('momentum', momentum),
      dampening,
      weightDecay: positive('weightDecay', weightDecay),
      nesterov,
    };
  }

  protected override moved(o: Algebra<Tensor>, parameter: Tensor, gradient: Tensor, index: number): Tensor {
    const { momentum, dampening, weightDecay, nesterov } = this.options;
    let direction = weightDecay === 0 ? gradient : addScaled(o, gradient, parameter, weightDecay);
    if (momentum !== 0) {
      const previous = this.buffers[index];
      const buffer =
        previous === undefined
          ? direction
          : addScaled(o, o.mul(previous, o.constant(momentum)), direction, 1 - dampening);
      this.buffers[index] = buffer;
      direction = nesterov ? addScaled(o, direction, buffer, momentum) : buffer;
    }
    return addScaled(o, parameter, direction, -this.lr);
  }
}

export interface AdamOptions {
  readonly lr?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly weightDecay?: number;
}

/**
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η/(1 − β₁ᵗ)·m/(√v/√(1 − β₂ᵗ) + ε), with g + λp for g.
 * Source: Kingma and Ba 2015, in the order of operations of torch.optim.Adam.
 */
export class Adam extends Optimizer {
  /** The learning rate; a schedule may change it between steps. */
  lr: number;
  protected readonly weightDecay: number;
  private readonly betas: readonly [number, number];
  private readonly eps: number;
  /** Of each parameter: the steps that it took, and its moments. */
  private readonly steps: number[] = [];
  private readonly first: Tensor[] = [];
  private readonly second: Tensor[] = [];

  constructor(
    parameters: Iterable<Tensor>,
    { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 }: AdamOptions = {},
  ) {
    super(parameters);
    for (const beta of betas)
      if (!(beta >= 0 && beta < 1)) throw new DomainError(`Adam: betas lie in [0, 1), got ${beta}.`);
    this.lr = positive('lr', lr);
    this.eps = positive('eps', eps);
    this.weightDecay = positive('weightDecay', weightDecay);
    this.betas = betas;
  }

  protected decayed(o: Algebra<Tensor>, parameter: Tensor, gradient: Tensor): [Tensor, Tensor] {
    return [parameter, this.weightDecay === 0 ? gradient : addScaled(o, gradient, parameter, this.weightDecay)];
  }

  protected override moved(o: Algebra<Tensor>, before: Tensor, raw: Tensor, index: number): Tensor {
    const [parameter, gradient] = this.decayed(o, before, raw);
    const [beta1, beta2] = this.betas;
    const steps = (this.steps[index] ?? 0) + 1;
    const square = o.mul(o.mul(gradient, o.constant(1 - beta2)), gradient);
    const m = this.first[index];
    const v = this.second[index];
    const mean =
      m === undefined
        ? o.mul(gradient, o.constant(1 - beta1))
        : addScaled(o, o.mul(m, o.constant(beta1)), gradient, 1 - beta1);
    const spread = v === undefined ? square : o.add(o.mul(v, o.constant(beta2)), square);
    this.steps[index] = steps;
    this.first[index] = mean;
    this.second[index] = spread;
    const power = portableFunction('pow');
    const correction1 = 1 - power(beta1, steps);
    const correction2 = Math.sqrt(1 - power(beta2, steps));
    const denominator = o.add(o.div(o.sqrt(spread), o.constant(correction2)), o.constant(this.eps));
    return o.add(parameter, o.div(o.mul(mean, o.constant(-(this.lr / correction1))), denominator));
  }
}

/** Adam with the decay taken from the parameter itself: p ← p − ηλp before the step. Source: Loshchilov and Hutter 2019. */
export class AdamW extends Adam {
  constructor(parameters: Iterable<Tensor>, options: AdamOptions = {}) {
    super(parameters, { weightDecay: 0.01, ...options });
  }

  protected override decayed(o: Algebra<Tensor>, parameter: Tensor, gradient: Tensor): [Tensor, Tensor] {
    return [o.mul(parameter, o.constant(1 - this.lr * this.weightDecay)), gradient];
  }
}

/** Scales all gradients by min(1, limit/(‖g‖₂ + 1e-6)); returns ‖g‖₂. As torch.nn.utils.clip_grad_norm_. */
export function clipGradNorm(parameters: Iterable<Tensor>, limit: number): number {
  const withGradient = [...parameters].filter((parameter) => parameter.grad !== undefined);
  const first = withGradient[0];
  if (first === undefined) return 0;
  return first.context.noGrad(() => {
    const o = first.context.algebraOf(first.dtype);
    const norms = withGradient.map((parameter) => o.reshape(o.norm(parameter.grad!), { shape: [1] }));
    const total = o.norm(norms.length === 1 ? norms[0]! : o.concat(...norms));
    const factor = limit / (total.item() + 1e-6);
    if (factor < 1) for (const parameter of withGradient) parameter.grad = o.mul(parameter.grad!, o.constant(factor));
    return total.item();
  });
}

/** Limits every element of every gradient to [−limit, limit]. */
export function clipGradValue(parameters: Iterable<Tensor>, limit: number): void {
  for (const parameter of parameters) {
    const { grad, context, dtype } = parameter;
    if (grad === undefined) continue;
    parameter.grad = context.noGrad(() => context.algebraOf(dtype).clamp(grad, { minimum: -limit, maximum: limit }));
  }
}
