/** Fingerprints of arrays: equal bits of equal type and shape, equal digest. */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import type { NumericArray } from '../compare/types.ts';
import { fileElements } from '../interop/files/file-elements.ts';
import { shapeText } from './entry-text.ts';

/**
 * `sha256:` and the SHA-256, in hexadecimal, of the line `<dtype> <shape>` and the elements in row-major order, little-endian; integers
 * without limit as decimals, separated by blanks. Payloads of NaN count.
 *
 * Source: FIPS 180-4.
 */
export function digestOf(array: NumericArray): string {
  const hash = sha256.create().update(utf8ToBytes(`${array.dtype} ${shapeText(array.shape)}\n`));
  if (array.dtype === 'bigint') hash.update(utf8ToBytes(Array.from(array.data as readonly bigint[], String).join(' ')));
  else hash.update(fileElements(array, 'digest').bytes);
  return `sha256:${bytesToHex(hash.digest())}`;
}
