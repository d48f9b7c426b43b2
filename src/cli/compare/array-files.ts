/** Files of numbers on disk: `.npy`, `.npz` and `.safetensors`, and the folders that hold them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NumericArray } from '../../compare/types.ts';
import { FileFormatError, UsageError } from '../../errors.ts';
import { readNpy, readNpz, readSafetensors } from '../../interop/index.ts';

/** What a file holds: one array, or arrays by name. */
export type ArrayFile = NumericArray | Record<string, NumericArray>;

const readers: { readonly [suffix: string]: (bytes: Uint8Array) => ArrayFile } = {
  '.npy': readNpy,
  '.npz': readNpz,
  '.safetensors': readSafetensors,
};

const suffixes = Object.keys(readers);

const suffixOf = (path: string): string | undefined => suffixes.find((suffix) => path.toLowerCase().endsWith(suffix));

interface SystemError {
  readonly code?: string;
  readonly message: string;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'there is no such file or folder',
  EACCES: 'it may not be read. Change its permissions',
  EPERM: 'it may not be read. Change its permissions',
  EISDIR: 'it is a folder; a file was due',
  ELOOP: 'its symbolic links go round in a circle',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB. Split it, and compare the parts',
  ERR_INVALID_ARG_VALUE: 'this is no path',
};

/** A typed error for what the file system refused. */
export function unreadable(path: string, error: unknown): UsageError {
  const { code = '', message } = error as SystemError;
  return new UsageError(`${path}: ${reasons[code] ?? message}.`, { cause: error });
}

/** Whether a path is a folder. @throws UsageError where there is nothing, or neither a file nor a folder */
export function isFolder(path: string): boolean {
  let stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (stats.isDirectory()) return true;
  // reading a pipe or a device might never end
  if (!stats.isFile()) throw new UsageError(`${path}: it is neither a file nor a folder.`);
  return false;
}

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
