/** Text files that commands read and write. */
import process from 'node:process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { FileFormatError, UsageError } from '../errors.ts';
import { isFolder, unreadable } from './compare/array-files.ts';

/** Reads UTF-8. @throws UsageError where it cannot be read, FileFormatError where it is no text */
export function readText(path: string): string {
  if (isFolder(path)) throw new UsageError(`${path}: it is a folder; a file was due.`);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FileFormatError(`${path}: it is not text in UTF-8. Make the file again.`, { cause: error });
  }
}

/** Writes a file in one step: whoever reads it finds the old content or the new one. @throws UsageError where it cannot be written */
export function writeText(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(
      `${path} cannot be written: ${(error as Error).message}. What was there before is unchanged.`,
      {
        cause: error,
      },
    );
  }
}
