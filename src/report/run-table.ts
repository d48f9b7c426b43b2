import type { DriftCheck, Entry, ObsoleteEntry, Outcome, RunRecord } from '../drift/index.ts';
import type { Style } from '../matchers/index.ts';
import { countText, sizeText } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** Rows at most; the record has them all. */
const mostRows = 20;

/** What a person should see first stands first. */
const order: readonly Outcome[] = ['changed', 'regressed', 'new', 'improved', 'within'];

/** The end of a run: a line of counts, and a row for each check that is not simply within its baseline. Empty for a run without checks. */
export function runTableLines(record: RunRecord, style: Style): string[] {
  const { checks, obsolete } = record;
  if (checks.length + obsolete.length === 0) return [];
  const notable = checks.filter(({ outcome, action }) => outcome !== 'within' || action !== 'kept');
  const ranked = order.flatMap((outcome) => notable.filter((check) => check.outcome === outcome));
  const shown = ranked.slice(0, mostRows);
  const more = ranked.length - shown.length;
  const head = ['', 'entry', 'now', 'baseline', ''].map((text): Cell => ({ text, paint: style.faint }));
  return [
    ` ${style.strong('Drift')}  ${countsText(checks, obsolete)}`,
    ...(shown.length === 0 ? [] : tableLines([head, ...shown.map((check) => row(check, style))])),
    ...(more > 0 ? [`  ${style.faint(`… and ${countText(more)} more`)}`] : []),
  ];
}

function countsText(checks: readonly DriftCheck[], obsolete: readonly ObsoleteEntry[]): string {
  const counts = [...order].reverse().map((outcome) => {
    const count = checks.filter((check) => check.outcome === outcome).length;
    return { text: `${countText(count)} ${outcome}`, count };
  });
  const removed = obsolete.filter((entry) => entry.removed).length;
  counts.push({ text: `${countText(obsolete.length - removed)} obsolete`, count: obsolete.length - removed });
  counts.push({ text: `${countText(removed)} removed`, count: removed });
  const parts = counts.filter(({ count }) => count > 0).map(({ text }) => text);
  return parts.join(' · ');
}

function row(check: DriftCheck, style: Style): Cell[] {
  const { outcome, action, file, key, base, passed } = check;
  return [
    { text: outcome, paint: passed ? style.expected : style.received },
    { text: visible(`${file} > ${key}`) },
    { text: nowText(check) },
    { text: base === null ? '–' : headline(base, check) },
    { text: action === 'kept' ? '' : action, paint: style.faint },
  ];
}

/** Numbers that left their baseline: by how much, since their type and shape are what they were. */
function nowText(check: DriftCheck): string {
  const { now, outcome, worst } = check;
  const errors = worst.flatMap(({ ulps }) => (ulps === null ? [] : [Math.abs(ulps)]));
  if (now.kind === 'values' && outcome === 'regressed' && errors.length > 0) {
    return `${sizeText(Math.max(...errors))} ulp off`;
  }
  return headline(now, check);
}

/** The one figure of an entry: the largest error in ulps, or of its own metrics the one that decided. */
function headline(entry: Entry, { reasons }: DriftCheck): string {
  if (entry.kind === 'values') return `${entry.dtype} [${entry.shape.join(', ')}]`;
  const { maxUlps } = entry.metrics;
  if (maxUlps !== undefined) return `${sizeText(maxUlps)} ulp`;
  const own = Object.entries(entry.metrics);
  const [name, value] =
    own.find(([metric]) => reasons.some((reason) => reason.startsWith(`${metric} was `))) ?? own[0]!;
  return visible(`${name} ${sizeText(value)}`);
}

/** A terminal obeys control characters, and names may come from elsewhere. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
