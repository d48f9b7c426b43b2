/** The ops of the table on the conformance cases of WebNN, within their tolerances. Source and licence: fixtures/webnn/README.md. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { stepsBetween } from '../../src/formats/index.ts';
import { torch } from '../../src/train/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';

type Dtype = 'float32' | 'float16' | 'int32' | 'uint8';
interface Stored {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}
interface Case {
  readonly op: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, Stored>>;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly expected: Stored;
  readonly tolerance: readonly ['ULP' | 'ATOL', number];
}

const file = gunzipSync(readFileSync(new URL('../../fixtures/webnn/cases.json.gz', import.meta.url)));
const { cases } = JSON.parse(file.toString()) as { readonly cases: readonly Case[] };
const t = torch();

type Arguments = Readonly<Record<string, Tensor | undefined>>;
type Run = (a: Arguments, options: Record<string, any>) => Tensor;

const unary =
  (name: 'abs' | 'erf' | 'exp' | 'gelu' | 'log' | 'neg' | 'relu' | 'sigmoid' | 'softplus' | 'sqrt' | 'tanh'): Run =>
  ({ input }) =>
    input![name]();
const binary =
  (name: 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'pow' | 'matmul'): Run =>
  ({ a, b }) =>
    a![name](b!);
const reduction =
  (name: 'max' | 'mean' | 'sum'): Run =>
  ({ input }, { axes, keepDimensions = false }) =>
    input![name]({ axes: axes ?? input!.shape.map((_, axis) => axis), keepDims: keepDimensions });

const ops: Record<string, Run> = {
  ...Object.fromEntries(
    (['abs', 'erf', 'exp', 'gelu', 'log', 'neg', 'relu', 'sigmoid', 'softplus', 'sqrt', 'tanh'] as const).map(
      (name) => [name, unary(name)],
    ),
  ),
  ...Object.fromEntries((['add', 'sub', 'mul', 'div', 'pow', 'matmul'] as const).map((name) => [name, binary(name)])),
  max: binary('maximum'),
  min: binary('minimum'),
  reduceMax: reduction('max'),
  reduceMean: reduction('mean'),
  reduceSum: reduction('sum'),
  clamp: ({ input }, { minValue = -Infinity, maxValue = Infinity }) =>
    input!.clamp({ minimum: Number(minValue), maximum: Number(maxValue) }),
  elu: ({ input }, { alpha = 1 }) => input!.elu({ alpha }),
  leakyRelu: ({ input }, { alpha = 0.01 }) => input!.leakyRelu({ slope: alpha }),
  linear: ({ input }, { alpha = 1, beta = 0 }) => input!.mul(alpha).add(beta),
  softmax: ({ input }, { axis = 1 }) => input!.softmax({ axis }),
  transpose: ({ input }, { permutation }) =>
    input!.permute(...(permutation ?? input!.shape.map((_, i) => i).reverse())),
  where: ({ condition, trueValue, falseValue }) => t.where(condition!, trueValue!, falseValue!),
  gemm: ({ a, b, c }, { alpha = 1, beta = 1, aTranspose = false, bTranspose = false }) => {
    const product = (aTranspose ? a!.t() : a!).matmul(bTranspose ? b!.t() : b!).mul(alpha);
    return c === undefined ? product : product.add(c.mul(beta));
  },
  layerNormalization: ({ input, scale, bias }, { axes, epsilon = 1e-5 }) => {
    const x = input!;
    const over: number[] = axes ?? x.shape.map((_, axis) => axis).slice(1);
    if (over.length === 0) return bias === undefined ? x.mul(0) : x.mul(0).add(bias);
    // The axes in the order given, moved to the end, where layer normalisation is.
    const order = [...x.shape.map((_, axis) => axis).filter((axis) => !over.includes(axis)), ...over];
    const back = order.map((_, axis) => order.indexOf(axis));
    const extents = over.map((axis) => x.shape[axis]!);
    const weight = scale ?? t.full(extents, 1, x.dtype);
    const shift = bias ?? t.full(extents, 0, x.dtype);
    return t.layerNorm(x.permute(...order), weight, shift, { rank: over.length, epsilon }).permute(...back);
  },
  conv2d: ({ input, filter, bias }, o) => {
    const { padding = [0, 0, 0, 0], strides = [1, 1], dilations = [1, 1], groups = 1 } = o;
    const { inputLayout = 'nchw', filterLayout = 'oihw' } = o;
    const x = inputLayout === 'nchw' ? input! : input!.permute(0, 3, 1, 2);
    const orders: Record<string, readonly [number, number, number, number]> = {
      oihw: [0, 1, 2, 3],
      hwio: [3, 2, 0, 1],
      ohwi: [0, 3, 1, 2],
      ihwo: [3, 0, 1, 2],
    };
    const weight = filter!.permute(...orders[filterLayout as string]!);
    const [top, bottom, left, right] = padding as [number, number, number, number];
    const padded = t.pad(x, { before: [0, 0, top, left], after: [0, 0, bottom, right] });
    const settings = { stride: strides, dilation: dilations, groups };
    const y = bias === undefined ? t.conv2d(padded, weight, settings) : t.conv2d(padded, weight, bias, settings);
    return inputLayout === 'nchw' ? y : y.permute(0, 2, 3, 1);
  },
};

/** The numbers of an array, in its format; a single one fills the shape. */
function filled({ data, shape, dtype }: Stored): Float64Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const number = (text: number | string): number => (dtype === 'float32' ? Math.fround(Number(text)) : Number(text));
  return data.length === size ? Float64Array.from(data, number) : new Float64Array(size).fill(number(data[0]!));
}

test('there are more than 500 cases of 32 ops', () => {
  expect(cases.length).toBeGreaterThan(500);
  expect(new Set(cases.map(({ op }) => op)).size).toBe(32);
});

test.each(cases.map((one) => [one.op, one.name, one] as const))('%s: %s', (op, _name, one) => {
  const operands: Record<string, Tensor> = {};
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(one.arguments)) {
    const stored = typeof value === 'string' ? one.inputs[value] : undefined;
    if (stored === undefined) options[key] = value;
    else {
      const dtype = stored.dtype === 'uint8' ? 'bool' : stored.dtype;
      operands[key] = t.tensor(filled(stored), { shape: stored.shape, dtype });
    }
  }
  const actual = ops[op]!(operands as Arguments, options);
  const { shape, dtype } = one.expected;
  const [metric, tolerance] = one.tolerance;
  expect(actual.shape).toEqual(shape);
  const values = actual.toFloat64();
  filled(one.expected).forEach((expected, i) => {
    const value = values[i]!;
    if (Object.is(value, expected) || value === expected) return;
    const error =
      metric === 'ULP' && dtype !== 'int32' && dtype !== 'uint8'
        ? Number(stepsBetween(value, expected, dtype))
        : Math.abs(value - expected);
    if (!(error <= tolerance))
      expect.fail(`element ${i}: ${value} instead of ${expected}, ${metric} ${error} > ${tolerance}`);
  });
});
