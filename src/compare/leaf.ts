/** Compares one array with its reference: one walk over the chunks, then the verdict and the report. */
import { simdEngine } from '../kernels/compare.ts';
import type { ComparisonEngine, Workspace } from '../kernels/compare.ts';
import { BudgetError } from '../errors.ts';
import { reportElement } from './element-report.ts';
import { cosineOf } from './measure.ts';
import type { PairMeasure } from './measure.ts';
import { measureBigints } from './measure-bigint.ts';
import { measureComplex } from './measure-complex.ts';
import { measureReals } from './measure-real.ts';
import { fail, isInteger } from './operand.ts';
import type { Operand } from './operand.ts';
import { rankOf, selectError } from './quantiles.ts';
import { scalarEngine } from './scalar-engine.ts';
import { smallestPassing } from './smallest-passing.ts';
import { summariseErrors } from './statistics.ts';
import { arrayTerms, elementTerms } from './terms.ts';
import type { ArrayMeasures } from './terms.ts';
import { rmsOf, signedMeanOf } from './totals.ts';
import type { Budget, Dtype, ElementReport, LeafComparison, Statistics, TermResult } from './types.ts';
import { unitOf } from './unit.ts';
import type { UnitOfError } from './unit.ts';
import { refuseVacuousBudget } from './validate-budget.ts';
import { visitErrors, walkLeaf } from './walk.ts';
import type { ErrorViewer, LeafWalk, Walked } from './walk.ts';

/** One array with its reference, of equal shape. */
export interface LeafPair {
  readonly path: string;
  readonly actual: Operand;
  readonly reference: Operand;
  /** A-priori error bounds of the reference, one an element. */
  readonly bound: Operand | undefined;
}

/** Compares one array with its reference. */
export function compareLeaf(pair: LeafPair, budget: Budget, show?: ErrorViewer): LeafComparison {
  return measureLeaf(pair, budget, (unit, _workspace, engine) => measureFor(pair, budget, unit, engine), show).leaf;
}

/** A leaf compared, with what a further judgement needs. */
export interface MeasuredLeaf {
  readonly leaf: LeafComparison;
  readonly unit: UnitOfError;
  report(index: number): ElementReport;
}

/** As {@link compareLeaf}, with a measure of the caller's. */
export function measureLeaf(
  pair: LeafPair,
  budget: Budget,
  makeMeasure: (unit: UnitOfError, workspace: Workspace, engine: ComparisonEngine) => PairMeasure,
  show?: ErrorViewer,
): MeasuredLeaf {
  const { path, actual, reference, bound } = pair;
  const { count } = actual;
  const unit = unitOf(budget.format ?? unitDtype(actual.dtype, reference.dtype));
  if (count > 0) refuseVacuousBudget(budget, unit, count);
  if (budget.bound !== undefined && bound === undefined) {
    throw new BudgetError(
      `budget.bound = ${budget.bound} is a multiple of the error bound that the reference carries${path === '' ? '' : ` at ${path}`}, and it carries none. ` +
        `Write withErrorBound(reference, bound), or another term such as { ulp: 4 }.`,
    );
  }
  const engine = engineFor(count);
  const measure = makeMeasure(unit, engine.workspace, engine);
  const walk: LeafWalk = { count, measure, engine, budget, bound, show };
  tablesAreDirty = true;
  const walked = walkLeaf(walk);
  const finite = count - walked.agreeing - walked.unpassable;
  const { summaries, histogram, equal, withoutRel, exact } = summariseErrors(walk, walked, finite);
  tablesAreDirty = false;
  const p99Ulp =
    exact || budget.p99Ulp === undefined || finite === 0
      ? summaries[0].p99
      : selectError(visitErrors(walk, 0), rankOf(990, finite) + walked.agreeing);
  const cosine = walked.correlation === undefined ? null : cosineOf(walked.correlation);
  const statistics: Statistics = {
    finite,
    ulps: { ...summaries[0], p99: p99Ulp },
    abs: summaries[2],
    rel: summaries[1],
    bound: summaries[3] ?? null,
    relUndefined: withoutRel,
    biasUlps: signedMeanOf(walked.totals[0], finite),
    equal,
    cosine,
    maxSteps: walked.mostSteps < 0 ? null : measure.facts(walked.mostSteps).steps,
    quantiles: exact ? 'exact' : 'buckets',
  };
  const measures: ArrayMeasures = {
    rmse: rmsOf(walked.totals[2], finite),
    meanUlp: summaries[0].mean,
    p99Ulp,
    biasUlps: statistics.biasUlps,
    cosine: cosine ?? NaN,
    missed: walked.missed,
  };
  const termResults = judgeTerms(budget, walked, measures, count);
  const missesAllowed =
    arrayTerms(budget)
      .find((row) => row.term === 'mismatches')
      ?.limit(budget, count) ?? 0;
  const passed = walked.missed <= missesAllowed && termResults.every((term) => term.scope === 'element' || term.holds);
  const report = (index: number) => reportElement(index, walk, path, actual, reference);
  const reportWorst = (metric: number) => (walked.worst[metric] < 0 ? null : report(walked.worst[metric]));
  const { counts } = walked;
  const leaf: LeafComparison = {
    path,
    shape: [...actual.shape],
    unit: unit.name,
    actual: { dtype: actual.dtype, source: actual.source },
    reference: { dtype: reference.dtype, source: reference.source },
    verdict: passed ? 'pass' : 'fail',
    count,
    missed: walked.missed,
    missesAllowed,
    undecided: 0,
    firstMiss: walked.firstMisses[0] ?? null,
    terms: termResults,
    worst: reportWorst(0),
    worstAbs: reportWorst(2),
    worstRel: reportWorst(1),
    worstMiss: walked.worstMiss < 0 ? null : report(walked.worstMiss),
    firstMisses: walked.firstMisses.map(report),
    statistics,
    histogram,
    special: {
      actual: counts.actual,
      reference: counts.reference,
      agreeing: counts.agreeing,
      overflowed: counts.overflowed,
      signedZeros: counts.signedZeros,
      flushed: counts.flushed,
      mismatched: counts.mismatched,
      byKind: counts.byKind,
      first: walked.firstMismatches.map(report),
    },
    smallestPassing: smallestPassing(walk, walked, measures, missesAllowed),
  };
  return { leaf, unit, report };
}

