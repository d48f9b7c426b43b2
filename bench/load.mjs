/**
 * Modules of `src` for a benchmark that measures what the package does not export: bundled as the build does it, into a folder that is removed
 * when the process ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
await import('../scripts/build-kernels.mjs');
// Inside the project, so that dependencies are found.
const folder = mkdtempSync(join(root, 'node_modules/.bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The exports of a module of `src`, named as in `src/kernels/linear`. */
export async function load(module) {
  const build = await rolldown({
    cwd: root,
    input: { [module]: `${module}.ts` },
    external: /^[^./]/,
    platform: 'neutral',
  });
  await build.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[hash].mjs' });
  await build.close();
  return import(pathToFileURL(join(folder, `${module}.mjs`)).href);
}
