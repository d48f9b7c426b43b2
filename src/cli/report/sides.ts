/** The two sides of a report, with what their runs recorded of each entry. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { readRecordedRun } from '../../drift/index.ts';
import type { DriftCheck, Entry, RecordedCheck } from '../../drift/index.ts';
import { entriesOfRun, placeOf } from '../gate/entries.ts';
import type { PlacedEntry, Side } from '../gate/entries.ts';
import { baselineReader, sideOf, workingTree } from '../gate/sides.ts';
import type { BaselineReader } from '../gate/sides.ts';
import { readText } from '../text-files.ts';

/** A side, and the check of each entry of it, where there was a run. */
export interface ReportedSide extends Side {
  readonly checks: ReadonlyMap<Entry, DriftCheck>;
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
  if (record !== undefined && head !== undefined) {
    throw new UsageError(`There are two heads, ${record} and --head ${head}. Give one of them.`);
  }
  const read = baselineReader();
  if (base !== undefined) {
    const name = record ?? head;
    const now =
      name === undefined ? { ...workingTree(folder, read), checks: new Map(), record: null } : side(folder, name, read);
    return { base: side(folder, base, read), head: now, ownBaselines: false };
  }
  const name = record ?? head ?? usualRecord;
  if (!isFile(resolve(folder, name))) {
    throw new UsageError(
      record === undefined && head === undefined
        ? `There is no ${usualRecord} here. Run the tests first, or name a run record or a base: ulpwise report --base origin/main.`
        : `${name} is no run record. Give one, or say what to compare with: ulpwise report --base origin/main --head ${name}.`,
    );
  }
  return ofRecord(folder, name);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function side(folder: string, name: string, read: BaselineReader): ReportedSide {
  if (!isFile(resolve(folder, name))) return { ...sideOf(folder, name, read), checks: new Map(), record: null };
  return ofRun(folder, name).side;
}

interface Run {
  readonly side: ReportedSide;
  readonly checks: readonly DriftCheck[];
}

function ofRun(folder: string, name: string): Run {
  const run = readRecordedRun(readText(resolve(folder, name)), name);
  const checks = run.checks.map((check: RecordedCheck) => check.whole());
  const entries = entriesOfRun({ ...run, checks, obsolete: [] });
  return {
    checks,
    side: {
      name,
      entries,
      environments: run.environments,
      checks: new Map(entries.map(({ entry }, i) => [entry, checks[i]!])),
      record: name,
    },
  };
}

function ofRecord(folder: string, name: string): ReportedSides {
  const { side: head, checks } = ofRun(folder, name);
  const entries = checks.flatMap(({ baseline, key, project, base }): PlacedEntry[] =>
    base === null ? [] : [{ ...placeOf(baseline), key, project, entry: base }],
  );
  const base = { name: 'the baselines of the run', entries, environments: null, checks: new Map(), record: null };
  return { base, head, ownBaselines: true };
}