/** Integers on both sides are compared exactly; a float reference for an integer is measured in units of the integer. */
function unitDtype(actual: Dtype, reference: Dtype): Dtype {
  return actual === 'bigint' && reference !== 'bigint' && isInteger(reference) ? reference : actual;
}

function measureFor(
  { path, actual, reference }: LeafPair,
  budget: Budget,
  unit: UnitOfError,
  engine: ComparisonEngine,
): PairMeasure {
  if (actual.kind === 'bigint' || reference.kind === 'bigint') {
    const other = actual.kind === 'bigint' ? reference : actual;
    if (other.kind !== 'bigint' && !isInteger(other.dtype)) {
      fail(
        path,
        `${actual.kind === 'bigint' ? 'the actual' : 'the reference'} holds bigints and the other side ${other.dtype} numbers. ` +
          `Write BigInt(n) or Number(n) so that both are of one kind.`,
      );
    }
    if (unit.format !== undefined) {
      throw new BudgetError(
        `budget.format = '${unit.name}' counts ulps of a floating-point format, and ${path === '' ? 'the values are' : `${path} holds`} bigints. Leave it out.`,
      );
    }
    return measureBigints(actual, reference, unit, budget, engine.workspace);
  }
  if (actual.kind === 'complex' || reference.kind === 'complex') {
    const complexUnit = unit.format === undefined ? unitOf(reference.dtype) : unit;
    return measureComplex(actual, reference, complexUnit, budget, engine.workspace);
  }
  return measureReals(actual, reference, unit, budget, engine);
}

/** Arrays up to this length are compared in plain JavaScript, in one chunk of any measure, and their quantiles are exact. */
const smallLength = 1024;

/** Engines are scratch memory, made on first use. */
let small: ComparisonEngine | undefined;
let large: ComparisonEngine | undefined;
/** A walk ended in an error before its counts were taken. */
let tablesAreDirty = false;

function engineFor(count: number): ComparisonEngine {
  if (count <= smallLength) return (small ??= scalarEngine(false));
  large ??= simdEngine() ?? scalarEngine(true);
  if (tablesAreDirty) for (const table of large.workspace.tables) table.fill(0);
  return large;
}

function judgeTerms(budget: Budget, walked: Walked, measures: ArrayMeasures, count: number): TermResult[] {
  const element = elementTerms(budget).map((term): TermResult => {
    const row = walked.rows.find((candidate) => candidate.metric === term.metric)!;
    const isSum = term.metric === 'allclose';
    return {
      term: term.term,
      scope: 'element',
      limit: isSum ? budget.allclose! : term.limit(budget),
      unit: term.unit,
      measured: isSum ? null : row.max,
      holds: row.within === count,
      within: row.within,
      decided: row.alone,
    };
  });
  const array = arrayTerms(budget).map((term): TermResult => {
    const measured = term.measure(measures);
    const limit = term.limit(budget, count);
    return {
      term: term.term,
      scope: 'array',
      limit,
      unit: term.unit,
      measured,
      holds: term.holds(measured, limit),
      within: null,
      decided: null,
    };
  });
  return [...element, ...array];
}
