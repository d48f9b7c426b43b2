/**
 * Example 1, computed here: the regression of fixtures/torch/regression.py in TypeScript, in float32 and in float64, against what PyTorch
 * recorded; and in every format against the exact result.
 */
import { recorded } from '../systems/recorded.ts';
import { regression, regressionStart, type Dtype } from '../systems/regression.ts';
import { epochs, lossesOf, type Trained } from '../systems/training.ts';
import { drift, writeRows } from '../drift-table/rows.ts';
import { parting, writePartings } from '../drift-table/partings.ts';

const run = recorded('regression');
const everyEpoch = Array.from({ length: epochs }, (_, k) => k + 1);
const path = ({ weights }: Trained, name: string): number[] => everyEpoch.map((epoch) => weights[epoch][name].item());
const computed = (format: 'float32' | 'float64') => {
  const trained = regression(format, epochs, everyEpoch);
  const array = (values: number[]): Float32Array | Float64Array =>
    format === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
  return {
    weights: array(path(trained, 'weight')),
    biases: array(path(trained, 'bias')),
    losses: lossesOf(trained),
    firstOutputs: trained.outputs[0],
    outputs: trained.outputs[epochs],
  };
};
const recordedIn = (format: 'float32' | 'float64') => ({
  weights: run[`${format}/weights`],
  biases: run[`${format}/biases`],
  losses: run[`${format}/losses`].data as Float32Array | Float64Array,
  firstOutputs: run[`${format}/outputs/0`],
  outputs: run[`${format}/outputs/1000`],
});
const here = { float32: computed('float32'), float64: computed('float64') };
const torch = { float32: recordedIn('float32'), float64: recordedIn('float64') };

test('manualSeed(0), rand and the initialisation of Linear give the data and the weights that PyTorch drew', () => {
  const { inputs, targets, start } = regressionStart();
  expect(inputs).toBeBitIdenticalTo(run.inputs);
  expect(targets).toBeBitIdenticalTo(run.targets);
  expect(start.weight).toBeBitIdenticalTo(run['weights/0/weight']);
  expect(start.bias).toBeBitIdenticalTo(run['weights/0/bias']);
});

test('in float32 the weight has the bits of PyTorch after every one of 1000 epochs, the bias to an ulp', () => {
  // The gradients are sums of 100 terms, which PyTorch takes in the order of its vector registers: their last bits differ. A step adds a
  // hundredth of them to a parameter, and rounds: the difference is far below half an ulp of the parameter, and rarely decides a rounding.
  expect(here.float32.weights).toBeBitIdenticalTo(torch.float32.weights);
  expect(here.float32.biases).toMatchFloat64Within(torch.float32.biases, { ulp: 1 });
});

test('in float64 both are within 2 ulps', () => {
  const { weights, biases } = here.float64;
  expect({ weights, biases }).toMatchFloat64Within(
    { weights: torch.float64.weights, biases: torch.float64.biases },
    { ulp: 2 },
  );
});

test('after one epoch nothing differs by more than an ulp', () => {
  for (const format of ['float32', 'float64'] as const) {
    const { firstOutputs, losses, weights, biases } = here[format];
    expect(firstOutputs).toBeBitIdenticalTo(torch[format].firstOutputs);
    expect(losses[0]).toMatchFloat64Within(torch[format].losses[0], { ulp: 1, format });
    const reference = [torch[format].weights.data[0], torch[format].biases.data[0]];
    expect([weights[0], biases[0]]).toMatchFloat64Within(reference, { ulp: 1, format });
  }
});

test('losses agree to 32 ulps at every epoch', () => {
  // A mean of 100 squares, summed in another order, is off by a few ulps. An ulp of the bias is added to it where the parameters differ,
  // which is the more ulps of the loss, the smaller the residuals have become.
  expect(here.float32.losses).toMatchFloat64Within(torch.float32.losses, { ulp: 16 });
  expect(here.float64.losses).toMatchFloat64Within(torch.float64.losses, { ulp: 32 });
});

test('the fitted line is the same: every bit in float32, an ulp in float64', () => {
  expect(here.float32.outputs).toBeBitIdenticalTo(torch.float32.outputs);
  expect(here.float64.outputs).toMatchFloat64Within(torch.float64.outputs, { ulp: 1 });
});

describe('across dtypes, against the exact result of the same training', () => {
  const trainedFor = (count: number) => (dtype: Dtype) => {
    const { weights, losses } = regression(dtype, count, [count]);
    return { ...weights[count], losses };
  };

  test('1000 epochs are stable in float32 and in float64: that is proved', () => {
    // What the loss loses to cancellation, as above: 1.2e-5 in float32, 1e-14 in float64.
    expect(trainedFor(epochs)).toBeStableAcrossDtypes({ float64: { rel: 1e-13 }, float32: { rel: 5e-5 } });
  });

  test('a hundred are not in bfloat16, within 5 %', () => {
    // Steps of a hundredth of a gradient soon are below half an ulp of the weight, which has 8 bits: training stops.
    expect(trainedFor(100)).not.toBeStableAcrossDtypes({ bfloat16: { rel: 0.05 } });
  });
});

afterAll(() => {
  const system = '1 regression, SGD';
  writeRows('4-regression-here', [
    drift('1 float32, here', 'weight, 1000 epochs', here.float32.weights, torch.float32.weights),
    drift('1 float32, here', 'loss, 1000 epochs', here.float32.losses, torch.float32.losses),
    drift('1 float64, here', 'weight, 1000 epochs', here.float64.weights, torch.float64.weights),
    drift('1 float64, here', 'loss, 1000 epochs', here.float64.losses, torch.float64.losses),
  ]);
  writePartings('1-regression', [
    parting(system, 'float32: here, PyTorch', here.float32.losses, torch.float32.losses),
    parting(system, 'float64: here, PyTorch', here.float64.losses, torch.float64.losses),
    parting(system, 'PyTorch: float32, float64', torch.float32.losses, torch.float64.losses),
  ]);
});
