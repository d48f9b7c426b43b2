/** The pass over one array: chunk by chunk, everything that its report is made of, in memory that does not grow with the array. */
import { chunkLength, metrics } from '../kernels/compare.ts';
import type { ChunkRow, ChunkSummary, ComparisonEngine, Metric } from '../kernels/compare.ts';
import { ComparisonError } from '../errors.ts';
import { leastPassing, toleranceExcess } from './allclose.ts';
import { noSpecials, pairState } from './measure.ts';
import type { Correlation, PairMeasure, SpecialCounts } from './measure.ts';
import type { Operand } from './operand.ts';
import { judgeChunk } from './scalar-engine.ts';
import { elementTerms } from './terms.ts';
import { admitted } from './threshold.ts';
import { addChunk, isOutOfRange, noTotals } from './totals.ts';
import type { Totals } from './totals.ts';
import type { Budget } from './types.ts';

/** What is compared, and how. */
export interface LeafWalk {
  readonly count: number;
  readonly measure: PairMeasure;
  readonly engine: ComparisonEngine;
  readonly budget: Budget;
  /** The reference's a-priori error bounds, one an element. */
  readonly bound: Operand | undefined;
  readonly show: ErrorViewer | undefined;
}

/**
 * Is shown the errors of an array as it is measured: of elements `start` to `start + n` the signed errors in ulps. `states` has the
 * `pairState` of each; where it is not given, all pairs are finite. Both are scratch memory.
 */
export type ErrorViewer = (start: number, n: number, ulps: Float64Array, states: Uint8Array | undefined) => void;

/** A metric with its limit, and how the array fares under it. */
export interface Row {
  readonly metric: Metric;
  /** Largest error admitted; -1 for a metric that the budget does not limit. */
  readonly threshold: number;
  within: number;
  alone: number;
  /** Largest error among the elements that no other term passes. */
  maxAlone: number;
  /** Finite pairs that no other term passes, and that have no error of this metric. */
  withoutError: number;
  /** Largest error of the array. */
  max: number;
}

export interface Walked {
  readonly counts: SpecialCounts;
  readonly rows: readonly Row[];
  /** Sums by metric: ulps, rel, abs and, with a bound, bound. */
  readonly totals: readonly Totals[];
  readonly missed: number;
  readonly unpassable: number;
  /** Pairs that are not finite and agree. */
  readonly agreeing: number;
  /** Indices of the first misses and of the first non-finite mismatches, five at most. */
  readonly firstMisses: readonly number[];
  readonly firstMismatches: readonly number[];
  /** Index of the largest finite error in ulps, rel, abs; -1 if no pair has one. */
  readonly worst: readonly number[];
  /** Index of the miss with the largest error of the leading metric, -1 if no miss has one. */
  readonly worstMiss: number;
  /** Index of the largest number of steps, -1 if they were not counted. */
  readonly mostSteps: number;
  readonly correlation: Correlation | undefined;
  readonly smallestRtol: number;
  readonly smallestAtol: number;
}

/** How many elements are listed by name. */
export const listed = 5;

/** The rows that a budget judges by: every metric that has an error, limited or not. */
export function rowsOf({ budget, bound }: LeafWalk): Row[] {
  const given = elementTerms(budget);
  return metrics.flatMap((metric) => {
    const term = given.find((row) => row.metric === metric);
    const measured =
      metric === 'ulps' || metric === 'rel' || metric === 'abs' || (metric === 'bound' && bound !== undefined);
    if (term === undefined && !measured) return [];
    const threshold = term === undefined ? -1 : admitted(term.limit(budget), budget.boundary);
    return [{ metric, threshold, within: 0, alone: 0, maxAlone: 0, withoutError: 0, max: 0 }];
  });
}

/** In which errors are ranked for a person: that of the first per-element term; ulps without one. */
function leadingMetric(budget: Budget): Exclude<Metric, 'allclose'> {
  const metric = elementTerms(budget)[0]?.metric ?? 'ulps';
  return metric === 'allclose' ? 'abs' : metric;
}

