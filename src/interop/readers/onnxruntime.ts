/**
 * ONNX Runtime's `Tensor` (onnxruntime-web, onnxruntime-node), and transformers.js' `Tensor`, which holds one in `ort_tensor`.
 * Row-major without gaps. float16 lies in a `Float16Array`, or as raw bits in a `Uint16Array`.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { numericArray } from '../numeric-array.ts';

/** Types that are no numbers in JavaScript memory, and what to write. */
const unreadable: Readonly<Record<string, string>> = {
  string: 'its elements are strings. Compare numbers, or write toEqual for strings.',
  int4: 'int4 is packed, two elements a byte. Cast the output to int8 in the model (a Cast node).',
  uint4: 'uint4 is packed, two elements a byte. Cast the output to uint8 in the model (a Cast node).',
};

interface TensorLike {
  readonly type?: unknown;
  readonly dims?: unknown;
  readonly location?: unknown;
  readonly data?: unknown;
  readonly getData?: unknown;
}

function isTensor(tensor: TensorLike): boolean {
  return typeof tensor.getData === 'function' && typeof tensor.type === 'string' && typeof tensor.location === 'string';
}

function read(tensor: TensorLike, name: string, source: string): NumericArray {
  const location = String(tensor.location);
  if (location === 'none') {
    throw new ComparisonError(`${source}: it is disposed, its numbers are gone. Compare before dispose().`);
  }
  if (location !== 'cpu' && location !== 'cpu-pinned') {
    throw new ComparisonError(
      `${source}: its data lies in '${location}', not in memory. Write await ${name}.getData() before the comparison: ` +
        'it downloads the data into the tensor.',
    );
  }
  const type = String(tensor.type);
  if (Object.hasOwn(unreadable, type)) throw new ComparisonError(`${source}: ${unreadable[type]}`);
  return numericArray({ data: tensor.data, shape: tensor.dims, dtype: type, source });
}

/** Reads an ONNX Runtime tensor whose data is in memory. */
export function readOnnxruntimeTensor(value: object): NumericArray | undefined {
  const tensor = value as TensorLike;
  return isTensor(tensor) ? read(tensor, 'tensor', 'onnxruntime tensor') : undefined;
}

/** Reads a transformers.js tensor whose data is in memory. */
export function readTransformersTensor(value: object): NumericArray | undefined {
  const inner: unknown = 'ort_tensor' in value ? value.ort_tensor : undefined;
  if (typeof inner !== 'object' || inner === null || !isTensor(inner)) return undefined;
  return read(inner, 'tensor.ort_tensor', 'transformers.js tensor');
}
