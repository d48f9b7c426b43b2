/** Fingerprints of arrays: equal bits of equal type and shape, equal digest. */
import type { NumericArray } from '../compare/types.ts';
import { fileElements } from '../interop/files/file-elements.ts';
import { utf8Bytes } from '../interop/files/utf8.ts';
import { shapeText } from './entry-text.ts';

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The memory of arrays that lie as a file would have them: most of those that are measured. */
function bytesInPlace({ data, dtype, shape, strides }: NumericArray): Uint8Array | undefined {
  const lies =
    (dtype === 'float32' && data instanceof Float32Array) || (dtype === 'float64' && data instanceof Float64Array);
  if (!lies || !littleEndian || strides !== undefined) return undefined;
  const { buffer, byteOffset, byteLength, length } = data as Float32Array | Float64Array;
  // behind an offset there is more than the shape says
  if (shape.reduce((product, extent) => product * extent, 1) !== length) return undefined;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** SHA-256 (FIPS 180-4) of the bytes of all parts, one after another, in hexadecimal. A port: the machine has a fast one. */
export type Sha256 = (parts: readonly Uint8Array[]) => string;

/**
 * `sha256:` and the SHA-256, in hexadecimal, of the line `<dtype> <shape>` and the elements in row-major order, little-endian; integers
 * without limit as decimals, separated by blanks. Payloads of NaN count.
 */
export function digestOf(array: NumericArray, sha256: Sha256): string {
  const head = utf8Bytes(`${array.dtype} ${shapeText(array.shape)}\n`);
  const elements =
    array.dtype === 'bigint'
      ? utf8Bytes(Array.from(array.data as readonly bigint[], String).join(' '))
      : (bytesInPlace(array) ?? fileElements(array, 'digest').bytes);
  return `sha256:${sha256([head, elements])}`;
}
