/**
 * Measuring pairs: what the three kinds of numbers (real, complex, bigint) have in common. A measure loads a chunk of pairs, fills the
 * workspace with their errors, and sets apart what has none: non-finite values are classified before anything is subtracted.
 */
import { roundToFormat } from '../formats/index.ts';
import type { Format } from '../formats/index.ts';
import type { UlpScale } from '../kernels/compare.ts';
import { powerBelow } from './scalar-engine.ts';
import type { Budget, ClassCounts, NonFiniteKind, Scalar } from './types.ts';
import type { UnitOfError } from './unit.ts';

/** State of a pair in a chunk that holds special pairs. */
export const pairState = {
  /** Both finite: it has errors. */
  finite: 0,
  /** Not finite, and in agreement; its errors are written as 0. */
  agrees: 1,
  /** Not finite, and not in agreement; its errors are written as NaN. */
  mismatched: 2,
  /** Zeros of different sign under `signedZero: 'distinct'`; its errors are written as NaN. */
  signedZero: 3,
} as const;

/** What a measure says about the chunk that it measured last. */
export interface ChunkState {
  /** Some error is NaN. */
  hasNaN: boolean;
  /** The engine has summed ulps, relative and absolute errors up already. */
  summed: boolean;
  /** The errors are in the workspace; else `writeErrors` writes them. */
  written: boolean;
  /** State of each pair; to be read only where `hasSpecial`. */
  readonly states: Uint8Array;
  /** Some state is not `finite`. */
  hasSpecial: boolean;
  /** Pairs that no budget can pass: mismatched, or zeros of different sign. */
  unpassable: number;
}

/** The state of chunks of up to `length` pairs before the first is measured; its errors are in the workspace. */
export function chunkState(length: number): ChunkState {
  return {
    hasNaN: false,
    summed: false,
    written: true,
    states: new Uint8Array(length),
    hasSpecial: false,
    unpassable: 0,
  };
}

/** Everything about one pair, for reports. */
export interface PairFacts {
  readonly actual: Scalar;
  readonly reference: Scalar;
  readonly state: number;
  /** Kind of the mismatch, where the state is `mismatched`. */
  readonly mismatch: NonFiniteKind | null;
  /** Errors of a finite pair, as in `PairErrors`; NaN stands for a missing relative error. */
  readonly difference: number;
  readonly ulps: number;
  readonly rel: number;
  readonly abs: number;
  /** Null where steps are not defined. */
  readonly steps: bigint | null;
  readonly ulp: number;
  /** |r|, saturated. */
  readonly magnitude: number;
  /** What `rel` divides by. */
  readonly divisor: number;
}

/** Measures the pairs of one leaf. */
export interface PairMeasure {
  readonly unit: UnitOfError;
  /** Pairs in a chunk. */
  readonly chunk: number;
  readonly state: ChunkState;
  /** Loads and measures pairs `start` to `start + n`; their special values are counted where `count` is set (the first walk). */
  measure(start: number, n: number, count: SpecialCounts | undefined): void;
  /** Sees to it that the errors of the chunk are in the workspace: a chunk that is summed may leave them out. */
  writeErrors(n: number): void;
  /** |r| of each pair of the chunk. */
  magnitudes(n: number, into: Float64Array): void;
  /** Steps of each pair of the chunk, rounded up beyond 2^53; NaN where there are none. @throws BudgetError where not defined */
  steps(n: number, into: Float64Array): void;
  /** Adds the chunk to the sums that the cosine is made of. */
  correlate(n: number, sums: Correlation): void;
  facts(index: number): PairFacts;
}

/** Special values, counted. */
export interface SpecialCounts {
  readonly actual: { -readonly [K in keyof ClassCounts]: number };
  readonly reference: { -readonly [K in keyof ClassCounts]: number };
  agreeing: number;
  overflowed: number;
  signedZeros: number;
  flushed: number;
  mismatched: number;
  readonly byKind: Record<NonFiniteKind, number>;
}

export function noSpecials(): SpecialCounts {
  const none = (): ClassCounts => ({ nan: 0, positiveInfinity: 0, negativeInfinity: 0, zero: 0, subnormal: 0 });
  return {
    actual: none(),
    reference: none(),
    agreeing: 0,
    overflowed: 0,
    signedZeros: 0,
    flushed: 0,
    mismatched: 0,
    byKind: {
      'unexpected NaN': 0,
      'missing NaN': 0,
      'rejected NaN': 0,
      'unexpected infinity': 0,
      'missing infinity': 0,
      'infinity of the other sign': 0,
    },
  };
}

