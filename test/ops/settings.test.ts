/** What is written in a call and not understood is refused, never left at a default. */
import { describe, expect, test } from 'vitest';
import { oracle } from '../../src/interop/index.ts';
import { compositeTable, opTable } from '../../src/ops/index.ts';
import { settingNames } from '../../src/ops/settings.ts';
import { torch } from '../../src/train/index.ts';

const t = torch({ dtype: 'float64' });
const x = t.tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] });
/** A call as JavaScript would make it. */
const loose = (target: unknown): Record<string, (...list: unknown[]) => unknown> =>
  target as Record<string, (...list: unknown[]) => unknown>;

describe('a setting that does not exist is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      "PyTorch's dim of a sum",
      () => loose(x).sum!({ dim: 0 }),
      'sum: there is no setting "dim". Write axes, keepDims.',
    ],
    [
      "PyTorch's dim of softmax",
      () => loose(x).softmax!({ dim: 0 }),
      'softmax: there is no setting "dim". Write axis.',
    ],
    ['of a function of tensors', () => loose(t).mean!(x, { axis: 0 }), 'mean: there is no setting "axis".'],
    ['of an op without settings', () => loose(x).exp!({ base: 2 }), 'exp: there is no setting "base". It takes none.'],
    ['of the oracle', () => loose(oracle).sum!([1, 2], { axis: 0 }), 'sum: there is no setting "axis".'],
    ['of a standard deviation', () => loose(x).std!({ unbiased: false }), 'variance: there is no setting "unbiased".'],
    ['of a context', () => torch({ dtyp: 'float64' } as never), 'torch: there is no setting "dtyp".'],
    ['of a new tensor', () => t.tensor([1], { type: 'float32' } as never), 'tensor: there is no setting "type".'],
    [
      'of a layer',
      () => t.nn.Linear(2, 3, { biass: false } as never),
      'Linear: there is no setting "biass". Write bias.',
    ],
    ['of a convolution', () => t.nn.Conv2d(1, 1, 3, { strides: 2 } as never), 'Conv2d: there is no setting "strides".'],
    ['of a norm', () => t.nn.BatchNorm2d(3, { epsilon: 1 } as never), 'BatchNorm2d: there is no setting "epsilon".'],
    [
      'of a normalised layer',
      () => t.nn.LayerNorm(3, { epsilon: 1 } as never),
      'LayerNorm: there is no setting "epsilon".',
    ],
    [
      'of a norm in one dimension',
      () => t.nn.BatchNorm1d(3, { decay: 1 } as never),
      'BatchNorm1d: there is no setting "decay".',
    ],
    ['of an activation', () => t.nn.GELU({ tanh: true } as never), 'GELU: there is no setting "tanh".'],
    [
      'of the largest in windows',
      () => t.nn.MaxPool2d(2, { step: 1 } as never),
      'MaxPool2d: there is no setting "step".',
    ],
    ['of the mean in windows', () => t.nn.AvgPool2d(2, { step: 1 } as never), 'AvgPool2d: there is no setting "step".'],
    ['of a loss of moduli', () => t.nn.L1Loss({ reduce: 1 } as never), 'L1Loss: there is no setting "reduce".'],
    [
      'of a loss of classes',
      () => t.nn.CrossEntropyLoss({ weight: 1 } as never),
      'CrossEntropyLoss: there is no setting "weight".',
    ],
    [
      'of a loss of logits',
      () => t.nn.BCEWithLogitsLoss({ weight: 1 } as never),
      'BCEWithLogitsLoss: there is no setting "weight".',
    ],
    ['of descent', () => t.optim.SGD([x], { lr: 1, decay: 1 } as never), 'SGD: there is no setting "decay".'],
    ['of AdamW', () => t.optim.AdamW([x], { epsilon: 1 } as never), 'AdamW: there is no setting "epsilon".'],
    ['of a loss', () => t.nn.MSELoss({ reduce: 'sum' } as never), 'MSELoss: there is no setting "reduce".'],
    [
      'of an optimiser',
      () => t.optim.Adam([x], { learningRate: 1 } as never),
      'Adam: there is no setting "learningRate".',
    ],
    ['inherited by every object', () => loose(x).sum!({ toString: 1 }), 'sum: there is no setting "toString".'],
  ])('%s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

test('a choice that a layer or loss does not have is refused', () => {
  expect(() => t.nn.GELU({ approximate: 'erf' as 'none' })).toThrow("approximate must be 'none' or 'tanh', got erf");
  expect(() => t.nn.MSELoss({ reduction: 'max' as 'sum' })).toThrow(
    "reduction must be 'mean', 'sum' or 'none', got max",
  );
});

describe('an argument that is no input is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'positions as in NumPy',
      () => loose(x).slice!(0, 0, 1),
      'slice: takes 1 input, got 4. Settings go into a record at the end: slice({ axis, start, end, step }).',
    ],
    ['an axis of softmax', () => loose(x).softmax!(0), 'softmax: takes 1 input, got 2.'],
    ['a text', () => loose(x).add!('3'), 'add: "3" is no value of this arithmetic.'],
    ['a list', () => loose(x).add!([1, 2, 3]), 'add: an array is no value of this arithmetic.'],
    ['nothing where an input belongs', () => loose(t.functional).add!(undefined, x), 'add: undefined is no value of'],
    ['one input too few', () => loose(x).add!(), 'add: takes 2 inputs, got 1.'],
    ['one too many for the oracle', () => loose(oracle).exp!(1, 2), 'oracle.exp: takes 1 input, got 2.'],
  ])('%s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

test('the compiler refuses them too', () => {
  // @ts-expect-error -- PyTorch's name
  expect(() => x.sum({ dim: 0 })).toThrow();
  // @ts-expect-error -- of another op
  expect(() => t.softmax(x, { axes: 0 })).toThrow();
  // @ts-expect-error -- it has none
  expect(() => x.exp({ axis: 0 })).toThrow();
  // @ts-expect-error -- the classes are missing
  expect(() => x.crossEntropy()).toThrow();
  expect(x.sum({ axes: 0, keepDims: true }).shape).toEqual([1, 3]);
});

test('every name of settings is that of an op or composite', () => {
  const known = new Set([...Object.keys(opTable), ...Object.keys(compositeTable)]);
  expect(Object.keys(settingNames).filter((name) => !known.has(name))).toEqual([]);
});

test('classes that logits do not have are refused, not read from the next row', () => {
  const loss = t.nn.CrossEntropyLoss();
  const logits = t.tensor([0, 1, 2, 3, 4, 5], { shape: [2, 3] });
  const classes = (list: number[]): ReturnType<typeof t.tensor> => t.tensor(list, { dtype: 'int32' });
  expect(() => loss.forward(logits, classes([0, 3]))).toThrow(
    'crossEntropy: there is no class 3. Write one from 0 to 2.',
  );
  expect(() => loss.forward(logits, classes([-1, 0]))).toThrow('crossEntropy: there is no class -1.');
  expect(() => loss.forward(logits, classes([0]))).toThrow('crossEntropy: 1 targets for 2 rows of logits.');
});

describe("gather and indexSelect are PyTorch's", () => {
  // expected values: torch.gather(x, 1, index), torch.gather(x, 0, index) and torch.index_select of PyTorch 1.13 on the same numbers
  const index = (rows: number[][]): ReturnType<typeof t.tensor> =>
    t.tensor(rows.flat(), { shape: [rows.length, rows[0]!.length], dtype: 'int32' });

  test('gather along either axis, repeated elements too', () => {
    expect(x.gather(1, index([[2, 0], [1, 1]])).toList()).toEqual([[3, 1], [5, 5]]); // prettier-ignore
    expect(x.gather(-2, index([[1, 0, 1]])).toList()).toEqual([[4, 2, 6]]);
  });

  test('the gradient adds up where an element was picked twice', () => {
    const leaf = t.tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3], requiresGrad: true });
    leaf.gather(1, index([[2, 0], [1, 1]])).sum().backward(); // prettier-ignore
    expect(leaf.grad!.toList()).toEqual([
      [1, 0, 1],
      [0, 2, 0],
    ]);
  });

  test('indexSelect takes slices in the order named', () => {
    const columns = t.tensor([2, 0, 2], { dtype: 'int32' });
    expect(x.indexSelect(1, columns).toList()).toEqual([
      [3, 1, 3],
      [6, 4, 6],
    ]);
    expect(t.indexSelect(x, -2, t.tensor([1], { dtype: 'int32' })).toList()).toEqual([[4, 5, 6]]);
  });

  test('positions outside are refused', () => {
    expect(() => x.gather(1, index([[3]]))).toThrow('gather: there is no position 3. Write one from 0 to 2.');
    expect(() => x.gather(0, index([[0, 0, 0, 0]]))).toThrow('outside axis 0 it may not be larger');
    expect(() => x.gather(1, t.tensor([0, 1], { dtype: 'int32' }))).toThrow('does not fit [2, 3]');
    expect(() => x.indexSelect(0, t.tensor([0.5]))).toThrow('indexSelect: there is no position 0.5.');
    expect(() => x.indexSelect(0, t.tensor([-1], { dtype: 'int32' }))).toThrow('indexSelect: there is no position -1.');
  });
});
