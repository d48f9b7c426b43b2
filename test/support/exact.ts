/**
 * Exact dyadic arithmetic for tests: numbers m·2^e with an integer m of any size. Sums, differences and products are
 * exact; rounding into a format is integer division with a remainder. Written apart from the package, so that it can
 * judge it: nothing here imports from src.
 */

/** m·2^e. Zero is m = 0 with any e; there is no signed zero. */
export interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

export const zero: Dyadic = { m: 0n, e: 0 };

export const dyadic = (m: bigint | number, e: number = 0): Dyadic => ({ m: BigInt(m), e });

const view = new DataView(new ArrayBuffer(8));

/** The bit pattern of a float64. */
export function bitsOfFloat64(x: number): bigint {
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}

/** The float64 of a bit pattern. */
export function float64OfBits(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

/** The float64 a number of places further from zero (nearer for negative `places`), by its bit pattern. */
export const float64Beside = (x: number, places: number): number => float64OfBits(bitsOfFloat64(x) + BigInt(places));

/** The real number that a finite float64 is. */
export function exactly(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new RangeError(`${x} is not a real number`);
  const bits = bitsOfFloat64(x);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = field === 0 ? fraction : fraction | (1n << 52n);
  return { m: bits >> 63n === 0n ? m : -m, e: Math.max(field, 1) - 1075 };
}

const absolute = (n: bigint): bigint => (n < 0n ? -n : n);

/** Bits in |n|; 0 for 0. */
const bitLength = (n: bigint): number => (n === 0n ? 0 : absolute(n).toString(2).length);

/** The integer n with a = n·2^e, for an e that is at most a's. */
const integerAt = (a: Dyadic, e: number): bigint => a.m << BigInt(a.e - e);

export const negate = (a: Dyadic): Dyadic => ({ m: -a.m, e: a.e });

export const abs = (a: Dyadic): Dyadic => ({ m: absolute(a.m), e: a.e });

export function add(a: Dyadic, b: Dyadic): Dyadic {
  const e = Math.min(a.e, b.e);
  return { m: integerAt(a, e) + integerAt(b, e), e };
}

export const subtract = (a: Dyadic, b: Dyadic): Dyadic => add(a, negate(b));

export const multiply = (a: Dyadic, b: Dyadic): Dyadic => ({ m: a.m * b.m, e: a.e + b.e });

/** a·2^k. */
export const scale = (a: Dyadic, k: number): Dyadic => ({ m: a.m, e: a.e + k });

export const sum = (terms: Iterable<Dyadic>): Dyadic => [...terms].reduce(add, zero);

/** The scalar product of float64 vectors, without any rounding. */
export const dot = (x: ArrayLike<number>, y: ArrayLike<number>): Dyadic =>
  sum(Array.from(x, (value, i) => multiply(exactly(value), exactly(y[i]))));

/** Negative, zero or positive, as a - b is. */
export function compareExact(a: Dyadic, b: Dyadic): -1 | 0 | 1 {
  const { m } = subtract(a, b);
  return m < 0n ? -1 : m > 0n ? 1 : 0;
}

/** ⌊log2 |a|⌋ of a number other than zero. */
export function floorLog2(a: Dyadic): number {
  if (a.m === 0n) throw new RangeError('0 has no logarithm');
  return a.e + bitLength(a.m) - 1;
}

/** Parameters of a format, as the standards print them: precision, exponent of the smallest normal, largest value. */
export interface Parameters {
  readonly bits: number;
  readonly precision: number;
  readonly emin: number;
  readonly emax: number;
  readonly maxFinite: Dyadic;
  readonly hasInfinity: boolean;
}

/** IEEE 754-2019 table 3.5; bfloat16; OCP OFP8 table 1. Typed in here, to be compared with what the package derives. */
export const parameters = {
  float64: {
    bits: 64,
    precision: 53,
    emin: -1022,
    emax: 1023,
    maxFinite: dyadic(2n ** 53n - 1n, 971),
    hasInfinity: true,
  },
  float32: {
    bits: 32,
    precision: 24,
    emin: -126,
    emax: 127,
    maxFinite: dyadic(2n ** 24n - 1n, 104),
    hasInfinity: true,
  },
  float16: { bits: 16, precision: 11, emin: -14, emax: 15, maxFinite: dyadic(65504), hasInfinity: true },
  bfloat16: { bits: 16, precision: 8, emin: -126, emax: 127, maxFinite: dyadic(255, 120), hasInfinity: true },
  float8_e4m3fn: { bits: 8, precision: 4, emin: -6, emax: 8, maxFinite: dyadic(448), hasInfinity: false },
  float8_e5m2: { bits: 8, precision: 3, emin: -14, emax: 15, maxFinite: dyadic(57344), hasInfinity: true },
} as const satisfies Record<string, Parameters>;

/** Goldberg's ulp at a real number: 2^(max(e, emin) - p + 1) for 2^e ≤ |a| < 2^(e+1); at 0, that of the subnormals. */
export const ulpExponent = (a: Dyadic, { precision, emin }: Parameters): number =>
  (a.m === 0n ? emin : Math.max(floorLog2(a), emin)) - precision + 1;

export type Direction = 'nearest' | 'towardZero' | 'up' | 'down';

/** The multiple of the ulp that `a` rounds to, exponents unlimited above: ⌊a/ulp⌋ with its remainder decides. */
export function roundUnbounded(a: Dyadic, format: Parameters, direction: Direction): Dyadic {
  const quantum = ulpExponent(a, format);
  if (a.e >= quantum) return a;
  const unit = 1n << BigInt(quantum - a.e);
  // Floored division: BigInt's truncates.
  let floor = a.m / unit;
  if (floor * unit > a.m) floor -= 1n;
  const remainder = a.m - floor * unit;
  const ceiling = remainder === 0n ? floor : floor + 1n;
  const chosen = {
    down: floor,
    up: ceiling,
    towardZero: a.m < 0n ? ceiling : floor,
    nearest: 2n * remainder < unit ? floor : 2n * remainder > unit ? ceiling : (floor & 1n) === 0n ? floor : ceiling,
  }[direction];
  return { m: chosen, e: quantum };
}

/**
 * The value of the format that a finite float64 rounds to, overflow as IEEE 754-2019 section 7.4 says (NaN for a missing
 * infinity).
 */
export function roundExact(x: number, format: Parameters, direction: Direction): number {
  const rounded = roundUnbounded(exactly(x), format, direction);
  if (compareExact(abs(rounded), format.maxFinite) > 0) {
    const outward = direction === 'nearest' || direction === (x > 0 ? 'up' : 'down');
    const magnitude = outward ? (format.hasInfinity ? Infinity : NaN) : toFloat64(format.maxFinite);
    return x > 0 ? magnitude : -magnitude;
  }
  const value = toFloat64(rounded);
  return value === 0 && (x < 0 || Object.is(x, -0)) ? -0 : value;
}

/** The float64 that equals `a`. */
export function toFloat64(a: Dyadic): number {
  if (a.m === 0n) return 0;
  // By bits, with no rounding on the way: the significand in units of the float64's ulp.
  const quantum = ulpExponent(a, parameters.float64);
  const shift = a.e - quantum;
  const significand = shift >= 0 ? absolute(a.m) << BigInt(shift) : absolute(a.m) >> BigInt(-shift);
  const exponent = BigInt(quantum + 1074);
  const magnitude = float64OfBits((exponent << 52n) + significand);
  const value = a.m < 0n ? -magnitude : magnitude;
  if (floorLog2(a) > 1023 || compareExact(exactly(value), a) !== 0) throw new RangeError('not a float64');
  return value;
}

/** The real value of a decimal text, as a fraction n/d. */
export function fractionOfDecimal(text: string): { n: bigint; d: bigint } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`not a decimal: ${text}`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const power = Number(exponent) - fraction.length;
  return power >= 0 ? { n: digits * 10n ** BigInt(power), d: 1n } : { n: digits, d: 10n ** BigInt(-power) };
}
