/**
 * Baseline files on a file system: read whole, changed under a lock, replaced in one step.
 *
 * A change is written to a temporary file in the same folder, flushed to the disk, and renamed over the old one: whoever reads, and whatever
 * breaks, finds either the old or the new content. A lock file makes changes follow one another; what a change starts from is read under it,
 * so that writers of different entries of one file never undo each other's work.
 */
import { BaselineError } from '../errors.ts';
import { utf8Bytes, utf8Text } from '../interop/files/utf8.ts';

/** The part of Node's `node:fs` that is used; a port, so that nothing here imports it. */
export interface FileSystem {
  readFileSync(path: string): Uint8Array;
  openSync(path: string, flags: string, mode?: number): number;
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number): number;
  fsyncSync(file: number): void;
  closeSync(file: number): void;
  renameSync(from: string, to: string): void;
  linkSync(existing: string, path: string): void;
  unlinkSync(path: string): void;
  rmdirSync(path: string): void;
  mkdirSync(path: string, options: { recursive: true }): unknown;
  readdirSync(path: string): string[];
  statSync(path: string): { readonly mode: number; readonly size: number };
}

/** What else is asked of the machine. */
export interface Machine {
  readonly files: FileSystem;
  /** This process. */
  readonly pid: number;
  /** This thread of it: two threads are two writers. */
  readonly thread: number;
  /** The name of this machine: process numbers mean nothing on another. */
  readonly host: string;
  /** Whether a process of this machine is there. */
  readonly isAlive: (pid: number) => boolean;
  /** Blocks for so many milliseconds. */
  readonly sleep: (milliseconds: number) => void;
}

/** The content that a change leaves. */
export interface BaselineChange {
  /** The text of the file; `undefined` removes it. */
  readonly text: string | undefined;
  /** Sidecars to be written, by their file names. */
  readonly sidecars: ReadonlyMap<string, () => Uint8Array>;
  /** The names of all sidecars that belong to the text; others of this file are removed. */
  readonly referenced: ReadonlySet<string>;
}

/** Baseline files, as the store sees them. */
export interface BaselineFiles {
  /** The text of a file; `undefined` if there is none. */
  read(path: string): string | undefined;
  /** A file beside a baseline file. */
  readSidecar(path: string, name: string): Uint8Array | undefined;
  /** Changes a file: `change` is given the content as it is now, and returns what is to be, or `undefined` to leave it. */
  update(path: string, change: (text: string | undefined) => BaselineChange | undefined): void;
}

interface SystemError {
  readonly code?: string;
  readonly message?: string;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room',
  EDQUOT: 'the disk quota is used up. Make room',
  EROFS: 'the file system is read-only. Run with ULPWISE_UPDATE=none, or where it can be written',
  EACCES: 'it may not be written. Change its permissions, or run with ULPWISE_UPDATE=none',
  EPERM: 'it may not be written. Change its permissions, or run with ULPWISE_UPDATE=none',
  EISDIR: 'there is a folder in its place. Remove it',
  ENOTDIR: 'there is a file where its folder would be. Remove it',
  EEXIST: 'there is a file where its folder would be. Remove it',
};

function failure(path: string, error: unknown): BaselineError {
  const { code = '', message = String(error) } = (error ?? {}) as SystemError;
  const reason = reasons[code] ?? `${message}. Look at the file and its folder`;
  return new BaselineError(`${path} cannot be written: ${reason}. What was there before is unchanged.`, {
    cause: error,
  });
}

/** How long a lock is waited for whose owner cannot be told to be gone, how long one that names no owner, and how long between two looks. */
const patienceMs = 20_000;
const namelessPatienceMs = 2_000;
const lookEveryMs = 4;

/** How a system says that a file is in use, and how long that is waited for. */
const inUse: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY']);
const renamePatienceMs = 200;

/** What file systems without hard links answer when asked for one. */
const withoutLinks: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

