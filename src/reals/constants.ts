/**
 * π, ln 2 and ln 10 to any number of bits, from Machin-like sums of arctangents of 1/n.
 *
 * - π = 16 arctan(1/5) - 4 arctan(1/239) (Machin, 1706).
 * - ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749): with artanh(1/n) = ½ ln((n+1)/(n-1)) the right-hand side
 *   is ln of (27/25)^9·(4800/4802)·(8750/8748)^4 = 2.
 * - ln 10 = 46 artanh(1/31) + 34 artanh(1/49) + 20 artanh(1/161): likewise (32/30)^23·(50/48)^17·(162/160)^10 = 10.
 *
 * Both rational identities, and Machin's as a product of Gaussian integers, are checked by integers in the tests.
 *
 * Error: arctan(1/n) = Σ (-1)^k/((2k+1)·n^(2k+1)) is summed in units of 2^-w. Each of its K terms is rounded down twice,
 * which costs it less than 2 units, and what follows the first term that is 0 is less than 2 units together: |error| < 2K + 2.
 * The multipliers above amplify it; 64 guard bits take it up for any number of bits below 2^40.
 */

import type { DyadicInterval } from './dyadic-interval.ts';

/** Σ ± 1/((2k+1)·n^(2k+1)) in units of 2^-w: artanh(1/n), or arctan(1/n) with alternating signs. */
function arctangentOfReciprocal(n: bigint, w: number, alternating: boolean): bigint {
  const square = n * n;
  let power = (1n << BigInt(w)) / n;
  let sum = power;
  for (let k = 1n; power !== 0n; k += 1n) {
    power /= square;
    const term = power / (2n * k + 1n);
    sum += alternating && (k & 1n) === 1n ? -term : term;
  }
  return sum;
}

const GUARD_BITS = 64;

/**
 * A constant c > 0 as a function of bits w that gives n with n ≤ c·2^w < n + 3.
 *
 * The longest value computed is kept, and shorter ones are cut from it: a cache of pure values, growing by half or more.
 */
function constant(compute: (w: number) => bigint): (w: number) => bigint {
  let bits = 0;
  let kept = 0n;
  const shorter = new Map<number, bigint>();
  return (w) => {
    const found = shorter.get(w);
    if (found !== undefined) return found;
    if (w > bits) {
      bits = Math.max(w, 512, Math.floor(1.5 * bits));
      // The guarded value errs by less than 2^40 of its units, 2^-24 of a unit here: its floor is above c·2^bits by less
      // than that and below by less than 1 + 2^-24. One unit less is a lower bound, short of c·2^bits by less than 3.
      kept = (compute(bits + GUARD_BITS) >> BigInt(GUARD_BITS)) - 1n;
      shorter.clear();
    }
    // With k ≥ 1 bits dropped the floor is short by less than 1 - 2^-k + 3·2^-k ≤ 2.
    const value = kept >> BigInt(bits - w);
    if (shorter.size < 1024) shorter.set(w, value);
    return value;
  };
}

/** The interval [n, n + 3]·2^-w of a constant known as n ≤ c·2^w < n + 3. */
export function constantInterval(bits: (w: number) => bigint, w: number): DyadicInterval {
  const lo = bits(w);
  return { lo, hi: lo + 3n, e: -w };
}

/** n with n ≤ π·2^w < n + 3. */
export const piBits: (w: number) => bigint = constant(
  (w) => 16n * arctangentOfReciprocal(5n, w, true) - 4n * arctangentOfReciprocal(239n, w, true),
);

/** n with n ≤ ln 2·2^w < n + 3. */
export const ln2Bits: (w: number) => bigint = constant(
  (w) =>
    18n * arctangentOfReciprocal(26n, w, false) -
    2n * arctangentOfReciprocal(4801n, w, false) +
    8n * arctangentOfReciprocal(8749n, w, false),
);

/** n with n ≤ ln 10·2^w < n + 3. */
export const ln10Bits: (w: number) => bigint = constant(
  (w) =>
    46n * arctangentOfReciprocal(31n, w, false) +
    34n * arctangentOfReciprocal(49n, w, false) +
    20n * arctangentOfReciprocal(161n, w, false),
);
