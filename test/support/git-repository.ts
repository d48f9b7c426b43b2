/** A git repository in a folder, untouched by the settings of whoever runs the tests. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs git in a folder. */
export function git(folder: string, ...args: string[]): string {
  const settings = [
    'user.name=A',
    'user.email=a@example.org',
    'commit.gpgsign=false',
    'core.autocrlf=false',
    'init.defaultBranch=main',
  ];
  const { status, stdout, stderr } = spawnSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Writes a file, and the folders on the way to it. */
export function put(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** Commits all that is there. */
export function commit(folder: string, message = 'Change'): string {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}
