/** What the gate found, as the rows and details of a report. Pure. */
import { becameNonFinite, judge, specialsOf, specialText, withTolerance } from '../../drift/index.ts';
import type { Entry, Judgement, Outcome, RecordedCheck } from '../../drift/index.ts';
import { metricName } from '../../report/index.ts';
import { countText } from '../../report/number-text.ts';
import { blockSize } from '../../report/html/blocks.ts';
import { reportFindings } from '../../report/html/report-data.ts';
import type {
  ReportColumns,
  ReportCommit,
  ReportDetail,
  ReportEntrySide,
  ReportIndex,
  ReportLevel,
} from '../../report/html/report-data.ts';
import { baselineOf } from '../gate/entries.ts';
import { excess, findings } from '../gate/gate.ts';
import type { Failure, Finding, GateResult, GateRow } from '../gate/gate.ts';
import { findingNouns } from '../gate/text.ts';
import { shellWord } from '../shell-word.ts';
import { usualRecord } from './sides.ts';
import type { ReportedSides } from './sides.ts';

/** Where entries were at earlier commits: by baseline file and key. */
export type Histories = ReadonlyMap<string, readonly HistoryEntry[]>;

/** An entry after a commit. */
export interface HistoryEntry {
  readonly commit: string;
  readonly date: string;
  readonly subject: string;
  readonly entry: Entry | null;
}

/** Commits of one entry, the newest, by how much of it is kept. */
export const mostCommits: { readonly [L in ReportLevel]: number } = { full: 50, brief: 12, bare: 4 };

export function historyKey(baseline: string, key: string): string {
  return JSON.stringify([baseline, key]);
}

const findingOf: { readonly [O in Outcome]: Finding } = {
  new: 'new',
  within: 'same',
  regressed: 'regression',
  improved: 'improvement',
  changed: 'changed',
};

/**
 * The gate's result by what the run itself said: its assertions may allow what their baselines do not. What is acknowledged stays so.
 */
export function asTheRunSaid(result: GateResult, { head }: ReportedSides): GateResult {
  const rows = result.rows.map((row): GateRow => {
    const check = row.head === null ? undefined : head.checks.get(row.head);
    if (row.finding === 'removed') return { ...row, note: 'no test asked for it' };
    if (check === undefined || row.finding === 'acknowledged') return row;
    const action = { kept: '', written: 'was written', updated: 'was updated', refused: 'was refused' }[
      check.place.action
    ];
    const note = [row.note, action === '' ? '' : `the entry ${action}`].filter((text) => text !== '').join('; ');
    return { ...row, note, finding: findingOf[check.place.outcome] };
  });
  const counts = { ...result.counts, ...Object.fromEntries(findings.map((name) => [name, 0])) };
  for (const { finding } of rows) counts[finding]++;
  return {
    ...result,
    counts,
    passed: result.failOn.every((name) => counts[name] === 0),
    rows: findings.flatMap((name) => rows.filter(({ finding }) => finding === name)),
  };
}

/** Words by number, each once. */
class Words {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.list.push(word) - 1;
      this.#numbers.set(word, number);
    }
    return number;
  }
}

function arrayText({ dtype, shape }: Entry): string {
  return `${dtype} [${shape.join(', ')}]`;
}

function judgementOf({ allowed }: GateRow, base: Entry, head: Entry): Judgement {
  return judge(withTolerance(base, allowed ?? undefined), head);
}

/**
 * The metric that a row is about: the first of those that decided, in the order in which metrics are listed, so that rows are alike and can be
 * sorted; or else the first of all.
 */
function headline(row: GateRow): ReportRowFigures {
  const { finding, metric, base, head } = row;
  if (metric !== null && base !== null && head !== null) {
    const verdict = finding === 'improvement' ? 'better' : 'worse';
    const {
      name,
      base: was,
      now,
      limit,
    } = judgementOf(row, base, head).metrics.find((change) => change.verdict === verdict) ?? metric;
    return { metric: name, base: was, now, limit };
  }
  const entry = head ?? base!;
  const name = entry.kind === 'drift' ? Object.keys(entry.metrics)[0]! : '';
  const of = (side: Entry | null): number | null => (side?.kind === 'drift' ? (side.metrics[name] ?? null) : null);
  return { metric: name, base: of(base), now: of(head), limit: null };
}

