import { encloseErrors } from '../compare/enclosed-error.ts';
import type { Interval } from '../compare/types.ts';
import { unitOf } from '../compare/unit.ts';
import { UlpwiseError } from '../errors.ts';
import { formatOf, ulpOf } from '../formats/index.ts';
import { pathOf } from './oracle-pairs.ts';
import type { OraclePair } from './oracle-pairs.ts';

/** What an oracle knows about one element: the truth, how far off the number is, and whether the inputs' own rounding explains that. */
export interface OracleEvidence {
  readonly path: string;
  readonly actual: number;
  readonly format: OraclePair['format'];
  /** The true value in as many digits as matter: three more than the format carries. */
  readonly trueValue: string;
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
  return {
    path: pathOf(pair, index),
    actual: value,
    format,
    trueValue: attempt(() => reference.toDecimal(index, digitsOf(format))) ?? String(enclosed.hi),
    errorUlps: errors?.ulps,
    condition: small ? attempt(() => reference.conditionOf(index)) : undefined,
    inputRoundingUlps: rounding === undefined ? undefined : rounding / ulpOf(enclosed.hi, format),
  };
}

/** Decimal digits that a format carries, and three more. */
function digitsOf(format: OraclePair['format']): number {
  return Math.ceil(formatOf(format).precision * 0.30103) + 4;
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
