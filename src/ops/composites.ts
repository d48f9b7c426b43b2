/**
 * Functions made of ops. Where the stable program is not the formula itself, `spec` is the formula: the oracle encloses that, so that
 * a stable program of a wrong formula cannot certify itself.
 */
import { DomainError } from '../errors.ts';
import { patches } from './structural.ts';
import { normaliseAxes, shapeText, sizeOf } from './shape.ts';
import type { Algebra } from './algebra.ts';
import type { Attribute, Attributes, Composite } from './define.ts';
import type { ReductionSettings, SettingsOf } from './settings.ts';
import type { Shape } from './shape.ts';

const kind = 'composite';

const axisOf = (attributes: Attributes): number => (attributes['axis'] ?? -1) as number;

const reductionOf = ({ axes, keepDims }: Attributes): ReductionSettings => ({ axes, keepDims }) as ReductionSettings;

/** A window over images: its size and its settings. */
const windowOf = ({ stride, padding, dilation }: Attributes, kernel: Attribute): SettingsOf<'unfold'> =>
  ({ kernel, stride, padding, dilation }) as SettingsOf<'unfold'>;

function countOver(shape: Shape, attributes: Attributes, name: string): number {
  const axes = normaliseAxes(attributes['axes'] as number | readonly number[] | undefined, shape.length, name);
  return sizeOf(axes.map((axis) => shape[axis]!));
}

/** (Σ xᵢ)/n over `axes`. */
export const mean: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) =>
    o.div(o.sum(x!, reductionOf(attributes)), o.constant(countOver(o.shapeOf(x!), attributes, 'mean'))),
};

/** Σ(xᵢ − x̄)²/(n − correction) over `axes`, in two passes (`correction`: default 1, Bessel's). */
export const variance: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const centred = o.sub(x!, o.mean(x!, { ...reductionOf(attributes), keepDims: true }));
    const count = countOver(o.shapeOf(x!), attributes, 'variance') - ((attributes['correction'] ?? 1) as number);
    return o.div(o.sum(o.square(centred), reductionOf(attributes)), o.constant(count));
  },
};

/** √Σxᵢ² over `axes`. The gradient at 0 is 0, the subgradient that PyTorch takes: the root is taken of 1 there. */
export const norm: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const squares = o.sum(o.square(x!), reductionOf(attributes));
    const isZero = o.eq(squares, o.constant(0));
    return o.where(isZero, o.constant(0), o.sqrt(o.where(isZero, o.constant(1), squares)));
  },
  spec: (o, [x], attributes) => o.sqrt(o.sum(o.square(x!), reductionOf(attributes))),
};

/** Σ xᵢyᵢ of two vectors. */
export const dot: Composite = { kind, arity: 2, program: (o, [x, y]) => o.matmul(x!, y!) };

/** ln Σ e^xᵢ over `axis`. */
export const logSumExp: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const axes = axisOf(attributes);
    const keepDims = attributes['keepDims'] === true;
    const largest = o.max(x!, { axes, keepDims: true });
    const total = o.log(o.sum(o.exp(o.sub(x!, largest)), { axes, keepDims }));
    return o.add(total, keepDims ? largest : o.max(x!, { axes }));
  },
  spec: (o, [x], attributes) =>
    o.log(o.sum(o.exp(x!), { axes: axisOf(attributes), keepDims: attributes['keepDims'] === true })),
};

/** e^xᵢ/Σ e^xⱼ over `axis` (default: the last). */
export const softmax: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const axes = axisOf(attributes);
    const e = o.exp(o.sub(x!, o.max(x!, { axes, keepDims: true })));
    return o.div(e, o.sum(e, { axes, keepDims: true }));
  },
  spec: (o, [x], attributes) => {
    const e = o.exp(x!);
    return o.div(e, o.sum(e, { axes: axisOf(attributes), keepDims: true }));
  },
};

/** xᵢ − ln Σ e^xⱼ over `axis` (default: the last). */
export const logSoftmax: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const axes = axisOf(attributes);
    const shifted = o.sub(x!, o.max(x!, { axes, keepDims: true }));
    return o.sub(shifted, o.log(o.sum(o.exp(shifted), { axes, keepDims: true })));
  },
  spec: (o, [x], attributes) => o.sub(x!, o.log(o.sum(o.exp(x!), { axes: axisOf(attributes), keepDims: true }))),
};

/** (x − x̄)/√(σ² + ε)·weight + bias over the last `rank` axes (default 1), σ² without correction; `epsilon`: default 1e-5. */
export const layerNorm: Composite = {
  kind,
  arity: { least: 1, most: 3 },
  program: (o, [x, weight, bias], attributes) => {
    const rank = (attributes['rank'] ?? 1) as number;
    const axes = Array.from({ length: rank }, (_, i) => i - rank);
    return scaleAndShift(o, standardised(o, x!, axes, attributes), weight, bias);
  },
};

