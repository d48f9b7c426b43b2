/** Positions, classes and casts to whole numbers: of an oracle tensor only what its enclosures decide. */
import { describe, expect, test } from 'vitest';
import { DomainError, UndecidedError } from '../../src/errors.ts';
import { oracle } from '../../src/interop/index.ts';
import { torch } from '../../src/train/index.ts';
import type { OracleReference } from '../../src/arithmetic/index.ts';

const t = torch();
const exact = (values: readonly number[]): ReturnType<typeof t.tensor> => t.tensor(values, { dtype: 'oracle' });

/** The same numbers, seven times their sevenths: known to within a rounding of a double-double. */
const blurred = (values: readonly number[]): ReturnType<typeof t.tensor> => exact(values).div(7).mul(7);

describe('the position of the largest element of an oracle tensor', () => {
  test('that is decided picks an element', () => {
    const at = blurred([1, 3, 2]).argmax();
    expect(at.item()).toBe(1);
    expect(at.to('int32').item()).toBe(1);
    expect(t.tensor([5, 6, 7]).indexSelect(0, at.reshape(1)).toList()).toEqual([6]);
  });

  test('of equal exact elements is the first, which is decided', () => {
    expect(exact([1, 3, 3]).argmax().to('int32').item()).toBe(1);
    expect(exact([1, 1, 3]).argmin().to('int32').item()).toBe(0);
  });

  test('that is not decided is an estimate, and picks nothing', () => {
    const at = blurred([1, 3, 3]).argmax();
    expect(at.item()).toBe(1);
    expect(() => at.to('int32')).toThrow(UndecidedError);
    expect(() => t.tensor([5, 6, 7]).indexSelect(0, at.reshape(1))).toThrow(
      /^indexSelect: element 0 of a tensor of dtype oracle and shape \[1\] may be one whole number or another/,
    );
    expect(() => t.tensor([5, 6, 7]).gather(0, at.reshape(1))).toThrow(UndecidedError);
    expect(() => t.nn.CrossEntropyLoss().forward(t.tensor([[0, 1, 2]]), at.reshape(1))).toThrow(UndecidedError);
    expect(() => t.nn.Embedding(3, 2).forward(at.reshape(1))).toThrow(UndecidedError);
  });

  test('that is not decided leaves the gradient of the largest unknown, not that of the first', () => {
    const x = t.tensor([3, 3], { dtype: 'oracle', requiresGrad: true });
    x.div(7).mul(7).max().backward();
    const { radius } = x.grad!.storage as { radius: Float64Array };
    expect([...radius]).toEqual([Infinity, Infinity]);
  });

  test('is a result of oracle.run, decided with as many digits as it takes', () => {
    const tiny = 2 ** -200;
    // (1 + 2^-200) − 1 against 0: more digits than the fast enclosures have
    const model = { forward: (x: ReturnType<typeof t.tensor>) => x.add(1).sub(1).argmax() };
    const position = oracle.run(model, t.tensor([0, tiny], { dtype: 'float64' })) as OracleReference;
    expect(position.item()).toBe(1);
    expect(position.order(0, 1)).toBe(0);
  });
});

describe('a cast of an oracle tensor', () => {
  test.each([
    [
      [2.5, -2.5, 0.25],
      [2, -2, 0],
    ],
    [
      [1e-300, -0.999, 7.0001],
      [0, 0, 7],
    ],
  ])('to int32 cuts off what comes after the point: %j', (values, whole) => {
    expect(exact(values).to('int32').toList()).toEqual(whole);
    expect(blurred(values).to('int32').toList()).toEqual(whole);
  });

  test('is undecided at a whole number that is not known exactly, on either side of zero', () => {
    expect(exact([2, -2, 0]).to('int32').toList()).toEqual([2, -2, 0]);
    expect(() => blurred([2]).to('int32')).toThrow(UndecidedError);
    expect(() => blurred([-2]).to('int32')).toThrow(UndecidedError);
    // towards zero there is no edge at zero itself
    expect(
      blurred([1])
        .sub(blurred([1]))
        .to('int32')
        .item(),
    ).toBe(0);
  });

  test('to bool is undecided where the number may be zero', () => {
    expect(exact([0, 3]).to('bool').toList()).toEqual([0, 1]);
    expect(blurred([1e-300, -1]).to('bool').toList()).toEqual([1, 1]);
    expect(() =>
      blurred([1])
        .sub(blurred([1]))
        .to('bool'),
    ).toThrow(/may be one truth value or another/);
    expect(() => blurred([3]).gt(3).to('bool')).toThrow(UndecidedError);
    expect(blurred([3]).gt(2).to('bool').item()).toBe(1);
  });
});

test('positions and classes are whole numbers', () => {
  expect(() => t.nn.Embedding(3, 2).forward(t.tensor([0.5]))).toThrow(
    'Embedding: there is no position 0.5. Write one from 0 to 2.',
  );
  const loss = t.nn.CrossEntropyLoss();
  expect(() => loss.forward(t.tensor([[0, 1]]), t.tensor([NaN]))).toThrow('crossEntropy: there is no class NaN.');
  expect(() => loss.forward(t.tensor([0, 1]), t.tensor([0]))).toThrow(DomainError);
  expect(() => loss.forward(t.tensor([0, 1]), t.tensor([0]))).toThrow('[rows, classes] was due');
});
