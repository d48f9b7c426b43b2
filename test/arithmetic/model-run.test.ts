/** Models on the oracle, against exact integer arithmetic of the tests' own on the numbers that parameters hold. */
import { describe, expect, test } from 'vitest';
import { compare, oracle } from '../../src/interop/index.ts';
import { DomainError } from '../../src/errors.ts';
import { Module, torch } from '../../src/train/index.ts';
import { add, exactly, multiply, parameters, roundUnbounded, toFloat64, zero } from '../support/exact.ts';
import type { OracleReference } from '../../src/arithmetic/index.ts';
import type { Tensor, Torch } from '../../src/train/index.ts';
import type { Dyadic } from '../support/exact.ts';

/** The float64 nearest to a number. */
const nearest = (x: Dyadic): number => toFloat64(roundUnbounded(x, parameters.float64, 'nearest'));

/** x·Wᵀ + b for rows of numbers, exactly. */
function linear(x: readonly Dyadic[], weight: Tensor, bias: Tensor): Dyadic[] {
  const [rows, columns] = weight.shape as [number, number];
  const [w, b] = [weight.toFloat64(), bias.toFloat64()];
  return Array.from({ length: rows }, (_, i) =>
    x.reduce((sum, value, j) => add(sum, multiply(value, exactly(w[i * columns + j]!))), exactly(b[i]!)),
  ).map((sum) => (columns === 0 ? zero : sum));
}

const rectified = (x: readonly Dyadic[]): Dyadic[] => x.map((value) => (value.m < 0n ? zero : value));
const inputs = [0.1, -2.3, 4.7, 1 / 3, 0.2, -0.9];

describe.each(['float32', 'bfloat16', 'float64'] as const)('a network in %s', (dtype) => {
  const t = torch({ dtype });
  const layers = [t.nn.Linear(3, 5), t.nn.Linear(5, 2)] as const;
  const model = t.nn.Sequential(layers[0], t.nn.ReLU(), layers[1]);
  const x = t.tensor(inputs, { shape: [2, 3] });

  test('gives the exact result on the numbers that parameters and inputs hold', () => {
    const reference = oracle.run(model, x);
    expect(reference.shape).toEqual([2, 2]);
    const rows = [0, 1].map((row) => Array.from(x.toFloat64().subarray(3 * row, 3 * row + 3), exactly));
    const expected = rows.flatMap((row) =>
      linear(rectified(linear(row, layers[0].weight, layers[0].bias!)), layers[1].weight, layers[1].bias!),
    );
    expect([...reference.hi]).toEqual(expected.map(nearest));
    expect(expected.map((_, i) => reference.correctlyRounded(i, 'float64'))).toEqual(expected.map(nearest));
  });

  test('judges the model’s own result', () => {
    const outcome = compare(model.forward(x), oracle.run(model, x), { ulp: 1000 });
    expect(outcome.leaves[0]!.undecided).toBe(0);
  });
});

const t = torch();

test('an array that is no tensor enters as float64 numbers', () => {
  const layer = t.nn.Linear(3, 1);
  const reference = oracle.run(layer, [inputs.slice(0, 3)]);
  expect(reference.hi[0]).toBe(nearest(linear(inputs.slice(0, 3).map(exactly), layer.weight, layer.bias!)[0]!));
});

test('composites are their plain formulas, tightened as far as anybody asks', () => {
  const model = t.nn.Sequential(t.nn.Softmax(0));
  const x = t.tensor([1, 2, 3]);
  // mpmath 1.2.1: exp(3)/(exp(1) + exp(2) + exp(3)) to 40 digits
  expect(oracle.run(model, x).toDecimal(2, 40)).toBe('0.6652409557748218895290182801747454049328');
});

