/** Projects of people, set up by the packed command: then their runner knows the matchers, and their compiler too. */
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';

const installation = inject('installation');
const bin = (file: string): string => join(installation, 'node_modules', file);
const ulpwise = bin('ulpwise/dist/esm/src/cli/main.js');

const assertions = `test('a', () => {
  expect([1, 2]).toMatchFloat64Within([1, 2], { ulp: 1 });
  expect(Float32Array.of(0.1)).toMatchDriftBaseline([0.1]);
});
`;
const manifest = (runner: string, more: object = {}): string =>
  JSON.stringify({ devDependencies: { [runner]: '*', ulpwise: '*' }, ...more }, null, 2);

/** Sets a project up, and says what its runner says then. */
async function setUp(project: string, runner: string, ...args: string[]): Promise<void> {
  const first = await runNode(project, [ulpwise, 'init', '--yes']);
  expect(first.output).toContain('\nWritten: ');
  expect((await runNode(project, [ulpwise, 'init', '--yes'])).output).toContain('\nThere is nothing to change.\n');
  // not as in CI, which refuses new baselines
  const { status, output } = await runNode(project, [runner, ...args], {
    env: { CI: undefined, GITHUB_ACTIONS: undefined },
  });
  expect(output).toMatch(/ Drift {2}\d new/);
  expect({ status, output }).toMatchObject({ status: 0 });
}

describe('Vitest', () => {
  const imports = "import { expect, test } from 'vitest';\n";

  test.each<[string, Record<string, string>]>([
    ['without a configuration', {}],
    [
      'with a function for a configuration',
      {
        'vitest.config.ts':
          "import { defineConfig } from 'vitest/config'\n\nexport default defineConfig(({ mode }) => ({\n\ttest: {\n\t\tglobals: mode === 'test', // why\n\t},\n}))\n",
      },
    ],
    [
      'with a constant for a configuration, of Vite',
      {
        'vite.config.mjs':
          "import { mergeConfig } from 'vitest/config';\nconst config = mergeConfig({}, { plugins: [\n  { name: 'x' }\n] });\nexport default config;\n",
      },
    ],
    [
      'with projects',
      {
        'vitest.config.js':
          "export default {\n  test: {\n    projects: [\n      { extends: true, test: { name: 'a', include: ['first.test.ts'] } },\n      { test: { name: 'b', include: ['second.test.ts'] } },\n    ],\n  },\n};\n",
        'second.test.ts': imports + assertions,
      },
    ],
  ])('%s', async (_, files) => {
    const project = makeProject(installation, {
      'package.json': manifest('vitest', { type: 'module' }),
      'first.test.ts': imports + assertions,
      ...files,
    });
    await setUp(project, bin('vitest/vitest.mjs'), 'run');
  });

  test('in TypeScript: the compiler knows the matchers of a test that imports nothing of ulpwise', async () => {
    const project = makeProject(installation, {
      'package.json': manifest('vitest', { type: 'module' }),
      'test/first.test.ts': imports + assertions,
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', noEmit: true, skipLibCheck: true },
        include: ['test'],
      }),
    });
    const tsc = bin('typescript5/bin/tsc');
    expect((await runNode(project, [tsc, '-p', project])).output).toContain('toMatchFloat64Within');
    await setUp(project, bin('vitest/vitest.mjs'), 'run');
    expect(await runNode(project, [tsc, '-p', project])).toEqual({ status: 0, output: '' });
  });
});

describe('Jest', () => {
  test.each<[string, Record<string, string>]>([
    ['without a configuration', { 'package.json': manifest('jest') }],
    ['configured in package.json', { 'package.json': manifest('jest', { jest: { testEnvironment: 'node' } }) }],
    [
      'configured by a constant',
      {
        'package.json': manifest('jest'),
        'jest.config.js':
          "/** @type {import('jest').Config} */\nconst config = {\n  reporters: [\n    'default', // as ever\n  ],\n};\n\nmodule.exports = config;\n",
      },
    ],
    [
      'with projects',
      {
        'package.json': manifest('jest'),
        'jest.config.cjs':
          "module.exports = { projects: [{ displayName: 'a', testMatch: ['**/first.test.js'] }, { displayName: 'b', testMatch: ['**/second.test.js'] }] };\n",
        'second.test.js': assertions,
      },
    ],
  ])('%s', async (_, files) => {
    const project = makeProject(installation, { 'first.test.js': assertions, ...files });
    await setUp(project, bin('jest/bin/jest.js'));
  });
});
