/**
 * A-priori rounding-error bounds: what a computation in a format may err by, proved from the exact inputs, element by element.
 *
 * Enclosing arithmetic with the error of each op in the format added to its result's radius: for exact inputs and one product of
 * matrices that is k·u·(|A||B|) (Jeannerod & Rump 2013: any order of summation, no restriction on k), k + 1 replaced by ⌈log2 k⌉ + 1
 * for pairwise and block + ⌈k/block⌉ for blocked sums (Higham 2002, 4.2), plus one rounding into a narrower format. Through several
 * ops the bounds propagate as enclosures do: safe, and ever more pessimistic.
 */
import { DomainError } from '../errors.ts';
import { formatOf, rounderFor } from '../formats/index.ts';
import { absoluteProduct } from '../kernels/linear.ts';
import { allocateBalls } from './balls.ts';
import { enclosingBalls } from './enclosing-balls.ts';
import { evaluateWhole } from './evaluate.ts';
import { resolvePolicy } from './policy.ts';
import { enterBalls } from './enter.ts';
import type { FormatName } from '../formats/index.ts';
import type { ContractionPlan, Pointwise } from '../ops/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Balls } from './balls.ts';
import type { ExactValues, Expression } from './expression.ts';
import type { PrecisionPolicy } from './policy.ts';

/** The computation that is judged: its format, and what its arithmetic leaves open. */
export interface BoundOptions extends Pick<PrecisionPolicy, 'accumulate' | 'order' | 'block'> {
  readonly format: FormatName;
}

/**
 * For each element y of the expression a bound of |ŷ - y|, ŷ computed in `options.format` from the inputs rounded into it.
 *
 * Holds without overflow; underflow is counted; 0 where y is NaN or infinite. Composites are judged as their plain formulas.
 *
 * @param exact - the exact values of the expression, enclosed
 * @throws DomainError where no finite bound can be given
 */
export function errorBounds(expression: Expression, exact: Balls, options: BoundOptions): Float64Array {
  const { arithmetic, enter } = budgeting(options);
  const computed = evaluateWhole([expression], arithmetic, enter, new WeakMap())[0]!;
  const bounds = new Float64Array(expression.size);
  for (let i = 0; i < bounds.length; i++) {
    // NaN and infinities are met exactly or not at all.
    if (!Number.isFinite(exact.hi[i]) && (exact.radius?.[i] ?? 0) === 0) continue;
    const leading = computed.hi[i]! - exact.hi[i]!;
    const trailing = (computed.lo?.[i] ?? 0) - (exact.lo?.[i] ?? 0);
    const reach = Math.abs(leading + trailing) + (computed.radius?.[i] ?? 0) + (exact.radius?.[i] ?? 0);
    // Rounded up: six roundings, of which the first three are relative to terms that may cancel.
    bounds[i] = reach * (1 + 8 * Number.EPSILON) + (Math.abs(leading) + Math.abs(trailing)) * Number.EPSILON;
    if (!Number.isFinite(bounds[i])) {
      throw new DomainError(
        `withErrorBound: no finite bound can be given for element ${i}: the computation in ${options.format} may overflow, divide by a number that may be 0, or leave a function's domain. Judge its parts instead.`,
      );
    }
  }
  return bounds;
}

interface Budgeting {
  readonly arithmetic: Arithmetic<Balls>;
  readonly enter: (exact: ExactValues) => Balls;
}

function budgeting({ format, ...policy }: BoundOptions): Budgeting {
  const { accumulate, order, block } = resolvePolicy(format, policy);
  const target = formatOf(format);
  const accumulator = formatOf(accumulate);
  const inner = enclosingBalls();
  const round = rounderFor(format);

  /** Adds to the radius of element i an error of `relative` of its magnitude and `absolute`. */
  const widened = (x: Balls, relative: number, absolute: (i: number) => number): Balls => {
    const result = allocateBalls(x.length);
    for (let i = 0; i < x.length; i++) {
      const radius = x.radius?.[i] ?? 0;
      if (radius === Infinity) {
        result.radius[i] = radius;
        continue;
      }
      const own = relative * (Math.abs(x.hi[i]!) + radius) + absolute(i);
      result.hi[i] = x.hi[i]!;
      result.lo[i] = x.lo?.[i] ?? 0;
      result.radius[i] = Number.isFinite(x.hi[i]) ? (radius + own) * (1 + 4 * Number.EPSILON) : radius;
    }
    return result;
  };

  /** Roundings of one term on its way into a sum of n. */
  const roundingsOf = (n: number): number => {
    if (n <= 1) return 1;
    if (order === 'pairwise') return 32 - Math.clz32(n - 1) + 1;
    return order === 'blocked' ? Math.min(n, block + Math.ceil(n / block)) : n;
  };
  const narrowing = accumulate === format ? 0 : target.unitRoundoff;
  const summed = (exact: Balls, n: number, magnitudes: ArrayLike<number>): Balls => {
    const k = roundingsOf(n);
    const bound = (1 + narrowing) * k * accumulator.unitRoundoff;
    const underflow = n * accumulator.minSubnormal + (narrowing === 0 ? 0 : target.minSubnormal);
    return widened(exact, narrowing, (i) => bound * magnitudes[i]! + underflow);
  };
  const reach = ({ hi, radius }: Balls): Float64Array =>
    hi.map((x, i) => (Math.abs(x) + (radius?.[i] ?? 0)) * (1 + 2 * Number.EPSILON));

  const arithmetic: Arithmetic<Balls> = {
    ...inner,
    map(op, inputs, size, attributes) {
      const exact = inner.map(op, inputs, size, attributes);
      const relative = localError(op, target.unitRoundoff, format);
      return relative === 0 ? exact : widened(exact, relative, () => target.minSubnormal);
    },
    contract(plan: ContractionPlan, inputs) {
      const exact = inner.contract(plan, inputs);
      const sizes = inputs.map(reach);
      if (plan.form === 'products') return summed(exact, plan.inner, magnitudesOfProducts(plan, sizes[0]!, sizes[1]!));
      const absolute = inner.contract(plan, [{ length: sizes[0]!.length, hi: sizes[0]! }]);
      const n = plan.form === 'sums' ? plan.length : plan.targets.length;
      return summed(exact, n, reach(absolute));
    },
  };

  return {
    arithmetic,
    enter: (exact) => {
      const balls = enterBalls(exact);
      const rounded = balls.hi.map((x, i) => Math.abs(x - round(x)) + Math.abs(balls.lo?.[i] ?? 0) * 2);
      return rounded.every((error) => error === 0) ? balls : widened(balls, 0, (i) => rounded[i]!);
    },
  };
}

/** sup |ŷ - f(x̂)| / |f(x̂)|: one rounding, and the kernel's own error of so many float64 ulps. */
function localError(op: Pointwise, unitRoundoff: number, format: FormatName): number {
  if (op.kernelUlps === 0) return 0;
  const kernel = 2 * op.kernelUlps * formatOf('float64').unitRoundoff;
  return format === 'float64' ? kernel : (unitRoundoff + kernel) * (1 + unitRoundoff);
}

function magnitudesOfProducts(
  { batches, rows, inner, columns, leftBatches, rightBatches }: Extract<ContractionPlan, { form: 'products' }>,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  const result = new Float64Array(batches * rows * columns);
  for (let batch = 0; batch < batches; batch++) {
    const left = { data: a, rows, columns: inner, offset: leftBatches[batch]! * rows * inner };
    const right = { data: b, rows: inner, columns, offset: rightBatches[batch]! * inner * columns };
    result.set(absoluteProduct(left, right), batch * rows * columns);
  }
  return result;
}
