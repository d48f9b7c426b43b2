import { DomainError } from '../errors.ts';

/**
 * A stream of uniform random numbers in which every position can be read on its own: the draw at position *i* is a
 * function of the seed and of *i* alone. A run is replayed from its seed and its position.
 */
export interface RandomSource {
  readonly seed: number;
  /** The position of the next draw; assign to it to move there. */
  position: number;
  /** The draw at `position`, a multiple of 2^-53 in [0, 1), without moving. */
  at(position: number): number;
  /** The draw at the current position; moves to the next. */
  next(): number;
}

const KEY_PARITY = 0x1bd11bda;
const TWO_TO_THE_32 = 0x1_0000_0000;
const TWO_TO_THE_MINUS_53 = 1 / 0x20_0000_0000_0000;

/**
 * Threefry-2x32 with 20 rounds: a bijection of 64-bit counters, chosen by a 64-bit key.
 *
 * Writes the two output words into `out`. It passes TestU01's BigCrush over counters 0, 1, 2, … for any key, so that
 * neighbouring seeds and neighbouring positions give unrelated draws.
 *
 * Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number, out: Uint32Array): void {
  const key2 = KEY_PARITY ^ key0 ^ key1;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + key1) | 0;
  b = (b + key2 + 1) | 0;
  a = (a + b) | 0;
  b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0;
  b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0;
  b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0;
  b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + key2) | 0;
  b = (b + key0 + 2) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + key0) | 0;
  b = (b + key1 + 3) | 0;
  a = (a + b) | 0;
  b = ((b << 17) | (b >>> 15)) ^ a;
  a = (a + b) | 0;
  b = ((b << 29) | (b >>> 3)) ^ a;
  a = (a + b) | 0;
  b = ((b << 16) | (b >>> 16)) ^ a;
  a = (a + b) | 0;
  b = ((b << 24) | (b >>> 8)) ^ a;
  a = (a + key1) | 0;
  b = (b + key2 + 4) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a;
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a;
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a;
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a;
  a = (a + key2) | 0;
  b = (b + key0 + 5) | 0;
  out[0] = a;
  out[1] = b;
}

/**
 * A replayable source of uniform draws for stochastic rounding.
 *
 * @param seed a safe integer ≥ 0: the key of Threefry-2x32-20.
 * @param position the position of the first draw, 0 unless given.
 * @throws DomainError for a seed or a position that is not a safe integer ≥ 0.
 */
export function stochasticSource(seed: number, position: number = 0): RandomSource {
  requireIndex('seed', seed);
  requireIndex('position', position);
  const key0 = seed | 0;
  const key1 = Math.floor(seed / TWO_TO_THE_32) | 0;
  const out = new Uint32Array(2);
  return {
    seed,
    position,
    at(index: number): number {
      threefry(key0, key1, index | 0, Math.floor(index / TWO_TO_THE_32) | 0, out);
      return (out[0] * 0x20_0000 + (out[1] >>> 11)) * TWO_TO_THE_MINUS_53;
    },
    next(): number {
      return this.at(this.position++);
    },
  };
}

function requireIndex(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new DomainError(
      `stochasticSource: the ${name} must be an integer from 0 to 2^53 - 1, got ${String(value)}. ` +
        `Write stochasticSource(1), say.`,
    );
  }
}
