/**
 * Inputs for every row of the op table and every composite: what the contracts over the table are tried on.
 *
 * Pointwise rows take numbers at which nothing is special (kinks, edges of domains and special values have tests of their own);
 * the others take small arrays with the attributes that they need.
 */
import { compositeTable, opTable } from '../../src/ops/index.ts';
import type { Attributes, Pointwise, Shape } from '../../src/ops/index.ts';
import { uniform } from '../kernels/seeded.ts';

export const pointwiseRows: [string, Pointwise][] = Object.entries(opTable).filter(
  (entry): entry is [string, Pointwise] => entry[1].kind === 'pointwise',
);

const moderate = [-30.5, -7.25, -2.5, -1.25, -0.75, -0.1, -1e-3, -1e-9, 2e-12, 3e-5, 0.3, 0.6, 1.7, 3.3, 9.75, 40.25];
const insideOne = [-0.999, -0.75, -0.3, -1e-4, 1e-9, 0.125, 0.6, 0.9999];
const positive = [1e-300, 1e-9, 0.1, 0.99, 1.01, 2.5, 10.5, 1e5, 1e200];

/** Arguments of unary rows whose functions are not defined, or not of moderate size, over `moderate`. */
const unary: Readonly<Record<string, readonly number[]>> = {
  sqrt: positive,
  log: positive,
  log2: positive,
  log10: positive,
  log1p: [-0.99, -0.5, -1e-8, 1e-12, 0.3, 7.5, 1e10],
  asin: insideOne,
  acos: insideOne,
  atanh: insideOne,
  acosh: [1.0001, 1.5, 2.75, 90.5, 1e8],
};

const pairs: readonly (readonly number[])[] = [
  [0.3, 0.7],
  [-2.5, 1.25],
  [1e-7, -3.5],
  [12.25, -0.001],
  [-4.5, -9.75],
  [1.0000001, 0.9999999],
];

const several: Readonly<Record<string, readonly (readonly number[])[]>> = {
  pow: [
    [0.3, 0.7],
    [2.5, -3.25],
    [1.0001, 1000.5],
    [10.5, 0.001],
    [1e-5, 2.5],
  ],
  where: [
    [1, 2.5, -3.5],
    [0, 0.1, 0.2],
  ],
};

/** Arguments of a pointwise row, each a list of its arity. */
export function argumentsOf(name: string, op: Pointwise): readonly (readonly number[])[] {
  const own = op.samples ?? [];
  if (op.arity === 1) return [...(unary[name] ?? moderate).map((x) => [x]), ...own];
  return [...(several[name] ?? pairs), ...own];
}

/** Attributes that pointwise rows are tried with. */
export function attributesOf(name: string): Attributes {
  if (name === 'clamp') return { minimum: -1, maximum: 2 };
  if (name === 'cast') return { dtype: 'float64', from: 'float64' };
  return {};
}

/** One call of an op that is not pointwise, or of a composite. */
export interface Call {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly attributes: Attributes;
  /** Inputs that must not be negative. */
  readonly positive?: readonly number[];
}

const call = (
  name: string,
  shapes: readonly Shape[],
  attributes: Attributes = {},
  positiveInputs?: number[],
): Call => ({
  name,
  shapes,
  attributes,
  ...(positiveInputs === undefined ? {} : { positive: positiveInputs }),
});

/** At least one call of every structural op, contraction and selection. */
export const arrayCalls: readonly Call[] = [
  call('reshape', [[2, 3]], { shape: [3, -1] }),
  call('permute', [[2, 3, 2]], { axes: [2, 0, 1] }),
  call('broadcastTo', [[3, 1]], { shape: [2, 3, 2] }),
  call('slice', [[4, 3]], { axis: 0, start: 1, end: 4, step: 2 }),
  call(
    'concat',
    [
      [2, 2],
      [2, 1],
    ],
    { axis: 1 },
  ),
  call('indexSelect', [[3, 2]], { axis: 0, indices: Int32Array.of(2, 0, 2) }),
  call('gather', [[2, 2]], { shape: [3], sources: Int32Array.of(3, -1, 0) }),
  call('pad', [[2, 2]], { before: [1, 0], after: [0, 2] }),
  call('unfold', [[1, 2, 3, 3]], { kernel: 2, padding: 1 }),
  call('sum', [[2, 3]]),
  call('sum', [[2, 3, 2]], { axes: [0, 2], keepDims: true }),
  call('sumTo', [[2, 3]], { shape: [1, 3] }),
  call('matmul', [
    [2, 3],
    [3, 2],
  ]),
  call('matmul', [
    [2, 1, 2, 3],
    [2, 3, 1],
  ]),
  call('matmul', [[3], [3]]),
  call('matmul', [[3], [3, 2]]),
  call('scatterAdd', [[5]], { shape: [3], targets: Int32Array.of(0, 2, 2, -1, 0) }),
  call('max', [[2, 3]], { axes: 1 }),
  call('min', [[2, 3]]),
  call('argmax', [[2, 3]], { axes: 0 }),
  call('argmin', [[2, 3]], { axes: 1, keepDims: true }),
];

/** At least one call of every composite. */
export const compositeCalls: readonly Call[] = [
  call('mean', [[2, 3]], { axes: 1 }),
  call('variance', [[2, 3]], { axes: 1 }),
  call('variance', [[4]], { correction: 0 }),
  call('norm', [[2, 3]], { axes: 1 }),
  call('dot', [[4], [4]]),
  call('logSumExp', [[2, 3]], { axis: 1 }),
  call('softmax', [[2, 3]]),
  call('logSoftmax', [[2, 3]], { axis: 0 }),
  call('layerNorm', [[2, 4], [4], [4]]),
  call('batchNorm', [[3, 2], [2], [2]]),
  call('batchNorm', [[3, 2], [2], [2], [2], [2]], {}, [4]),
  call('linear', [[2, 3], [2, 3], [2]]),
  call('conv2d', [[1, 2, 4, 4], [2, 1, 3, 3], [2]], { padding: 1, stride: 2, groups: 2 }),
  call('maxPool2d', [[1, 1, 4, 4]], { kernel: 2 }),
  call('avgPool2d', [[1, 1, 4, 4]], { kernel: 2, padding: 1 }),
  call('scaledDotProductAttention', [
    [2, 3],
    [4, 3],
    [4, 2],
  ]),
  call('embedding', [[3, 2]], { indices: Int32Array.of(1, 1, 0) }),
  call('mseLoss', [
    [2, 2],
    [2, 2],
  ]),
  call('l1Loss', [
    [2, 2],
    [2, 2],
  ]),
  call('crossEntropy', [[2, 3]], { targets: Int32Array.of(2, 0) }),
  call('leakyRelu', [[2, 3]], { slope: 0.2 }),
  call('bceWithLogits', [[4], [4]], {}, [1]),
];

/** Seeded inputs of a call: in (-2, 2), or in (0, 1) where they must be positive. */
export function inputsOf({ shapes, positive: positives = [] }: Call, seed = 7): Float64Array[] {
  const random = uniform(seed);
  return shapes.map((shape, i) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return Float64Array.from({ length: size }, () => (positives.includes(i) ? random() : 4 * random() - 2));
  });
}

/** Names that a list of calls leaves out. */
export function missing(calls: readonly Call[], kinds: 'ops' | 'composites'): string[] {
  const named = new Set(calls.map(({ name }) => name));
  const all =
    kinds === 'composites'
      ? Object.keys(compositeTable)
      : Object.entries(opTable)
          .filter(([, op]) => op.kind !== 'pointwise')
          .map(([name]) => name);
  return all.filter((name) => !named.has(name));
}
