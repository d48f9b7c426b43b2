/**
 * The definition of a comparison's arithmetic, one pair at a time; the SIMD engine must equal it bit for bit.
 *
 * All values are float64, rounded to nearest. d = fl(a − r) has a relative error of at most 2^-53, and none when a and r are within a factor
 * of two of each other (Sterbenz). The error in ulps is d times a power of two, exact. The relative error is fl(d / |r|).
 */
import { workspaceIn } from '../kernels/compare.ts';
import type { ChunkClasses, ChunkRow, ChunkSummary, ComparisonEngine, UlpScale } from '../kernels/compare.ts';

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);
scratch[0] = 1;
const HIGH = words[1] !== 0 ? 1 : 0;
const LOW = 1 - HIGH;

/** Errors of one pair of finite values. */
export interface PairErrors {
  /** a − r, saturated. */
  difference: number;
  /** Signed error in ulps, saturated. */
  ulps: number;
  /** |a − r| / divisor; NaN where the divisor is 0 and the error is not. */
  rel: number;
  /** |a − r|, saturated. */
  abs: number;
}

/** max(2^⌊log2|r|⌋, minPower) from the exponent field of r; minPower where r is zero or subnormal. */
export function powerBelow(r: number, ulp: UlpScale): number {
  if (!ulp.floating) return ulp.minPower;
  scratch[0] = r;
  words[HIGH] &= 0x7ff00000;
  words[LOW] = 0;
  return Math.max(scratch[0], ulp.minPower);
}

/** Goldberg's ulp at a finite r, exact. */
export function ulpAt(r: number, ulp: UlpScale): number {
  // 2^(e−p+1) = 2^e / 2^(p−2) / 2; a quotient of powers of two is exact, and no smaller than the smallest subnormal
  return powerBelow(r, ulp) / ulp.scale / 2;
}

/** 2^(1−e) for 2^e a normal float64. */
function reciprocalOfPower(power: number): number {
  scratch[0] = power;
  words[HIGH] = (2047 << 20) - words[HIGH];
  words[LOW] = 0;
  return scratch[0];
}

/** Largest finite magnitude that an error is reported as. */
function saturate(x: number): number {
  return x > Number.MAX_VALUE ? Number.MAX_VALUE : x < -Number.MAX_VALUE ? -Number.MAX_VALUE : x;
}

/** (a − r) / ulp(r) of finite a and r, with its sign, saturated. Where a − r overflows, halves are subtracted. */
export function signedUlps(a: number, r: number, ulp: UlpScale): number {
  const reciprocal = reciprocalOfPower(powerBelow(r, ulp));
  const difference = a - r;
  return Math.abs(difference) <= Number.MAX_VALUE
    ? saturate(difference * reciprocal * ulp.scale)
    : saturate((a / 2 - r / 2) * reciprocal * (2 * ulp.scale));
}

/**
 * Errors of a finite actual against a finite reference.
 *
 * Where a − r overflows (max against −max), halves are subtracted: the errors in ulps and relative to r are right all the same.
 *
 * @param divisor - what the error is relative to: |r|, or max(|a|, |r|)
 */
export function pairErrors(a: number, r: number, divisor: number, ulp: UlpScale, into: PairErrors): void {
  into.ulps = signedUlps(a, r, ulp);
  let difference = a - r;
  let d = Math.abs(difference);
  if (d <= Number.MAX_VALUE) {
    into.rel = d === 0 ? 0 : divisor === 0 ? NaN : Math.min(d / divisor, Number.MAX_VALUE);
  } else {
    const half = a / 2 - r / 2;
    into.rel = Math.min(Math.abs(half) / (divisor / 2), Number.MAX_VALUE);
    difference = saturate(difference);
    d = Number.MAX_VALUE;
  }
  into.difference = difference;
  into.abs = d;
}

/** Number of the bucket that counts an error: see `Workspace.tables`. */
export function bucketOf(error: number): number {
  scratch[0] = error;
  const high = words[HIGH] & 0x7fffffff;
  // (bits − 1) >> 46: the low word borrows from the high one when it is 0, and zero itself wraps to the last bucket
  return ((words[LOW] === 0 ? high - 1 : high) >>> 14) & 0x1ffff;
}

/** Upper edge of a bucket: the largest error that it counts. */
export function bucketEdge(bucket: number): number {
  words[HIGH] = (bucket + 1) << 14;
  words[LOW] = 0;
  return scratch[0];
}

/** The bucket of zeros. */
export const zeroBucket = 0x1ffff;

/**
 * An engine in plain JavaScript.
 *
 * @param tally - whether errors are counted in the tables; without it the tables have no memory
 */
