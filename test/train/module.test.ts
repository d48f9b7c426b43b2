/** Modules: names of state, PyTorch's default initialisation, running statistics, and a checkpoint written by PyTorch. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSafetensors, toNumericArray, writeSafetensors } from '../../src/interop/index.ts';
import { Module, torch } from '../../src/train/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import type { Torch } from '../../src/train/index.ts';
import { recorded, scaledError } from './torch-fixtures.ts';

describe('default initialisation after manualSeed(0)', () => {
  const start = (make: (t: Torch) => Module): Record<string, Tensor> => {
    const t = torch();
    t.manualSeed(0);
    return make(t).stateDict();
  };

  test.each([
    ['linear', (t: Torch) => t.nn.Linear(4, 3)],
    ['conv2d', (t: Torch) => t.nn.Conv2d(2, 3, 3)],
  ])('%s has the bits of PyTorch', (name, make) => {
    for (const [key, tensor] of Object.entries(start(make))) {
      const expected = recorded(`default/${name}/${key}`);
      expect(tensor.shape).toEqual(expected.shape);
      expect(tensor.toFloat64()).toEqual(expected.values);
    }
  });

  test('an embedding agrees to 2e-6, as normal numbers of the two kernels do', () => {
    const { weight } = start((t) => t.nn.Embedding(5, 4));
    const expected = recorded('default/embedding/weight').values;
    weight!.toFloat64().forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThan(2e-6));
  });

  test('dropout keeps the same elements, scaled by 1/(1 − p)', () => {
    const t = torch();
    t.manualSeed(0);
    const kept = t.nn.Dropout(0.3).forward(t.ones(50));
    expect(kept.toFloat64()).toEqual(recorded('default/dropout').values);
  });
});

describe('batch normalisation', () => {
  test('running statistics move as in PyTorch', () => {
    const t = torch({ dtype: 'float64' });
    const layer = t.nn.BatchNorm2d(3);
    for (let step = 0; step < 3; step++) {
      const { values, shape } = recorded(`running/${step}/in`);
      layer.forward(t.tensor(values, { shape }));
      const state = layer.stateDict();
      expect(
        scaledError(state['running_mean']!.toFloat64(), recorded(`running/${step}/mean`).values, 'float64'),
      ).toBeLessThanOrEqual(4);
      expect(
        scaledError(state['running_var']!.toFloat64(), recorded(`running/${step}/variance`).values, 'float64'),
      ).toBeLessThanOrEqual(4);
      expect(state['num_batches_tracked']!.item()).toBe(step + 1);
    }
  });

  test('in evaluation the batch does not matter', () => {
    const t = torch({ dtype: 'float64' });
    const layer = t.nn.BatchNorm1d(2).eval();
    const x = t.tensor([[1, 2]]);
    expect([...layer.forward(x).toFloat64()]).toEqual([1 / Math.sqrt(1 + 1e-5), 2 / Math.sqrt(1 + 1e-5)]);
    expect(layer.stateDict()['num_batches_tracked']!.item()).toBe(0);
  });
});

describe('a checkpoint written by PyTorch', () => {
  const bytes = readFileSync(new URL('../../fixtures/torch/checkpoint.safetensors', import.meta.url));
  const network = (t: Torch): Module =>
    t.nn.Sequential(
      t.nn.Conv2d(2, 3, 3, { padding: 1 }),
      t.nn.BatchNorm2d(3),
      t.nn.ReLU(),
      t.nn.MaxPool2d(2),
      t.nn.Flatten(),
      t.nn.Linear(12, 4),
    );

  test.each(['float64', 'float32'] as const)('gives its outputs in %s', (dtype) => {
    const t = torch({ dtype });
    const model = network(t).loadStateDict(readSafetensors(bytes)).eval();
    const { values, shape } = recorded('checkpoint/in');
    const output = model.forward(t.tensor(values, { shape }));
    expect(scaledError(output.toFloat64(), recorded(`checkpoint/${dtype}`).values, dtype)).toBeLessThanOrEqual(8);
  });

  test.each(['float32', 'bfloat16', 'float8_e5m2'] as const)(
    'goes back into a file in %s and comes out the same',
    (dtype) => {
      const t = torch({ dtype });
      const model = network(t).loadStateDict(readSafetensors(bytes));
      const state = Object.entries(model.stateDict()).map(([name, tensor]) => [name, toNumericArray(tensor)] as const);
      const again = readSafetensors(writeSafetensors(Object.fromEntries(state)));
      const other = network(t).loadStateDict(again).stateDict();
      expect(again['0.weight']!.dtype).toBe(dtype);
      for (const [name, tensor] of Object.entries(model.stateDict()))
        expect(other[name]!.toFloat64()).toEqual(tensor.toFloat64());
    },
  );

  test('names what is missing, what is unknown, and shapes that differ', () => {
    const t = torch();
    const stored = readSafetensors(bytes);
    expect(() => t.nn.Sequential(t.nn.Linear(2, 2)).loadStateDict(stored)).toThrow(
      /missing .*unknown 0\.running_mean|unknown/,
    );
    const { '5.bias': _bias, ...rest } = stored;
    expect(() => network(t).loadStateDict(rest)).toThrow(/missing 5\.bias/);
    expect(() => network(t).loadStateDict({ ...stored, '5.bias': { data: [1], shape: [1] } })).toThrow(
      /5\.bias has shape \[4\], the stored one \[1\]/,
    );
  });
});

describe('a module of one’s own', () => {
  class Net extends Module {
    readonly hidden: Module;
    readonly scale: Tensor;
    readonly blocks: readonly Module[];

    constructor(t: Torch) {
      super();
      this.hidden = t.nn.Linear(2, 3);
      this.scale = t.tensor([2], { requiresGrad: true });
      this.blocks = [t.nn.Linear(3, 3, { bias: false }), t.nn.Dropout(0.5)];
    }

    override forward(x: Tensor): Tensor {
      return this.blocks.reduce((value, block) => block.forward(value), this.hidden.forward(x).mul(this.scale));
    }
  }

  test('is found by its properties, lists of modules included', () => {
    const net = new Net(torch());
    expect(Object.keys(net.stateDict())).toEqual(['scale', 'hidden.weight', 'hidden.bias', 'blocks.0.weight']);
    expect(net.parameters()).toHaveLength(4);
  });

  test('passes training and evaluation on, and forgets gradients', () => {
    const t = torch();
    const net = new Net(t);
    net.eval();
    expect((net.blocks[1] as Module).training).toBe(false);
    net.forward(t.ones(1, 2)).sum().backward();
    expect(net.scale.grad).toBeDefined();
    net.zeroGrad();
    expect(net.parameters().every(({ grad }) => grad === undefined)).toBe(true);
  });
});
