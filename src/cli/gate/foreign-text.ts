/** Names of tests, files and metrics, which others chose, for formats and tools that cannot hold or show every text. */
import { createHash } from 'node:crypto';

/** Controls, separators of lines, signs that turn the direction of writing, and what no Unicode text may hold. */
const invisible = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

/**
 * Text from names in one line that every format can hold: what is invisible becomes its escape, and of long text there is the beginning, with
 * digits that keep different texts different.
 *
 * @param most - characters at most
 */
export function lineOf(text: string, most = 300): string {
  const visible = (part: string): string =>
    part.replace(invisible, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (text.length <= most) {
    const line = visible(text);
    if (line.length <= most) return line;
  }
  const digits = createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 8);
  const line = visible(text.slice(0, most)).slice(0, most - digits.length - 1);
  return `${/[\ud800-\udbff]$/.test(line) ? line.slice(0, -1) : line}…${digits}`;
}
