/** What git knows, asked of the `git` command: files at a commit, and those of the working tree that it does not ignore. */
import { spawnSync } from 'node:child_process';
import { UsageError } from '../errors.ts';

const mostBytes = 1 << 30;

interface Output {
  readonly status: number | null;
  readonly bytes: Uint8Array;
  readonly complaint: string;
}

function git(folder: string, args: readonly string[], input = ''): Output {
  const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: folder, input, maxBuffer: mostBytes });
  if (error === undefined) return { status, bytes: stdout, complaint: stderr.toString('utf8').trim() };
  const missing = (error as { code?: string }).code === 'ENOENT';
  throw new UsageError(
    missing ? 'git cannot be run: install it, or compare two run records.' : `git cannot be run: ${error.message}.`,
    { cause: error },
  );
}

const decoder = new TextDecoder();

function texts(bytes: Uint8Array): string[] {
  return decoder
    .decode(bytes)
    .split('\0')
    .filter((text) => text !== '');
}

function checked({ status, bytes, complaint }: Output): Uint8Array {
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
    const outside = git(folder, ['rev-parse', '--git-dir']).status !== 0;
    throw new UsageError(
      outside
        ? `${JSON.stringify(ref)} is no run record, and ${folder} is not in a git repository.`
        : `${JSON.stringify(ref)} is neither a file nor a commit that git knows here. A shallow clone lacks it: git fetch origin main.`,
    );
  }
  const listed = texts(checked(git(folder, ['ls-tree', '-r', '-z', ref])));
  const blobs = listed.flatMap((line) => {
    const [, mode, kind, id, path] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    return kind === 'blob' && mode !== '120000' && wanted(path) ? [{ id, path }] : [];
  });
  if (blobs.length === 0) return new Map();
  const batch = checked(git(folder, ['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join('')));
  const files = new Map<string, Uint8Array>();
  let at = 0;
  for (const { id, path } of blobs) {
    // each answer is `<id> blob <size>`, a line feed, the bytes, a line feed
    const end = batch.indexOf(10, at);
    const [answered, , size] = decoder.decode(batch.subarray(at, end)).split(' ');
    if (answered !== id) throw new UsageError(`git has lost ${path} at ${ref}. A partial clone lacks it: git fetch.`);
    files.set(path, batch.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return files;
}

/** The files below a folder that git tracks or would add, relative to it, with `/`; `undefined` outside a repository. Removed ones may be among them. */
export function filesInWorkingTree(folder: string): string[] | undefined {
  const { status, bytes } = git(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return status === 0 ? [...new Set(texts(bytes))] : undefined;
}
