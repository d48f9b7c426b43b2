/**
 * PyTorch's CPU random numbers: the same stream from the same seed.
 *
 * The engine is the 32-bit Mersenne Twister (Matsumoto and Nishimura 1998), from the package pure-rand. How its words become numbers follows
 * PyTorch's documented distributions; `fixtures/torch/random-*.npz` hold what PyTorch 1.13 gives, and the tests hold this file to them.
 */
import { mersenne } from 'pure-rand/generator/mersenne';
import { fusedMultiplyAdd } from '../arithmetic/index.ts';
import { DomainError } from '../errors.ts';
import { powerOfTwo } from '../formats/index.ts';
import { portableFunction } from '../kernels/portable-math.ts';

/** What a generator is asked for: float32 numbers are drawn from one word of the engine, float64 numbers from two. */
export type RandomFormat = 'float32' | 'float64';

/**
 * Which of PyTorch's two builds of a kernel is followed where they differ: `uniform(from, to)` has one rounding in the AVX2 kernels (a fused
 * multiply-add) and two in the portable ones. The weights of `nn.Linear` come from it.
 */
export type RandomKernels = 'avx2' | 'default';

/** PyTorch's CPU generator. */
export class Generator {
  readonly kernels: RandomKernels;
  private engine: ReturnType<typeof mersenne>;
  /** The second normal number of the pair last drawn one by one. */
  private spare: number | undefined;

  constructor(seed = 0, kernels: RandomKernels = 'avx2') {
    this.kernels = kernels;
    this.engine = mersenne(checked(seed));
  }

  /** Starts the stream of `seed`, an integer from 0 to 2^32 − 1. */
  manualSeed(seed: number): this {
    this.engine = mersenne(checked(seed));
    this.spare = undefined;
    return this;
  }

  /** The next 32 bits. */
  word(): number {
    return this.engine.next() >>> 0;
  }

  /** One uniform number in [0, 1): a multiple of 2^-24 (float32) or 2^-53 (float64). */
  uniform(format: RandomFormat): number {
    if (format === 'float32') return (this.word() & 0xffffff) * powerOfTwo(-24);
    const high = this.word() & 0x1fffff;
    return (high * 0x1_0000_0000 + this.word()) * powerOfTwo(-53);
  }

  /** `size` uniform numbers in [from, to), computed in `format` as r·(to − from) + from. */
  uniforms(size: number, format: RandomFormat, from = 0, to = 1): Float64Array {
    const round = rounding(format);
    const low = round(from);
    const width = round(round(to) - low);
    const scale =
      this.kernels === 'avx2'
        ? fusedMultiplyAdd(format)
        : (r: number, w: number, f: number): number => round(round(r * w) + f);
    return Float64Array.from({ length: size }, () => scale(this.uniform(format), width, low));
  }

  /**
   * `size` normal numbers by Box and Muller's transform: below 16 one pair at a time in float64 (the second of a pair is kept for the next
   * draw), from 16 on in blocks of 16 in `format`, the last block drawn anew where 16 does not divide the size.
   */
  normals(size: number, format: RandomFormat, mean = 0, deviation = 1): Float64Array {
    const round = rounding(format);
    if (size < 16) {
      return Float64Array.from({ length: size }, () => round(this.normal() * deviation + mean));
    }
    const result = Float64Array.from({ length: size }, () => this.uniform(format));
    for (let at = 0; at + 16 <= size; at += 16) boxMuller(result, at, round, mean, deviation);
    if (size % 16 !== 0) {
      for (let i = size - 16; i < size; i++) result[i] = this.uniform(format);
      boxMuller(result, size - 16, round, mean, deviation);
    }
    return result;
  }

  /** One standard normal number in float64. */
  private normal(): number {
    if (this.spare !== undefined) {
      const { spare } = this;
      this.spare = undefined;
      return spare;
    }
    const u = this.uniform('float64');
    const v = this.uniform('float64');
    const radius = Math.sqrt(-2 * portableFunction('log1p')(-v));
    const angle = 2 * Math.PI * u;
    this.spare = radius * portableFunction('sin')(angle);
    return radius * portableFunction('cos')(angle);
  }

  /** 0, …, size − 1 in random order (Fisher and Yates). */
  permutation(size: number): Int32Array {
    const result = Int32Array.from({ length: size }, (_, i) => i);
    for (let i = 0; i < size - 1; i++) {
      const j = i + (this.word() % (size - i));
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }

  /** `size` integers from `from` to `to` − 1. */
  integers(size: number, from: number, to: number): Int32Array {
    if (!(to > from)) throw new DomainError(`randint: the range [${from}, ${to}) is empty.`);
    return Int32Array.from({ length: size }, () => from + (this.word() % (to - from)));
  }

  /** `size` draws of 1 with one probability, else 0: a float64 uniform number below it. */
  bernoulli(size: number, probability: number): Float64Array {
    if (!(probability >= 0 && probability <= 1)) {
      throw new DomainError(`bernoulli: a probability lies from 0 to 1, got ${probability}.`);
    }
    return Float64Array.from({ length: size }, () => (this.uniform('float64') < probability ? 1 : 0));
  }

  /** For each probability p a draw of 1 with it, else 0: a uniform number of `format` below p. */
  bernoulliOf(probabilities: ArrayLike<number>, format: RandomFormat): Float64Array {
    return Float64Array.from(probabilities, (p) => {
      if (!(p >= 0 && p <= 1)) throw new DomainError(`bernoulli: a probability lies from 0 to 1, got ${p}.`);
      return this.uniform(format) < p ? 1 : 0;
    });
  }
}

function checked(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new DomainError(`manualSeed: a seed is an integer from 0 to 2^32 − 1, got ${seed}.`);
  }
  return seed | 0;
}

function rounding(format: RandomFormat): (x: number) => number {
  return format === 'float32' ? Math.fround : (x) => x;
}

/** x[j], x[j + 8] ← √(−2 ln(1 − u))·(cos 2πv, sin 2πv) for the uniform u = x[j], v = x[j + 8], j = at, …, at + 7. */
function boxMuller(x: Float64Array, at: number, round: (x: number) => number, mean: number, deviation: number): void {
  const ln = portableFunction('ln');
  const cos = portableFunction('cos');
  const sin = portableFunction('sin');
  for (let j = at; j < at + 8; j++) {
    const radius = round(Math.sqrt(round(-2 * round(ln(round(1 - x[j]!))))));
    const angle = round(2 * Math.PI * x[j + 8]!);
    x[j] = round(round(round(radius * round(cos(angle))) * deviation) + mean);
    x[j + 8] = round(round(round(radius * round(sin(angle))) * deviation) + mean);
  }
}
