/**
 * Sums, dot products and squared norms of float64 values without any error: the result does not depend on the order of the
 * terms, and rounds correctly to any format.
 *
 * A fixed-point register over float64's range, in WebAssembly (`assembly/superaccumulator.ts`); the big integers of `src/reals` where
 * there is none.
 * Cost: a few nanoseconds a term, plus some microseconds to read the register.
 */

import { DomainError } from '../errors.ts';
import { dyadic, normalize, subtract, zero, type Dyadic } from '../reals/dyadic.ts';
import { roundDyadic } from '../reals/round-exact.ts';
import { exactDot as dotOfIntegers, exactSum as sumOfIntegers } from '../reals/sums.ts';
import { wasmBase64 } from './generated/superaccumulator.ts';
import { tryInstantiate, type Kernel } from './instantiate.ts';

interface SuperaccumulatorExports {
  readonly addValues: (register: number, x: number, count: number) => number;
  readonly addProducts: (register: number, x: number, y: number, count: number) => number;
}

const WORDS = 144;
/** Word i of the register counts multiples of 2^(32 i - BIAS). */
const BIAS = 2176;
const CHUNK = 2048;
const LEFT_AT = 2048;
const RIGHT_AT = LEFT_AT + CHUNK * 8;

export interface ExactSumOptions {
  /** 'scalar' uses big integers: the same result, a hundred times slower. */
  readonly engine?: 'simd' | 'scalar';
}

let instance: Kernel<SuperaccumulatorExports> | undefined | null = null;

function superaccumulator(): Kernel<SuperaccumulatorExports> | undefined {
  if (instance === null) {
    const littleEndian = new Uint8Array(new Float64Array([1]).buffer)[7] !== 0;
    instance = littleEndian ? tryInstantiate<SuperaccumulatorExports>(wasmBase64, 1) : undefined;
  }
  return instance;
}

/**
 * Σ xᵢ, exactly.
 *
 * @throws DomainError where an element is NaN or infinite
 */
export function exactSum(x: ArrayLike<number>, options: ExactSumOptions = {}): Dyadic {
  const kernel = options.engine === 'scalar' ? undefined : superaccumulator();
  if (kernel === undefined) return normalize(sumOfIntegers(x));
  const memory = new Float64Array(kernel.memory.buffer);
  memory.fill(0, 0, WORDS);
  for (let from = 0; from < x.length; from += CHUNK) {
    const count = Math.min(CHUNK, x.length - from);
    for (let i = 0, o = LEFT_AT / 8; i < count; i++, o++) memory[o] = x[from + i];
    if (kernel.exports.addValues(0, LEFT_AT, count) !== 0) throw notFinite('exactSum', [x], from, count);
  }
  return readRegister(kernel);
}

/**
 * Σ xᵢ·yᵢ, exactly.
 *
 * @throws DomainError where the lengths differ or an element is NaN or infinite
 */
export function exactDot(x: ArrayLike<number>, y: ArrayLike<number>, options: ExactSumOptions = {}): Dyadic {
  if (x.length !== y.length) {
    throw new DomainError(`exactDot: the vectors must be of one length, got ${x.length} and ${y.length} elements.`);
  }
  const kernel = options.engine === 'scalar' ? undefined : superaccumulator();
  if (kernel === undefined) return normalize(dotOfIntegers(x, y));
  const memory = new Float64Array(kernel.memory.buffer);
  memory.fill(0, 0, WORDS);
  for (let from = 0; from < x.length; from += CHUNK) {
    const count = Math.min(CHUNK, x.length - from);
    for (let i = 0, o = LEFT_AT / 8, p = RIGHT_AT / 8; i < count; i++, o++, p++) {
      memory[o] = x[from + i];
      memory[p] = y[from + i];
    }
    if (kernel.exports.addProducts(0, LEFT_AT, RIGHT_AT, count) !== 0) throw notFinite('exactDot', [x, y], from, count);
  }
  return readRegister(kernel);
}

/** Σ xᵢ², exactly: the square of the Euclidean norm. */
export function exactSumOfSquares(x: ArrayLike<number>, options: ExactSumOptions = {}): Dyadic {
  return exactDot(x, x, options);
}

/** The value of the register after carries were propagated: a two's complement number in words of 32 bits. */
function readRegister(kernel: Kernel<SuperaccumulatorExports>): Dyadic {
  const words = new BigInt64Array(kernel.memory.buffer, 0, WORDS);
  let first = 0;
  while (first < WORDS && words[first] === 0n) first++;
  if (first === WORDS) return zero;
  let last = WORDS - 1;
  // The sign fills the upper words: all ones below the last word, which is -1 itself.
  const filler = words[last] === -1n ? 0xffffffffn : 0n;
  let m = words[last];
  if (m === 0n || m === -1n) while (last - 1 > first && words[last - 1] === filler) last--;
  for (let i = last - 1; i >= first; i--) m = (m << 32n) | words[i];
  return normalize({ m, e: 32 * first - BIAS });
}

function notFinite(name: string, vectors: readonly ArrayLike<number>[], from: number, count: number): DomainError {
  for (let i = from; i < from + count; i++) {
    for (const vector of vectors) {
      if (!Number.isFinite(vector[i])) {
        return new DomainError(`${name}: element ${i} is ${vector[i]}, which is no real number. Give finite values.`);
      }
    }
  }
  return new DomainError(`${name}: an element is no real number. Give finite values.`);
}

/**
 * The double-double nearest to an exact number, and how far it is: high = RN(x), low = RN(x - high),
 * radius = an upper bound of |x - high - low|, 0 where that is so.
 *
 * Beyond float64's range high is ±the largest finite value and the radius infinite.
 */
export function nearestDoubleDouble(x: Dyadic): {
  readonly high: number;
  readonly low: number;
  readonly radius: number;
} {
  const high = roundDyadic(x, 'float64');
  if (!Number.isFinite(high))
    return { high: high > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE, low: 0, radius: Infinity };
  const rest = subtract(x, dyadic(high));
  const low = roundDyadic(rest, 'float64');
  const error = subtract(rest, dyadic(low));
  return { high, low, radius: Math.abs(roundDyadic(error, 'float64', error.m < 0n ? 'down' : 'up')) };
}
