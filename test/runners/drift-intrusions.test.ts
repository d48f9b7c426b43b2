/** Tests that put something of their own in the place of what the store works with: it keeps what was there when the file began. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBaseline, parseRunRecord } from '../../src/drift/index.ts';
import { baselineProject, runAtDesk } from './baseline-project.ts';
import type { RunnerName } from './baseline-project.ts';

const assertions = `
  expect(u(2)).toMatchDriftBaseline([1]);
  expect(u(3)).toMatchValueBaseline({ ulp: 1 });
  expect(Float32Array.from({ length: 100 }, (_, i) => i)).toMatchValueBaseline({ ulp: 1 });
`;

/** Runs a file of one test twice; both runs are to find and report three entries. */
async function livesWith(runner: RunnerName, before: string, after = ''): Promise<void> {
  const folder = baselineProject({ 'a.test.js': `test('t', () => {${before}${assertions}${after}});` });
  for (const word of ['new', 'within']) {
    const { status, output } = await runAtDesk(runner, folder);
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toContain(`Drift  3 ${word}`);
    const entries = parseBaseline(readFileSync(join(folder, '__drift__/a.test.js.drift.json'), 'utf8'), 'file');
    expect([...entries.keys()]).toEqual(['t#1', 't#2', 't#3']);
    const record = parseRunRecord(readFileSync(join(folder, 'drift-run.json'), 'utf8'), 'record');
    expect(record.checks).toHaveLength(3);
    expect(record.environments).toEqual([expect.stringMatching(/^node v/)]);
  }
}

const spies = `
  const fs = require('node:fs');
  mock.spyOn(fs, 'readFileSync').mockReturnValue('fake');
  mock.spyOn(fs, 'readSync').mockReturnValue(0);
  mock.spyOn(fs, 'existsSync').mockReturnValue(false);
  for (const name of ['openSync', 'writeFileSync', 'writeSync', 'renameSync', 'statSync', 'readdirSync']) {
    mock.spyOn(fs, name).mockImplementation(() => { throw new Error('spied on'); });
  }
`;

describe.each(['Vitest', 'Jest'] as const)('in %s, baselines live with', (runner) => {
  // Jest itself writes through the spies of a test that leaves them
  test('spies on the file system', () => livesWith(runner, spies, runner === 'Jest' ? 'mock.restoreAllMocks();' : ''));

  test('another environment', () => livesWith(runner, 'process.env = {};'));

  test('timers that stand still', () => livesWith(runner, 'mock.useFakeTimers();'));

  test('another folder', () => livesWith(runner, "process.chdir(require('node:os').tmpdir());"));
});
