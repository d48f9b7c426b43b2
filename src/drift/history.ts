/** How entries fared over the commits of a branch: what changed in each, from the versions of their baseline files. Pure. */
import type { Baseline } from './baseline-file.ts';
import type { Entry } from './entry.ts';
import { measuredOf, sameData } from './same-entry.ts';

/** A commit, as far as a person needs it. */
export interface Revision {
  /** The full name of the commit. */
  readonly commit: string;
  /** When it was committed, as git writes it: `2027-01-31T09:30:00+01:00`. */
  readonly date: string;
  /** The first line of its message. */
  readonly subject: string;
}

/** What a commit did to an entry. `measured`: what was measured differs. `edited`: only its tolerance or acknowledgement does. */
export type EntryChange = 'added' | 'measured' | 'edited' | 'removed';

/** An entry after a commit that changed it. */
export interface HistoryPoint extends Revision {
  readonly change: EntryChange;
  /** `null` where the commit removed it. */
  readonly entry: Entry | null;
}

/** One entry over the commits that changed it. */
export interface EntryHistory {
  /** The baseline file as it is called after the last commit. */
  readonly path: string;
  readonly key: string;
  /** As it was before the first of these commits; `null` where there was none. */
  readonly before: Entry | null;
  /** Oldest first; never empty. */
  readonly points: readonly HistoryPoint[];
}

/** What a commit did to one baseline file. */
export interface FileChange {
  /** The path before; `null` where the commit added the file. */
  readonly from: string | null;
  /** The path after, another one where the file was renamed; `null` where the commit removed it. */
  readonly to: string | null;
  /** The entries before; asked for only where no earlier commit tells. */
  readonly before: () => Baseline;
  /** The entries after; `undefined` where the file cannot be read, so that its entries are taken to be as they were. */
  readonly after: () => Baseline | undefined;
}

export interface RevisionChanges {
  readonly revision: Revision;
  readonly files: readonly FileChange[];
}

interface Series {
  readonly before: Entry | null;
  readonly points: HistoryPoint[];
}

/** A file by all the names that it had. */
interface Lineage {
  path: string;
  entries: Baseline;
  readonly series: Map<string, Series>;
}

const nothing: Baseline = new Map();

/**
 * The histories of all entries that a run of commits changed, sorted by path and key.
 *
 * @param revisions - a chain, oldest first: each changes what the one before left
 */
export function historyOf(revisions: Iterable<RevisionChanges>): EntryHistory[] {
  const lineages = new Map<string, Lineage>();
  for (const { revision, files } of revisions) {
    // all leave their old names before any takes its new one: a commit may move a to b, and b to c
    const moves = files.map((file) => ({ file, lineage: take(lineages, file) }));
    for (const { file, lineage } of moves) {
      lineage.path = file.to ?? lineage.path;
      lineages.set(lineage.path, lineage);
      const after = file.to === null ? nothing : file.after();
      if (after !== undefined) advance(lineage, after, revision);
    }
  }
  return [...lineages.values()]
    .flatMap(({ path, series }) => [...series].map(([key, { before, points }]) => ({ path, key, before, points })))
    .sort((a, b) => compareTexts(a.path, b.path) || compareTexts(a.key, b.key));
}

function take(lineages: Map<string, Lineage>, { from, to, before }: FileChange): Lineage {
  const name = from ?? to!;
  const known = lineages.get(name);
  if (known === undefined) return { path: name, entries: from === null ? nothing : before(), series: new Map() };
  lineages.delete(name);
  return known;
}

function advance(lineage: Lineage, after: Baseline, revision: Revision): void {
  const before = lineage.entries;
  const record = (key: string, change: EntryChange, entry: Entry | null): void => {
    let series = lineage.series.get(key);
    if (series === undefined) lineage.series.set(key, (series = { before: before.get(key) ?? null, points: [] }));
    series.points.push({ ...revision, change, entry });
  };
  for (const [key, entry] of after) {
    const old = before.get(key);
    if (old === undefined) record(key, 'added', entry);
    else if (!sameData(old, entry)) {
      record(key, sameData(measuredOf(old), measuredOf(entry)) ? 'edited' : 'measured', entry);
    }
  }
  for (const key of before.keys()) if (!after.has(key)) record(key, 'removed', null);
  lineage.entries = after;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
