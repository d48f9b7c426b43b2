/** Text files that commands read and write. */
import process from 'node:process';
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { FileFormatError, UsageError } from '../errors.ts';
import { isFolder, unreadable } from './paths.ts';

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

/**
 * Holds that a file may be written to a place, as far as can be told without writing.
 *
 * @param name - as it was given
 * @throws UsageError for no name, a folder, and a place in no folder
 */
export function holdWritable(path: string, name: string): void {
  const wrong =
    name === ''
      ? 'a file was due, and no name was given'
      : statOf(path)?.isDirectory() === true
        ? 'it is a folder; a file was due'
        : statOf(dirname(path))?.isDirectory() === true
          ? undefined
          : 'there is no folder of that name to write into';
  if (wrong !== undefined)
    throw new UsageError(
      `${JSON.stringify(name)} cannot be written: ${wrong}. Name a file, such as drift-run.json. Nothing was written.`,
    );
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Writes a file in one step: whoever reads it finds the old content or the new one. Through a link its target is written. What is no file, such as
 * a pipe, is written as it is.
 *
 * @throws UsageError where it cannot be written
 */
export function writeText(path: string, text: string): void {
  const stats = statOf(path);
  const isDevice = stats !== undefined && !stats.isFile() && !stats.isDirectory();
  const target = stats === undefined || isDevice ? path : realpathSync(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    if (isDevice) {
      writeFileSync(path, text);
      return;
    }
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, target);
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
