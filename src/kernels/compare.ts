/**
 * The face of the comparison kernel, and the interface that any engine of a comparison has.
 *
 * An engine works on one chunk at a time, in a workspace: the caller writes up to {@link chunkLength} pairs, asks for their errors, sums them
 * up and judges them. Two engines exist, this one and the scalar one in src/compare, which defines the results; they agree bit for bit.
 */
import { wasmBase64 } from './generated/compare.ts';
import { pageBytes, tryInstantiate } from './instantiate.ts';

/** Pairs in a chunk, at most. */
export const chunkLength = 4096;

/** Arrays of errors in a workspace. */
export const metrics: readonly Metric[] = ['ulps', 'rel', 'abs', 'bound', 'steps', 'allclose'];

/**
 * `ulps`, signed; `rel`; `abs`; `bound`: |a − r| over the reference's bound; `steps`; `allclose`: |a − r| − (atol + rtol·|r|), negative
 * values clipped to 0. NaN stands for an error that does not exist, and no budget admits it.
 */
export type Metric = 'ulps' | 'rel' | 'abs' | 'bound' | 'steps' | 'allclose';

/** How ulps are counted: ulp(r) = max(2^⌊log2|r|⌋, 2^emin)·2^(1−p). */
export interface UlpScale {
  /** 2^emin. */
  readonly minPower: number;
  /** 2^(p−2). */
  readonly scale: number;
  /** False for integer types: their ulp is 1, written `minPower` 2, `scale` 1, and the exponent of the reference is not looked at. */
  readonly floating: boolean;
}

/** Memory that an engine works in. */
export interface Workspace {
  /** The pairs, in whichever of the two types the sides have; both views share memory. */
  readonly actual32: Float32Array;
  readonly actual64: Float64Array;
  readonly reference32: Float32Array;
  readonly reference64: Float64Array;
  /** Errors by metric, in the order of {@link metrics}. */
  readonly errors: readonly Float64Array[];
  /**
   * Counts by size of the first four metrics: bucket k counts errors in (x_k, x_(k+1)], x_k the float64 with bits k·2^46; the last bucket
   * counts zeros, the one of NaN those that do not exist.
   */
  readonly tables: readonly Uint32Array[];
}

/** Sums of one metric over a chunk. In two lanes, even and odd indices, added at the end; NaN is left out. */
export interface ChunkSummary {
  sum: number;
  signedSum: number;
  squares: number;
  max: number;
}

/** How the pairs of a chunk fare under one term. */
export interface ChunkRow {
  /** Index in {@link metrics}. */
  metric: number;
  /** Largest error admitted; negative for a metric that the budget does not limit. */
  threshold: number;
  /** Pairs within this term. */
  within: number;
  /** Pairs within this term and no other. */
  alone: number;
  /** Largest error of this metric among the pairs that are within no other term. */
  maxAlone: number;
}

/** Zeros and subnormals in a chunk. */
export interface ChunkClasses {
  actualZeros: number;
  actualSubnormals: number;
  referenceZeros: number;
  referenceSubnormals: number;
  /** Pairs of zeros with different signs. */
  signedZeros: number;
}

export interface ComparisonEngine {
  readonly workspace: Workspace;
  /** A lower bound of the magnitudes of the last chunk measured, 1 at most. */
  readonly lowest: number;
  /** Pairs of the last chunk measured that have no relative error. */
  readonly withoutRel: number;
  /**
   * Errors in ulps, relative and absolute of the first `n` pairs.
   *
   * @param mayCount - whether errors may be counted on the way: false for a second walk over the same pairs
   * @param keep - whether errors that are summed up are written, too; else `writeErrors` writes them
   * @returns `'measured'`; `'summed'` where the three metrics are summed up and counted too, see `summaryOf`; or `'special'` where a value is not finite or a difference overflows: then nothing is promised about the errors, and the
   * caller measures the chunk pair by pair
   */
  measure(
    n: number,
    actual64: boolean,
    reference64: boolean,
    ulp: UlpScale,
    mayCount: boolean,
    keep: boolean,
  ): 'measured' | 'summed' | 'special';
  /** Writes the errors that `'summed'` has left out, of the same pairs in the same ulps. */
  writeErrors(n: number, actual64: boolean, reference64: boolean, ulp: UlpScale): void;
  /** The sums of one of the first three metrics, after `'summed'`. */
  summaryOf(metric: number, into: ChunkSummary): void;
  /** Sums one of the first four metrics up, and counts its errors in its table. */
  summarise(metric: number, n: number, into: ChunkSummary): void;
  /** Fills the rows' results. Precondition: no error is NaN. @returns how many pairs are within no term */
  judge(n: number, rows: readonly ChunkRow[]): number;
  classify(n: number, actual64: boolean, reference64: boolean, minNormal: number, into: ChunkClasses): void;
}

