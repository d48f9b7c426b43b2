/** NumPy's .npz: a zip archive of .npy files, as `numpy.savez` and `numpy.savez_compressed` write it. */
import type { NumericArray } from '../../compare/types.ts';
import { FileFormatError } from '../../errors.ts';
import { fileBytes } from './file-bytes.ts';
import { refuseFile } from './file-error.ts';
import { readNpy, writeNpy } from './npy.ts';
import { zipEntries } from './zip-directory.ts';
import { zipArchive, zipContents } from './zip.ts';

/** Limits on what a small archive may unfold to. */
export interface NpzOptions {
  /** Most bytes that the arrays may take together, claimed sizes summed before anything is inflated. Default 2^30 (1 GiB). */
  readonly maxBytes?: number;
}

const file = '.npz file';
const suffix = '.npy';

function within<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileFormatError) throw new FileFormatError(`${file}, array '${name}': ${error.message}`);
    throw error;
  }
}

/**
 * Reads the arrays of a .npz file by name, `.npy` left off. The record has no prototype: any name is safe, `__proto__` too.
 *
 * Guarantee: sizes, offsets and CRC-32 of every entry were checked, and no more than `maxBytes` allocated.
 *
 * @throws FileFormatError for every file that is not such.
 */
export function readNpz(bytes: Uint8Array, options: NpzOptions = {}): Record<string, NumericArray> {
  const { maxBytes = 1_073_741_824 } = options;
  if (typeof maxBytes !== 'number' || !(maxBytes >= 0)) {
    refuseFile(file, `maxBytes must be a number ≥ 0, got ${String(maxBytes)}.`);
  }
  const entries = zipEntries(fileBytes(bytes, file));
  const claimed = entries.reduce((sum, { size }) => sum + size, 0);
  if (claimed > maxBytes) {
    refuseFile(
      file,
      `its arrays claim ${claimed} bytes, more than the limit of ${maxBytes}. Write { maxBytes: ${claimed} } to allow them.`,
    );
  }
  const arrays = Object.create(null) as Record<string, NumericArray>;
  for (const entry of entries) {
    if (!entry.name.endsWith(suffix)) {
      refuseFile(file, `its entry '${entry.name}' is no .npy file. Write the archive with numpy.savez, arrays only.`);
    }
    const name = entry.name.slice(0, -suffix.length);
    arrays[name] = within(name, () => ({ ...readNpy(zipContents(entry)), source: file }));
  }
  return arrays;
}

/**
 * Writes arrays, anything that `toNumericArray` takes, by name as `numpy.savez` does: stored, not compressed. Equal arrays give equal bytes.
 *
 * @throws FileFormatError for arrays that a .npy file cannot hold, see `writeNpy`.
 */
export function writeNpz(arrays: Readonly<Record<string, unknown>>): Uint8Array {
  return zipArchive(
    Object.entries(arrays).map(([name, array]) => ({
      name: `${name}${suffix}`,
      contents: within(name, () => writeNpy(array)),
    })),
  );
}
