/** Seeded float64 samples: random bit patterns, random values in a range, and neighbours of given points. */
import { fromBits, nextDown, nextUp } from '../../src/formats/index.ts';

/** A generator of uniform 32-bit integers (Marsaglia's xorshift128), replayable from its seed. */
export function randomWords(seed: number): () => number {
  let [x, y, z, w] = [123456789 ^ seed, 362436069, 521288629, 88675123 + seed];
  const next = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}

export interface Sampler {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Any float64 bit pattern that is finite. */
  pattern(): number;
  uniform(low: number, high: number): number;
  /** ± 2^e with a uniform e and a random significand. */
  spread(leastExponent: number, greatestExponent: number): number;
}

export function sampler(seed: number): Sampler {
  const word = randomWords(seed);
  const unit = (): number => (word() * 2097152 + (word() >>> 11)) / 9007199254740992;
  return {
    unit,
    pattern: () => {
      for (;;) {
        const x = fromBits((BigInt(word()) << 32n) | BigInt(word()), 'float64');
        if (Number.isFinite(x)) return x;
      }
    },
    uniform: (low, high) => low + unit() * (high - low),
    spread: (least, greatest) => {
      const e = least + Math.floor(unit() * (greatest - least + 1));
      return (word() & 1 ? -1 : 1) * (1 + unit()) * 2 ** e;
    },
  };
}

/** x and its neighbours, n to either side. */
export function about(x: number, n: number): number[] {
  const result = [x];
  let [below, above] = [x, x];
  for (let i = 0; i < n; i++) {
    below = nextDown(below, 'float64');
    above = nextUp(above, 'float64');
    result.push(below, above);
  }
  return result;
}

/** How many times the default number of cases: the environment variable TEST_SCALE, 1 unless given. */
export const scale: number = Number(process.env['TEST_SCALE'] ?? 1);