/** Measures one chunk with all metrics of the rows. @returns whether some error is NaN */
export function measureChunk(walk: LeafWalk, start: number, n: number, counts: SpecialCounts | undefined): boolean {
  const { measure, engine, budget, bound } = walk;
  const [, , abs, boundRatio, steps, allclose] = engine.workspace.errors;
  measure.measure(start, n, counts);
  let hasNaN = measure.state.hasNaN;
  if (bound !== undefined || budget.steps !== undefined || budget.allclose !== undefined) measure.writeErrors(n);
  if (bound !== undefined) {
    bound.load(start, n, narrow, bounds);
    const values = bound.float64 ? bounds : narrow;
    for (let i = 0; i < n; i++) {
      if (!(values[i] >= 0 && values[i] <= Number.MAX_VALUE)) refuseBound(values[i], start + i);
      boundRatio[i] = ratioToBound(abs[i], values[i]);
      if (boundRatio[i] !== boundRatio[i]) hasNaN = true;
    }
  }
  if (budget.steps !== undefined) {
    measure.steps(n, steps);
    for (let i = 0; i < n; i++) if (steps[i] !== steps[i]) hasNaN = true;
  }
  if (budget.allclose !== undefined) {
    measure.magnitudes(n, magnitudes);
    const { rtol, atol } = budget.allclose;
    const exclusive = budget.boundary === 'exclusive';
    for (let i = 0; i < n; i++) allclose[i] = toleranceExcess(abs[i], magnitudes[i], rtol, atol, exclusive);
  }
  return hasNaN;
}

/** An infinite bound would admit every error, and NaN none. */
function refuseBound(bound: number, index: number): never {
  throw new ComparisonError(
    `The error bound of element ${index} is ${bound}: bounds are finite numbers ≥ 0. Check what computed it for overflow.`,
  );
}

const bounds = new Float64Array(chunkLength);
const narrow = new Float32Array(chunkLength);
const magnitudes = new Float64Array(chunkLength);

/** |a − r| over the bound; 0 for equal values, NaN for an error where the bound is 0 or none. */
export function ratioToBound(abs: number, bound: number): number {
  if (abs === 0) return 0;
  return bound > 0 ? Math.min(abs / bound, Number.MAX_VALUE) : NaN;
}

