/** What is pending, for a person: a table of all, and one entry at length. */
import { judge, specialsOf, specialText, withTolerance } from '../../drift/index.ts';
import type { DriftCheck, Entry, Judgement, MetricChange, RecordedCheck, ValueEntry } from '../../drift/index.ts';
import type { Style } from '../../matchers/style.ts';
import { metricName } from '../../report/index.ts';
import { countText, counted, signedText, sizeAbove, sizeText } from '../../report/number-text.ts';
import { tableLines } from '../../report/table.ts';
import type { Cell } from '../../report/table.ts';
import { shownMetric } from '../gate/gate.ts';
import { nameText } from '../printable.ts';
import { figuresOf } from '../gate/text.ts';
import type { AcceptOptions } from './decide.ts';
import { whyNot } from './decide.ts';
import { kinds } from './pending.ts';
import type { Pending, PendingKind } from './pending.ts';

/** Rows of the table; `--json` has them all. */
const mostRows = 100;

/** Where an entry is: `test/a.test.ts › softmax#1 (browser)`. */
export function placeText({ file, key, projects, path }: Pending): string {
  const layer = /\.([^./]+)\.drift\.json$/.exec(path)?.[1] ?? '';
  const environment = path.includes(`/${file.slice(file.lastIndexOf('/') + 1)}.${layer}.drift.json`) ? [layer] : [];
  const tags = [...projects.filter((name) => name !== ''), ...environment];
  return nameText(`${file} › ${key}${tags.length === 0 ? '' : ` (${tags.join(', ')})`}`);
}

