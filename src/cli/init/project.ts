/** The project in a folder, as far as setting it up needs it. */
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../../errors.ts';
import { checked, git } from '../git.ts';
import { readText } from '../text-files.ts';

export interface Manifest {
  readonly type?: unknown;
  readonly packageManager?: unknown;
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
  /** Its lock file, relative to the folder; `undefined` where there is none. */
  readonly lockFile: string | undefined;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
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
  const places = ['', ...(toTop === null || toTop === '' ? [] : [toTop])];
  const found = lockFiles.flatMap(([name, manager]) =>
    places.filter((place) => existsSync(join(folder, place, name))).map((place) => [place + name, manager] as const),
  );
  const [lockFile, manager = named(manifest)] = found[0] ?? [];
  return { folder, manifest, toTop, packageManager: manager, lockFile };
}

/** The package manager that the manifest names: `pnpm@10.2.0`. */
function named({ packageManager }: Manifest): PackageManager {
  const name = typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined;
  return (['pnpm', 'yarn', 'bun'] as const).find((manager) => manager === name) ?? 'npm';
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

/** What stands in the way of a file: a part of its path that is there and is no folder. */
export function inTheWay({ folder }: Pick<Project, 'folder'>, path: string): string | undefined {
  const parts = path.split('/').slice(0, -1);
  return parts
    .map((_, i) => parts.slice(0, i + 1).join('/'))
    .find((place) => {
      const at = join(folder, place);
      // a link that leads nowhere is there too
      const isThere = lstatSync(at, { throwIfNoEntry: false }) !== undefined;
      return isThere && statSync(at, { throwIfNoEntry: false })?.isDirectory() !== true;
    });
}

/** The files in a folder of the project that satisfy a condition, with their paths. */
export function filesIn({ folder }: Project, place: string, wanted: (name: string) => boolean): string[] {
  const path = join(folder, place);
  if (!existsSync(path) || !statSync(path).isDirectory()) return [];
  return readdirSync(path)
    .filter(wanted)
    .map((name) => relative(folder, join(path, name)).split(sep).join('/'))
    .sort();
}
