/** Errors by index as their run recorded them: a band, kept in eight bits, and what it says in words. */
import { countText, signedText, sizeText } from '../../number-text.ts';
import type { ReportEntrySide, ReportEnvelope, ReportWorst } from '../report-data.ts';

/** An envelope as numbers. An end is `null` where a range has no pair of finite numbers, and infinite where no bfloat16 reaches the error. */
export interface Envelope {
  readonly count: number;
  readonly lowest: readonly (number | null)[];
  readonly highest: readonly (number | null)[];
  /** First element of each range, and the count behind the last. */
  readonly starts: readonly number[];
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16 patterns are the upper halves of float32 ones. */
function numbersIn(patterns: string): (number | null)[] {
  return Array.from({ length: patterns.length / 4 }, (_, i) => {
    word.setUint32(0, parseInt(patterns.slice(4 * i, 4 * i + 4), 16) << 16);
    const x = word.getFloat32(0);
    return Number.isNaN(x) ? null : x;
  });
}

export function envelopeOf([count, low, high]: ReportEnvelope): Envelope {
  const [lowest, highest] = [numbersIn(low), numbersIn(high)];
  const starts = Array.from({ length: lowest.length + 1 }, (_, i) => Math.floor((i * count) / lowest.length));
  return { count, lowest, highest, starts };
}

/** `7`, `512 to 575`: the elements of a range. */
export function rangeText(starts: readonly number[], i: number): string {
  const [from, to] = [starts[i]!, starts[i + 1]! - 1];
  return from === to ? countText(from) : `${countText(from)} to ${countText(to)}`;
}

/** The range that an element is in. */
function rangeOf({ starts }: Envelope, element: number): number {
  return starts.findIndex((start, i) => element >= start && element < starts[i + 1]!);
}

/** The largest finite bfloat16, as it is read. */
const reach = '3.39e38';

function endText(x: number): string {
  return Number.isFinite(x) ? signedText(x) : `beyond ${x < 0 ? '-' : '+'}${reach}`;
}

/** The end further from 0: no error of the range is larger. */
function outer(low: number, high: number): number {
  return Math.abs(low) > Math.abs(high) ? low : high;
}

/** The errors of a range: `-9 to +1`; `-0.3867 at most` where there is one error, known to within its rounding. */
export function errorText(low: number | null, high: number | null): string {
  if (low === null || high === null) return 'not finite';
  if (low === high) return endText(high);
  const end = outer(low, high);
  if (!Number.isFinite(end)) return low < 0 && high > 0 ? `${endText(low)} to ${endText(high)}` : endText(end);
  return high - low <= 0.01 * Math.abs(end) ? `${endText(end)} at most` : `${endText(low)} to ${endText(high)}`;
}

// ------------------------------------------------------------------------------------------------------------ beside it

/** What else the entry tells of its errors by index. */
export interface Beside {
  /** The largest error in ulps as it was measured; `null` where it is not known. */
  readonly largest: number | null;
  /** Elements that are known each by its place, in row-major order. */
  readonly known: readonly Known[];
  /** Elements without an error in ulps, because they are not finite; `null` where they were not counted. */
  readonly notFinite: number | null;
  /** `1 NaN, 1 out of place`; empty where it is not known. */
  readonly special: string;
}

interface Known {
  readonly element: number;
  readonly place: string;
  readonly ulps: number | null;
}

/** Row-major number of `[1][2]` in an array of shape `[3, 4]`. */
export function elementAt(place: string, shape: string): number | null {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);
  const [position, extents] = [numbers(place), numbers(shape)];
  if (position.length !== extents.length) return null;
  return position.reduce((element, i, axis) => element * extents[axis]! + i, 0);
}

/** Elements of which the run counted no error: what the histogram lacks of the array. */
export function uncounted({ histogram, shape }: ReportEntrySide): number {
  if (histogram === null) return 0;
  const all = (shape.match(/\d+/g) ?? []).reduce((product, extent) => product * Number(extent), 1);
  return Math.max(0, all - histogram[2].reduce((sum, count) => sum + count, histogram[0]));
}

