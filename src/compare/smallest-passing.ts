/** The smallest budget that would pass, term by term: what a failing assertion needs to know, and what a loose one hides. */
import { metrics } from '../kernels/compare.ts';
import type { Metric } from '../kernels/compare.ts';
import { leastPassing, toleranceExcess } from './allclose.ts';
import { selectError } from './quantiles.ts';
import { termNamed } from './terms.ts';
import type { ArrayMeasures } from './terms.ts';
import { admitting } from './threshold.ts';
import type { Allclose, Budget, BudgetTerm, ElementTerm, SmallestPassing } from './types.ts';
import { rowsOf, visitErrors } from './walk.ts';
import type { LeafWalk, Row, Walked } from './walk.ts';

export function smallestPassing(
  walk: LeafWalk,
  walked: Walked,
  measures: ArrayMeasures,
  missesAllowed: number,
): SmallestPassing {
  const { budget } = walk;
  const spare = missesAllowed - walked.unpassable;
  const byTerm = (term: ElementTerm): number | null => {
    const metric = { ulp: 'ulps', rel: 'rel', abs: 'abs', steps: 'steps', bound: 'bound', allclose: 'allclose' }[term];
    const row = walked.rows.find((candidate) => candidate.metric === metric);
    if (row === undefined || spare < 0) return null;
    const error = spare === 0 ? (row.withoutError > 0 ? NaN : row.maxAlone) : nthLargest(walk, row, spare);
    const limit = admitting(error, budget.boundary);
    return valid(term, term === 'steps' ? Math.ceil(limit) : limit, walk);
  };
  return {
    ulp: byTerm('ulp'),
    rel: byTerm('rel'),
    abs: byTerm('abs'),
    steps: byTerm('steps'),
    allclose: budget.allclose === undefined ? null : tolerances(walk, walked, spare),
    bound: byTerm('bound'),
    rmse: valid('rmse', measures.rmse, walk),
    meanUlp: valid('meanUlp', measures.meanUlp, walk),
    p99Ulp: valid('p99Ulp', measures.p99Ulp, walk),
    bias: valid('bias', Math.abs(measures.biasUlps), walk),
    cosine: valid('cosine', measures.cosine, walk),
    mismatches: walked.missed,
  };
}

/** Null for a value that is no budget: none at all, one too large to be a count of steps, or one that could not fail. */
function valid(term: BudgetTerm, value: number, walk: LeafWalk): number | null {
  return isBudget(term, value, walk) ? value : null;
}

function isBudget(term: BudgetTerm, value: number | Allclose, walk: LeafWalk): boolean {
  const row = termNamed(term);
  if (row.invalid(value) !== undefined) return false;
  const widened: Budget = { ...walk.budget, [term]: value };
  return row.alwaysMet(widened, walk.measure.unit, walk.count) === undefined;
}

/** The largest error that remains when `spare` elements may miss; 0 if none remains, NaN if one without error does. */
function nthLargest(walk: LeafWalk, row: Row, spare: number): number {
  return largestBut(
    visitErrors(walk, metrics.indexOf(row.metric), candidates(walk, row.metric)),
    row.withoutError,
    spare,
  );
}

/** Whether a pair is within no term but that of a metric. */
function candidates(walk: LeafWalk, metric: Metric): (errors: readonly Float64Array[], i: number) => boolean {
  const others = rowsOf(walk)
    .filter((other) => other.threshold >= 0 && other.metric !== metric)
    .map((other) => ({ metric: metrics.indexOf(other.metric), threshold: other.threshold }));
  return (errors, i) => !others.some((other) => Math.abs(errors[other.metric][i]) <= other.threshold);
}

/** As {@link nthLargest}, of any numbers visited, `none` more of which are NaN. */
function largestBut(visit: (action: (x: number) => void) => void, none: number, spare: number): number {
  if (none > spare) return NaN;
  const rank = countOf(visit) - (spare - none);
  return rank <= 0 ? 0 : selectError(visit, rank);
}

function tolerances(walk: LeafWalk, walked: Walked, spare: number): { rtol: number | null; atol: number | null } {
  if (spare < 0) return { rtol: null, atol: null };
  const { rtol, atol } = walk.budget.allclose!;
  const exclusive = walk.budget.boundary === 'exclusive';
  if (spare === 0) {
    return validParts(walked.smallestRtol, walked.smallestAtol, walk);
  }
  const visit = visitErrors(walk, metrics.indexOf('abs'), candidates(walk, 'allclose'));
  const missesAtMost = (tolerance: Allclose): boolean => {
    let missed = 0;
    visit((abs, magnitude) => {
      if (toleranceExcess(abs, magnitude, tolerance.rtol, tolerance.atol, exclusive) > 0) missed++;
    });
    return missed <= spare;
  };
  return validParts(
    leastPassing((value) => missesAtMost({ rtol: value, atol })),
    leastPassing((value) => missesAtMost({ rtol, atol: value })),
    walk,
  );
}

/** As {@link valid}, of each part of an `allclose` with the other as given. */
function validParts(rtol: number, atol: number, walk: LeafWalk): { rtol: number | null; atol: number | null } {
  const { allclose } = walk.budget;
  const isValid = (part: Partial<Allclose>): boolean => isBudget('allclose', { ...allclose!, ...part }, walk);
  return { rtol: isValid({ rtol }) ? rtol : null, atol: isValid({ atol }) ? atol : null };
}

function countOf(visit: (action: () => void) => void): number {
  let count = 0;
  visit(() => count++);
  return count;
}
