/**
 * Example 2: a 10-50-20-1 ReLU network on a batch of 100, trained for 1000 epochs by SGD and by Adam (lr 0.01 both), in
 * float32 and in float64 from the same start. PyTorch's results; the data are in fixtures/torch.
 */
import { recorded } from '../systems/recorded.ts';
import { drift, writeRows, type Row } from '../drift-table/rows.ts';

const run = recorded('network');
const parameters = ['0.weight', '0.bias', '2.weight', '2.bias', '4.weight', '4.bias'];

const trained = (optimizer: 'sgd' | 'adam', format: 'float32' | 'float64') => {
  const name = `${optimizer}/${format}`;
  return {
    losses: run[`${name}/losses`].data as Float32Array | Float64Array,
    outputs: (epoch: number) => run[`${name}/outputs/${epoch}`],
    weights: (epoch: number) =>
      Object.fromEntries(parameters.map((parameter) => [parameter, run[`${name}/weights/${epoch}/${parameter}`]])),
  };
};
const sgd = { float32: trained('sgd', 'float32'), float64: trained('sgd', 'float64') };
const adam = { float32: trained('adam', 'float32'), float64: trained('adam', 'float64') };

describe('SGD', () => {
  test('the weights after one epoch are the same to 3 ulps', () => {
    // A step adds lr times a gradient: the gradient's error, many ulps of its own, is small beside the weight.
    expect(sgd.float32.weights(1)).toMatchFloat64Within(sgd.float64.weights(1), { ulp: 3 });
  });

  test('outputs are judged by absolute error, because some of them are next to zero', () => {
    // An output is a sum of 20 terms of both signs. Where they cancel, the error that the terms had is all that is left:
    // hundreds of ulps before the first step, and no fault. Beside the outputs' size, about 1, it is nothing.
    const { float32, float64 } = sgd;
    expect(float32.outputs(0)).not.toMatchFloat64Within(float64.outputs(0), { ulp: 100 });
    expect(float32.outputs(0)).toMatchFloat64Within(float64.outputs(0), { abs: 1.2e-7 });
  });

  test('for 400 epochs the losses agree to 4 ulps', () => {
    expect(sgd.float32.losses.slice(0, 400)).toMatchFloat64Within(sgd.float64.losses.slice(0, 400), { ulp: 4 });
  });

  test('then one ReLU unit takes the other side, and the next loss is a hundred times further off', () => {
    // At a kink the gradient jumps. The loss itself is continuous there, so that it shows one step later.
    const { float32, float64 } = sgd;
    expect((run['sgd/reluFlips'].data as Int32Array)[492]).toBe(1);
    expect(float32.losses[492]).toMatchFloat64Within(float64.losses[492], { rel: 1e-6 });
    expect(float32.losses[493]).not.toMatchFloat64Within(float64.losses[493], { rel: 1e-5 });
  });

  test('after 1000 epochs losses agree to 3 digits, outputs and weights to 1e-3', () => {
    const { float32, float64 } = sgd;
    expect(float32.losses).toMatchFloat64Within(float64.losses, { rel: 1e-3 });
    expect(float32.outputs(1000)).toMatchFloat64Within(float64.outputs(1000), { abs: 1e-3 });
    expect(float32.weights(1000)).toMatchFloat64Within(float64.weights(1000), { abs: 1e-3 });
  });
});

describe('Adam', () => {
  test('for 100 epochs the losses agree to 3 digits', () => {
    // Adam divides by the root of the mean squared gradient: where gradients are small, their relative errors count in full.
    expect(adam.float32.losses.slice(0, 100)).toMatchFloat64Within(adam.float64.losses.slice(0, 100), { rel: 1e-3 });
  });

  test('at the end the loss is rounding noise in both formats: only its size can be asserted', () => {
    // 1591 parameters fit 100 points exactly. What is left of the loss is made of rounding errors.
    const [float32, float64] = [adam.float32.losses[999], adam.float64.losses[999]];
    expect(float32).not.toMatchFloat64Within(float64, { rel: 1 });
    expect(float32).toMatchFloat64Within(float64, { abs: 1e-12 });
  });

  test('two different networks came out, which agree on all 100 points', () => {
    const { float32, float64 } = adam;
    expect(float32.weights(1000)).not.toMatchFloat64Within(float64.weights(1000), { abs: 0.02 });
    expect(float32.outputs(1000)).toMatchFloat64Within(float64.outputs(1000), { abs: 2e-6 });
  });
});

afterAll(() => {
  const rows: Row[] = [];
  for (const [system, { float32, float64 }, spans] of [
    ['2 network, SGD', sgd, [400, 1000]],
    ['2 network, Adam', adam, [100, 1000]],
  ] as const) {
    for (const epoch of [1, 100, 1000]) {
      rows.push(drift(system, `outputs, epoch ${epoch}`, float32.outputs(epoch), float64.outputs(epoch)));
    }
    for (const count of spans) {
      const quantity = count === 1000 ? 'loss, 1000 epochs' : `loss, first ${count} epochs`;
      rows.push(drift(system, quantity, float32.losses.slice(0, count), float64.losses.slice(0, count)));
    }
  }
  writeRows('2-network', rows);
});
