/** Entries by place, of baseline files or of a run record: what the gate holds against each other. */
import { baselineFolder } from '../../drift/index.ts';
import type { Baseline, DriftTolerance, Entry, Outcome } from '../../drift/index.ts';

/** One entry and where it is. */
export interface PlacedEntry {
  /** The test file, relative to the project, with `/`. */
  readonly file: string;
  readonly key: string;
  /** The environment whose layer the entry is in; `''` for the shared one. */
  readonly environment: string;
  /** The runner's project; `''` in baseline files. */
  readonly project: string;
  readonly entry: Entry;
  /** Of a run: what the assertion allowed, where the entry has no tolerance. */
  readonly allowed?: DriftTolerance | undefined;
  /** Of a run: the text of the entry, and of what was allowed, which is read when it is asked for. Equal texts are equal entries, judged alike. */
  readonly text?: string;
  /** Of a run: what came of the check. */
  readonly outcome?: Outcome;
}

/** One side of the gate. */
export interface Side {
  /** For a person: `origin/main`, `the working tree`, `drift-run.json`. */
  readonly name: string;
  readonly entries: readonly PlacedEntry[];
  /** Where the run was; `null` for baseline files. */
  readonly environments: readonly string[] | null;
}

const suffix = '.drift.json';

/** Whether a path is that of a baseline file. */
export function isBaselinePath(path: string): boolean {
  const parts = path.split('/');
  return path.endsWith(suffix) && parts.at(-2) === baselineFolder;
}

const sourceSuffix = /\.(?:[cm]?[jt]sx?)$/;

/**
 * The test file and the environment of a baseline file: `test/a.test.ts` and `arm64` of `test/__drift__/a.test.ts.arm64.drift.json`. What
 * stands after the suffix of a source file is the environment.
 */
export function placeOf(path: string): { readonly file: string; readonly environment: string } {
  const parts = path.split('/');
  const name = parts.at(-1)!.slice(0, -suffix.length);
  const folder = parts
    .slice(0, -2)
    .map((part) => `${part}/`)
    .join('');
  const dot = name.lastIndexOf('.');
  const layered = !sourceSuffix.test(name) && sourceSuffix.test(name.slice(0, Math.max(dot, 0)));
  return layered
    ? { file: folder + name.slice(0, dot), environment: name.slice(dot + 1) }
    : { file: folder + name, environment: '' };
}

/** The baseline file of a test file in an environment: what {@link placeOf} takes apart. */
export function baselineOf(file: string, environment: string): string {
  const cut = file.lastIndexOf('/') + 1;
  const layer = environment === '' ? '' : `.${environment}`;
  return `${file.slice(0, cut)}${baselineFolder}/${file.slice(cut)}${layer}${suffix}`;
}

/** The entries of a baseline file. */
export function entriesOfBaseline(path: string, baseline: Baseline): PlacedEntry[] {
  const place = placeOf(path);
  return [...baseline].map(([key, entry]) => ({ ...place, key, project: '', entry }));
}
