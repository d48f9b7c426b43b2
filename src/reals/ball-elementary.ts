/**
 * The elementary functions on balls: the names of the table of certified functions, each at one or two microseconds.
 *
 * **Guarantee.** The result contains f(x₁, …) for all members of the arguments; it is unbounded (radius Infinity) where some member is
 * outside the domain or at a pole, or where the fast tier gives up. For float64 arguments the relative radius is below 2^-90
 * (mostly 2^-100), except where the result is 0 or nearly (a root that is no float64), near underflow, and unbounded results.
 *
 * Exact results have radius 0 where a formula of its own says so (exp 0, ln 1, log2 of powers of two, integer exp2, √ of squares, …);
 * others come as narrow balls about the exact number, which round in no directed mode: a tier that knows exact cases decides these.
 *
 * Methods and remainders: the heads of `balls/*.ts`. Every rounding error is bounded by the ball arithmetic itself, as it happens;
 * only truncated series, and the few trailing terms summed in float64, carry bounds that were derived by hand.
 */

import { DomainError } from '../errors.ts';
import {
  absoluteOf,
  applyToBallArrays,
  applyToBalls,
  ballOf,
  fusedOf,
  maximumOf,
  minimumOf,
  negateBall,
  type Ball,
  type BallArray,
  type BallOperation,
} from './ball.ts';
import { gelu, geluTanh, sigmoid, silu, softplus } from './balls/activation.ts';
import { acos, asin, atan, atan2 } from './balls/arctangent.ts';
import { erf, erfc } from './balls/error-function.ts';
import { exp, exp2, expm1 } from './balls/exponential.ts';
import { acosh, asinh, atanh, cosh, sinh, tanh } from './balls/hyperbolic.ts';
import { ln, log10, log1p, log2 } from './balls/logarithm.ts';
import { cbrt, hypot, pow } from './balls/powers.ts';
import { add, divide, multiply, square, squareRoot, subtract } from './balls/registers.ts';
import { cos, sin, tan } from './balls/trigonometric.ts';
import type { RealArithmetic } from './elementary/define.ts';
import type { ElementaryName } from './elementary/index.ts';

/** A function on balls with its number of arguments. */
export interface BallFunction {
  readonly arity: 1 | 2 | 3;
  readonly operation: BallOperation;
}

/** The table. */
export const ballFunctions: { readonly [N in ElementaryName]: BallFunction } = Object.freeze({
  add: { arity: 2, operation: add },
  sub: { arity: 2, operation: subtract },
  mul: { arity: 2, operation: multiply },
  div: { arity: 2, operation: divide },
  fma: { arity: 3, operation: fusedOf },
  sqrt: { arity: 1, operation: squareRoot },
  cbrt: { arity: 1, operation: cbrt },
  hypot: { arity: 2, operation: hypot },
  exp: { arity: 1, operation: exp },
  expm1: { arity: 1, operation: expm1 },
  exp2: { arity: 1, operation: exp2 },
  ln: { arity: 1, operation: ln },
  log1p: { arity: 1, operation: log1p },
  log2: { arity: 1, operation: log2 },
  log10: { arity: 1, operation: log10 },
  pow: { arity: 2, operation: pow },
  sin: { arity: 1, operation: sin },
  cos: { arity: 1, operation: cos },
  tan: { arity: 1, operation: tan },
  asin: { arity: 1, operation: asin },
  acos: { arity: 1, operation: acos },
  atan: { arity: 1, operation: atan },
  atan2: { arity: 2, operation: atan2 },
  sinh: { arity: 1, operation: sinh },
  cosh: { arity: 1, operation: cosh },
  tanh: { arity: 1, operation: tanh },
  asinh: { arity: 1, operation: asinh },
  acosh: { arity: 1, operation: acosh },
  atanh: { arity: 1, operation: atanh },
  sigmoid: { arity: 1, operation: sigmoid },
  softplus: { arity: 1, operation: softplus },
  silu: { arity: 1, operation: silu },
  erf: { arity: 1, operation: erf },
  erfc: { arity: 1, operation: erfc },
  gelu: { arity: 1, operation: gelu },
  geluTanh: { arity: 1, operation: geluTanh },
} satisfies { [N in ElementaryName]: BallFunction });

function functionOf(name: string, count: number): BallOperation {
  if (!Object.hasOwn(ballFunctions, name)) {
    throw new DomainError(`'${name}' is no function on balls. Write one of ${Object.keys(ballFunctions).join(', ')}.`);
  }
  const { arity, operation } = ballFunctions[name as ElementaryName];
  if (count !== arity) throw new DomainError(`${name} takes ${arity} argument${arity === 1 ? '' : 's'}, got ${count}.`);
  return operation;
}

/**
 * f(x₁, …) for single balls.
 *
 * @throws DomainError for an unknown name or a wrong number of arguments
 */
export function evaluateBall(name: string, ...operands: readonly Ball[]): Ball {
  return applyToBalls(functionOf(name, operands.length), operands);
}

/**
 * f(x₁, …) element by element into `out`, without allocating. An operand of length 1 stands for all elements.
 *
 * @throws DomainError for an unknown name, a wrong number of arguments, lengths that do not fit
 */
export function evaluateBalls(name: string, out: BallArray, ...operands: readonly BallArray[]): void {
  applyToBallArrays(functionOf(name, operands.length), out, operands);
}

/** Balls as the arithmetic that formulas are written in. */
export const ballArithmetic: RealArithmetic<Ball> = Object.freeze<RealArithmetic<Ball>>({
  constant: ballOf,
  add: (a, b) => applyToBalls(add, [a, b]),
  sub: (a, b) => applyToBalls(subtract, [a, b]),
  mul: (a, b) => applyToBalls(multiply, [a, b]),
  div: (a, b) => applyToBalls(divide, [a, b]),
  neg: negateBall,
  abs: (a) => applyToBalls(absoluteOf, [a]),
  square: (a) => applyToBalls(square, [a]),
  sqrt: (a) => applyToBalls(squareRoot, [a]),
  max: (a, b) => applyToBalls(maximumOf, [a, b]),
  min: (a, b) => applyToBalls(minimumOf, [a, b]),
  call: (name, ...operands) => evaluateBall(name, ...operands),
});
