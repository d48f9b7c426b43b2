/** fixtures/torch/network.py, line by line: the 10-50-20-1 ReLU network on a batch of 100, by SGD and by Adam (both lr 0.01). */
import { torch, type Optimizer, type Tensor, type Torch } from 'ulpwise/torch';
import { recorded } from './recorded.ts';
import type { Dtype } from './regression.ts';
import { train, type Trained } from './training.ts';

export const keptEpochs = [1, 10, 100, 1000];

const optimizers = {
  sgd: (t: Torch, parameters: Iterable<Tensor>): Optimizer => t.optim.SGD(parameters, { lr: 0.01 }),
  adam: (t: Torch, parameters: Iterable<Tensor>): Optimizer => t.optim.Adam(parameters, { lr: 0.01 }),
};

export type OptimizerName = keyof typeof optimizers;

/** The network with its first weights, and the batch, as the random stream of seed 0 gives them: float32 numbers in every dtype. */
export function networkStart(dtype: Dtype) {
  const t = torch({ dtype });
  t.manualSeed(0);
  const model = t.nn.Sequential(t.nn.Linear(10, 50), t.nn.ReLU(), t.nn.Linear(50, 20), t.nn.ReLU(), t.nn.Linear(20, 1));
  const inputs = t.randn(100, 10);
  const targets = t.randn(100, 1);
  return { t, model, inputs, targets };
}

/**
 * The system in one dtype. The batch is the recorded one: PyTorch's vectorised `randn` is a few units in the seventh decimal from its own
 * portable one, which is ours, and a comparison of trajectories needs one start.
 */
export function network(optimizer: OptimizerName, dtype: Dtype): Trained {
  const { t, model } = networkStart(dtype);
  const { inputs, targets } = recorded('network');
  return train(t, {
    model,
    inputs: t.tensor(inputs.data as Float32Array, { shape: inputs.shape }),
    targets: t.tensor(targets.data as Float32Array, { shape: targets.shape }),
    optimizer: optimizers[optimizer](t, model.parameters()),
    keptEpochs,
  });
}
