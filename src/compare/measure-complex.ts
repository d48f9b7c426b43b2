/**
 * Pairs of complex numbers. The error is the modulus |a − r|, relative to |r|; ulps are those of the parts' format at |r|. Moduli are
 * √(x² + y²) of parts scaled by a power of two: correct to a few units of 2^-53, without overflow or underflow.
 *
 * A number is NaN if either part is, infinite if either part is and none is NaN.
 */
import { BudgetError } from '../errors.ts';
import { roundToFormat } from '../formats/index.ts';
import { chunkLength } from '../kernels/compare.ts';
import type { Workspace } from '../kernels/compare.ts';
import { chunkState, correlate, flushToZero, judgeNonFinite, pairState } from './measure.ts';
import type { PairFacts, PairMeasure, SpecialCounts } from './measure.ts';
import type { Operand } from './operand.ts';
import { powerBelow, ulpAt } from './scalar-engine.ts';
import type { Budget, NonFiniteKind, Scalar } from './types.ts';
import type { UnitOfError } from './unit.ts';

interface Complex {
  re: number;
  im: number;
}

export function measureComplex(
  actual: Operand,
  reference: Operand,
  unit: UnitOfError,
  budget: Budget,
  workspace: Workspace,
): PairMeasure {
  if (budget.steps !== undefined) {
    throw new BudgetError(
      `budget.steps = ${budget.steps} counts the values between two reals, and complex numbers have no order. Write { ulp: ${budget.steps} }.`,
    );
  }
  const [ulps, rel, abs] = workspace.errors;
  const chunk = chunkLength / 2;
  const state = chunkState(chunk);
  const scratch = new Float64Array(chunk);
  const narrow = new Float32Array(chunkLength);
  const larger = budget.relTo === 'larger';
  const flush = budget.subnormals === 'flush';
  const distinct = budget.signedZero === 'distinct';

  /** Loads a side as pairs; reals get an imaginary part of 0. */
  function load(side: Operand, start: number, n: number, into: Float64Array): void {
    if (side.kind === 'complex') {
      side.load(start, n, narrow, into);
      return;
    }
    side.load(start, n, narrow, scratch);
    const values = side.float64 ? scratch : narrow;
    for (let i = 0; i < n; i++) {
      into[2 * i] = values[i];
      into[2 * i + 1] = 0;
    }
  }

  function measure(start: number, n: number, count: SpecialCounts | undefined): void {
    const a = workspace.actual64;
    const r = workspace.reference64;
    load(actual, start, n, a);
    load(reference, start, n, r);
    state.hasNaN = false;
    state.hasSpecial = false;
    state.unpassable = 0;
    for (let i = 0; i < n; i++) {
      if (count !== undefined) {
        countComplexClass(a[2 * i], a[2 * i + 1], unit.minNormal, count.actual);
        countComplexClass(r[2 * i], r[2 * i + 1], unit.minNormal, count.reference);
      }
      if (flush) {
        for (const side of [a, r]) {
          for (let part = 2 * i; part < 2 * i + 2; part++) {
            if (side[part] === 0 || !(Math.abs(side[part]) < unit.minNormal)) continue;
            side[part] = flushToZero(side[part]);
            if (count !== undefined) count.flushed++;
          }
        }
      }
      const facts = measurePair({ re: a[2 * i], im: a[2 * i + 1] }, { re: r[2 * i], im: r[2 * i + 1] });
      state.states[i] = facts.state;
      const agrees = facts.state === pairState.agrees;
      ulps[i] = agrees ? 0 : facts.state === pairState.finite ? facts.ulps : NaN;
      rel[i] = agrees ? 0 : facts.state === pairState.finite ? facts.rel : NaN;
      abs[i] = agrees ? 0 : facts.state === pairState.finite ? facts.abs : NaN;
      if (rel[i] !== rel[i]) state.hasNaN = true;
      if (facts.state !== pairState.finite) state.hasSpecial = true;
      if (facts.state === pairState.mismatched || facts.state === pairState.signedZero) state.unpassable++;
      if (count === undefined) continue;
      if (facts.signsDiffer) count.signedZeros++;
      if (facts.mismatch !== null) {
        count.mismatched++;
        count.byKind[facts.mismatch]++;
      } else if (facts.overflowed) count.overflowed++;
      else if (agrees) count.agreeing++;
    }
  }

  interface Measured {
    state: number;
    mismatch: NonFiniteKind | null;
    overflowed: boolean;
    /** Equal but for the sign of a zero part. */
    signsDiffer: boolean;
    difference: number;
    ulps: number;
    rel: number;
    abs: number;
    magnitude: number;
    divisor: number;
  }

  function measurePair(a: Complex, r: Complex): Measured {
    const agreement = isFinite(a) && isFinite(r) ? undefined : judgeComplex(a, r, unit, budget.nan);
    if (agreement !== undefined) {
      const agrees = agreement === 'agrees' || agreement === 'overflowed';
      return {
        state: agrees ? pairState.agrees : pairState.mismatched,
        mismatch: agrees ? null : (agreement as NonFiniteKind),
        overflowed: agreement === 'overflowed',
        signsDiffer: false,
        difference: NaN,
        ulps: NaN,
        rel: NaN,
        abs: NaN,
        magnitude: NaN,
        divisor: NaN,
      };
    }
    // In eighths, so that neither the difference nor a modulus overflows
    const d = modulus(a.re / 8 - r.re / 8, a.im / 8 - r.im / 8);
    const same = a.re === r.re && a.im === r.im;
    const eighthA = modulus(a.re / 8, a.im / 8);
    const eighthR = modulus(r.re / 8, r.im / 8);
    const divisor = larger ? Math.max(eighthA, eighthR) : eighthR;
    const small = Math.max(eighthA, eighthR) < 1e-280;
    const abs = same ? 0 : small ? modulus(a.re - r.re, a.im - r.im) : saturate(8 * d);
    const magnitude = small ? modulus(r.re, r.im) : saturate(8 * eighthR);
    const exactDivisor = small ? (larger ? Math.max(modulus(a.re, a.im), magnitude) : magnitude) : divisor;
    const error = small ? abs : d;
    const ulp = ulpAt(magnitude, unit.ulp);
    const sign = eighthA < eighthR ? -1 : 1;
    const signsDiffer = same && !(Object.is(a.re, r.re) && Object.is(a.im, r.im));
    return {
      state: signsDiffer && distinct ? pairState.signedZero : pairState.finite,
      mismatch: null,
      overflowed: false,
      signsDiffer,
      difference: abs,
      ulps: same ? 0 : sign * saturate(small ? abs / ulp : d / (ulp / 8)),
      rel: same ? 0 : exactDivisor === 0 ? NaN : Math.min(error / exactDivisor, Number.MAX_VALUE),
      abs,
      magnitude,
      divisor: saturate(small ? exactDivisor : 8 * exactDivisor),
    };
  }

  function flushed(x: number): number {
    return flush && Math.abs(x) < unit.minNormal ? flushToZero(x) : x;
  }

  function facts(index: number): PairFacts {
    const a = complexOf(actual.at(index));
    const r = complexOf(reference.at(index));
    const measured = measurePair({ re: flushed(a.re), im: flushed(a.im) }, { re: flushed(r.re), im: flushed(r.im) });
    return {
      ...measured,
      actual: a,
      reference: r,
      steps: null,
      ulp: ulpAt(measured.magnitude, unit.ulp),
    };
  }

  return {
    unit,
    chunk,
    state,
    measure,
    writeErrors: () => undefined,
    magnitudes(n, into) {
      for (let i = 0; i < n; i++) {
        into[i] = saturate(modulus(workspace.reference64[2 * i], workspace.reference64[2 * i + 1]));
      }
    },
    steps: () => undefined,
    correlate(n, sums) {
      const isFinitePair = (i: number): boolean =>
        !state.hasSpecial || state.states[i >> 1] === pairState.finite || state.states[i >> 1] === pairState.signedZero;
      correlate(workspace.actual64, workspace.reference64, 2 * n, isFinitePair, sums);
    },
    facts,
  };
}

