/**
 * The record of a run: every check of a baseline, whatever came of it. It is what the reporters print, the gate compares and a review accepts
 * from. Written as JSON (`drift-run.json`) by {@link printRunRecord}: no dates, hosts or durations, numbers exact, so that two runs that
 * measured the same give the same bytes, sharded or not.
 */
import type { Histogram } from '../compare/types.ts';
import type { DriftTolerance, Entry } from './entry.ts';
import type { ErrorEnvelope } from './error-envelope.ts';
import type { Outcome } from './judge.ts';

export const runFormat = 'ulpwise-run/1';

/** What became of the baseline: nothing, an entry was written for the first time, rewritten, or a missing one was refused (CI). */
export type Action = 'kept' | 'written' | 'updated' | 'refused';

/** One of the elements with the largest errors, as text for a person and bits. */
export interface WorstElement {
  /** Where it is: `''` for a scalar, `[3][1]`. */
  readonly place: string;
  readonly actual: string;
  readonly reference: string;
  readonly actualBits: string | null;
  readonly referenceBits: string | null;
  readonly ulps: number | null;
  readonly abs: number | null;
}

/** Which entry a check is of, and what came of it. */
export interface CheckPlace {
  /** The test file, relative to the run's root, with `/`. */
  readonly file: string;
  /** Name of the runner's project; `''` where it has none. */
  readonly project: string;
  /** Full name of the test, its parts joined by blanks. */
  readonly test: string;
  /** The entry's key in the baseline file. */
  readonly key: string;
  /** The baseline file in which the entry is or would be, relative to the run's root, with `/`. */
  readonly baseline: string;
  /** The baseline file that an update would write the entry into, where it is another one: the layer of the environment. */
  readonly target?: string;
  readonly outcome: Outcome;
  readonly action: Action;
  /** Whether the assertion passed. */
  readonly passed: boolean;
}

/** One check of one entry. */
export interface DriftCheck extends CheckPlace {
  /** What was worse, different or better, a sentence each. */
  readonly reasons: readonly string[];
  /** What the assertion allowed, where the baseline has no tolerance of its own. */
  readonly tolerance?: DriftTolerance;
  /** The entry as it was before the run; `null` for a new one. */
  readonly base: Entry | null;
  /** What was measured now, as an update would write it: with what was edited by hand. */
  readonly now: Entry;
  /** Errors in ulps by powers of two; `null` where no comparison was made. */
  readonly histogram: Histogram | null;
  /** Errors by index; `null` where no comparison was made, and for complex numbers. */
  readonly envelope: ErrorEnvelope | null;
  /** 16 at most. */
  readonly worst: readonly WorstElement[];
}

/** An entry that no test asked for any more. */
export interface ObsoleteEntry {
  readonly file: string;
  readonly project: string;
  readonly key: string;
  readonly baseline: string;
  /** Whether the run removed it. */
  readonly removed: boolean;
  /** The entry. */
  readonly base?: Entry;
}

/** Where the checks ran, in words: `node v22.11.0 linux x64`. Sorted, without repetition. */
export type EnvironmentNames = readonly string[];

export interface RunRecord {
  readonly runner: string;
  readonly environments: EnvironmentNames;
  /** Sorted by file, project, key. */
  readonly checks: readonly DriftCheck[];
  readonly obsolete: readonly ObsoleteEntry[];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Placed = Pick<DriftCheck, 'file' | 'project' | 'key' | 'baseline'>;

function byPlace(a: Placed, b: Placed): number {
  return (
    compareText(a.file, b.file) ||
    compareText(a.project, b.project) ||
    compareText(a.key, b.key) ||
    compareText(a.baseline, b.baseline)
  );
}

/** The order in which records are written. */
export function inOrder(record: RunRecord): RunRecord {
  return {
    runner: record.runner,
    environments: [...new Set(record.environments)].sort(),
    checks: [...record.checks].sort(byPlace),
    obsolete: [...record.obsolete].sort(byPlace),
  };
}
