/** The matchers: one file and one line here each. */
export { toAgreeToDigits } from './to-agree-to-digits.ts';
export { toBeBitIdenticalTo } from './to-be-bit-identical-to.ts';
export { toMatchFloat64Within } from './to-match-float64-within.ts';
