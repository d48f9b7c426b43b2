/** Rows of the gate for other tools: how grave each is, one sentence on it, and a name that stays the same from run to run. */
import { createHash } from 'node:crypto';
import { countText } from '../../report/number-text.ts';
import { against } from './gate.ts';
import type { Failure, GateResult, GateRow } from './gate.ts';
import { figuresOf } from './text.ts';

/** `error`: it fails the gate. `warning`: it is worse or was made to pass. `note`: it is worth knowing. `none`: it is as before. */
export type Level = 'error' | 'warning' | 'note' | 'none';

export function levelOf(row: GateRow, failOn: readonly Failure[]): Level {
  if (against(row, failOn)) return 'error';
  if (row.finding === 'regression' || row.finding === 'changed' || row.toleranceEdited) return 'warning';
  return row.finding === 'same' ? 'none' : 'note';
}

/** One row and how grave it is. */
export interface GradedRow {
  readonly row: GateRow;
  readonly level: Level;
}

const grave: readonly Level[] = ['error', 'warning', 'note', 'none'];

/** All rows, the gravest first; of the same level in the order of the result. */
export function gradedRows({ rows, failOn }: GateResult): GradedRow[] {
  const graded = rows.map((row) => ({ row, level: levelOf(row, failOn) }));
  return grave.flatMap((level) => graded.filter((item) => item.level === level));
}

/** What a tool that lists problems should list: what fails the gate, what is worse, and what is worse but acknowledged. */
export function problems(result: GateResult): GradedRow[] {
  return gradedRows(result).filter(
    ({ row, level }) => level === 'error' || level === 'warning' || row.finding === 'acknowledged',
  );
}

/** What became of an entry, in a sentence or two: `The error grew: max, ulp 2 → 3; 2 is allowed.` */
export function sentenceOf(row: GateRow): string {
  const { metric, base, head, allowed, note } = figuresOf(row);
  const size = row.metric === null ? '' : `${metric} ${base} → ${head}`;
  const limit = allowed === '' ? '' : `; ${allowed} is allowed`;
  const first = {
    regression: `The error grew: ${size}${limit}.`,
    changed: 'What is measured is of another kind than at the base.',
    acknowledged: size === '' ? 'Another kind than at the base.' : `The error grew: ${size}${limit}.`,
    removed: 'The entry is no longer there.',
    new: `The entry is new: ${metric} ${head}.`,
    improvement: `The error shrank: ${size}.`,
    same: 'The error is as before.',
  }[row.finding];
  return note === '' ? first : `${first} ${note[0]!.toUpperCase()}${note.slice(1)}.`;
}

/** The same for the same entry in every run and on every branch, whatever was measured: 32 hexadecimal digits. */
export function fingerprintOf({ file, key, project, environment }: GateRow, of = ''): string {
  // JSON writes lone surrogates as escapes, so that different names stay different in UTF-8
  const name = JSON.stringify([of, file, key, project, environment]);
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** What a surface holds, as text, and how many entries it leaves out because it would become too large. */
export interface Rendering {
  readonly text: string;
  readonly leftOut: number;
}

/** As many of the first items as fit, as text, in a number of bytes. */
export function fitting<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  mostBytes: number,
): { readonly kept: readonly T[]; readonly leftOut: number } {
  let bytes = 0;
  let count = 0;
  for (const item of items) {
    bytes += Buffer.byteLength(textOf(item)) + 1;
    if (bytes > mostBytes) break;
    count++;
  }
  return { kept: items.slice(0, count), leftOut: items.length - count };
}

/** `37 entries more`, for a person. */
export function moreText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'entry' : 'entries'} more`;
}
