/**
 * Builds the package: kernels; declarations by tsc, once for each module system; code by rolldown, into `dist/esm` and `dist/cjs`.
 *
 * The code of an entry is one file and the chunks that it shares with others: loading the hundred sources one by one takes a test file a
 * tenth of a second, loading the chunks takes a hundredth. Entries are what package.json exports. Nothing is minified.
 *
 * The output is laid beside `dist` and moved into place at the end, so that whoever reads `dist` meanwhile sees one build, never half of one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist');
const fresh = `${target}.new-${process.pid}`;
const stale = `${target}.old-${process.pid}`;

/**
 * Globals as constants of each file: in Jest's sandbox a look-up of a global costs 0.6 µs, which is a hundred times what is done with it.
 */
const bindings = `const { ${[
  'Math',
  'Number',
  'Object',
  'Array',
  'BigInt',
  'ArrayBuffer',
  'Float64Array',
  'Float32Array',
  'Int32Array',
  'Uint32Array',
  'Uint16Array',
  'Uint8Array',
  'JSON',
  'Map',
  'Set',
  'String',
  'Symbol',
  'Infinity',
  'NaN',
].join(', ')} } = globalThis;`;

await import('./build-kernels.mjs');
await import('./build-report.mjs');
try {
  for (const system of ['esm', 'cjs']) {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const project = ['-p', join(root, `tsconfig.${system}.json`), '--outDir', join(fresh, system)];
    const { status } = spawnSync(process.execPath, [compiler, ...project], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`tsc -p tsconfig.${system}.json failed with status ${status}`);
    await bundle(system);
    keepReachable(system);
  }
  // package.json says "type": "module"; this says otherwise for one folder
  writeFileSync(join(fresh, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  if (existsSync(target)) renameSync(target, stale);
  renameSync(fresh, target);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
}

async function bundle(system) {
  const { exports, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pattern = new RegExp(`^\\./dist/${system}/(.+)\\.js$`);
  const entries = strings([exports, bin]).flatMap((path) => pattern.exec(path)?.[1] ?? []);
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
    external: /^[^./]/,
    platform: 'neutral',
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
    },
  });
  const options = {
    format: system,
    exports: 'named',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    intro: bindings,
    minify: false,
    // declarations have them
    comments: { jsdoc: false },
  };
  const groups = groupsOf(await build.generate({ ...options, dir: fresh }));
  await build.write({ ...options, dir: join(fresh, system), codeSplitting: { groups } });
  await build.close();
}

/**
 * Chunks that are fixed, from a build in which each set of entries has its own: a test file is to load as few as can be, each costs it a
 * third of a millisecond. `registration` is what a runner's set-up module loads, but for what the core loads too.
 */
function groupsOf({ output }) {
  const chunks = new Map(output.filter(({ type }) => type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const reach = (fileName, seen = new Set()) => {
    const chunk = chunks.get(fileName);
    if (chunk === undefined || seen.has(fileName)) return seen;
    seen.add(fileName);
    for (const other of chunk.imports) reach(other, seen);
    return seen;
  };
  const modulesOf = (...entries) => {
    const files = new Set(entries.flatMap((entry) => [...reach(`${entry}.js`)]));
    const own = [...files].filter((file) => !chunks.get(file).isEntry);
    return new Set(own.flatMap((file) => Object.keys(chunks.get(file).modules)));
  };
  const registration = modulesOf('plugins/vitest/index', 'plugins/jest/index');
  const core = modulesOf('src/index');
  const group = (name, test) => ({ name, test });
  return [
    group('comparison', (id) => registration.has(id) && core.has(id)),
    group('registration', (id) => registration.has(id)),
  ];
}

/** Removes the declarations that those of no entry lead to: nobody can import them. */
function keepReachable(system) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(
      /(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g,
    )) {
      reach(join(dirname(file), specifier.replace(/\.[jt]s$/, '.d.ts')));
    }
  };
  const start = `./dist/${system}/`;
  for (const path of strings(exports)) {
    if (path.startsWith(start) && path.endsWith('.d.ts')) reach(join(fresh, system, path.slice(start.length)));
  }
  for (const name of readdirSync(join(fresh, system), { recursive: true })) {
    const file = join(fresh, system, name);
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}

/** All strings in a tree of objects. */
function strings(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree ?? {}).flatMap(strings);
}
