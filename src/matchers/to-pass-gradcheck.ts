import type { Tensor } from '../tensor/index.ts';
import type { Budget, CertifiedReference } from '../compare/types.ts';
import { ComparisonError } from '../errors.ts';
import { powerOfTwo } from '../formats/index.ts';
import { compare } from '../interop/compare.ts';
import { budgetFinding } from './budget-finding.ts';
import type { GradcheckFinding, WrongSlope } from './finding.ts';
import { certifiedOutcome } from './stability/reference.ts';

/** A function of tensors, made of differentiable ops. */
export type TensorFunction = (...inputs: Tensor[]) => Tensor;

/** Elements whose slope is measured by differences, evenly chosen over all inputs. */
const mostMeasured = 128;

/** Step of the differences, relative to max(|x|, 1): exact in every format, and 2^-60 of truncation against 106 bits of the arithmetic. */
const stepExponent = -30;

/** Slopes may differ by this much, relative to the largest of them: far above truncation and width, far below a wrong rule. */
const agreement = 1e-9;

/**
 * The gradients that a function's tensors get are right, twice over:
 *
 * - each is within the budget of the exact gradient: the same function differentiated in the oracle's enclosing arithmetic;
 * - and that exact gradient is the function's slope: (f(x + h) − f(x − h))/2h in the same arithmetic, h = 2^-30·max(|x|, 1), which knows
 *   nothing of gradient rules. Elements where the slopes on both sides differ (a kink) are left out of this, and counted.
 *
 * Of a function with several results, a fixed weighted sum is differentiated.
 *
 * @param received - f, a function of tensors
 * @param inputs - where: tensors of one floating-point dtype, which is the one checked
 * @param budget - what the gradients may be off by, in that dtype
 * @throws ComparisonError where f is no function of tensors, or does not depend on an input
 *
 * @example
 * expect((x, w) => x.matmul(w).softplus()).toPassGradcheck([t.randn(4, 3), t.randn(3, 2)], { ulp: 8, abs: 1e-6 });
 */
export function toPassGradcheck(received: unknown, inputs: readonly Tensor[], budget: Budget): GradcheckFinding {
  if (typeof received !== 'function') {
    throw new ComparisonError(
      'toPassGradcheck: expects a function of tensors. Write expect((x) => x.tanh()).toPassGradcheck([x], { ulp: 4 }).',
    );
  }
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isTensor)) {
    throw new ComparisonError('toPassGradcheck: needs a list of tensors to differentiate at. Write [t.randn(3, 2)].');
  }
  const f = received as TensorFunction;
  const points = inputs as readonly Tensor[];
  const actual = gradientsAt(
    f,
    points.map((input) => points[0]!.context.tensor(input.toFloat64(), { shape: input.shape, dtype: input.dtype })),
  );
  const exact = gradientsAt(
    f,
    oracleTensors(
      points,
      points.map((input) => input.toFloat64()),
    ),
  );
  const reference = certifiedOutcome(exact) as readonly CertifiedReference[];
  const { pass, diagnose, comparison, refusesNot } = budgetFinding(
    actual,
    reference,
    compare(actual, reference, budget),
  );
  const { wrong, kinks, measured } = slopes(f, points, reference);
  return {
    kind: 'gradcheck',
    pass: pass && wrong.length === 0,
    comparison,
    diagnose,
    wrong,
    kinks,
    measured,
    ...(refusesNot === undefined ? {} : { refusesNot }),
  };
}

function isTensor(value: unknown): value is Tensor {
  const { context, requireGrad } = (value ?? {}) as Partial<Tensor>;
  return typeof requireGrad === 'function' && typeof context === 'object';
}

/** Tensors of dtype `oracle` in one context of their own, of the same kind as the inputs'. */
function oracleTensors(points: readonly Tensor[], values: readonly Float64Array[]): Tensor[] {
  const World = points[0]!.context.constructor as new (options: { dtype: 'oracle' }) => Tensor['context'];
  const world = new World({ dtype: 'oracle' });
  return points.map(({ shape }, i) => world.tensor(values[i]!, { shape }));
}

/** Σ wᵢ·f(x)ᵢ with weights between 1 and 2 that make no two results cancel or coincide. */
function weighted(f: TensorFunction, inputs: readonly Tensor[]): Tensor {
  const result = f(...inputs);
  if (!isTensor(result)) throw new ComparisonError('toPassGradcheck: the function returned no tensor. Return one.');
  const weights = Float64Array.from({ length: result.size }, (_, i) => 1 + ((i * 37) % 64) / 64);
  return result.mul(result.context.tensor(weights, { shape: result.shape, dtype: result.dtype })).sum();
}

function gradientsAt(f: TensorFunction, points: readonly Tensor[]): Tensor[] {
  const leaves = points.map((point) => point.requireGrad());
  const total = weighted(f, leaves);
  return total.context.grad(total, leaves);
}

/** Compares exact gradients with differences of exact values. */
function slopes(
  f: TensorFunction,
  points: readonly Tensor[],
  gradients: readonly CertifiedReference[],
): { readonly wrong: WrongSlope[]; readonly kinks: number; readonly measured: number } {
  const values = points.map((point) => point.toFloat64());
  const total = values.reduce((sum, { length }) => sum + length, 0);
  const stride = Math.max(1, Math.ceil(total / mostMeasured));
  const valueAt = (moved: readonly Float64Array[]): Exact => exactOf(weighted(f, oracleTensors(points, moved)));
  const middle = valueAt(values);
  const wrong: WrongSlope[] = [];
  let kinks = 0;
  let measured = 0;
  let count = 0;
  for (const [k, list] of values.entries()) {
    for (let i = 0; i < list.length; i++) {
      if (count++ % stride !== 0) continue;
      measured++;
      const h = powerOfTwo(stepExponent + Math.max(0, Math.ceil(exponentAbove(list[i]!))));
      const shifted = (by: number): Exact =>
        valueAt(values.map((other, j) => (j === k ? other.map((x, at) => (at === i ? x + by : x)) : other)));
      const [above, below] = [shifted(h), shifted(-h)];
      const right = difference(above, middle) / h;
      const left = difference(middle, below) / h;
      const slope = difference(above, below) / (2 * h);
      const rule = gradients[k]!.hi[i]!;
      const size = Math.max(Math.abs(slope), Math.abs(rule), 1e-300);
      // One-sided slopes of a smooth function differ by h·f″: at a kink they differ by as much as they are.
      if (Math.abs(right - left) > 1e-3 * Math.max(Math.abs(right), Math.abs(left))) kinks++;
      else if (Math.abs(slope - rule) > agreement * Math.max(size, 1e-6))
        wrong.push({ input: k, index: i, rule, slope });
    }
  }
  return { wrong, kinks, measured };
}

interface Exact {
  readonly hi: number;
  readonly lo: number;
}

function exactOf(tensor: Tensor): Exact {
  const { hi, lo } = tensor.storage as unknown as { readonly hi: Float64Array; readonly lo?: Float64Array };
  return { hi: hi[0]!, lo: lo?.[0] ?? 0 };
}

/** (a.hi + a.lo) − (b.hi + b.lo): the leading parts are so near that their difference is exact or nearly (Sterbenz). */
function difference(a: Exact, b: Exact): number {
  return a.hi - b.hi + (a.lo - b.lo);
}

/** ⌈log₂|x|⌉ at least, 0 for |x| ≤ 1. */
function exponentAbove(x: number): number {
  let exponent = 0;
  for (let size = Math.abs(x); size > 1; size /= 2) exponent++;
  return exponent;
}