const referenceStart = 33472;
const metricsStart = 66944;
const metricBytes = 33472;
const resultsStart = 267776;
const tablesStart = 270336;
const tableBytes = 524288;
const tableLength = tableBytes / 4;
const rowsStart = resultsStart + 320;

/** Bytes of a workspace with its tables. */
const memoryBytes = tablesStart + 4 * tableBytes;

/**
 * Lays a workspace out.
 *
 * @param buffer - the kernel's memory; without it, memory of its own
 * @param tables - whether there are tables (2 MB)
 */
export function workspaceIn(buffer: ArrayBuffer | undefined, tables: boolean): Workspace {
  const memory = buffer ?? new ArrayBuffer(tables ? memoryBytes : tablesStart);
  return {
    actual32: new Float32Array(memory, 0, chunkLength),
    actual64: new Float64Array(memory, 0, chunkLength),
    reference32: new Float32Array(memory, referenceStart, chunkLength),
    reference64: new Float64Array(memory, referenceStart, chunkLength),
    errors: metrics.map((_, k) => new Float64Array(memory, metricsStart + k * metricBytes, chunkLength)),
    tables: tables ? [0, 1, 2, 3].map((k) => new Uint32Array(memory, tablesStart + k * tableBytes, tableLength)) : [],
  };
}

type Types = '32x32' | '32x64' | '64x32' | '64x64';
type SumChunk = (n: number, step: number, minPower: number, reciprocal: bigint, exponentMask: bigint) => number;
type MeasureChunk = (n: number, minPower: number, scale: number, exponentMask: bigint) => void;

interface Exports extends Record<`quick${Types}` | `every${Types}`, SumChunk>, Record<`careful${Types}`, MeasureChunk> {
  summarise(metric: number, n: number): void;
  judgeTwo(metricA: number, a: number, metricB: number, b: number, n: number): void;
  judge(count: number, n: number): void;
  classify(types: number, n: number, minNormal: number): void;
}

const typesOf: readonly Types[] = ['32x32', '32x64', '64x32', '64x64'];
/** 2^-400: below it the quicker loops give a chunk up. */
const careBelow = 3.8725919148493183e-121;
const noUlp: UlpScale = { minPower: 1, scale: 1, floating: false };

/** A unit as the kernel takes it. */
interface Scales {
  readonly ulp: UlpScale;
  readonly minPower: number;
  /** Less the bits of 2^E, the bits of 2^(1−E)·scale. */
  readonly reciprocal: bigint;
  /** The bits of a float64 that hold its exponent; 0 where it is not looked at. */
  readonly mask: bigint;
}

function scalesOf(ulp: UlpScale): Scales {
  const bits = new BigInt64Array(Float64Array.of(ulp.scale).buffer)[0];
  return {
    ulp,
    minPower: ulp.minPower,
    reciprocal: BigInt.asIntN(64, bits + (1024n << 52n)),
    mask: ulp.floating ? 0x7ff0000000000000n : 0n,
  };
}

