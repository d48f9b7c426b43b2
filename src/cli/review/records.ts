/** The run records that a review is about, and what is left of them when some checks are dropped. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../errors.ts';
import { readRecordedRun } from '../../drift/index.ts';
import type { RecordedRun } from '../../drift/index.ts';
import { readText, writeText } from '../text-files.ts';
import { escaped } from './escaped.ts';

/** Where the reporters write it. */
export const defaultRecord = 'drift-run.json';

export interface ReviewedRecord {
  /** As it was named in the call. */
  readonly name: string;
  readonly path: string;
  readonly run: RecordedRun;
}

/** Reads the records named, or the one that the reporters write. `*` in a file's name stands for anything. @throws where one cannot be read */
export function reviewedRecords(folder: string, names: readonly string[]): ReviewedRecord[] {
  if (names.length === 0 && !existsSync(resolve(folder, defaultRecord))) throw missingRecord(folder);
  const given = names.length === 0 ? [defaultRecord] : names.flatMap((name) => matching(folder, name));
  const paths = new Map(given.map((name) => [resolve(folder, name), name]));
  return [...paths].map(([path, name]) => ({ name, path, run: readRecordedRun(readText(path), name) }));
}

/** The files that a name means. Shells leave patterns that are quoted, and some shells all. */
function matching(folder: string, name: string): string[] {
  const place = resolve(folder, name);
  if (!basename(name).includes('*') || existsSync(place) || !existsSync(dirname(place))) return [name];
  const pattern = new RegExp(`^${basename(name).split('*').map(escaped).join('.*')}$`, 's');
  const found = readdirSync(dirname(place)).filter((file) => pattern.test(file));
  return found.length === 0 ? [name] : found.sort().map((file) => join(dirname(name), file));
}

function missingRecord(folder: string): UsageError {
  const shards = readdirSync(folder).filter((name) => /^drift-run\.shard-\d+-of-\d+\.json$/.test(name));
  return new UsageError(
    shards.length > 0
      ? `There is no ${defaultRecord} here, but records of shards: give them all, --record "drift-run.shard-*.json".`
      : `There is no ${defaultRecord} here. Run the tests with the reporter of ulpwise, in the folder in which it writes, or name a ` +
          'record: --record artifact/drift-run.json.',
  );
}

/** A check or an obsolete entry of a record. */
export interface RecordedItem {
  readonly record: ReviewedRecord;
  readonly span: { readonly start: number; readonly end: number };
}

/** Rewrites records without some items; all else stays as it is, byte for byte. @throws UsageError where one changed meanwhile */
export function dropItems(items: readonly RecordedItem[]): void {
  for (const [{ name, path, run }, gone] of byRecord(items)) {
    if (readText(path) !== run.source) {
      throw new UsageError(`${name} was written anew meanwhile. Nothing of it was dropped: look at it again.`);
    }
    const starts = new Set(gone.map(({ span }) => span.start));
    // from the end, so that places before it stay what they are
    const lists = [run.checks.map(({ span }) => span), run.obsolete.map(({ span }) => span)];
    const fromEnd = lists.filter((list) => list.length > 0).sort(([a], [b]) => b!.start - a!.start);
    writeText(
      path,
      fromEnd.reduce((text, list) => without(text, list, starts), run.source),
    );
  }
}

function byRecord(items: readonly RecordedItem[]): Map<ReviewedRecord, RecordedItem[]> {
  const groups = new Map<ReviewedRecord, RecordedItem[]>();
  for (const item of items) {
    const group = groups.get(item.record);
    if (group === undefined) groups.set(item.record, [item]);
    else group.push(item);
  }
  return groups;
}

/** A text without those items of one list that begin at some places. */
function without(text: string, list: readonly RecordedItem['span'][], starts: ReadonlySet<number>): string {
  const kept = list.filter(({ start }) => !starts.has(start));
  const [first, last] = [list[0]!, list[list.length - 1]!];
  if (kept.length === list.length) return text;
  if (kept.length === 0) {
    return text.slice(0, text.lastIndexOf('[', first.start) + 1) + text.slice(text.indexOf(']', last.end));
  }
  const separator = text.slice(first.end, list[1]!.start);
  const items = kept.map(({ start, end }) => text.slice(start, end));
  return text.slice(0, first.start) + items.join(separator) + text.slice(last.end);
}
