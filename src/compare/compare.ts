/** The heart: two structures and a budget in, a verdict as plain data out. */
import { ComparisonError } from '../errors.ts';
import { compareCertified } from './certified.ts';
import { compareLeaf } from './leaf.ts';
import { pairLeaves } from './pairs.ts';
import type { Pair } from './pairs.ts';
import type { Budget, Compare, Comparison, LeafComparison, Reader } from './types.ts';
import { validateBudget } from './validate-budget.ts';
import type { ErrorViewer } from './walk.ts';

/**
 * Makes a comparison that reads, beside JavaScript's own values, what the readers recognise.
 *
 * `compare(actual, reference, budget)` measures every element of every leaf against its reference, in one pass and memory that does not grow
 * with the arrays, and judges them by the budget: see `Budget`, and `Comparison` for the definitions of the errors.
 *
 * @throws BudgetError for a budget without terms, with unknown or invalid ones, or one that could not fail
 * @throws ComparisonError for values that are not numbers, and for shapes, lengths, keys or kinds that differ
 */
export function compareWith(readers: readonly Reader[]): Compare {
  return (actual, reference, budget) => compareShowing(readers, actual, reference, budget, () => undefined);
}

/** As {@link compareWith} makes it, with a viewer of errors for each pair of arrays. */
export function compareShowing(
  readers: readonly Reader[],
  actual: unknown,
  reference: unknown,
  budget: Budget,
  viewerOf: (pair: Pair) => ErrorViewer | undefined,
): Comparison {
  validateBudget(budget);
  const pairs = pairLeaves(actual, reference, readers);
  const leaves: LeafComparison[] = [];
  let certified = 0;
  for (const pair of pairs) {
    const count = pair.actual.count;
    if (count === 0 && budget.allowEmpty !== true) refuseEmpty(pair.path);
    leaves.push(comparePair(pair, budget, viewerOf(pair)));
    if ('certified' in pair) certified++;
  }
  if (leaves.length === 0 && budget.allowEmpty !== true) refuseEmpty('');
  return gather(leaves, budget, leaves.length > 0 && certified === leaves.length);
}

/** Compares one array with its reference, by a budget that was validated. */
export function comparePair(pair: Pair, budget: Budget, show?: ErrorViewer): LeafComparison {
  return 'certified' in pair ? compareCertified(pair, budget, show) : compareLeaf(pair, budget, show);
}

function refuseEmpty(path: string): never {
  throw new ComparisonError(
    `Cannot compare${path === '' ? '' : ` ${path}`}: it is empty, and a comparison of nothing cannot fail. ` +
      `Write { allowEmpty: true } in the budget if it may be.`,
  );
}

function gather(leaves: readonly LeafComparison[], budget: Budget, certified: boolean): Comparison {
  const failed = leaves.filter((leaf) => leaf.verdict !== 'pass');
  const verdict = leaves.some((leaf) => leaf.verdict === 'fail') ? 'fail' : failed.length > 0 ? 'undecided' : 'pass';
  let worstLeaf = 0;
  for (let i = 1; i < leaves.length; i++) if (isWorse(leaves[i], leaves[worstLeaf])) worstLeaf = i;
  return {
    verdict,
    passed: verdict === 'pass',
    basis: certified ? 'certified' : 'measured',
    budget: { ...budget },
    count: leaves.reduce((sum, leaf) => sum + leaf.count, 0),
    missed: leaves.reduce((sum, leaf) => sum + leaf.missed, 0),
    failedLeaves: failed.length,
    leaves,
    worstLeaf,
    nanInvolved: leaves.some((leaf) => leaf.special.actual.nan + leaf.special.reference.nan > 0),
  };
}

/** Whether a leaf is worse than another: by verdict, by values out of place that are not finite, by the largest error in ulps. */
function isWorse(leaf: LeafComparison, than: LeafComparison): boolean {
  const [a, b] = [severity(leaf), severity(than)];
  return a !== b ? a > b : leaf.statistics.ulps.max > than.statistics.ulps.max;
}

function severity({ verdict, special }: LeafComparison): number {
  return { pass: 0, undecided: 2, fail: 4 }[verdict] + (verdict !== 'pass' && special.mismatched > 0 ? 1 : 0);
}
