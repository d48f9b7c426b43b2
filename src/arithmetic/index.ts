/** Ways to execute ops and programs: in a format under a precision policy, or enclosing the exact values. */
export type { Arithmetic } from './arithmetic.ts';
export { floating } from './floating.ts';
export type { FloatStorage } from './floating.ts';
export { resolvePolicy } from './policy.ts';
export type { PrecisionPolicy, ResolvedPolicy } from './policy.ts';
export { integer } from './integer.ts';
export type { IntegerStorage } from './integer.ts';
export { fusedMultiplyAdd } from './summation.ts';
