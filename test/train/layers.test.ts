/**
 * Layers, activations and losses against PyTorch 1.13, forward and backward, in float64 and float32.
 *
 * Budgets are in units of 2^-p of the array's largest element: both sides round, in orders of their own, so that agreement to a few
 * dozen of them is what two correct programs reach; a wrong sign, axis, factor or transposed weight is off by about 2^p.
 */
import { describe, expect, test } from 'vitest';
import { torch } from '../../src/train/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import type { Torch } from '../../src/train/index.ts';
import { names, recorded, scaledError } from './torch-fixtures.ts';

type Inputs = Record<string, Tensor>;
type Case = (t: Torch, x: Inputs) => Tensor;

const whole = (x: Tensor): Int32Array => Int32Array.from(x.toFloat64());
const unary =
  (
    name:
      | 'relu'
      | 'gelu'
      | 'geluTanh'
      | 'silu'
      | 'tanh'
      | 'sigmoid'
      | 'softplus'
      | 'elu'
      | 'leakyRelu'
      | 'abs'
      | 'exp'
      | 'expm1'
      | 'sin'
      | 'cos'
      | 'square'
      | 'erf'
      | 'asinh'
      | 'atan'
      | 'log'
      | 'sqrt'
      | 'reciprocal'
      | 'log1p',
  ): Case =>
  (_t, { input }) =>
    input![name]();

const cases: Record<string, Case> = {
  linear: (t, { input, weight, bias }) => t.linear(input!, weight!, bias!),
  'linear/batched': (t, { input, weight, bias }) => t.linear(input!, weight!, bias!),
  'conv2d/plain': (t, { input, weight, bias }) => t.conv2d(input!, weight!, bias!),
  'conv2d/strided': (t, { input, weight, bias }) =>
    t.conv2d(input!, weight!, bias!, { stride: [2, 1], padding: [1, 2] }),
  'conv2d/dilated': (t, { input, weight, bias }) => t.conv2d(input!, weight!, bias!, { dilation: [2, 1], padding: 2 }),
  'conv2d/grouped': (t, { input, weight, bias }) => t.conv2d(input!, weight!, bias!, { groups: 2, padding: 1 }),
  'conv2d/depthwise': (t, { input, weight, bias }) => t.conv2d(input!, weight!, bias!, { groups: 4, stride: 2 }),
  maxPool2d: (t, { input }) => t.maxPool2d(input!, { kernel: [3, 2], stride: [2, 1], padding: [1, 1] }),
  avgPool2d: (t, { input }) => t.avgPool2d(input!, { kernel: 2 }),
  'avgPool2d/padded': (t, { input }) => t.avgPool2d(input!, { kernel: 3, stride: 2, padding: 1 }),
  embedding: (t, { input, weight }) => t.embedding(weight!, { indices: whole(input!), shape: input!.shape }),
  layerNorm: (t, { input, weight, bias }) => t.layerNorm(input!, weight!, bias!),
  'layerNorm/two': (t, { input, weight, bias }) => t.layerNorm(input!, weight!, bias!, { rank: 2, epsilon: 1e-3 }),
  'batchNorm/train': (t, { input, weight, bias }) => t.batchNorm(input!, weight!, bias!),
  'batchNorm/eval': (t, { input, weight, bias }) =>
    t.batchNorm(
      input!,
      weight!,
      bias!,
      t.tensor(recorded('batchNorm/eval/mean').values),
      t.tensor(recorded('batchNorm/eval/variance').values),
    ),
  softmax: (_t, { input }) => input!.softmax({ axis: 1 }),
  logSoftmax: (_t, { input }) => input!.logSoftmax(),
  logSumExp: (_t, { input }) => input!.logSumExp({ axis: 1 }),
  ...Object.fromEntries(
    (
      [
        'relu',
        'gelu',
        'geluTanh',
        'silu',
        'tanh',
        'sigmoid',
        'softplus',
        'elu',
        'leakyRelu',
        'abs',
        'exp',
        'expm1',
        'sin',
        'cos',
        'square',
        'erf',
        'asinh',
        'atan',
        'log',
        'sqrt',
        'reciprocal',
        'log1p',
      ] as const
    ).map((name) => [name, unary(name)]),
  ),
  clamp: (_t, { input }) => input!.clamp({ minimum: -0.5, maximum: 1 }),
  pow: (_t, { input, exponent }) => input!.pow(exponent!),
  maximum: (_t, { input, other }) => input!.maximum(other!),
  max: (_t, { input }) => input!.max({ axes: 1 }),
  var: (_t, { input }) => input!.var({ axes: 1 }),
  mean: (_t, { input }) => input!.mean({ axes: [0, 2] }),
  'matmul/batched': (_t, { input, other }) => input!.matmul(other!),
  'matmul/vector': (_t, { input, other }) => input!.matmul(other!),
  attention: (t, { query, key, value }) => t.scaledDotProductAttention(query!, key!, value!),
  'attention/causal': (t, { query, key, value }) =>
    t.scaledDotProductAttention(query!, key!, value!, { isCausal: true }),
  ...Object.fromEntries(
    (['mean', 'sum', 'none'] as const).flatMap((reduction): [string, Case][] => [
      [`mseLoss/${reduction}`, (t, { input, target }) => t.nn.MSELoss({ reduction }).forward(input!, target!)],
      [`l1Loss/${reduction}`, (t, { input, target }) => t.nn.L1Loss({ reduction }).forward(input!, target!)],
      [
        `bceWithLogits/${reduction}`,
        (t, { input, target }) => t.nn.BCEWithLogitsLoss({ reduction }).forward(input!, target!),
      ],
      [
        `crossEntropy/${reduction}`,
        (t, { input, target }) => t.nn.CrossEntropyLoss({ reduction }).forward(input!, target!),
      ],
    ]),
  ),
};

