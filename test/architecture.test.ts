/**
 * The order of layers, read from the text of the imports without the linter's help, and the habits that keep the tree readable.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A layer may import itself and what stands before it. */
const order = [
  'src/errors.ts',
  'src/formats',
  'src/reals',
  'src/kernels',
  'src/compare',
  'src/ops',
  'src/program',
  'src/arithmetic',
  'src/tensor',
  'src/train',
  'src/interop',
  'src/drift',
  'src/matchers',
  'src/report',
  'src/index.ts',
  'src/cli',
  'plugins/matchers',
  'plugins/vitest',
  'plugins/jest',
  'plugins/expect',
];

/** The one folder that imports each dependency. */
const ownersOfPackages = new Map([
  ['decimal.js', 'src/reals'],
  ['pure-rand', 'src/train'],
  ['fflate', 'src/interop'],
  ['uplot', 'src/report'],
  ['commander', 'src/cli'],
  ['vitest', 'plugins/vitest'],
  ['@jest/globals', 'plugins/jest'],
  ['@jest/reporters', 'plugins/jest'],
  ['@vitest/expect', 'plugins/expect'],
]);

const filePorts = ['src/drift/files.ts'];

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const sources = [...filesIn('src'), ...filesIn('plugins')].filter(
  (file) =>
    file.endsWith('.ts') &&
    !file.startsWith('src/kernels/assembly/') &&
    !file.startsWith('src/kernels/generated/') &&
    !file.startsWith('src/report/html/generated/'),
);

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The specifiers of all imports and re-exports, static and dynamic. Comments are cut away: examples in them import as a user would. */
function importsOf(file: string): string[] {
  const code = textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map((match) => match[2]!);
}

const rankOf = (path: string): number => order.findIndex((layer) => path === layer || path.startsWith(`${layer}/`));

describe('the layers', () => {
  test('are where every source file lies', () => {
    expect(sources.filter((file) => rankOf(file) < 0)).toEqual([]);
  });

  test('import only what stands before them', () => {
    const faults: string[] = [];
    for (const file of sources) {
      for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
        const target = relative(root, resolve(root, dirname(file), specifier))
          .split(sep)
          .join('/');
        const rank = rankOf(target);
        const runnerToRunner = rank > rankOf('plugins/matchers') && rank !== rankOf(file);
        if (rank < 0 || rank > rankOf(file) || runnerToRunner) faults.push(`${file} → ${target}`);
      }
    }
    expect(faults).toEqual([]);
  });

  test('leave each dependency to the one folder that owns it, and Node to the command and the plugins', () => {
    const faults: string[] = [];
    for (const file of sources) {
      for (const specifier of importsOf(file).filter((name) => !name.startsWith('.'))) {
        const allowed = specifier.startsWith('node:')
          ? /^(?:src\/cli|plugins)\//.test(file) || filePorts.includes(file)
          : [...ownersOfPackages].some(
              ([name, owner]) =>
                (specifier === name || specifier.startsWith(`${name}/`)) && file.startsWith(`${owner}/`),
            );
        if (!allowed) faults.push(`${file} → ${specifier}`);
      }
    }
    expect(faults).toEqual([]);
  });

  test('each say their promise in the first words of their index', () => {
    const folders = order.filter(
      (layer) => !layer.endsWith('.ts') && sources.some((file) => file.startsWith(`${layer}/`)),
    );
    const silent = folders.filter(
      (layer) => sources.includes(`${layer}/index.ts`) && !textOf(`${layer}/index.ts`).startsWith('/**'),
    );
    expect(silent).toEqual([]);
  });
});

