/**
 * Matrix products with a proven error bound, element by element: a double-double and a radius.
 *
 * **What is computed.** For A (m × k) and B (k × n), arrays high, low, radius with |(AB)ᵢⱼ - (highᵢⱼ + lowᵢⱼ)| ≤ radiusᵢⱼ, and
 * |lowᵢⱼ| ≤ ulp(highᵢⱼ)/2. A radius of 0 says that high + low *is* the element; that is the usual outcome for float32 and
 * narrower data.
 *
 * **Method.** Rows of A and columns of B are scaled by powers of two to |x| < 1. With T the smallest power of two ≥ k, each
 * element's sum starts at the anchor σ = 3T and takes the products p one by one: s' = fl(s + p), q = p - (s' - s), t' = fl(t + q).
 * The anchor keeps s in [2T, 4T], where its quantum is 2^-51·T; q is the part of p below that quantum, exact by FastTwoSum
 * (Dekker 1971: exact for |s| ≥ |p|). It costs 4 additions a product where TwoSum needs 7, needs no sorting, and the high parts
 * are summed without any error: AB = (s - σ) + Σq, the difference being exact too. This is the idea of binned summation
 * (Demmel & Nguyen 2013) with one bin, and of ExtractVector (Rump, Ogita & Oishi 2008) without its two passes.
 *
 * Products: where the significant bits of both operands add up to 53 or fewer, p = fl(xy) is exact. Otherwise Dekker's
 * TwoProduct gives p and d = xy - p, |d| ≤ 2^-53, and t' = fl(t + fl(d + q)).
 *
 * **Bound** (all in scaled units; u = 2^-53, h = 2^-52·T, k ≤ 2^50).
 * - |s - σ| ≤ i after i products: |p| ≤ 1, and 3T ± i is a multiple of the quantum in [2T, 4T], so that rounding does not pass it.
 *   Hence |q| ≤ h, half the quantum; and s - σ is a multiple of the quantum of at most T: exact.
 * - By induction |t| ≤ c·h·i after i products, with c = 1, or c = 5/4 for TwoProduct because |d| ≤ 2^-54 ≤ h/4; c·h·i is a
 *   float64 while 5i < 2^53, so rounding does not pass it. Step i rounds t once (and d + q, by at most u·c·h), by at most u·c·h·i.
 *   Together at most u·c·h·(k(k+1)/2 + k) ≤ 5/8·u·h·k(k+3); the radius is **u·h·k(k+3)**.
 * - Underflow: scaling loses at most 2^-1074 an element; a product below 2^-968, the only ones for which TwoProduct may be
 *   inexact, is known to within 2^-960 whatever the two parts come out as. Both are lost in the 3/8 that the last line left.
 * - Exactness: let all scaled elements of a row be multiples of 2^f and of a column of 2^g. All terms q and d are multiples of
 *   2^(f+g), and |t| ≤ 2·h·k. If 2·h·k ≤ 2^53·2^(f+g), no addition into t rounds and the **radius is 0**. (Then nothing
 *   underflows either: 2^(f+g) ≥ 2^-104.) For k = 1000 this allows 48 + 36 bits for the product of the extreme elements: float32
 *   data whose exponents span 18 binades in both operands, or 36 in one.
 * - Scaling back is exact unless the result is near underflow, where it adds at most 4·2^-1074 to the radius.
 * Relative to k·max|aᵢ|·max|bⱼ| the radius is at most 2^-102·k(k+3): for k = 1000, 2^-82.
 *
 * **Special values.** Where a row or column holds NaN or infinities, its elements are what the extended reals give (∞·0 and ∞ - ∞
 * give NaN), as `high`, with low 0 and radius 0. Where a finite element may lie beyond float64's range, high is ±the largest
 * finite value and the radius is infinite: nothing is claimed, see {@link refineElement}.
 *
 * Cost for 1000 × 1000 on one thread: see bench/product.mjs; memory beside the result: 16 bytes an element of A and B, and 2.5 MiB.
 *
 * Sources: T. J. Dekker, A floating-point technique for extending the available precision, Numer. Math. 18 (1971); the
 * derivation above; test/kernels/certified-product.test.ts holds it against integer arithmetic.
 */