test('every recorded case is tested', () => {
  const seeds = names.filter((name) => name.endsWith('/seed')).map((name) => name.slice(0, -'/seed'.length));
  expect(Object.keys(cases).sort()).toEqual(seeds.sort());
});

describe.each(['float64', 'float32'] as const)('in %s', (dtype) => {
  test.each(Object.entries(cases))('%s has the outputs and gradients of PyTorch', (name, run) => {
    const t = torch({ dtype });
    const inputs: Inputs = {};
    for (const path of names.filter((path) => path.startsWith(`${name}/in/`))) {
      const { values, shape } = recorded(path);
      const label = path.slice(`${name}/in/`.length);
      const differentiable = names.includes(`${name}/${dtype}/grad/${label}`);
      inputs[label] = t.tensor(values, { shape, requiresGrad: differentiable });
    }
    const output = run(t, inputs);
    const expected = recorded(`${name}/${dtype}/out`);
    expect(output.shape).toEqual(expected.shape);
    const seed = recorded(`${name}/seed`);
    output.backward(t.tensor(seed.values, { shape: seed.shape }));
    const errors = { out: scaledError(output.toFloat64(), expected.values, dtype) } as Record<string, number>;
    for (const [label, input] of Object.entries(inputs)) {
      if (!input.requiresGrad) continue;
      const gradient = recorded(`${name}/${dtype}/grad/${label}`);
      expect(input.grad?.shape, label).toEqual(gradient.shape);
      errors[label] = scaledError(input.grad!.toFloat64(), gradient.values, dtype);
    }
    for (const [label, error] of Object.entries(errors)) expect(error, label).toBeLessThanOrEqual(24);
  });
});

test('a linear layer multiplies by the transpose of its weight, also where that is square', () => {
  const t = torch();
  const layer = t.nn.Linear(2, 2);
  layer.loadStateDict({ weight: { data: [1, 2, 3, 4], shape: [2, 2] }, bias: { data: [10, 20], shape: [2] } });
  // (1, 0) picks the first column of the weight
  expect(layer.forward(t.tensor([[1, 0]])).toList()).toEqual([[11, 23]]);
});
