/**
 * Checks and obsolete entries on their way out of a worker, as text that every channel keeps as it is: what the reporter prints of them is what
 * it would print of the originals. Made and read by the engine's own JSON, because a test file pays for it with each assertion; a run record,
 * which goes from hand to hand, has a stricter form (`run-record-text.ts`).
 */
import { fromHex, toHex } from '../formats/index.ts';
import type { Entry } from './entry.ts';
import type { DriftCheck, ObsoleteEntry, WorstElement } from './run-record.ts';
import { sameData } from './same-entry.ts';

/** A number, or the hexadecimal form of one that JSON does not keep: -0, NaN and the infinities. */
type Packed = number | string;

function pack(x: number): Packed {
  return x - x === 0 && !Object.is(x, -0) ? x : toHex(x);
}

function unpack(x: Packed): number {
  return typeof x === 'string' ? fromHex(x) : x;
}

function packOptional(x: number | null): Packed | null {
  return x === null ? null : pack(x);
}

function unpackOptional(x: Packed | null): number | null {
  return x === null ? null : unpack(x);
}

/** Pairs, since `__proto__` is a name like any other. */
type PackedEntry = Omit<Entry, 'metrics'> & { readonly metrics?: readonly (readonly [name: string, Packed])[] };

function packEntry(entry: Entry): PackedEntry {
  if (entry.kind === 'values') return entry;
  const metrics = Object.entries(entry.metrics).map(([name, x]) => [name, pack(x)] as const);
  return { ...entry, metrics };
}

function unpackEntry(entry: PackedEntry): Entry {
  if (entry.metrics === undefined) return entry as Entry;
  return { ...entry, metrics: Object.fromEntries(entry.metrics.map(([name, x]) => [name, unpack(x)])) } as Entry;
}

type PackedWorst = Omit<WorstElement, 'ulps' | 'abs'> & { readonly ulps: Packed | null; readonly abs: Packed | null };

function packWorst(element: WorstElement): PackedWorst {
  return { ...element, ulps: packOptional(element.ulps), abs: packOptional(element.abs) };
}

function unpackWorst(element: PackedWorst): WorstElement {
  return { ...element, ulps: unpackOptional(element.ulps), abs: unpackOptional(element.abs) };
}

interface PackedCheck extends Omit<DriftCheck, 'base' | 'now' | 'worst'> {
  /** `now` where nothing differs, as in most checks. */
  readonly base: PackedEntry | 'now' | null;
  readonly now: PackedEntry;
  readonly worst: readonly PackedWorst[];
}

/** A check as text; {@link parseCheck} reads it. */
export function checkText(check: DriftCheck): string {
  const { base, now, worst } = check;
  const packed: PackedCheck = {
    ...check,
    base: base === null ? null : sameData(base, now) ? 'now' : packEntry(base),
    now: packEntry(now),
    worst: worst.map(packWorst),
  };
  return JSON.stringify(packed);
}

export function parseCheck(text: string): DriftCheck {
  const packed = JSON.parse(text) as PackedCheck;
  const { base, worst } = packed;
  const now = unpackEntry(packed.now);
  return {
    ...packed,
    base: base === null ? null : base === 'now' ? now : unpackEntry(base),
    now,
    worst: worst.map(unpackWorst),
  };
}

type PackedObsolete = Omit<ObsoleteEntry, 'base'> & { readonly base?: PackedEntry };

/** An obsolete entry as text; {@link parseObsolete} reads it. */
export function obsoleteText({ base, ...entry }: ObsoleteEntry): string {
  const packed: PackedObsolete = base === undefined ? entry : { ...entry, base: packEntry(base) };
  return JSON.stringify(packed);
}

export function parseObsolete(text: string): ObsoleteEntry {
  const { base, ...entry } = JSON.parse(text) as PackedObsolete;
  return base === undefined ? entry : { ...entry, base: unpackEntry(base) };
}
