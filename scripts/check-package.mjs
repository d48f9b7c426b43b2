/**
 * Judges the package as a consumer's tools will: `publint --strict` on its manifest, and `attw` on how its types resolve.
 *
 * `--tarball <file>` names a tarball; without it one is packed from `dist`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = parseArgs({ options: { tarball: { type: 'string' } } }).values;

/** Entries that only ES modules may load: Vitest does. Node ≥ 20.19 lets CommonJS `require` them, which attw does not yet count as good. */
const esmOnly = ['vitest/plugin', 'vitest/reporter'];

const offline = ['--no-definitely-typed', '--no-emoji', '--no-color', '--format', 'table-flipped'];

const folder = mkdtempSync(join(tmpdir(), 'ulpwise-check-'));
try {
  const tarball = options.tarball ?? packInto(folder);
  const verdicts = [
    run('publint/src/cli.js', ['run', tarball, '--strict']),
    run('@arethetypeswrong/cli/dist/index.js', [
      tarball,
      ...offline,
      '--profile',
      'node16',
      '--exclude-entrypoints',
      ...esmOnly,
    ]),
    run('@arethetypeswrong/cli/dist/index.js', [
      tarball,
      ...offline,
      '--profile',
      'esm-only',
      '--entrypoints',
      ...esmOnly,
    ]),
  ];
  process.exitCode = verdicts.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packInto(destination) {
  const listing = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', destination], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(destination, JSON.parse(listing)[0].filename);
}

function run(script, args) {
  return spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], { stdio: 'inherit' }).status === 0;
}
