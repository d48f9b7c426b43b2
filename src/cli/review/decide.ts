/** Accepting and rejecting what is pending. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UlpwiseError } from '../../errors.ts';
import { changeTo, entryText, parseBaseline, recall, sidecarName } from '../../drift/index.ts';
import type { Acknowledgement, Baseline, BaselineFiles, Entry, Put } from '../../drift/index.ts';
import { sha256 } from '../baseline-files.ts';
import { unreadable } from '../paths.ts';
import { carriedPath } from '../values.ts';
import type { Pending } from './pending.ts';
import { dropItems } from './records.ts';

/** One entry that was not accepted, and why. */
export interface Refusal {
  readonly pending: Pending;
  readonly why: string;
}

export interface Accepted {
  readonly accepted: readonly Pending[];
  readonly refused: readonly Refusal[];
}

export interface AcceptOptions {
  /** Put into the entries that got worse or changed in kind. */
  readonly acknowledgement: Acknowledgement | null;
  /** Take NaN and infinities that were not there. */
  readonly nonFinite: boolean;
}

/** Whether an acknowledgement says something of an entry: nothing else needs one. */
export function isAcknowledgeable({ kind }: Pending): boolean {
  return kind === 'regression' || kind === 'changed';
}

/**
 * Writes what was measured into the baseline files, each in one step: the bytes that the runner's `-u` writes, with what was edited by hand.
 * An entry that cannot be accepted is refused, and the others are written all the same.
 */
export function accept(
  folder: string,
  files: BaselineFiles,
  pending: readonly Pending[],
  options: AcceptOptions,
): Accepted {
  const accepted: Pending[] = [];
  const refused: Refusal[] = [];
  const byPath = new Map<string, Pending[]>();
  for (const item of pending) {
    const why = whyNot(item, options);
    if (why !== null) refused.push({ pending: item, why });
    else byPath.set(item.path, [...(byPath.get(item.path) ?? []), item]);
  }
  for (const [path, items] of byPath) {
    const done = acceptInto(folder, path, files, items, options);
    accepted.push(...done.accepted);
    refused.push(...done.refused);
  }
  return { accepted, refused };
}

/** Why an entry is not accepted; `null` where it is. */
export function whyNot({ obstacle, nonFinite }: Pending, options: Pick<AcceptOptions, 'nonFinite'>): string | null {
  if (obstacle !== null) return obstacle;
  return nonFinite && !options.nonFinite
    ? 'NaN or infinities appeared. If they belong there, accept it with --non-finite.'
    : null;
}

function acceptInto(
  folder: string,
  path: string,
  files: BaselineFiles,
  items: readonly Pending[],
  options: AcceptOptions,
): Accepted {
  const place = join(folder, path);
  const puts: (Put & { readonly pending: Pending })[] = [];
  let refused: Refusal[] = [];
  for (const pending of items) {
    try {
      const entry = pending.accepted;
      if (entry !== null)
        puts.push({ pending, entry: acknowledged(pending, entry, options), sidecar: numbersOf(folder, pending) });
    } catch (error) {
      refused.push({ pending, why: messageOf(error) });
    }
  }
  const unreadable = refused;
  const due = items.filter((item) => !unreadable.some(({ pending }) => pending === item));
  try {
    files.update(place, (text) => {
      const current: Baseline = text === undefined ? new Map() : parseBaseline(text, path);
      // asked anew each time, since the file may change until it is locked
      refused = [...unreadable];
      const next = new Map(current);
      for (const pending of due) {
        if (textOf(current.get(pending.key)) !== pending.standing) {
          refused.push({ pending, why: 'its entry changed while it was looked at. Look at it again.' });
        } else if (pending.accepted === null) {
          next.delete(pending.key);
        } else {
          next.set(pending.key, puts.find((put) => put.pending === pending)!.entry);
        }
      }
      const written = puts.filter((put) => !refused.some(({ pending }) => pending === put.pending));
      return changeTo(place, text, next, written);
    });
  } catch (error) {
    const why = messageOf(error);
    return { accepted: [], refused: items.map((pending) => ({ pending, why })) };
  }
  return { accepted: items.filter((item) => !refused.some(({ pending }) => pending === item)), refused };
}

function textOf(entry: Entry | undefined): string | null {
  return entry === undefined ? null : entryText(entry);
}

function messageOf(error: unknown): string {
  if (error instanceof UlpwiseError) return error.message;
  throw error;
}

function acknowledged(pending: Pending, entry: Entry, { acknowledgement }: AcceptOptions): Entry {
  return acknowledgement === null || !isAcknowledgeable(pending) ? entry : { ...entry, accepted: acknowledgement };
}

/** The sidecar of an entry, held to its digest before anything is written. */
function numbersOf(folder: string, { accepted, path, key, items }: Pending): (() => Uint8Array) | null {
  if (accepted?.kind !== 'values' || accepted.values !== null) return null;
  const records = items.map(({ record }) => record.path);
  const beside = join(folder, dirname(path), sidecarName(path, accepted.digest));
  const place = carriedPath(records, accepted.digest) ?? beside;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(place);
  } catch (error) {
    throw unreadable(place, error);
  }
  recall(accepted, bytes, `${path}: ${JSON.stringify(key)}`, sha256);
  return () => bytes;
}

/** Drops entries from the records, so that they are not asked for again. Baselines are left alone. */
export function reject(pending: readonly Pending[]): void {
  dropItems(pending.flatMap(({ items }) => items));
}
