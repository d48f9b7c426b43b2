/**
 * Two texts as a unified diff, as `git apply` takes it. Lines are matched by a longest common subsequence, found by dynamic programming after
 * the common beginning and end are set aside; the texts are configurations, and short.
 */

const context = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The lines of a text, each with its line feed. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function edits(a: readonly string[], b: readonly string[]): Line[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [from, to] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  // lengths[i][j]: of the longest common subsequence of what is left from i and from j
  const lengths = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        from[i] === to[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const middle: Line[] = [];
  for (let i = 0, j = 0; i < from.length || j < to.length;) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      middle.push({ sign: ' ', text: from[i++]! });
      j++;
    } else if (j === to.length || (i < from.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      middle.push({ sign: '-', text: from[i++]! });
    } else {
      middle.push({ sign: '+', text: to[j++]! });
    }
  }
  const kept = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [...kept(a.slice(0, start)), ...middle, ...kept(a.slice(a.length - end))];
}

/** The diff, `''` where the texts are the same; `null` before is a file that there was not. */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  const lines = edits(linesOf(before ?? ''), linesOf(after));
  const changed = lines.flatMap(({ sign }, i) => (sign === ' ' ? [] : [i]));
  if (changed.length === 0) return '';
  const hunks: [number, number][] = [];
  for (const i of changed) {
    const last = hunks.at(-1);
    if (last !== undefined && i - last[1] <= 2 * context) last[1] = i + 1;
    else hunks.push([i, i + 1]);
  }
  let text = `--- ${before === null ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n`;
  for (const [first, end] of hunks) {
    const [from, to] = [Math.max(first - context, 0), Math.min(end + context, lines.length)];
    const count = (all: readonly Line[], without: string): number => all.filter(({ sign }) => sign !== without).length;
    const range = (without: '-' | '+'): string => {
      const length = count(lines.slice(from, to), without);
      return `${count(lines.slice(0, from), without) + (length === 0 ? 0 : 1)},${length}`;
    };
    text += `@@ -${range('+')} +${range('-')} @@\n`;
    for (const { sign, text: line } of lines.slice(from, to)) {
      text += sign + line + (line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n');
    }
  }
  return text;
}
