/**
 * Where in an array the errors are: the array is cut into ranges of elements that follow each other, and of each range the lowest and the
 * highest signed error is kept. Of an array as long as the ranges are many this is every error; of a longer one nothing that sticks out is lost.
 */
import type { Operand } from '../compare/operand.ts';
import type { Pair } from '../compare/pairs.ts';
import { signedUlps, ulpAt } from '../compare/scalar-engine.ts';
import { unitOf } from '../compare/unit.ts';
import type { UnitOfError } from '../compare/unit.ts';

/**
 * Signed errors in ulps, (actual − reference) / ulp(reference), by range: range i of n holds the elements ⌊i·count/n⌋ to ⌊(i+1)·count/n⌋ − 1 in
 * row-major order. Ends are bfloat16 numbers, rounded outwards: every error lies within them, and they are off by at most one part in 128.
 * NaN on both sides where a range holds no pair of finite numbers. They stay text until they are drawn: see {@link patternValues}.
 */
export interface ErrorEnvelope {
  /** Elements of the array. */
  readonly count: number;
  /** bfloat16 patterns, four hexadecimal digits each. */
  readonly lowest: string;
  readonly highest: string;
}

/** Ranges at most. */
export const mostRanges = 128;

/** First element of a range. */
export function rangeStart(range: number, ranges: number, count: number): number {
  return Math.floor((range * count) / ranges);
}

const chunk = 2048;

/**
 * The envelope of a pair of real arrays; `null` for complex numbers, whose errors have no sign, for integers of any size, and for nothing.
 *
 * O(count): a tenth of what measuring the array takes.
 */
export function envelopeOf(pair: Pair): ErrorEnvelope | null {
  const { actual } = pair;
  const { count } = actual;
  const walk = 'certified' in pair ? certifiedErrors(pair.actual, pair.certified) : realErrors(pair);
  if (walk === null || count === 0) return null;
  const ranges = Math.min(count, mostRanges);
  const lowest = new Float64Array(ranges).fill(Infinity);
  const highest = new Float64Array(ranges).fill(-Infinity);
  const errors = new Float64Array(Math.min(count, chunk));
  let range = 0;
  let end = rangeStart(1, ranges, count);
  let low = Infinity;
  let high = -Infinity;
  for (let start = 0; start < count; start += chunk) {
    const n = Math.min(chunk, count - start);
    walk(start, n, errors);
    for (let i = 0; i < n; i++) {
      if (start + i === end) {
        lowest[range] = low;
        highest[range] = high;
        range++;
        end = rangeStart(range + 1, ranges, count);
        low = Infinity;
        high = -Infinity;
      }
      const error = errors[i];
      // neither holds of NaN
      if (error < low) low = error;
      if (error > high) high = error;
    }
  }
  lowest[range] = low;
  highest[range] = high;
  for (let i = 0; i < ranges; i++) {
    if (lowest[i] > highest[i]) lowest[i] = highest[i] = NaN;
    // errors saturate, as those of a comparison do
    lowest[i] = Math.max(lowest[i], -Number.MAX_VALUE);
    highest[i] = Math.min(highest[i], Number.MAX_VALUE);
  }
  return {
    count,
    lowest: patternText(lowest, 'down'),
    highest: patternText(highest, 'up'),
  };
}

/** Writes the signed errors in ulps of `n` elements from `start`; NaN where one of the two is not finite. */
type Walk = (start: number, n: number, into: Float64Array) => void;

/** Values of an operand, part by part. */
function loaderOf(side: Operand): (start: number, n: number) => Float32Array | Float64Array {
  const length = Math.min(side.count, chunk);
  const narrow = new Float32Array(side.float64 ? 0 : length);
  const wide = new Float64Array(side.float64 ? length : 0);
  return (start, n) => {
    side.load(start, n, narrow, wide);
    return side.float64 ? wide : narrow;
  };
}

function realErrors({ actual, reference }: Exclude<Pair, { readonly certified: unknown }>): Walk | null {
  if (actual.kind !== 'real' || reference.kind !== 'real') return null;
  const { ulp } = unitOf(actual.dtype);
  const [actuals, references] = [loaderOf(actual), loaderOf(reference)];
  return (start, n, into) => {
    const as = actuals(start, n);
    const rs = references(start, n);
    for (let i = 0; i < n; i++) {
      const a = as[i];
      const r = rs[i];
      // x − x is 0 for finite x alone; −0 − 0 is −0, which is no error either
      into[i] = a - a !== 0 || r - r !== 0 ? NaN : signedUlps(a, r, ulp) + 0;
    }
  };
}

function certifiedErrors(actual: Operand, { hi, lo }: { hi: Float64Array; lo: Float64Array }): Walk | null {
  if (actual.kind !== 'real') return null;
  const { ulp }: UnitOfError = unitOf(actual.dtype);
  const actuals = loaderOf(actual);
  return (start, n, into) => {
    const as = actuals(start, n);
    for (let i = 0; i < n; i++) {
      const r = hi[start + i];
      const finite = Number.isFinite(as[i]) && Number.isFinite(r);
      into[i] = finite ? (as[i] - r - lo[start + i]) / ulpAt(r, ulp) : NaN;
    }
  };
}

// ----------------------------------------------------------------------------------------------------------------- text

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);
/** Where the first of four patterns stands in the 64 bits whose hexadecimal form begins with it. */
const firstOfQuad = 3 * new Uint8Array(Uint16Array.of(1).buffer)[0];

/**
 * Numbers as bfloat16 patterns, four hexadecimal digits each, rounded as `encodeArray` rounds them: without its tables, which take longer to
 * make than the tests of a file. Numbers that bfloat16 has are kept in either direction.
 */
export function patternText(values: ArrayLike<number>, mode: 'down' | 'up' = 'up'): string {
  const { length } = values;
  const quads = new BigUint64Array(Math.ceil(length / 4));
  const patterns = new Uint16Array(quads.buffer);
  for (let i = 0; i < length; i++) patterns[i ^ firstOfQuad] = patternOf(values[i], mode);
  let text = '';
  for (const quad of quads) text += quad.toString(16).padStart(16, '0');
  return text.slice(0, 4 * length);
}

/** A bfloat16 number is the upper half of a float32 one; what is left when the lower is cut off may lie on either side of x. */
function patternOf(x: number, mode: 'down' | 'up'): number {
  if (x !== x) return 0x7fc0;
  single[0] = x;
  const pattern = singleBits[0] >>> 16;
  const cut = ofPattern(pattern);
  if (mode === 'down' ? cut <= x : cut >= x) return pattern;
  // away from zero where the sign is that of the direction
  const negative = pattern >= 0x8000;
  return negative === (mode === 'down') ? pattern + 1 : pattern - 1;
}

function ofPattern(pattern: number): number {
  singleBits[0] = pattern << 16;
  return single[0];
}

/** Whether a text is that of so many patterns. */
export function arePatterns(text: string, count: number): boolean {
  return text.length === 4 * count && /^[0-9a-f]*$/.test(text);
}

/** The numbers that {@link patternText} wrote. */
export function patternValues(text: string): number[] {
  return Array.from({ length: text.length / 4 }, (_, i) => ofPattern(parseInt(text.slice(4 * i, 4 * i + 4), 16)));
}
