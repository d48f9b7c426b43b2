/** Jest's reporter tells apart what two projects left of the same test file: nothing but the time of their ends does. */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DriftReporter } from '../../plugins/jest/reporter.ts';
import { recordName } from '../../plugins/matchers/machine.ts';
import { checkText, parseRunRecord } from '../../src/drift/index.ts';
import { driftCheck, driftEntry } from '../support/drift-entries.ts';

let root: string;
let before: string | undefined;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ulpwise-reporter-'));
  before = process.env.ULPWISE_RUN_FOLDER;
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  if (before === undefined) delete process.env.ULPWISE_RUN_FOLDER;
  else process.env.ULPWISE_RUN_FOLDER = before;
});

/** Runs in which each project leaves its results at a time and ends at another; results come in at the end of the list given. */
function projectsOf(runs: readonly { project: string; ulps: number; written: number; end?: number }[]): string[][] {
  const reporter = new DriftReporter({ rootDir: root }, { table: false });
  reporter.onRunStart();
  const testPath = join(root, 'a.test.js');
  const folder = process.env.ULPWISE_RUN_FOLDER!;
  runs.forEach(({ ulps, written }, i) => {
    const place = join(folder, `${recordName(testPath)}-${i}.json`);
    const checks = [checkText(driftCheck('a.test.js', `k#${ulps}`, driftEntry(ulps)))];
    writeFileSync(place, JSON.stringify({ testPath, environment: 'here', checks, obsolete: [], values: [] }));
    utimesSync(place, written / 1000, written / 1000);
  });
  for (const { project, end } of runs) {
    const perfStats = end === undefined ? undefined : { end };
    reporter.onTestFileResult(
      { path: testPath, context: { config: { displayName: { name: project } } } },
      perfStats === undefined ? undefined : { perfStats },
    );
  }
  reporter.onRunComplete();
  const { checks } = parseRunRecord(readFileSync(join(root, 'drift-run.json'), 'utf8'), 'drift-run.json');
  return checks.map(({ project, key }) => [project, key]);
}

test('results belong to the project whose run ended next after they were written', () => {
  const cpu = { project: 'cpu', ulps: 1, written: 1000, end: 1010 };
  const gpu = { project: 'gpu', ulps: 2, written: 1020, end: 1025 };
  const expected = [
    ['cpu', 'k#1'],
    ['gpu', 'k#2'],
  ];
  expect(projectsOf([cpu, gpu])).toEqual(expected);
  expect(projectsOf([gpu, cpu])).toEqual(expected);
});

test('results written in the millisecond of the end are of it', () => {
  const cpu = { project: 'cpu', ulps: 1, written: 1000.5, end: 1000 };
  const gpu = { project: 'gpu', ulps: 2, written: 1004, end: 1004 };
  expect(projectsOf([gpu, cpu])).toEqual([
    ['cpu', 'k#1'],
    ['gpu', 'k#2'],
  ]);
});

test('each result takes one run, where Jest says no time of its end too', () => {
  const found = projectsOf([
    { project: 'cpu', ulps: 1, written: 1000 },
    { project: 'gpu', ulps: 2, written: 1020 },
  ]);
  expect(found.map(([project]) => project)).toEqual(['cpu', 'gpu']);
});
