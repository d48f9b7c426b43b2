/**
 * Builds the package: kernels; declarations by tsc, once for each module system; code by rolldown, into `dist/esm` and `dist/cjs`.
 *
 * The code of an entry is one file and the chunks that it shares with others: loading the hundred sources one by one takes a test file a
 * tenth of a second, loading the chunks takes a hundredth. Entries are what package.json exports. Nothing is minified.
 *
 * The output is laid beside `dist` and moved into place at the end, so that whoever reads `dist` meanwhile sees one build, never half of one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
].join(', ')} } = globalThis;`;

await import('./build-kernels.mjs');
try {
  for (const system of ['esm', 'cjs']) {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const project = ['-p', join(root, `tsconfig.${system}.json`), '--outDir', join(fresh, system)];
    const { status } = spawnSync(process.execPath, [compiler, ...project], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`tsc -p tsconfig.${system}.json failed with status ${status}`);
    await bundle(system);
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
  await build.write({
    dir: join(fresh, system),
    format: system,
    exports: 'named',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    intro: bindings,
    minify: false,
  });
  await build.close();
}

/** All strings in a tree of objects. */
function strings(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree ?? {}).flatMap(strings);
}