/**
 * (x − μ)/√(σ² + ε)·weight + bias for each channel (axis 1). Inputs: x, weight, bias, and then μ and σ² where they are given (inference);
 * otherwise they are those of the batch (training).
 */
export const batchNorm: Composite = {
  kind,
  arity: { least: 1, most: 5 },
  program: (o, [x, weight, bias, mean, variance], attributes) => {
    const shape = o.shapeOf(x!);
    const perChannel = (value: typeof x): typeof x =>
      value && o.reshape(value, { shape: shape.map((extent, axis) => (axis === 1 ? extent : 1)) });
    const axes = shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const normal =
      mean === undefined
        ? standardised(o, x!, axes, attributes)
        : o.div(
            o.sub(x!, perChannel(mean)!),
            o.sqrt(o.add(perChannel(variance)!, o.constant((attributes['epsilon'] ?? 1e-5) as number))),
          );
    return scaleAndShift(o, normal, perChannel(weight), perChannel(bias));
  },
};

function standardised<V>(o: Algebra<V>, x: V, axes: readonly number[], attributes: Attributes): V {
  const epsilon = o.constant((attributes['epsilon'] ?? 1e-5) as number);
  const centred = o.sub(x, o.mean(x, { axes, keepDims: true }));
  const spread = o.mean(o.square(centred), { axes, keepDims: true });
  return o.div(centred, o.sqrt(o.add(spread, epsilon)));
}

function scaleAndShift<V>(o: Algebra<V>, x: V, weight: V | undefined, bias: V | undefined): V {
  const scaled = weight === undefined ? x : o.mul(x, weight);
  return bias === undefined ? scaled : o.add(scaled, bias);
}

/** x for x > 0, slope·x otherwise (`slope`: default 0.01). */
export const leakyRelu: Composite = {
  kind,
  arity: 1,
  program: (o, [x], { slope = 0.01 }) => o.where(o.gt(x!, o.constant(0)), x!, o.mul(x!, o.constant(slope as number))),
};

/** x·Wᵀ + b: W is [out, in]. */
export const linear: Composite = {
  kind,
  arity: { least: 2, most: 3 },
  program: (o, [x, weight, bias]) => {
    const product = o.matmul(x!, o.permute(weight!, { axes: [1, 0] }));
    return bias === undefined ? product : o.add(product, bias);
  },
};

/**
 * Cross-correlation of [N, C, H, W] with [K, C/groups, kh, kw] (+ bias [K]); `stride`, `padding`, `dilation` (numbers or pairs), `groups`.
 * The product of the filters with the patches that they see.
 */
export const conv2d: Composite = {
  kind,
  arity: { least: 2, most: 3 },
  program: (o, [x, weight, bias], attributes) => convolve(o, x!, weight!, bias, attributes),
};

function convolve<V>(o: Algebra<V>, x: V, weight: V, bias: V | undefined, attributes: Attributes): V {
  const groups = (attributes['groups'] ?? 1) as number;
  const shape = o.shapeOf(x);
  const [filters, channels, height, width] = o.shapeOf(weight) as [number, number, number, number];
  if (shape[1] !== channels * groups || filters % groups !== 0) {
    throw new DomainError(
      `conv2d: ${shapeText(shape)} with filters ${shapeText(o.shapeOf(weight))} in ${groups} group(s): the input must have ${channels * groups} channels and the filters divide into groups.`,
    );
  }
  const window = windowOf(attributes, [height, width]);
  const { rows, columns, count } = patches(shape, window);
  const part = filters / groups;
  const outputs = Array.from({ length: groups }, (_, group) => {
    const pick = (value: V, axis: number, size: number): V =>
      groups === 1 ? value : o.slice(value, { axis, start: group * size, end: (group + 1) * size });
    const seen = o.unfold(pick(x, 1, channels), window);
    const flat = o.reshape(pick(weight, 0, part), { shape: [part, channels * count] });
    return o.matmul(flat, seen);
  });
  const joined = groups === 1 ? outputs[0]! : o.concat(...outputs, { axis: 1 });
  const result = o.reshape(joined, { shape: [shape[0]!, filters, rows, columns] });
  return bias === undefined ? result : o.add(result, o.reshape(bias, { shape: [filters, 1, 1] }));
}

/** The largest element under each window of `kernel`; `stride` is the kernel's size unless given. */
export const maxPool2d: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => pooled(o, x!, attributes, -Infinity, (windows) => o.max(windows, { axes: 2 })),
};

/** The mean under each window of `kernel` (padding counts as zeros, PyTorch's default); `stride` is the kernel's size unless given. */
export const avgPool2d: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => pooled(o, x!, attributes, 0, (windows) => o.mean(windows, { axes: 2 })),
};