export function walkLeaf(walk: LeafWalk): Walked {
  const { count, measure, engine, budget } = walk;
  const { errors } = engine.workspace;
  const counts = noSpecials();
  const rows = rowsOf(walk);
  const given = rows.filter((row) => row.threshold >= 0);
  const chunkRows: ChunkRow[] = rows.map((row) => ({
    metric: metrics.indexOf(row.metric),
    threshold: row.threshold,
    within: 0,
    alone: 0,
    maxAlone: 0,
  }));
  const summed = walk.bound === undefined ? 3 : 4;
  const totals = Array.from({ length: summed }, noTotals);
  const summary: ChunkSummary = { sum: 0, signedSum: 0, squares: 0, max: 0 };
  const worst = [-1, -1, -1];
  const worstError = [-1, -1, -1];
  /** Where the chunk with the worst error starts, if its errors were not written: it is looked through at the end. */
  const worstChunk = [-1, -1, -1];
  const leading = chunkRows.find((row) => metrics[row.metric] === leadingMetric(budget))!;
  let worstMiss = -1;
  let worstMissError = -1;
  const firstMisses: number[] = [];
  const firstMismatches: number[] = [];
  const correlation: Correlation | undefined =
    budget.cosine === undefined ? undefined : { factor: 0, error: 0, surplus: 0, actual: 0, reference: 0 };
  let missed = 0;
  let unpassable = 0;
  let agreeing = 0;
  let mostSteps = -1;
  let smallestR = 0;
  let smallestA = 0;
  const chunkMax = new Array<number>(metrics.length).fill(0);

  for (let start = 0; start < count; start += measure.chunk) {
    const n = Math.min(measure.chunk, count - start);
    const hasNaN = measureChunk(walk, start, n, counts);
    const { state } = measure;
    for (let metric = 0; metric < summed; metric++) {
      if (state.summed && metric < 3) engine.summaryOf(metric, summary);
      else engine.summarise(metric, n, summary);
      if (isOutOfRange(summary)) measure.writeErrors(n);
      addChunk(totals[metric], summary, errors[metric], n);
      chunkMax[metric] = summary.max;
      if (metric < 3 && summary.max > worstError[metric]) {
        // A chunk without written errors holds finite pairs only
        const i = state.written ? firstFinite(errors[metric], n, summary.max) : 0;
        if (i >= 0) {
          worst[metric] = start + i;
          worstError[metric] = summary.max;
          worstChunk[metric] = state.written ? -1 : start;
        }
      }
    }
    for (const row of chunkRows) {
      if (row.metric < 4) continue;
      let max = 0;
      for (let i = 0; i < n; i++) if (errors[row.metric][i] > max) max = errors[row.metric][i];
      chunkMax[row.metric] = max;
    }
    if (budget.steps !== undefined) {
      const before = rows.find((row) => row.metric === 'steps')!.max;
      if (mostSteps < 0 || chunkMax[4] > before) {
        const i = firstFinite(errors[4], n, chunkMax[4]);
        if (i >= 0) mostSteps = start + i;
      }
    }
    if (walk.show !== undefined) {
      measure.writeErrors(n);
      walk.show(start, n, errors[0], state.hasSpecial ? state.states : undefined);
    }
    unpassable += state.unpassable;
    if (state.hasSpecial) listSpecials(start, n);
    if (correlation !== undefined) measure.correlate(n, correlation);

    const missedInChunk = judge(n, hasNaN);
    missed += missedInChunk;
    if (missedInChunk > 0 && firstMisses.length < listed) listMisses(start, n);
    if (missedInChunk > 0 && given.length > 0 && leading.maxAlone > worstMissError) seekWorstMiss(start, n);
    if (budget.allclose !== undefined) tightenTolerances(n);
  }
  for (let metric = 0; metric < 3; metric++) {
    const start = worstChunk[metric];
    if (start < 0) continue;
    const n = Math.min(measure.chunk, count - start);
    if (metric === 0 || start !== worstChunk[metric - 1]) measureChunk(walk, start, n, undefined);
    worst[metric] = start + firstFinite(errors[metric], n, worstError[metric]);
  }

  return {
    counts,
    rows,
    totals,
    missed,
    unpassable,
    agreeing,
    firstMisses,
    firstMismatches,
    worst,
    worstMiss,
    mostSteps,
    correlation,
    smallestRtol: smallestR,
    smallestAtol: smallestA,
  };

  function firstFinite(values: Float64Array, n: number, error: number): number {
    measure.writeErrors(n);
    const { hasSpecial, states } = measure.state;
    for (let i = 0; i < n; i++) {
      if (Math.abs(values[i]) === error && (!hasSpecial || states[i] === pairState.finite)) return i;
    }
    return -1;
  }

  function listSpecials(start: number, n: number): void {
    const { states } = measure.state;
    for (let i = 0; i < n; i++) {
      if (states[i] === pairState.agrees) agreeing++;
      else if (states[i] === pairState.mismatched && firstMismatches.length < listed) firstMismatches.push(start + i);
    }
  }

  /** @returns how many pairs of the chunk miss */
  function judge(n: number, hasNaN: boolean): number {
    for (let k = 0; k < rows.length; k++) rows[k].max = Math.max(rows[k].max, chunkMax[chunkRows[k].metric]);
    if (given.length === 0) return measure.state.unpassable;
    if (!hasNaN && rows.every((row, k) => row.threshold < 0 || chunkMax[chunkRows[k].metric] <= row.threshold)) {
      for (const row of given) row.within += n;
      if (given.length === 1) {
        given[0].alone += n;
        given[0].maxAlone = given[0].max;
      }
      return 0;
    }
    measure.writeErrors(n);
    const judged = hasNaN
      ? judgeChunk(errors, n, chunkRows)
      : { missed: engine.judge(n, chunkRows), withoutError: undefined };
    for (let k = 0; k < rows.length; k++) {
      rows[k].within += chunkRows[k].within;
      rows[k].alone += chunkRows[k].alone;
      rows[k].maxAlone = Math.max(rows[k].maxAlone, chunkRows[k].maxAlone);
      if (judged.withoutError !== undefined) rows[k].withoutError += judged.withoutError[k] - measure.state.unpassable;
    }
    return judged.missed;
  }

  function listMisses(start: number, n: number): void {
    for (let i = 0; i < n && firstMisses.length < listed; i++) {
      const within = isWithinSome(chunkRows, i);
      const special = given.length === 0 && measure.state.states[i] < pairState.mismatched;
      if (!within && !special) firstMisses.push(start + i);
    }
  }

  /** Among the elements that no other term passes the misses have the largest errors: each misses this term too. */
  function seekWorstMiss(start: number, n: number): void {
    const values = errors[leading.metric];
    for (let i = 0; i < n; i++) {
      if (Math.abs(values[i]) !== leading.maxAlone || isWithinSome(chunkRows, i)) continue;
      worstMiss = start + i;
      worstMissError = leading.maxAlone;
      return;
    }
  }

  function isWithinSome(some: readonly ChunkRow[], i: number): boolean {
    return some.some((row) => Math.abs(errors[row.metric][i]) <= row.threshold);
  }

  /** Raises the smallest tolerances that admit all elements seen that no other term passes. NaN: none does. */
  function tightenTolerances(n: number): void {
    const { rtol, atol } = budget.allclose!;
    const others = chunkRows.filter((row) => metrics[row.metric] !== 'allclose' && row.threshold >= 0);
    const abs = errors[2];
    const exclusive = budget.boundary === 'exclusive';
    for (let i = 0; i < n; i++) {
      const raisesR = toleranceExcess(abs[i], magnitudes[i], smallestR, atol, exclusive) > 0;
      const raisesA = toleranceExcess(abs[i], magnitudes[i], rtol, smallestA, exclusive) > 0;
      if (!(raisesR || raisesA) || isWithinSome(others, i)) continue;
      // In functions of their own: closures over an element, made in this loop, would cost every element an allocation
      if (raisesR) smallestR = leastRtol(abs[i], magnitudes[i], atol, exclusive);
      if (raisesA) smallestA = leastAtol(abs[i], magnitudes[i], rtol, exclusive);
    }
  }
}