import { powerOfTwo } from '../formats/index.ts';
import { exactDot, nearestDoubleDouble } from './exact-sums.ts';
import { gather, requireProduct, transpose, type MatrixView } from './matrix-view.ts';
import { forEachProductSum } from './product-tiles.ts';
import { scaleByPowerOfTwo, scalesOf, scaleVectors, type VectorScales } from './vector-scales.ts';
import type { Dyadic } from '../reals/dyadic.ts';

/** Enclosures of the elements of a matrix, row-major: the element lies within `radius` of high + low. */
export interface MatrixEnclosure {
  readonly rows: number;
  readonly columns: number;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** Finite and ≥ 0, or Infinity where nothing is known. */
  readonly radius: Float64Array;
}

export interface ProductOptions {
  /** 'scalar' avoids WebAssembly: the same bits, several times slower. */
  readonly engine?: 'simd' | 'scalar';
}

const MAX_FINITE = Number.MAX_VALUE;
const MIN_SUBNORMAL = Number.MIN_VALUE;

/**
 * Encloses the product AB; see the head of this file for the guarantee.
 *
 * @throws DomainError where the shapes do not fit or reach outside their data
 */
export function certifiedProduct(a: MatrixView, b: MatrixView, options: ProductOptions = {}): MatrixEnclosure {
  requireProduct(a, b);
  const depth = a.columns;
  const rows = a.rows;
  const columns = b.columns;
  const left = gather(a, 'left');
  const right = gather(transpose(b), 'right');
  const leftScales = scalesOf(left, rows, depth);
  const rightScales = scalesOf(right, columns, depth);
  const nonFinite = leftScales.anyNonFinite || rightScales.anyNonFinite;
  const high = new Float64Array(rows * columns);
  const low = new Float64Array(rows * columns);
  const radius = new Float64Array(rows * columns);
  const result = { rows, columns, high, low, radius };
  if (depth === 0 || high.length === 0) return result;

  scaleVectors(left, depth, leftScales);
  scaleVectors(right, depth, rightScales);
  const exactProducts = leftScales.significantBits + rightScales.significantBits <= 53;
  // log2 T, for the smallest power of two T ≥ k.
  const depthExponent = 32 - Math.clz32(depth - 1);
  const anchor = 3 * powerOfTwo(depthExponent);
  // u·h·k(k + 3); the product of integers is below 2^53 for k < 9·10^7, and rounded by a relative u beyond.
  const scaledRadius = powerOfTwo(depthExponent - 105) * (depth * (depth + 3)) * (1 + powerOfTwo(-52));
  // 2·h·k ≤ 2^53·2^(f+g) with k ≤ T.
  const finestExactGrid = depthExponent + 1 + (depthExponent - 52) - 53;

  const leftPowers = moderatePowers(leftScales.exponents);
  const rightPowers = moderatePowers(rightScales.exponents);
  forEachProductSum(
    exactProducts ? 'exact' : 'split',
    left,
    right,
    depth,
    anchor,
    (i, j, sum, tail) => {
      const at = i * columns + j;
      const ei = leftScales.exponents[i];
      const ej = rightScales.exponents[j];
      const grid = leftScales.grids[i] - ei + (rightScales.grids[j] - ej);
      const bound = grid >= finestExactGrid ? 0 : scaledRadius;
      // TwoSum: the tail may exceed the quantum of a high part that cancelled.
      const main = sum - anchor;
      const s = main + tail;
      const z = s - main;
      const r = main - (s - z) + (tail - z);
      const factor = leftPowers[i] * rightPowers[j];
      if (factor !== 0 && isZeroOrAbove(s) && isZeroOrAbove(r)) {
        // Nothing here comes near a limit of the range.
        high[at] = s * factor;
        low[at] = r * factor;
        radius[at] = bound * factor;
      } else {
        const back = scaleBack(s, r, bound, ei + ej);
        high[at] = back.high;
        low[at] = back.low;
        radius[at] = back.radius;
      }
    },
    options.engine,
  );
  if (nonFinite) overwriteNonFinite(a, b, leftScales, rightScales, result);
  return result;
}

