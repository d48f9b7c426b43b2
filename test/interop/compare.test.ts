/**
 * Tensors of the real libraries and files of NumPy under one comparison. Expected errors are exact: the values differ by a power of two.
 */
import '@tensorflow/tfjs-backend-cpu';
import { Tensor as TransformersTensor } from '@huggingface/transformers';
import stdlibNdarray from '@stdlib/ndarray-ctor';
import * as tf from '@tensorflow/tfjs-core';
import * as math from 'mathjs';
import { Matrix, MatrixTransposeView } from 'ml-matrix';
import ndarray from 'ndarray';
import { Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { ComparisonError, FormatError } from '../../src/errors.ts';
import { compare, readNpy, readNpz, readSafetensors } from '../../src/interop/index.ts';
import { bytesOfFile } from './files/fixtures.ts';

const reference = [
  [1, 2, 3],
  [4, 5, 6],
];
const values = [1, 2, 3, 4, 5, 6];
const columns = [1, 4, 2, 5, 3, 6];
const transposedMatrix = new MatrixTransposeView(
  new Matrix([
    [1, 4],
    [2, 5],
    [3, 6],
  ]),
);

const tensors: readonly [string, object, string][] = [
  ['tfjs', tf.tensor2d(values, [2, 3]), 'float32'],
  ['onnxruntime', new Tensor('float32', Float32Array.from(values), [2, 3]), 'float32'],
  ['onnxruntime int64', new Tensor('int64', BigInt64Array.from(values.map(BigInt)), [2, 3]), 'int64'],
  [
    'onnxruntime float16',
    new Tensor('float16', Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600), [2, 3]),
    'float16',
  ],
  ['transformers.js', new TransformersTensor('float32', Float32Array.from(values), [2, 3]), 'float32'],
  ['ndarray', ndarray(Float64Array.from(columns), [3, 2]).transpose(1, 0), 'float64'],
  ['stdlib', new stdlibNdarray('float32', Float32Array.from(columns), [2, 3], [1, 2], 0, 'column-major'), 'float32'],
  ['ml-matrix', transposedMatrix, 'float64'],
  ['mathjs', math.matrix(reference), 'float64'],
  ['mathjs sparse', math.sparse(reference), 'float64'],
  ['a { data, shape } object', { data: Float32Array.from(values), shape: [2, 3] }, 'float32'],
];
describe.each(tensors)('%s', (_, actual, dtype) => {
  test('is equal to the numbers that it holds', () => {
    const exact = dtype === 'int64' ? values.map(BigInt) : values;
    const expected = [exact.slice(0, 3), exact.slice(3)];
    const result = compare(actual, expected, { abs: 0 });
    expect(result).toMatchObject({ verdict: 'pass', count: 6, missed: 0 });
    expect(result.leaves[0].actual.dtype).toBe(dtype);
  });

  test('misses where one of its numbers differs', () => {
    const other = dtype === 'int64' ? [1n, 2n, 3n, 4n, 5n, 7n] : [1, 2, 3, 4, 5, 7];
    const result = compare(actual, [other.slice(0, 3), other.slice(3)], { abs: 0.5 });
    expect(result).toMatchObject({ verdict: 'fail', missed: 1 });
    expect(result.leaves[0].firstMiss).toBe(5);
    expect(result.leaves[0].worst).toMatchObject({ abs: 1, position: [1, 2] });
  });

  test('is refused where the shapes differ', () => {
    const flat = dtype === 'int64' ? values.map(BigInt) : values;
    expect(() => compare(actual, flat, { abs: 1 })).toThrow(ComparisonError);
  });
});

describe('formats and files', () => {
  test('ulps of a tensor are counted in its own format', () => {
    const above = Float32Array.of(1 + 2 ** -23);
    expect(compare(tf.tensor1d(above), [1], { ulp: 1 }).leaves[0]).toMatchObject({ verdict: 'pass', unit: 'float32' });
    expect(compare(tf.tensor1d(above), [1], { ulp: 0.5 }).leaves[0].worst?.ulps).toBe(1);
    const half = new Tensor('float16', Uint16Array.of(0x3c01), [1]);
    expect(compare(half, [1], { ulp: 0.5 }).leaves[0]).toMatchObject({
      unit: 'float16',
      worst: { ulps: 1, actual: 1 + 2 ** -10 },
    });
  });

  test('column-major files equal row-major ones of the same array', () => {
    const array = readNpy(bytesOfFile('fortran.npy'));
    const expected = { data: Float32Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] };
    expect(compare(array, expected, { abs: 0 })).toMatchObject({ passed: true, count: 24 });
  });

  test.each(['f2', 'f4', 'f8', 'i2', 'i8', 'u8', 'c16'])('%s in both byte orders are one array', (type) => {
    const little = readNpy(bytesOfFile(`${type}.npy`));
    const big = { ...readNpy(bytesOfFile(`${type}-big-endian.npy`)), shape: little.shape };
    expect(compare(big, little, { abs: 0 }).passed).toBe(true);
  });

  test('archives are compared array by array, whatever their compression', () => {
    const stored = readNpz(bytesOfFile('stored.npz'));
    const deflated = readNpz(bytesOfFile('deflated.npz'));
    const result = compare(deflated, stored, { abs: 0, allowEmpty: true });
    expect(result.passed).toBe(true);
    expect(result.leaves.map((leaf) => leaf.path)).toContain('weights');
    expect(result.leaves.length).toBe(10);
  });

  test('every bit pattern of both float8 formats is compared with its value', () => {
    const { F8_E4M3: e4m3, F8_E5M2: e5m2 } = readSafetensors(bytesOfFile('types.safetensors'));
    // The definition: (-1)^s 2^(e - bias) (1 + m/2^t), without the leading 1 where e = 0.
    const value = (bits: number, t: number, bias: number): number => {
      const sign = bits >= 128 ? -1 : 1;
      const exponent = (bits & 127) >> t;
      const fraction = (bits & (2 ** t - 1)) / 2 ** t;
      return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
    };
    const patterns = Array.from({ length: 256 }, (_, bits) => bits);
    const expected4 = patterns.map((bits) => ((bits & 127) === 127 ? NaN : value(bits, 3, 7)));
    const expected5 = patterns.map((bits) => {
      if ((bits & 127) === 124) return bits >= 128 ? -Infinity : Infinity;
      return (bits & 127) > 124 ? NaN : value(bits, 2, 15);
    });
    const budget = { abs: 0, signedZero: 'distinct' } as const;
    expect(compare(e4m3, { data: expected4, shape: [16, 16] }, budget)).toMatchObject({ passed: true, count: 256 });
    expect(compare(e5m2, expected5, budget)).toMatchObject({ passed: true, count: 256 });
  });
});

test('a tensor that cannot be read is an error, never a pass', () => {
  const disposed = tf.tensor1d([1]);
  disposed.dispose();
  expect(() => compare(disposed, [1], { ulp: 1 })).toThrow(ComparisonError);
  expect(() => compare([1], disposed, { ulp: 1 })).toThrow(ComparisonError);
  expect(() => compare({ data: [1], shape: [1], dtype: 'float8' }, [1], { ulp: 1 })).toThrow(FormatError);
});

test('a record with data, shape and a further result is compared whole', () => {
  const record = (loss: number): object => ({ data: [1, 2], shape: [2], loss });
  expect(compare(record(0.5), record(0.5), { abs: 0 }).count).toBe(4);
  expect(compare(record(0.5), record(99), { abs: 0 }).verdict).toBe('fail');
});
