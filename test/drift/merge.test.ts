// Parts of a run merged in any order give the record of the whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { mergeRunRecords, parseRunRecord, printRunRecord } from '../../src/drift/index.ts';
import type { DriftCheck, RunRecord } from '../../src/drift/index.ts';
import { drift } from './entries.ts';

const check = (file: number, key: number): DriftCheck => ({
  file: `t${file}.test.ts`,
  project: '',
  test: `test ${key}`,
  key: `test ${key}#1`,
  baseline: `__drift__/t${file}.test.ts.drift.json`,
  outcome: 'within',
  action: 'kept',
  passed: true,
  reasons: [],
  base: drift,
  now: drift,
  histogram: null,
  envelope: null,
  worst: [],
});

test('four shards in any order are the whole', () => {
  const checks = Array.from({ length: 12 }, (_, i) => check(i % 5, i));
  const whole: RunRecord = { runner: 'jest', environments: ['node v20'], checks, obsolete: [] };
  fc.assert(
    fc.property(
      fc.shuffledSubarray(checks, { minLength: 12 }),
      fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      (mixed, order) => {
        const shards = [0, 1, 2, 3].map((shard) => ({ ...whole, checks: mixed.filter((_, i) => i % 4 === shard) }));
        expect(printRunRecord(mergeRunRecords(order.map((i) => shards[i]!)))).toBe(printRunRecord(whole));
      },
    ),
    { numRuns: 20 },
  );
});

test('merging a record with itself, or with none, is that record', () => {
  const one = parseRunRecord(
    printRunRecord({ runner: 'jest', environments: [], checks: [check(1, 1)], obsolete: [] }),
    'r',
  );
  expect(mergeRunRecords([one])).toEqual(one);
  expect(mergeRunRecords([one, one])).toEqual(one);
});

test('records that contradict each other, of two runners, or none at all, are refused', () => {
  const record = (runner: string, outcome: DriftCheck['outcome']): RunRecord => ({
    runner,
    environments: [],
    checks: [{ ...check(1, 1), outcome }],
    obsolete: [],
  });
  expect(() => mergeRunRecords([record('jest', 'within'), record('jest', 'improved')])).toThrow(
    'Two run records hold different results of "test 1#1" in t1.test.ts.',
  );
  expect(() => mergeRunRecords([record('jest', 'within'), record('vitest', 'within')])).toThrow(BaselineError);
  expect(() => mergeRunRecords([])).toThrow('There is no run record to merge.');
});
