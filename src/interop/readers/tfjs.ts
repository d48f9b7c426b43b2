/**
 * TensorFlow.js: `Tensor` and `Variable` (numbers in a backend, read by `dataSync()`), and `TensorBuffer` (numbers in JavaScript).
 * Both are row-major without gaps; complex64 reads as interleaved pairs.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { numericArray } from '../numeric-array.ts';

interface TensorLike {
  readonly shape: unknown;
  readonly dtype: string;
  readonly dataSync: () => unknown;
  readonly isDisposed?: unknown;
}

function refuseStrings(dtype: unknown, source: string): void {
  if (dtype === 'string') {
    throw new ComparisonError(`${source}: its elements are strings. Compare numbers, or write toEqual for strings.`);
  }
}

/** Reads a tfjs tensor that is alive and whose backend can be read synchronously. */
export function readTfjsTensor(value: object): NumericArray | undefined {
  const tensor = value as Partial<TensorLike>;
  if (typeof tensor.dataSync !== 'function' || typeof tensor.dtype !== 'string' || !('dataId' in value))
    return undefined;
  const source = 'tfjs tensor';
  if (tensor.isDisposed === true) {
    throw new ComparisonError(
      `${source}: it is disposed, its numbers are gone. Compare before dispose(), or return it from tf.tidy() or tf.keep() it.`,
    );
  }
  refuseStrings(tensor.dtype, source);
  let data: unknown;
  try {
    data = tensor.dataSync();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ComparisonError(
      `${source}: its backend cannot be read synchronously (${reason}). ` +
        'Write { data: await tensor.data(), shape: tensor.shape, dtype: tensor.dtype } in its place.',
    );
  }
  return numericArray({ data, shape: tensor.shape, dtype: tensor.dtype, source });
}

/** Reads a tfjs TensorBuffer, what `tf.buffer()` and `tensor.bufferSync()` give. */
export function readTfjsBuffer(value: object): NumericArray | undefined {
  const buffer = value as { toTensor?: unknown; values?: unknown; shape?: unknown; dtype?: unknown };
  if (typeof buffer.toTensor !== 'function' || typeof buffer.dtype !== 'string' || !('values' in value))
    return undefined;
  const source = 'tfjs TensorBuffer';
  refuseStrings(buffer.dtype, source);
  return numericArray({ data: buffer.values, shape: buffer.shape, dtype: buffer.dtype, source });
}
