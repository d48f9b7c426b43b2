/**
 * Optimisers against PyTorch 1.13, six steps on the same gradients; in the third the second parameter has none.
 *
 * float64 agrees to a few 2^-53 of the largest weight. In float32 PyTorch's AVX2 kernels fuse x + α·y into one rounding, so that a
 * few 2^-24 remain.
 */
import { describe, expect, test } from 'vitest';
import { torch } from '../../src/train/index.ts';
import type { Optimizer, Torch } from '../../src/train/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import { recorded, scaledError } from './torch-fixtures.ts';

const makers: Record<string, (t: Torch, p: Tensor[]) => Optimizer> = {
  sgd: (t, p) => t.optim.SGD(p, { lr: 0.1 }),
  'sgd-momentum': (t, p) => t.optim.SGD(p, { lr: 0.1, momentum: 0.9 }),
  'sgd-dampened': (t, p) => t.optim.SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.05 }),
  'sgd-nesterov': (t, p) => t.optim.SGD(p, { lr: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.01 }),
  adam: (t, p) => t.optim.Adam(p, { lr: 0.05 }),
  'adam-decay': (t, p) => t.optim.Adam(p, { lr: 0.05, betas: [0.8, 0.99], eps: 1e-6, weightDecay: 0.1 }),
  adamw: (t, p) => t.optim.AdamW(p, { lr: 0.05, weightDecay: 0.1 }),
};

const indices = [0, 1];
const start = (t: Torch, index: number): Tensor => {
  const { values, shape } = recorded(`optim/start/${index}`);
  return t.tensor(values, { shape, requiresGrad: true });
};
const gradient = (t: Torch, index: number, step: number): Tensor => {
  const { values, shape } = recorded(`optim/gradients/${index}`);
  const size = values.length / shape[0]!;
  return t.tensor(values.slice(step * size, (step + 1) * size), { shape: shape.slice(1) });
};

describe.each(['float64', 'float32'] as const)('in %s', (dtype) => {
  test.each(Object.entries(makers))('%s takes the steps of PyTorch', (name, make) => {
    const t = torch({ dtype });
    const parameters = indices.map((index) => start(t, index));
    const optimizer = make(t, parameters);
    for (let step = 0; step < 6; step++) {
      parameters.forEach((parameter, index) => {
        parameter.grad = step === 2 && index === 1 ? undefined : gradient(t, index, step);
      });
      optimizer.step();
      parameters.forEach((parameter, index) => {
        const expected = recorded(`optim/${name}/${dtype}/${step}/${index}`).values;
        expect(scaledError(parameter.toFloat64(), expected, dtype), `step ${step}`).toBeLessThanOrEqual(8);
      });
    }
  });
});

test('the norm and the clipped gradients are those of clip_grad_norm_', () => {
  const t = torch({ dtype: 'float64' });
  const parameters = indices.map((index) => start(t, index));
  parameters.forEach((parameter, index) => (parameter.grad = gradient(t, index, 0)));
  const norm = t.nn.utils.clipGradNorm(parameters, 1.5);
  expect(Math.abs(norm / recorded('clip/norm').values[0]! - 1)).toBeLessThan(2 ** -50);
  parameters.forEach((parameter, index) => {
    expect(scaledError(parameter.grad!.toFloat64(), recorded(`clip/${index}`).values, 'float64')).toBeLessThanOrEqual(
      4,
    );
  });
  t.nn.utils.clipGradValue(parameters, 0.125);
  for (const parameter of parameters)
    for (const g of parameter.grad!.toFloat64()) expect(Math.abs(g)).toBeLessThanOrEqual(0.125);
});

test('a gradient shorter than the limit is left as it is', () => {
  const t = torch({ dtype: 'float64' });
  const p = t.tensor([3, 4], { requiresGrad: true });
  p.grad = t.tensor([3, 4]);
  expect(t.nn.utils.clipGradNorm([p], 6)).toBe(5);
  expect([...p.grad.toFloat64()]).toEqual([3, 4]);
});

describe('settings that make no sense are refused', () => {
  const t = torch();
  const p = [t.tensor([1], { requiresGrad: true })];
  test.each([
    ['a negative learning rate', () => t.optim.SGD(p, { lr: -1 }), /lr must be a finite number ≥ 0, got -1/],
    ['Nesterov without momentum', () => t.optim.SGD(p, { lr: 1, nesterov: true }), /nesterov needs a momentum/],
    ['β = 1', () => t.optim.Adam(p, { betas: [1, 0.9] }), /betas lie in \[0, 1\), got 1/],
    ['no parameters', () => t.optim.Adam([]), /got no parameters/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});

test('a learning rate can be changed between steps', () => {
  const t = torch({ dtype: 'float64' });
  const p = t.tensor([1], { requiresGrad: true });
  const optimizer = t.optim.SGD([p], { lr: 0.5 });
  p.grad = t.tensor([1]);
  optimizer.step();
  optimizer.lr = 0.25;
  optimizer.step();
  expect(p.item()).toBe(0.25);
});
