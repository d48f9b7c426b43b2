/** Files of numbers on disk: `.npy`, `.npz` and `.safetensors`, and the folders that hold them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NumericArray } from '../../compare/types.ts';
import { FileFormatError, UsageError } from '../../errors.ts';
import { readNpy, readNpz, readSafetensors } from '../../interop/index.ts';
import { isFolder, unreadable } from '../paths.ts';

/** What a file holds: one array, or arrays by name. */
export type ArrayFile = NumericArray | Record<string, NumericArray>;

const readers: { readonly [suffix: string]: (bytes: Uint8Array) => ArrayFile } = {
  '.npy': readNpy,
  '.npz': readNpz,
  '.safetensors': readSafetensors,
};

const suffixes = Object.keys(readers);

const suffixOf = (path: string): string | undefined => suffixes.find((suffix) => path.toLowerCase().endsWith(suffix));

/**
 * Reads a file of numbers.
 *
 * @param rename - what the arrays of a file that has several are to be called; no two names may become one
 * @throws UsageError for a file that cannot be read or has no known suffix; FileFormatError for one that is not what its suffix says
 */
export function readArrayFile(path: string, rename?: (name: string) => string): ArrayFile {
  const suffix = suffixOf(path);
  if (suffix === undefined) throw new UsageError(`${path}: the name ends in none of ${suffixes.join(', ')}.`);
  if (isFolder(path)) throw new UsageError(`${path}: it is a folder; a ${suffix} file was due.`);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    const arrays = readers[suffix](bytes);
    // the one kind of file that has no names
    if (rename === undefined || suffix === '.npy') return arrays;
    return Object.fromEntries(
      Object.entries(arrays as Record<string, NumericArray>).map(([name, array]) => [rename(name), array]),
    );
  } catch (error) {
    if (error instanceof FileFormatError) throw new FileFormatError(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The files of numbers in a folder and the folders in it, relative to it, with `/`, sorted. Folders are not followed through links. */
export function arrayFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => suffixOf(entry.name) !== undefined && !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}
