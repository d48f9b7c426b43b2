/** How a measurement fares against its baseline: pure, from two entries to a verdict and what is to be written. */
import { BaselineError } from '../errors.ts';
import { comparisonMetrics, optionalMetrics } from './entry.ts';
import type { ComparisonMetric, DriftEntry, DriftTolerance, Entry, SpecialCounts } from './entry.ts';
import { measuredAlike } from './same-entry.ts';
import { specialsOf } from './special-values.ts';

/**
 * `new`: there is no entry. `within`: as good as the baseline, or within its tolerance. `regressed`: worse. `improved`: better by more than
 * its tolerance, and nothing worse. `changed`: another dtype, shape or kind of entry, or other special values, so that sizes of errors are not
 * comparable.
 */
export type Outcome = 'new' | 'within' | 'regressed' | 'improved' | 'changed';

/**
 * What may be written:
 *
 * | mode      | missing | within    | regressed or changed  | improved  |
 * | --------- | ------- | --------- | --------------------- | --------- |
 * | `none`    | fail    | –         | fail                  | –         |
 * | `new`     | write   | –         | fail                  | –         |
 * | `changed` | write   | –         | rewrite (`*`)         | –         |
 * | `ratchet` | write   | tighten   | fail                  | rewrite   |
 * | `force`   | write   | rewrite   | rewrite               | rewrite   |
 *
 * `*` not where NaN or infinities appeared: such a baseline is written under `force` alone.
 */
export type Mode = 'none' | 'new' | 'changed' | 'ratchet' | 'force';

export const modes: readonly Mode[] = ['none', 'new', 'changed', 'ratchet', 'force'];

/**
 * The mode that the environment variable `ULPWISE_UPDATE` asks for, or else that of the runner.
 *
 * @throws BaselineError for a mode that there is not
 */
export function modeOf(variable: string | undefined, runners: Mode): Mode {
  if (variable === undefined || variable === '') return runners;
  const mode = modes.find((name) => name === variable);
  if (mode !== undefined) return mode;
  throw new BaselineError(
    `ULPWISE_UPDATE is ${JSON.stringify(variable)}; there are ${modes.join(', ')}. Unset it to leave the choice to the runner's flags.`,
  );
}

/** How one metric stands. */
export interface MetricChange {
  readonly name: string;
  /** `null` where the entry lacks it. */
  readonly base: number | null;
  readonly now: number | null;
  /** The largest |now| that passes; `null` for a metric that the tolerance leaves out. */
  readonly limit: number | null;
  readonly verdict: 'same' | 'within' | 'worse' | 'better' | 'not judged';
}

/** Why sizes of errors are not comparable. */
export interface KindChange {
  readonly what: 'kind' | 'dtype' | 'shape' | 'non-finite' | 'metrics';
  readonly base: string;
  readonly now: string;
}

export interface Judgement {
  readonly outcome: Outcome;
  /** Empty for `new` and for value entries. */
  readonly metrics: readonly MetricChange[];
  /** Empty unless `changed`. */
  readonly changes: readonly KindChange[];
  /** Whether every bit is as it was. */
  readonly identical: boolean;
}

const termOf: { readonly [M in Exclude<ComparisonMetric, 'relUndefined'>]: Exclude<keyof DriftTolerance, 'growth'> } = {
  maxUlps: 'ulp',
  p999Ulps: 'p999Ulp',
  rmsUlps: 'rmsUlp',
  biasUlps: 'bias',
  maxRel: 'rel',
  maxAbs: 'abs',
  rmsAbs: 'rmse',
  maxBoundRatio: 'bound',
};

/** The factor by which a metric may grow. */
function growthFactor(tolerance: DriftTolerance | undefined): number {
  return tolerance?.growth === undefined ? 1 : 1 + Number(tolerance.growth.slice(0, -1)) / 100;
}