interface ReportRowFigures {
  readonly metric: string;
  readonly base: number | null;
  readonly now: number | null;
  readonly limit: number | null;
}

/** The same with the rows of each finding in the order of the metrics that they show, the one furthest over its limit first. */
export function inOrderOfFigures(result: GateResult): GateResult {
  const over = new Map(result.rows.map((row) => [row, excess(headline(row))]));
  const order = (a: GateRow, b: GateRow): number => {
    const [x, y] = [over.get(a)!, over.get(b)!];
    return x === y ? 0 : y > x ? 1 : -1;
  };
  const rows = findings.flatMap((name) => result.rows.filter(({ finding }) => finding === name).sort(order));
  return { ...result, rows };
}

/** One sentence: `Of 812 entries: 2 worse, 1 changed in kind.` */
function verdictOf({ rows, counts, failOn, passed }: GateResult): string {
  const all = rows.length === 1 ? '1 entry' : `${countText(rows.length)} entries`;
  if (rows.length === 0) return 'There are no entries.';
  if (failOn.length === 0) return `${all}; nothing was asked to fail.`;
  const of = (name: Failure): string => `${countText(counts[name])} ${findingNouns[name]}`;
  if (!passed)
    return `Of ${all}: ${failOn
      .filter((name) => counts[name] > 0)
      .map(of)
      .join(', ')}.`;
  return `Of ${all} none is ${failOn.map((name) => findingNouns[name]).join(' or ')}.`;
}

/** The index of a report. */
export function reportIndex(result: GateResult, title: string): ReportIndex {
  const words = new Words();
  const { rows } = result;
  const figures = rows.map(headline);
  // where the runs themselves were elsewhere, the page says so once
  const everywhere = result.base.environments !== null && result.head.environments !== null;
  const columns: ReportColumns = {
    finding: rows.map(({ finding }) => reportFindings.indexOf(finding)),
    file: rows.map(({ file }) => words.of(file)),
    key: rows.map(({ key }) => key),
    project: rows.map(({ project }) => words.of(project)),
    environment: rows.map(({ environment }) => words.of(environment)),
    array: rows.map(({ head, base }) => words.of(arrayText(head ?? base!))),
    metric: figures.map(({ metric }) => words.of(metric === '' ? '' : metricName(metric))),
    base: figures.map(({ base }) => base),
    now: figures.map(({ now }) => now),
    limit: figures.map(({ limit }) => limit),
    note: rows.map(({ note, toleranceEdited, environmentDiffers: differs }) =>
      words.of(
        [note, toleranceEdited ? 'tolerance edited' : '', differs && !everywhere ? 'environment differs' : '']
          .filter((text) => text !== '')
          .join('; '),
      ),
    ),
  };
  const { base, head, passed, failOn } = result;
  const blocks = Math.ceil(rows.length / blockSize);
  return {
    title,
    verdict: verdictOf(result),
    passed,
    failOn,
    base,
    head,
    words: words.list,
    columns,
    blockSize,
    blocks,
  };
}

type Errors = ReturnType<RecordedCheck['errors']>;

function sideOf(entry: Entry | null, errors: Errors | undefined): ReportEntrySide | null {
  if (entry === null) return null;
  const { histogram, envelope } = errors ?? { histogram: null, envelope: null };
  const special = specialText(specialsOf(entry));
  return {
    dtype: entry.dtype,
    shape: `[${entry.shape.join(', ')}]`,
    digest: entry.digest,
    special: special === 'none' ? '' : special,
    tolerance: Object.entries(entry.tolerance ?? {})
      .map(([term, value]) => `${term} ${value}`)
      .join(', '),
    values: entry.kind === 'values' ? entry.values : null,
    histogram: histogram === null ? null : [histogram.zero, histogram.lowestExponent, histogram.counts],
    envelope: envelope === null ? null : [envelope.count, envelope.lowest, envelope.highest],
  };
}

