/**
 * Example 2, computed here: the network of fixtures/torch/network.py in TypeScript, by SGD and by Adam, in float32 and in float64, against
 * what PyTorch recorded; and its forward pass in every format against the exact result.
 */
import { recorded } from '../systems/recorded.ts';
import { keptEpochs, network, networkStart, type OptimizerName } from '../systems/network.ts';
import type { Dtype } from '../systems/regression.ts';
import { lossesOf } from '../systems/training.ts';
import { drift, writeRows } from '../drift-table/rows.ts';
import { parting, writePartings } from '../drift-table/partings.ts';

const run = recorded('network');
const parameters = ['0.weight', '0.bias', '2.weight', '2.bias', '4.weight', '4.bias'];

const both = (optimizer: OptimizerName, format: 'float32' | 'float64') => {
  const name = `${optimizer}/${format}`;
  const trained = network(optimizer, format);
  return {
    here: { ...trained, losses: lossesOf(trained) },
    torch: {
      losses: run[`${name}/losses`].data as Float32Array | Float64Array,
      outputs: (epoch: number) => run[`${name}/outputs/${epoch}`],
      weights: (epoch: number) =>
        Object.fromEntries(parameters.map((parameter) => [parameter, run[`${name}/weights/${epoch}/${parameter}`]])),
    },
  };
};
const sgd = { float32: both('sgd', 'float32'), float64: both('sgd', 'float64') };
const adam = { float32: both('adam', 'float32'), float64: both('adam', 'float64') };

describe('the start', () => {
  const { model, inputs, targets } = networkStart('float32');

  test('has the very weights of PyTorch', () => {
    for (const name of parameters) {
      expect(model.stateDict()[name]).toBeBitIdenticalTo(run[`weights/0/${name}`]);
    }
  });

  test("is drawn from PyTorch's stream: randn is within 2e-6 of its vectorised kernel", () => {
    expect(inputs).toMatchFloat64Within(run.inputs, { abs: 2e-6 });
    expect(targets).toMatchFloat64Within(run.targets, { abs: 2e-6 });
  });

  test('gives the same outputs, bit for bit, in both formats and for both optimisers', () => {
    // One matrix product after another, each in one order of summation: there is nothing that may differ.
    for (const { here, torch } of [sgd.float32, sgd.float64, adam.float32, adam.float64]) {
      expect(here.outputs[0]).toBeBitIdenticalTo(torch.outputs(0));
    }
  });
});

describe('SGD', () => {
  test('after one epoch the weights agree to an ulp, in either format', () => {
    expect(sgd.float32.here.weights[1]).toMatchFloat64Within(sgd.float32.torch.weights(1), { ulp: 1 });
    expect(sgd.float64.here.weights[1]).toMatchFloat64Within(sgd.float64.torch.weights(1), { ulp: 1 });
  });

  test('in float64 the two trainings stay together for all 1000 epochs', () => {
    // On smooth ground gradient descent at this rate does not drive neighbouring networks apart. A kink does, and errors of 1e-16 bring no
    // unit over one here. Some weights and outputs are next to zero, so that their errors are judged by size.
    const { here, torch } = sgd.float64;
    expect(here.losses).toMatchFloat64Within(torch.losses, { ulp: 16 });
    for (const epoch of keptEpochs) {
      expect(here.weights[epoch]).toMatchFloat64Within(torch.weights(epoch), { abs: 1e-15 });
      expect(here.outputs[epoch]).toMatchFloat64Within(torch.outputs(epoch), { abs: 2e-15 });
    }
  });

  test('in float32 they stay within 10 ulps for 740 epochs, and then a unit changes sides', () => {
    // Until then the same units are on the other side than in float64, here and in PyTorch (its reluFlips). At step 741 one unit is on
    // different sides in the two: its gradient comes and goes.
    const { here, torch } = sgd.float32;
    expect(here.losses.slice(0, 740)).toMatchFloat64Within(torch.losses.slice(0, 740), { ulp: 10 });
    expect(here.weights[100]).toMatchFloat64Within(torch.weights(100), { abs: 1e-7 });
    expect(here.losses).toMatchFloat64Within(torch.losses, { rel: 1e-3 });
    expect(here.weights[1000]).toMatchFloat64Within(torch.weights(1000), { abs: 1e-3 });
    expect(here.outputs[1000]).toMatchFloat64Within(torch.outputs(1000), { abs: 2e-3 });
  });
});

