/**
 * What a baseline remembers of one assertion: measured error ({@link DriftEntry}), or the numbers themselves ({@link ValueEntry}).
 *
 * Entries are plain data. Numbers are float64; files write them in hexadecimal, so that they come back bit for bit.
 */
import type { Dtype } from '../compare/types.ts';

/**
 * The names of the metrics that a comparison gives, of errors as `compare` defines them over the finite pairs of one array, in the order in
 * which they are shown. Of each, smaller is better; of the bias, its absolute value.
 */
export const comparisonMetrics = [
  'maxUlps',
  'p999Ulps',
  'rmsUlps',
  'biasUlps',
  'maxRel',
  'relUndefined',
  'maxAbs',
  'rmsAbs',
  'maxBoundRatio',
] as const;

export type ComparisonMetric = (typeof comparisonMetrics)[number];

/** Those that an entry may lack: without an error bound there is no ratio to it, and no elements is what is not written. */
export const optionalMetrics: ReadonlySet<string> = new Set<ComparisonMetric>(['relUndefined', 'maxBoundRatio']);

/**
 * Measured error by name: {@link comparisonMetrics} (`maxBoundRatio` only where the reference carries an error bound;
 * `relUndefined`, how many elements have an error and, since the reference is 0, no relative one, only where there are any), or the names that a
 * caller gave to own measures. Finite numbers; all but the bias ≥ 0.
 */
export type DriftMetrics = Readonly<Record<string, number>>;

/** Special values: what no finite metric sees. Of measured error, a change of any of them is a change of kind, not of size. */
export interface SpecialCounts {
  /** NaN in the actual. */
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  /** Pairs that disagree in a non-finite value. */
  readonly mismatched: number;
}

export const noSpecials: SpecialCounts = { nan: 0, positiveInfinity: 0, negativeInfinity: 0, mismatched: 0 };

/**
 * What an entry allows, edited by hand and kept by every update. A metric named here is held to its ceiling, whatever the baseline says;
 * `growth` lets the others grow over the baseline by a share. Metrics that neither covers are not judged; without any tolerance no metric may
 * grow.
 */
export interface DriftTolerance {
  /** Ceiling of `maxUlps`. */
  readonly ulp?: number;
  /** Ceiling of `p999Ulps`. */
  readonly p999Ulp?: number;
  /** Ceiling of `rmsUlps`. */
  readonly rmsUlp?: number;
  /** Ceiling of |`biasUlps`|. */
  readonly bias?: number;
  /** Ceiling of `maxRel`. */
  readonly rel?: number;
  /** Ceiling of `maxAbs`. */
  readonly abs?: number;
  /** Ceiling of `rmsAbs`. */
  readonly rmse?: number;
  /** Ceiling of `maxBoundRatio`. */
  readonly bound?: number;
  /** How much a metric may grow over the baseline: `'10%'`. */
  readonly growth?: `${number}%`;
}

/** What a value entry allows: the per-element terms of a budget that can be written in a file. An element passes within any of them. */
export interface ValueTolerance {
  readonly ulp?: number;
  readonly steps?: number;
  readonly rel?: number;
  readonly abs?: number;
}

/** An acknowledged regression: shown, and not failed by the gate. */
export interface Acknowledgement {
  readonly reason: string;
  /** The month or day up to which it holds, `2027-01` or `2027-01-31`; without it, for good. */
  readonly until?: string;
}

interface EntryOfAnyKind {
  /** Element type of what was received. */
  readonly dtype: Dtype;
  /** Extents, outermost first; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** SHA-256 of the bits received with their type and shape, `sha256:` and 64 hexadecimal digits. See `digestOf`. */
  readonly digest: string;
  readonly accepted?: Acknowledgement;
}

/** Measured error against a reference. */
export interface DriftEntry extends EntryOfAnyKind {
  readonly kind: 'drift';
  readonly metrics: DriftMetrics;
  readonly special: SpecialCounts;
  readonly tolerance?: DriftTolerance;
}

/** The numbers themselves. */
export interface ValueEntry extends EntryOfAnyKind {
  readonly kind: 'values';
  /**
   * Elements in row-major order, each in the fewest digits that identify it in its type (`0.1`, `-0`, `NaN`, `3+4i`); `null` where they lie in
   * a sidecar `.npy` beside the baseline file, whose name follows from the digest (`sidecarName`), and in run records for large arrays.
   */
  readonly values: readonly string[] | null;
  /** NaN and infinities among the numbers of a sidecar, if there are any. */
  readonly special?: SpecialCounts;
  readonly tolerance?: ValueTolerance;
}

export type Entry = DriftEntry | ValueEntry;

/** Arrays of more elements go to a sidecar. */
export const mostValuesInline = 64;
