/**
 * Pairs of integers, exactly: differences are bigints, so nothing wraps and nothing is lost beyond 2^53. An error that float64 does not hold
 * is rounded up, so that it is within a budget exactly when the integer is.
 */
import { nextUp } from '../formats/index.ts';
import { chunkLength } from '../kernels/compare.ts';
import type { Workspace } from '../kernels/compare.ts';
import { chunkState, correlate, pairState } from './measure.ts';
import type { PairFacts, PairMeasure, SpecialCounts } from './measure.ts';
import type { Operand } from './operand.ts';
import type { Budget } from './types.ts';
import type { UnitOfError } from './unit.ts';

export function measureBigints(
  actual: Operand,
  reference: Operand,
  unit: UnitOfError,
  budget: Budget,
  workspace: Workspace,
): PairMeasure {
  const [ulps, rel, abs] = workspace.errors;
  const state = chunkState(chunkLength);
  const actuals: bigint[] = [];
  const references: bigint[] = [];

  function errorsOf(a: bigint, r: bigint): { difference: bigint; abs: number; rel: number; divisor: bigint } {
    const difference = a - r;
    const divisor = budget.relTo === 'larger' ? larger(magnitude(a), magnitude(r)) : magnitude(r);
    const d = magnitude(difference);
    return { difference, abs: roundUp(d), rel: d === 0n ? 0 : divisor === 0n ? NaN : ratio(d, divisor), divisor };
  }

  function measure(start: number, n: number, count: SpecialCounts | undefined): void {
    actual.loadBigints(start, n, actuals);
    reference.loadBigints(start, n, references);
    state.hasNaN = false;
    for (let i = 0; i < n; i++) {
      const errors = errorsOf(actuals[i], references[i]);
      abs[i] = errors.abs;
      ulps[i] = errors.difference < 0n ? -errors.abs : errors.abs;
      rel[i] = errors.rel;
      if (errors.rel !== errors.rel) state.hasNaN = true;
      if (count === undefined) continue;
      if (actuals[i] === 0n) count.actual.zero++;
      if (references[i] === 0n) count.reference.zero++;
    }
  }

  function facts(index: number): PairFacts {
    const a = BigInt(actual.at(index) as bigint | number);
    const r = BigInt(reference.at(index) as bigint | number);
    const errors = errorsOf(a, r);
    const signed = errors.difference < 0n ? -errors.abs : errors.abs;
    return {
      actual: a,
      reference: r,
      state: pairState.finite,
      mismatch: null,
      difference: signed,
      ulps: signed,
      rel: errors.rel,
      abs: errors.abs,
      steps: magnitude(errors.difference),
      ulp: 1,
      magnitude: roundUp(magnitude(r)),
      divisor: roundUp(errors.divisor),
    };
  }

  return {
    unit,
    chunk: chunkLength,
    state,
    measure,
    writeErrors: () => undefined,
    magnitudes(n, into) {
      for (let i = 0; i < n; i++) into[i] = roundUp(magnitude(references[i]));
    },
    steps(n, into) {
      for (let i = 0; i < n; i++) into[i] = abs[i];
    },
    correlate(n, sums) {
      const numbers = (values: readonly bigint[]): number[] =>
        values.slice(0, n).map((value) => (value < 0n ? -roundUp(-value) : roundUp(value)));
      correlate(numbers(actuals), numbers(references), n, () => true, sums);
    },
    facts,
  };
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The least float64 that is not below n ≥ 0, saturated at the largest. */
function roundUp(n: bigint): number {
  const nearest = Number(n);
  if (nearest > Number.MAX_VALUE) return Number.MAX_VALUE;
  return BigInt(nearest) >= n ? nearest : Math.min(nextUp(nearest, 'float64'), Number.MAX_VALUE);
}

/** n / d as a float64, within 3 units of 2^-53; integers beyond its range are shifted down together first. */
function ratio(n: bigint, d: bigint): number {
  const excess = BigInt(Math.max(0, larger(n, d).toString(16).length - 250) * 4);
  if (excess === 0n) return Number(n) / Number(d);
  const divisor = Number(d >> excess);
  return divisor === 0 ? Number.MAX_VALUE : Math.min(Number(n >> excess) / divisor, Number.MAX_VALUE);
}
