import { baselineFiles } from '../../src/drift/index.ts';
import type { BaselineFiles, FileSystem, Sha256 } from '../../src/drift/index.ts';
import { utf8Bytes } from '../../src/interop/files/utf8.ts';

/** Node's modules without an import: a browser has none, and an import of one would fail there. */
interface NodeProcess {
  readonly pid: number;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly emitWarning?: (text: string) => void;
  readonly hrtime: { bigint(): bigint };
  kill(pid: number, signal: 0): void;
  getBuiltinModule?(name: string): unknown;
}

export const nodeProcess: NodeProcess | undefined =
  typeof process === 'object' && typeof process.versions?.node === 'string' ? (process as NodeProcess) : undefined;

/** Fake timers put another one in its place. */
const clock = nodeProcess?.hrtime;

/** One of Node's modules; `undefined` where there is no Node. */
export function nodeModule<Module>(name: string): Module | undefined {
  return nodeProcess?.getBuiltinModule?.(name) as Module | undefined;
}

type Setting = 'ULPWISE_UPDATE' | 'ULPWISE_ENVIRONMENT' | 'ULPWISE_RUN_FOLDER';

/** Settings as this module met them: a test may put another object in place of `process.env`. */
const inherited: { readonly [S in Setting]: string | undefined } = {
  ULPWISE_UPDATE: nodeProcess?.env.ULPWISE_UPDATE,
  ULPWISE_ENVIRONMENT: nodeProcess?.env.ULPWISE_ENVIRONMENT,
  ULPWISE_RUN_FOLDER: nodeProcess?.env.ULPWISE_RUN_FOLDER,
};

/** A setting: of the project (Jest's `globals`), or else of the environment. */
export function setting(name: Setting): string | undefined {
  const ofProject = (globalThis as { [key: string]: unknown })[name];
  return typeof ofProject === 'string' ? ofProject : (nodeProcess?.env?.[name] ?? inherited[name]);
}

/** Where the tests run, for run records: `node v20.20.2 linux x64`. */
export function environmentName(): string {
  const own = setting('ULPWISE_ENVIRONMENT');
  const machine =
    nodeProcess === undefined ? 'unknown' : `node ${nodeProcess.version} ${nodeProcess.platform} ${nodeProcess.arch}`;
  return own === undefined || own === '' ? machine : `${own}, ${machine}`;
}

interface NodeFileSystem extends FileSystem {
  fstatSync(file: number): { readonly size: number };
  readSync(file: number, bytes: Uint8Array, offset: number, length: number, position: null): number;
}

/**
 * Node's functions as they are now: tests put spies in the place of those on the module. The ones kept go to the system by themselves;
 * `readFileSync` calls others by way of the module, so that a file is read with what it is made of.
 */
export function ownFileSystem(): FileSystem | undefined {
  const module = nodeModule<NodeFileSystem>('node:fs');
  if (module === undefined) return undefined;
  const { openSync, fstatSync, readSync, writeSync, fsyncSync, closeSync } = module;
  const { renameSync, linkSync, unlinkSync, rmdirSync, mkdirSync, readdirSync, statSync } = module;
  return {
    readFileSync(path) {
      const file = openSync(path, 'r');
      try {
        const bytes = new Uint8Array(fstatSync(file).size);
        for (let at = 0; at < bytes.length;) {
          const count = readSync(file, bytes, at, bytes.length - at, null);
          if (count === 0) return bytes.subarray(0, at);
          at += count;
        }
        return bytes;
      } finally {
        closeSync(file);
      }
    },
    openSync,
    writeSync,
    fsyncSync,
    closeSync,
    renameSync,
    linkSync,
    unlinkSync,
    rmdirSync,
    mkdirSync,
    readdirSync,
    statSync,
  };
}

interface Crypto {
  /** From Node 20.12 on. */
  hash?(algorithm: 'sha256', bytes: Uint8Array, encoding: 'hex'): string;
  createHash(algorithm: 'sha256'): Hash;
}

interface Hash {
  update(bytes: Uint8Array): Hash;
  digest(encoding: 'hex'): string;
}

/** Up to here one call is faster, for all that it wants the bytes in one piece. */
const mostInOnePiece = 1 << 16;

/** OpenSSL's SHA-256; loaded when the first array is remembered. */
export const machineSha256: Sha256 = (parts) => {
  const crypto = nodeModule<Crypto>('node:crypto')!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (crypto.hash === undefined || length > mostInOnePiece) {
    return parts.reduce((hash, part) => hash.update(part), crypto.createHash('sha256')).digest('hex');
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return crypto.hash('sha256', whole, 'hex');
};

/** With what the names of the files begin in which a test file leaves its results for the reporter. */
export function recordName(testPath: string): string {
  return machineSha256([utf8Bytes(testPath)]).slice(0, 16);
}

/** A name that no other process, thread or test file on this machine makes. */
export function uniqueName(): string {
  return `${nodeProcess!.pid}-${threadId()}-${clock!.bigint()}`;
}

function threadId(): number {
  return nodeModule<{ threadId: number }>('node:worker_threads')?.threadId ?? 0;
}

/** Baseline files on this machine's disk, by way of Node's functions as they are now; `undefined` where there is none. */
export function machineFiles(): BaselineFiles | undefined {
  const files = ownFileSystem();
  if (nodeProcess === undefined || files === undefined) return undefined;
  const { pid } = nodeProcess;
  return baselineFiles({
    files,
    pid,
    // asked for by writers alone
    get thread() {
      return threadId();
    },
    get host() {
      return nodeModule<{ hostname(): string }>('node:os')?.hostname().replaceAll(' ', '-') ?? '';
    },
    isAlive(other) {
      try {
        nodeProcess!.kill(other, 0);
        return true;
      } catch (error) {
        return (error as { code?: string }).code !== 'ESRCH';
      }
    },
    sleep: (milliseconds) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds),
  });
}
