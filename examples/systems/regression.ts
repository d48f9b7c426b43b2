/** fixtures/torch/regression.py, line by line: y = 3 x + 2 + noise, by gradient descent. */
import { torch, type Torch } from 'ulpwise/torch';
import { train, type Trained } from './training.ts';

export type Dtype = Torch['dtype'];

/** The data and the first weights: float32 numbers, whatever is computed with them. */
export function regressionStart() {
  const t = torch({ dtype: 'float32' });
  t.manualSeed(0);
  const inputs = t.rand(100, 1);
  const noise = t.rand(100, 1);
  const targets = inputs.mul(3).add(2).add(noise.mul(2).sub(1).mul(0.1));
  const start = t.nn.Linear(1, 1);
  return { inputs, targets, start };
}

/** The system in one dtype, from the same start. */
export function regression(dtype: Dtype, epochs: number, keptEpochs: readonly number[]): Trained {
  const { inputs, targets, start } = regressionStart();
  const t = torch({ dtype });
  const model = t.nn.Linear(1, 1).loadStateDict(start.stateDict()); // copy.deepcopy(start).to(dtype)
  return train(t, {
    model,
    inputs: t.tensor(inputs.data, { shape: inputs.shape }),
    targets: t.tensor(targets.data, { shape: targets.shape }),
    optimizer: t.optim.SGD(model.parameters(), { lr: 0.01 }),
    keptEpochs,
    epochs,
  });
}
