/** Three versions of a baseline file, merged entry by entry. Pure. */
import type { Baseline } from './baseline-file.ts';
import type { Acknowledgement, Entry } from './entry.ts';
import { measuredOf, sameData } from './same-entry.ts';

/** Two sides that cannot both be had. */
export interface EntryConflict {
  readonly key: string;
  /**
   * `measured`: both measured something, and not the same. `tolerance`, `accepted`: both edited it, and not alike. `removed`: one removed the
   * entry, and the other changed it.
   */
  readonly what: 'measured' | 'tolerance' | 'accepted' | 'removed';
  /** The terms of the tolerance that are in conflict; empty for all else. */
  readonly terms: readonly string[];
  readonly base: Entry | null;
  readonly ours: Entry | null;
  readonly theirs: Entry | null;
}

export interface MergedBaseline {
  /** Where there is a conflict, it holds our side. */
  readonly merged: Baseline;
  /** In the order of the keys. */
  readonly conflicts: readonly EntryConflict[];
}

/**
 * Merges three versions of a baseline file. What one side alone changed is taken; what both changed alike too. An entry that both changed is
 * merged by what was measured, the terms of its tolerance, and its acknowledgement.
 */
export function mergeBaselines(base: Baseline, ours: Baseline, theirs: Baseline): MergedBaseline {
  const merged = new Map<string, Entry>();
  const conflicts: EntryConflict[] = [];
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  for (const key of keys) {
    const [b, o, t] = [base.get(key), ours.get(key), theirs.get(key)];
    const conflict = (what: EntryConflict['what'], terms: readonly string[] = []): void =>
      void conflicts.push({ key, what, terms, base: b ?? null, ours: o ?? null, theirs: t ?? null });
    const entry = mergedEntry(b, o, t, conflict);
    if (entry !== undefined) merged.set(key, entry);
  }
  return { merged, conflicts };
}

type Tell = (what: EntryConflict['what'], terms?: readonly string[]) => void;

/** The three-way merge of one value: `undefined` where both sides changed it, and not alike. */
function pick<T>(base: T, ours: T, theirs: T): { readonly value: T } | undefined {
  if (sameData(ours, theirs) || sameData(base, theirs)) return { value: ours };
  return sameData(base, ours) ? { value: theirs } : undefined;
}

function mergedEntry(
  base: Entry | undefined,
  ours: Entry | undefined,
  theirs: Entry | undefined,
  conflict: Tell,
): Entry | undefined {
  const whole = pick(base, ours, theirs);
  if (whole !== undefined) return whole.value;
  if (ours === undefined || theirs === undefined) {
    conflict('removed');
    return ours;
  }
  // the terms of a tolerance mean something else for another kind of entry
  if (ours.kind !== theirs.kind || (base !== undefined && base.kind !== ours.kind)) {
    conflict('measured');
    return ours;
  }
  const measured = pick(base && measuredOf(base), measuredOf(ours), measuredOf(theirs));
  if (measured === undefined) conflict('measured');
  const tolerance = mergedTolerance(base?.tolerance ?? {}, ours.tolerance ?? {}, theirs.tolerance ?? {}, conflict);
  const accepted = pick<Acknowledgement | undefined>(base?.accepted, ours.accepted, theirs.accepted);
  if (accepted === undefined) conflict('accepted');
  const kept = accepted === undefined ? ours.accepted : accepted.value;
  return {
    ...(measured === undefined ? measuredOf(ours) : measured.value!),
    ...(Object.keys(tolerance).length === 0 ? {} : { tolerance }),
    ...(kept === undefined ? {} : { accepted: kept }),
  } as Entry;
}

type Terms = Readonly<Record<string, unknown>>;

function mergedTolerance(base: object, ours: object, theirs: object, conflict: Tell): object {
  const [b, o, t] = [base, ours, theirs].map((terms) => new Map(Object.entries(terms as Terms)));
  const merged: [string, unknown][] = [];
  const undecided: string[] = [];
  for (const name of new Set([...o!.keys(), ...t!.keys()])) {
    const picked = pick(b!.get(name), o!.get(name), t!.get(name));
    if (picked === undefined) undecided.push(name);
    const value = picked === undefined ? o!.get(name) : picked.value;
    if (value !== undefined) merged.push([name, value]);
  }
  if (undecided.length > 0) conflict('tolerance', undecided.sort());
  return Object.fromEntries(merged);
}
