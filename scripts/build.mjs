/**
 * Builds the package: kernels, then the sources twice with plain tsc, as ES modules into `dist/esm` and as CommonJS into `dist/cjs`.
 *
 * The output is laid beside `dist` and moved into place at the end, so that whoever reads `dist` meanwhile sees one build, never half of one.
 * `--out <folder>` builds somewhere else than `dist`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { out } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } }).values;
const target = resolve(out);
const fresh = `${target}.new-${process.pid}`;
const stale = `${target}.old-${process.pid}`;

await import('./build-kernels.mjs');
try {
  for (const system of ['esm', 'cjs']) {
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const project = ['-p', join(root, `tsconfig.${system}.json`), '--outDir', join(fresh, system)];
    const { status } = spawnSync(process.execPath, [compiler, ...project], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`tsc -p tsconfig.${system}.json failed with status ${status}`);
  }
  // package.json says "type": "module"; this says otherwise for one folder
  writeFileSync(join(fresh, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  mkdirSync(dirname(target), { recursive: true });
  if (existsSync(target)) renameSync(target, stale);
  renameSync(fresh, target);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(stale, { recursive: true, force: true });
}
