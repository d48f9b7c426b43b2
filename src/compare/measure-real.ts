/** Pairs of reals, in float64 arithmetic: the case that engines are for. */
import { rounderFor } from '../formats/index.ts';
import { chunkLength } from '../kernels/compare.ts';
import type { ChunkClasses, ComparisonEngine } from '../kernels/compare.ts';
import { chunkState, correlate, countClass, flushToZero, judgeNonFinite, pairState } from './measure.ts';
import type { PairFacts, PairMeasure, SpecialCounts } from './measure.ts';
import type { Operand } from './operand.ts';
import { pairErrors, ulpAt } from './scalar-engine.ts';
import type { PairErrors } from './scalar-engine.ts';
import { exactSteps, stepsInNumbers } from './steps.ts';
import type { Budget, NonFiniteKind } from './types.ts';
import type { UnitOfError } from './unit.ts';

export function measureReals(
  actual: Operand,
  reference: Operand,
  unit: UnitOfError,
  budget: Budget,
  engine: ComparisonEngine,
): PairMeasure {
  const { workspace } = engine;
  const [ulps, rel, abs] = workspace.errors;
  const actuals = actual.float64 ? workspace.actual64 : workspace.actual32;
  const references = reference.float64 ? workspace.reference64 : workspace.reference32;
  const flush = budget.subnormals === 'flush' && unit.format !== undefined;
  const distinct = budget.signedZero === 'distinct';
  const larger = budget.relTo === 'larger';
  const state = chunkState(chunkLength);
  const classes: ChunkClasses = {
    actualZeros: 0,
    actualSubnormals: 0,
    referenceZeros: 0,
    referenceSubnormals: 0,
    signedZeros: 0,
  };
  const pair: PairErrors = { difference: 0, ulps: 0, rel: 0, abs: 0 };
  /** Errors of the last chunk were asked for, so those of the next one are written at once. */
  let keep = false;
  const round = unit.format === undefined ? undefined : rounderFor(unit.format);

  function measure(start: number, n: number, count: SpecialCounts | undefined): void {
    actual.load(start, n, workspace.actual32, workspace.actual64);
    reference.load(start, n, workspace.reference32, workspace.reference64);
    state.hasNaN = false;
    state.summed = false;
    state.written = true;
    state.hasSpecial = false;
    state.unpassable = 0;
    if (flush) {
      flushSubnormals(n, count);
      pairByPair(n, count, false);
      return;
    }
    const measured = larger
      ? 'special'
      : engine.measure(n, actual.float64, reference.float64, unit.ulp, count !== undefined && !distinct, keep);
    if (measured === 'special') {
      pairByPair(n, count, true);
      return;
    }
    state.summed = measured === 'summed';
    state.written = keep || !state.summed;
    keep = false;
    if (engine.lowest >= unit.minNormal && engine.lowest > 0) return;
    engine.classify(n, actual.float64, reference.float64, unit.minNormal, classes);
    if (distinct && classes.signedZeros > 0) {
      pairByPair(n, count, true);
      return;
    }
    if (count !== undefined) {
      count.actual.zero += classes.actualZeros;
      count.actual.subnormal += classes.actualSubnormals;
      count.reference.zero += classes.referenceZeros;
      count.reference.subnormal += classes.referenceSubnormals;
      count.signedZeros += classes.signedZeros;
    }
    state.hasNaN = engine.withoutRel > 0;
  }

  /** Sets subnormals to zero in the workspace, on both sides, after counting the classes of what was there. */
  function flushSubnormals(n: number, count: SpecialCounts | undefined): void {
    for (const [values, side] of [
      [actuals, count?.actual],
      [references, count?.reference],
    ] as const) {
      for (let i = 0; i < n; i++) {
        const x = values[i];
        if (side !== undefined) countClass(x, unit.minNormal, side);
        if (x !== 0 && Math.abs(x) < unit.minNormal) {
          values[i] = flushToZero(x);
          if (count !== undefined) count.flushed++;
        }
      }
    }
  }

  /** The definition: every pair classified, then measured. */
  function pairByPair(n: number, count: SpecialCounts | undefined, countClasses: boolean): void {
    for (let i = 0; i < n; i++) {
      const a = actuals[i];
      const r = references[i];
      if (count !== undefined && countClasses) {
        countClass(a, unit.minNormal, count.actual);
        countClass(r, unit.minNormal, count.reference);
      }
      const judged = judgePair(a, r);
      state.states[i] = judged.state;
      if (judged.state === pairState.finite) {
        pairErrors(a, r, larger ? Math.max(Math.abs(a), Math.abs(r)) : Math.abs(r), unit.ulp, pair);
        ulps[i] = pair.ulps;
        rel[i] = pair.rel;
        abs[i] = pair.abs;
        if (pair.rel !== pair.rel) state.hasNaN = true;
        if (count !== undefined && a === 0 && r === 0 && !Object.is(a, r)) count.signedZeros++;
        continue;
      }
      state.hasSpecial = true;
      const error = judged.state === pairState.agrees ? 0 : NaN;
      ulps[i] = error;
      rel[i] = error;
      abs[i] = error;
      if (judged.state !== pairState.agrees) {
        state.hasNaN = true;
        state.unpassable++;
      }
      if (count === undefined) continue;
      if (judged.state === pairState.signedZero) count.signedZeros++;
      else if (judged.mismatch !== null) {
        count.mismatched++;
        count.byKind[judged.mismatch]++;
      } else if (judged.overflowed) count.overflowed++;
      else count.agreeing++;
    }
  }

  interface Judged {
    state: number;
    mismatch: NonFiniteKind | null;
    overflowed: boolean;
  }
  const judged: Judged = { state: 0, mismatch: null, overflowed: false };

  function judgePair(a: number, r: number): Judged {
    judged.mismatch = null;
    judged.overflowed = false;
    if (Math.abs(a) <= Number.MAX_VALUE && Math.abs(r) <= Number.MAX_VALUE) {
      judged.state = distinct && a === 0 && r === 0 && !Object.is(a, r) ? pairState.signedZero : pairState.finite;
      return judged;
    }
    const agreement = judgeNonFinite(a, r, unit.format, budget.nan);
    if (agreement === 'agrees' || agreement === 'overflowed') {
      judged.state = pairState.agrees;
      judged.overflowed = agreement === 'overflowed';
    } else {
      judged.state = pairState.mismatched;
      judged.mismatch = agreement;
    }
    return judged;
  }

  function flushedValue(x: number): number {
    return flush && Math.abs(x) < unit.minNormal ? flushToZero(x) : x;
  }

  function facts(index: number): PairFacts {
    const actualValue = actual.at(index) as number;
    const referenceValue = reference.at(index) as number;
    const a = flushedValue(actualValue);
    const r = flushedValue(referenceValue);
    const { state: pairKind, mismatch } = judgePair(a, r);
    const errors: PairErrors = { difference: NaN, ulps: NaN, rel: NaN, abs: NaN };
    const magnitude = Math.abs(r);
    const divisor = larger ? Math.max(Math.abs(a), magnitude) : magnitude;
    const finite = Math.abs(a) <= Number.MAX_VALUE && magnitude <= Number.MAX_VALUE;
    if (finite) pairErrors(a, r, divisor, unit.ulp, errors);
    return {
      actual: actualValue,
      reference: referenceValue,
      state: pairKind,
      mismatch,
      ...errors,
      steps: finite ? exactSteps(a, r, unit) : null,
      ulp: finite ? ulpAt(r, unit.ulp) : NaN,
      magnitude,
      divisor,
    };
  }

  return {
    unit,
    chunk: chunkLength,
    state,
    measure,
    writeErrors(n) {
      keep = true;
      if (!state.written) engine.writeErrors(n, actual.float64, reference.float64, unit.ulp);
      state.written = true;
    },
    magnitudes(n, into) {
      for (let i = 0; i < n; i++) into[i] = Math.abs(references[i]);
    },
    steps(n, into) {
      for (let i = 0; i < n; i++) {
        const d = abs[i];
        const counted = round !== undefined && d !== 0 && d === d;
        into[i] = counted ? stepsInNumbers(round(actuals[i]), round(references[i]), unit.format!) : d;
      }
    },
    correlate(n, sums) {
      correlate(
        actuals,
        references,
        n,
        (i) => !state.hasSpecial || (state.states[i] !== pairState.mismatched && state.states[i] !== pairState.agrees),
        sums,
      );
    },
    facts,
  };
}
