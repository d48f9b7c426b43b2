/** Histories of entries for a person. */
import { judge, measuredOf, sameData } from '../../drift/index.ts';
import type { Entry, EntryHistory, HistoryPoint } from '../../drift/index.ts';
import type { Style } from '../../matchers/index.ts';
import { metricName } from '../../report/index.ts';
import { counted, countText, sizeText } from '../../report/number-text.ts';
import { sparkline } from '../../report/sparkline.ts';
import { tableLines } from '../../report/table.ts';
import type { Cell } from '../../report/table.ts';
import { placeOf } from '../gate/entries.ts';
import { lineOf } from '../gate/foreign-text.ts';

/** Entries, and commits of one entry, that are shown; `--json` has them all. */
const mostEntries = 50;
const mostPoints = 100;

/** Metrics that have a column. */
const mostMetrics = 4;
const shownMetrics = ['maxUlps', 'p999Ulps', 'rmsUlps', 'maxRel'];

/** Where an entry is: `test/a.test.ts › softmax#1 (arm64)`. */
export function historyPlace({ path, key }: EntryHistory): string {
  const { file, environment } = placeOf(path);
  return `${file} › ${key}${environment === '' ? '' : ` (${environment})`}`;
}

/** The histories shown, those of entries that have never changed only counted unless they were asked for by name. */
export function historyText(entries: readonly EntryHistory[], named: boolean, style: Style): string {
  const notable = named ? entries : entries.filter(({ before, points }) => before !== null || points.length > 1);
  const shown = notable.slice(0, mostEntries);
  const quiet = entries.length - notable.length;
  const more = notable.length - shown.length;
  const blocks = shown.map((history) => entryLines(history, style).join('\n'));
  if (more > 0) blocks.push(`… and ${countText(more)} more; name what to show, or --json lists all.`);
  if (quiet > 0) {
    blocks.push(`${counted(quiet, 'entry').replace('entrys', 'entries')} did not change after being added.`);
  }
  return blocks.join('\n\n');
}

function entryLines(history: EntryHistory, style: Style): string[] {
  const { points, before } = history;
  const shown = points.slice(-mostPoints);
  const names = metricsOf(points);
  const head = ['commit', 'date', ...names.map((name) => lineOf(metricName(name), 60)), '', 'subject'];
  const rows = shown.map((point, i) => {
    const previous =
      shown === points && i === 0 ? before : (points[points.length - shown.length + i - 1]?.entry ?? null);
    return row(point, i === 0 && points.length === shown.length ? before : previous, names, style);
  });
  const more = points.length - shown.length;
  return [
    style.strong(`${lineOf(historyPlace(history))}${trend(points, names[0])}`),
    ...tableLines([head.map((text, i): Cell => ({ text, paint: style.faint, align: alignOf(i, names) })), ...rows]),
    ...(more > 0 ? [`  … after ${countText(more)} older`] : []),
  ];
}

function alignOf(column: number, names: readonly string[]): 'left' | 'right' {
  return column >= 2 && column < 2 + names.length ? 'right' : 'left';
}

/** The first metric as bars, oldest first: `   ▂▂█`. */
function trend(points: readonly HistoryPoint[], name: string | undefined): string {
  if (name === undefined) return '';
  const sizes = points.flatMap(({ entry }) => {
    const size = entry?.kind === 'drift' ? entry.metrics[name] : undefined;
    return size === undefined ? [] : [Math.abs(size)];
  });
  return sizes.length < 2 ? '' : `   ${sparkline(sizes.slice(-mostPoints))}`;
}

/** The metrics of a series that have a column: the usual four, or the first four of its own. */
function metricsOf(points: readonly HistoryPoint[]): readonly string[] {
  const all = new Set(points.flatMap(({ entry }) => (entry?.kind === 'drift' ? Object.keys(entry.metrics) : [])));
  const usual = shownMetrics.filter((name) => all.has(name));
  return usual.length > 0 ? usual : [...all].slice(0, mostMetrics);
}

function row(
  { commit, date, subject, change, entry }: HistoryPoint,
  previous: Entry | null,
  names: readonly string[],
  style: Style,
): Cell[] {
  const { text, paint } = whatHappened(change, previous, entry, style);
  return [
    { text: commit.slice(0, 8), paint: style.faint },
    { text: date.slice(0, 10) },
    ...names.map((name): Cell => {
      const size = entry?.kind === 'drift' ? entry.metrics[name] : undefined;
      return { text: size === undefined ? '–' : sizeText(size), align: 'right' };
    }),
    { text, paint },
    { text: lineOf(subject) },
  ];
}

interface Happening {
  readonly text: string;
  readonly paint: (text: string) => string;
}

function whatHappened(
  change: HistoryPoint['change'],
  previous: Entry | null,
  entry: Entry | null,
  { faint, received, expected }: Style,
): Happening {
  if (entry === null || previous === null || change === 'added') {
    const kind = entry?.kind === 'values' ? ` ${entry.dtype} [${entry.shape.join(', ')}]` : '';
    return { text: `${change}${kind}`, paint: faint };
  }
  if (change === 'edited') {
    const what = sameData(previous.tolerance, entry.tolerance) ? 'acknowledgement' : 'tolerance';
    return { text: `${what} edited`, paint: faint };
  }
  // what was allowed at the time is not asked: any growth is told
  const { outcome, changes } = judge(measuredOf(previous), entry);
  if (outcome === 'changed') {
    const text = changes.map(({ what, base, now }) => `${what} ${base} → ${now}`).join('; ');
    return { text: lineOf(text), paint: received };
  }
  if (outcome === 'regressed') return { text: 'worse', paint: received };
  if (outcome === 'improved') return { text: 'better', paint: expected };
  return { text: entry.kind === 'values' ? 'other numbers' : 'other bits', paint: faint };
}
