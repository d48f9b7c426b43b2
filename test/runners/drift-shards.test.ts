/** Four shards, each a process of its own, merged: exactly the record of one run of the whole suite. And two projects on one file. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { mergeRunRecords, parseBaseline, parseRunRecord, printRunRecord } from '../../src/drift/index.ts';
import { makeProject, runNode } from '../support/project.ts';

const installation = inject('installation');
const vitest = [join(installation, 'node_modules/vitest/vitest.mjs'), 'run'];
const jest = [join(installation, 'node_modules/jest/bin/jest.js')];
const local = { CI: '', GITHUB_ACTIONS: '' };
const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

/** Five files, so that shards differ in size; some checks regress and some improve in the second run. */
const suite = Object.fromEntries(
  ['a', 'b', 'c', 'd', 'e'].map((name, i) => [
    `${name}.test.js`,
    `const off = ${i} + Number(process.env.SHIFT) * (${i} - 2);
test('${name}', () => {
  expect(Float32Array.of(1 + (3 + off) * 2 ** -23, NaN)).toMatchDriftBaseline([1, NaN]);
  expect([off]).toMatchValueBaseline({ abs: 1 });
});
${i === 3 ? `if (process.env.SHIFT === '0') test('gone', () => expect(-0).toMatchValueBaseline({ abs: 0 }));` : ''}`,
  ]),
);

const files = {
  ...suite,
  'package.json': '{}',
  'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['ulpwise/jest/reporter'], transform: {} };`,
  'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, include: ['*.test.js'] } };`,
};

describe.each([
  ['Vitest', vitest],
  ['Jest', jest],
])('a suite in four shards of %s', (name, command) => {
  let folder: string;
  let whole: string;

  beforeAll(async () => {
    folder = makeProject(installation, files);
    const first = await runNode(folder, command, { env: { ...local, SHIFT: '0' } });
    expect(first.status).toBe(0);
    // CI: regressions and obsolete entries fail
    const second = await runNode(folder, command, { env: { SHIFT: '1' } });
    expect(second.status).toBe(1);
    whole = read(folder, 'drift-run.json');
    for (const index of [1, 2, 3, 4]) {
      const blob = name === 'Vitest' ? ['--reporter=blob'] : [];
      await runNode(folder, [...command, `--shard=${index}/4`, ...blob], { env: { SHIFT: '1' } });
    }
  });

  test('gives, merged, the record of the suite run whole', () => {
    const records = readdirSync(folder)
      .filter((file) => /^drift-run\.shard-\d-of-4\.json$/.test(file))
      .map((file) => parseRunRecord(read(folder, file), file));
    expect(records).toHaveLength(4);
    const merged = mergeRunRecords(records.reverse());
    expect(printRunRecord(merged)).toBe(whole);
    const outcomes = merged.checks.map(({ file, outcome }) => `${file} ${outcome}`);
    expect(outcomes).toEqual([
      'a.test.js improved',
      'a.test.js regressed',
      'b.test.js improved',
      'b.test.js within',
      'c.test.js within',
      'c.test.js within',
      'd.test.js regressed',
      'e.test.js regressed',
    ]);
    expect(merged.obsolete.map(({ key }) => key)).toEqual(['gone#1']);
  });

  test.runIf(name === 'Vitest')('gives the same by --merge-reports', async () => {
    const { output } = await runNode(folder, [...command, '--merge-reports'], { env: { SHIFT: '1' } });
    expect(output).toContain('Drift  3 within · 2 improved · 3 regressed');
    expect(read(folder, 'drift-run.json')).toBe(whole);
  });
});

describe('two projects that run the same file at once', () => {
  const both = { 'a.test.js': suite['a.test.js']!, 'package.json': '{}' };
  const keys = ['a#1', 'a#2'];

  test('write one baseline file in Vitest, and two checks of each entry into the record', async () => {
    const folder = makeProject(installation, {
      ...both,
      'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
const project = (name) => ({ plugins: [ulpwise()], test: { name, globals: true, include: ['*.test.js'] } });
export default { plugins: [ulpwise()], test: { projects: [project('one'), project('two')] } };`,
    });
    const { status, output } = await runNode(folder, vitest, { env: { ...local, SHIFT: '0' } });
    expect(output).toMatch(/Test Files {2}2 passed/);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, '__drift__'))).toEqual(['a.test.js.drift.json']);
    expect([...parseBaseline(read(folder, '__drift__/a.test.js.drift.json'), 'file').keys()]).toEqual(keys);
    const { checks } = parseRunRecord(read(folder, 'drift-run.json'), 'record');
    expect(checks.map(({ project, key }) => `${project} ${key}`)).toEqual(['one a#1', 'one a#2', 'two a#1', 'two a#2']);
  });

  test('keep what differs in an environment apart, in Jest', async () => {
    const project = (name: string, environment: string): string =>
      `{ displayName: '${name}', setupFilesAfterEnv: ['ulpwise/jest'], transform: {}, globals: { ULPWISE_ENVIRONMENT: '${environment}', shift: ${environment === '' ? 0 : 4} } }`;
    const folder = makeProject(installation, {
      'package.json': '{}',
      'a.test.js': `test('a', () => expect(Float32Array.of(1 + (3 + shift) * 2 ** -23)).toMatchDriftBaseline([1]));`,
      'jest.config.js': `module.exports = { reporters: ['ulpwise/jest/reporter'], projects: [${project('cpu', '')}, ${project('gpu', 'webgpu')}] };`,
    });
    const cpu = await runNode(folder, [...jest, '--selectProjects', 'cpu'], { env: local });
    expect(cpu.status).toBe(0);
    const shared = read(folder, '__drift__/a.test.js.drift.json');
    const failing = await runNode(folder, jest, { env: local });
    expect(failing.status).toBe(1);
    const updated = await runNode(folder, [...jest, '-u'], { env: local });
    expect(updated.status).toBe(0);
    expect(read(folder, '__drift__/a.test.js.drift.json')).toBe(shared);
    expect(read(folder, '__drift__/a.test.js.webgpu.drift.json')).toContain('"maxUlps": "7 (0x1.cp+2)"');
    const { checks } = parseRunRecord(read(folder, 'drift-run.json'), 'record');
    expect(checks.map(({ project: name, baseline, action }) => `${name}: ${baseline} ${action}`)).toEqual([
      'cpu: __drift__/a.test.js.drift.json kept',
      'gpu: __drift__/a.test.js.webgpu.drift.json updated',
    ]);
    const again = await runNode(folder, jest, {});
    expect(again.status).toBe(0);
  });
});
