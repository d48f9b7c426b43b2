/**
 * Reading and writing a float64 as two 32-bit words.
 *
 * An IEEE 754 binary64 is sign (1 bit), exponent field (11 bits, bias 1023), fraction (52 bits). The high word holds the
 * sign, the exponent field and the top 20 bits of the fraction.
 */

import { DomainError } from '../errors.ts';

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

scratch[0] = 1;
/** Where the high word lies: index 1 on little-endian machines, 0 on big-endian ones. */
const HIGH = words[1] !== 0 ? 1 : 0;
const LOW = 1 - HIGH;

/** Exponent of the smallest normal float64, 2^-1022. */
const MIN_NORMAL_EXPONENT = -1022;
/** Exponent of the smallest subnormal float64, 2^-1074. */
const MIN_EXPONENT = -1074;
const MAX_EXPONENT = 1023;

/** The biased exponent field of `x`: 0 for zeros and subnormals, 2047 for infinities and NaN. */
export function exponentFieldOf(x: number): number {
  scratch[0] = x;
  return (words[HIGH] >>> 20) & 0x7ff;
}

/** The high 32 bits of `x`: sign, exponent field, top 20 bits of the fraction. */
export function highWordOf(x: number): number {
  scratch[0] = x;
  return words[HIGH];
}

/** Whether the sign bit of `x` is set, for zeros too. `x` must not be NaN, whose sign JavaScript does not define. */
export function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

/**
 * ⌊log2 |x|⌋, exactly, for normal and subnormal float64 values.
 *
 * As C's `logb`: `exponentOf(±0)` is -Infinity, `exponentOf(±Infinity)` is Infinity, `exponentOf(NaN)` is NaN.
 */
export function exponentOf(x: number): number {
  const field = exponentFieldOf(x);
  if (field === 0x7ff) return x * x;
  if (field !== 0) return field - 1023;
  const high = words[HIGH] & 0xfffff;
  if (high !== 0) return MIN_NORMAL_EXPONENT + 11 - Math.clz32(high);
  if (words[LOW] !== 0) return MIN_EXPONENT + 31 - Math.clz32(words[LOW]);
  return -Infinity;
}

/**
 * 2^e, exactly, for an integer -1074 ≤ e ≤ 1023.
 *
 * Built from its bits: `**` and `Math.pow` are implementation-approximated and do not promise exact powers of two.
 *
 * @throws DomainError where 2^e is not a float64.
 */
export function powerOfTwo(e: number): number {
  if (!Number.isInteger(e) || e < MIN_EXPONENT || e > MAX_EXPONENT) {
    throw new DomainError(
      `powerOfTwo: the exponent must be an integer from ${MIN_EXPONENT} to ${MAX_EXPONENT}, got ${e}. ` +
        `Outside that range 2^e is not a float64; scale in two steps instead.`,
    );
  }
  if (e >= MIN_NORMAL_EXPONENT) {
    words[HIGH] = (e + 1023) << 20;
    words[LOW] = 0;
  } else if (e >= MIN_EXPONENT + 32) {
    words[HIGH] = 1 << (e - MIN_EXPONENT - 32);
    words[LOW] = 0;
  } else {
    words[HIGH] = 0;
    words[LOW] = 1 << (e - MIN_EXPONENT);
  }
  return scratch[0];
}
