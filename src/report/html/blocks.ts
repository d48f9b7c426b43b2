/** Details of entries in compressed blocks, so that the whole report stays under a size. */
import type { ReportDetail, ReportEntrySide, ReportEnvelope, ReportLevel } from './report-data.ts';

/** Entries in a block: a block is opened in a few milliseconds, and long enough to compress well. */
export const blockSize = 128;

/** Characters that the blocks of a report take at most, as long as the metrics alone take less. */
export const mostCharacters = 8_000_000;

/** Text to base64 (RFC 4648, section 4) of the raw DEFLATE (RFC 1951) of its UTF-8. A port: the machine has fast ones. */
export type Pack = (text: string) => string;

/** Ranges of errors by index that a brief detail keeps. */
const briefRanges = 16;

/**
 * The blocks, in the order of the entries. The first entries, which are the worst, are kept whole until they fill two fifths of the space; then
 * they are brief, then bare.
 *
 * @param detail - what is shown of an entry, made for its level
 */
export function detailBlocks(
  count: number,
  detail: (row: number, level: ReportLevel) => ReportDetail,
  pack: Pack,
  most: number = mostCharacters,
): string[] {
  const blocks: string[] = [];
  let used = 0;
  for (let start = 0; start < count; start += blockSize) {
    const level: ReportLevel = used < 0.4 * most ? 'full' : used < 0.9 * most ? 'brief' : 'bare';
    const details = Array.from({ length: Math.min(blockSize, count - start) }, (_, i) => {
      const made = detail(start + i, level);
      return level === 'brief' ? { ...made, base: briefSide(made.base), head: briefSide(made.head) } : made;
    });
    const block = pack(JSON.stringify(details));
    used += block.length;
    blocks.push(block);
  }
  return blocks;
}

function briefSide(side: ReportEntrySide | null): ReportEntrySide | null {
  if (side === null || side.envelope === null) return side;
  const [count, lowest, highest] = side.envelope;
  const ranges = lowest.length / 4;
  // ranges of other lengths could not be told from those of the whole envelope: only every n-th cut is kept
  const envelope: ReportEnvelope | null =
    ranges > briefRanges && ranges % briefRanges === 0
      ? [count, merged(lowest, ranges / briefRanges, true), merged(highest, ranges / briefRanges, false)]
      : ranges > briefRanges
        ? null
        : side.envelope;
  return { ...side, envelope };
}

/** The lowest, or highest, pattern of each run of `n`. */
function merged(patterns: string, n: number, lowest: boolean): string {
  let text = '';
  for (let at = 0; at < patterns.length; at += 4 * n) {
    let best = at;
    let rank = NaN;
    for (let i = at; i < at + 4 * n; i += 4) {
      const bits = patternAt(patterns, i);
      if ((bits & 0x7fff) > 0x7f80) continue;
      // patterns in the order of their numbers
      const other = bits & 0x8000 ? -(bits & 0x7fff) : bits;
      if (Number.isNaN(rank) || (lowest ? other < rank : other > rank)) [best, rank] = [i, other];
    }
    text += patterns.slice(best, best + 4);
  }
  return text;
}

function patternAt(patterns: string, at: number): number {
  return (
    (digitAt(patterns, at) << 12) |
    (digitAt(patterns, at + 1) << 8) |
    (digitAt(patterns, at + 2) << 4) |
    digitAt(patterns, at + 3)
  );
}

/** The value of a hexadecimal digit in lower case. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code <= 57 ? code - 48 : code - 87;
}
