/** Details of entries in compressed blocks, so that the whole report stays under a size. */
import { base64 } from './page-data.ts';
import type { ReportDetail, ReportEntrySide, ReportEnvelope } from './report-data.ts';

/** Entries in a block: a block is opened in a few milliseconds, and long enough to compress well. */
export const blockSize = 128;

/** Characters that the blocks of a report take at most, as long as the metrics alone take less. */
export const mostCharacters = 8_000_000;

/** Bytes to compressed bytes: raw DEFLATE (RFC 1951). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** Elements and ranges that a brief detail keeps. */
const briefWorst = 4;
const briefRanges = 16;

/**
 * The blocks, in the order of the entries. The first entries, which are the worst, are kept whole until they fill half of the space; then they
 * are brief, then bare.
 */
export function detailBlocks(
  count: number,
  detail: (row: number) => ReportDetail,
  deflate: Deflate,
  most: number = mostCharacters,
): string[] {
  const blocks: string[] = [];
  const encoder = new TextEncoder();
  let used = 0;
  for (let start = 0; start < count; start += blockSize) {
    const cut = used < most / 2 ? whole : used < 0.8 * most ? brief : bare;
    const details = Array.from({ length: Math.min(blockSize, count - start) }, (_, i) => cut(detail(start + i)));
    const block = base64(deflate(encoder.encode(JSON.stringify(details))));
    used += block.length;
    blocks.push(block);
  }
  return blocks;
}

function whole(detail: ReportDetail): ReportDetail {
  return detail;
}

function brief(detail: ReportDetail): ReportDetail {
  return {
    ...detail,
    worst: detail.worst.slice(0, briefWorst),
    base: briefSide(detail.base),
    head: briefSide(detail.head),
    level: 'brief',
  };
}

function bare(detail: ReportDetail): ReportDetail {
  const without = (side: ReportEntrySide | null): ReportEntrySide | null =>
    side === null ? null : { ...side, envelope: null, histogram: null, values: null };
  return { ...detail, worst: [], base: without(detail.base), head: without(detail.head), level: 'bare' };
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
    let best = '';
    for (let i = 0; i < n; i++) {
      const pattern = patterns.slice(at + 4 * i, at + 4 * i + 4);
      if (isNaNPattern(pattern)) continue;
      if (best === '' || rank(pattern) < rank(best) === lowest) best = pattern;
    }
    text += best === '' ? patterns.slice(at, at + 4) : best;
  }
  return text;
}

function isNaNPattern(pattern: string): boolean {
  return (parseInt(pattern, 16) & 0x7fff) > 0x7f80;
}

/** Patterns ordered as their numbers are. */
function rank(pattern: string): number {
  const bits = parseInt(pattern, 16);
  return bits & 0x8000 ? -(bits & 0x7fff) : bits;
}