/** 2^e for |e| ≤ 400, so that two of them multiply exactly; 0 for others. */
function moderatePowers(exponents: Int32Array): Float64Array {
  return Float64Array.from(exponents, (e) => (Math.abs(e) <= 400 ? powerOfTwo(e) : 0));
}

/** Whether x is 0 or |x| > 2^-200. */
function isZeroOrAbove(x: number): boolean {
  return x === 0 || x > 1e-60 || x < -1e-60;
}

/** (high + low ± radius)·2^e as a double-double with a radius, where the factors may leave float64's range. */
function scaleBack(
  high: number,
  low: number,
  radius: number,
  e: number,
): { high: number; low: number; radius: number } {
  const h = scaleByPowerOfTwo(high, e);
  const l = scaleByPowerOfTwo(low, e);
  let r = scaleByPowerOfTwo(radius, e);
  if (!Number.isFinite(h)) return { high: h > 0 ? MAX_FINITE : -MAX_FINITE, low: 0, radius: Infinity };
  const exact = scaleByPowerOfTwo(h, -e) === high && scaleByPowerOfTwo(l, -e) === low;
  // Each of the three was rounded by at most 2^-1074; the additions themselves are exact or rounded to nearest, hence one more.
  if (!exact || scaleByPowerOfTwo(r, -e) !== radius) r = (r + 4 * MIN_SUBNORMAL) * (1 + powerOfTwo(-51));
  const s = h + l;
  return { high: s, low: l - (s - h), radius: r };
}

/** Elements whose row or column is not finite: decided by the non-finite terms alone. */
function overwriteNonFinite(
  a: MatrixView,
  b: MatrixView,
  leftScales: VectorScales,
  rightScales: VectorScales,
  { rows, columns, high, low, radius }: MatrixEnclosure,
): void {
  const depth = a.columns;
  const left = gather(a, 'left');
  const right = gather(transpose(b), 'right');
  const positions = (vectors: Float64Array, v: number): number[] => {
    const found: number[] = [];
    for (let k = 0; k < depth; k++) if (!Number.isFinite(vectors[v * depth + k])) found.push(k);
    return found;
  };
  const rightPositions = Array.from(rightScales.hasNonFinite, (flag, j) => (flag === 1 ? positions(right, j) : []));
  for (let i = 0; i < rows; i++) {
    const leftPositions = leftScales.hasNonFinite[i] === 1 ? positions(left, i) : [];
    for (let j = 0; j < columns; j++) {
      if (leftPositions.length === 0 && rightPositions[j].length === 0) continue;
      // Every such term is NaN or infinite, and so is every sum of them.
      let sum = 0;
      for (const k of leftPositions) sum += left[i * depth + k] * right[j * depth + k];
      for (const k of rightPositions[j]) sum += left[i * depth + k] * right[j * depth + k];
      high[i * columns + j] = sum;
      low[i * columns + j] = 0;
      radius[i * columns + j] = 0;
    }
  }
}

/**
 * Element (i, j) of AB without any error, for finite data: what an undecided enclosure goes to.
 *
 * @throws DomainError where a term is not finite
 */
export function exactElement(a: MatrixView, b: MatrixView, i: number, j: number): Dyadic {
  const { row, column } = factorsOf(a, b, i, j);
  return exactDot(row, column);
}

/** Replaces the enclosure of element (i, j) by the double-double nearest to it; its radius is 0 where that is exact. */
export function refineElement(a: MatrixView, b: MatrixView, result: MatrixEnclosure, i: number, j: number): void {
  const at = i * result.columns + j;
  const { high, low, radius } = nearestDoubleDouble(exactElement(a, b, i, j));
  result.high[at] = high;
  result.low[at] = low;
  result.radius[at] = radius;
}

function factorsOf(a: MatrixView, b: MatrixView, i: number, j: number): { row: Float64Array; column: Float64Array } {
  const { rowStride = a.columns, columnStride = 1, offset = 0 } = a;
  const { rowStride: down = b.columns, columnStride: across = 1, offset: begin = 0 } = b;
  const row = new Float64Array(a.columns);
  const column = new Float64Array(a.columns);
  for (let k = 0; k < a.columns; k++) {
    row[k] = a.data[offset + i * rowStride + k * columnStride];
    column[k] = b.data[begin + k * down + j * across];
  }
  return { row, column };
}