test('what is made of constants alone is exact too', () => {
  const model = { forward: (x: Tensor): Tensor => x.mul(t.functional.sqrt(t.full([], 2, 'oracle'))) };
  // √2 to 50 digits, as in every table
  expect(oracle.run(model, t.tensor([1])).toDecimal(0, 50)).toBe('1.4142135623730950488016887242096980785696718753769');
});

test('a pass changes nothing: statistics, records of applications, gradients', () => {
  const layer = t.nn.BatchNorm2d(2);
  const x = t.randn(2, 2, 3, 3);
  const before = Object.entries(layer.stateDict()).map(([name, tensor]) => [name, [...tensor.toFloat64()]]);
  oracle.run(layer, x);
  expect(Object.entries(layer.stateDict()).map(([name, tensor]) => [name, [...tensor.toFloat64()]])).toEqual(before);
  expect(t.tracing).toBe(false);
  expect(x.to('oracle').exp().application).toBeUndefined();
});

test('training on goes as if nothing had been asked', () => {
  const losses = (ask: boolean): number[] => {
    const own = torch();
    own.manualSeed(3);
    const model = own.nn.Sequential(own.nn.Linear(2, 3), own.nn.ReLU(), own.nn.Linear(3, 1));
    const [x, y] = [own.randn(4, 2), own.randn(4, 1)];
    const optimizer = own.optim.SGD(model.parameters(), { lr: 0.1 });
    return Array.from({ length: 3 }, () => {
      const loss = own.nn.MSELoss().forward(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      if (ask) expect(oracle.run(model, x).size).toBe(4);
      optimizer.step();
      return loss.item();
    });
  };
  expect(losses(true)).toEqual(losses(false));
});

test('records and lists of tensors become records and lists of references', () => {
  class Two extends Module {
    override forward(x: Tensor): never {
      return { doubled: x.mul(2), both: [x, x.neg()] } as never;
    }
  }
  const result = oracle.run(new Two(), t.tensor([3])) as unknown as {
    doubled: OracleReference;
    both: OracleReference[];
  };
  expect([result.doubled.item(), result.both[0]!.item(), result.both[1]!.item()]).toEqual([6, 3, -3]);
});

describe('changes in place', () => {
  const run = (forward: (x: Tensor) => Tensor): number[] => [...oracle.run({ forward }, t.tensor([1, 2])).hi];

  test('are followed', () => {
    expect(run((x) => x.mul(3).add_(1).mul_(2))).toEqual([8, 14]);
    expect(run((x) => x.mul(3).zero_().add(x))).toEqual([1, 2]);
  });

  test('of what was used before are refused', () => {
    expect(() =>
      run((x) => {
        const y = x.mul(3);
        const z = y.add(1);
        y.zero_();
        return z.add(y);
      }),
    ).toThrow(/an input of add .* was changed in place after it was used/);
  });

  test('of views are refused', () => {
    expect(() =>
      run((x) => {
        const y = x.mul(3);
        y.slice({ axis: 0, start: 0, end: 1 }).zero_();
        return y;
      }),
    ).toThrow(/on the oracle a view/);
  });
});

test('a program may stand in for the model', () => {
  expect(oracle.run((o, x) => o.add(x, x), 3).item()).toBe(6);
});

test('a tensor of dtype oracle is an input where it is exact', () => {
  const exact: Tensor = (t as Torch).tensor([1, 2], { dtype: 'oracle' });
  expect([...oracle.exp(exact).hi]).toEqual([...oracle.exp([1, 2]).hi]);
  expect(() => oracle.exp(exact.exp())).toThrow(
    /it holds enclosures, no exact numbers. Give what it was computed from/,
  );
});

test('what is no model is refused', () => {
  expect(() => oracle.run(7 as never)).toThrow(DomainError);
  expect(() => oracle.run({ forward: (x: never) => x }, [1])).toThrow(/neither the inputs nor the model hold a tensor/);
  expect(() => oracle.run({ forward: () => 'nothing' }, t.tensor(1))).toThrow(
    /forward gave nothing, which is no tensor/,
  );
});
