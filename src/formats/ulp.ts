import { formatOf, type Format, type FormatName } from './catalog.ts';
import { exponentOf, powerOfTwo } from './float64-words.ts';

/**
 * The unit in the last place of a format at the real number `x`: for 2^e ≤ |x| < 2^(e+1),
 *
 *     ulp(x) = 2^(max(e, emin) - p + 1).
 *
 * `x` is any float64; it need not be a value of the format. The exponent is not limited above: where |x| exceeds the
 * largest finite value, the result is the spacing that the format would have there. ulp(0) is the smallest subnormal,
 * ulp(±Infinity) is Infinity, ulp(NaN) is NaN. Exact.
 *
 * Source: Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic (1991), extended to
 * subnormals as in Muller et al., Handbook of Floating-Point Arithmetic, 2nd edition, section 2.3.2. At a power of two
 * it is twice the definitions of Harrison and of Kahan.
 */
export function ulpOf(x: number, format: FormatName | Format): number {
  const { emin, precision } = formatOf(format);
  const e = exponentOf(x);
  if (e === Infinity || e !== e) return e;
  return powerOfTwo(Math.max(e, emin) - precision + 1);
}
