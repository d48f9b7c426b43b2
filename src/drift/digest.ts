/** Fingerprints of arrays: equal bits of equal type and shape, equal digest. */
import type { NumericArray } from '../compare/types.ts';
import { fileElements } from '../interop/files/file-elements.ts';
import { shapeText } from './entry-text.ts';

/** SHA-256 (FIPS 180-4) of the bytes of all parts, one after another, in hexadecimal. A port: the machine has a fast one. */
export type Sha256 = (parts: readonly Uint8Array[]) => string;

const encoder = new TextEncoder();

/**
 * `sha256:` and the SHA-256, in hexadecimal, of the line `<dtype> <shape>` and the elements in row-major order, little-endian; integers
 * without limit as decimals, separated by blanks. Payloads of NaN count.
 */
export function digestOf(array: NumericArray, sha256: Sha256): string {
  const head = encoder.encode(`${array.dtype} ${shapeText(array.shape)}\n`);
  const elements =
    array.dtype === 'bigint'
      ? encoder.encode(Array.from(array.data as readonly bigint[], String).join(' '))
      : fileElements(array, 'digest').bytes;
  return `sha256:${sha256([head, elements])}`;
}