function pooled<V>(o: Algebra<V>, x: V, attributes: Attributes, fill: number, reduce: (windows: V) => V): V {
  const kernel = attributes['kernel'];
  const window = windowOf({ ...attributes, stride: attributes['stride'] ?? kernel }, kernel);
  const shape = o.shapeOf(x);
  const { count, rows, columns } = patches(shape, window);
  const windows = o.reshape(o.unfold(x, { ...window, fill }), { shape: [shape[0]!, shape[1]!, count, rows * columns] });
  return o.reshape(reduce(windows), { shape: [shape[0]!, shape[1]!, rows, columns] });
}

/** softmax(QKᵀ/√d + mask)·V over the last two axes; under `isCausal` row i sees the columns up to i alone. */
export const scaledDotProductAttention: Composite = {
  kind,
  arity: { least: 3, most: 4 },
  program: (o, [query, key, value, mask], { isCausal }) => {
    const rank = o.shapeOf(key!).length;
    const width = o.shapeOf(query!)[o.shapeOf(query!).length - 1]!;
    const swapped = o.permute(key!, {
      axes: [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2],
    });
    const scores = o.div(o.matmul(query!, swapped), o.sqrt(o.constant(width)));
    const masked = mask === undefined ? scores : o.add(scores, mask);
    return o.matmul(o.softmax(isCausal === true ? causal(o, masked) : masked), value!);
  },
};

function causal<V>(o: Algebra<V>, scores: V): V {
  const [rows, columns] = o.shapeOf(scores).slice(-2) as [number, number];
  const seen = Float64Array.from({ length: rows * columns }, (_, i) =>
    i % columns <= Math.floor(i / columns) ? 1 : 0,
  );
  return o.where(o.constant(seen, [rows, columns]), scores, o.constant(-Infinity));
}

/** Rows of `weight` picked by `indices` (int32 positions), given the shape of the indices and the row's width. */
export const embedding: Composite = {
  kind,
  arity: 1,
  program: (o, [weight], attributes) => {
    const indices = attributes['indices'] as Int32Array;
    const shape = (attributes['shape'] ?? [indices.length]) as Shape;
    const width = o.shapeOf(weight!)[1]!;
    return o.reshape(o.indexSelect(weight!, { axis: 0, indices }), { shape: [...shape, width] });
  },
};

/** Mean of (x − target)². */
export const mseLoss: Composite = {
  kind,
  arity: 2,
  program: (o, [x, target], attributes) => reduced(o, o.square(o.sub(x!, target!)), attributes),
};

/** Mean of |x − target|. */
export const l1Loss: Composite = {
  kind,
  arity: 2,
  program: (o, [x, target], attributes) => reduced(o, o.abs(o.sub(x!, target!)), attributes),
};

/** Mean of −ln softmax(x) at the `targets` (int32 class of each row) of logits [N, C]. */
export const crossEntropy: Composite = {
  kind,
  arity: 1,
  program: (o, [x], attributes) => {
    const shape = o.shapeOf(x!);
    if (shape.length !== 2) {
      throw new DomainError(
        `crossEntropy: logits of shape ${shapeText(shape)}; [rows, classes] was due. Reshape them.`,
      );
    }
    const [rows, classes] = shape as [number, number];
    const targets = attributes['targets'] as Int32Array;
    if (targets.length !== rows) {
      throw new DomainError(
        `crossEntropy: ${targets.length} targets for ${rows} rows of logits. Write one class for each.`,
      );
    }
    for (const target of targets) {
      if (target >= 0 && target < classes) continue;
      throw new DomainError(`crossEntropy: there is no class ${target}. Write one from 0 to ${classes - 1}.`);
    }
    const sources = Int32Array.from(targets, (target, row) => row * classes + target);
    const picked = o.gather(o.logSoftmax(x!), { shape: [rows], sources });
    return reduced(o, o.neg(picked), attributes);
  },
};

/** Mean of −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) = softplus(x) − t·x. */
export const bceWithLogits: Composite = {
  kind,
  arity: 2,
  program: (o, [x, target], attributes) => {
    const stable = o.add(o.sub(o.relu(x!), o.mul(x!, target!)), o.log1p(o.exp(o.neg(o.abs(x!)))));
    return reduced(o, stable, attributes);
  },
  spec: (o, [x, target], attributes) => {
    const one = o.constant(1);
    const s = o.sigmoid(x!);
    const loss = o.add(o.mul(target!, o.log(s)), o.mul(o.sub(one, target!), o.log(o.sub(one, s))));
    return reduced(o, o.neg(loss), attributes);
  },
};

function reduced<V>(o: Algebra<V>, losses: V, attributes: Attributes): V {
  const reduction = attributes['reduction'] ?? 'mean';
  if (reduction === 'mean') return o.mean(losses);
  if (reduction === 'sum') return o.sum(losses);
  if (reduction === 'none') return losses;
  throw new DomainError(`loss: reduction must be 'mean', 'sum' or 'none', got ${String(reduction)}.`);
}
