import type { Histogram } from '../compare/types.ts';
import { countText } from './number-text.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Columns at most; a wider histogram has its lowest buckets taken together. */
const widest = 40;

/**
 * Counts as a row of bars, the largest full. A bucket that holds anything shows a bar, an empty one a dot: one element in a
 * million is seen.
 */
export function sparkline(counts: readonly number[]): string {
  const largest = Math.max(...counts);
  return counts.map((count) => (count === 0 ? '·' : bars[Math.ceil((count / largest) * bars.length) - 1]!)).join('');
}

/** 2^k as it is read fastest: `0.125`, `1,024`, `2^-20`. */
function edgeText(exponent: number): string {
  if (exponent < -3 || exponent > 20) return `2^${exponent}`;
  return exponent < 0 ? String(1 / (1 << -exponent)) : countText(1 << exponent);
}

/**
 * The errors of an array as one line, a bar for each power of two: `412 exact   0.125 ▂▃▅█▆▃▁ 32 ulp`. The numbers at the ends
 * are the lower edge of the first bar and the upper edge of the last.
 */
export function histogramText({ zero, lowestExponent, counts }: Histogram): string {
  const exact = zero === 0 ? '' : `${countText(zero)} exact`;
  const top = counts.reduce((last, count, i) => (count > 0 ? i : last), -1);
  if (top < 0) return exact;
  const bottom = counts.findIndex((count) => count > 0);
  const from = Math.max(bottom, top - widest + 1);
  const merged = counts.slice(0, from + 1).reduce((sum, count) => sum + count, 0);
  const row = sparkline([merged, ...counts.slice(from + 1, top + 1)]);
  const below = from > bottom ? '…' : edgeText(lowestExponent + from - 1);
  const ends = `${below} ${row} ${edgeText(lowestExponent + top)} ulp`;
  return exact === '' ? ends : `${exact}   ${ends}`;
}
