/** What git knows, asked of the `git` command: files at a commit, and those of the working tree that it does not ignore. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { UsageError } from '../errors.ts';

const mostBytes = 1 << 30;

export interface Output {
  readonly status: number | null;
  readonly bytes: Uint8Array;
  readonly complaint: string;
}

/** Runs git in a folder, with its complaints in English. @throws UsageError where there is no git */
export function git(folder: string, args: readonly string[], input = ''): Output {
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: folder, input, env, maxBuffer: mostBytes });
  if (error === undefined) return { status, bytes: stdout, complaint: stderr.toString('utf8').trim() };
  const missing = (error as { code?: string }).code === 'ENOENT';
  throw new UsageError(
    missing ? 'git cannot be run: install it, or compare two run records.' : `git cannot be run: ${error.message}.`,
    { cause: error },
  );
}

/**
 * Why a folder is in no repository that git works in, a sentence; `undefined` where it is in one. git refuses one that belongs to another user,
 * as in a container, and says what to do.
 */
export function outsideRepository(folder: string): string | undefined {
  const { status, complaint } = git(folder, ['rev-parse', '--git-dir']);
  if (status === 0) return undefined;
  return isNoRepository(complaint)
    ? `${folder} is not in a git repository.`
    : `git refuses to work in ${folder}: ${complaint}`;
}

function isNoRepository(complaint: string): boolean {
  return complaint === '' || /not a git repository/i.test(complaint);
}

const decoder = new TextDecoder();

function texts(bytes: Uint8Array): string[] {
  return decoder
    .decode(bytes)
    .split('\0')
    .filter((text) => text !== '');
}

/** What git wrote. @throws UsageError with its complaint where it refused */
export function checked({ status, bytes, complaint }: Output): Uint8Array {
  if (status === 0) return bytes;
  throw new UsageError(`git refused: ${complaint}.`);
}

/**
 * The files below a folder, as they are at a commit, that satisfy a condition: paths relative to the folder, with `/`, and bytes.
 *
 * @throws UsageError where there is no git, no repository or no such commit
 */
export function filesAt(folder: string, ref: string, wanted: (path: string) => boolean): Map<string, Uint8Array> {
  const found = ref.startsWith('-') ? undefined : git(folder, ['rev-parse', '--verify', '--quiet', `${ref}^{tree}`]);
  if (found?.status !== 0) {
    const outside = outsideRepository(folder);
    throw new UsageError(
      outside !== undefined
        ? `${JSON.stringify(ref)} is no run record, and ${outside}`
        : `${JSON.stringify(ref)} is neither a file nor a commit that git knows here. A shallow clone lacks it: git fetch origin main.`,
    );
  }
  const listed = texts(checked(git(folder, ['ls-tree', '-r', '-z', ref])));
  const blobs = listed.flatMap((line) => {
    const [, mode, kind, id, path] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    return kind === 'blob' && mode !== '120000' && wanted(path) ? [{ id, path }] : [];
  });
  const contents = readObjects(
    folder,
    blobs.map(({ id }) => id),
  );
  return new Map(
    blobs.map(({ id, path }) => {
      const bytes = contents.get(id);
      if (bytes === undefined)
        throw new UsageError(`git has lost ${path} at ${ref}. A partial clone lacks it: git fetch.`);
      return [path, bytes];
    }),
  );
}

/** The contents of objects by name, of those that the repository has, in one process. */
export function readObjects(folder: string, ids: readonly string[]): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  if (ids.length === 0) return contents;
  const batch = checked(git(folder, ['cat-file', '--batch'], ids.map((id) => `${id}\n`).join('')));
  for (let at = 0; at < batch.length;) {
    // each answer is `<id> blob <size>`, a line feed, the bytes, a line feed; or `<id> missing`, a line feed
    const end = batch.indexOf(10, at);
    const [id, kind, size] = decoder.decode(batch.subarray(at, end)).split(' ');
    at = end + 1;
    if (kind === 'missing') continue;
    contents.set(id!, batch.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return contents;
}

/**
 * The files below a folder that git tracks or would add, relative to it, with `/`; `undefined` outside a repository. Removed ones may be among
 * them.
 *
 * @throws UsageError where there is a repository, and git refuses to work in it
 */
export function filesInWorkingTree(folder: string): string[] | undefined {
  const { status, bytes, complaint } = git(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (status === 0) return [...new Set(texts(bytes))];
  if (isNoRepository(complaint)) return undefined;
  throw new UsageError(`git refuses to work in ${folder}: ${complaint}`);
}

/**
 * The files below a folder that git tracks and does not keep in the working tree, as of a sparse checkout: they are not removed. Paths
 * relative to the folder, with `/`, and the objects that hold what is in the index.
 */
export function filesLeftOut(folder: string): Map<string, string> {
  const { status, bytes } = git(folder, ['ls-files', '-z', '-t', '--stage']);
  if (status !== 0) return new Map();
  return new Map(
    texts(bytes).flatMap((line): [string, string][] => {
      const [, id, path] = /^S 100\d+ (\w+) 0\t(.*)$/s.exec(line) ?? [];
      return id === undefined ? [] : [[path!, id]];
    }),
  );
}

/** Where a folder is in its repository: `packages/a/`; `''` at its root, and where there is no repository or no git. */
export function folderInRepository(folder: string): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--show-prefix'], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout.replace(/\n$/, '') : '';
}
