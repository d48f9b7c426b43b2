import { checkTolerance, decide, judge, keyOfArray, measure, withTolerance } from '../drift/index.ts';
import type { BaselineSession, DriftTolerance, Judgement } from '../drift/index.ts';
import { BaselineError } from '../errors.ts';
import type { BaselineFinding } from './baseline-finding.ts';

/** Options of `toMatchDriftBaseline`. */
export interface DriftBaselineOptions {
  /**
   * What is allowed: ceilings of single metrics, as in a budget (`{ ulp: 4 }`), or `growth`, by how much a metric may exceed its baseline
   * (`'10%'`). A tolerance in the baseline file goes before this one. Default: no metric may grow.
   */
  readonly tolerance?: DriftTolerance;
  /** Names the assertion among those of its test. Default: its number. */
  readonly key?: string;
}

/**
 * The error against a reference is no larger than it was when the baseline was committed.
 *
 * What is remembered are the metrics of the comparison of every array, counts of special values and a digest of the bits; see `DriftEntry`.
 * There is no hidden slack: without a tolerance no metric may grow by a bit.
 *
 * @param reference - what `toMatchFloat64Within` takes, or `{ metrics: { name: value } }`: own measures, of which smaller is better
 * @throws BaselineError where the baseline file cannot be read
 */
export function toMatchDriftBaseline(
  session: BaselineSession,
  received: unknown,
  reference: unknown,
  options: DriftBaselineOptions = {},
): BaselineFinding {
  checkOptions(options, ['tolerance', 'key'], 'toMatchDriftBaseline');
  if (options.tolerance !== undefined) {
    checkTolerance(Object.entries(options.tolerance), 'drift', 'toMatchDriftBaseline: tolerance');
  }
  const { store } = session;
  const number = store.nextKey(session.identity, session.testName, options.key);
  const arrays = measure(received, reference, session.sha256).map(({ path, entry, histogram, envelope, worst }) => {
    const key = keyOfArray(number, path);
    const base = store.base(key);
    const tolerance = base?.tolerance === undefined ? options.tolerance : undefined;
    const judgement = judge(base && withTolerance(base, tolerance), entry);
    const { passed, write } = decide(store.mode, base, entry, judgement.outcome);
    const check = session.conclude({
      key,
      outcome: judgement.outcome,
      passed,
      reasons: reasonsOf(judgement),
      ...(tolerance === undefined ? {} : { tolerance }),
      now: entry,
      histogram,
      envelope,
      worst,
      write,
      sidecar: null,
    });
    return { check, judgement };
  });
  return { kind: 'baseline', pass: arrays.every(({ check }) => check.passed), mode: store.mode, arrays };
}

/** @throws BaselineError for an option that there is not */
export function checkOptions(options: unknown, known: readonly string[], matcher: string): void {
  const isRecord = typeof options === 'object' && options !== null && !Array.isArray(options);
  const unknown = isRecord ? Object.keys(options).find((name) => !known.includes(name)) : String(options);
  if (unknown === undefined) return;
  throw new BaselineError(`${matcher}: there is no option ${unknown}. There are ${known.join(', ')}.`);
}

/** A sentence for each metric or kind that decided. */
export function reasonsOf({ outcome, metrics, changes }: Judgement): string[] {
  const decisive = outcome === 'regressed' ? 'worse' : outcome === 'improved' ? 'better' : undefined;
  return [
    ...changes.map(({ what, base, now }) => `${what} was ${base}, is ${now}`),
    ...metrics
      .filter(({ verdict }) => verdict === decisive)
      .map(({ name, base, now, limit }) => {
        const allowed = limit === null || limit === Math.abs(base!) ? '' : `, allowed ${short(limit)}`;
        return `${name} was ${short(base!)}, is ${short(now!)}${allowed}`;
      }),
  ];
}

/** Four digits, for the reasons of a record. */
export function short(x: number): string {
  return String(Number(x.toPrecision(4)));
}
