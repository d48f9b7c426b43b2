/** The matchers: one file and one line here each. */
export { toAgreeToDigits } from './to-agree-to-digits.ts';
export { toBeBackwardStable } from './to-be-backward-stable.ts';
export { toBeBitIdenticalTo } from './to-be-bit-identical-to.ts';
export { toBeCorrectlyRounded } from './to-be-correctly-rounded.ts';
export { toBeFaithfullyRounded } from './to-be-faithfully-rounded.ts';
export { toBeWithinErrorBound } from './to-be-within-error-bound.ts';
export { toBeStableAcrossDtypes } from './stability/to-be-stable-across-dtypes.ts';
export { toMatchFloat64Within } from './to-match-float64-within.ts';
export { toMatchOracleWithin } from './to-match-oracle-within.ts';
export { toPassGradcheck } from './to-pass-gradcheck.ts';
