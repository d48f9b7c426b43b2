/** The two sides of a report, with what their runs recorded of each entry. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import type { Entry, ObsoleteEntry, RecordedCheck } from '../../drift/index.ts';
import { placeOf } from '../gate/entries.ts';
import type { PlacedEntry, Side } from '../gate/entries.ts';
import { entriesOfRun, headNamed, sideOf, sideReader, workingTree } from '../gate/sides.ts';
import type { SideReader } from '../gate/sides.ts';

/** A side, and the check of each entry of it, where there was a run. */
export interface ReportedSide extends Side {
  readonly checks: ReadonlyMap<Entry, RecordedCheck>;
  /** The record that the entries are from. */
  readonly record: string | null;
}

export interface ReportedSides {
  readonly base: ReportedSide;
  readonly head: ReportedSide;
  /** The head's run was judged against these very baselines. */
  readonly ownBaselines: boolean;
}

/** Where the reporters write the record of a run. */
export const usualRecord = 'drift-run.json';

/** What was asked for: a record, a base, a head. */
export interface SidesAsked {
  readonly record?: string | undefined;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
}

/**
 * A record alone is held against the baselines that its run was judged by. Given a base, the head is the record, or what `head` names, or the
 * working tree.
 *
 * @throws UsageError where there is nothing to report, or a head without a base
 */
export function reportedSides(folder: string, { record, base, head }: SidesAsked): ReportedSides {
  const named = headNamed(record, head);
  const read = sideReader();
  if (base !== undefined) {
    const now =
      named === undefined
        ? { ...workingTree(folder, read), checks: new Map(), record: null }
        : side(folder, named, read);
    return { base: side(folder, base, read), head: now, ownBaselines: false };
  }
  const name = named ?? usualRecord;
  if (!isFile(resolve(folder, name))) {
    throw new UsageError(
      named === undefined
        ? `There is no ${usualRecord} here. Run the tests first, or name a run record or a base: ulpwise report --base origin/main.`
        : `${name} is no run record. Give one, or say what to compare with: ulpwise report --base origin/main --head ${name}.`,
    );
  }
  return ofRecord(folder, name);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function side(folder: string, name: string, read: SideReader): ReportedSide {
  if (!isFile(resolve(folder, name))) return { ...sideOf(folder, name, read), checks: new Map(), record: null };
  return ofRun(folder, name, read).side;
}

interface Run {
  readonly side: ReportedSide;
  readonly checks: readonly RecordedCheck[];
  readonly obsolete: readonly ObsoleteEntry[];
}

function ofRun(folder: string, name: string, read: SideReader): Run {
  const run = read.run(resolve(folder, name), name);
  // checks that measured the same share an entry; each is to be found by its own
  const entries = entriesOfRun(run).map((placed) => ({
    ...placed,
    entry: { ...placed.entry },
    allowed: placed.allowed,
  }));
  const checks = new Map(entries.map(({ entry }, i): [Entry, RecordedCheck] => [entry, run.checks[i]!]));
  const { obsolete, environments } = run;
  return { checks: run.checks, obsolete, side: { name, entries, environments, checks, record: name } };
}

function ofRecord(folder: string, name: string): ReportedSides {
  const read = sideReader();
  const { side: head, checks, obsolete } = ofRun(folder, name, read);
  const entries = checks.flatMap((check): PlacedEntry[] => {
    const entry = check.base();
    const { baseline, key, project } = check.place;
    return entry === null ? [] : [{ ...placeOf(baseline), key, project, entry, allowed: check.tolerance() }];
  });
  // what no test asked for is in the baselines and not in the run; older records do not hold the entry itself
  for (const { baseline, key, project, base } of obsolete) {
    if (base !== undefined) entries.push({ ...placeOf(baseline), key, project, entry: base });
  }
  const base = { name: 'the baselines that the run met', entries, environments: null, checks: new Map(), record: null };
  return { base, head, ownBaselines: true };
}