/** @param largest - the largest error, where a metric has it; or else it is among the worst elements, if those are kept */
export function besideOf(side: ReportEntrySide, worst: readonly ReportWorst[], largest: number | null): Beside {
  const known = worst.flatMap(([place, , , , , ulps]): Known[] => {
    const element = elementAt(place, side.shape);
    return element === null ? [] : [{ element, place, ulps }];
  });
  const sizes = known.flatMap(({ ulps }) => (ulps === null ? [] : [Math.abs(ulps)]));
  const most = largest ?? (sizes.length === 0 ? null : Math.max(...sizes));
  return { largest: most, known, notFinite: side.histogram === null ? null : uncounted(side), special: side.special };
}

/** First and last element, and the one behind, of what is to be marked: ranges without a finite pair, and elements known by their place. */
export function markedOf(envelope: Envelope, { known }: Beside): (readonly [from: number, to: number])[] {
  const { lowest, starts } = envelope;
  const whole = lowest.flatMap((low, i) => (low === null ? [[starts[i]!, starts[i + 1]!] as const] : []));
  const single = known.flatMap(({ element, ulps }) =>
    ulps === null && lowest[rangeOf(envelope, element)] !== null ? [[element, element + 1] as const] : [],
  );
  return [...whole, ...single].sort(([a], [b]) => a - b);
}

// -------------------------------------------------------------------------------------------------------------- in words

/** Where the largest error is, and what has none. */
export function summary(envelope: Envelope, beside: Beside): string {
  return [largestText(envelope, beside), notFiniteText(envelope, beside)].filter((text) => text !== '').join(' ');
}

function largestText(envelope: Envelope, { largest, known, notFinite }: Beside): string {
  const { lowest, highest, starts } = envelope;
  const sizes = lowest.map((low, i) => (low === null ? 0 : Math.abs(outer(low, highest[i]!))));
  const most = Math.max(0, ...sizes);
  if (lowest.every((low) => low === null)) return '';
  if (most === 0) return notFinite === 0 ? 'No element has an error.' : 'No finite element has an error.';
  const worst = known.find(({ ulps }) => ulps !== null && Math.abs(ulps) === largest);
  const at = worst === undefined ? sizes.indexOf(most) : rangeOf(envelope, worst.element);
  const others = sizes.filter((size) => size === most).length - 1;
  const bound = Number.isFinite(most) ? `at most ${sizeText(most)}` : `beyond ${reach}`;
  const size = largest === null ? `${bound} ulp in size` : `${signed(at)} ulp`;
  const single = starts[at + 1]! - starts[at]! === 1;
  const place =
    worst !== undefined
      ? `at element ${countText(worst.element)}${/\]\[/.test(worst.place) ? `, ${worst.place}` : ''}`
      : `${single ? 'at element' : 'among elements'} ${rangeText(starts, at)}${others > 0 ? `, or in one of ${countText(others)} other ranges` : ''}`;
  return `The largest error is ${size}, ${place}.`;

  /** With its sign, where the ends of its range tell it. */
  function signed(i: number): string {
    const [below, above] = [Math.abs(Math.min(lowest[i]!, 0)), Math.max(highest[i]!, 0)];
    if (below === above) return sizeText(largest!);
    return signedText(below > above ? -largest! : largest!);
  }
}

function notFiniteText(envelope: Envelope, beside: Beside): string {
  const { notFinite, special } = beside;
  const marked = markedOf(envelope, beside);
  if (!notFinite && marked.length === 0) return '';
  const left = notFinite ?? 0;
  const [has, is] = left === 1 ? ['has', 'is'] : ['have', 'are'];
  const what = special === '' ? `${has} no error in ulps` : `${is} not finite (${special})`;
  const count =
    left === 0
      ? 'Some elements are not finite'
      : `${countText(left)} of ${countText(envelope.count)} ${envelope.count === 1 ? 'element' : 'elements'} ${what}`;
  const shown = marked.reduce((sum, [from, to]) => sum + to - from, 0);
  const where =
    marked.length === 0
      ? 'where is not known'
      : shown < left
        ? 'those whose place is known are marked at the foot'
        : 'marked at the foot';
  return `${count}; ${where}.`;
}
