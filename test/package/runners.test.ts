/** A first passing and a first failing assertion in a project of one's own, in each runner, from the packed tarball. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { assertions, expectOneFailure } from '../support/assertions.ts';
import { makeProject, runNode } from '../support/project.ts';

const installation = inject('installation');
const bin = (file: string): string => join(installation, 'node_modules', file);

describe('Vitest', () => {
  const vitest = bin('vitest/vitest.mjs');
  const imports = `import { expect, test } from 'vitest';\n`;

  test('takes the matchers from one line of configuration', async () => {
    const project = makeProject(installation, {
      'package.json': '{ "type": "module" }',
      'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';
export default defineConfig({ plugins: [ulpwise()] });`,
      'first.test.ts': imports + assertions,
    });
    expectOneFailure(await runNode(project, [vitest, 'run']));
  });

  test('takes the plugin in a package that is CommonJS', async () => {
    const project = makeProject(installation, {
      'package.json': '{}',
      'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';
export default defineConfig({ plugins: [ulpwise()] });`,
      'first.test.ts': imports + assertions,
    });
    expectOneFailure(await runNode(project, [vitest, 'run']));
  });

  test('takes the matchers as a setup file', async () => {
    const project = makeProject(installation, {
      'package.json': '{ "type": "module" }',
      'vitest.config.js': `export default { test: { setupFiles: ['ulpwise/vitest'] } };`,
      'first.test.js': imports + assertions,
    });
    expectOneFailure(await runNode(project, [vitest, 'run']));
  });

  test('takes the matchers as an import of the test file', async () => {
    const project = makeProject(installation, {
      'package.json': '{ "type": "module" }',
      'first.test.js': imports + `import 'ulpwise/vitest';` + assertions,
    });
    expectOneFailure(await runNode(project, [vitest, 'run']));
  });
});

describe('Jest', () => {
  const jest = bin('jest/bin/jest.js');

  test('takes the matchers from one line of configuration, without flags', async () => {
    const project = makeProject(installation, {
      'package.json': '{}',
      'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'] };`,
      'first.test.js': assertions,
    });
    expectOneFailure(await runNode(project, [jest, '--no-cache']));
  });

  test('takes the matchers without global names', async () => {
    const project = makeProject(installation, {
      'package.json': '{}',
      'jest.config.js': `module.exports = { injectGlobals: false };`,
      'first.test.js': `const { expect, test } = require('@jest/globals');\nrequire('ulpwise/jest');\n` + assertions,
    });
    expectOneFailure(await runNode(project, [jest, '--no-cache']));
  });

  test('takes the matchers in ES modules', async () => {
    const project = makeProject(installation, {
      'package.json': '{ "type": "module" }',
      'jest.config.js': `export default { setupFilesAfterEnv: ['ulpwise/jest'], transform: {} };`,
      'first.test.js': `import { formats } from 'ulpwise';
import { expect, test } from '@jest/globals';
test('the core is there too', () => expect(formats.float32.precision).toBe(24));
${assertions}`,
    });
    expectOneFailure(await runNode(project, ['--experimental-vm-modules', jest, '--no-cache']), 2);
  });
});

describe('the error of a model against the oracle', () => {
  const body = `
test('forward', () => {
  const t = torch({ dtype: 'float32' });
  const model = t.nn.Sequential(t.nn.Linear(4, 8), t.nn.Tanh(), t.nn.Linear(8, 1));
  const x = t.tensor([[0.1, 0.2, 0.3, 0.4]]);
  expect(model.forward(x)).toMatchDriftBaseline(oracle.run(model, x));
});`;
  const entries = (folder: string): string => readFileSync(join(folder, '__drift__/first.test.js.drift.json'), 'utf8');
  const local = { env: { CI: '', GITHUB_ACTIONS: '' } };

  test('is remembered, the same in both runners', async () => {
    const inVitest = makeProject(installation, {
      'package.json': '{ "type": "module" }',
      'vitest.config.js': `import { ulpwise } from 'ulpwise/vitest/plugin';\nexport default { plugins: [ulpwise()] };`,
      'first.test.js': `import { expect, test } from 'vitest';
import { oracle } from 'ulpwise';
import { torch } from 'ulpwise/torch';
${body}`,
    });
    const inJest = makeProject(installation, {
      'package.json': '{}',
      'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], transform: {} };`,
      'first.test.js': `const { oracle } = require('ulpwise');\nconst { torch } = require('ulpwise/torch');\n${body}`,
    });
    const [vitest, jest] = await Promise.all([
      runNode(inVitest, [bin('vitest/vitest.mjs'), 'run'], local),
      runNode(inJest, [bin('jest/bin/jest.js')], local),
    ]);
    expect(vitest).toMatchObject({ status: 0 });
    expect(jest).toMatchObject({ status: 0 });
    expect(entries(inVitest)).toContain('"forward#1": {');
    expect(entries(inJest)).toBe(entries(inVitest));
  });
});
