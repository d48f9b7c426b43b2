/** Where the two sides of the gate come from: a run record, a commit, or the working tree. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { FileFormatError } from '../../errors.ts';
import { baselineParser, readRecordedRun } from '../../drift/index.ts';
import type { Baseline, Entry, RecordedRun } from '../../drift/index.ts';
import { filesAt, filesInWorkingTree } from '../git.ts';
import { readText } from '../text-files.ts';
import { entriesOfBaseline, isBaselinePath, placeOf } from './entries.ts';
import type { PlacedEntry, Side } from './entries.ts';

/** Reads the text of a baseline file; the name is for messages. */
export interface BaselineReader {
  (text: string, name: string): Baseline;
  /** Entries of run records by their text, which differs from that in a baseline file by its indentation. */
  readonly readEntries: Map<string, Entry>;
}

/** A reader that reads equal texts once: most files and entries are the same on both sides. */
export function baselineReader(): BaselineReader {
  const read = new Map<string, Baseline>();
  const parse = baselineParser();
  const reader = (text: string, name: string): Baseline => {
    const known = read.get(text);
    if (known !== undefined) return known;
    const baseline = parse(text, name);
    read.set(text, baseline);
    return baseline;
  };
  return Object.assign(reader, { readEntries: new Map<string, Entry>() });
}

/** The side that a word names: a file is a run record, anything else a commit. @throws where it is neither, or cannot be read */
export function sideOf(folder: string, name: string, read: BaselineReader): Side {
  const path = resolve(folder, name);
  if (existsSync(path) && statSync(path).isFile()) {
    const run = readRecordedRun(readText(path), name);
    return { name, entries: entriesOfRecordedRun(run, read), environments: run.environments };
  }
  const entries = [...filesAt(folder, name, isBaselinePath)].flatMap(([file, bytes]) => {
    const where = `${name}:${file}`;
    return entriesOfBaseline(file, read(textOf(bytes, where), where));
  });
  return { name, entries, environments: null };
}

/** What a run measured, as `entriesOfRun` has it, of a record of which no more than that is read. Equal texts of entries are read once. */
export function entriesOfRecordedRun({ checks }: RecordedRun, { readEntries }: BaselineReader): PlacedEntry[] {
  return checks.map((check) => {
    const { baseline, key, project, outcome } = check.place;
    const text = check.nowText;
    let entry = readEntries.get(text);
    if (entry === undefined) readEntries.set(text, (entry = check.now()));
    const accepted = entry.accepted ?? check.acknowledgement();
    const acknowledged: Entry = accepted === undefined ? entry : { ...entry, accepted };
    return { ...placeOf(baseline), key, project, entry: acknowledged, outcome };
  });
}

function textOf(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FileFormatError(`${where}: it is not text in UTF-8.`, { cause: error });
  }
}

/** The baseline files of a folder and the folders in it, relative to it, with `/`, sorted: those that git does not ignore, or outside a repository all. */
export function baselinePathsIn(folder: string): string[] {
  const known = filesInWorkingTree(folder);
  // a removed file that git still tracks is listed too
  if (known !== undefined) return known.filter((path) => isBaselinePath(path) && existsSync(join(folder, path))).sort();
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => isBaselinePath(path) && !path.split('/').includes('node_modules'))
    .sort();
}

/** The baselines as they lie in the working tree. */
export function workingTree(folder: string, read: BaselineReader): Side {
  const entries = baselinePathsIn(folder).flatMap((path) =>
    entriesOfBaseline(path, read(readText(join(folder, path)), path)),
  );
  return { name: 'the working tree', entries, environments: null };
}
