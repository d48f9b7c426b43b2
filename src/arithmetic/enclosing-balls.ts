/**
 * The fast tier of the oracle: enclosing arithmetic over arrays of double-double balls.
 *
 * Contractions of exact inputs take the certified kernels; sums are exact and rounded once; pointwise results are the rows' rules on
 * balls, and where balls give up (special values, edges of domains), the table's functions at 120 bits. What does not fit a ball
 * (results beyond float64's range) is unknown here, and is decided by the tier with more digits.
 */
import { portableFunction } from '../kernels/portable-math.ts';
import { applyToBalls } from '../reals/ball.ts';
import { ballArithmetic, evaluateBall } from '../reals/ball-elementary.ts';
import { dyadicReals } from '../reals/dyadic-reals.ts';
import { holdBoth, ballLanes } from './ball-lanes.ts';
import { multiplyMatrices } from './ball-products.ts';
import { scatteredBalls, sumsOfBalls } from './ball-sums.ts';
import { allFinite, allocateBalls, ballOf, elementAt, exactBalls, setBall, simplified } from './balls.ts';
import { selectRows } from './floating.ts';
import { contractElement, elementRules, rowOf, termsOf } from './enclosing.ts';
import type { Ball } from '../reals/ball.ts';
import type { Attributes, ContractionPlan, Pointwise, RealAlgebra } from '../ops/index.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Balls } from './balls.ts';
import type { Tally } from './extended-reals.ts';

/** Bits of intermediate results: some more than a double-double holds. */
const WORKING_BITS = 120;

/** The arithmetic. Stateless but for the tally. */
export function enclosingBalls(tally?: Tally): Arithmetic<Balls> {
  const rules = elementRules(dyadicReals(WORKING_BITS), tally);
  const { reals } = rules;

  const contractSlowly = (plan: ContractionPlan, inputs: readonly Balls[], size: number): Balls => {
    const result = allocateBalls(size);
    const terms = termsOf(plan);
    const readers = inputs.map((input) => {
      const elements = elementsOf(input);
      return (position: number) => elements[position]!;
    });
    for (let i = 0; i < size; i++) setBall(result, i, ballOf(contractElement(reals, terms(i), readers)));
    return result;
  };

  return {
    store: exactBalls,

    read: ({ hi }) => hi.slice(),

    map(op, inputs, size, attributes) {
      const result = allocateBalls(size);
      const fast = ballRule(op, attributes, tally);
      const byRule = (i: number): void => {
        const balls = inputs.map((input) => numberAt(input, i % input.length)).filter((x) => x !== undefined);
        const ball = balls.length === inputs.length ? fast(balls) : undefined;
        if (ball !== undefined && ball.radius !== Infinity && !(isZero(ball) && balls.some(isZero))) {
          setBall(result, i, { hi: ball.high, lo: ball.low, radius: ball.radius });
          return;
        }
        // Special values, signs of zeros, edges of domains, ranges beyond float64: the table's own rules.
        const x = inputs.map((input) => elementAt(input, i % input.length));
        const enclosed = ballOf(rules.map(op, x, attributes));
        const known = enclosed.radius !== Infinity;
        setBall(result, i, known ? enclosed : { ...enclosed, hi: estimate(op, inputs, i, attributes) });
      };
      const lanes = ballLanes(op, tally);
      if (lanes !== undefined) lanes.run(inputs, result, byRule);
      else for (let i = 0; i < size; i++) byRule(i);
      return simplified(result);
    },

    gather(inputs, sources, fill) {
      const part = (pick: (x: Balls) => Float64Array | undefined, filling: number): Float64Array | undefined =>
        inputs.every((x) => pick(x) === undefined) ? undefined : gathered(inputs, pick, sources, filling);
      return {
        length: sources.length,
        hi: part((x) => x.hi, fill) ?? new Float64Array(sources.length).fill(fill),
        lo: part((x) => x.lo, 0),
        radius: part((x) => x.radius, 0),
      };
    },

    contract(plan, inputs) {
      switch (plan.form) {
        case 'sums': {
          const x = inputs[0]!;
          if (!allFinite(x)) return contractSlowly(plan, inputs, plan.rows);
          return simplified(sumsOfBalls(x, plan));
        }
        case 'products':
          return multiplyMatrices(plan, inputs[0]!, inputs[1]!, contractSlowly);
        case 'scattered': {
          const x = inputs[0]!;
          if (!allFinite(x)) return contractSlowly(plan, inputs, plan.size);
          return simplified(scatteredBalls(x, plan));
        }
      }
    },

    select(plan, input) {
      const result = allocateBalls(plan.rows);
      let estimates: Float64Array | undefined;
      for (let row = 0; row < plan.rows; row++) {
        const elements = rowOf(plan, row).map((i) => elementAt(input, i));
        const chosen = ballOf(rules.select(elements, plan));
        if (chosen.radius !== Infinity) setBall(result, row, chosen);
        else {
          estimates ??= selectRows(plan, input.hi, new Float64Array(plan.rows));
          setBall(result, row, { ...chosen, hi: estimates[row]! });
        }
      }
      return simplified(result);
    },
  };
}

