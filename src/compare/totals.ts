/**
 * Running sums of one metric over the chunks of an array.
 *
 * Sums of chunks are added with Neumaier's compensation, so that their number does not matter. Squares would overflow above 2^512 and vanish
 * below 2^-537: chunks whose largest error is outside [2^-480, 2^480] are summed in a scaled accumulator of their own (Blue's algorithm,
 * ACM TOMS 4(1), 1978), and no statistic overflows.
 */
import type { ChunkSummary } from '../kernels/compare.ts';

const bigFrom = 3.1217485503159922e144; // 2^480
const smallBelow = 3.2033329522929615e-145; // 2^-480
const down = 2.409919865102884e-181; // 2^-600
const up = 4.149515568880993e180; // 2^600

interface CompensatedSum {
  sum: number;
  lost: number;
}

function add(to: CompensatedSum, x: number): void {
  const sum = to.sum + x;
  to.lost += Math.abs(to.sum) >= Math.abs(x) ? to.sum - sum + x : x - sum + to.sum;
  to.sum = sum;
}

const value = (of: CompensatedSum): number => of.sum + of.lost;

/** Sums of one metric. */
export interface Totals {
  readonly sum: CompensatedSum;
  readonly signedSum: CompensatedSum;
  readonly squares: CompensatedSum;
  /** Of chunks with errors of 2^480 and more, scaled by 2^-600 (squares: 2^-1200). */
  readonly bigSum: CompensatedSum;
  readonly bigSignedSum: CompensatedSum;
  readonly bigSquares: CompensatedSum;
  /** Of chunks with no error of 2^-480 and more, scaled by 2^1200. */
  readonly smallSquares: CompensatedSum;
  max: number;
}

export function noTotals(): Totals {
  const none = (): CompensatedSum => ({ sum: 0, lost: 0 });
  return {
    sum: none(),
    signedSum: none(),
    squares: none(),
    bigSum: none(),
    bigSignedSum: none(),
    bigSquares: none(),
    smallSquares: none(),
    max: 0,
  };
}

/** Whether a chunk's sum of squares may overflow or vanish, so that its errors themselves are needed. */
export function isOutOfRange({ max }: ChunkSummary): boolean {
  return max >= bigFrom || (max > 0 && max < smallBelow);
}

/** Adds a chunk: its summary, and its errors (NaN left out) where the summary is out of range. */
export function addChunk(totals: Totals, chunk: ChunkSummary, errors: Float64Array, n: number): void {
  totals.max = Math.max(totals.max, chunk.max);
  if (chunk.max >= bigFrom) {
    let sum = 0;
    let signedSum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = errors[i] * down;
      if (x !== x) continue;
      sum += Math.abs(x);
      signedSum += x;
      squares += x * x;
    }
    add(totals.bigSum, sum);
    add(totals.bigSignedSum, signedSum);
    add(totals.bigSquares, squares);
    return;
  }
  add(totals.sum, chunk.sum);
  add(totals.signedSum, chunk.signedSum);
  if (chunk.max > 0 && chunk.max < smallBelow) {
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = errors[i] * up;
      if (x === x) squares += x * x;
    }
    add(totals.smallSquares, squares);
  } else {
    add(totals.squares, chunk.squares);
  }
}

/** Mean of |x| over `count` elements; 0 for none. */
export function meanOf(totals: Totals, count: number): number {
  return mean(totals.sum, totals.bigSum, count, totals.max);
}

/** Mean of x. */
export function signedMeanOf(totals: Totals, count: number): number {
  return mean(totals.signedSum, totals.bigSignedSum, count, totals.max);
}

function mean(sum: CompensatedSum, bigSum: CompensatedSum, count: number, max: number): number {
  if (count === 0) return 0;
  const total = value(sum) / count + (value(bigSum) / count) * up;
  // Rounding must not carry a mean beyond the largest error, nor beyond float64
  return Math.max(-max, Math.min(total, max));
}

/** Root of the mean of x². */
export function rmsOf(totals: Totals, count: number): number {
  if (count === 0) return 0;
  const big = value(totals.bigSquares) / count;
  const middle = value(totals.squares) / count;
  const small = value(totals.smallSquares) / count;
  const rms =
    big > 0
      ? Math.sqrt(big + middle * down * down) * up
      : middle > 0
        ? Math.sqrt(middle + small * down * down)
        : Math.sqrt(small) * down;
  return Math.min(rms, totals.max);
}
