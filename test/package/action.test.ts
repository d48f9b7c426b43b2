/** The composite action's scripts, run as GitHub's runner runs them, on the package as it is installed. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { printBaseline, printRunRecord } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { commit, git, put } from '../support/git-repository.ts';
import { runStep, yamlFile, type Action, type Done } from '../support/workflow-steps.ts';

const action = yamlFile<Action>(fileURLToPath(new URL('../../action.yml', import.meta.url)));
const [gateStep, reportStep] = action.runs.steps;
const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
const entryPoint = join(inject('installation'), 'node_modules/ulpwise/dist/esm/src/cli/main.js');
const baselineFile = 'test/__drift__/a.test.ts.drift.json';

let folder: string;
let origin: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-action-')));
  origin = join(folder, 'origin');
  mkdirSync(origin);
  git(origin, 'init', '-q');
  put(origin, '.gitignore', 'node_modules\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const baseline = (ulps: number): void =>
  put(origin, baselineFile, printBaseline(new Map([['softmax#1', driftEntry(ulps)]])));

/** A checkout as that of `actions/checkout`: of one commit, without history, with the command installed. */
function checkout(ref: string, depth = 1): string {
  const place = join(folder, 'checkout');
  git(
    folder,
    'clone',
    '-q',
    `--depth=${depth}`,
    '--branch',
    ref,
    '-c',
    'advice.detachedHead=false',
    `file://${origin}`,
    place,
  );
  put(place, 'node_modules/.bin/ulpwise', `#!/bin/sh\nexec "${process.execPath}" "${entryPoint}" "$@"\n`);
  chmodSync(join(place, 'node_modules/.bin/ulpwise'), 0o755);
  return place;
}

const gateIn = (
  place: string,
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Done => runStep(gateStep!, { ...defaults, ...inputs }, place, environment);

describe('the gate', () => {
  test('compares a push with the commit before it, which a checkout without history lacks', () => {
    baseline(2);
    commit(origin);
    baseline(3);
    commit(origin);
    const worse = gateIn(checkout('main'));
    expect(worse).toMatchObject({ status: 1, output: 'passed=false\n' });
    expect(worse.stdout).toMatch(/regression +test\/a\.test\.ts › softmax#1/);
    expect(worse.stderr).toContain(`::error file=${baselineFile},line=4,title=Numerical drift%3A regression::`);
    expect(worse.summary).toContain('### ❌ Numerical drift');
  });

  test('compares the merge commit of a pull request with what it is merged into, not with its branch', () => {
    baseline(3);
    commit(origin);
    git(origin, 'checkout', '-q', '-b', 'work');
    put(origin, 'other.txt', 'x');
    commit(origin);
    git(origin, 'checkout', '-q', 'main');
    baseline(2);
    commit(origin);
    git(origin, 'checkout', '-q', '-b', 'merge');
    git(origin, 'merge', '-q', '--no-edit', 'work');
    baseline(2.5);
    git(origin, 'commit', '-q', '-a', '--amend', '--no-edit');
    const done = gateIn(checkout('merge'), {}, { GITHUB_BASE_REF: 'main' });
    expect(done).toMatchObject({ status: 1, output: 'passed=false\n' });
    expect(done.stdout).toMatch(/max, ulp +2 +2\.5 +2/);
  });

  test('compares the branch of a pull request with the branch that it is to be merged into', () => {
    baseline(2);
    commit(origin);
    git(origin, 'checkout', '-q', '-b', 'work');
    baseline(3);
    commit(origin);
    put(origin, 'other.txt', 'x');
    commit(origin);
    const place = checkout('work');
    expect(gateIn(place, {}, { GITHUB_BASE_REF: 'main' }).status).toBe(1);
    // the commit before it is no worse
    expect(gateIn(place)).toMatchObject({ status: 0, output: 'passed=true\n' });
  });

  test('passes on the first commit, and says so', () => {
    baseline(2);
    commit(origin);
    const first = gateIn(checkout('main'));
    expect(first).toMatchObject({ status: 0, output: '', stdout: expect.stringContaining('first commit') as string });
  });

  test('takes the base, the head, what fails and the folder that it is given', () => {
    put(origin, 'pack/base.json', printRunRecord(runRecord([driftCheck('a.test.ts', 'k', driftEntry(2))])));
    put(origin, 'pack/head.json', printRunRecord(runRecord([driftCheck('a.test.ts', 'k', driftEntry(3))])));
    commit(origin);
    const place = checkout('main');
    put(place, 'pack/node_modules/.bin/ulpwise', `#!/bin/sh\nexec "${process.execPath}" "${entryPoint}" "$@"\n`);
    chmodSync(join(place, 'pack/node_modules/.bin/ulpwise'), 0o755);
    const inputs = { base: 'base.json', head: 'head.json', 'working-directory': 'pack' };
    expect(gateIn(place, inputs).status).toBe(1);
    expect(gateIn(place, { ...inputs, 'fail-on': 'new, removed' })).toMatchObject({
      status: 0,
      output: 'passed=true\n',
    });
  });

  test.each([
    '"; touch owned; "',
    '$(touch owned)',
    '`touch owned`',
    '--output=owned',
    '-o owned',
    "'\ntouch owned\n'",
    'HEAD\necho passed=true >> "$GITHUB_OUTPUT"',
  ])('takes inputs for text: %j is no commit, and no command', (text) => {
    baseline(2);
    commit(origin);
    const place = checkout('main');
    const before = readdirSync(place);
    for (const inputs of [{ base: text }, { base: 'HEAD', head: text }, { base: 'HEAD', 'fail-on': text }]) {
      expect(gateIn(place, inputs)).toMatchObject({ status: 2, output: '' });
    }
    expect(readdirSync(place)).toEqual(before);
  });
});

describe('the report', () => {
  test('is made of the run record, where there is one', () => {
    put(origin, 'a', 'x');
    commit(origin);
    const place = checkout('main');
    const without = runStep(reportStep!, defaults, place);
    expect(without).toMatchObject({ status: 0, stdout: expect.stringContaining('There is no run record') as string });
    put(place, 'drift-run.json', printRunRecord(runRecord([driftCheck('a.test.ts', 'k', driftEntry(2))])));
    expect(runStep(reportStep!, defaults, place)).toMatchObject({ status: 0 });
    expect(readdirSync(place)).toContain('drift.html');
  });
});
