/**
 * The gate's findings as Markdown for a GitHub job summary. Names come from tests and files: nothing in them is markup here. GitHub drops a
 * step's summary that exceeds 1 MiB as a whole, and other tools write to it as well: a quarter is the most taken.
 */
import { countText } from '../../report/number-text.ts';
import { columns, countsText, environmentText, figuresOf, notableRows, placeText, verdictText } from './text.ts';
import type { GateResult } from './gate.ts';

const mostRows = 200;
const mostBytes = 256 * 1024;
const longestCell = 200;

/** Text that Markdown shows as it is: whatever could be markup becomes a numeric character reference, which never is. */
export function markdownText(text: string): string {
  const letters = [...text];
  const short = letters.length > longestCell ? `${letters.slice(0, longestCell - 1).join('')}…` : text;
  return short
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[^\p{L}\p{N}\p{M} ,;–…›→·×%+/-]/gu, (sign) => `&#${sign.codePointAt(0)};`);
}

const marks: Readonly<Record<string, string>> = {
  regression: '❌ regression',
  changed: '❌ changed',
  acknowledged: '👁 acknowledged',
  removed: '➖ removed',
  new: '➕ new',
  improvement: '✅ improvement',
  same: 'same',
};

/** The verdict, the counts and a table. At most 256 KiB, and no more than `left` bytes: where not even a verdict fits, nothing. */
export function gateMarkdown(result: GateResult, left: number = mostBytes): string {
  const environment = environmentText(result);
  const head = [
    `### ${result.passed ? '✅' : '❌'} Numerical drift`,
    '',
    `**${markdownText(verdictText(result))}**`,
    '',
    ...(result.rows.length === 0 ? [] : [markdownText(countsText(result)), '']),
    ...(environment === '' ? [] : [`⚠️ ${markdownText(environment)}`, '']),
  ];
  const notable = notableRows(result);
  if (byteLength(head.join('\n')) > left) return '';
  if (notable.length === 0) return head.join('\n');
  const lines = [
    ...head,
    `| ${columns.join(' | ')} |`,
    `| ${columns.map((_, i) => (i >= 3 && i <= 5 ? '--:' : '---')).join(' | ')} |`,
  ];
  let rest = Math.min(mostBytes, left) - byteLength(lines.join('\n')) - 200;
  let shown = 0;
  for (const row of notable.slice(0, mostRows)) {
    const { metric, base, head: now, allowed, note } = figuresOf(row);
    const cells = [placeText(row), metric, base, now, allowed, note].map(markdownText);
    const line = `| ${marks[row.finding]} | ${cells.join(' | ')} |`;
    rest -= byteLength(line) + 1;
    if (rest < 0) break;
    lines.push(line);
    shown++;
  }
  const more = notable.length - shown;
  const text = [...lines, '', ...(more > 0 ? [`… and ${countText(more)} more: see the run record.`, ''] : [])].join(
    '\n',
  );
  return byteLength(text) > left ? head.join('\n') : text;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
