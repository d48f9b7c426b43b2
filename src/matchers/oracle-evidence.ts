import { encloseErrors } from '../compare/enclosed-error.ts';
import type { Interval } from '../compare/types.ts';
import { unitOf } from '../compare/unit.ts';
import { UlpwiseError } from '../errors.ts';
import { formatOf, ulpOf } from '../formats/index.ts';
import { pathOf } from './oracle-pairs.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { OraclePair } from './oracle-pairs.ts';

/** What an oracle knows about one element: the truth, how far off the number is, and whether the inputs' own rounding explains that. */
export interface OracleEvidence {
  readonly path: string;
  readonly actual: number;
  readonly format: OraclePair['format'];
  /** The true value in as many digits as matter: three more than the format carries. */
  readonly trueValue: string;
  /** That is all of its digits. */
  readonly isExact: boolean;
  /** Enclosure of the error in ulps; `undefined` where it is no finite number. */
  readonly errorUlps: Interval | undefined;
  /** Relative condition number; `undefined` where it cannot be had. */
  readonly condition: number | undefined;
  /** What rounding the inputs to the format could do by itself, in ulps; `undefined` where it cannot be had. */
  readonly inputRoundingUlps: number | undefined;
}

/** Larger programs are not differentiated for the sake of a message. */
const mostDifferentiated = 1 << 22;

/** The evidence about element `index` of a pair. */
export function evidenceOf(pair: OraclePair, index: number): OracleEvidence {
  const { actual, reference, format } = pair;
  const value = actual.at(index) as number;
  const enclosed = { hi: reference.hi[index]!, lo: reference.lo[index]!, radius: reference.radius[index]! };
  const errors =
    Number.isFinite(value) && Number.isFinite(enclosed.hi)
      ? encloseErrors(value, enclosed, unitOf(format), false)
      : undefined;
  const small = reference.size <= mostDifferentiated;
  const rounding = small ? attempt(() => reference.inputRoundingError(index, format)) : undefined;
  const decimal = (digits: number): string | undefined => attempt(() => reference.toDecimal(index, digits));
  const digits = digitsOf(format);
  const trueValue = decimal(digits);
  return {
    path: pathOf(pair, index),
    actual: value,
    format,
    trueValue: trueValue ?? String(enclosed.hi),
    isExact:
      trueValue !== undefined &&
      isAllOf(trueValue, decimal(digits + 1), () => attempt(() => reference.exactElement(index))),
    errorUlps: errors?.ulps,
    condition: small ? attempt(() => reference.conditionOf(index)) : undefined,
    inputRoundingUlps: rounding === undefined ? undefined : rounding / ulpOf(enclosed.hi, format),
  };
}

/** Decimal digits that a format carries, and three more. */
function digitsOf(format: OraclePair['format']): number {
  return Math.ceil(formatOf(format).precision * 0.30103) + 4;
}

/** Whether a decimal is the very number that it was rounded from. That is asked only where one more digit would be 0. */
function isAllOf(text: string, oneMore: string | undefined, exact: () => Quotient | undefined): boolean {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  // an infinity, or NaN
  if (match === null) return true;
  const quotient = oneMore === text ? exact() : undefined;
  if (quotient === undefined) return false;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scale = Number(exponent) - fraction.length;
  const written = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const power = 10n ** BigInt(Math.abs(scale));
  return scale >= 0
    ? quotient.dividend === written * power * quotient.divisor
    : quotient.dividend * power === written * quotient.divisor;
}

/** A number that may not be to be had: an oracle's refusal to give one must not hide the failure that is being explained. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    const result = compute();
    return typeof result === 'number' && !Number.isFinite(result) ? undefined : result;
  } catch (error) {
    if (error instanceof UlpwiseError) return undefined;
    throw error;
  }
}
