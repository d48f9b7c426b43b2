/** The gate's findings for a person: one sentence, then one table. */
import type { Entry } from '../../drift/index.ts';
import type { Style } from '../../matchers/style.ts';
import { metricName } from '../../report/index.ts';
import { countText, counted, sizeAbove, sizeText } from '../../report/number-text.ts';
import { tableLines } from '../../report/table.ts';
import type { Cell } from '../../report/table.ts';
import { lineOf } from './foreign-text.ts';
import { findings } from './gate.ts';
import type { Finding, GateResult, GateRow } from './gate.ts';

/** Rows of one finding; `--json` has them all. */
const mostRows = 50;

/** What so many entries are: `3 worse`, `1 changed in kind`. */
export const findingNouns: { readonly [F in Finding | 'environment' | 'tolerance']: string } = {
  regression: 'worse',
  changed: 'changed in kind',
  acknowledged: 'worse but acknowledged',
  removed: 'removed',
  new: 'new',
  improvement: 'better',
  same: 'as before',
  environment: 'from another environment',
  tolerance: 'with an edited tolerance',
};

/** The verdict in one line: `2 of 812 entries are worse than at origin/main.` */
export function verdictText({ base, counts, rows, passed, failOn }: GateResult): string {
  if (rows.length === 0) return `There are no baselines, neither at ${base.name} nor now.`;
  const against = failOn.filter((name) => counts[name] > 0);
  if (passed) return `No entry of ${countText(rows.length)} fails the gate against ${base.name}.`;
  const parts = against.map((name) => `${countText(counts[name])} ${findingNouns[name]}`);
  return `The gate fails against ${base.name}: of ${counted(rows.length, 'entry').replace('entrys', 'entries')}, ${parts.join(', ')}.`;
}

/** `1 worse · 2 new · 809 as before`. */
export function countsText({ counts }: GateResult): string {
  return ([...findings, 'environment', 'tolerance'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${countText(counts[name])} ${findingNouns[name]}`)
    .join(' · ');
}

/** Why differences may be the machine's; empty where the environments agree. */
export function environmentText({ base, head, counts }: GateResult): string {
  if (counts.environment === 0 || base.environments === null || head.environments === null) return '';
  return `The runs were in different environments, so that a difference may be the machine's: ${base.environments.join(', ')}, then ${head.environments.join(', ')}.`;
}

/** The project and the environment of an entry that has such: ` (browser, arm64)`. */
export function tagsText({ project, environment }: GateRow): string {
  const tags = [project, environment].filter((tag) => tag !== '');
  return tags.length === 0 ? '' : ` (${tags.join(', ')})`;
}

/** Where an entry is: `test/a.test.ts › softmax#1 (arm64)`. */
export function placeText(row: GateRow): string {
  return `${row.file} › ${row.key}${tagsText(row)}`;
}

/** What the row is about, before and after, with what was allowed. */
export function figuresOf({ metric, base, head, note, toleranceEdited, environmentDiffers }: GateRow): {
  readonly metric: string;
  readonly base: string;
  readonly head: string;
  readonly allowed: string;
  readonly note: string;
} {
  const notes = [note, toleranceEdited ? 'tolerance edited' : '', environmentDiffers ? 'environment differs' : ''];
  const shown = metric?.name ?? headlineOf((head ?? base)!);
  const [name, before, now] =
    metric === null
      ? [shown ?? '', valueOf(base, shown), valueOf(head, shown)]
      : [
          metric.name,
          sizeOrDash(metric.base),
          metric.now === null ? '–' : sizeAbove(Math.abs(metric.now), metric.limit ?? Infinity),
        ];
  const allowed = metric?.limit ?? null;
  return {
    metric: name === '' ? (head ?? base!).kind : metricName(name),
    base: before,
    head: now,
    allowed: allowed === null || metric?.verdict !== 'worse' ? '' : sizeText(allowed),
    note: notes.filter((text) => text !== '').join('; '),
  };
}

/** The metric to show of an entry of which none is judged: the first, which of a comparison is the largest error in ulps. */
export function headlineOf(entry: Entry): string | null {
  return entry.kind === 'values' ? null : (Object.keys(entry.metrics)[0] ?? null);
}

function valueOf(entry: Entry | null, shown: string | null): string {
  if (entry === null) return '–';
  if (entry.kind === 'values') return `${entry.dtype} [${entry.shape.join(', ')}]`;
  return shown === null ? '–' : sizeOrDash(entry.metrics[shown] ?? null);
}

function sizeOrDash(size: number | null): string {
  return size === null ? '–' : sizeText(Math.abs(size));
}

/** Rows worth showing: all but those that are as before and carry no flag. */
export function notableRows({ rows }: GateResult): readonly GateRow[] {
  return rows.filter(({ finding, toleranceEdited }) => finding !== 'same' || toleranceEdited);
}

/** Columns of the table. */
export const columns = ['', 'entry', 'metric', 'base', 'now', 'allowed', ''] as const;

/** The verdict, the counts and the table. */
export function gateText(result: GateResult, style: Style): string {
  const notable = notableRows(result);
  const shown = findings.flatMap((name) => notable.filter(({ finding }) => finding === name).slice(0, mostRows));
  const paints: Partial<Record<Finding, (text: string) => string>> = {
    regression: style.received,
    changed: style.received,
    improvement: style.expected,
  };
  const body = shown.map((row): Cell[] => {
    const { metric, base, head, allowed, note } = figuresOf(row);
    return [
      { text: row.finding, paint: paints[row.finding] ?? style.faint },
      { text: lineOf(placeText(row)) },
      { text: lineOf(metric, 60) },
      { text: base, align: 'right' },
      { text: head, align: 'right' },
      { text: allowed, align: 'right' },
      { text: lineOf(note), paint: style.faint },
    ];
  });
  const head = columns.map((text, i): Cell => ({
    text,
    paint: style.faint,
    align: i >= 3 && i <= 5 ? 'right' : 'left',
  }));
  const more = notable.length - shown.length;
  const environment = environmentText(result);
  return [
    style.strong(verdictText(result)),
    ...(result.rows.length === 0 ? [] : [countsText(result)]),
    ...(environment === '' ? [] : [environment]),
    ...(body.length === 0 ? [] : ['', ...tableLines([head, ...body])]),
    ...(more > 0 ? [`  … and ${countText(more)} more; --json lists all`] : []),
  ].join('\n');
}