export function scalarEngine(tally: boolean): ComparisonEngine {
  const workspace = workspaceIn(undefined, tally);
  const pair: PairErrors = { difference: 0, ulps: 0, rel: 0, abs: 0 };
  let lowest = 0;
  let withoutRel = 0;

  function measure(n: number, actual64: boolean, reference64: boolean, ulp: UlpScale): 'measured' | 'special' {
    const actual = actual64 ? workspace.actual64 : workspace.actual32;
    const reference = reference64 ? workspace.reference64 : workspace.reference32;
    const [ulps, rel, abs] = workspace.errors;
    let total = 0;
    lowest = 1;
    withoutRel = 0;
    for (let i = 0; i < n; i++) {
      const a = actual[i];
      const r = reference[i];
      const absA = Math.abs(a);
      const absR = Math.abs(r);
      if (absA < lowest) lowest = absA;
      if (absR < lowest) lowest = absR;
      total += Math.abs(a - r);
      pairErrors(a, r, absR, ulp, pair);
      ulps[i] = pair.ulps;
      rel[i] = pair.rel;
      abs[i] = pair.abs;
      if (pair.rel !== pair.rel) withoutRel++;
    }
    return total <= Number.MAX_VALUE ? 'measured' : 'special';
  }

  function summarise(metric: number, n: number, into: ChunkSummary): void {
    const values = workspace.errors[metric];
    const table = workspace.tables[metric];
    let max = 0;
    const sum = [0, 0];
    const signedSum = [0, 0];
    const squares = [0, 0];
    for (let i = 0; i < n; i++) {
      const w = values[i];
      if (tally) table[bucketOf(w)]++;
      if (w !== w) continue;
      const v = Math.abs(w);
      const lane = i & 1;
      sum[lane] += v;
      signedSum[lane] += w;
      squares[lane] += v * v;
      if (v > max) max = v;
    }
    into.sum = sum[0] + sum[1];
    into.signedSum = signedSum[0] + signedSum[1];
    into.squares = squares[0] + squares[1];
    into.max = max;
  }

  return {
    workspace,
    get lowest(): number {
      return lowest;
    },
    get withoutRel(): number {
      return withoutRel;
    },
    measure,
    writeErrors: () => undefined,
    summaryOf: () => undefined,
    summarise,
    judge: (n, rows) => judgeChunk(workspace.errors, n, rows).missed,
    classify: (n, actual64, reference64, minNormal, into) =>
      classifyChunk(
        actual64 ? workspace.actual64 : workspace.actual32,
        reference64 ? workspace.reference64 : workspace.reference32,
        n,
        minNormal,
        into,
      ),
  };
}

/** Outcome of {@link judgeChunk} beside its rows. */
export interface Judgement {
  /** Pairs within no term. */
  missed: number;
  /** For each row: pairs that are within no other term and have no error of this metric. */
  withoutError: number[];
}

/** Judges a chunk whose errors may be NaN: such a pair is not within the term. */
export function judgeChunk(errors: readonly Float64Array[], n: number, rows: readonly ChunkRow[]): Judgement {
  const withoutError = rows.map(() => 0);
  let missed = 0;
  for (const row of rows) {
    row.within = 0;
    row.alone = 0;
    row.maxAlone = 0;
  }
  for (let i = 0; i < n; i++) {
    let passes = 0;
    for (const row of rows) if (Math.abs(errors[row.metric][i]) <= row.threshold) passes++;
    if (passes === 0) missed++;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const error = Math.abs(errors[row.metric][i]);
      const within = error <= row.threshold;
      if (within) row.within++;
      if (passes - (within ? 1 : 0) > 0) continue;
      if (within) row.alone++;
      if (error !== error) withoutError[k]++;
      else if (error > row.maxAlone) row.maxAlone = error;
    }
  }
  return { missed, withoutError };
}

/** Counts zeros and subnormals on both sides. */
export function classifyChunk(
  actual: ArrayLike<number>,
  reference: ArrayLike<number>,
  n: number,
  minNormal: number,
  into: ChunkClasses,
): void {
  into.actualZeros = 0;
  into.actualSubnormals = 0;
  into.referenceZeros = 0;
  into.referenceSubnormals = 0;
  into.signedZeros = 0;
  for (let i = 0; i < n; i++) {
    const a = actual[i];
    const r = reference[i];
    if (a === 0) into.actualZeros++;
    else if (Math.abs(a) < minNormal) into.actualSubnormals++;
    if (r === 0) into.referenceZeros++;
    else if (Math.abs(r) < minNormal) into.referenceSubnormals++;
    if (a === 0 && r === 0 && !Object.is(a, r)) into.signedZeros++;
  }
}
