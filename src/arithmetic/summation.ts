/**
 * Sums and sums of products in a format, in a stated order: the definition that faster kernels must equal bit for bit.
 *
 * With accumulator format A and result format F: each term is rounded into A (a product by one rounding of its own, or unrounded under
 * `fma`), each partial sum is rounded into A to nearest, and the final sum is rounded once into F. An empty sum is +0; a sum starts with
 * its first term, so that a sum of negative zeros is a negative zero.
 */
import { rounderFor } from '../formats/index.ts';
import { add as addExactly, dyadic, multiply as multiplyExactly } from '../reals/dyadic.ts';
import { roundDyadic } from '../reals/round-exact.ts';
import { sourceIn } from '../ops/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { ContractionPlan } from '../ops/index.ts';
import type { FloatStorage } from './floating.ts';
import type { ResolvedPolicy } from './policy.ts';

type SumsPlan = Extract<ContractionPlan, { form: 'sums' }>;
type ProductsPlan = Extract<ContractionPlan, { form: 'products' }>;
type ScatteredPlan = Extract<ContractionPlan, { form: 'scattered' }>;

/** The three forms of a contraction under a policy; `round` makes the result. */
export interface Summation {
  sumRows(x: FloatStorage, plan: SumsPlan, result: FloatStorage): FloatStorage;
  sumProducts(a: FloatStorage, b: FloatStorage, plan: ProductsPlan, result: FloatStorage): FloatStorage;
  addInto(x: FloatStorage, plan: ScatteredPlan, result: FloatStorage): FloatStorage;
}

/** Summation under `policy`. */
export function summation(policy: ResolvedPolicy, round: (x: number) => number): Summation {
  const { accumulate, fma } = policy;
  const partial = accumulate === 'float64' ? (x: number) => x : rounderFor(accumulate);
  const add = (s: number, t: number): number => partial(s + t);
  const multiply = (x: number, y: number): number => partial(x * y);
  const multiplyAdd = fma ? fusedMultiplyAdd(accumulate) : (x: number, y: number, s: number) => add(s, multiply(x, y));
  const total = ordered(policy, add);

  return {
    sumRows(x, plan, result) {
      for (let row = 0; row < plan.rows; row++) {
        const sum = total(
          plan.length,
          (j) => partial(x[sourceIn(plan, row, j)]!),
          (s, j) => add(s, x[sourceIn(plan, row, j)]!),
        );
        result[row] = round(sum);
      }
      return result;
    },

    sumProducts(a, b, { batches, rows, inner, columns, leftBatches, rightBatches }, result) {
      for (let batch = 0, at = 0; batch < batches; batch++) {
        const left = leftBatches[batch]! * rows * inner;
        const right = rightBatches[batch]! * inner * columns;
        for (let i = 0; i < rows; i++) {
          const row = left + i * inner;
          for (let j = 0; j < columns; j++, at++) {
            const sum = total(
              inner,
              (k) => multiply(a[row + k]!, b[right + k * columns + j]!),
              (s, k) => multiplyAdd(a[row + k]!, b[right + k * columns + j]!, s),
            );
            result[at] = round(sum);
          }
        }
      }
      return result;
    },

    addInto(x, { targets }, result) {
      const sums = new Float64Array(result.length);
      const begun = new Uint8Array(result.length);
      for (let i = 0; i < targets.length; i++) {
        const target = targets[i]!;
        if (target < 0) continue;
        sums[target] = begun[target] === 1 ? add(sums[target]!, x[i]!) : partial(x[i]!);
        begun[target] = 1;
      }
      for (let i = 0; i < result.length; i++) result[i] = round(sums[i]!);
      return result;
    },
  };
}

/** Σ of `length` terms in the policy's order: `first(j)` is the j-th term alone, `next(s, j)` adds it to s. */
type Total = (length: number, first: (j: number) => number, next: (s: number, j: number) => number) => number;

function ordered({ order, block }: ResolvedPolicy, add: (s: number, t: number) => number): Total {
  const run = (
    from: number,
    to: number,
    first: (j: number) => number,
    next: (s: number, j: number) => number,
  ): number => {
    let s = first(from);
    for (let j = from + 1; j < to; j++) s = next(s, j);
    return s;
  };
  switch (order) {
    case 'sequential':
      return (length, first, next) => (length === 0 ? 0 : run(0, length, first, next));
    case 'blocked':
      return (length, first, next) => {
        if (length === 0) return 0;
        let s = run(0, Math.min(block, length), first, next);
        for (let from = block; from < length; from += block)
          s = add(s, run(from, Math.min(from + block, length), first, next));
        return s;
      };
    case 'pairwise': {
      const halves = (from: number, to: number, first: (j: number) => number): number => {
        if (to - from === 1) return first(from);
        const middle = from + ((to - from) >> 1);
        return add(halves(from, middle, first), halves(middle, to, first));
      };
      return (length, first) => (length === 0 ? 0 : halves(0, length, first));
    }
  }
}

/**
 * RN(x·y + s) with one rounding into `format`, for x, y, s of that format. p = x·y and e = its error, then s + p + e exactly as t + r with |r| ≤ ulp(t)/2: rounding t to odd
 * towards r keeps all that a further rounding into a format of at most 51 bits needs (Boldo and Melquiond 2008).
 */
export function fusedMultiplyAdd(format: FormatName): (x: number, y: number, s: number) => number {
  const round = rounderFor(format);
  const words = new Float64Array(1);
  const bits = new BigInt64Array(words.buffer);
  const toOdd = (t: number, r: number): number => {
    if (r === 0 || !Number.isFinite(t)) return t;
    words[0] = t;
    if ((bits[0]! & 1n) === 1n) return t;
    // An even t: the odd neighbour on the side of r stands for everything strictly between.
    bits[0] = bits[0]! + (r > 0 === t > 0 ? 1n : -1n);
    return words[0]!;
  };
  if (format !== 'float64') {
    // Products of two values of at most 24 bits are exact in float64.
    return (x, y, s) => {
      const p = x * y;
      const t = s + p;
      const v = t - s;
      return round(toOdd(t, s - (t - v) + (p - v)));
    };
  }
  return fusedFloat64;
}

/** x·y + s in float64 with one rounding, in exact integers: for comparison with machines that fuse, not for speed. */
function fusedFloat64(x: number, y: number, s: number): number {
  if (x === 0 || y === 0 || !Number.isFinite(x) || !Number.isFinite(y) || !Number.isFinite(s)) return x * y + s;
  return roundDyadic(addExactly(multiplyExactly(dyadic(x), dyadic(y)), dyadic(s)), 'float64');
}
