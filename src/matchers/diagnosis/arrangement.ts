import { formats, powerOfTwo } from '../../formats/index.ts';
import type { Unit } from '../../compare/types.ts';
import type { Diagnosis, LeafValues } from './diagnosis.ts';

// In a runner's sandbox a global is looked up anew at every use, which takes longer than the arithmetic.
const { abs, floor, max } = Math;

/** Sorting a longer array would be felt. */
const longestSorted = 1 << 20;

/** Offsets that a shift is looked for at: off by one, by two, by three, and by a row. */
function offsets(shape: readonly number[]): number[] {
  const row = shape.length > 1 ? [shape.at(-1)!, -shape.at(-1)!] : [];
  return [1, -1, 2, -2, 3, -3, ...row];
}

/**
 * Whether the actual is the reference in another place, order or scale.
 *
 * Values count as the same when half of the digits of the unit agree, |a − r| ≤ 2^-(p/2)·max(|r|, mean |r|): enough to be no
 * accident, and wide enough to look through rounding errors, also where cancellation left a small reference. An arrangement must
 * explain every element, and the given one must fail to explain half of them.
 */
export function arrangement(
  { actual, reference }: LeafValues,
  shape: readonly number[],
  unit: Unit,
): Diagnosis | undefined {
  const precision = unit in formats ? formats[unit as keyof typeof formats].precision : 53;
  const count = actual.length;
  if (count < 4 || precision < 8) return undefined;
  const tolerance = powerOfTwo(-floor(precision / 2));
  const mean = reference.reduce((sum, r) => sum + abs(r), 0) / count;
  const same = (a: number, r: number): boolean => a === r || abs(a - r) <= tolerance * max(abs(r), mean);

  let agreeing = 0;
  for (let i = 0; i < count; i++) if (same(actual[i]!, reference[i]!)) agreeing++;
  if (2 * agreeing > count) return undefined;

  const factor = commonFactor(actual, reference, same);
  if (factor !== undefined) return { kind: 'scaled', factor };
  const by = offsets(shape).find((offset) => shiftedBy(offset, actual, reference, same));
  if (by !== undefined) return { kind: 'shifted', by };
  if (isTransposed(actual, reference, shape, same)) return { kind: 'transposed' };
  if (count <= longestSorted) {
    const [a, r] = [actual.slice().sort(), reference.slice().sort()];
    if (a.every((x, i) => same(x, r[i]!))) return { kind: 'permuted' };
  }
  return undefined;
}

type Same = (a: number, r: number) => boolean;

/** k with a_i ≈ k·r_i for all i, read off where |r| is largest. */
function commonFactor(actual: Float64Array, reference: Float64Array, same: Same): number | undefined {
  let largest = 0;
  reference.forEach((r, i) => {
    if (abs(r) > abs(reference[largest]!)) largest = i;
  });
  const factor = actual[largest]! / reference[largest]!;
  if (!(abs(factor) > 0 && abs(factor) < Infinity)) return undefined;
  return actual.every((a, i) => same(a, factor * reference[i]!)) ? factor : undefined;
}

/** Whether a_i ≈ r_(i + by) wherever both exist, and these are most of the elements. */
function shiftedBy(by: number, actual: Float64Array, reference: Float64Array, same: Same): boolean {
  const overlap = actual.length - abs(by);
  if (2 * overlap <= actual.length) return false;
  for (let i = max(0, -by), end = i + overlap; i < end; i++) {
    if (!same(actual[i]!, reference[i + by]!)) return false;
  }
  return true;
}

/** Whether one side holds the other column by column: for square matrices, its transpose. */
function isTransposed(actual: Float64Array, reference: Float64Array, shape: readonly number[], same: Same): boolean {
  if (shape.length < 2) return false;
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (rows < 2 || columns < 2) return false;
  const size = rows * columns;
  const byColumns = (i: number): number => {
    const within = i % size;
    return i - within + (within % rows) * columns + floor(within / rows);
  };
  return (
    actual.every((a, i) => same(a, reference[byColumns(i)]!)) ||
    reference.every((r, i) => same(actual[byColumns(i)]!, r))
  );
}