describe('a file', () => {
  test('has at most 450 lines, and nine in ten have at most 300', () => {
    const lengths = sources.map((file) => ({ file, lines: textOf(file).split('\n').length }));
    expect(lengths.filter(({ lines }) => lines > 450)).toEqual([]);
    expect(lengths.filter(({ lines }) => lines > 300).length).toBeLessThanOrEqual(sources.length / 10);
  });

  test('is named in kebab case', () => {
    expect(
      sources.filter((file) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(file)),
    ).toEqual([]);
  });

  test('exports by name, never by default, but for the reporters, which runners take so', () => {
    const byDefault = sources.filter((file) => /^export default\b/m.test(textOf(file)));
    expect(byDefault).toEqual(['plugins/jest/reporter.ts', 'plugins/vitest/reporter.ts']);
  });

  test('names no path of the machine it was written on', () => {
    const homes = ['home', 'Users', 'root', 'work', 'tmp', 'mnt', 'opt'].join('|');
    const path = new RegExp(String.raw`(?<![\w.\]})*])/(?:${homes})/[\w.-]+|\b[A-Z]:\\\\?Users\b`);
    const written = ['src', 'plugins', 'test', 'scripts', 'docs', 'examples', 'bench', 'fixtures', '.github', '.ci']
      .flatMap((folder) => {
        try {
          return filesIn(folder);
        } catch {
          return [];
        }
      })
      .concat(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json', 'vitest.config.ts'])
      .filter((file) => /\.(?:[cm]?[jt]s|json|md|py|ya?ml|sh|txt|csv)$/.test(file) && !file.includes('node_modules/'));
    expect(written.filter((file) => path.test(readIfThere(file)))).toEqual([]);
  });
});

function readIfThere(file: string): string {
  try {
    return textOf(file);
  } catch {
    return '';
  }
}

describe('the linter', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'ulpwise-lint-'));
    cpSync(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
    cpSync(join(root, 'scripts/lint'), join(copy, 'scripts/lint'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  /** What the linter says to one planted file. */
  function lint(file: string, code: string): { status: number | null; output: string } {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), code);
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const { status, stdout } = spawnSync(process.execPath, [oxlint, '--deny-warnings', file], {
      cwd: copy,
      encoding: 'utf8',
    });
    rmSync(join(copy, file));
    return { status, output: stdout };
  }

  test('passes a file that keeps to its layer', () => {
    expect(lint('src/compare/planted.ts', `export { formats } from '../formats/index.ts';\n`)).toMatchObject({
      status: 0,
    });
  });

  test.each([
    [
      'a layer that imports a later one',
      'src/formats/planted.ts',
      `export { compare } from '../compare/index.ts';`,
      'src/compare',
    ],
    [
      'the same from a folder deeper down',
      'src/reals/elementary/planted.ts',
      `export { x } from '../../ops/index.ts';`,
      'src/ops',
    ],
    [
      'a type imported from a later layer',
      'src/ops/planted.ts',
      `import type { T } from '../tensor/index.ts';\nexport type U = T;`,
      'src/tensor',
    ],
    [
      'a later layer imported dynamically',
      'src/ops/planted.ts',
      `export const x: unknown = import('../train/index.ts');`,
      'src/train',
    ],
    [
      'a plugin that imports another',
      'plugins/jest/planted.ts',
      `export { x } from '../vitest/index.ts';`,
      'plugins/vitest',
    ],
    [
      'decimal.js outside src/reals',
      'src/compare/planted.ts',
      `export { Decimal } from 'decimal.js';`,
      'only src/reals',
    ],
    [
      'a package that no layer declares',
      'src/compare/planted.ts',
      `export { x } from 'lodash';`,
      'no layer declares it',
    ],
    [
      'a module of Node in the core',
      'src/interop/planted.ts',
      `export { readFileSync } from 'node:fs';`,
      'without Node',
    ],
    [
      'a function that engines compute differently',
      'src/kernels/planted.ts',
      `export const y: number = Math.exp(1);`,
      'Math.exp',
    ],
    [
      'the same, taken apart',
      'src/kernels/planted.ts',
      `const { pow } = Math;\nexport const y: number = pow(2, 3);`,
      'Math.pow',
    ],
    ['chance', 'src/train/planted.ts', `export const y: number = Math.random();`, 'Math.random'],
    ['a power of numbers', 'src/compare/planted.ts', `const e = 3;\nexport const y: number = 10 ** e;`, '`**`'],
    ['the time', 'src/drift/planted.ts', `export const y: number = Date.now();`, 'Date'],
  ])('refuses %s', (_, file, code, word) => {
    const { status, output } = lint(file, code + '\n');
    expect(status).toBe(1);
    expect(output).toContain(word);
  });

  test('passes an exact power of BigInts', () => {
    expect(lint('src/reals/planted.ts', `export const y: bigint = 2n ** 70n;\n`)).toMatchObject({ status: 0 });
  });
});