function limitOf(name: string, base: number, tolerance: DriftTolerance | undefined): number | null {
  const term = Object.hasOwn(termOf, name) ? termOf[name as keyof typeof termOf] : undefined;
  const ceiling = term === undefined ? undefined : tolerance?.[term];
  // an element without a relative error is not within any ceiling of that, unless another one holds each element
  if (name === 'relUndefined' && tolerance?.rel !== undefined) {
    return (tolerance.ulp ?? tolerance.abs) === undefined ? 0 : null;
  }
  if (ceiling !== undefined) return ceiling;
  if (tolerance !== undefined && tolerance.growth === undefined) return null;
  return Math.abs(base) * growthFactor(tolerance);
}

function metricChange(name: string, base: DriftEntry, now: DriftEntry): MetricChange {
  const { tolerance } = base;
  const absent = name === 'relUndefined' ? 0 : null;
  const before = base.metrics[name] ?? absent;
  const after = now.metrics[name] ?? absent;
  if (before === null || after === null) return { name, base: before, now: after, limit: null, verdict: 'not judged' };
  const limit = limitOf(name, before, tolerance);
  const from = Math.abs(before);
  const to = Math.abs(after);
  const verdict = (): MetricChange['verdict'] => {
    if (limit !== null && to > limit) return 'worse';
    if (from === to) return 'same';
    if (limit === null) return 'not judged';
    return to < from / growthFactor(tolerance) ? 'better' : 'within';
  };
  return { name, base: before, now: after, limit, verdict: verdict() };
}

/** Every metric of a baseline without a tolerance, measured once more. */
function unchanged(entry: Entry): MetricChange[] {
  if (entry.kind === 'values') return [];
  const pairs = Object.entries(entry.metrics);
  return pairs.map(([name, x]) => ({ name, base: x, now: x, limit: Math.abs(x), verdict: 'same' }));
}

/** Names of the metrics of both, those of a comparison first, in the order in which they are shown. */
function namesOf(base: DriftEntry, now: DriftEntry): string[] {
  const names = [...new Set([...Object.keys(base.metrics), ...Object.keys(now.metrics)])];
  const known = comparisonMetrics.filter((name) => names.includes(name));
  return [...known, ...names.filter((name) => !(known as readonly string[]).includes(name)).sort()];
}

const specialNames: { readonly [K in keyof SpecialCounts]: string } = {
  nan: 'NaN',
  positiveInfinity: 'Infinity',
  negativeInfinity: '-Infinity',
  mismatched: 'out of place',
};

