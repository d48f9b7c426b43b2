import { toAgreeToDigits } from './to-agree-to-digits.ts';
import { toBeBackwardStable } from './to-be-backward-stable.ts';
import { toBeBitIdenticalTo } from './to-be-bit-identical-to.ts';
import { toBeCorrectlyRounded } from './to-be-correctly-rounded.ts';
import { toBeFaithfullyRounded } from './to-be-faithfully-rounded.ts';
import { toBeWithinErrorBound } from './to-be-within-error-bound.ts';
import { toBeStableAcrossDtypes } from './stability/to-be-stable-across-dtypes.ts';
import { toMatchFloat64Within } from './to-match-float64-within.ts';
import { toMatchOracleWithin } from './to-match-oracle-within.ts';
import { toPassGradcheck } from './to-pass-gradcheck.ts';

/** The matchers: one file and one line here each. */
export const matcherTable: {
  readonly toAgreeToDigits: typeof toAgreeToDigits;
  readonly toBeBackwardStable: typeof toBeBackwardStable;
  readonly toBeBitIdenticalTo: typeof toBeBitIdenticalTo;
  readonly toBeCorrectlyRounded: typeof toBeCorrectlyRounded;
  readonly toBeFaithfullyRounded: typeof toBeFaithfullyRounded;
  readonly toBeWithinErrorBound: typeof toBeWithinErrorBound;
  readonly toBeStableAcrossDtypes: typeof toBeStableAcrossDtypes;
  readonly toMatchFloat64Within: typeof toMatchFloat64Within;
  readonly toMatchOracleWithin: typeof toMatchOracleWithin;
  readonly toPassGradcheck: typeof toPassGradcheck;
} = {
  toAgreeToDigits,
  toBeBackwardStable,
  toBeBitIdenticalTo,
  toBeCorrectlyRounded,
  toBeFaithfullyRounded,
  toBeWithinErrorBound,
  toBeStableAcrossDtypes,
  toMatchFloat64Within,
  toMatchOracleWithin,
  toPassGradcheck,
};
