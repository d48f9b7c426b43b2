import type { LeafPair } from '../compare/leaf.ts';
import { isInteger } from '../compare/operand.ts';
import { unitOf } from '../compare/unit.ts';
import { BudgetError, ComparisonError } from '../errors.ts';
import { roundToFormat } from '../formats/index.ts';
import { nanUnderNot } from './budget-finding.ts';
import { agreedTenths, agreesToDigits, tenthsCarried } from './digits.ts';
import type { AgreedDigits, DigitsFinding } from './finding.ts';
import { elementPath, leafPairs } from './leaf-pairs.ts';

// In a runner's sandbox a global is looked up anew at every use, which takes longer than the arithmetic.
const { abs } = Math;

/** How many misses are listed. */
const listed = 5;

/**
 * Every number agrees with its reference to that many significant decimal digits: its log relative error, as NIST defines it, is
 * at least `digits`.
 *
 * LRE = −log10(|x − c| / |c|), or −log10|x| where c = 0, decided as |x − c| ≤ 10^−digits·|c| in exact arithmetic. Equality counts
 * as all the digits that the format carries (15.9 in float64, 7.2 in float32). NaN agrees with NaN, an infinity with itself and
 * with what rounds to it.
 *
 * @param received - a number, typed array, nested array or tensor of real numbers, or a record or list of these
 * @param reference - the same shapes: certified values, usually
 * @param digits - an integer ≥ 1, at most what the format of `received` carries
 * @throws BudgetError for other digits
 * @throws ComparisonError where the two cannot be compared, under `.not` as well
 *
 * @example
 * expect(3.14159).toAgreeToDigits(Math.PI, 5);
 */
export function toAgreeToDigits(received: unknown, reference: unknown, digits: number): DigitsFinding {
  const tally: Tally = { missed: 0, nan: false, worst: undefined, first: [] };
  const pairs = leafPairs(received, reference);
  for (const pair of pairs) {
    validate(pair, digits);
    judge(pair, digits, tally);
  }
  const { pair, index } = tally.worst!;
  return {
    kind: 'digits',
    pass: tally.missed === 0,
    digits,
    count: pairs.reduce((sum, { actual }) => sum + actual.count, 0),
    missed: tally.missed,
    worst: agreedAt(pair, index),
    first: tally.first,
    ...(tally.nan ? { refusesNot: nanUnderNot } : {}),
  };
}

interface Tally {
  missed: number;
  /** A NaN on either side. */
  nan: boolean;
  /** The element with the largest relative error so far. */
  worst: { readonly pair: LeafPair; readonly index: number; readonly error: number } | undefined;
  readonly first: AgreedDigits[];
}

function validate({ path, actual, reference }: LeafPair, digits: unknown): void {
  if (typeof digits !== 'number' || !Number.isInteger(digits) || digits < 1) {
    throw new BudgetError(
      `toAgreeToDigits: digits must be an integer ≥ 1, got ${String(digits)}. Write 6 for a relative error of 1e-6.`,
    );
  }
  if (actual.kind === 'complex' || reference.kind === 'complex') {
    throw new ComparisonError(
      `Cannot count the digits${path === '' ? '' : ` of ${path}`}: complex numbers have no order of digits. ` +
        `Write toMatchFloat64Within(reference, { rel: 1e-${digits} }), relative to the modulus.`,
    );
  }
  const whole = [actual, reference].filter(({ dtype }) => isInteger(dtype)).length;
  if (whole === 1 && (actual.kind === 'bigint' || reference.kind === 'bigint')) {
    throw new ComparisonError(
      `Cannot compare${path === '' ? '' : ` ${path}`}: one side holds bigints and the other floating-point numbers. ` +
        'Write BigInt(n) or Number(n) so that both are of one kind.',
    );
  }
  const unit = unitOf(actual.dtype).name;
  const carried = tenthsCarried(unit);
  if (10 * digits > carried) {
    throw new BudgetError(
      `toAgreeToDigits: a ${unit} carries ${carried / 10} decimal digits, got ${digits}. ` +
        `Ask for ${Math.floor(carried / 10)} at most, or for equality: toBeBitIdenticalTo(reference).`,
    );
  }
}

function judge(pair: LeafPair, digits: number, tally: Tally): void {
  const { actual, reference } = pair;
  const limit = Number(`1e-${digits}`);
  for (let index = 0; index < actual.count; index++) {
    const [x, c] = [actual.at(index) as number | bigint, reference.at(index) as number | bigint];
    if (x !== x || c !== c) tally.nan = true;
    const error = relativeError(x, c, pair);
    if (tally.worst === undefined || error > tally.worst.error) tally.worst = { pair, index, error };
    // |x − c|/|c| and 10^-digits are each within 2^-52 of their float64: close calls are decided exactly
    const clear = error < limit * (1 - slack) || (limit > 0 && error > limit * (1 + slack));
    if (clear ? error < limit : agreesToDigits(x, c, digits)) continue;
    tally.missed++;
    if (tally.first.length < listed) tally.first.push(agreedAt(pair, index));
  }
}

/** 2^-48, wider than the four roundings between a quotient and its limit. */
const slack = 3.552713678800501e-15;

/** |x − c| / |c|, or |x| where c = 0, in float64; 0 for agreeing, ∞ for disagreeing non-finite values. */
function relativeError(x: number | bigint, c: number | bigint, { actual }: LeafPair): number {
  if (x === c || (x !== x && c !== c)) return 0;
  if (!finite(x) || !finite(c)) return finite(c) && overflowsTo(x, c, actual.dtype) ? 0 : Infinity;
  if (typeof x === 'bigint' || typeof c === 'bigint') {
    const [X, C] = [BigInt(x), BigInt(c)];
    // quotients of float64 roundings keep 51 bits; beyond the range of float64 the exact decision is left to itself
    return Number(X > C ? X - C : C - X) / abs(Number(C) || 1);
  }
  return abs(x - c) / abs(c || 1);
}

function finite(x: number | bigint): boolean {
  return typeof x === 'bigint' || x - x === 0;
}

/** Whether c is rounded to the infinity x in the format of the actual. */
function overflowsTo(x: number | bigint, c: number | bigint, dtype: LeafPair['actual']['dtype']): boolean {
  const { format } = unitOf(dtype);
  return format !== undefined && typeof c === 'number' && roundToFormat(c, format) === x;
}

function agreedAt(pair: LeafPair, index: number): AgreedDigits {
  const [actual, reference] = [pair.actual.at(index) as number | bigint, pair.reference.at(index) as number | bigint];
  const carried = tenthsCarried(unitOf(pair.actual.dtype).name);
  const isReal = finite(actual) && finite(reference);
  const agreeing = !isReal && relativeError(actual, reference, pair) === 0;
  const tenths = isReal ? agreedTenths(actual, reference, carried) : agreeing ? carried : null;
  return {
    path: elementPath(pair, index),
    actual,
    actualType: pair.actual.dtype,
    reference,
    referenceType: pair.reference.dtype,
    tenths,
  };
}