function isFinite(z: Complex): boolean {
  return Math.abs(z.re) <= Number.MAX_VALUE && Math.abs(z.im) <= Number.MAX_VALUE;
}

function saturate(x: number): number {
  return Math.min(x, Number.MAX_VALUE);
}

/** √(x² + y²). The scaling is exact; two squares, a sum and a root round: within 2 units of 2^-53. */
function modulus(x: number, y: number): number {
  const largest = Math.max(Math.abs(x), Math.abs(y));
  if (largest === 0) return 0;
  if (largest < 2.2250738585072014e-308) {
    // Subnormal parts are integers times 2^-1074: scale them up, where squares are exact enough
    return modulus(x * 4503599627370496, y * 4503599627370496) / 4503599627370496;
  }
  const scale = powerBelow(largest, anyPower);
  const u = x / scale;
  const v = y / scale;
  return Math.sqrt(u * u + v * v) * scale;
}

const anyPower = { minPower: 2.2250738585072014e-308, scale: 1, floating: true };

function complexOf(value: Scalar): Complex {
  return typeof value === 'object' ? value : { re: Number(value), im: 0 };
}

function judgeComplex(
  a: Complex,
  r: Complex,
  unit: UnitOfError,
  nan: Budget['nan'],
): 'agrees' | 'overflowed' | NonFiniteKind {
  const aIsNaN = a.re !== a.re || a.im !== a.im;
  const rIsNaN = r.re !== r.re || r.im !== r.im;
  if (aIsNaN || rIsNaN) return judgeNonFinite(aIsNaN ? NaN : 0, rIsNaN ? NaN : 0, undefined, nan);
  if (a.re === r.re && a.im === r.im) return 'agrees';
  if (isFinite(a)) return 'missing infinity';
  if (!isFinite(r)) return 'infinity of the other sign';
  const overflows = a.re === roundToFormat(r.re, unit.format!) && a.im === roundToFormat(r.im, unit.format!);
  return overflows ? 'overflowed' : 'unexpected infinity';
}

function countComplexClass(re: number, im: number, minNormal: number, into: SpecialCounts['actual']): void {
  if (re !== re || im !== im) into.nan++;
  else if (Math.abs(re) === Infinity || Math.abs(im) === Infinity) {
    if (re === -Infinity || (Math.abs(re) !== Infinity && im === -Infinity)) into.negativeInfinity++;
    else into.positiveInfinity++;
  } else if (re === 0 && im === 0) into.zero++;
  else if (Math.max(Math.abs(re), Math.abs(im)) < minNormal) into.subnormal++;
}
