/** A project made for one test, in a repository of its own, and what `ulpwise init` says of it. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { ulpwise } from '../../support/fake-terminal.ts';
import { git, put } from '../../support/git-repository.ts';

export let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-init-')));
  git(folder, 'init', '-q');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

export function project(
  files: Record<string, string>,
  dependencies: object = { vitest: '*', ulpwise: '*' },
  manifest: object = {},
): void {
  put(folder, 'package.json', `${JSON.stringify({ devDependencies: dependencies, ...manifest }, null, 2)}\n`);
  for (const [name, text] of Object.entries(files)) put(folder, name, text);
}

export const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

export interface Told {
  readonly runners: string[];
  readonly changes: { path?: string; diff?: string; created?: boolean; setting?: string; value?: string }[];
  readonly done: string[];
  readonly byHand: { what: string; lines: string[] }[];
  readonly written: boolean;
}

export async function told(...args: string[]): Promise<Told> {
  return JSON.parse((await ulpwise(folder, ['init', '--json', ...args])).out) as Told;
}