describe('Adam', () => {
  test('after one epoch the weights agree to a few ulps, in either format', () => {
    // The first step is lr times the sign of the gradient, but for g / (|g| + eps): a gradient next to zero keeps its relative error.
    expect(adam.float32.here.weights[1]).toMatchFloat64Within(adam.float32.torch.weights(1), { ulp: 4 });
    expect(adam.float64.here.weights[1]).toMatchFloat64Within(adam.float64.torch.weights(1), { ulp: 8 });
  });

  test('for 25 epochs the losses agree to 10 ulps, in either format; after 50 they are 1000 apart', () => {
    for (const { here, torch } of [adam.float32, adam.float64]) {
      expect(here.losses.slice(0, 25)).toMatchFloat64Within(torch.losses.slice(0, 25), { ulp: 10 });
      expect(here.losses.slice(0, 50)).not.toMatchFloat64Within(torch.losses.slice(0, 50), { ulp: 1000 });
    }
  });

  test('in float64 weights agree to 2e-9 at the end, and outputs to 2e-14', () => {
    // Adam divides by the root of the mean squared gradient. As the fit becomes exact gradients become rounding noise, and noise over
    // noise is of size 1: weights drift, by lr at most, where the outputs do not notice.
    const { here, torch } = adam.float64;
    expect(here.losses).toMatchFloat64Within(torch.losses, { abs: 1e-9 });
    expect(here.weights[100]).toMatchFloat64Within(torch.weights(100), { abs: 5e-14 });
    expect(here.weights[1000]).toMatchFloat64Within(torch.weights(1000), { abs: 2e-9 });
    expect(here.outputs[1000]).toMatchFloat64Within(torch.outputs(1000), { abs: 2e-14 });
  });

  test('in float32 two networks come out that agree on all points, and not in their weights', () => {
    const { here, torch } = adam.float32;
    expect(here.outputs[1000]).toMatchFloat64Within(torch.outputs(1000), { abs: 2e-5 });
    expect(here.weights[1000]).not.toMatchFloat64Within(torch.weights(1000), { abs: 0.02 });
  });
});

test('the forward pass is stable across dtypes, against the exact result', () => {
  const forward = (dtype: Dtype) => {
    const { model, inputs } = networkStart(dtype);
    return model.forward(inputs);
  };
  // Outputs are of size 0.3 at most, and sums of 20 terms: each format errs by its unit roundoff of that, or little more (measured: 5e-17,
  // 6e-8, 2e-4, 1.3e-3). Twice that is allowed.
  expect(forward).toBeStableAcrossDtypes({
    float64: { abs: 1e-16 },
    float32: { abs: 1.2e-7 },
    float16: { abs: 4e-4 },
    bfloat16: { abs: 3e-3 },
  });
});

afterAll(() => {
  for (const [number, name, optimizer] of [
    [5, 'SGD', sgd],
    [6, 'Adam', adam],
  ] as const) {
    const formats = ['float32', 'float64'] as const;
    writeRows(
      `${number}-network-here`,
      formats.flatMap((format) => {
        const { here, torch } = optimizer[format];
        const system = `2 ${name}, ${format}, here`;
        return [
          drift(system, 'outputs, epoch 1', here.outputs[1], torch.outputs(1)),
          drift(system, 'outputs, epoch 1000', here.outputs[1000], torch.outputs(1000)),
          drift(system, 'loss, first 25 epochs', here.losses.slice(0, 25), torch.losses.slice(0, 25)),
          drift(system, 'loss, 1000 epochs', here.losses, torch.losses),
        ];
      }),
    );
    const { float32, float64 } = optimizer;
    const system = `2 network, ${name}`;
    writePartings(`2-network-${name}`, [
      parting(system, 'float32: here, PyTorch', float32.here.losses, float32.torch.losses),
      parting(system, 'float64: here, PyTorch', float64.here.losses, float64.torch.losses),
      parting(system, 'PyTorch: float32, float64', float32.torch.losses, float64.torch.losses),
    ]);
  }
});
