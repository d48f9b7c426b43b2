/** Run records for benchmarks: so many entries over 200 test files, each of an array of 1,024 elements, with everything that a record keeps of them. */
import { createHash } from 'node:crypto';
import { load } from './load.mjs';

const { measure, printRunRecord } = await load('src/drift/index');
const sha256 = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Numbers from a seed, by a multiplicative congruence. */
function source(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** The checks of a run in which one entry in a hundred is worse than in one of the first kind, and one in ten is another. */
export function checks(entries, worse) {
  const random = source(7);
  const noise = source(worse ? 13 : 11);
  return Array.from({ length: entries }, (_, i) => {
    const reference = Float64Array.from({ length: 1024 }, () => random() * 16 - 8);
    const moves = i % 100 === 0 && worse ? 9 : 2;
    const again = source(i + 1);
    const draw = i % 10 === 0 ? noise : again;
    const actual = Float32Array.from(reference, (x) => x * (1 + (draw() - 0.5) * moves * 2 ** -23));
    const [{ entry, histogram, envelope, worst }] = measure(actual, reference, sha256);
    const file = `test/layer-${String(i % 200).padStart(3, '0')}.test.ts`;
    const test = `block ${Math.floor(i / 200)} of the network stays near the reference`;
    return {
      file,
      project: '',
      test,
      key: `${test}#1`,
      baseline: file.replace('test/', 'test/__drift__/') + '.drift.json',
      outcome: 'within',
      action: 'kept',
      passed: true,
      reasons: [],
      base: entry,
      now: entry,
      histogram,
      envelope,
      worst,
    };
  });
}

/** The text of a record. */
export function record(entries, worse) {
  return printRunRecord({
    runner: 'vitest',
    environments: ['node v22 linux x64'],
    checks: checks(entries, worse),
    obsolete: [],
  });
}