/** Element i as a ball, where it is a real number of which something is known. */
function numberAt({ hi, lo, radius }: Balls, i: number): Ball | undefined {
  const ball = { high: hi[i]!, low: lo?.[i] ?? 0, radius: radius?.[i] ?? 0 };
  return Number.isFinite(ball.high) && ball.radius !== Infinity ? ball : undefined;
}

/** Whether exactly 0, of either sign: balls do not keep it. */
const isZero = ({ high, low, radius }: Ball): boolean => high === 0 && low === 0 && radius === 0;

/** The row's enclosure rule on balls; `undefined` where a zero, which has a sign, meets a function's special cases. */
function ballRule(
  op: Pointwise,
  attributes: Attributes,
  tally: Tally | undefined,
): (x: readonly Ball[]) => Ball | undefined {
  const { real } = op;
  if (typeof real === 'string') {
    return (x) => (x.some(isZero) ? undefined : evaluateBall(real, ...x));
  }
  const algebra = ballReals(tally);
  return (x) => real(algebra, x, attributes);
}

function ballReals(tally: Tally | undefined): RealAlgebra<Ball> {
  return {
    ...ballArithmetic,
    ifPositive: (x, then, otherwise) => {
      const { high, radius } = x;
      // |high + low| ≥ |high|(1 - 2^-53)
      if (radius < Math.abs(high) * (1 - 2 * Number.EPSILON)) return high > 0 ? then() : otherwise();
      if (high === 0 && radius === 0) return otherwise();
      if (tally !== undefined) tally.undecided++;
      return high > 0 ? holdingBoth(then(), otherwise()) : holdingBoth(otherwise(), then());
    },
  };
}

function elementsOf(balls: Balls): ReturnType<typeof elementAt>[] {
  return Array.from({ length: balls.length }, (_, i) => elementAt(balls, i));
}

function gathered(
  inputs: readonly Balls[],
  pick: (x: Balls) => Float64Array | undefined,
  sources: Int32Array,
  fill: number,
): Float64Array {
  let all: Float64Array;
  if (inputs.length === 1) {
    all = pick(inputs[0]!)!;
  } else {
    all = new Float64Array(inputs.reduce((total, x) => total + x.length, 0));
    let at = 0;
    for (const input of inputs) {
      const values = pick(input);
      if (values !== undefined) all.set(values, at);
      at += input.length;
    }
  }
  const result = new Float64Array(sources.length);
  for (let i = 0; i < result.length; i++) result[i] = sources[i]! < 0 ? fill : all[sources[i]!]!;
  return result;
}

/** A ball about the first that holds both. */
function holdingBoth(chosen: Ball, other: Ball): Ball {
  return applyToBalls(holdBoth, [chosen, other]);
}

/** The op at the centres, in float64: what an element of which nothing is known may be. 0 where that is not finite. */
function estimate(op: Pointwise, inputs: readonly Balls[], i: number, attributes: Attributes): number {
  const kernel = typeof op.kernel === 'string' ? portableFunction(op.kernel) : op.kernel;
  const [x = 0, y = 0, z = 0] = inputs.map((input) => input.hi[i % input.length]!);
  const value = kernel(x, y, z, attributes);
  return Number.isFinite(value) ? value : 0;
}
