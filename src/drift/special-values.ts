/** NaN and infinities, counted. */
import { noSpecials } from './entry.ts';
import type { Entry, SpecialCounts } from './entry.ts';

type Counts = { -readonly [K in keyof SpecialCounts]: SpecialCounts[K] };

/** Adds a number to the counts, if it is a special one. */
export function countSpecial(counts: Counts, x: number): void {
  if (x !== x) counts.nan++;
  else if (x === Infinity) counts.positiveInfinity++;
  else if (x === -Infinity) counts.negativeInfinity++;
}

/** Special values of an entry of either kind. */
export function specialsOf(entry: Entry): SpecialCounts {
  if (entry.kind === 'drift' || entry.values === null) return entry.special ?? noSpecials;
  const counts = { ...noSpecials };
  for (const [sign] of entry.values.join(' ').matchAll(/NaN|-?Infinity/g)) countSpecial(counts, Number(sign));
  return counts;
}
