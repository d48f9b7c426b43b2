/**
 * Pairs of reals and enclosed references: errors against the centres hi + lo, for the statistics. The verdict does not rest on them, see
 * certified.ts.
 */
import { chunkLength } from '../kernels/compare.ts';
import type { Workspace } from '../kernels/compare.ts';
import { encloseErrors, encloseSteps } from './enclosed-error.ts';
import { chunkState, correlate, countClass, judgeNonFinite, pairState } from './measure.ts';
import type { PairFacts, PairMeasure, SpecialCounts } from './measure.ts';
import type { Operand } from './operand.ts';
import { exactSteps } from './steps.ts';
import type { Budget, CertifiedReference, EnclosedValue } from './types.ts';
import type { UnitOfError } from './unit.ts';

export function enclosureAt(reference: CertifiedReference, index: number): EnclosedValue {
  return { hi: reference.hi[index], lo: reference.lo[index], radius: reference.radius[index] };
}

export function measureCertified(
  actual: Operand,
  reference: CertifiedReference,
  unit: UnitOfError,
  budget: Budget,
  workspace: Workspace,
): PairMeasure {
  const [ulps, rel, abs] = workspace.errors;
  const state = chunkState(chunkLength);
  const actuals = actual.float64 ? workspace.actual64 : workspace.actual32;
  const steps = new Float64Array(chunkLength);
  const larger = budget.relTo === 'larger';

  function facts(index: number, a: number = actual.at(index) as number, counted = true): PairFacts {
    const y = enclosureAt(reference, index);
    const finite = Math.abs(a) <= Number.MAX_VALUE && Math.abs(y.hi) <= Number.MAX_VALUE;
    const magnitude = Math.abs(y.hi);
    if (!finite) {
      const agreement = judgeNonFinite(a, y.hi, unit.format, budget.nan);
      const agrees = agreement === 'agrees' || agreement === 'overflowed';
      return {
        actual: a,
        reference: y.hi,
        magnitude,
        state: agrees ? pairState.agrees : pairState.mismatched,
        mismatch: agrees ? null : agreement,
        difference: NaN,
        ulps: NaN,
        rel: NaN,
        abs: NaN,
        steps: null,
        ulp: NaN,
        divisor: NaN,
      };
    }
    const distinct = budget.signedZero === 'distinct' && a === 0 && y.hi === 0 && y.lo === 0 && !Object.is(a, y.hi);
    const errors = encloseErrors(a, { hi: y.hi, lo: y.lo, radius: 0 }, unit, larger);
    const centre = Math.abs(errors.centre);
    const divisor = larger ? Math.max(Math.abs(a), magnitude) : magnitude;
    const [ulp] = errors.ulp;
    return {
      actual: a,
      reference: y.hi,
      magnitude,
      state: distinct ? pairState.signedZero : pairState.finite,
      mismatch: null,
      difference: errors.centre,
      abs: centre,
      ulps: Math.sign(errors.centre) * Math.min(centre / ulp, Number.MAX_VALUE),
      rel: centre === 0 ? 0 : divisor === 0 ? NaN : Math.min(centre / divisor, Number.MAX_VALUE),
      // Integers without limit: for the elements that are reported, not for each that is measured.
      steps: counted ? exactSteps(a, y.hi, unit) : null,
      ulp,
      divisor,
    };
  }

  return {
    unit,
    chunk: chunkLength,
    state,
    measure(start, n, count: SpecialCounts | undefined) {
      actual.load(start, n, workspace.actual32, workspace.actual64);
      state.hasNaN = false;
      state.hasSpecial = false;
      state.unpassable = 0;
      for (let i = 0; i < n; i++) {
        const pair = facts(start + i, actuals[i], false);
        workspace.reference64[i] = reference.hi[start + i];
        state.states[i] = pair.state;
        const agrees = pair.state === pairState.agrees;
        const passable = pair.state === pairState.finite;
        ulps[i] = agrees ? 0 : passable ? pair.ulps : NaN;
        rel[i] = agrees ? 0 : passable ? pair.rel : NaN;
        abs[i] = agrees ? 0 : passable ? pair.abs : NaN;
        if (budget.steps !== undefined) {
          steps[i] = agrees ? 0 : passable ? encloseSteps(actuals[i], enclosureAt(reference, start + i), unit)[1] : NaN;
        }
        if (rel[i] !== rel[i]) state.hasNaN = true;
        if (pair.state !== pairState.finite) state.hasSpecial = true;
        if (pair.state === pairState.mismatched || pair.state === pairState.signedZero) state.unpassable++;
        if (count === undefined) continue;
        countClass(actuals[i], unit.minNormal, count.actual);
        countClass(reference.hi[start + i], unit.minNormal, count.reference);
        if (pair.mismatch !== null) {
          count.mismatched++;
          count.byKind[pair.mismatch]++;
        } else if (agrees) {
          if (Math.abs(reference.hi[start + i]) <= Number.MAX_VALUE) count.overflowed++;
          else count.agreeing++;
        }
        if (actuals[i] === 0 && reference.hi[start + i] === 0 && !Object.is(actuals[i], reference.hi[start + i])) {
          count.signedZeros++;
        }
      }
    },
    writeErrors: () => undefined,
    magnitudes(n, into) {
      for (let i = 0; i < n; i++) into[i] = Math.abs(workspace.reference64[i]);
    },
    steps(n, into) {
      into.set(steps.subarray(0, n));
    },
    correlate(n, sums) {
      correlate(actuals, workspace.reference64, n, (i) => state.states[i] === pairState.finite, sums);
    },
    facts,
  };
}
