import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { commands } from '../../src/cli/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = inject('packedFiles');
const installed = join(inject('installation'), 'node_modules/ulpwise');
const read = (file: string): string => readFileSync(join(installed, file), 'utf8');
const code = files.filter((file) => file.endsWith('.js') || file.endsWith('.d.ts'));

/** All strings in a tree of objects: the targets of an exports map. */
function strings(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(strings) : [];
}

/** The specifiers of the static imports and requires of a built file; what comes by `import()` is loaded later or never. */
function staticImports(file: string): string[] {
  const text = read(file).replace(/\/\*[\s\S]*?\*\//g, '');
  return [
    ...text.matchAll(/^\s*(?:import|export)\b[^;'"=()]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\brequire\(["']([^"']+)["']\)/g),
  ].map((match) => match[1]!);
}

/** The files of this package that loading a built file loads, itself among them, and the packages outside. */
function loadedBy(entry: string): { readonly files: string[]; readonly packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const specifier of staticImports(file)) {
      if (specifier.startsWith('.')) queue.push(join(file, '..', specifier));
      else packages.add(specifier);
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

/** The declarations that some lead to, themselves among them. */
function reachedFrom(declarations: readonly string[]): string[] {
  const reached = new Set<string>();
  const queue = [...declarations];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, specifier] of read(file).matchAll(/\b(?:from|import)\b\s*\(?\s*["'](\.[^"']+)["']/g)) {
      queue.push(join(file, '..', specifier!.replace(/\.[jt]s$/, '.d.ts')));
    }
  }
  return [...reached];
}

/** The sources of a built file, by the comments with which the bundler heads them. */
function sourcesIn(file: string): string[] {
  return [...read(file).matchAll(/^\/\/ ((?:src|plugins)\/\S+\.ts)$/gm)].map((match) => match[1]!);
}

describe('the tarball', () => {
  test('holds entries, chunks and the declarations that entries lead to, in both module systems, the licence, the readme and nothing else', () => {
    const sources = ['src', 'plugins']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
      )
      .filter((file) => file.endsWith('.ts') && !/^src\/(?:cli|kernels\/assembly|report\/html\/page)\//.test(file))
      .map((file) => file.slice(0, -'.ts'.length));
    const { exports, bin } = JSON.parse(read('package.json')) as { exports: unknown; bin: unknown };
    const targets = strings([exports, bin]).map((path) => path.replace(/^\.\//, ''));
    const entries = targets.filter((path) => path.endsWith('.js'));
    const declarations = reachedFrom(targets.filter((path) => path.endsWith('.d.ts')));
    // each declares one of the sources
    expect(declarations.filter((path) => !sources.includes(path.replace(/^dist\/\w+\/|\.d\.ts$/g, '')))).toEqual([]);
    const chunks = files.filter((file) => /^dist\/(?:esm|cjs)\/chunks\/[\w-]+\.js$/.test(file));
    const expected = [
      ...['LICENSE', 'README.md', 'package.json', 'dist/cjs/package.json'],
      ...['schemas/baseline-1.json', 'schemas/run-1.json', 'templates/github-workflow.yml', 'templates/gitlab-ci.yml'],
      ...declarations,
      ...entries,
      ...chunks,
    ];
    // a chunk a command, besides what entries share
    expect(chunks.length).toBeLessThanOrEqual(30 + commands.length);
    expect(files).toEqual(expected.sort());
  });

  test('has every file that the exports map names, and offers no condition for browsers', () => {
    const { exports, main, types } = JSON.parse(read('package.json')) as Record<string, unknown>;
    const targets = strings([exports, main, types]).map((path) => path.replace(/^\.\//, ''));
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((path) => !files.includes(path))).toEqual([]);
    expect(JSON.stringify(exports)).not.toContain('"browser"');
  });

  test('points to no source map: none is shipped', () => {
    expect(code.filter((file) => read(file).includes('sourceMappingURL'))).toEqual([]);
  });

  test('imports only files that are there', () => {
    const missing = code
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) =>
        staticImports(file)
          .filter((name) => name.startsWith('.'))
          .map((name) => join(file, '..', name)),
      )
      .filter((file) => !files.includes(file));
    expect(missing).toEqual([]);
  });

  test('imports only packages that it declares', () => {
    const { dependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<
      string,
      Record<string, string>
    >;
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const used = code.filter((file) => file.endsWith('.js')).flatMap((file) => staticImports(file));
    const strangers = used.filter(
      (name) =>
        !name.startsWith('.') &&
        !name.startsWith('node:') &&
        !declared.some((known) => name === known || name.startsWith(`${known}/`)),
    );
    expect(strangers).toEqual([]);
  });

  test('is under 3 MB unpacked', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });
});

describe('the page of the HTML report', () => {
  const holders = code.filter((file) => file.endsWith('.js') && read(file).includes('Content-Security-Policy'));

  test('is in one file, which only the command that writes it loads', () => {
    expect(holders).toHaveLength(1);
    const { exports, bin } = JSON.parse(read('package.json')) as { exports: unknown; bin: unknown };
    const entries = strings([exports, bin])
      .map((path) => path.replace(/^\.\//, ''))
      .filter((path) => path.endsWith('.js'));
    expect(entries).toContain('dist/esm/src/cli/main.js');
    expect(entries.filter((entry) => loadedBy(entry).files.some((file) => holders.includes(file)))).toEqual([]);
  });
});

describe('registering the matchers', () => {
  test.each([
    ['dist/esm/plugins/vitest/index.js', 'vitest'],
    ['dist/esm/plugins/jest/index.js', '@jest/globals'],
    ['dist/cjs/plugins/jest/index.js', '@jest/globals'],
  ])('by %s loads three files and the runner, nothing else', (entry, runner) => {
    const { files: loaded, packages } = loadedBy(entry);
    expect(packages).toEqual([runner]);
    const chunks = join(entry, '../../../chunks');
    expect(loaded).toEqual([join(chunks, 'comparison.js'), join(chunks, 'registration.js'), entry].sort());
  });

  test.each(['esm', 'cjs'])('loads no oracle, no arithmetic, no tensors and no command line (%s)', (system) => {
    const { files: loaded } = loadedBy(`dist/${system}/plugins/jest/index.js`);
    const sources = loaded.flatMap(sourcesIn);
    // the set-up module itself, and what it is there for
    expect(sources).toContain('plugins/jest/index.ts');
    expect(sources).toContain('src/matchers/to-match-oracle-within.ts');
    expect(sources).toContain('src/drift/store.ts');
    const folders = ['arithmetic', 'cli', 'ops', 'program', 'tensor', 'train'];
    expect(sources.filter((file) => folders.includes(file.split('/')[1]!))).toEqual([]);
    // exact integers and dyadic numbers, of which comparisons are made; no enclosures and no elementary functions
    const reals = ['src/reals/dyadic.ts', 'src/reals/integers.ts'];
    expect(sources.filter((file) => file.startsWith('src/reals/') && !reals.includes(file))).toEqual([]);
    expect(sources.filter((file) => file.startsWith('src/kernels/generated/'))).toEqual([
      'src/kernels/generated/compare.ts',
    ]);
  });

  test.each(['dist/esm/src/index.js', 'dist/cjs/src/index.js'])(
    'is not needed for the core: %s loads no runner and nothing of Node',
    (entry) => {
      const { packages } = loadedBy(entry);
      expect(packages.filter((name) => name.startsWith('node:') || /vitest|jest/.test(name))).toEqual([]);
    },
  );
});
