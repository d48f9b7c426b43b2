import { ComparisonError } from '../errors.ts';
import { formatOf, isRepresentable, nextDown, nextUp, roundToFormat, ulpOf } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';
import { nanUnderNot } from './budget-finding.ts';
import type { RoundingFinding, RoundingMiss } from './finding.ts';
import { evidenceOf } from './oracle-evidence.ts';
import { oraclePairs, pathOf } from './oracle-pairs.ts';
import type { OraclePair } from './oracle-pairs.ts';

/** What "rounded" refers to. */
export interface RoundedIn {
  /** The format that was rounded into; that of what was received unless given. */
  readonly format?: FormatName;
}

/** How many misses are listed. */
const listed = 5;

/**
 * Judges every number by what a rounding of the true value is.
 *
 * @throws UndecidedError where the oracle's limit is reached before a rounding is decided
 */
export function roundingFinding(
  received: unknown,
  oracle: unknown,
  matcher: string,
  mode: RoundingFinding['mode'],
  options: RoundedIn = {},
): RoundingFinding {
  const holds = mode === 'correct' ? isCorrectlyRounded : isFaithfullyRounded;
  const first: RoundingMiss[] = [];
  let missed = 0;
  let count = 0;
  let nan = false;
  let firstMiss: { readonly pair: OraclePair; readonly index: number } | undefined;
  const found = oraclePairs(received, oracle, matcher);
  const format = formatIn(options, matcher);
  const pairs = found.map((pair) => ({ ...pair, format: format ?? pair.format }));
  for (const pair of pairs) {
    count += pair.actual.count;
    for (let index = 0; index < pair.actual.count; index++) {
      const actual = pair.actual.at(index) as number;
      if (actual !== actual || Number.isNaN(pair.reference.hi[index])) nan = true;
      if (holds(pair, index, actual)) continue;
      missed++;
      firstMiss ??= { pair, index };
      if (first.length < listed) first.push(missAt(pair, index, actual));
    }
  }
  return {
    kind: 'rounding',
    mode,
    pass: missed === 0,
    count,
    missed,
    first,
    evidence: () => evidenceOf(firstMiss?.pair ?? pairs[0]!, firstMiss?.index ?? 0),
    ...(nan ? { refusesNot: nanUnderNot } : {}),
  };
}

function formatIn(options: RoundedIn, matcher: string): FormatName | undefined {
  const unknown = Object.keys(options).find((name) => name !== 'format');
  if (unknown !== undefined) {
    throw new ComparisonError(`${matcher}: there is no option '${unknown}'. Write format, or nothing.`);
  }
  return options.format === undefined ? undefined : formatOf(options.format).name;
}

function missAt(pair: OraclePair, index: number, actual: number): RoundingMiss {
  const { reference, format } = pair;
  const rounded = (mode: 'nearest' | 'down' | 'up'): number => reference.correctlyRounded(index, format, mode);
  return {
    path: pathOf(pair, index),
    format,
    actual,
    nearest: rounded('nearest'),
    down: rounded('down'),
    up: rounded('up'),
  };
}

/** X = RN(y). */
function isCorrectlyRounded({ reference, format }: OraclePair, index: number, actual: number): boolean {
  const quick = quickNearest(reference.hi[index]!, reference.lo[index]!, reference.radius[index]!, format);
  const nearest = quick ?? reference.correctlyRounded(index, format);
  return actual === nearest || (actual !== actual && nearest !== nearest);
}

/**
 * X is one of the two values of the format that enclose y: its neighbours lie strictly on both sides of y. An error below one ulp does not
 * imply it (Muller 2005), which is why it is decided by bracketing.
 */
function isFaithfullyRounded({ reference, format }: OraclePair, index: number, actual: number): boolean {
  const hi = reference.hi[index]!;
  if (actual !== actual || hi !== hi) return actual !== actual && hi !== hi;
  // kept in a wider format, and never rounded into this one
  if (!isRepresentable(actual, format)) return false;
  if (Math.abs(hi) === Infinity && reference.radius[index] === 0)
    return isCorrectlyRounded({ reference, format } as OraclePair, index, actual);
  const below = actual === -Infinity ? -Infinity : nextDown(actual, format);
  const above = actual === Infinity ? Infinity : nextUp(actual, format);
  const spread = Math.abs(reference.lo[index]!) + reference.radius[index]!;
  // |y − hi| ≤ spread(1 + 2^-52): far from both neighbours there is nothing to prove with more digits.
  const margin = spread * (1 + 4 * Number.EPSILON) + Math.abs(hi) * 2 * Number.EPSILON;
  if (hi - margin > below && hi + margin < above) return true;
  if (hi + margin < below || hi - margin > above) return false;
  const over = below === -Infinity || Number.isNaN(below) || reference.order(index, below) > 0;
  return over && (above === Infinity || Number.isNaN(above) || reference.order(index, above) < 0);
}

/** RN(hi + lo ± radius) where both ends round alike in one glance; `undefined` where it takes more. */
function quickNearest(hi: number, lo: number, radius: number, format: OraclePair['format']): number | undefined {
  if (!Number.isFinite(hi) || hi === 0) return radius === 0 && lo === 0 ? roundToFormat(hi, format) : undefined;
  const spread = (Math.abs(lo) + radius) * (1 + 4 * Number.EPSILON);
  if (format === 'float64') {
    // Below half an ulp on the smaller side of a power of two as well.
    return spread < ulpOf(hi, 'float64') * 0.25 ? hi : undefined;
  }
  const lower = roundToFormat(nextDown(hi - spread, 'float64'), format);
  const upper = roundToFormat(nextUp(hi + spread, 'float64'), format);
  return Object.is(lower, upper) ? lower : undefined;
}
