/**
 * Packs the package as `npm publish` would, and installs the tarball into an empty folder, without the network: the tarball unpacked into
 * `node_modules/ulpwise`, beside links to its declared dependencies, the runners and TypeScript as this repository has them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { install } from '../support/install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder whose `node_modules` hold the packed package; each test makes its project in a folder below it. */
    readonly installation: string;
    /** The files of the tarball, as npm lists them. */
    readonly packedFiles: readonly string[];
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a person who uses the package has beside it. */
const company = [
  'vitest',
  'jest',
  '@jest/globals',
  'expect',
  '@types/jest',
  '@types/node',
  'typescript',
  'typescript5',
];

export default function pack(project: TestProject): () => void {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  const installation = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-installed-')));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const listing = execFileSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', installation], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, files }] = JSON.parse(listing) as [{ filename: string; files: { path: string }[] }];
  execFileSync('tar', ['-xzf', filename], { cwd: installation });
  const unpacked = join(installation, 'package');
  const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as { dependencies: object };
  const names = [...Object.keys(dependencies), ...company];
  install(unpacked, installation, Object.fromEntries(names.map((name) => [name, join(root, 'node_modules', name)])));
  rmSync(unpacked, { recursive: true });
  project.provide('installation', installation);
  project.provide('packedFiles', files.map((file) => file.path).sort());
  return () => rmSync(installation, { recursive: true, force: true });
}