/** How each metric stands; those of one side alone where the other lacks the entry. */
function metricsOf(row: GateRow): ReportDetail['metrics'] {
  const { base, head } = row;
  if (base !== null && head !== null) {
    const { metrics } = judgementOf(row, base, head);
    if (metrics.length > 0) {
      return metrics.map(({ name, base: was, now, limit, verdict }) => [metricName(name), was, now, limit, verdict]);
    }
  }
  const [was, now] = [base, head].map((entry) => (entry?.kind === 'drift' ? entry.metrics : {}));
  const names = [...new Set([...Object.keys(now!), ...Object.keys(was!)])];
  return names.map((name) => [metricName(name), was![name] ?? null, now![name] ?? null, null, '']);
}

/** One row, as much of it as the level says. */
export function detailOf(row: GateRow, sides: ReportedSides, histories: Histories, level: ReportLevel): ReportDetail {
  const { base, head, file, key, environment, accepted } = row;
  const before = base === null ? undefined : sides.base.checks.get(base);
  const now = head === null ? undefined : sides.head.checks.get(head);
  const errors = level === 'bare' ? undefined : now?.errors();
  // of most entries both runs measured the same
  const errorsBefore =
    before && now && (level === 'bare' || before.errorsText === now.errorsText) ? errors : before?.errors();
  const worst = level === 'full' ? (now?.worst() ?? []) : [];
  const baseline = now?.place.baseline ?? baselineOf(file, environment);
  return {
    test: now?.place.test ?? before?.place.test ?? key.replace(/#[^#]*$/, ''),
    baseline,
    accept: acceptCommand(row, sides),
    passed: now?.place.passed ?? null,
    reasons: [
      ...(now?.reasons() ?? []),
      ...(accepted === null
        ? []
        : [`accepted${accepted.until === undefined ? '' : ` until ${accepted.until}`}: ${accepted.reason}`]),
    ],
    base: sideOf(base, errorsBefore),
    head: sideOf(head, errors),
    metrics: metricsOf(row),
    worst: worst.map(({ place, actual, reference, actualBits, referenceBits, ulps, abs }) => [
      place,
      actual,
      reference,
      actualBits,
      referenceBits,
      ulps,
      abs,
    ]),
    history: historyOf(row, (histories.get(historyKey(baseline, key)) ?? []).slice(-mostCommits[level])),
    level,
  };
}

function historyOf(row: GateRow, points: readonly HistoryEntry[]): ReportCommit[] {
  const name = headline(row).metric;
  return points.map(({ commit, date, subject, entry }) => [
    commit.slice(0, 8),
    date.slice(0, 10),
    subject,
    entry?.kind === 'drift' ? (entry.metrics[name] ?? null) : null,
  ]);
}

/** The command that takes what was measured as the new baseline; empty where there is no run to take it from, or nothing to take. */
function acceptCommand({ base, head: now, file, key, project }: GateRow, { head }: ReportedSides): string {
  const check = now === null ? undefined : head.checks.get(now);
  const taken = check?.place.action === 'written' || check?.place.action === 'updated';
  if (head.record === null || check === undefined || taken || check.place.outcome === 'within') return '';
  const words = [
    // names that begin with a dash come after what ends the options
    ...(key.startsWith('-') ? [] : [shellWord(key)]),
    '--file',
    shellWord(file.startsWith('-') ? `./${file}` : file),
    ...(project === '' ? [] : ['--project', shellWord(project)]),
    ...(head.record === usualRecord ? [] : ['--record', shellWord(head.record)]),
    ...(base !== null && becameNonFinite(base, now!) ? ['--non-finite'] : []),
    ...(key.startsWith('-') ? ['--', shellWord(key)] : []),
  ];
  return `npx ulpwise accept ${words.join(' ')}`;
}

/** `10,000 entries: 2 regression, 9,998 same`. */
export function countsOf({ rows, counts }: GateResult): string {
  const parts = findings.filter((name) => counts[name] > 0).map((name) => `${countText(counts[name])} ${name}`);
  return `${countText(rows.length)} ${rows.length === 1 ? 'entry' : 'entries'}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
