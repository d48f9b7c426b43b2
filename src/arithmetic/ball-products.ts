/** Products of matrices of balls. */
import { powerOfTwo } from '../formats/index.ts';
import { absoluteProduct, certifiedProduct, gemmFloat64 } from '../kernels/linear.ts';
import { allFinite, allocateBalls, isExact, separated, setBall, simplified } from './balls.ts';
import type { MatrixView } from '../kernels/linear.ts';
import type { ContractionPlan } from '../ops/index.ts';
import type { BallMemory, Balls } from './balls.ts';

type Products = Extract<ContractionPlan, { form: 'products' }>;

/**
 * Products of matrices of balls, A = Ah + Al ± ρA and B likewise.
 *
 * AB lies about Ah·Bh (certified: c ± r) + Ah·Bl + Al·Bh (in float64), and with |Al| ≤ u|Ah|, |Bl| ≤ u|Bh|, u = 2^-53, k terms:
 * - Al·Bl is at most u²·(|Ah||Bh|);
 * - the two float64 products err by at most k·u each, relative to u·(|Ah||Bh|), and by k·2^-1074 each from underflow; their sum
 *   is rounded once: together at most (2k + 3)·u²·M + 2k·2^-1074, M = |Ah||Bh|;
 * - the radii give at most |A|ρB + ρA(|B| + ρB), with |A| ≤ (1 + u)|Ah|.
 */
export function multiplyMatrices(
  plan: Products,
  a: Balls,
  b: Balls,
  slowly: (plan: ContractionPlan, inputs: readonly Balls[], size: number) => Balls,
): Balls {
  const { batches, rows, inner, columns, leftBatches, rightBatches } = plan;
  const size = batches * rows * columns;
  const exact = isExact(a) && isExact(b);
  if (!exact && !(allFinite(a) && allFinite(b))) return slowly(plan, [a, b], size);
  const left = separated(a);
  const right = separated(b);
  const result = multiplyKnown(plan, left.known, right.known, exact);
  // What has a factor of which nothing is known is unknown; its centre is an estimate.
  const { radius } = result;
  for (let batch = 0; batch < batches; batch++) {
    const at = batch * rows * columns;
    for (const row of new Set(left.unknown.map((i) => Math.floor(i / inner) - leftBatches[batch]! * rows))) {
      if (row >= 0 && row < rows) radius.fill(Infinity, at + row * columns, at + (row + 1) * columns);
    }
    const inBatch = right.unknown.filter((i) => Math.floor(i / (inner * columns)) === rightBatches[batch]!);
    for (const column of new Set(inBatch.map((i) => i % columns))) {
      for (let row = 0; row < rows; row++) radius[at + row * columns + column] = Infinity;
    }
  }
  return simplified(result);
}

/** The product of matrices of finite centres and finite radii. */
function multiplyKnown(plan: Products, a: Balls, b: Balls, exact: boolean): BallMemory {
  const { batches, rows, inner, columns, leftBatches, rightBatches } = plan;
  const size = batches * rows * columns;
  const result = allocateBalls(size);
  for (let batch = 0; batch < batches; batch++) {
    const left = (data: Float64Array): MatrixView => ({
      data,
      rows,
      columns: inner,
      offset: leftBatches[batch]! * rows * inner,
    });
    const right = (data: Float64Array): MatrixView => ({
      data,
      rows: inner,
      columns,
      offset: rightBatches[batch]! * inner * columns,
    });
    const offset = batch * rows * columns;
    const { high, low, radius } = certifiedProduct(left(a.hi), right(b.hi));
    if (!exact) addInexactParts(a, b, left, right, inner, { high, low, radius });
    result.hi.set(high, offset);
    result.lo.set(low, offset);
    result.radius.set(radius, offset);
  }
  // Beyond the range nothing is claimed about the centre either.
  for (let i = 0; i < size; i++)
    if (result.radius[i] === Infinity) setBall(result, i, { hi: 0, lo: 0, radius: Infinity });
  return result;
}

function addInexactParts(
  a: Balls,
  b: Balls,
  left: (data: Float64Array) => MatrixView,
  right: (data: Float64Array) => MatrixView,
  inner: number,
  { high, low, radius }: { readonly high: Float64Array; readonly low: Float64Array; readonly radius: Float64Array },
): void {
  const magnitude = absoluteProduct(left(a.hi), right(b.hi));
  const corrections = [
    b.lo === undefined ? undefined : gemmFloat64(left(a.hi), right(b.lo)),
    a.lo === undefined ? undefined : gemmFloat64(left(a.lo), right(b.hi)),
  ];
  const spreads = [
    b.radius === undefined ? undefined : absoluteProduct(left(a.hi), right(b.radius)),
    a.radius === undefined ? undefined : absoluteProduct(left(a.radius), right(reachOf(b))),
  ];
  const rounding = (2 * inner + 4) * powerOfTwo(-106);
  const underflow = 2 * inner * Number.MIN_VALUE;
  for (let i = 0; i < high.length; i++) {
    let correction = 0;
    for (const part of corrections) correction += part?.[i] ?? 0;
    let spread = 0;
    for (const part of spreads) spread += part?.[i] ?? 0;
    const reach = (radius[i]! + spread + rounding * magnitude[i]! + underflow) * (1 + powerOfTwo(-48));
    // TwoSum of the leading parts, then with the trailing ones, whose sum rounds by at most u·|tail|.
    const s = high[i]! + correction;
    const t = s - high[i]!;
    const tail = high[i]! - (s - t) + (correction - t) + low[i]!;
    const hi = s + tail;
    const z = hi - s;
    const bounded = Number.isFinite(hi) && Number.isFinite(reach);
    high[i] = bounded ? hi : 0;
    low[i] = bounded ? s - (hi - z) + (tail - z) : 0;
    radius[i] = bounded ? reach + Math.abs(tail) * powerOfTwo(-51) : Infinity;
  }
}

/** |hi| + ρ, rounded up: at least |B| + ρB to within a relative 2^-52. */
function reachOf({ hi, radius }: Balls): Float64Array {
  return hi.map((x, i) => (Math.abs(x) + (radius?.[i] ?? 0)) * (1 + powerOfTwo(-51)));
}
