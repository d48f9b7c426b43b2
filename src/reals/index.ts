/**
 * Certified real arithmetic. Promise: the exact result is inside the enclosure.
 *
 * Exact dyadic numbers, decimal intervals rounded outward, the table of elementary functions with proven radii, and the loop that
 * raises the precision until a rounding is decided. The only place that imports decimal.js. See docs/oracle.md.
 */

export {
  absolute,
  add,
  compare,
  dyadic,
  equal,
  exponent,
  floor,
  isInteger,
  multiply,
  negate,
  normalize,
  one,
  scale,
  scaled,
  signOf,
  subtract,
  zero,
  type Dyadic,
} from './dyadic.ts';
export { roundBeside, roundDyadic, roundQuotient, type DirectedMode, type Side } from './round-exact.ts';
export { dyadicToDecimal, numberToDecimal } from './exact.ts';
export { describe, reals, type Comparison, type Enclosure, type Reals } from './interval.ts';
export {
  type Bounds,
  type ConditionFormula,
  type ElementaryFunction,
  type End,
  type Formula,
  type MultivariateFunction,
  type RealArithmetic,
  type Shape,
  type UnivariateFunction,
} from './elementary/define.ts';
export { elementary, elementaryFunction, type ElementaryName } from './elementary/index.ts';
export { evaluate } from './evaluate.ts';
export { correctlyRounded, decideRounding, enclosureWithin, roundDecimal, type Limits } from './rounding.ts';
export { exactDot, exactSum, roundedDot, roundedSum, type Vector } from './sums.ts';
export { dot, layerNorm, logSumExp, mean, norm2, softmax, sum, variance } from './composites.ts';
