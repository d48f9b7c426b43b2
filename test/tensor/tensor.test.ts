/** Tensors: dtypes and promotion, views, in-place updates that are safe for the graph, gradients of gradients, printing. */
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { toNumericArray } from '../../src/interop/index.ts';
import { torch } from '../../src/train/index.ts';
import type { Dtype, Tensor } from '../../src/tensor/index.ts';

const t = torch({ dtype: 'float64' });
const list = (x: Tensor): unknown => x.toList();

describe('promotion is PyTorch’s', () => {
  const one = (dtype: Dtype, shape: readonly number[] = [2]): Tensor => t.full(shape, 1, dtype);

  test.each([
    ['bool', 'bool', 'bool'],
    ['bool', 'int32', 'int32'],
    ['int32', 'float16', 'float16'],
    ['float16', 'bfloat16', 'float32'],
    ['bfloat16', 'float32', 'float32'],
    ['float32', 'float64', 'float64'],
    ['int32', 'float8_e5m2', 'float8_e5m2'],
    ['float64', 'oracle', 'oracle'],
  ] as const)('%s and %s give %s', (a, b, expected) => {
    expect(one(a).add(one(b)).dtype).toBe(expected);
    expect(one(b).add(one(a)).dtype).toBe(expected);
  });

  test('a scalar of the same kind takes the type of the tensor that it meets', () => {
    expect(one('float16').mul(one('float64', [])).dtype).toBe('float16');
    expect(one('float64', []).mul(one('float16')).dtype).toBe('float16');
  });

  test('a scalar of a higher kind decides', () => {
    expect(one('int32').mul(one('float16', [])).dtype).toBe('float16');
    expect(one('bool').mul(one('int32', [])).dtype).toBe('int32');
  });

  test('a fraction makes whole numbers floating-point ones, a whole number does not', () => {
    const x = torch().tensor([1, 2], { dtype: 'int32' });
    expect(x.mul(0.5).dtype).toBe('float32');
    expect(list(x.mul(0.5))).toEqual([0.5, 1]);
    expect(x.mul(2).dtype).toBe('int32');
  });

  test('a quotient, a root and an exponential of whole numbers are floating-point numbers', () => {
    const x = t.tensor([1, 4], { dtype: 'int32' });
    expect(list(x.div(t.tensor([2, 3], { dtype: 'int32' })))).toEqual([0.5, 4 / 3]);
    expect(list(x.sqrt())).toEqual([1, 2]);
    expect(x.exp().dtype).toBe('float64');
  });

  test('a sum of bools counts, their products and sums stay bools', () => {
    const x = t.tensor([1, 0, 1], { dtype: 'bool' });
    expect(x.sum().item()).toBe(2);
    expect(list(x.add(x))).toEqual([1, 0, 1]);
    expect(x.add(x).dtype).toBe('bool');
  });

  test('whole numbers wrap at 32 bits and have no matrix product', () => {
    const x = t.tensor([2147483647], { dtype: 'int32' });
    expect(x.add(1).item()).toBe(-2147483648);
    expect(() => x.matmul(x)).toThrow(/needs floating-point tensors, got int32/);
  });

  test('two 8-bit formats have no common type, and the name float8 names none', () => {
    expect(() => one('float8_e5m2').add(one('float8_e4m3fn'))).toThrow(/no common type/);
    expect(() => t.full([1], 1).to('float8' as Dtype)).toThrow(/float8_e4m3fn.*float8_e5m2/);
  });

  test('gradients come back in the type of each input', () => {
    const a = t.tensor([1, 2], { dtype: 'bfloat16', requiresGrad: true });
    const b = t.tensor([3, 4], { dtype: 'float32', requiresGrad: true });
    a.mul(b).sum().backward();
    expect(a.grad?.dtype).toBe('bfloat16');
    expect(b.grad?.dtype).toBe('float32');
  });
});