/** `2 NaN, 1 out of place`; `none`. */
export function specialText(special: SpecialCounts): string {
  const names = Object.keys(specialNames) as (keyof SpecialCounts)[];
  const parts = names.filter((name) => special[name] > 0).map((name) => `${special[name]} ${specialNames[name]}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function changesOf(base: Entry, now: Entry): KindChange[] {
  if (base.kind !== now.kind) return [{ what: 'kind', base: base.kind, now: now.kind }];
  const changes: KindChange[] = [];
  const add = (what: KindChange['what'], before: string, after: string): void => {
    if (before !== after) changes.push({ what, base: before, now: after });
  };
  add('dtype', base.dtype, now.dtype);
  add('shape', `[${base.shape.join(', ')}]`, `[${now.shape.join(', ')}]`);
  if (base.kind === 'drift' && now.kind === 'drift') {
    add('non-finite', specialText(base.special), specialText(now.special));
    const judged = (entry: DriftEntry): string =>
      Object.keys(entry.metrics)
        .filter((name) => !optionalMetrics.has(name))
        .sort()
        .join(', ');
    add('metrics', judged(base), judged(now));
  }
  return changes;
}

/**
 * Judges a measurement by its baseline. The tolerance is the baseline's. Metrics are compared as they are: there is no hidden slack.
 *
 * A metric with a ceiling in the tolerance is held to it; without one, it may grow over the baseline by the tolerance's `growth`, which is 0
 * if there is no tolerance, and is not judged if the tolerance has ceilings of other metrics only. Improved: nothing is worse, no metric grew,
 * and one that is judged shrank, by more than `growth`.
 *
 * Value entries are not judged here but by a comparison with the numbers remembered: `within` means that their kind is unchanged.
 */
export function judge(base: Entry | undefined, now: Entry): Judgement {
  if (base === undefined) return { outcome: 'new', metrics: [], changes: [], identical: false };
  // most checks of most runs; only a tolerance may be below what was measured
  if (base.tolerance === undefined && measuredAlike(base, now)) {
    return { outcome: 'within', metrics: unchanged(base), changes: [], identical: true };
  }
  const changes = changesOf(base, now);
  const identical = base.digest === now.digest;
  if (changes.length > 0) return { outcome: 'changed', metrics: [], changes, identical };
  if (base.kind === 'values' || now.kind === 'values') return { outcome: 'within', metrics: [], changes, identical };
  const metrics = namesOf(base, now).map((name) => metricChange(name, base, now));
  const worse = metrics.some(({ verdict }) => verdict === 'worse');
  const grew = metrics.some(
    (change) => change.base !== null && change.now !== null && Math.abs(change.now) > Math.abs(change.base),
  );
  const better = metrics.some(({ verdict }) => verdict === 'better');
  return { outcome: worse ? 'regressed' : better && !grew ? 'improved' : 'within', metrics, changes, identical };
}

/** A baseline as an assertion with a tolerance of its own is held to it: what was written into the entry by hand goes before. */
export function withTolerance(base: Entry, tolerance: DriftTolerance | undefined): Entry {
  if (base.kind !== 'drift' || base.tolerance !== undefined || tolerance === undefined) return base;
  return { ...base, tolerance } satisfies DriftEntry;
}

/** What is to be done about one entry. */
export interface Decision {
  readonly passed: boolean;
  /** What to put in the file; `null` to leave it as it is, byte for byte. */
  readonly write: Entry | null;
}

const keep = (passed: boolean): Decision => ({ passed, write: null });

/** What was edited by hand survives: tolerance and acknowledgement stay as they are in the file. */
export function withHandEdits(now: Entry, base: Entry | undefined): Entry {
  if (base === undefined) return now;
  const { tolerance: _tolerance, accepted: _accepted, ...measured } = now;
  const sameKind = base.kind === now.kind;
  return {
    ...measured,
    ...(sameKind && base.tolerance !== undefined ? { tolerance: base.tolerance } : {}),
    ...(base.accepted === undefined ? {} : { accepted: base.accepted }),
  } as Entry;
}

/** Each metric the smaller of the two: what a ratchet leaves. The digest stays that of the entry whose metrics these are, if of either. */
function tightened(base: DriftEntry, now: DriftEntry): DriftEntry | null {
  const names = Object.keys(base.metrics).filter((name) => now.metrics[name] !== undefined);
  const shrank = names.filter((name) => Math.abs(now.metrics[name]) < Math.abs(base.metrics[name]));
  if (shrank.length === 0) return null;
  const metrics = { ...base.metrics };
  for (const name of shrank) metrics[name] = now.metrics[name];
  if (now.metrics.relUndefined === undefined) delete metrics.relUndefined;
  const whole = names.every((name) => Math.abs(now.metrics[name]) <= Math.abs(base.metrics[name]));
  return { ...base, metrics, digest: whole ? now.digest : base.digest };
}

/** Decides by the mode; see {@link Mode}. Tolerances and acknowledgements of the baseline survive everything that is written. */
export function decide(mode: Mode, base: Entry | undefined, now: Entry, outcome: Outcome): Decision {
  if (base === undefined) return mode === 'none' ? keep(false) : { passed: true, write: now };
  if (mode === 'force') return { passed: true, write: withHandEdits(now, base) };
  switch (outcome) {
    case 'regressed':
    case 'changed':
      return mode === 'changed' && !becameNonFinite(base, now)
        ? { passed: true, write: withHandEdits(now, base) }
        : keep(false);
    default:
      return mode === 'ratchet' && base.kind === 'drift' && now.kind === 'drift'
        ? { passed: true, write: tightened(base, now) }
        : keep(true);
  }
}

/** Whether there are special values that the baseline does not have: of what was measured, or among the numbers remembered. */
export function becameNonFinite(base: Entry, now: Entry): boolean {
  const names = Object.keys(specialNames) as (keyof SpecialCounts)[];
  const [before, after] = [specialsOf(base), specialsOf(now)];
  return names.some((name) => after[name] > before[name]);
}
