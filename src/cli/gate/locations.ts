/** Where tools that show source code are to point for an entry. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { folderInRepository } from '../git.ts';
import { baselineOf } from './entries.ts';
import { entryLines } from './entry-lines.ts';
import type { GateRow } from './gate.ts';

export interface Location {
  /** Relative to the repository, as these tools want it, with `/`; outside a repository, to the folder of the call. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export type Locate = (row: Pick<GateRow, 'file' | 'key' | 'environment'>) => Location;

/**
 * Points at the entry in its baseline file in the working tree, in the layer of the environment first; where there is no such entry, at the
 * beginning of that file, or else of the test file. Files are read once, when they are asked for.
 */
export function locator(folder: string): Locate {
  let prefix: string | undefined;
  const read = new Map<string, ReadonlyMap<string, number> | null>();
  const linesOf = (path: string): ReadonlyMap<string, number> | null => {
    let lines = read.get(path);
    if (lines === undefined) read.set(path, (lines = linesIn(join(folder, path))));
    return lines;
  };
  return ({ file, key, environment }) => {
    prefix ??= folderInRepository(folder);
    const paths = [...new Set([baselineOf(file, environment), baselineOf(file, '')])];
    for (const path of paths) {
      const line = linesOf(path)?.get(key);
      if (line !== undefined) return { path: prefix + path, line };
    }
    return { path: prefix + (paths.find((path) => linesOf(path) !== null) ?? file), line: 1 };
  };
}

/** The lines of a file's entries; `null` where it cannot be read. A location is a service: it never fails the gate. */
function linesIn(path: string): ReadonlyMap<string, number> | null {
  try {
    return statSync(path).isFile() ? entryLines(readFileSync(path, 'utf8')) : null;
  } catch {
    return null;
  }
}
