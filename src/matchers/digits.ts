import { dyadic } from '../reals/dyadic.ts';
import { formats } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { Unit } from '../compare/types.ts';

/**
 * Decimal digits that a format carries, p·log10 2, in tenths and rounded down: 159 for float64, 72 for float32. Equality counts as
 * so many, and no error as more: beyond them the reference's digits are not the format's to show.
 *
 * p·log10 2 ≥ t/10 exactly when 2^(10p) ≥ 10^t. Integers carry all their digits: `Infinity`.
 */
export function tenthsCarried(unit: Unit): number {
  if (!(unit in formats)) return Infinity;
  const power = 1n << BigInt(10 * formats[unit as FormatName].precision);
  let tenths = 0;
  while (10n ** BigInt(tenths + 1) <= power) tenths++;
  return tenths;
}

/** Two float64 numbers as integers over one power of two: x = X·2^e, c = C·2^e. */
function overOnePower(x: number, c: number): readonly [bigint, bigint, number] {
  const [a, b] = [dyadic(x), dyadic(c)];
  const e = Math.min(a.e, b.e);
  return [a.m << BigInt(a.e - e), b.m << BigInt(b.e - e), e];
}

/** |x − c| and what it is relative to, |c| or 1, over one denominator: exact. */
function errorAndScale(x: number | bigint, c: number | bigint): readonly [error: bigint, scale: bigint] {
  if (typeof x === 'bigint' || typeof c === 'bigint') return errorOverScale(BigInt(x), BigInt(c), 1n);
  const [X, C, e] = overOnePower(x, c);
  // 1 = 2^-e units of 2^e; for e > 0 both sides are integers and are widened instead
  return e <= 0 ? errorOverScale(X, C, 1n << BigInt(-e)) : errorOverScale(X << BigInt(e), C << BigInt(e), 1n);
}

function errorOverScale(x: bigint, c: bigint, one: bigint): readonly [bigint, bigint] {
  const error = x > c ? x - c : c - x;
  return [error, c === 0n ? one : c > 0n ? c : -c];
}

/**
 * Whether x agrees with c to that many decimal digits: −log10(|x − c|/|c|) ≥ digits, or −log10|x| ≥ digits where c = 0. Decided as
 * |x − c|·10^digits ≤ |c| in integers: no logarithm, no rounding.
 *
 * Source: the log relative error of NIST's Statistical Reference Datasets.
 *
 * @param x - finite
 * @param c - finite
 */
export function agreesToDigits(x: number | bigint, c: number | bigint, digits: number): boolean {
  const [error, scale] = errorAndScale(x, c);
  return error * 10n ** BigInt(digits) <= scale;
}

/**
 * The digits to which x agrees with c, in tenths and rounded down, between 0 and `limit`. Exact: t is the largest integer with
 * |x − c|^10·10^t ≤ |c|^10.
 */
export function agreedTenths(x: number | bigint, c: number | bigint, limit: number): number {
  const [error, scale] = errorAndScale(x, c);
  if (error === 0n) return limit;
  const [e10, s10] = [error ** 10n, scale ** 10n];
  if (e10 > s10) return 0;
  // the quotient has as many digits as there are tenths, plus one
  return Math.min(limit, String(s10 / e10).length - 1);
}
