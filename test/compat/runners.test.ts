/**
 * The packed tarball in runners of other major versions, which test/compat/package.json names. `npm ci --prefix test/compat` installs them;
 * without that the tests are skipped.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { assertions, expectOneFailure } from '../support/assertions.ts';
import { install } from '../support/install.ts';
import { makeProject, runNode } from '../support/project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runners = fileURLToPath(new URL('node_modules', import.meta.url));
const present = (name: string): boolean => existsSync(join(runners, name, 'package.json'));
const node24 = join(runners, 'node24/bin/node');

const hint = (name: string): string => (present(name) ? '' : ' (skipped: run `npm ci --prefix test/compat` first)');

/** A folder with the packed package and one runner beside it, where the projects of a test go. */
function installBeside(links: Readonly<Record<string, string>>): string {
  const unpacked = join(inject('installation'), 'node_modules/ulpwise');
  const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as { dependencies: object };
  const needed = Object.keys(dependencies).map((name) => [name, join(root, 'node_modules', name)]);
  const folder = mkdtempSync(join(inject('installation'), 'compat-'));
  install(unpacked, folder, { ...Object.fromEntries(needed), ...links });
  return folder;
}

describe.each([
  ['Vitest 3.2', 'vitest3', process.execPath],
  ['Vitest 5, on Node 24', 'vitest5', node24],
])('%s', (_, name, node) => {
  describe.runIf(present(name) && existsSync(node))(`runs the package${hint(name)}`, () => {
    let folder: string;
    beforeAll(() => {
      folder = installBeside({ vitest: join(runners, name) });
    });

    test.each(['module', 'commonjs'])('configured by the plugin, in a package of type %s', async (type) => {
      const project = makeProject(folder, {
        'package.json': JSON.stringify({ type }),
        'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';
export default defineConfig({ plugins: [ulpwise()] });`,
        'first.test.ts': `import { expect, test } from 'vitest';\n${assertions}`,
      });
      expectOneFailure(await runNode(project, [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'], { node }));
    });
  });
});

describe('Jest 29', () => {
  describe.runIf(present('jest29'))(`runs the package${hint('jest29')}`, () => {
    let folder: string;
    beforeAll(() => {
      folder = installBeside({ jest: join(runners, 'jest29') });
    });

    test('in CommonJS, without flags', async () => {
      const project = makeProject(folder, {
        'package.json': '{}',
        'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'] };`,
        'first.test.js': assertions,
      });
      expectOneFailure(await runNode(project, [join(folder, 'node_modules/jest/bin/jest.js'), '--no-cache']));
    });

    test('in ES modules', async () => {
      const project = makeProject(folder, {
        'package.json': '{ "type": "module" }',
        'jest.config.js': `export default { setupFilesAfterEnv: ['ulpwise/jest'], transform: {} };`,
        'first.test.js': assertions,
      });
      const jest = join(folder, 'node_modules/jest/bin/jest.js');
      expectOneFailure(await runNode(project, ['--experimental-vm-modules', jest, '--no-cache']));
    });
  });
});

describe('Node 24', () => {
  describe.runIf(present('node24') && existsSync(node24))(`loads the package${hint('node24')}`, () => {
    test('in both module systems', async () => {
      const project = makeProject(inject('installation'), {
        'main.cjs': `const { roundToFormat } = require('ulpwise');
import('ulpwise').then((module) => console.log(roundToFormat(0.1, 'float16'), module.roundToFormat(0.1, 'float16')));`,
      });
      // 0.1 in float16: 1638·2^-14
      const expected = { status: 0, output: '0.0999755859375 0.0999755859375\n' };
      expect(await runNode(project, ['main.cjs'], { node: node24 })).toEqual(expected);
    });
  });
});
