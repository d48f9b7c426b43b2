import { compareShowing } from '../compare/compare.ts';
import type { Pair } from '../compare/pairs.ts';
import type { Budget, LeafComparison } from '../compare/types.ts';
import { validateBudget } from '../compare/validate-budget.ts';
import { decide, envelopeFor, judge, keyOfArray, recall, remember, worstOf } from '../drift/index.ts';
import type {
  BaselineSession,
  Conclusion,
  Entry,
  EnvelopeOfErrors,
  Judgement,
  Remembered,
  ValueEntry,
} from '../drift/index.ts';
import { readers } from '../interop/index.ts';
import type { BaselineFinding, StoredArray } from './baseline-finding.ts';
import { budgetFinding } from './budget-finding.ts';
import { checkOptions, short } from './to-match-drift-baseline.ts';

/** Options of `toMatchValueBaseline`. */
export interface ValueBaselineOptions {
  /** Names the assertion among those of its test. Default: its number. */
  readonly key?: string;
}

/**
 * The numbers are within a budget of those in the baseline: a snapshot with a tolerance.
 *
 * Arrays of up to 64 elements are written into the file, one element a line; larger ones lie beside it as `.npy`, held by their digest.
 * Where the entry in the file has a tolerance, written by hand, its terms take the place of the budget's.
 *
 * @param budget - as for `toMatchFloat64Within`; the numbers remembered are the reference
 * @throws BudgetError for an invalid budget; BaselineError where the baseline cannot be read
 */
export function toMatchValueBaseline(
  session: BaselineSession,
  received: unknown,
  budget: Budget,
  options: ValueBaselineOptions = {},
): BaselineFinding {
  checkOptions(options, ['key'], 'toMatchValueBaseline');
  validateBudget(budget);
  const { store } = session;
  const number = store.nextKey(session.identity, session.testName, options.key);
  const arrays = remember(received, session.sha256).map((now) => {
    const key = keyOfArray(number, now.path);
    const base = store.base(key);
    const { found, conclusion } = judgeValues(session, key, base, now, budget);
    const { passed, write } = decide(store.mode, base, now.entry, conclusion.outcome);
    const check = session.conclude({ key, now: now.entry, passed, write, sidecar: now.sidecar, ...conclusion });
    return { ...found, check };
  });
  return { kind: 'baseline', pass: arrays.every(({ check }) => check.passed), mode: store.mode, arrays };
}

interface JudgedValues {
  readonly found: Omit<StoredArray, 'check'>;
  readonly conclusion: Pick<Conclusion, 'outcome' | 'reasons' | 'histogram' | 'envelope' | 'worst'>;
}

function judgeValues(
  session: BaselineSession,
  key: string,
  base: Entry | undefined,
  now: Remembered,
  budget: Budget,
): JudgedValues {
  const judgement = judge(base, now.entry);
  if (judgement.outcome !== 'within') {
    const reasons = judgement.changes.map(({ what, base: before, now: after }) => `${what} was ${before}, is ${after}`);
    const { outcome } = judgement;
    return { found: { judgement }, conclusion: { outcome, reasons, histogram: null, envelope: null, worst: [] } };
  }
  const entry = base as ValueEntry;
  const { store } = session;
  const sidecar = entry.values === null ? store.sidecarOf(key, entry.digest) : undefined;
  const reference = recall(entry, sidecar, `${store.pathOf(key)}: ${JSON.stringify(key)}`, session.sha256);
  const actual = now.array.shape.length === 0 ? scalarOf(now) : now.array;
  let errors: EnvelopeOfErrors | undefined;
  const viewerOf = (pair: Pair) => (errors = envelopeFor(pair))?.see;
  const allowed = withTolerance(budget, entry);
  const comparison = compareShowing(readers, actual, reference, allowed, viewerOf);
  const values = budgetFinding(actual, reference, comparison);
  const [leaf] = comparison.leaves;
  const outcome = comparison.passed ? 'within' : 'regressed';
  const reasons = comparison.passed ? [] : reasonsOf(leaf, allowed);
  const judged: Judgement = { ...judgement, outcome };
  return {
    found: { judgement: judged, values },
    conclusion: {
      outcome,
      reasons,
      histogram: leaf.histogram,
      envelope: errors?.envelope() ?? null,
      worst: worstOf(leaf),
    },
  };
}

/** A sentence for the elements that miss, and one for each term over the array that does not hold. */
function reasonsOf({ missed, missesAllowed, count, worstMiss, terms }: LeafComparison, budget: Budget): string[] {
  const perElement = terms.filter(({ scope }) => scope === 'element').map(({ term }) => termText(term, budget));
  const worst = worstMiss?.ulps ?? null;
  return [
    ...(missed > missesAllowed
      ? [
          `${missed} of ${count} ${count === 1 ? 'element' : 'elements'} ${missed === 1 ? 'is' : 'are'} not within ${perElement.join(' or ')} of the numbers remembered` +
            (worst === null ? '' : `; the worst is ${short(Math.abs(worst))} ulp off`),
        ]
      : []),
    ...terms
      .filter(({ scope, term, holds }) => scope === 'array' && term !== 'mismatches' && !holds)
      .map(({ term, measured, limit }) => `${term} is ${short(measured ?? NaN)}, ${short(Number(limit))} is allowed`),
  ];
}

/** `ulp 8`, `allclose rtol 1e-5, atol 1e-8`. */
function termText(term: keyof Budget, budget: Budget): string {
  const limit: unknown = budget[term];
  const parts = typeof limit === 'object' ? Object.entries(limit ?? {}).map((pair) => pair.join(' ')) : [String(limit)];
  return `${term} ${parts.join(', ')}`;
}

/** A lone number in memory is a number again, which the messages name as such. */
function scalarOf({ array }: Remembered): unknown {
  const value = array.data[array.offset ?? 0];
  return array.encoding === 'bits' || array.dtype.startsWith('complex') ? array : value;
}

/** The per-element terms of the file in place of those of the call; what holds for the whole array, and special values, stay the call's. */
function withTolerance(budget: Budget, { tolerance }: ValueEntry): Budget {
  if (tolerance === undefined) return budget;
  const { ulp: _ulp, steps: _steps, rel: _rel, abs: _abs, allclose: _allclose, bound: _bound, ...others } = budget;
  return { ...others, ...tolerance };
}
