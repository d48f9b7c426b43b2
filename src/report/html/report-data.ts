/**
 * What a report shows, as its page receives it. The index, a row an entry, is read at once; what is shown of a single entry lies in blocks of
 * entries, each compressed, of which the page opens the one that it needs.
 */

/** How an entry fares, in the order in which findings are listed. */
export const reportFindings = [
  'regression',
  'changed',
  'acknowledged',
  'removed',
  'new',
  'improvement',
  'same',
] as const;

export type ReportFinding = (typeof reportFindings)[number];

/** One side: where it is from, and on which machines it ran, where that is known. */
export interface ReportSide {
  readonly name: string;
  readonly environments: readonly string[] | null;
}

/** The table, column by column: element i of each belongs to row i. Words that repeat are numbers of {@link ReportIndex.words}. */
export interface ReportColumns {
  /** Numbers of {@link reportFindings}. */
  readonly finding: readonly number[];
  /** Word: the test file. */
  readonly file: readonly number[];
  readonly key: readonly string[];
  /** Word. */
  readonly project: readonly number[];
  /** Word: the environment whose layer the entry is in. */
  readonly environment: readonly number[];
  /** Word: element type and shape. */
  readonly array: readonly number[];
  /** Word: the metric that the row is about; empty for remembered numbers. */
  readonly metric: readonly number[];
  readonly base: readonly (number | null)[];
  readonly now: readonly (number | null)[];
  readonly limit: readonly (number | null)[];
  /** Word: what else there is to say. */
  readonly note: readonly number[];
}

export interface ReportIndex {
  readonly title: string;
  /** One sentence. */
  readonly verdict: string;
  readonly passed: boolean;
  readonly failOn: readonly string[];
  readonly base: ReportSide;
  readonly head: ReportSide;
  readonly words: readonly string[];
  readonly columns: ReportColumns;
  /** Entries in each block of details but the last. */
  readonly blockSize: number;
  readonly blocks: number;
}

/** Counts of errors in ulps: those that are 0, and those in (2^(k−1), 2^k] for k = `lowestExponent` + i. */
export type ReportHistogram = readonly [zero: number, lowestExponent: number, counts: readonly number[]];

/** Errors by index: bfloat16 patterns, four hexadecimal digits each. */
export type ReportEnvelope = readonly [count: number, lowest: string, highest: string];

/** Place, values, bits, error in ulps, absolute error. */
export type ReportWorst = readonly [
  place: string,
  actual: string,
  reference: string,
  actualBits: string | null,
  referenceBits: string | null,
  ulps: number | null,
  abs: number | null,
];

export type ReportMetric = readonly [
  name: string,
  base: number | null,
  now: number | null,
  limit: number | null,
  verdict: string,
];

/** One side of an entry. */
export interface ReportEntrySide {
  readonly dtype: string;
  readonly shape: string;
  readonly digest: string;
  readonly special: string;
  readonly tolerance: string;
  /** Remembered numbers, where they are few. */
  readonly values: readonly string[] | null;
  readonly histogram: ReportHistogram | null;
  readonly envelope: ReportEnvelope | null;
}

/** One commit of an entry's history. */
export type ReportCommit = readonly [commit: string, date: string, subject: string, value: number | null];

/** How much of an entry is kept: all, without the worst elements and with few ranges of the errors by index, or the metrics only. */
export type ReportLevel = 'full' | 'brief' | 'bare';

/** What is shown of one entry. */
export interface ReportDetail {
  readonly test: string;
  readonly baseline: string;
  /** What a review is told to accept it; empty where there is nothing to accept. */
  readonly accept: string;
  /** Whether the assertion passed; `null` where there was no run. */
  readonly passed: boolean | null;
  readonly reasons: readonly string[];
  readonly base: ReportEntrySide | null;
  readonly head: ReportEntrySide | null;
  readonly metrics: readonly ReportMetric[];
  readonly worst: readonly ReportWorst[];
  /** Oldest first. */
  readonly history: readonly ReportCommit[];
  readonly level: ReportLevel;
}

/**
 * The name of an entry in links to it: 52 bits of a hash of its place, as hexadecimal digits. Two multiplicative hashes run side by side over
 * the UTF-16 code units.
 */
export function entryId(file: string, key: string, project: string, environment: string): string {
  const text = JSON.stringify([file, key, project, environment]);
  let a = 0x9e3779b1;
  let b = 0x85ebca77;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  const digits = (x: number): string => (x >>> 0).toString(16).padStart(8, '0');
  return `entry-${digits(a)}${digits(b).slice(3)}`;
}
