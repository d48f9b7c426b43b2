/** Steps: how many values of a format lie between two, an integer. */
import { exponentOf, powerOfTwo, roundToFormat, stepsBetween } from '../formats/index.ts';
import type { Format } from '../formats/index.ts';
import type { UnitOfError } from './unit.ts';

const float32 = new Float32Array(2);
const float32Words = new Int32Array(float32.buffer);
const float64 = new Float64Array(2);
const float64Words = new Uint32Array(float64.buffer);
float64[0] = 1;
const HIGH = float64Words[1] !== 0 ? 1 : 0;

/**
 * |ordinal(a) − ordinal(r)| of two values of a format, in float64: exact up to 2^53, and above it at least 2^53, beyond every budget of steps.
 * Infinities count as one step beyond the largest finite value. NaN for a NaN.
 *
 * An ordinal is the bit pattern of |x| with the sign of x. That of a float64 is a high and a low word: the differences of both are exact, and
 * so is their sum unless it exceeds 2^53.
 */
export function stepsInNumbers(a: number, r: number, format: Format): number {
  if (a !== a || r !== r) return NaN;
  if (format.bits === 32) {
    float32[0] = a;
    float32[1] = r;
    return Math.abs(ordinal32(float32Words[0]) - ordinal32(float32Words[1]));
  }
  if (format.bits === 64) {
    float64[0] = a;
    float64[1] = r;
    const signA = a < 0 ? -1 : 1;
    const signR = r < 0 ? -1 : 1;
    const high = signA * (float64Words[HIGH] & 0x7fffffff) - signR * (float64Words[2 + HIGH] & 0x7fffffff);
    return Math.abs(high * 4294967296 + (signA * float64Words[1 - HIGH] - signR * float64Words[3 - HIGH]));
  }
  return Math.abs(ordinalOfNarrow(a, format) - ordinalOfNarrow(r, format));
}

function ordinal32(bits: number): number {
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

/** Formats of up to 16 bits: (e − emin)·2^(p−1) + |x|/ulp(x), e = max(⌊log2|x|⌋, emin), with the sign of x. */
function ordinalOfNarrow(x: number, format: Format): number {
  const hidden = powerOfTwo(format.precision - 1);
  if (Math.abs(x) === Infinity) return Math.sign(x) * (format.emax + 2 - format.emin) * hidden;
  const e = Math.max(exponentOf(x), format.emin);
  return Math.sign(x) * (e - format.emin) * hidden + x / powerOfTwo(e - format.precision + 1);
}

/** Steps between two finite values rounded into the unit, exactly; null where the rounding leaves no number. */
export function exactSteps(a: number, r: number, unit: UnitOfError): bigint | null {
  if (unit.format === undefined) {
    return Number.isInteger(a) && Number.isInteger(r) ? magnitude(BigInt(a) - BigInt(r)) : null;
  }
  const roundedA = roundToFormat(a, unit.format);
  const roundedR = roundToFormat(r, unit.format);
  if (roundedA !== roundedA || roundedR !== roundedR) return null;
  return stepsBetween(roundedA, roundedR, unit.format);
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}
