/**
 * The types of the assertions, compiled against the packed declarations: programs in test/types, with the compiler of today and the one
 * before it. Other majors of Vitest come from test/compat; without them they are skipped.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { install } from '../support/install.ts';
import { runNode } from '../support/project.ts';

const installation = inject('installation');
const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = join(root, 'test/types');
const compat = join(root, 'test/compat/node_modules');
const compilers = [
  ['TypeScript 7', 'typescript'],
  ['TypeScript 5.9', 'typescript5'],
] as const;

/** The compiler's complaints about one program: none. */
async function compile(
  parent: string,
  program: string,
  compiler: string,
  types: readonly string[] = [],
): Promise<void> {
  const folder = mkdtempSync(join(parent, 'types-'));
  for (const file of [program, 'equal.ts']) cpSync(join(programs, file), join(folder, file));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'nodenext',
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [program] }));
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
  expect(await runNode(folder, [tsc])).toEqual({ status: 0, output: '' });
}

describe.each(compilers)('%s', (_, compiler) => {
  test('Vitest 4', () => compile(installation, 'vitest.ts', compiler));
  test('Jest by @jest/globals', () => compile(installation, 'jest-globals.ts', compiler));
  test('Jest by @types/jest', () => compile(installation, 'jest-types.ts', compiler, ['jest']));
  test('both runners and the ready expect in one program', () => compile(installation, 'both-runners.ts', compiler));
  test('expect.extend by hand', () => compile(installation, 'by-hand.ts', compiler));
});

describe.each([
  ['Vitest 3.2', 'vitest3'],
  ['Vitest 5', 'vitest5'],
])('%s', (_, name) => {
  const present = existsSync(join(compat, name, 'package.json'));
  const hint = present ? '' : ' (skipped: run `npm ci --prefix test/compat` first)';

  describe.runIf(present)(`types the assertions${hint}`, () => {
    test.each(compilers)('with %s', async (_title, compiler) => {
      const unpacked = join(installation, 'node_modules/ulpwise');
      const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
        dependencies: object;
      };
      const links = Object.keys(dependencies).map((dependency) => [dependency, join(root, 'node_modules', dependency)]);
      const folder = mkdtempSync(join(installation, 'compat-'));
      install(unpacked, folder, { ...Object.fromEntries(links), vitest: join(compat, name) });
      await compile(folder, 'vitest.ts', compiler);
    });
  });
});
