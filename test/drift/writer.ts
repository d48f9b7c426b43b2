/**
 * A process that writes one entry after another into a baseline file, as a test file's worker does, and says so on standard output after each.
 * Arguments: path of the test file, a name for its entries, how many (default: without end).
 */
import { machineFiles } from '../../plugins/matchers/machine.ts';
import { BaselineStore } from '../../src/drift/index.ts';
import { drift } from './entries.ts';

const [testPath = '', name = '', count = 'Infinity'] = process.argv.slice(2);
const files = machineFiles()!;
process.stdout.write('ready\n');
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
  process.stdout.write(`${i}\n`);
}
