/** The project in a folder, as far as setting it up needs it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../../errors.ts';
import { checked, git } from '../git.ts';
import { readText } from '../text-files.ts';

export interface Manifest {
  readonly type?: unknown;
  readonly jest?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

export interface Project {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The folder of the repository, relative to this one, with `/` at its end: `''`, `'../../'`; `null` outside a repository. */
  readonly toTop: string | null;
  readonly packageManager: PackageManager;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** @throws UsageError where the folder is none of a package */
export function projectIn(folder: string): Project {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) {
    throw new UsageError(
      `${folder} has no package.json. Run it in the folder of the package whose tests are to be set up.`,
    );
  }
  let manifest: unknown;
  try {
    manifest = JSON.parse(readText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`package.json is not JSON: ${error.message}. Mend it first.`, { cause: error });
  }
  if (typeof manifest !== 'object' || manifest === null)
    throw new UsageError('package.json holds no object. Mend it first.');
  const toTop = topOf(folder);
  const places = [folder, ...(toTop === null ? [] : [join(folder, toTop)])];
  const lock = lockFiles.find(([name]) => places.some((place) => existsSync(join(place, name))));
  return { folder, manifest, toTop, packageManager: lock?.[1] ?? 'npm' };
}

function topOf(folder: string): string | null {
  try {
    const top = new TextDecoder().decode(checked(git(folder, ['rev-parse', '--show-cdup'])));
    return top.replace(/\n$/, '');
  } catch (error) {
    // no repository, or no git
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** The first of these files that there is. */
export function firstOf({ folder }: Project, names: readonly string[]): string | undefined {
  return names.find((name) => existsSync(join(folder, name)) && statSync(join(folder, name)).isFile());
}

/** The text of a file, `null` where there is none. */
export function textOf({ folder }: Pick<Project, 'folder'>, path: string): string | null {
  return existsSync(join(folder, path)) ? readText(join(folder, path)) : null;
}

/** Whether a package is among the dependencies. */
export function dependsOn({ manifest }: Project, name: string): boolean {
  return [manifest.dependencies, manifest.devDependencies].some(
    (list) => list !== undefined && Object.hasOwn(list, name),
  );
}

/** The configuration that a script names: `jest --config config/jest.js`. */
export function configurationInScripts({ manifest }: Project, runner: string): string | undefined {
  const call = new RegExp(`(?:^|[\\s/&|;])${runner}(?:\\s[^&|;]*)?\\s(?:--config|-c)[= ]['"]?([^\\s'"]+)`);
  for (const script of Object.values(manifest.scripts ?? {})) {
    const path = typeof script === 'string' ? call.exec(script)?.[1] : undefined;
    if (path !== undefined) return path.replace(/^\.\//, '');
  }
  return undefined;
}

/** The files in a folder of the project that satisfy a condition, with their paths. */
export function filesIn({ folder }: Project, place: string, wanted: (name: string) => boolean): string[] {
  const path = join(folder, place);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter(wanted)
    .map((name) => relative(folder, join(path, name)).split(sep).join('/'))
    .sort();
}
