/** Where the two sides of the gate come from: a run record, a commit, or the working tree. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { FileFormatError, UsageError } from '../../errors.ts';
import { baselineParser, readRecordedRun } from '../../drift/index.ts';
import type { Baseline, DriftTolerance, Entry, Outcome, RecordedCheck, RecordedRun } from '../../drift/index.ts';
import { unreadable } from '../paths.ts';
import { filesAt, filesInWorkingTree, filesLeftOut, readObjects } from '../git.ts';
import { readText } from '../text-files.ts';
import { entriesOfBaseline, isBaselinePath, placeOf } from './entries.ts';
import type { PlacedEntry, Side } from './entries.ts';

/** Reads the files of both sides. What stands on both, as most of it does, is read once. */
export interface SideReader {
  /** @param name - for messages */
  baseline(text: string, name: string): Baseline;
  run(path: string, name: string): RecordedRun;
}

export function sideReader(): SideReader {
  const baselines = new Map<string, Baseline>();
  const parse = baselineParser();
  let lastRun: RecordedRun | undefined;
  return {
    baseline(text, name) {
      let baseline = baselines.get(text);
      if (baseline === undefined) baselines.set(text, (baseline = parse(text, name)));
      return baseline;
    },
    run: (path, name) => (lastRun = readRecordedRun(readText(path), name, lastRun)),
  };
}

/** What is named as the head, with `--head` or in its place. @throws UsageError where it is named twice */
export function headNamed(place: string | undefined, option: string | undefined): string | undefined {
  if (place !== undefined && option !== undefined) {
    throw new UsageError(`There are two heads, ${place} and --head ${option}. Give one of them.`);
  }
  return place ?? option;
}

/** The side that a word names: a file is a run record, anything else a commit. @throws where it is neither, or cannot be read */
export function sideOf(folder: string, name: string, read: SideReader): Side {
  const path = resolve(folder, name);
  if (existsSync(path) && statSync(path).isFile()) {
    const run = read.run(path, name);
    return { name, entries: entriesOfRun(run), environments: run.environments };
  }
  const entries = [...filesAt(folder, name, isBaselinePath)].flatMap(([file, bytes]) => {
    const where = `${name}:${file}`;
    return entriesOfBaseline(file, read.baseline(textOf(bytes, where), where));
  });
  return { name, entries, environments: null };
}

/** What a run measured: see {@link entriesOfRun}. The entry is read when it is asked for. */
class MeasuredEntry implements PlacedEntry {
  readonly file: string;
  readonly environment: string;
  readonly key: string;
  readonly project: string;
  readonly outcome: Outcome;
  readonly text: string;
  readonly #check: RecordedCheck;

  constructor(check: RecordedCheck, { file, environment }: Pick<PlacedEntry, 'file' | 'environment'>) {
    this.file = file;
    this.environment = environment;
    this.key = check.place.key;
    this.project = check.place.project;
    this.outcome = check.place.outcome;
    this.text = check.nowText + check.toleranceText;
    this.#check = check;
  }

  get entry(): Entry {
    return this.#check.now();
  }

  get allowed(): DriftTolerance | undefined {
    return this.#check.tolerance();
  }
}

/** What a run measured. */
export function entriesOfRun({ checks }: RecordedRun): PlacedEntry[] {
  const places = new Map<string, ReturnType<typeof placeOf>>();
  return checks.map((check) => {
    const { baseline } = check.place;
    let place = places.get(baseline);
    if (place === undefined) places.set(baseline, (place = placeOf(baseline)));
    return new MeasuredEntry(check, place);
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
  return entriesBelow(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => isBaselinePath(path) && !path.split('/').includes('node_modules'))
    .sort();
}

function leftOutIn(folder: string): [string, string][] {
  const files = [...filesLeftOut(folder)].filter(([path]) => isBaselinePath(path));
  const contents = readObjects(
    folder,
    files.map(([, id]) => id),
  );
  return files.map(([path, id]) => {
    const bytes = contents.get(id);
    if (bytes !== undefined) return [path, textOf(bytes, path)];
    throw new UsageError(
      `${path} is left out of this sparse checkout, and git does not have it either. Check it out: git sparse-checkout add ` +
        `${path.split('/').slice(0, -1).join('/')}.`,
    );
  });
}

/** @throws UsageError for a folder that cannot be read: what is in it is not known to be whole */
function entriesBelow(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw unreadable((error as { path?: string }).path ?? folder, error);
  }
}

/** The baselines as they lie in the working tree; those that a sparse checkout leaves out, as they stand in the index. */
export function workingTree(folder: string, read: SideReader): Side {
  const texts = new Map(baselinePathsIn(folder).map((path) => [path, readText(join(folder, path))]));
  for (const [path, text] of leftOutIn(folder)) if (!texts.has(path)) texts.set(path, text);
  const entries = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => entriesOfBaseline(path, read.baseline(text, path)));
  return { name: 'the working tree', entries, environments: null };
}
