/**
 * Where in an array the errors are: the array is cut into ranges of elements that follow each other, and of each range the lowest and the
 * highest signed error is kept. Of an array as long as the ranges are many this is every error; of a longer one nothing that sticks out is lost.
 */
import { pairState } from '../compare/measure.ts';
import type { Pair } from '../compare/pairs.ts';
import type { ErrorViewer } from '../compare/walk.ts';

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

/** The range that an element is in. */
function rangeOf(element: number, ranges: number, count: number): number {
  const range = Math.floor((element * ranges) / count);
  return rangeStart(range + 1, ranges, count) <= element ? range + 1 : range;
}

/** First element of a range. */
export function rangeStart(range: number, ranges: number, count: number): number {
  return Math.floor((range * count) / ranges);
}

/** Collects the errors of one array while it is compared. */
export interface EnvelopeOfErrors {
  /** To be shown all errors, in order. */
  readonly see: ErrorViewer;
  /** The envelope of what was seen. */
  envelope(): ErrorEnvelope;
}

/** `undefined` for complex numbers, whose errors have no sign, for integers of any size, and for nothing. */
export function envelopeFor(pair: Pair): EnvelopeOfErrors | undefined {
  const { count, kind } = pair.actual;
  const isReal = kind === 'real' && ('certified' in pair || pair.reference.kind === 'real');
  if (!isReal || count === 0) return undefined;
  const ranges = Math.min(count, mostRanges);
  const lowest = new Float64Array(ranges).fill(NaN);
  const highest = new Float64Array(ranges).fill(NaN);
  return {
    see(start, n, ulps, states) {
      let range = rangeOf(start, ranges, count);
      for (let i = 0; i < n; range++) {
        const end = Math.min(rangeStart(range + 1, ranges, count) - start, n);
        // a range may have begun in the part before
        let low = lowest[range] === lowest[range] ? lowest[range] : Infinity;
        let high = highest[range] === highest[range] ? highest[range] : -Infinity;
        for (; i < end; i++) {
          const error = ulps[i];
          if (states !== undefined && states[i] !== pairState.finite) continue;
          if (error < low) low = error;
          if (error > high) high = error;
        }
        if (low > high) continue;
        // −0 is no error either
        lowest[range] = low + 0;
        highest[range] = high + 0;
      }
    },
    envelope: () => ({ count, lowest: patternText(lowest, 'down'), highest: patternText(highest, 'up') }),
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