/** Makes a SIMD engine; `undefined` where the engine of this runtime has no WebAssembly SIMD. */
export function simdEngine(): ComparisonEngine | undefined {
  const kernel = tryInstantiate<Exports>(wasmBase64, Math.ceil(memoryBytes / pageBytes));
  if (kernel === undefined) return undefined;
  const { exports } = kernel;
  const buffer = kernel.memory.buffer;
  const workspace = workspaceIn(buffer, true);
  const results = new Float64Array(buffer, resultsStart, 8 + 16);
  const counts = new BigInt64Array(buffer, resultsStart, 8);
  const rowNumbers = new Float64Array(buffer, rowsStart, 6 * 8);
  const rowIntegers = new Int32Array(buffer, rowsStart, 6 * 16);
  const rowCounts = new BigInt64Array(buffer, rowsStart, 6 * 8);

  /** The kernel takes pairs two by two; a pair of ones has no error. @returns n rounded up to even */
  function pad(n: number, actual64: boolean, reference64: boolean): number {
    if ((n & 1) === 0) return n;
    (actual64 ? workspace.actual64 : workspace.actual32)[n] = 1;
    (reference64 ? workspace.reference64 : workspace.reference32)[n] = 1;
    return n + 1;
  }

  const types = typesOf.map((name) => ({
    quick: exports[`quick${name}`],
    every: exports[`every${name}`],
    careful: exports[`careful${name}`],
  }));
  let withoutRel = 0;
  let lowest = 0;
  let scales = scalesOf(noUlp);
  /** The loop that the last chunk was for: most often the next one is for it too. */
  let manner: 'quick' | 'every' | 'careful' = 'quick';
  /** Careful chunks until the quicker loop is tried again, now and after the next failure. */
  let pause = 0;
  let longest = 0;

  /** Sums a chunk up in one loop; leaves no counts behind where that loop is not for it. */
  function sumUp(loop: SumChunk, even: number, n: number): boolean {
    const { minPower, reciprocal, mask } = scales;
    const fits = loop(even, 1, minPower, reciprocal, mask) === 1;
    if (!fits) loop(even, -1, minPower, reciprocal, mask);
    else if (even > n) for (let metric = 0; metric < 3; metric++) workspace.tables[metric][tableLength - 1]--;
    return fits;
  }

  return {
    workspace,
    get lowest(): number {
      return lowest;
    },
    get withoutRel(): number {
      return withoutRel;
    },
    measure(n, actual64, reference64, ulp, mayCount, keep) {
      const even = pad(n, actual64, reference64);
      const { quick, every, careful } = types[(actual64 ? 2 : 0) + (reference64 ? 1 : 0)];
      if (scales.ulp !== ulp) scales = scalesOf(ulp);
      withoutRel = 0;
      if (mayCount && manner === 'quick' && ulp.floating && !keep) {
        if (sumUp(quick, even, n)) {
          lowest = results[1];
          return 'summed';
        }
        manner = 'every';
      }
      if (mayCount && manner !== 'careful') {
        if (sumUp(every, even, n)) {
          lowest = results[1];
          longest = 0;
          if (lowest >= ulp.minPower) manner = 'quick';
          return 'summed';
        }
        manner = 'careful';
        longest = Math.min(2 * longest + 1, 63);
        pause = longest;
      }
      careful(even, ulp.minPower, ulp.scale, scales.mask);
      withoutRel = Number(counts[2]);
      lowest = results[1];
      const finite = results[0] <= Number.MAX_VALUE;
      if (mayCount) {
        if (finite && lowest >= ulp.minPower && lowest > careBelow) manner = 'quick';
        else if (pause === 0) manner = 'every';
        else pause--;
      }
      return finite ? 'measured' : 'special';
    },
    writeErrors(n, actual64, reference64, ulp) {
      const { careful } = types[(actual64 ? 2 : 0) + (reference64 ? 1 : 0)];
      if (scales.ulp !== ulp) scales = scalesOf(ulp);
      careful(pad(n, actual64, reference64), ulp.minPower, ulp.scale, scales.mask);
    },
    summaryOf(metric, into) {
      const at = 8 + metric * 4;
      into.sum = results[at];
      into.signedSum = results[at + 1];
      into.squares = results[at + 2];
      into.max = results[at + 3];
    },
    summarise(metric, n, into) {
      const odd = n & 1;
      if (odd === 1) workspace.errors[metric][n] = 0;
      exports.summarise(metric, n + odd);
      if (odd === 1) workspace.tables[metric][tableLength - 1]--;
      this.summaryOf(metric, into);
    },
    judge(n, rows) {
      const odd = n & 1;
      if (odd === 1) for (const row of rows) workspace.errors[row.metric][n] = 0;
      const given = rows.filter((row) => row.threshold >= 0);
      const [first, second] = given;
      if (given.length === 2) {
        exports.judgeTwo(first.metric, first.threshold, second.metric, second.threshold, n + odd);
        const either = Number(counts[4]) - odd;
        // What is within neither is rare; the general loop tells the errors of all metrics there
        if (either === n) {
          for (const row of rows) {
            row.within = 0;
            row.alone = 0;
            row.maxAlone = 0;
          }
          first.within = Number(counts[2]) - odd;
          second.within = Number(counts[3]) - odd;
          first.alone = n - second.within;
          second.alone = n - first.within;
          first.maxAlone = results[5];
          second.maxAlone = results[6];
          return 0;
        }
      }
      for (let k = 0; k < rows.length; k++) {
        rowIntegers[k * 16] = rows[k].metric;
        rowNumbers[k * 8 + 1] = rows[k].threshold;
      }
      exports.judge(rows.length, n + odd);
      // The padding pair, of error 0, is within every term that is given
      for (let k = 0; k < rows.length; k++) {
        const padding = odd === 1 && rows[k].threshold >= 0 ? 1 : 0;
        rows[k].within = Number(rowCounts[k * 8 + 2] + rowCounts[k * 8 + 3]) - padding;
        rows[k].alone = Number(rowCounts[k * 8 + 4] + rowCounts[k * 8 + 5]) - (given.length === 1 ? padding : 0);
        rows[k].maxAlone = Math.max(rowNumbers[k * 8 + 6], rowNumbers[k * 8 + 7]);
      }
      return Number(counts[2]) - (odd === 1 && given.length === 0 ? 1 : 0);
    },
    classify(n, actual64, reference64, minNormal, into) {
      exports.classify((actual64 ? 1 : 0) | (reference64 ? 2 : 0), pad(n, actual64, reference64), minNormal);
      into.actualZeros = Number(counts[3]);
      into.actualSubnormals = Number(counts[4]);
      into.referenceZeros = Number(counts[5]);
      into.referenceSubnormals = Number(counts[6]);
      into.signedZeros = Number(counts[7]);
    },
  };
}
