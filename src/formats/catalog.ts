/**
 * The floating-point formats, one row each; everything else about a format is derived from its row.
 *
 * A format has a sign bit, an exponent field of w = bits - precision bits with bias 2^(w-1) - 1, and precision - 1
 * fraction bits (the leading bit of the significand is implied). To add a format is to add a row.
 *
 * Sources: IEEE 754-2019, table 3.5 (float16, float32, float64); bfloat16 is the upper half of a float32; OCP 8-bit
 * Floating Point Specification (OFP8) revision 1.0 (float8_e4m3fn, float8_e5m2).
 */

import { FormatError } from '../errors.ts';
import { powerOfTwo } from './float64-words.ts';

/** What a format is defined by. */
interface FormatRow {
  /** Width of a bit pattern. */
  readonly bits: 8 | 16 | 32 | 64;
  /** Bits of the significand, the implied leading bit included: *p*. */
  readonly precision: number;
  /**
   * What lies beyond the largest finite value, and so how the topmost bit patterns are read:
   * - `infinity`: as IEEE 754 does. The exponent field of all ones is kept for infinities and NaNs.
   * - `nan`: no infinities. Only the pattern of all ones (with either sign) is NaN; the rest of that exponent field
   *   holds finite values.
   */
  readonly overflow: 'infinity' | 'nan';
}

const rows = {
  float64: { bits: 64, precision: 53, overflow: 'infinity' },
  float32: { bits: 32, precision: 24, overflow: 'infinity' },
  float16: { bits: 16, precision: 11, overflow: 'infinity' },
  bfloat16: { bits: 16, precision: 8, overflow: 'infinity' },
  float8_e4m3fn: { bits: 8, precision: 4, overflow: 'nan' },
  float8_e5m2: { bits: 8, precision: 3, overflow: 'infinity' },
} as const;

/** A format's name, as PyTorch spells it. */
export type FormatName = keyof typeof rows;

/** Width in bits of the format `N`, as a type. */
export type BitsOf<N extends FormatName> = (typeof rows)[N]['bits'];

/** A binary floating-point format. */
export interface Format {
  readonly name: FormatName;
  /** Width of a bit pattern. */
  readonly bits: 8 | 16 | 32 | 64;
  /** Bits of the significand, the implied leading bit included: *p*. */
  readonly precision: number;
  /** Exponent of the smallest normal value: `minNormal` = 2^emin. */
  readonly emin: number;
  /** Exponent of the largest finite value: 2^emax ≤ `maxFinite` < 2^(emax+1). */
  readonly emax: number;
  /** What the exponent field exceeds the exponent by. */
  readonly bias: number;
  /** What a result too large for the format becomes: an infinity, or NaN where the format has no infinity. */
  readonly overflow: 'infinity' | 'nan';
  /** The largest finite value. */
  readonly maxFinite: number;
  /** The smallest positive normal value, 2^emin. */
  readonly minNormal: number;
  /** The smallest positive value, 2^(emin-p+1): the distance between neighbours below `minNormal`, and ulp(0). */
  readonly minSubnormal: number;
  /** *u* = 2^-p: rounding to nearest, without underflow or overflow, errs by at most u·|x|. */
  readonly unitRoundoff: number;
  /** The pattern written for NaN: sign 0; the quiet bit alone in the fraction, or all ones where only that is NaN. */
  readonly nanBits: bigint;
}

function derive(name: FormatName): Format {
  const { bits, precision, overflow }: FormatRow = rows[name];
  const hasInfinity = overflow === 'infinity';
  const bias = powerOfTwo(bits - precision - 1) - 1;
  const emin = 1 - bias;
  const emax = hasInfinity ? bias : bias + 1;
  const unitInFirstPlace = powerOfTwo(1 - precision);
  const largestSignificand = hasInfinity ? 2 - unitInFirstPlace : 2 - 2 * unitInFirstPlace;
  const fractionBits = BigInt(precision - 1);
  const allOnes = (1n << BigInt(bits - 1)) - 1n;
  return Object.freeze({
    name,
    bits,
    precision,
    emin,
    emax,
    bias,
    overflow,
    maxFinite: largestSignificand * powerOfTwo(emax),
    minNormal: powerOfTwo(emin),
    minSubnormal: powerOfTwo(emin - precision + 1),
    unitRoundoff: powerOfTwo(-precision),
    nanBits: hasInfinity ? (allOnes >> (fractionBits - 1n)) << (fractionBits - 1n) : allOnes,
  });
}

const names = Object.keys(rows) as FormatName[];
const byName: ReadonlyMap<unknown, Format> = new Map(names.map((name) => [name, derive(name)]));

/** The formats by name. */
export const formats: { readonly [N in FormatName]: Format } = Object.freeze(
  Object.fromEntries(byName) as { [N in FormatName]: Format },
);

/**
 * The format of that name.
 *
 * @throws FormatError for a name that is in no row; the message lists those that are.
 */
export function formatOf(name: FormatName | Format): Format {
  // The record is looked up by its name too: a second copy of this package (its other module system) has its own records.
  const key: unknown = typeof name === 'object' && name !== null ? name.name : name;
  const format = byName.get(key);
  if (format !== undefined) return format;
  throw new FormatError(
    key === 'float8'
      ? `There are two float8 formats, and 'float8' names neither. ` +
          `Write 'float8_e4m3fn' (more precision, largest value ${formats.float8_e4m3fn.maxFinite}) ` +
          `or 'float8_e5m2' (more range, largest value ${formats.float8_e5m2.maxFinite}).`
      : `${describe(key)} is not a floating-point format. Write one of ${names.map((n) => `'${n}'`).join(', ')}.`,
  );
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : `A value of type ${value === null ? 'null' : typeof value}`;
}
