/**
 * stdlib's `ndarray`: memory walked by strides and offset in elements, in row-major or column-major order (the strides say it all).
 * Complex and boolean memory is a class of stdlib's own over an `ArrayBuffer`.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { numericArray } from '../numeric-array.ts';
import { describe } from '../../compare/describe.ts';
import { typedArrayKind } from '../../compare/typed-arrays.ts';

/** stdlib's names of element types that differ from ours, and those whose memory decides (`undefined`). */
const dtypes: Readonly<Record<string, string | undefined>> = {
  generic: undefined,
  uint8c: 'uint8',
  binary: 'uint8',
};

interface OwnMemory {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly length: number;
}

/** The typed array under stdlib's Complex64Array, Complex128Array and BooleanArray. */
function underlying(data: unknown, dtype: string, source: string): unknown {
  if (typedArrayKind(data) !== undefined || Array.isArray(data)) return data;
  const memory = data as Partial<OwnMemory> | null;
  if (typeof memory === 'object' && memory !== null && typeof memory.length === 'number') {
    const { buffer, byteOffset = 0, length } = memory;
    if (buffer !== undefined) {
      try {
        if (dtype === 'complex64') return new Float32Array(buffer, byteOffset, 2 * length);
        if (dtype === 'complex128') return new Float64Array(buffer, byteOffset, 2 * length);
        if (dtype === 'bool') return new Uint8Array(buffer, byteOffset, length);
      } catch {
        throw new ComparisonError(
          `${source}: its ${dtype} memory cannot be read: detached, or shorter than its length.`,
        );
      }
    }
  }
  throw new ComparisonError(
    `${source}: its data is ${describe(data)}, which cannot be read. Copy it into a typed array, or a generic ndarray.`,
  );
}

/** Reads a stdlib ndarray through its strides. */
export function readStdlibNdarray(value: object): NumericArray | undefined {
  const array = value as {
    iget?: unknown;
    order?: unknown;
    strides?: unknown;
    dtype?: unknown;
    data?: unknown;
    shape?: unknown;
    offset?: unknown;
  };
  if (typeof array.iget !== 'function' || (array.order !== 'row-major' && array.order !== 'column-major'))
    return undefined;
  const source = 'stdlib ndarray';
  // Newer releases give the element type as an object that prints as its name.
  const name = String(array.dtype);
  return numericArray({
    data: underlying(array.data, name, source),
    shape: array.shape,
    dtype: Object.hasOwn(dtypes, name) ? dtypes[name] : name,
    strides: array.strides,
    offset: array.offset,
    source,
  });
}
