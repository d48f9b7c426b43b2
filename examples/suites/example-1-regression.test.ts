/**
 * Example 1: a linear regression y = w x + b, trained by gradient descent for 1000 epochs in float32 and in float64 from
 * the same start. PyTorch's results; the data are in fixtures/torch.
 */
import { recorded } from '../systems/recorded.ts';
import { drift, writeRows } from '../drift-table/rows.ts';

const run = recorded('regression');
const trained = (format: 'float32' | 'float64') => ({
  firstOutputs: run[`${format}/outputs/0`],
  outputs: run[`${format}/outputs/1000`],
  losses: run[`${format}/losses`].data as Float32Array | Float64Array,
  weights: run[`${format}/weights`].data as Float32Array | Float64Array,
  biases: run[`${format}/biases`].data as Float32Array | Float64Array,
});
const float32 = trained('float32');
const float64 = trained('float64');

test('before training, each output is two roundings away from the exact w x + b', () => {
  // Half an ulp for the product, half for the sum. |w x| < |b| here: nothing cancels.
  expect(float32.firstOutputs).toMatchFloat64Within(float64.firstOutputs, { ulp: 1 });
});

test('after one epoch the two formats have the same parameters to an ulp', () => {
  // Taken out of its Float32Array, an element is a plain number, whose ulps would be float64's.
  const budget = { ulp: 1, format: 'float32' } as const;
  expect(float32.weights[0]).toMatchFloat64Within(float64.weights[0], budget);
  expect(float32.biases[0]).toMatchFloat64Within(float64.biases[0], budget);
});

test('over 1000 epochs the parameters stay within 32 ulps', () => {
  // A step multiplies the distance of the two runs by I - lr H, which contracts, and adds about an ulp of rounding. With
  // lr = 0.01 and 0.137, the smaller eigenvalue of H, the sum of the contractions is 1 / (lr 0.137): some 730 ulps, if
  // all roundings conspire. Roundings that do not, add up like the square root of half of that: about 19.
  const parameters = { weight: float32.weights, bias: float32.biases };
  expect(parameters).toMatchFloat64Within({ weight: float64.weights, bias: float64.biases }, { ulp: 32 });
});

test('the loss loses digits while it falls, and has five left', () => {
  // The loss is a mean of squared residuals y - (w x + b). They shrink, the error of y and w x + b does not: the nearer
  // the fit, the more of its digits cancel.
  expect(float32.losses.slice(0, 10)).toMatchFloat64Within(float64.losses.slice(0, 10), { ulp: 4 });
  expect(float32.losses).toMatchFloat64Within(float64.losses, { rel: 5e-5 });
});

test('the fitted line is the same to 16 ulps', () => {
  expect(float32.outputs).toMatchFloat64Within(float64.outputs, { ulp: 16 });
});

afterAll(() => {
  const system = '1 regression, SGD';
  writeRows('1-regression', [
    drift(system, 'outputs, epoch 0', float32.firstOutputs, float64.firstOutputs),
    drift(system, 'outputs, epoch 1000', float32.outputs, float64.outputs),
    drift(system, 'weight, 1000 epochs', float32.weights, float64.weights),
    drift(system, 'loss, first 10 epochs', float32.losses.slice(0, 10), float64.losses.slice(0, 10)),
    drift(system, 'loss, 1000 epochs', float32.losses, float64.losses),
  ]);
});