/** How many there are of each kind: `2 regressions · 1 new`. */
export function countsText(pending: readonly Pending[]): string {
  const nouns: { readonly [K in PendingKind]: readonly [string, string] } = {
    regression: ['regression', 'regressions'],
    changed: ['changed', 'changed'],
    new: ['new', 'new'],
    improvement: ['improvement', 'improvements'],
    obsolete: ['obsolete', 'obsolete'],
  };
  return kinds
    .map((kind) => ({ kind, count: pending.filter((item) => item.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${countText(count)} ${nouns[kind][count === 1 ? 0 : 1]}`)
    .join(' · ');
}

export function entriesText(count: number): string {
  return counted(count, 'entry').replace('entrys', 'entries');
}

/** The metric that decides, with its limit; `null` where none does. */
export function decisiveMetric({ kind, base, now, check }: Pending): MetricChange | null {
  if (base === null || now === null || (kind !== 'regression' && kind !== 'improvement')) return null;
  return shownMetric(judgementOf(base, now, check), kind);
}

/** As the assertion judged. */
function judgementOf(base: Entry, now: Entry, check: RecordedCheck | null): Judgement {
  return judge(withTolerance(base, check?.tolerance()), now);
}

function paintOf(kind: PendingKind, style: Style): (text: string) => string {
  if (kind === 'regression' || kind === 'changed') return style.received;
  return kind === 'improvement' ? style.expected : style.faint;
}

const notExplicit: AcceptOptions = { acknowledgement: null, nonFinite: false };

/** What keeps an entry from being accepted, or what changed in kind. */
function noteOf(pending: Pending): string {
  return whyNot(pending, notExplicit) ?? changesOf(pending).join('; ');
}

/** Where the list is empty. @param isPart - more may be pending than was selected */
export function nothingText(isPart: boolean): string {
  return isPart
    ? 'Nothing that is pending is selected.'
    : 'Nothing is pending: the baselines say what the run measured.';
}

/** The table of all that is pending. */
export function pendingText(pending: readonly Pending[], environments: readonly string[], style: Style): string {
  const head = ['', 'entry', 'metric', 'base', 'now', 'allowed', ''].map((text, i): Cell => ({
    text,
    paint: style.faint,
    align: i >= 3 && i <= 5 ? 'right' : 'left',
  }));
  const ranked = kinds.flatMap((kind) => pending.filter((item) => item.kind === kind));
  const rows = ranked.slice(0, mostRows).map((item): Cell[] => {
    const figures = figuresIn(item);
    return [
      { text: item.kind, paint: paintOf(item.kind, style) },
      { text: placeText(item) },
      { text: nameText(figures.metric) },
      { text: figures.base, align: 'right' },
      { text: figures.head, align: 'right' },
      { text: figures.allowed, align: 'right' },
      { text: noteOf(item), paint: style.faint },
    ];
  });
  const more = ranked.length - rows.length;
  return [
    style.strong(`${entriesText(pending.length)} pending: ${countsText(pending)}`),
    ...(environments.length === 0 ? [] : [`measured in ${nameText(environments.join(', '))}`]),
    '',
    ...tableLines([head, ...rows]),
    ...(more > 0 ? [`  … and ${countText(more)} more; --json lists all`] : []),
    '',
    'ulpwise review looks at each; ulpwise accept --all takes them, and ulpwise reject drops them from the record.',
  ].join('\n');
}

const none = { metric: '', base: '–', head: '–', allowed: '' } as const;

function figuresIn(item: Pending): Pick<ReturnType<typeof figuresOf>, 'metric' | 'base' | 'head' | 'allowed'> {
  const { base, now, file, key } = item;
  if (base === null && now === null) return none;
  return figuresOf({
    finding: 'same',
    file,
    key,
    project: '',
    environment: '',
    environmentDiffers: false,
    toleranceEdited: false,
    base,
    head: now,
    allowed: null,
    metric: decisiveMetric(item),
    note: '',
    accepted: null,
  });
}

// ------------------------------------------------------------------------------------------------------------ one entry

/** What changed in kind, a sentence each. */
function changesOf({ kind, base, now }: Pending): string[] {
  if (kind !== 'changed' || base === null || now === null) return [];
  const changes = judge(base, now).changes.map(({ what, base: from, now: to }) => `${what} ${from} → ${to}`);
  return changes.length === 0 ? ['other numbers'] : changes;
}

/** One entry at length: base against now, what changed, the worst elements. */
export function entryLines(pending: Pending, style: Style): string[] {
  const { kind, base, now, path, obstacle, nonFinite, check } = pending;
  const whole = check?.whole();
  return [
    `${paintOf(kind, style)(kind)}  ${style.strong(placeText(pending))}`,
    `  ${style.faint('baseline')}  ${nameText(path)}`,
    ...changesOf(pending).map((text) => `  ${style.faint('changed')}   ${text}`),
    ...entryTable(base, now, check, style),
    ...(whole === undefined ? [] : worstLines(whole, style)),
    ...handLines(base),
    ...(nonFinite ? ['', `  ${style.received('NaN or infinities appeared.')}`] : []),
    ...(obstacle === null ? [] : ['', `  ${style.received('It cannot be accepted:')} ${nameText(obstacle)}`]),
  ];
}

function entryTable(base: Entry | null, now: Entry | null, check: RecordedCheck | null, style: Style): string[] {
  const head = (names: readonly string[]): Cell[] =>
    names.map((text, i) => ({ text, paint: style.faint, align: i === 0 || i === 4 ? 'left' : 'right' }));
  if (base?.kind === 'drift' && now?.kind === 'drift') {
    const { metrics, changes } = judgementOf(base, now, check);
    if (changes.length === 0) {
      const rows = metrics.map((change) => metricRow(change, style));
      return ['', ...tableLines([head(['', 'base', 'now', 'allowed', '']), ...rows]), ...specialLines(now)];
    }
  }
  const numbers = [base, now].every((entry) => entry === null || entry.kind === 'values');
  if (numbers) return valueLines(base as ValueEntry | null, now as ValueEntry | null, style, head);
  const names = [
    ...new Set([base, now].flatMap((entry) => (entry?.kind === 'drift' ? Object.keys(entry.metrics) : []))),
  ];
  const size = (entry: Entry | null, name: string): string =>
    entry?.kind === 'drift' && entry.metrics[name] !== undefined ? sizeOf(name, entry.metrics[name]) : '–';
  const rows = names.map((name): Cell[] => [
    { text: nameText(metricName(name)) },
    { text: size(base, name), align: 'right', paint: style.expected },
    { text: size(now, name), align: 'right' },
  ]);
  return ['', ...tableLines([head(['', 'base', 'now']), ...rows]), ...(now === null ? [] : specialLines(now))];
}

function sizeOf(name: string, size: number): string {
  return name === 'biasUlps' ? signedText(size) : sizeText(size);
}

function metricRow({ name, base, now, limit, verdict }: MetricChange, style: Style): Cell[] {
  const cell = (x: number | null): string => (x === null ? '–' : sizeOf(name, x));
  const isWorse = verdict === 'worse' && now !== null && limit !== null;
  const above = isWorse ? `${name === 'biasUlps' && now < 0 ? '-' : ''}${sizeAbove(Math.abs(now), limit)}` : cell(now);
  const paint = verdict === 'worse' ? style.received : verdict === 'better' ? style.expected : style.faint;
  return [
    { text: nameText(metricName(name)) },
    { text: cell(base), align: 'right' },
    { text: above, align: 'right', paint },
    { text: limit === null ? 'any' : sizeText(limit), align: 'right' },
    { text: verdict === 'same' ? '' : verdict, paint },
  ];
}

function specialLines(entry: Entry): string[] {
  const text = specialText(specialsOf(entry));
  return text === 'none' ? [] : [`  not finite  ${text}`];
}

/** Elements shown of remembered numbers, and of the worst ones. */
const mostElements = 8;

function valueLines(
  base: ValueEntry | null,
  now: ValueEntry | null,
  style: Style,
  head: (names: readonly string[]) => Cell[],
): string[] {
  const kindText = (entry: ValueEntry | null): string =>
    entry === null ? '–' : `${entry.dtype} [${entry.shape.join(', ')}]`;
  const rows: Cell[][] = [
    [
      { text: 'numbers' },
      { text: kindText(base), align: 'right', paint: style.expected },
      { text: kindText(now), align: 'right' },
    ],
  ];
  const [from, to] = [base?.values ?? [], now?.values ?? []];
  const differing = Array.from({ length: Math.max(from.length, to.length) }, (_, i) => i).filter(
    (i) => from[i] !== to[i],
  );
  for (const i of differing.slice(0, mostElements)) {
    const index = { text: `element ${i}` };
    const text = (values: readonly string[]): string => nameText(values[i] ?? '–');
    rows.push([
      index,
      { text: text(from), align: 'right', paint: style.expected },
      { text: text(to), align: 'right', paint: style.received },
    ]);
  }
  const more = differing.length - mostElements;
  return [
    '',
    ...tableLines([head(['', 'base', 'now']), ...rows]),
    ...(more > 0 ? [`  … and ${countText(more)} more elements`] : []),
  ];
}

function worstLines({ worst, now }: DriftCheck, style: Style): string[] {
  if (worst.length === 0) return [];
  const against = now.kind === 'values' ? 'base' : 'reference';
  const head = ['worst', 'now', 'bits', against, 'bits', 'ulp'].map((text): Cell => ({ text, paint: style.faint }));
  const rows = worst
    .slice(0, mostElements)
    .map(({ place, actual, reference, actualBits, referenceBits, ulps }): Cell[] => [
      { text: nameText(place === '' ? 'the number' : place) },
      { text: nameText(actual), paint: style.received },
      { text: nameText(actualBits ?? ''), paint: style.faint },
      { text: nameText(reference), paint: style.expected },
      { text: nameText(referenceBits ?? ''), paint: style.faint },
      { text: ulps === null ? '' : sizeText(Math.abs(ulps)) },
    ]);
  return ['', ...tableLines([head, ...rows])];
}

/** What was written by hand, which acceptance keeps. */
function handLines(base: Entry | null): string[] {
  const lines = [
    ...(base?.tolerance === undefined ? [] : [`  tolerance  ${JSON.stringify(base.tolerance)}`]),
    ...(base?.accepted === undefined
      ? []
      : [`  acknowledged  ${nameText(base.accepted.reason)}${until(base.accepted.until)}`]),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

function until(end: string | undefined): string {
  return end === undefined ? '' : `, until ${end}`;
}
