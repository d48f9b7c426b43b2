/** Seeded floating-point data for the tests of the kernels: every kind that a bound may fail on. */

export type Uniform = () => number;

/** A small generator of uniform numbers in (0, 1) (Marsaglia's xorshift32, period 2^32 - 1). */
export function uniform(seed: number): Uniform {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 4294967296;
  };
}

export const integerBetween = (random: Uniform, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

/** 2^e for any e that gives a float64, in steps that stay exact. */
export function twoTo(e: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(e); i++) power = e > 0 ? power * 2 : power / 2;
  return power;
}

const signed = (random: Uniform, x: number): number => (random() < 0.5 ? -x : x);

/** A full significand of 53 bits in [1, 2). */
const significand = (random: Uniform): number => 1 + random() + random() * twoTo(-32);

const kinds: Record<string, (random: Uniform) => number> = {
  'float32 of one scale': (random) => Math.fround(signed(random, significand(random) * random())),
  'float32 over its whole range': (random) =>
    Math.fround(signed(random, significand(random) * twoTo(integerBetween(random, -149, 126)))),
  'float32 subnormals': (random) => signed(random, integerBetween(random, 0, 2 ** 23) * twoTo(-149)),
  'small integers': (random) => integerBetween(random, -9, 9),
  'float16 significands': (random) =>
    signed(random, integerBetween(random, 0, 2047) * twoTo(integerBetween(random, -24, 4))),
  'float64 of one scale': (random) => signed(random, significand(random) * random()),
  'float64 over 200 binades': (random) =>
    signed(random, significand(random) * twoTo(integerBetween(random, -100, 100))),
  'float64 over its whole range': (random) =>
    signed(random, significand(random) * twoTo(integerBetween(random, -1073, 1022))),
  'float64 whose products underflow': (random) =>
    signed(random, significand(random) * twoTo(integerBetween(random, -560, -480))),
  'float64 subnormals': (random) => signed(random, Math.floor(random() * 2 ** 52) * twoTo(-1074)),
  'float64 near the largest': (random) => signed(random, significand(random) * twoTo(integerBetween(random, 505, 512))),
  'many zeros': (random) => (random() < 0.7 ? 0 : signed(random, significand(random))),
};

export const kindNames: readonly string[] = Object.keys(kinds);

export function vectorOf(kind: string, random: Uniform, length: number): Float64Array {
  const draw = kinds[kind];
  return Float64Array.from({ length }, () => draw(random));
}

/** Gives y entries that cancel: x[i]·y[i] + x[i+1]·y[i+1] is small against its terms for even i. */
export function cancelling(x: Float64Array, y: Float64Array, random: Uniform): void {
  for (let i = 0; i + 1 < x.length; i += 2) {
    const twin = (-x[i] * y[i]) / x[i + 1];
    if (Number.isFinite(twin) && Math.abs(twin) < 1e300)
      y[i + 1] = random() < 0.5 ? twin : twin * (1 + random() * 1e-12);
  }
}
