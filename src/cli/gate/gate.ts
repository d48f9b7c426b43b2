/** The gate: what got worse from one side to the other. Pure. */
import { judge, measuredAlike, withTolerance } from '../../drift/index.ts';
import type { Acknowledgement, DriftTolerance, Entry, Judgement, MetricChange } from '../../drift/index.ts';
import type { PlacedEntry, Side } from './entries.ts';

/**
 * How one entry fares, worst first. `changed`: another dtype, shape, kind or count of special values, or other remembered numbers, so that
 * there is no size of error to compare. `acknowledged`: one of these two, with an acknowledgement in force.
 */
export const findings = ['regression', 'changed', 'acknowledged', 'removed', 'new', 'improvement', 'same'] as const;

export type Finding = (typeof findings)[number];

/** What may fail the gate: findings, and entries that are judged across environments or whose tolerance was edited. */
export const failures = [
  'regression',
  'changed',
  'acknowledged',
  'removed',
  'new',
  'improvement',
  'environment',
  'tolerance',
] as const;

export type Failure = (typeof failures)[number];

/** Whether an entry fails a gate that fails on these. */
export function against(
  { finding, toleranceEdited, environmentDiffers }: GateRow,
  failOn: readonly Failure[],
): boolean {
  return failOn.some((name) => {
    if (name === 'tolerance') return toleranceEdited;
    return name === 'environment' ? environmentDiffers : finding === name;
  });
}

/** One entry on both sides. */
export interface GateRow {
  readonly finding: Finding;
  readonly file: string;
  readonly key: string;
  readonly project: string;
  /** The environment whose layer was looked at; `''` for the shared one. */
  readonly environment: string;
  /** The two sides come from different environments, so that the difference may be the machine's. */
  readonly environmentDiffers: boolean;
  /** The tolerance was edited. What is judged is held to the base's. */
  readonly toleranceEdited: boolean;
  readonly base: Entry | null;
  readonly head: Entry | null;
  /** What the assertion of the base's run allowed, where its entry has no tolerance. */
  readonly allowed: DriftTolerance | null;
  /** The metric to show: of those that got worse, the one furthest over its limit. `null` where there is none. */
  readonly metric: MetricChange | null;
  /** What else there is to say, in words. */
  readonly note: string;
  readonly accepted: Acknowledgement | null;
}

export interface GateResult {
  readonly base: { readonly name: string; readonly environments: readonly string[] | null };
  readonly head: { readonly name: string; readonly environments: readonly string[] | null };
  readonly passed: boolean;
  readonly failOn: readonly Failure[];
  /** How many entries there are of each finding, and of each flag. */
  readonly counts: Readonly<Record<Finding | 'environment' | 'tolerance', number>>;
  /** Sorted: worst finding first; within one, the metric furthest over its limit first. */
  readonly rows: readonly GateRow[];
}

export interface GateOptions {
  readonly failOn: readonly Failure[];
  /** `2027-01-31`; an acknowledgement holds up to and including the day or month it names. */
  readonly today: string;
}

/** Entries by test file, then by key; of one key there are as many as there are layers and projects. */
type Index = ReadonlyMap<string, ReadonlyMap<string, readonly PlacedEntry[]>>;

function indexOf({ entries }: Side): Index {
  const files = new Map<string, Map<string, PlacedEntry[]>>();
  for (const placed of entries) {
    let keys = files.get(placed.file);
    if (keys === undefined) files.set(placed.file, (keys = new Map()));
    const others = keys.get(placed.key);
    if (others === undefined) keys.set(placed.key, [placed]);
    else others.push(placed);
  }
  return files;
}

/** The entry that stands for another on the other side: the same one, or that of the shared layer, or that of no project. */
function counterpart(other: Index, { file, key, project, environment }: PlacedEntry): PlacedEntry | undefined {
  let best: PlacedEntry | undefined;
  let score = -1;
  for (const candidate of other.get(file)?.get(key) ?? []) {
    if (candidate.project !== project && candidate.project !== '') continue;
    if (candidate.environment !== environment && candidate.environment !== '') continue;
    const fit = (candidate.project === project ? 2 : 0) + (candidate.environment === environment ? 1 : 0);
    if (fit > score) [best, score] = [candidate, fit];
  }
  return best;
}

/** How far a metric is over what is allowed; infinite where nothing is. */
export function excess({ now, limit }: Pick<MetricChange, 'now' | 'limit'>): number {
  if (now === null || limit === null) return 0;
  return limit === 0 ? (now === 0 ? 0 : Infinity) : Math.abs(now) / limit;
}

export function shownMetric({ metrics }: Judgement, finding: Finding): MetricChange | null {
  const verdict = finding === 'improvement' ? 'better' : 'worse';
  const candidates = metrics.filter((change) => change.verdict === verdict);
  const most = candidates.reduce((best, change) => Math.max(best, excess(change)), 0);
  return candidates.find((change) => excess(change) === most) ?? candidates[0] ?? null;
}

