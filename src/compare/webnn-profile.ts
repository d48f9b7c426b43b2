/**
 * The accuracy that the WebNN conformance tests demand, operation by operation: an allowance that is a function of the shapes. Their "ULP" is
 * the distance of bit patterns, steps here, with +0 equal to −0; "ATOL" is an absolute error.
 *
 * Source: web-platform-tests, webnn/conformance_tests and webnn/resources/utils.js, of 2025-03-31 (BSD-3-Clause); reductions, pooling and
 * the functions that those files no longer list, of 2023.
 */
import { BudgetError } from '../errors.ts';
import type { Budget } from './types.ts';

/** What an allowance depends on. */
export interface WebnnShapes {
  /** Element type of the output. Default `'float32'`. */
  readonly dtype?: 'float32' | 'float16';
  /** matmul, gemm: shape of the first factor. */
  readonly a?: readonly number[];
  /** gemm: whether the first factor is transposed. */
  readonly aTranspose?: boolean;
  /** gemm: factors and addend; `alpha` and `beta` default to 1. */
  readonly alpha?: number;
  readonly beta?: number;
  readonly c?: boolean;
  /** Reductions, softmax, conv2d (NCHW): shape of the input. */
  readonly input?: readonly number[];
  /** Reductions: the axes reduced. Default: all. */
  readonly axes?: readonly number[];
  /** Softmax. Default 1. */
  readonly axis?: number;
  /** conv2d: shape of the filter (OIHW), and the number of groups. */
  readonly filter?: readonly number[];
  readonly groups?: number;
  /** Pooling: height and width of the window. */
  readonly window?: readonly [height: number, width: number];
}

type Allowance = { readonly steps: Count } | { readonly abs: { readonly float32: number; readonly float16: number } };
type Count = number | { readonly float32: number; readonly float16: number } | ((shapes: WebnnShapes) => number);

const exact: Allowance = { steps: 0 };

const allowances: Readonly<Record<string, Allowance>> = {
  abs: exact,
  ceil: exact,
  clamp: exact,
  concat: exact,
  floor: exact,
  identity: exact,
  min: exact,
  neg: exact,
  pad: exact,
  reduceMax: exact,
  reduceMin: exact,
  relu: exact,
  reshape: exact,
  slice: exact,
  split: exact,
  transpose: exact,
  where: exact,
  add: { steps: 1 },
  max: { steps: 1 },
  mul: { steps: 1 },
  prelu: { steps: 1 },
  sqrt: { steps: 1 },
  sub: { steps: 1 },
  div: { steps: 2 },
  hardSigmoid: { steps: 2 },
  linear: { steps: 2 },
  reciprocal: { steps: 2 },
  softsign: { steps: 3 },
  hardSwish: { steps: 4 },
  batchNormalization: { steps: 6 },
  layerNormalization: { steps: 14 },
  elu: { steps: 18 },
  gelu: { steps: 18 },
  softplus: { steps: 18 },
  leakyRelu: { steps: { float32: 1, float16: 2 } },
  exp: { steps: { float32: 32, float16: 1 } },
  pow: { steps: { float32: 32, float16: 2 } },
  sigmoid: { steps: { float32: 34, float16: 10 } },
  cos: { abs: { float32: 1 / 1024, float16: 1 / 512 } },
  erf: { abs: { float32: 1 / 1024, float16: 1 / 512 } },
  log: { abs: { float32: 1 / 1024, float16: 1 / 1024 } },
  sin: { abs: { float32: 1 / 1024, float16: 1 / 512 } },
  tan: { abs: { float32: 1 / 1024, float16: 1 / 512 } },
  tanh: { abs: { float32: 1 / 1024, float16: 1 / 512 } },
  matmul: { steps: (shapes) => 2 * last(given(shapes, 'a')) },
  gemm: {
    steps: (shapes) => {
      const a = given(shapes, 'a');
      const addend = shapes.c === true && shapes.beta !== 0 ? 1 + (scales(shapes.beta) ? 1 : 0) : 0;
      return 2 * (shapes.aTranspose === true ? a[0] : last(a)) + (scales(shapes.alpha) ? 1 : 0) + addend;
    },
  },
  conv2d: {
    steps: (shapes) => {
      const [, , height, width] = given(shapes, 'filter');
      const [, channels] = given(shapes, 'input');
      return 2 * height * width * (channels / (shapes.groups ?? 1));
    },
  },
  averagePool2d: { steps: (shapes) => given(shapes, 'window')[0] * given(shapes, 'window')[1] + 2 },
  maxPool2d: exact,
  reduceL1: { steps: (shapes) => reduced(shapes) },
  reduceL2: { steps: (shapes) => 2 * reduced(shapes) + 1 },
  reduceLogSum: { steps: (shapes) => reduced(shapes) + 18 },
  reduceLogSumExp: { steps: (shapes) => 2 * reduced(shapes) + 18 },
  reduceMean: { steps: (shapes) => reduced(shapes) + 2 },
  reduceProduct: { steps: (shapes) => reduced(shapes) },
  reduceSum: { steps: (shapes) => reduced(shapes) },
  reduceSumSquare: { steps: (shapes) => 2 * reduced(shapes) },
  softmax: { steps: (shapes) => 3 * extent(given(shapes, 'input'), shapes.axis ?? 1) + 3 },
};

/**
 * @param op - WebNN's name: `'matmul'`, `'conv2d'`, `'sigmoid'`
 * @param shapes - what the allowance of that operation depends on, and the element type
 * @throws BudgetError for an unknown operation or a missing shape, naming it
 */
export function webnn(op: string, shapes: WebnnShapes = {}): Budget {
  const allowance = Object.hasOwn(allowances, op) ? allowances[op] : undefined;
  if (allowance === undefined) {
    throw new BudgetError(
      `budgets.webnn: no allowance is known for '${op}'. Write one of ${Object.keys(allowances).sort().join(', ')}.`,
    );
  }
  const dtype = shapes.dtype ?? 'float32';
  const profile = `webnn ${op} (web-platform-tests, 2025-03-31)`;
  if ('abs' in allowance) return { abs: allowance.abs[dtype], signedZero: 'equal', profile };
  const { steps } = allowance;
  const count = typeof steps === 'function' ? steps(shapes) : typeof steps === 'number' ? steps : steps[dtype];
  return { steps: count, signedZero: 'equal', profile };
}

function given<K extends keyof WebnnShapes>(shapes: WebnnShapes, key: K): NonNullable<WebnnShapes[K]> {
  const value = shapes[key];
  if (value === undefined) {
    throw new BudgetError(
      `budgets.webnn: the allowance depends on the shapes, and \`${key}\` is missing. Write budgets.webnn(op, { ${key}: … }).`,
    );
  }
  return value as NonNullable<WebnnShapes[K]>;
}

function last(shape: readonly number[]): number {
  return shape[shape.length - 1];
}

function extent(shape: readonly number[], axis: number): number {
  return shape[axis < 0 ? shape.length + axis : axis];
}

/** How many elements are reduced to one. */
function reduced(shapes: WebnnShapes): number {
  const input = given(shapes, 'input');
  const axes = shapes.axes ?? input.map((_, axis) => axis);
  return axes.reduce((product, axis) => product * extent(input, axis), 1);
}

/** A factor of 1 costs no rounding. */
function scales(factor: number | undefined): boolean {
  return factor !== undefined && factor !== 1;
}
