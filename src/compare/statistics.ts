/** Summaries of the errors that a walk has left behind. */
import { exponentOf, powerOfTwo } from '../formats/index.ts';
import { bucketQuantile, exactQuantile, takeBuckets } from './quantiles.ts';
import { bucketEdge } from './scalar-engine.ts';
import { meanOf, rmsOf } from './totals.ts';
import type { ErrorSummary, Histogram } from './types.ts';
import type { LeafWalk, Walked } from './walk.ts';

export interface ErrorsSummarised {
  /** By metric: ulps, rel, abs and, with a bound, bound. */
  readonly summaries: readonly ErrorSummary[];
  readonly histogram: Histogram;
  /** Pairs whose error is 0. */
  readonly equal: number;
  /** Finite pairs without relative error. */
  readonly withoutRel: number;
  readonly exact: boolean;
}

export function summariseErrors(walk: LeafWalk, walked: Walked, finite: number): ErrorsSummarised {
  const exact = walk.engine.workspace.tables.length === 0;
  const summaries: ErrorSummary[] = [];
  let histogram: Histogram = { zero: 0, lowestExponent: 0, counts: [] };
  let equal = 0;
  let withoutRel = 0;
  for (let metric = 0; metric < walked.totals.length; metric++) {
    const totals = walked.totals[metric];
    const { max } = totals;
    let count: number;
    let quantile: (thousandths: number) => number;
    if (exact) {
      const ascending = errorsOfOnlyChunk(walk, walked, metric);
      count = ascending.length;
      quantile = (thousandths) => exactQuantile(ascending, thousandths);
      if (metric === 0) histogram = countPowers([...ascending].map((error) => [error, 1]));
      if (metric === 2) equal = ascending.filter((error) => error === 0).length;
    } else {
      const taken = takeBuckets(walk.engine.workspace.tables[metric], walk.count, max, walked.agreeing);
      count = walk.count - walked.agreeing - taken.none;
      quantile = (thousandths) => bucketQuantile(taken, count, thousandths, max);
      if (metric === 0) {
        histogram = countPowers([
          [0, taken.zeros],
          ...taken.buckets.map((bucket, k): [number, number] => [Math.min(bucketEdge(bucket), max), taken.counts[k]]),
        ]);
      }
      if (metric === 2) equal = taken.zeros;
    }
    if (metric === 1) withoutRel = finite - count;
    summaries.push({
      max,
      mean: meanOf(totals, count),
      rms: rmsOf(totals, count),
      median: quantile(500),
      p99: quantile(990),
      p999: quantile(999),
      count,
    });
  }
  return { summaries, histogram, equal, withoutRel, exact };
}

/** Ascending errors of the chunk that is still in the workspace, without the zeros that stand for pairs without error. */
function errorsOfOnlyChunk(walk: LeafWalk, walked: Walked, metric: number): Float64Array {
  const errors = walk.engine.workspace.errors[metric].subarray(0, walk.count);
  return errors
    .filter((error) => error === error)
    .map(Math.abs)
    .sort()
    .subarray(walked.agreeing);
}

/** Counts errors by the power of two that they do not exceed. */
function countPowers(errors: readonly (readonly [error: number, count: number])[]): Histogram {
  let zero = 0;
  const byExponent = new Map<number, number>();
  for (const [error, count] of errors) {
    if (error === 0) {
      zero += count;
      continue;
    }
    const below = exponentOf(error);
    const exponent = powerOfTwo(below) === error ? below : below + 1;
    byExponent.set(exponent, (byExponent.get(exponent) ?? 0) + count);
  }
  if (byExponent.size === 0) return { zero, lowestExponent: 0, counts: [] };
  const lowestExponent = Math.min(...byExponent.keys());
  const highest = Math.max(...byExponent.keys());
  const counts = Array.from(
    { length: highest - lowestExponent + 1 },
    (_, k) => byExponent.get(lowestExponent + k) ?? 0,
  );
  return { zero, lowestExponent, counts };
}
