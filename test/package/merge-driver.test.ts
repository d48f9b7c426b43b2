/** git merges baseline files by the packed command. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { parseBaseline, printBaseline, sidecarName } from '../../src/drift/index.ts';
import type { Entry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';
import { commit, git, put } from '../support/git-repository.ts';

const main = join(inject('installation'), 'node_modules/ulpwise/dist/esm/src/cli/main.js');
const path = `my tests/__drift__/it's a.test.ts.drift.json`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-merge-'));
  git(folder, 'init', '-q');
  git(folder, 'config', 'merge.ulpwise.name', 'baselines, entry by entry');
  git(folder, 'config', 'merge.ulpwise.driver', `"${process.execPath}" "${main}" merge-driver %O %A %B %P`);
  put(folder, '.gitattributes', '*.drift.json merge=ulpwise\n*.npy binary\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entries = (): object => Object.fromEntries(parseBaseline(readFileSync(join(folder, path), 'utf8'), path));

function write(changed: Record<string, Entry>): void {
  put(folder, path, printBaseline(new Map(Object.entries(changed))));
}

/** Commits `base` on main, then `ours` there and `theirs` on a branch, and merges that. */
function merge(base: () => void, ours: () => void, theirs: () => void): { status: number | null; output: string } {
  base();
  commit(folder, 'Base');
  git(folder, 'checkout', '-q', '-b', 'side');
  theirs();
  commit(folder, 'Theirs');
  git(folder, 'checkout', '-q', 'main');
  ours();
  commit(folder, 'Ours');
  const settings = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
  const { status, stdout, stderr } = spawnSync('git', [...settings, 'merge', '--no-edit', 'side'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('git merge', () => {
  test('of branches that measured neighbouring entries is clean', () => {
    const { status, output } = merge(
      () => write({ a: driftEntry(2), b: driftEntry(2), c: driftEntry(2) }),
      () => write({ a: driftEntry(3), b: driftEntry(2), c: driftEntry(2) }),
      () => write({ a: driftEntry(2), b: driftEntry(5, { tolerance: { ulp: 8 } }) }),
    );
    expect({ status, output }).toMatchObject({ status: 0, output: expect.not.stringContaining('CONFLICT') });
    expect(entries()).toEqual({ a: driftEntry(3), b: driftEntry(5, { tolerance: { ulp: 8 } }) });
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('of branches that each added the file is clean', () => {
    const { status } = merge(
      () => put(folder, 'readme', ''),
      () => write({ a: driftEntry(3) }),
      () => write({ b: driftEntry(5) }),
    );
    expect(status).toBe(0);
    expect(entries()).toEqual({ a: driftEntry(3), b: driftEntry(5) });
  });

  test('of branches that measured one entry otherwise is a conflict in that entry alone, and the file can be read', () => {
    const { status, output } = merge(
      () => write({ a: driftEntry(2), b: driftEntry(2) }),
      () => write({ a: driftEntry(3), b: driftEntry(2) }),
      () => write({ a: driftEntry(4), b: driftEntry(5) }),
    );
    expect(status).toBe(1);
    expect(output).toContain(`${path}: 1 conflict.`);
    expect(output).toContain('  a: max, ulp: base 2, ours 3, theirs 4');
    expect(output).toContain('CONFLICT (content)');
    expect(git(folder, 'status', '--porcelain')).toMatch(/^UU /);
    expect(entries()).toEqual({ a: driftEntry(3), b: driftEntry(5) });
  });

  test('of a file that cannot be read is a conflict that leaves our version', () => {
    const { status, output } = merge(
      () => write({ a: driftEntry(2) }),
      () => write({ a: driftEntry(3) }),
      () => put(folder, path, '{ "format": "ulpwise-baseline/9" }'),
    );
    expect(status).toBe(1);
    expect(output).toContain('newer than ulpwise-baseline/1');
    expect(entries()).toEqual({ a: driftEntry(3) });
  });

  test('brings the sidecars of both branches: they are named after what is in them', () => {
    const large = (digit: string): Entry => ({
      kind: 'values',
      dtype: 'float32',
      shape: [100],
      digest: `sha256:${digit.repeat(64)}`,
      values: null,
    });
    const sidecar = (digit: string): string => join(path, '..', sidecarName(path, `sha256:${digit.repeat(64)}`));
    const lay = (digits: Record<string, string>): void => {
      write(Object.fromEntries(Object.entries(digits).map(([key, digit]) => [key, large(digit)])));
      // alike for the most part, so that git may take one for another renamed
      for (const digit of Object.values(digits)) put(folder, sidecar(digit), `${'same'.repeat(100)}${digit}`);
    };
    const { status, output } = merge(
      () => lay({ a: '1', b: '2' }),
      () => {
        rmSync(join(folder, sidecar('1')));
        lay({ a: '3', b: '2' });
      },
      () => {
        rmSync(join(folder, sidecar('2')));
        lay({ a: '1', b: '4' });
      },
    );
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(entries()).toEqual({ a: large('3'), b: large('4') });
    expect(['1', '2', '3', '4'].map((digit) => existsSync(join(folder, sidecar(digit))))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
