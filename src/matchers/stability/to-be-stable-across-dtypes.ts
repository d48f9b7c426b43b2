import type { Budget, Comparison } from '../../compare/types.ts';
import { BudgetError, ComparisonError, UlpwiseError } from '../../errors.ts';
import { formatOf } from '../../formats/index.ts';
import type { FormatName } from '../../formats/index.ts';
import { compare } from '../../interop/compare.ts';
import { nanUnderNot } from '../budget-finding.ts';
import type { StabilityFinding, StabilityOfFormat } from '../finding.ts';
import { isOutcomes, outcomeIn } from './outcomes.ts';
import type { DtypeOutcomes, DtypeRun } from './outcomes.ts';
import { centresOf, certifiedOutcome, hasOracleTensor } from './reference.ts';

/** What each format may be off by. */
export type StabilityBudgets = { readonly [Name in FormatName]?: Budget };

export interface StabilityOptions {
  /**
   * What the formats are compared with. `'oracle'` (default): the same run in enclosing arithmetic. `'float64'`: the run in float64, for
   * programs that know nothing of the oracle's arithmetic.
   */
  readonly reference?: 'oracle' | 'float64';
}

/**
 * One program, run in several formats, stays within each format's budget of the exact result.
 *
 * The verdict is `certified` where the oracle's enclosures decide it. Along a training run enclosures grow by a constant factor a step;
 * where they are too wide, the verdict rests on their centres, and the message says `estimated` and to how many digits these agree with
 * the same run in float64.
 *
 * @param received - `(dtype) => tensor | typed array | record or list of these`, or what `await acrossDtypes(run, dtypes)` gives
 * @param budgets - for each format to be tried, what it may be off by; ulps are those of that format
 * @throws BudgetError for no budget at all or an unknown format
 * @throws ComparisonError for a promise, results of different structure, or a run that has no oracle arithmetic
 *
 * @example
 * expect((dtype) => forward(torch({ dtype }))).toBeStableAcrossDtypes({ float32: { rel: 1e-5 }, bfloat16: { rel: 0.05 } });
 */
export function toBeStableAcrossDtypes(
  received: unknown,
  budgets: StabilityBudgets,
  options: StabilityOptions = {},
): StabilityFinding {
  if (typeof received !== 'function' && !isOutcomes(received)) {
    throw new ComparisonError(
      'toBeStableAcrossDtypes: expects a function (dtype) => result, or the outcomes of await acrossDtypes(run, dtypes). ' +
        'Write expect((dtype) => model(dtype)).toBeStableAcrossDtypes(…).',
    );
  }
  const run = received as DtypeRun | DtypeOutcomes;
  const names = formatsOf(budgets);
  const { reference = 'oracle' } = options;
  if (reference !== 'oracle' && reference !== 'float64') {
    throw new BudgetError(`toBeStableAcrossDtypes: reference must be 'oracle' or 'float64', got ${String(reference)}.`);
  }
  const truth = outcomeIn(reference, run);
  if (reference === 'oracle' && !hasOracleTensor(truth)) {
    throw new ComparisonError(
      "toBeStableAcrossDtypes: asked for dtype 'oracle', the run returned plain numbers, which are no proof of anything. " +
        "Compute with torch({ dtype }), and return tensors; or write { reference: 'float64' }.",
    );
  }
  let digits: number | undefined;
  const formats = names.map((name): StabilityOfFormat => {
    const actual = outcomeIn(name, run);
    const budget = { format: name, ...budgets[name] } as Budget;
    if (reference === 'float64') return { name, basis: 'float64', comparison: compare(actual, truth, budget) };
    const certified = decided(actual, certifiedOutcome(truth), budget);
    if (certified !== undefined) return { name, basis: 'certified', comparison: certified };
    if (!isOutcomes(run) || run.of.has('float64')) digits ??= agreement(outcomeIn('float64', run), centresOf(truth));
    const comparison = compare(actual, centresOf(truth), budget);
    return { name, basis: 'estimated', comparison, ...(digits === undefined ? {} : { digits }) };
  });
  const nan = formats.some(({ comparison }) => comparison.nanInvolved);
  return {
    kind: 'stability',
    pass: formats.every(({ comparison }) => comparison.passed),
    reference,
    formats,
    ...(nan ? { refusesNot: nanUnderNot } : {}),
  };
}

function formatsOf(budgets: unknown): FormatName[] {
  const names = typeof budgets === 'object' && budgets !== null ? Object.keys(budgets) : [];
  if (names.length === 0) {
    throw new BudgetError(
      'toBeStableAcrossDtypes: no format is given a budget. Write { float32: { rel: 1e-5 }, bfloat16: { rel: 0.05 } }.',
    );
  }
  return names.map((name) => formatOf(name as FormatName).name);
}

/** The comparison with the enclosures where they are narrow enough to decide it; `undefined` where not. */
function decided(actual: unknown, reference: unknown, budget: Budget): Comparison | undefined {
  try {
    const comparison = compare(actual, reference, budget);
    return comparison.verdict === 'undecided' || comparison.basis !== 'certified' ? undefined : comparison;
  } catch (error) {
    // A budget over the whole array, or for a centre that is not finite, may have no certified form.
    if (error instanceof UlpwiseError || error instanceof BudgetError) return undefined;
    throw error;
  }
}

/** Decimal digits to which two evaluations agree at their worst element: ⌊−log₁₀ of the largest relative error⌋, 15 at most. */
function agreement(actual: unknown, centres: unknown): number {
  const { leaves } = compare(actual, centres, { rel: 1 });
  const largest = Math.max(
    ...leaves.map(({ statistics, special }) => (special.mismatched > 0 ? Infinity : statistics.rel.max)),
  );
  let digits = 0;
  for (let limit = 0.1; digits < 15 && largest <= limit; limit /= 10) digits++;
  return digits;
}