describe('views', () => {
  const x = t.arange(12).reshape(3, 4);

  test('transposes, slices, reshapes and stretches share memory', () => {
    const y = t.arange(12).reshape(3, 4);
    const view = y.t().apply('slice', [y.t()], { axis: 0, start: 1, end: 4, step: 2 });
    expect(list(view)).toEqual([
      [1, 5, 9],
      [3, 7, 11],
    ]);
    view.mul_(10);
    expect(list(y)).toEqual([
      [0, 10, 2, 30],
      [4, 50, 6, 70],
      [8, 90, 10, 110],
    ]);
  });

  test('are read in their own order, also by the comparison’s readers', () => {
    expect([...x.t().toFloat64()]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    const read = toNumericArray(x.t());
    expect({ shape: read.shape, data: [...(read.data as Float64Array)], strides: read.strides }).toEqual({
      shape: [4, 3],
      data: [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11],
      strides: undefined,
    });
  });

  test('select, split, flatten, unsqueeze, squeeze and expand have PyTorch’s shapes', () => {
    expect(list(x.select(1, -1))).toEqual([3, 7, 11]);
    expect(x.split(2).map(list)).toEqual([
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
      [[8, 9, 10, 11]],
    ]);
    expect(t.zeros(2, 3, 4, 5).flatten(1).shape).toEqual([2, 60]);
    expect(t.zeros(2, 3, 4, 5).flatten(1, 2).shape).toEqual([2, 12, 5]);
    expect(x.unsqueeze(-1).shape).toEqual([3, 4, 1]);
    expect(t.zeros(1, 3, 1).squeeze().shape).toEqual([3]);
    expect(t.zeros(1, 3, 1).squeeze(0).shape).toEqual([3, 1]);
    expect(t.zeros(1, 3, 1).squeeze(1).shape).toEqual([1, 3, 1]);
    expect(list(t.tensor([[1], [2]]).expand(2, 2))).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(() => x.select(0, 3)).toThrow(/index 3 is outside axis 0 of \[3, 4\]/);
  });

  test('a stretched scalar enters functions of one argument', () => {
    expect(list(t.tensor([4]).expand(3).sqrt())).toEqual([2, 2, 2]);
  });

  test('cat and stack join along old and new axes', () => {
    const [a, b] = [t.tensor([[1, 2]]), t.tensor([[3, 4]])];
    expect(list(t.cat([a, b]))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(list(t.cat([a, b], 1))).toEqual([[1, 2, 3, 4]]);
    expect(t.stack([a, b], 1).shape).toEqual([1, 2, 2]);
  });
});

describe('in place', () => {
  test('without gradients the numbers change, and views see it', () => {
    const x = t.tensor([1, 2]);
    const same = x.detach();
    x.add_(1).mul_(2).sub_(1).div_(2);
    expect(list(same)).toEqual([1.5, 2.5]);
    x.copy_(t.tensor([7]));
    expect(list(same)).toEqual([7, 7]);
    x.zero_();
    expect(list(same)).toEqual([0, 0]);
  });

  test('with gradients the graph follows: d(2(x + 1)²)/dx = 4(x + 1)', () => {
    const x = t.tensor([1, 2], { requiresGrad: true });
    const y = x.add(1);
    y.mul_(y);
    y.mul_(2);
    y.sum().backward();
    expect(list(x.grad!)).toEqual([8, 12]);
  });

  test('a leaf that wants a gradient changes under noGrad alone', () => {
    const x = t.tensor([1], { requiresGrad: true });
    expect(() => x.add_(1)).toThrow(/noGrad/);
    t.noGrad(() => x.add_(1));
    expect(x.item()).toBe(2);
    expect(x.requiresGrad).toBe(true);
  });

  test('a value that a gradient needs and that was written over is an error, not a wrong gradient', () => {
    const x = t.tensor([3], { requiresGrad: true });
    const input = x.square();
    t.noGrad(() => x.add_(1));
    expect(() => input.backward()).toThrow(/input of square .* changed in place/);
    const w = t.tensor([3], { requiresGrad: true });
    const output = w.exp();
    const loss = output.sum();
    t.noGrad(() => output.mul_(2));
    expect(() => loss.backward()).toThrow(DomainError);
    const root = w.exp();
    t.noGrad(() => root.mul_(2));
    expect(() => root.backward()).toThrow(/result of exp .* changed in place/);
  });

  test('a gradient written in place does not reach another leaf’s', () => {
    const [a, b] = [t.tensor([1], { requiresGrad: true }), t.tensor([2], { requiresGrad: true })];
    a.add(b).backward();
    a.grad!.mul_(5);
    expect(b.grad!.item()).toBe(1);
  });

  test('a tensor of which there are views cannot take a history', () => {
    const w = t.tensor([1], { requiresGrad: true });
    const x = t.zeros(2);
    x.reshape(2, 1);
    expect(() => x.copy_(w)).toThrow(/there are views/);
  });

  test('a result that does not fit is refused', () => {
    expect(() => t.zeros(2).add_(t.zeros(3, 2))).toThrow(/does not fit into \[2\]/);
  });
});

describe('gradients', () => {
  test('add up over calls and over uses', () => {
    const x = t.tensor([2], { requiresGrad: true });
    x.mul(x).add(x).backward();
    expect(x.grad!.item()).toBe(5);
    x.mul(3).backward();
    expect(x.grad!.item()).toBe(8);
  });

  test('are differentiable again: d³(x⁴)/dx³ = 24x', () => {
    const x = t.tensor([1.5], { requiresGrad: true });
    let y = x.square().square();
    for (const expected of [4 * 1.5 ** 3, 12 * 1.5 ** 2, 24 * 1.5]) {
      [y] = t.grad(y, [x], { createGraph: true }) as [Tensor];
      expect(y.item()).toBe(expected);
    }
    expect(x.grad).toBeUndefined();
  });

  test('are not recorded under noGrad, and recording resumes after a throw', () => {
    const x = t.tensor([1], { requiresGrad: true });
    expect(t.noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(() =>
      t.noGrad(() => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(x.mul(2).requiresGrad).toBe(true);
  });

  test.each([
    ['nothing to differentiate', () => t.tensor([1]).backward(), /nothing .* requires a gradient/],
    [
      'several elements and no gradient',
      () => t.tensor([1, 2], { requiresGrad: true }).mul(2).backward(),
      /needs a gradient to start from/,
    ],
    [
      'a gradient of another shape',
      () => t.tensor([1, 2], { requiresGrad: true }).mul(2).backward(t.ones(3)),
      /has shape \[3\]/,
    ],
    [
      'an input that was not used',
      () => t.grad(t.tensor([1], { requiresGrad: true }).mul(2), [t.tensor([1], { requiresGrad: true })]),
      /not computed from input 0/,
    ],
    [
      'a computed tensor marked as a leaf',
      () => t.tensor([1], { requiresGrad: true }).mul(2).requireGrad(),
      /only leaves/,
    ],
  ])('%s is refused', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  test('a program in oracle dtype encloses its gradient: d exp(x)/dx at 1 is e', () => {
    const o = torch({ dtype: 'oracle' });
    const x = o.tensor([1], { requiresGrad: true });
    x.exp().backward();
    expect(x.grad!.item()).toBe(Math.E);
  });
});

describe('reductions', () => {
  const x = t.tensor([
    [3, 1, 2],
    [9, 7, 8],
  ]);

  test('over all axes, some, and with the axes kept', () => {
    expect(x.sum().item()).toBe(30);
    expect(list(x.mean({ axes: 0 }))).toEqual([6, 4, 5]);
    expect(list(x.max({ axes: -1, keepDims: true }))).toEqual([[3], [9]]);
    expect(list(x.argmin({ axes: 1 }))).toEqual([1, 1]);
    expect(x.argmax().item()).toBe(3);
    expect(x.std({ correction: 0 }).item()).toBe(Math.sqrt((9 + 1 + 4 + 81 + 49 + 64) / 6 - 25));
    expect(() => x.sum({ axes: 2 })).toThrow(/axis 2 is outside a shape of rank 2/);
  });

  test('ties go to the first, and NaN wins', () => {
    expect(t.tensor([1, 5, 5]).argmax().item()).toBe(1);
    expect(t.tensor([1, NaN, 5]).argmax().item()).toBe(1);
    expect(t.tensor([1, NaN, 5]).min().item()).toBeNaN();
  });

  test('an empty sum is 0', () => {
    expect(t.zeros(0).sum().item()).toBe(0);
    expect(list(t.zeros(2, 0).matmul(t.zeros(0, 2)))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('creation and reading', () => {
  test('values are rounded into the dtype', () => {
    expect(t.tensor([0.1, 1e6], { dtype: 'float16' }).toList()).toEqual([0.0999755859375, Infinity]);
    expect(t.tensor([500], { dtype: 'float8_e4m3fn' }).item()).toBeNaN();
    const saturating = torch({ arithmetic: { overflow: 'saturate' } });
    expect(saturating.tensor([500, -1e6], { dtype: 'float8_e4m3fn' }).toList()).toEqual([448, -448]);
    expect(t.tensor([2.9, -2.9], { dtype: 'int32' }).toList()).toEqual([2, -2]);
    expect(t.tensor([2.9, 0, NaN], { dtype: 'bool' }).toList()).toEqual([1, 0, 1]);
  });

  test.each([
    ['ragged lists', () => t.tensor([[1, 2], [3]]), /Give every row the same length/],
    ['text', () => t.tensor(['1'] as unknown as number[]), /expected a number, got "1"/],
    [
      'values that do not fill a shape',
      () => t.tensor([1, 2, 3], { shape: [2, 2] }),
      /3 values do not fill the shape \[2, 2\]/,
    ],
    ['item of two', () => t.tensor([1, 2]).item(), /has 2 elements, not one/],
    ['shapes that do not broadcast', () => t.zeros(2, 3).add(t.zeros(4)), /extents 3 and 4 meet at axis 1/],
    ['inner extents that differ', () => t.zeros(2, 3).matmul(t.zeros(2, 3)), /inner extents .* differ: 3 and 2/],
  ])('%s: refused with what to do instead', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('a shape', () => {
  const t = torch();
  // what a person writes who comes from NumPy or PyTorch, or computes an extent, without TypeScript to say so
  const any = t as unknown as Record<string, (...values: unknown[]) => Tensor>;
  const x = t.ones(4) as unknown as Record<string, (...values: unknown[]) => Tensor>;
  test.each<[string, () => unknown, string]>([
    [
      'ones([2, 2])',
      () => any['ones']!([2, 2]),
      'ones: a shape is a whole number of 0 or more for each axis, got [[2, 2]]. Write ones(2, 3).',
    ],
    ['zeros(-1)', () => t.zeros(-1), 'zeros: a shape is a whole number of 0 or more for each axis, got [-1].'],
    ['zeros(2.5)', () => t.zeros(2.5), 'got [2.5]'],
    ['zeros(NaN)', () => t.zeros(NaN), 'got [NaN]'],
    ["zeros('3')", () => any['zeros']!('3'), 'got [3]'],
    ['zeros(2^31, 2^31)', () => t.zeros(2 ** 31, 2 ** 31), 'has more elements than can be counted'],
    ['full(3, 1)', () => any['full']!(3, 1), 'got 3. Write full([2, 3], 1).'],
    ['full([2, −1], 1)', () => t.full([2, -1], 1), 'got [2, -1]'],
    ['randn([2, 2])', () => any['randn']!([2, 2]), 'got [[2, 2]]. Write randn(2, 3).'],
    ['rand(2, −1)', () => t.rand(2, -1), 'got [2, -1]'],
    ["randn(2, { type: 'float64' })", () => any['randn']!(2, { type: 'float64' }), 'type'],
    ["randn({ dtype: 'float64' }, 2)", () => any['randn']!({ dtype: 'float64' }, 2), 'got [[object Object], 2]'],
    ['randint(0, 5, 3)', () => any['randint']!(0, 5, 3), 'got 3. Write randint(0, 10, [2, 3]).'],
    ['randperm(2.5)', () => t.randperm(2.5), 'randperm'],
    ['eye(2.5)', () => t.eye(2.5), 'eye'],
    ['trilMask(2, 2.5)', () => t.trilMask(2, 2.5), 'trilMask'],
    ['arange(0, 5, 0)', () => t.arange(0, 5, 0), 'in steps of 0 there is no end'],
    ['arange(Infinity)', () => t.arange(Infinity), 'from 0 to Infinity'],
    ['tensor(x, { shape: 4 })', () => t.tensor([1, 2, 3, 4], { shape: 4 as never }), 'got 4. Write { shape: [2, 3] }.'],
    [
      'reshape([2, 2])',
      () => x['reshape']!([2, 2]),
      'reshape: a shape is a whole number of 0 or more for each axis, got [[2, 2]].',
    ],
    ['reshape(−1, −1)', () => x['reshape']!(-1, -1), 'with one −1'],
    ['reshape(−1, 3)', () => x['reshape']!(-1, 3), '[4] has 4 elements, which do not fill [-1, 3]'],
    ['broadcastTo({ shape: [2.5] })', () => t.ones(1).broadcastTo({ shape: [2.5] }), 'broadcastTo: a shape is'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(DomainError);
    expect(make).toThrow(message);
  });

  test('of 0 elements is one', () => {
    expect([t.zeros(0, 3).shape, t.randn(0).shape, t.ones(0).reshape(2, 0).shape, t.zeros().shape]).toEqual([
      [0, 3],
      [0],
      [2, 0],
      [],
    ]);
    expect(t.randn({ dtype: 'float64' }).dtype).toBe('float64');
  });
});

describe('an argument that is none', () => {
  type Loose = Record<string, (...values: unknown[]) => Tensor>;
  const t = torch();
  const any = t as unknown as Loose;
  const nn = t.nn as unknown as Loose;
  const optim = t.optim as unknown as Loose;
  const x = t.ones(2, 3) as unknown as Loose;
  const w = t.ones(4, 3);
  test.each<[string, () => unknown, string]>([
    // an axis that is not there was taken for one that is, or for none
    [
      'unsqueeze(7)',
      () => x['unsqueeze']!(7),
      'unsqueeze: axis 7 is outside a shape of rank 3. Write one from -3 to 2.',
    ],
    ['squeeze(2)', () => x['squeeze']!(2), 'squeeze: axis 2 is outside'],
    ['flatten(2)', () => x['flatten']!(2), 'flatten: axis 2 is outside'],
    ['flatten(1, 0)', () => x['flatten']!(1, 0), 'flatten: axis 1 is behind axis 0. Exchange them.'],
    ['transpose(0.5, 1)', () => x['transpose']!(0.5, 1), 'transpose: axis 0.5 is outside'],
    ['select(2, 0)', () => x['select']!(2, 0), 'select: axis 2 is outside'],
    ['select(0, 0.5)', () => x['select']!(0, 0.5), 'select: index 0.5 is outside axis 0'],
    ['split(0)', () => x['split']!(0), 'split: parts of 0 elements; a whole number of 1 or more was due.'],
    ['split(1, 2)', () => x['split']!(1, 2), 'split: axis 2 is outside'],
    ["sum({ axes: 'all' })", () => x['sum']!({ axes: 'all' }), 'sum: an axis is a whole number, got all.'],
    // inputs too many were left out of the sum, inputs too few ended in a TypeError
    ['linear(w, b, b)', () => x['linear']!(w, t.ones(4), t.ones(4)), 'linear: takes 2 to 3 inputs, got 4.'],
    ['linear()', () => x['linear']!(), 'linear: takes 2 to 3 inputs, got 1.'],
    ['conv2d()', () => x['conv2d']!(), 'conv2d: takes 2 to 3 inputs, got 1.'],
    ['concat(undefined, x)', () => x['concat']!(undefined, w), 'concat: undefined is no value'],
    ['add(1n)', () => x['add']!(1n), 'add: 1 is no value'],
    [
      'reshape of functional',
      () => (t.functional as unknown as Loose)['reshape']!(w, {}),
      'reshape: shape is missing. Settings go into a record at the end: reshape({ shape }).',
    ],
    ['scatterAdd({ shape: [2] })', () => x['scatterAdd']!({ shape: [2] }), 'scatterAdd: targets is missing.'],
    ['abs()', () => any['abs']!(), 'abs: undefined is no tensor. Make one with t.tensor(values).'],
    ['cat(x)', () => any['cat']!(w), 'cat: a Tensor is no list of tensors.'],
    ['stack([1])', () => any['stack']!([1]), 'stack: 1 is no tensor.'],
    ['full([2])', () => any['full']!([2]), 'full: expected a number, got undefined.'],
    ["fill_('1')", () => x['fill_']!('1'), 'full: expected a number, got "1".'],
    ['tensor(null)', () => any['tensor']!(null), 'tensor: expected a number, got null.'],
    ['tensor([null])', () => any['tensor']!([null]), 'tensor: expected a number, got null.'],
    [
      'torch(7)',
      () => torch(7 as never),
      'torch: settings are a record, got 7. Write { dtype, arithmetic, seed, kernels }.',
    ],
    ['nn.MSELoss(7)', () => nn['MSELoss']!(7), 'MSELoss: settings are a record, got 7.'],
    [
      'nn.Linear(2.5, 3)',
      () => nn['Linear']!(2.5, 3),
      'Linear: a shape is a whole number of 0 or more for each axis, got [3, 2.5]. Write Linear(10, 50).',
    ],
    [
      'nn.Conv2d(3, 8, 3, { groups: 2 })',
      () => nn['Conv2d']!(3, 8, 3, { groups: 2 }),
      'Conv2d: 2 groups do not divide 3 channels into 8.',
    ],
    ['nn.Embedding(10)', () => nn['Embedding']!(10), 'Embedding: a shape is'],
    ['nn.LayerNorm()', () => nn['LayerNorm']!(), 'LayerNorm: a shape is'],
    ['nn.BatchNorm1d(-1)', () => nn['BatchNorm1d']!(-1), 'BatchNorm: a shape is'],
    ['nn.Dropout(null)', () => nn['Dropout']!(null), 'Dropout: the probability lies from 0 to 1, got null.'],
    ['nn.Sequential([…])', () => nn['Sequential']!([t.nn.ReLU()]), 'Sequential: argument 0 is an array, not a module.'],
    [
      'optim.SGD(model)',
      () => optim['SGD']!(t.nn.ReLU(), { lr: 1 }),
      'optimizer: a Lambda is no list of tensors. Write optim.SGD(model.parameters(), { lr: 0.01 }).',
    ],
    ["optim.Adam('weights')", () => optim['Adam']!('weights'), 'optimizer: "w" is no tensor.'],
    ['masterWeights([1])', () => any['masterWeights']!([1]), 'MasterWeights: 1 is no tensor.'],
  ])('%s is refused', (_, call, message) => {
    expect(call).toThrow(DomainError);
    expect(call).toThrow(message);
  });

  test('of another realm is a record all the same, as in a sandbox of a test runner', () => {
    const axes = runInNewContext('({ axes: 1 })') as { axes: number };
    expect(t.ones(2, 3).sum(axes).shape).toEqual([2]);
  });

  test('may be left out before another one', () => {
    const y = t.tensor([[1, 3]]);
    expect(y.layerNorm(undefined as never, t.tensor([5, 5])).toList()).toEqual(
      y.layerNorm(t.ones(2), t.tensor([5, 5])).toList(),
    );
  });
});

describe('printing', () => {
  test('shows every number with the fewest digits that name it in its format', () => {
    const half = t.tensor(
      [
        [0.1, -0],
        [1 / 3, NaN],
      ],
      { dtype: 'float16', requiresGrad: true },
    );
    expect(String(half)).toBe('tensor([[0.1, -0],\n        [0.3333, NaN]], float16, requiresGrad)');
    expect(String(t.tensor([0.1], { dtype: 'float32' }))).toBe('tensor([0.1], float32)');
    expect(String(t.tensor([0.1]))).toBe('tensor([0.1], float64)');
    expect(String(t.tensor(2, { dtype: 'int32' }))).toBe('tensor(2, int32)');
    expect(String(t.tensor([1, 0], { dtype: 'bool' }))).toBe('tensor([true, false], bool)');
    expect(String(t.zeros(2, 0))).toBe('tensor([[],\n        []], float64, shape [2, 0])');
  });

  test('shortens long axes', () => {
    expect(String(t.arange(300))).toBe('tensor([0, 1, 2, … 294 more, 297, 298, 299], float64)');
  });

  test('is what the console shows', () => {
    expect(inspect(t.tensor([1]))).toBe('tensor([1], float64)');
  });
});

describe('a context', () => {
  test('takes functions of tensors and numbers by name', () => {
    const [a, b] = [t.tensor([[1, 2]]), t.tensor([[3], [4]])];
    expect(t.matmul(a, b).item()).toBe(11);
    expect(list(t.maximum(a, 1.5))).toEqual([[1.5, 2]]);
    expect(list(t.where(t.gt(a, 1), a, 0))).toEqual([[0, 2]]);
    expect(list(a.maskedFill(a.gt(1), -1))).toEqual([[1, -1]]);
    expect(list(t.trilMask(2))).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  test('refuses settings of arithmetic that do not exist', () => {
    expect(() => torch({ arithmetic: { order: 'random' as 'blocked' } })).toThrow(
      /order must be one of sequential, pairwise, blocked/,
    );
    expect(() => torch({ arithmetic: { acumulate: 'float32' } as object })).toThrow(/no setting 'acumulate'/);
    expect(() => torch({ arithmetic: { block: 0 } })).toThrow(/block must be a positive integer/);
  });
});

test('the gradient of norm at 0 is 0, as PyTorch 1.13 has it', () => {
  const t = torch();
  const zeros = t.tensor([0, 0, 0], { requiresGrad: true });
  zeros.norm().backward();
  expect([...zeros.grad!.toFloat64()]).toEqual([0, 0, 0]);
  const rows = t.tensor(
    [
      [0, 0],
      [3, 4],
    ],
    { requiresGrad: true },
  );
  const norms = rows.norm({ axes: 1 });
  expect([...norms.toFloat64()]).toEqual([0, 5]);
  norms.sum().backward();
  // torch.tensor([[0., 0.], [3., 4.]], requires_grad=True).norm(dim=1).sum().backward()
  expect([...rows.grad!.toFloat64()]).toEqual([0, 0, Math.fround(0.6), Math.fround(0.8)]);
  expect(t.tensor([NaN, 1]).norm().item()).toBeNaN();
});
