/** What stands at a path, and what the file system says where nobody can tell. */
import { statSync } from 'node:fs';
import { UsageError } from '../errors.ts';

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