function leastRtol(abs: number, magnitude: number, atol: number, exclusive: boolean): number {
  return leastPassing((rtol) => toleranceExcess(abs, magnitude, rtol, atol, exclusive) === 0);
}

function leastAtol(abs: number, magnitude: number, rtol: number, exclusive: boolean): number {
  return leastPassing((atol) => toleranceExcess(abs, magnitude, rtol, atol, exclusive) === 0);
}

/**
 * Walks the errors of a metric again, in a function that may be called repeatedly. |r| comes with them where the budget has `allclose`.
 *
 * @param candidate - whether the pair at this index of the chunk is visited
 */
export function visitErrors(
  walk: LeafWalk,
  metric: number,
  candidate: (errors: readonly Float64Array[], i: number) => boolean = () => true,
): (visit: (error: number, magnitude: number) => void) => void {
  const { errors } = walk.engine.workspace;
  return (visit) => {
    for (let start = 0; start < walk.count; start += walk.measure.chunk) {
      const n = Math.min(walk.measure.chunk, walk.count - start);
      measureChunk(walk, start, n, undefined);
      for (let i = 0; i < n; i++) {
        const error = Math.abs(errors[metric][i]);
        if (error === error && candidate(errors, i)) visit(error, magnitudes[i]);
      }
    }
  };
}
