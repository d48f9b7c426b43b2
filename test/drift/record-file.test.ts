/** The file of a run record: there whole, or as it was before. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRecord } from '../../plugins/matchers/run-report.ts';
import { printRunRecord } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ulpwise-record-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = (ulps: number): ReturnType<typeof runRecord> =>
  runRecord([driftCheck('a.test.ts', 'k#1', driftEntry(ulps))]);

test('a record takes the place of the one before, and leaves nothing else', () => {
  const path = join(folder, 'drift-run.json');
  for (const ulps of [1, 2]) {
    writeRecord(path, record(ulps), []);
    expect(readFileSync(path, 'utf8')).toBe(printRunRecord(record(ulps)));
    expect(readdirSync(folder)).toEqual(['drift-run.json']);
  }
});

test('the same record is not written again: who watches the file would start over', () => {
  const path = join(folder, 'drift-run.json');
  writeRecord(path, record(1), []);
  utimesSync(path, 1, 1);
  const { ino } = statSync(path);
  writeRecord(path, record(1), []);
  expect(statSync(path)).toMatchObject({ ino, mtimeMs: 1000 });
});

test('a record that cannot be written is an error, and what was there stays', () => {
  const path = join(folder, 'drift-run.json');
  mkdirSync(join(path, 'inside'), { recursive: true });
  expect(() => writeRecord(path, record(1), [])).toThrow();
  expect(readdirSync(folder)).toEqual(['drift-run.json']);
  expect(readdirSync(path)).toEqual(['inside']);
});

test('a run without baselines leaves the record of before alone', () => {
  const path = join(folder, 'drift-run.json');
  writeRecord(path, record(1), []);
  writeRecord(path, runRecord([]), []);
  expect(readFileSync(path, 'utf8')).toBe(printRunRecord(record(1)));
});
