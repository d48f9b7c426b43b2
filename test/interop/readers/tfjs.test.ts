/** The real library: @tensorflow/tfjs-core with its CPU backend. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ComparisonError } from '../../../src/errors.ts';
import { toNumericArray } from '../../../src/interop/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('tfjs tensors', () => {
  test.each([
    [
      'float32',
      tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      [2, 3],
      Float32Array.of(1, 2, 3, 4, 5, 6),
    ],
    ['int32', tf.tensor([1, -2], [2], 'int32'), [2], Int32Array.of(1, -2)],
    ['bool', tf.tensor([true, false], [2], 'bool'), [2], Uint8Array.of(1, 0)],
    ['complex64', tf.complex([1, 2], [3, 4]), [2], Float32Array.of(1, 3, 2, 4)],
    ['float32', tf.scalar(0.5), [], Float32Array.of(0.5)],
    ['float32', tf.zeros([0, 3]), [0, 3], new Float32Array()],
    ['float32', tf.variable(tf.tensor1d([7])), [1], Float32Array.of(7)],
  ])('of type %s are read', (dtype, tensor, shape, data) => {
    expect(toNumericArray(tensor)).toEqual({ data, shape, dtype, source: 'tfjs tensor' });
  });

  test('results of operations are read in the order that the operation gives', () => {
    const transposed = tf.transpose(
      tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    expect(toNumericArray(transposed)).toMatchObject({ data: Float32Array.of(1, 4, 2, 5, 3, 6), shape: [3, 2] });
    const sliced = tf.slice(
      tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      [0, 1],
      [2, 2],
    );
    expect(toNumericArray(sliced)).toMatchObject({ data: Float32Array.of(2, 3, 5, 6), shape: [2, 2] });
  });

  test('a TensorBuffer is read', () => {
    const buffer = tf.buffer([2, 2], 'float32', Float32Array.of(1, 2, 3, 4));
    expect(toNumericArray(buffer)).toEqual({
      data: Float32Array.of(1, 2, 3, 4),
      shape: [2, 2],
      dtype: 'float32',
      source: 'tfjs TensorBuffer',
    });
  });

  test('a disposed tensor is refused, with what to do', () => {
    const tensor = tf.tensor1d([1]);
    tensor.dispose();
    expect(() => toNumericArray(tensor)).toThrow(ComparisonError);
    expect(() => toNumericArray(tensor)).toThrow(/disposed.*tf\.keep/);
    let escaped: tf.Tensor | undefined;
    tf.tidy(() => {
      escaped = tf.tensor1d([1, 2]);
    });
    expect(() => toNumericArray(escaped)).toThrow(/disposed/);
  });

  test('a tensor of strings is refused', () => {
    expect(() => toNumericArray(tf.tensor(['a']))).toThrow(ComparisonError);
    expect(() => toNumericArray(tf.tensor(['a']))).toThrow(/strings/);
    expect(() => toNumericArray(tf.buffer([1], 'string'))).toThrow(/strings/);
  });

  test('a backend that cannot be read synchronously is named, with what to write', () => {
    const tensor = tf.tensor1d([1]);
    Object.defineProperty(tensor, 'dataSync', {
      value: () => {
        throw new Error('only asynchronous reads');
      },
    });
    expect(() => toNumericArray(tensor)).toThrow(ComparisonError);
    expect(() => toNumericArray(tensor)).toThrow(/only asynchronous reads.*await tensor\.data\(\)/);
  });
});
