/**
 * Arithmetic in a floating-point format, as its hardware would do it, under a precision policy.
 *
 * Each result of + − × ÷ √ is correctly rounded: it is computed in float64 and rounded once more into the format, which is innocuous for
 * all formats of the table (Roux, Flocq `Double_rounding`: p' ≥ 2p + 2 and room in the exponent; float32 × float32 is exact in float64).
 * An elementary function is its portable float64 kernel rounded once: within 0.5 ulp plus 2^(p − 53) times the kernel's error.
 */
import { formatOf, rounderFor, stochasticSource } from '../formats/index.ts';
import { sourceIn } from '../ops/index.ts';
import { portableFunction } from '../kernels/portable-math.ts';
import { fastPaths } from './fast-paths.ts';
import { resolvePolicy } from './policy.ts';
import { summation } from './summation.ts';
import type { FormatName } from '../formats/index.ts';
import type { Attributes, ContractionPlan, Pointwise, PointwiseKernel, SelectionPlan } from '../ops/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { PrecisionPolicy, ResolvedPolicy } from './policy.ts';

/** float64 in a `Float64Array`; every narrower format in a `Float32Array`, which holds all of its values exactly. */
export type FloatStorage = Float64Array | Float32Array;

/** The arithmetic of `format` under `policy`. Stateless but for the position of stochastic rounding's draws. */
export function floating(format: FormatName, policy: PrecisionPolicy = {}): Arithmetic<FloatStorage> {
  const resolved = resolvePolicy(format, policy);
  const allocate = (size: number): FloatStorage =>
    format === 'float64' ? new Float64Array(size) : new Float32Array(size);
  const round = resultRounder(resolved);
  const { sumRows, sumProducts, addInto } = summation(resolved, round);
  const fast = fastPaths(resolved, round);

  return {
    store(values) {
      const result = allocate(values.length);
      for (let i = 0; i < result.length; i++) result[i] = round(values[i]!);
      return result;
    },

    read: (values) => Float64Array.from(values),

    map(op, inputs, size, attributes) {
      const result = allocate(size);
      if (!fast.map(op, inputs, result)) mapInto(result, kernelOf(op), inputs, round, attributes);
      return result;
    },

    gather(inputs, sources, fill) {
      const result = allocate(sources.length);
      const all = inputs.length === 1 ? inputs[0]! : joined(inputs, allocate);
      for (let i = 0; i < sources.length; i++) result[i] = sources[i]! < 0 ? fill : all[sources[i]!]!;
      return result;
    },

    contract(plan: ContractionPlan, inputs) {
      switch (plan.form) {
        case 'sums': {
          const result = allocate(plan.rows);
          return fast.sums(plan, inputs[0]!, result) ? result : sumRows(inputs[0]!, plan, result);
        }
        case 'products': {
          const result = allocate(plan.batches * plan.rows * plan.columns);
          return fast.products(plan, inputs[0]!, inputs[1]!, result)
            ? result
            : sumProducts(inputs[0]!, inputs[1]!, plan, result);
        }
        case 'scattered':
          return addInto(inputs[0]!, plan, allocate(plan.size));
      }
    },

    select(plan: SelectionPlan, input) {
      return selectRows(plan, input, plan.yield === 'value' ? allocate(plan.rows) : new Float64Array(plan.rows));
    },
  };
}

/** How a float64 becomes a result: flushed if so set, then rounded. */
function resultRounder(policy: ResolvedPolicy): (x: number) => number {
  const { minNormal } = formatOf(policy.format);
  const round = rounderFor(policy.format, {
    mode: policy.rounding,
    overflow: policy.overflow,
    ...(policy.rounding === 'stochastic' ? { random: stochasticSource(policy.seed) } : {}),
  });
  if (!policy.flushSubnormals) return round;
  return (x) => {
    const y = round(x);
    return Math.abs(y) < minNormal ? y * 0 : y;
  };
}

function kernelOf(op: Pointwise): PointwiseKernel {
  return typeof op.kernel === 'string' ? portableFunction(op.kernel) : op.kernel;
}

function mapInto(
  result: FloatStorage,
  kernel: PointwiseKernel,
  inputs: readonly FloatStorage[],
  round: (x: number) => number,
  attributes: Attributes,
): void {
  const [x, y, z] = inputs;
  const size = result.length;
  if (y === undefined) {
    const { length } = x!;
    for (let i = 0; i < size; i++) result[i] = round(kernel(x![i % length]!, 0, 0, attributes));
    return;
  }
  const nx = x!.length;
  const ny = y.length;
  if (z === undefined) {
    for (let i = 0, ix = 0, iy = 0; i < size; i++) {
      result[i] = round(kernel(x![ix]!, y[iy]!, 0, attributes));
      if (++ix === nx) ix = 0;
      if (++iy === ny) iy = 0;
    }
    return;
  }
  const nz = z.length;
  for (let i = 0; i < size; i++) result[i] = round(kernel(x![i % nx]!, y[i % ny]!, z[i % nz]!, attributes));
}

function joined(inputs: readonly FloatStorage[], allocate: (size: number) => FloatStorage): FloatStorage {
  const all = allocate(inputs.reduce((total, input) => total + input.length, 0));
  let at = 0;
  for (const input of inputs) {
    all.set(input, at);
    at += input.length;
  }
  return all;
}

/** Ties go to the first; a NaN is chosen before all numbers. */
export function selectRows<Input extends ArrayLike<number>, Result extends { [index: number]: number }>(
  plan: SelectionPlan,
  x: Input,
  result: Result,
): Result {
  const { rows, length, choose, yield: what } = plan;
  const sign = choose === 'largest' ? 1 : -1;
  for (let row = 0; row < rows; row++) {
    let best = NaN;
    let at = -1;
    for (let j = 0; j < length; j++) {
      const value = x[sourceIn(plan, row, j)]!;
      if (at < 0 || sign * value > sign * best || (value !== value && best === best)) {
        best = value;
        at = j;
      }
    }
    result[row] = what === 'value' ? best : at;
  }
  return result;
}
