/** Projects with baselines that are the same for both runners, and runs of them. */
import { join } from 'node:path';
import { inject } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';
import type { Outcome } from '../support/project.ts';

export type RunnerName = 'Vitest' | 'Jest';

/** Opens each test file: `u(n)` is `n` ulps off 1, `mock` the runner's own. */
export const preamble = `const u = (count) => Float32Array.of(1 + count * 2 ** -23);
const mock = globalThis.vi ?? jest;
`;

/** Makes a project of test files, in CommonJS, with global names. */
export function baselineProject(files: Readonly<Record<string, string>>): string {
  const tests = Object.entries(files).map(([name, text]) => [name, name.endsWith('.test.js') ? preamble + text : text]);
  return makeProject(inject('installation'), {
    'package.json': '{}',
    'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true } };`,
    'jest.config.js': `module.exports = {
  setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['default', 'ulpwise/jest/reporter'], transform: {},
};`,
    ...Object.fromEntries(tests),
  });
}

/** Runs a project as at a desk. */
export function runAtDesk(
  runner: RunnerName,
  folder: string,
  env: Readonly<Record<string, string>> = {},
  ...args: readonly string[]
): Promise<Outcome> {
  const modules = join(inject('installation'), 'node_modules');
  const command =
    runner === 'Vitest' ? [join(modules, 'vitest/vitest.mjs'), 'run'] : [join(modules, 'jest/bin/jest.js')];
  return runNode(folder, [...command, ...args], { env: { CI: '', GITHUB_ACTIONS: '', ...env } });
}
