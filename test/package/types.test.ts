/** A consumer's program compiles against the packed declarations, in each way of resolving modules. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { makeProject, runNode } from '../support/project.ts';

const installation = inject('installation');

const core = `import { compare, roundToFormat, type Budget, type Comparison, type FormatName } from 'ulpwise';
const budget: Budget = { ulp: 4, abs: 1e-12 };
const name: FormatName = 'bfloat16';
const result: Comparison = compare(new Float32Array(3), [0, 0, roundToFormat(0.1, name)], budget);
export const pass: boolean = result.passed;
// @ts-expect-error there is no such format
roundToFormat(1, 'float8');
`;
const vitest = `import { expect } from 'vitest';
import 'ulpwise/vitest';
expect(1).toMatchFloat64Within(1, { ulp: 1 });
// @ts-expect-error a budget is due
expect(1).toMatchFloat64Within(1);
`;
const jest = `import { expect } from '@jest/globals';
import 'ulpwise/jest';
expect(1).toMatchFloat64Within(1, { ulp: 1 });
// @ts-expect-error a budget is due
expect(1).toMatchFloat64Within(1);
`;
const ready = `import { expect } from 'ulpwise/expect';
expect(1).toMatchFloat64Within(1, { ulp: 1 });
`;
const plugin = `import { ulpwise } from 'ulpwise/vitest/plugin';
import { defineConfig } from 'vitest/config';
export default defineConfig({ plugins: [ulpwise()] });
`;

const rest = `import * as matchers from 'ulpwise/matchers';
import { torch } from 'ulpwise/torch';
import { DriftReporter } from 'ulpwise/jest/reporter';
import * as vitestReporter from 'ulpwise/vitest/reporter';
export const all = [matchers, torch, DriftReporter, vitestReporter];
// @ts-expect-error its type is known
torch.nothing;
`;

const programs = {
  'core.ts': core,
  'with-vitest.ts': vitest,
  'with-jest.ts': jest,
  'with-expect.ts': ready,
  'vitest.config.ts': plugin,
  'rest.ts': rest,
};

describe.each([
  ['TypeScript 7', 'typescript/bin/tsc'],
  ['TypeScript 5.9', 'typescript5/bin/tsc'],
])('%s', (_, compiler) => {
  test.each([
    ['nodenext, ES modules', 'module', 'nodenext', 'nodenext'],
    ['nodenext, CommonJS', 'commonjs', 'nodenext', 'nodenext'],
    ['bundler, ES modules', 'module', 'esnext', 'bundler'],
  ])('compiles every entry under %s', async (_resolution, type, module, moduleResolution) => {
    const project = makeProject(installation, {
      ...programs,
      'package.json': JSON.stringify({ type }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          module,
          moduleResolution,
          skipLibCheck: true,
          types: ['node'],
        },
        include: ['*.ts'],
      }),
    });
    expect(await runNode(project, [join(installation, 'node_modules', compiler)])).toEqual({ status: 0, output: '' });
  });

  test('finds no fault in the declarations of the core themselves', async () => {
    const project = makeProject(installation, {
      'core.ts': core,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          module: 'nodenext',
          skipLibCheck: false,
          types: [],
        },
        include: ['*.ts'],
      }),
    });
    expect(await runNode(project, [join(installation, 'node_modules', compiler)])).toEqual({ status: 0, output: '' });
  });
});

// TypeScript 6 and later have no such resolution; up to 5.8 it is what `module: commonjs` comes with, as in projects of NestJS and ts-jest
test('TypeScript 5.9 compiles every entry under node10, which reads no exports', async () => {
  const project = makeProject(installation, {
    ...programs,
    'package.json': '{}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        module: 'commonjs',
        moduleResolution: 'node10',
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['*.ts'],
    }),
  });
  const tsc = join(installation, 'node_modules/typescript5/bin/tsc');
  expect(await runNode(project, [tsc])).toEqual({ status: 0, output: '' });
});

test('every entry with types has them for resolutions that read no exports', () => {
  const manifest = JSON.parse(readFileSync(join(installation, 'node_modules/ulpwise/package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
    typesVersions: { '*': Record<string, string[]> };
  };
  const typed = Object.keys(manifest.exports).filter((entry) => entry !== '.' && !entry.endsWith('.json'));
  expect(Object.keys(manifest.typesVersions['*']).sort()).toEqual(typed.map((entry) => entry.slice(2)).sort());
});
