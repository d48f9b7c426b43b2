/** fixtures/torch/training.py, line by line: train one model and record everything that a comparison of two formats needs. */
import type { Module, Optimizer, Tensor, Torch } from 'ulpwise/torch';

export const epochs = 1000;

export interface Training {
  readonly model: Module;
  readonly inputs: Tensor;
  readonly targets: Tensor;
  readonly optimizer: Optimizer;
  /** Epochs after which weights and outputs are kept. */
  readonly keptEpochs: readonly number[];
  readonly epochs?: number;
}

/** Losses before each step, and by epoch what was kept; epoch 0 is the start. */
export interface Trained {
  readonly losses: Tensor[];
  readonly weights: Record<number, Record<string, Tensor>>;
  readonly outputs: Record<number, Tensor>;
}

/** Full-batch training on the mean squared error. */
export function train(t: Torch, { model, inputs, targets, optimizer, keptEpochs, ...options }: Training): Trained {
  const criterion = t.nn.MSELoss();
  const trained: Trained = { losses: [], weights: {}, outputs: {} };
  for (let epoch = 1; epoch <= (options.epochs ?? epochs); epoch++) {
    const outputs = model.forward(inputs);
    const loss = criterion.forward(outputs, targets);
    optimizer.zeroGrad();
    loss.backward();
    if (epoch === 1) trained.outputs[0] = outputs.detach();
    optimizer.step();
    trained.losses.push(loss.detach());
    if (keptEpochs.includes(epoch)) {
      const named = Object.entries(model.namedParameters());
      // The optimiser moves parameters in place; a clone stays.
      trained.weights[epoch] = t.noGrad(() => Object.fromEntries(named.map(([name, p]) => [name, p.clone()])));
      trained.outputs[epoch] = t.noGrad(() => model.forward(inputs));
    }
  }
  return trained;
}

/** Losses as one array of the tensors' own format. */
export function lossesOf({ losses }: Trained): Float32Array | Float64Array {
  const values = losses.map((loss) => loss.item());
  return losses[0].dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
}
