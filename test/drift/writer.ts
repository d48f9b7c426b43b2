/**
 * A process that writes one entry after another into a baseline file, as a test file's worker does, and says so on standard output after each.
 * Arguments: path of the test file, a name for its entries, how many, and when to be killed: `bytes 300` in the middle of a write, after 300
 * bytes of all that it writes; `calls 20` before the 20th call of the file system.
 */
import fs from 'node:fs';
import { machineFiles } from '../../plugins/matchers/machine.ts';
import { BaselineStore } from '../../src/drift/index.ts';
import { drift } from './entries.ts';

const [testPath = '', name = '', count = 'Infinity', unit = '', limit = 'Infinity'] = process.argv.slice(2);

/** As kill -9 does: nothing runs any more, no handler and no `finally`. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // the signal may take a moment
  for (;;);
}

let left = Number(limit);
if (unit === 'bytes') {
  const write = fs.writeSync as (file: number, bytes: Uint8Array, offset: number, length: number) => number;
  fs.writeSync = ((file: number, bytes: Uint8Array, offset: number, length: number): number => {
    const part = Math.min(left, length);
    const written = part > 0 ? write(file, bytes, offset, part) : 0;
    left -= written;
    if (left <= 0) die();
    return written;
  }) as typeof fs.writeSync;
}
if (unit === 'calls') {
  const files = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const call of Object.keys(files).filter((key) => key.endsWith('Sync'))) {
    const real = files[call]!;
    files[call] = (...args) => {
      if (--left < 0) die();
      return real(...args);
    };
  }
}

const files = machineFiles()!;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say('ready');
for (let i = 0; i < Number(count); i++) {
  const store = new BaselineStore({ files, testPath, environment: '', mode: 'new' });
  const key = store.nextKey(name, name, `${i % 40}, ${i}`);
  const { kind: _kind, ...measured } = drift;
  store.conclude(name, name, {
    key,
    outcome: 'new',
    passed: true,
    reasons: [],
    now: drift,
    histogram: null,
    envelope: null,
    worst: [],
    write: { kind: 'drift', ...measured, metrics: { ...drift.metrics, maxUlps: i } },
    sidecar: null,
  });
  store.flush();
  say(String(i));
}