export function baselineFiles(machine: Machine): BaselineFiles {
  const { files } = machine;
  let serial = 0;

  function readBytes(path: string): Uint8Array | undefined {
    try {
      return files.readFileSync(path);
    } catch (error) {
      const { code } = error as SystemError;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new BaselineError(
        `${path} cannot be read: ${(error as Error).message}. Check its permissions. It was not touched.`,
        { cause: error },
      );
    }
  }

  function read(path: string): string | undefined {
    const bytes = readBytes(path);
    if (bytes === undefined) return undefined;
    const text = utf8Text(bytes);
    if (text !== undefined) return text;
    throw new BaselineError(
      `${path} is not text in UTF-8: it is damaged. Restore it from version control. It was not touched.`,
    );
  }

  const ignoringErrors = (action: () => void): void => {
    try {
      action();
    } catch {
      // what this would have tidied up is harmless
    }
  };

  /** A disk may take less than it is given. */
  function writeAll(file: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += files.writeSync(file, bytes, at, bytes.length - at);
  }

  /** A name of this thread's own, known as a temporary of `path`. */
  function temporaryBeside(path: string): string {
    const [folder, name] = split(path);
    return `${folder}.${name}.${machine.pid}-${machine.thread}-${serial++}.tmp`;
  }

  /** Whether `other` is a temporary of the file `name` that nobody will come back to: a killed process's, or this thread's from before. */
  function isAbandoned(other: string, name: string): boolean {
    if (!other.startsWith(`.${name}.`)) return false;
    const [, pid, thread] = /^(\d+)-(\d+)-\d+\.tmp$/.exec(other.slice(name.length + 2)) ?? [];
    if (pid === undefined) return false;
    const own = Number(pid) === machine.pid;
    return own ? Number(thread) === machine.thread : !machine.isAlive(Number(pid));
  }

  function writeNew(path: string, bytes: Uint8Array, flags: 'w' | 'wx', flush: boolean): void {
    const file = files.openSync(path, flags);
    try {
      writeAll(file, bytes);
      if (flush) files.fsyncSync(file);
    } finally {
      files.closeSync(file);
    }
  }

  /** Renames over a file; again where somebody has it open, which Windows does not let pass. */
  function rename(from: string, to: string): void {
    for (let waited = 0; ; waited += lookEveryMs) {
      try {
        files.renameSync(from, to);
        return;
      } catch (error) {
        if (waited >= renamePatienceMs || !inUse.has((error as SystemError).code)) throw error;
        machine.sleep(lookEveryMs);
      }
    }
  }

  /** Writes a new file and gives it its name in one step. */
  function replace(path: string, bytes: Uint8Array): void {
    const temporary = temporaryBeside(path);
    try {
      writeNew(temporary, bytes, 'w', true);
      rename(temporary, path);
    } catch (error) {
      ignoringErrors(() => files.unlinkSync(temporary));
      throw error;
    }
  }

  function remove(path: string): void {
    try {
      files.unlinkSync(path);
    } catch (error) {
      if ((error as SystemError).code !== 'ENOENT') throw error;
    }
  }

  /** Waits for the lock and takes it; `undefined` where its folder went away meanwhile. */
  function acquire(path: string): { readonly isHeld: () => boolean; readonly release: () => void } | undefined {
    const lock = `${path}.lock`;
    const own = `${machine.host} ${machine.pid} ${machine.thread} ${serial++}`;
    let waited = 0;
    let seen = '';
    for (;;) {
      try {
        if (create(lock, path, own)) break;
      } catch (error) {
        if ((error as SystemError).code === 'ENOENT') return undefined;
        throw error;
      }
      const owner = ownerOf(lock);
      if (owner !== seen) {
        seen = owner;
        waited = 0;
      }
      if (isGone(owner) || waited >= (owner === '' ? namelessPatienceMs : patienceMs)) {
        steal(lock, path, owner);
      } else {
        machine.sleep(lookEveryMs);
        waited += lookEveryMs;
      }
    }
    return {
      isHeld: () => ownerOf(lock) === own,
      release: () => {
        if (ownerOf(lock) === own) ignoringErrors(() => files.unlinkSync(lock));
      },
    };
  }

  /** Makes the lock, with its owner's name in it from its first moment on: a link to a file that is whole, where there are links. */
  function create(lock: string, path: string, owner: string): boolean {
    if (ownerOf(lock) !== '') return false;
    const temporary = temporaryBeside(path);
    try {
      writeNew(temporary, utf8Bytes(owner), 'w', false);
      files.linkSync(temporary, lock);
      return true;
    } catch (error) {
      const { code } = error as SystemError;
      if (code === 'EEXIST') return false;
      if (!withoutLinks.has(code)) throw error;
    } finally {
      ignoringErrors(() => files.unlinkSync(temporary));
    }
    try {
      // whoever is killed inside this call leaves a lock that names nobody
      writeNew(lock, utf8Bytes(owner), 'wx', false);
      return true;
    } catch (error) {
      if ((error as SystemError).code === 'EEXIST') return false;
      throw error;
    }
  }

  function ownerOf(lock: string): string {
    try {
      return utf8Text(files.readFileSync(lock)) ?? '';
    } catch {
      return '';
    }
  }

  function isGone(owner: string): boolean {
    const [host, pid] = owner.split(' ');
    return host === machine.host && Number(pid) !== machine.pid && !machine.isAlive(Number(pid));
  }

  /** Removes a lock whose owner is gone: takes it away, which one process alone can do, and looks once more at what it took. */
  function steal(lock: string, path: string, owner: string): void {
    const taken = temporaryBeside(path);
    ignoringErrors(() => {
      files.renameSync(lock, taken);
      // somebody else was faster, and this is the lock of a third: whoever finds its lock gone starts over
      if (ownerOf(taken) !== owner) files.linkSync(taken, lock);
    });
    ignoringErrors(() => files.unlinkSync(taken));
  }

  /** Renaming over a file asks no leave of the file itself. */
  function refuseReadOnly(path: string): void {
    let mode: number;
    try {
      mode = files.statSync(path).mode;
    } catch {
      return;
    }
    if ((mode & 0o222) === 0) throw failure(path, { code: 'EACCES' });
  }

  function commit(path: string, change: BaselineChange): void {
    const [folder, name] = split(path);
    refuseReadOnly(path);
    for (const [sidecar, bytes] of change.sidecars) {
      const due = bytes();
      // its name says what is in it; another content is damage, which this mends
      if (!holds(folder + sidecar, due)) replace(folder + sidecar, due);
    }
    if (change.text === undefined) remove(path);
    else replace(path, utf8Bytes(change.text));
    const base = name.slice(0, -'.drift.json'.length);
    for (const other of files.readdirSync(folder === '' ? '.' : folder)) {
      const own = other.startsWith(`${base}.`) && /^[0-9a-f]{16}\.npy$/.test(other.slice(base.length + 1));
      if (isAbandoned(other, name) || (own && !change.referenced.has(other)))
        ignoringErrors(() => files.unlinkSync(folder + other));
    }
  }

  function holds(path: string, due: Uint8Array): boolean {
    try {
      if (files.statSync(path).size !== due.length) return false;
      const found = files.readFileSync(path);
      return found.length === due.length && due.every((byte, i) => byte === found[i]);
    } catch {
      return false;
    }
  }

  /** @returns whether the lock was held to the end, so that the change was made from what is there */
  function changeUnderLock(path: string, folder: string, change: Parameters<BaselineFiles['update']>[1]): boolean {
    files.mkdirSync(folder, { recursive: true });
    const lock = acquire(path);
    if (lock === undefined) return false;
    let next: BaselineChange | undefined;
    try {
      next = change(read(path));
      if (!lock.isHeld()) return false;
      if (next !== undefined) commit(path, next);
    } finally {
      lock.release();
    }
    // the folder goes with its last file
    if (next !== undefined && next.text === undefined) ignoringErrors(() => files.rmdirSync(folder));
    return true;
  }

  return {
    read,
    readSidecar: (path, name) => readBytes(split(path)[0] + name),
    update(path, change) {
      const [folder] = split(path);
      // without a lock first: most changes turn out to be none
      if (change(read(path)) === undefined) return;
      try {
        while (!changeUnderLock(path, folder === '' ? '.' : folder, change)) continue;
      } catch (error) {
        throw error instanceof BaselineError ? error : failure(path, error);
      }
    },
  };
}

/** Folder with its separator, and name. */
function split(path: string): [folder: string, name: string] {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return [path.slice(0, cut), path.slice(cut)];
}
