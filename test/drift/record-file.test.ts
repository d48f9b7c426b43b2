/** The file of a run record: there whole, or as it was before. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaveRecord, relativePath, writeRecord } from '../../plugins/matchers/run-report.ts';
import { printRunRecord } from '../../src/drift/index.ts';
import type { DriftCheck } from '../../src/drift/index.ts';
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

// a record is of the last run: an older one would have its regressions accepted long after they are gone
test('a run without a check empties the record of before, and what lies beside it', () => {
  const path = join(folder, 'drift-run.json');
  const values = [{ digest: `sha256:${'0123456789abcdef'.repeat(4)}`, npy: 'AAAA' }];
  writeRecord(path, record(1), [{ file: 'a.test.ts', project: '', checks: [], obsolete: [], values }]);
  expect(readdirSync(folder)).toEqual(['drift-run.json', 'drift-run.values']);
  writeRecord(path, runRecord([]), []);
  expect(readFileSync(path, 'utf8')).toBe(printRunRecord(runRecord([])));
  expect(readdirSync(folder)).toEqual(['drift-run.json']);
});

test('a run without a check makes no record, and leaves a file of another kind alone', () => {
  const path = join(folder, 'drift-run.json');
  writeRecord(path, runRecord([]), []);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(path, '{ "mine": true }\n');
  writeRecord(path, runRecord([]), []);
  expect(readFileSync(path, 'utf8')).toBe('{ "mine": true }\n');
});

test.each([
  ['/a/b', '/a/b/c/d.ts', 'c/d.ts'],
  ['/a/b/', '/a/b/d.ts', 'd.ts'],
  ['/a/b', '/a/bc/d.ts', '../bc/d.ts'],
  ['/a/b/e', '/a/x/d.ts', '../../x/d.ts'],
  ['/', '/a/d.ts', 'a/d.ts'],
  ['C:\\a', 'C:/a/b\\d.ts', 'b/d.ts'],
  ['C:\\a', 'D:\\a\\d.ts', 'D:/a/d.ts'],
])('from %s, %s is %s', (root, path, expected) => {
  expect(relativePath(root, path)).toBe(expected);
});

/** What is told at the end of a run. */
function told(action: () => void): string {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    action();
    return write.mock.calls.map(([text]) => text as string).join('');
  } finally {
    write.mockRestore();
  }
}

test('what lies outside of the root is named, and in no record: its readers would refuse the whole of it', () => {
  const path = join(folder, 'drift-run.json');
  const of = (file: string): DriftCheck => driftCheck(file, 'k#1', driftEntry(1));
  const inside = of('a.test.ts');
  const whole = runRecord([inside, of('../x/i.test.ts'), of('../y/i.test.ts'), of('D:/i.test.ts')]);
  expect(told(() => leaveRecord(path, whole, []))).toMatch(
    /^ulpwise: .*drift-run\.json has nothing of \.\.\/x\/i\.test\.ts, \.\.\/y\/i\.test\.ts, D:\/i\.test\.ts: .*\n$/,
  );
  expect(readFileSync(path, 'utf8')).toBe(printRunRecord(runRecord([inside])));
  expect(told(() => leaveRecord(path, runRecord([inside]), []))).toBe('');
});

test('a record that cannot be left is told', () => {
  const path = join(folder, 'drift-run.json');
  mkdirSync(join(path, 'inside'), { recursive: true });
  expect(told(() => leaveRecord(path, record(1), []))).toMatch(/^ulpwise: .*drift-run\.json cannot be written: E.*\n$/);
  expect(readdirSync(folder)).toEqual(['drift-run.json']);
});
