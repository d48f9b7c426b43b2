/** Baseline files on this machine's disk, for commands. */
import * as files from 'node:fs';
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import process from 'node:process';
import { baselineFiles } from '../drift/index.ts';
import type { BaselineFiles, Sha256 } from '../drift/index.ts';

/** OpenSSL's SHA-256. */
export const sha256: Sha256 = (parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** The files, changed under the lock that test runs take too. */
export function filesOnDisk(): BaselineFiles {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  return baselineFiles({
    files,
    pid: process.pid,
    thread: 0,
    host: hostname().replaceAll(' ', '-'),
    isAlive(pid) {
      try {
        process.kill(pid, 0);
        return true;
      } catch (error) {
        return (error as { code?: string }).code !== 'ESRCH';
      }
    },
    sleep: (milliseconds) => void Atomics.wait(clock, 0, 0, milliseconds),
  });
}
