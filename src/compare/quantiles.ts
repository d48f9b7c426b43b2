/**
 * Quantiles by nearest rank: the q-quantile of n errors is the ⌈q·n⌉-th smallest, an error that some element has.
 */
import { bucketEdge, bucketOf, zeroBucket } from './scalar-engine.ts';

/** Rank of a quantile given in thousandths, 1-based; integers, so that no rounding shifts it. */
export function rankOf(thousandths: number, count: number): number {
  return Math.max(1, Math.ceil((thousandths * count) / 1000));
}

/** The error of that rank in an ascending array. */
export function exactQuantile(ascending: Float64Array, thousandths: number): number {
  return ascending.length === 0 ? 0 : ascending[rankOf(thousandths, ascending.length) - 1];
}

/** Counts of errors by size, compacted from a table: ascending, empty buckets left out. */
export interface BucketCounts {
  readonly zeros: number;
  /** Errors that do not exist. */
  readonly none: number;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Reads a table and clears it.
 *
 * @param counted - how many errors were counted, NaN and zeros included
 * @param max - the largest of them: the walk goes down from its bucket, and ends when all are found
 * @param zerosToDiscount - pairs that were counted as 0 and have no error
 */
export function takeBuckets(table: Uint32Array, counted: number, max: number, zerosToDiscount: number): BucketCounts {
  const buckets: number[] = [];
  const counts: number[] = [];
  const zeros = table[zeroBucket] - zerosToDiscount;
  const none = table[nanBucket];
  let remaining = counted - table[zeroBucket] - none;
  table[zeroBucket] = 0;
  table[nanBucket] = 0;
  for (let bucket = max === 0 ? -1 : bucketOf(max); bucket >= 0 && remaining > 0; bucket--) {
    const count = table[bucket];
    if (count === 0) continue;
    buckets.push(bucket);
    counts.push(count);
    remaining -= count;
    table[bucket] = 0;
  }
  return { zeros, none, buckets: buckets.reverse(), counts: counts.reverse() };
}

const nanBucket = bucketOf(NaN);

/** The upper edge of the bucket that holds the error of that rank, at most the largest error. */
export function bucketQuantile(from: BucketCounts, count: number, thousandths: number, max: number): number {
  let remaining = rankOf(thousandths, count) - from.zeros;
  if (count === 0 || remaining <= 0) return 0;
  for (let k = 0; k < from.buckets.length; k++) {
    remaining -= from.counts[k];
    if (remaining <= 0) return Math.min(bucketEdge(from.buckets[k]), max);
  }
  return max;
}

/** Calls back with every candidate error, in any order; each call walks all of them again. */
export type Walk = (visit: (error: number) => void) => void;

const scratch = new Float64Array(1);
const halves = new Uint16Array(scratch.buffer);
scratch[0] = 1;
const bigEndian = halves[0] !== 0;
/** Index of the 16-bit digits of a float64, most significant first. */
const digits = bigEndian ? [0, 1, 2, 3] : [3, 2, 1, 0];

/**
 * The error of that rank (1-based, ascending) among non-negative errors, exactly, in memory that does not grow with their number: the order
 * of non-negative float64 is that of their bits, which four walks find 16 at a time.
 */
export function selectError(walk: Walk, rank: number): number {
  const counts = new Float64Array(65536);
  const prefix = [0, 0, 0, 0];
  let remaining = rank;
  for (let digit = 0; digit < 4; digit++) {
    counts.fill(0);
    walk((error) => {
      scratch[0] = error;
      for (let above = 0; above < digit; above++) if (halves[digits[above]] !== prefix[above]) return;
      counts[halves[digits[digit]]]++;
    });
    let next = 0;
    while (remaining > counts[next] && next < 65535) remaining -= counts[next++];
    prefix[digit] = next;
  }
  for (let digit = 0; digit < 4; digit++) halves[digits[digit]] = prefix[digit];
  return scratch[0];
}