function row(
  base: PlacedEntry | undefined,
  head: PlacedEntry | undefined,
  environmentsDiffer: boolean,
  today: string,
): GateRow {
  const { file, key } = (head ?? base)!;
  const place = {
    file,
    key,
    project: head?.project || base?.project || '',
    environment: head?.environment || base?.environment || '',
    environmentDiffers:
      base !== undefined && head !== undefined && (environmentsDiffer || base.environment !== head.environment),
  };
  if (base?.text !== undefined && base.text === head?.text) return unreadRow(place, base, head);
  const common = {
    ...place,
    toleranceEdited: false,
    base: base?.entry ?? null,
    head: head?.entry ?? null,
    allowed: base?.allowed ?? null,
    metric: null,
    note: '',
    accepted: head?.entry.accepted ?? null,
  };
  if (base === undefined) return { ...common, finding: 'new' };
  if (head === undefined) return { ...common, finding: 'removed' };
  const edited = !sameTolerance(base.entry.tolerance, head.entry.tolerance);
  // baseline files do not say what assertions allow
  const bothRan = base.text !== undefined && head.text !== undefined;
  const toleranceEdited = edited || (bothRan && !sameTolerance(base.allowed, head.allowed));
  // then nothing got worse, not even where a tolerance was set below what is measured
  if (measuredAlike(base.entry, head.entry)) return { ...common, toleranceEdited, finding: 'same' };
  const judgement = judge(withTolerance(base.entry, base.allowed), head.entry);
  const { finding: found, note } = findingOf(judgement, base, head);
  const { accepted } = common;
  const isWorse = found === 'regression' || found === 'changed';
  const inForce =
    accepted !== null && (accepted.until === undefined || today.slice(0, accepted.until.length) <= accepted.until);
  const notes = [
    note,
    accepted === null || !isWorse
      ? ''
      : inForce
        ? `acknowledged: ${accepted.reason}`
        : `acknowledged until ${accepted.until}, which is past`,
  ];
  return {
    ...common,
    finding: isWorse && inForce ? 'acknowledged' : found,
    toleranceEdited,
    metric: shownMetric(judgement, found),
    note: notes.filter((text) => text !== '').join('; '),
  };
}

/** The row of an entry whose text is as it was: most rows, which are counted and not looked at. */
function unreadRow(
  place: Pick<GateRow, 'file' | 'key' | 'project' | 'environment' | 'environmentDiffers'>,
  base: PlacedEntry,
  head: PlacedEntry,
): GateRow {
  return {
    ...place,
    toleranceEdited: false,
    get base() {
      return base.entry;
    },
    get head() {
      return head.entry;
    },
    get allowed() {
      return base.allowed ?? null;
    },
    metric: null,
    note: '',
    get accepted() {
      return head.entry.accepted ?? null;
    },
    finding: 'same',
  };
}

function sameTolerance(a: object | undefined, b: object | undefined): boolean {
  if (a === b) return true;
  const text = (tolerance: object | undefined): string => JSON.stringify(Object.entries(tolerance ?? {}).sort());
  return text(a) === text(b);
}

function findingOf(
  judgement: Judgement,
  base: PlacedEntry,
  head: PlacedEntry,
): { readonly finding: Finding; readonly note: string } {
  switch (judgement.outcome) {
    case 'regressed':
      return { finding: 'regression', note: '' };
    case 'improved':
      return { finding: 'improvement', note: '' };
    case 'changed':
      return {
        finding: 'changed',
        note: judgement.changes.map(({ what, base: from, now }) => `${what} ${from} → ${now}`).join('; '),
      };
    default:
      return valuesFinding(judgement, base, head);
  }
}

/** Remembered numbers: a file's are rewritten only where they left their tolerance; a run's were judged by the assertion itself. */
function valuesFinding(
  judgement: Judgement,
  base: PlacedEntry,
  head: PlacedEntry,
): { readonly finding: Finding; readonly note: string } {
  const isValues = base.entry.kind === 'values' && !judgement.identical;
  if (!isValues) return { finding: 'same', note: '' };
  const tolerated = head.outcome === 'within' || head.outcome === 'improved';
  return tolerated ? { finding: 'same', note: '' } : { finding: 'changed', note: 'other numbers' };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows in the order in which they are shown. */
function worstFirst(rows: readonly GateRow[]): GateRow[] {
  const over = new Map(rows.map((row) => [row, row.metric === null ? 0 : excess(row.metric)]));
  const order = (a: GateRow, b: GateRow): number => {
    const [x, y] = [over.get(a)!, over.get(b)!];
    if (x !== y) return y > x ? 1 : -1;
    return (
      compareText(a.file, b.file) ||
      compareText(a.key, b.key) ||
      compareText(a.project, b.project) ||
      compareText(a.environment, b.environment)
    );
  };
  return findings.flatMap((name) => rows.filter(({ finding }) => finding === name).sort(order));
}

/** Whether two runs were in different environments. Baseline files do not say where they are from. */
export function environmentsDiffer(base: Side, head: Side): boolean {
  return (
    base.environments !== null &&
    head.environments !== null &&
    JSON.stringify([...base.environments].sort()) !== JSON.stringify([...head.environments].sort())
  );
}

/**
 * Holds every entry of the head against that of the base, by the base's tolerance. An entry in the layer of an environment is held against
 * the shared one where the other side has no such layer.
 */
export function gate(base: Side, head: Side, { failOn, today }: GateOptions): GateResult {
  const differ = environmentsDiffer(base, head);
  const [before, after] = [indexOf(base), indexOf(head)];
  const met = new Set<PlacedEntry>();
  const rows: GateRow[] = [];
  for (const now of head.entries) {
    const was = counterpart(before, now);
    if (was !== undefined) met.add(was);
    rows.push(row(was, now, differ, today));
  }
  for (const was of base.entries) if (!met.has(was)) rows.push(row(was, counterpart(after, was), differ, today));
  const counts = {
    ...(Object.fromEntries(findings.map((name) => [name, 0])) as Record<Finding, number>),
    environment: rows.filter(({ environmentDiffers }) => environmentDiffers).length,
    tolerance: rows.filter(({ toleranceEdited }) => toleranceEdited).length,
  };
  for (const { finding } of rows) counts[finding]++;
  return {
    base: { name: base.name, environments: base.environments },
    head: { name: head.name, environments: head.environments },
    passed: !rows.some((row) => against(row, failOn)),
    failOn,
    counts,
    rows: worstFirst(rows),
  };
}
