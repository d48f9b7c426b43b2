/**
 * Where a SIMD loop gives the bits of the definition, it is used: sequential sums without fused operations in float32 or float64, and
 * elementwise + − × ÷ and decisions. Each path answers whether it applied; where it did not, nothing was written.
 *
 * Narrow formats are computed in float32 and rounded once more. For + − × ÷ and √ of their values this is one rounding in effect:
 * 24 ≥ 2p + 2 for p ≤ 11 (Figueroa; the exponent range of float32 suffices, checked for all pairs of bfloat16).
 */
import { formatOf, isRepresentable } from '../formats/index.ts';
import { binary, product, roundToBfloat16, roundToNarrow, sums } from '../kernels/dense.ts';
import { mapPortable, portableUnary } from '../kernels/portable-math.ts';
import type { PortableUnaryName } from '../kernels/portable-math.ts';
import type { ContractionPlan, Pointwise } from '../ops/index.ts';
import type { FloatStorage } from './floating.ts';
import type { ResolvedPolicy } from './policy.ts';

/** The paths; each returns whether it filled `result`. */
export interface FastPaths {
  map(op: Pointwise, inputs: readonly FloatStorage[], result: FloatStorage): boolean;
  sums(plan: Extract<ContractionPlan, { form: 'sums' }>, x: FloatStorage, result: FloatStorage): boolean;
  products(
    plan: Extract<ContractionPlan, { form: 'products' }>,
    a: FloatStorage,
    b: FloatStorage,
    result: FloatStorage,
  ): boolean;
}

/** The fast paths that hold under `policy`; `round` is its rounding of a result. */
export function fastPaths(policy: ResolvedPolicy, round: (x: number) => number): FastPaths {
  const { format, accumulate, order, fma, rounding, overflow, flushSubnormals } = policy;
  const narrow = format !== 'float64' && format !== 'float32';
  const plain = rounding === 'nearest' && !flushSubnormals;
  const finish = finisher(policy, round);
  const sequential = order === 'sequential' && !fma;
  const own = accumulate === (narrow ? 'float32' : format);

  return {
    map(op, inputs, result) {
      if (!plain || (overflow === 'saturate' && !narrow)) return false;
      if (op.lanes !== undefined) {
        const [operation, right] = typeof op.lanes === 'string' ? [op.lanes, undefined] : op.lanes;
        const x = inputs[0]!;
        const y = right === undefined ? inputs[1]! : right === 'itself' ? x : sameType(result, right);
        if (!fits(x, result, narrow, policy) || !fits(y, result, narrow, policy)) return false;
        binary(operation, x, y, result);
        if (operation !== 'gt') finish(result);
        return true;
      }
      if (inputs.length !== 1 || typeof op.kernel !== 'string' || !isUnary(op.kernel)) return false;
      const x = inputs[0]!;
      if (x.length !== result.length || x.constructor !== result.constructor) return false;
      if (!narrow) {
        mapPortable(op.kernel, x, result);
        return true;
      }
      // From float64 straight into the narrow format: two roundings would not do for elementary functions.
      const wide = Float64Array.from(x);
      mapPortable(op.kernel, wide, wide);
      for (let i = 0; i < result.length; i++) result[i] = round(wide[i]!);
      return true;
    },

    sums({ rows, length, inner, sources }, x, result) {
      if (!sequential || !own || sources !== undefined || x.constructor !== result.constructor) return false;
      sums(x, result, rows / inner, length, inner);
      finish(result);
      return true;
    },

    products({ batches, rows, inner, columns, leftBatches, rightBatches }, a, b, result) {
      if (!sequential || a.constructor !== b.constructor) return false;
      const widened = accumulate === 'float64' && format !== 'float64';
      if (!own && !widened) return false;
      const [left, right, target] = widened
        ? [Float64Array.from(a), Float64Array.from(b), new Float64Array(result.length)]
        : [a, b, result];
      if (left.constructor !== target.constructor) return false;
      if (batches === 1) product(left, right, target, rows, inner, columns);
      for (let batch = 0; batches > 1 && batch < batches; batch++) {
        const from = leftBatches[batch]! * rows * inner;
        const with_ = rightBatches[batch]! * inner * columns;
        const to = batch * rows * columns;
        product(
          left.subarray(from, from + rows * inner),
          right.subarray(with_, with_ + inner * columns),
          target.subarray(to, to + rows * columns),
          rows,
          inner,
          columns,
        );
      }
      if (widened) for (let i = 0; i < result.length; i++) result[i] = round(target[i]!);
      else finish(result);
      return true;
    },
  };
}

function isUnary(name: string): name is PortableUnaryName {
  return (portableUnary as readonly string[]).includes(name);
}

function sameType(result: FloatStorage, value: number): FloatStorage {
  return result instanceof Float64Array ? Float64Array.of(value) : Float32Array.of(value);
}

/** Whether an operand can enter the loop: of the result's type, its length a divisor, and its numbers in the format. */
function fits(x: FloatStorage, result: FloatStorage, narrow: boolean, { format }: ResolvedPolicy): boolean {
  if (x.constructor !== result.constructor || x.length === 0 || result.length % x.length !== 0) return false;
  // Only constants lie outside a narrow format, and they are scalars or lists that no fast path needs.
  return !narrow || x.length > 1 || isRepresentable(x[0]!, format);
}

/** What is left to do with a result that was accumulated or computed in float32 or float64. */
function finisher(policy: ResolvedPolicy, round: (x: number) => number): (values: FloatStorage) => void {
  const { name, precision, emin, emax, maxFinite, overflow } = formatOf(policy.format);
  const oneByOne = (values: FloatStorage): void => {
    for (let i = 0; i < values.length; i++) values[i] = round(values[i]!);
  };
  if (policy.rounding !== 'nearest' || policy.flushSubnormals) return oneByOne;
  if (name === 'float64' || name === 'float32') return policy.overflow === 'saturate' ? oneByOne : () => undefined;
  if (name === 'bfloat16')
    return policy.overflow === 'saturate' ? oneByOne : (values) => roundToBfloat16(values as Float32Array);
  const beyond = policy.overflow === 'saturate' ? maxFinite : overflow === 'nan' ? NaN : Infinity;
  return (values) => roundToNarrow(values as Float32Array, { precision, emin, emax, limit: maxFinite, beyond });
}