/** Counts one value's class. */
export function countClass(x: number, minNormal: number, into: SpecialCounts['actual']): void {
  if (x !== x) into.nan++;
  else if (x === Infinity) into.positiveInfinity++;
  else if (x === -Infinity) into.negativeInfinity++;
  else if (x === 0) into.zero++;
  else if (Math.abs(x) < minNormal) into.subnormal++;
}

/** Zero with the sign of x, as hardware flushes. */
export function flushToZero(x: number): number {
  return x < 0 ? -0 : 0;
}

/**
 * How two reals agree, one of which is not finite.
 *
 * NaN agrees with NaN unless rejected; infinities agree in sign; an overflow (infinity, or NaN in a format without infinities) agrees with
 * a finite reference that rounds to it in the unit's format.
 */
export function judgeNonFinite(
  a: number,
  r: number,
  format: Format | undefined,
  nan: Budget['nan'],
): 'agrees' | 'overflowed' | NonFiniteKind {
  if (a !== a && r !== r) return nan === 'reject' ? 'rejected NaN' : 'agrees';
  if (r !== r) return 'missing NaN';
  const rounded = format === undefined ? r : roundToFormat(r, format);
  if (a !== a) return rounded !== rounded && nan !== 'reject' ? 'overflowed' : 'unexpected NaN';
  if (a === r) return 'agrees';
  if (Math.abs(a) === Infinity) {
    if (Math.abs(r) === Infinity) return 'infinity of the other sign';
    return a === rounded ? 'overflowed' : 'unexpected infinity';
  }
  return 'missing infinity';
}

/** Sums over finite pairs for the cosine similarity, of values scaled by `factor`, a power of two that keeps squares in range. */
export interface Correlation {
  factor: number;
  /** Σ(a − r)². */
  error: number;
  /** Σ(a − r)(a + r) = Σa² − Σr², without its cancellation. */
  surplus: number;
  /** Σa², Σr². */
  actual: number;
  reference: number;
}

/** Makes `powerBelow` give 2^⌊log2 x⌋. */
const float64Powers: UlpScale = { minPower: 2.2250738585072014e-308, scale: 1, floating: true };

/** Adds finite pairs, given as arrays of reals (complex parts count as two reals). */
export function correlate(
  actual: ArrayLike<number>,
  reference: ArrayLike<number>,
  n: number,
  isFinitePair: (i: number) => boolean,
  sums: Correlation,
): void {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    if (isFinitePair(i)) largest = Math.max(largest, Math.abs(actual[i]), Math.abs(reference[i]));
  }
  if (largest === 0) return;
  if (sums.factor === 0 || largest * sums.factor > 2.582e120) {
    const factor = 1 / powerBelow(largest, float64Powers);
    const change = sums.factor === 0 ? 0 : factor / sums.factor;
    sums.error = sums.error * change * change;
    sums.surplus = sums.surplus * change * change;
    sums.actual = sums.actual * change * change;
    sums.reference = sums.reference * change * change;
    sums.factor = factor;
  }
  const f = sums.factor;
  for (let i = 0; i < n; i++) {
    if (!isFinitePair(i)) continue;
    const a = actual[i] * f;
    const r = reference[i] * f;
    const e = a - r;
    sums.error += e * e;
    sums.surplus += e * (a + r);
    sums.actual += a * a;
    sums.reference += r * r;
  }
}

/**
 * Cosine similarity Σar / √(Σa² Σr²), as 1 − (Σ(a−r)² − (|a| − |r|)²) / (2|a||r|): accurate near 1, and exactly 1 for equal arrays. Two zero
 * arrays agree; a zero array has no direction in common with another.
 */
export function cosineOf(sums: Correlation): number {
  if (sums.error === 0) return 1;
  if (sums.actual === 0 || sums.reference === 0) return 0;
  const a = Math.sqrt(sums.actual);
  const r = Math.sqrt(sums.reference);
  const lengths = sums.surplus / (a + r);
  const distance = Math.max(0, sums.error - lengths * lengths) / (2 * a * r);
  return 1 - Math.min(2, distance);
}
