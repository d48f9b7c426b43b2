import type { Comparison, LeafComparison } from '../compare/types.ts';
import type { Operand } from '../compare/operand.ts';
import { pairLeaves } from '../compare/pairs.ts';
import { UndecidedError } from '../errors.ts';
import { readers } from '../interop/readers.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import type { LeafValues } from './diagnosis/diagnosis.ts';
import type { BudgetFinding } from './finding.ts';

/** What `.not` is told where a NaN takes part. */
export const nanUnderNot: string =
  'A NaN takes part in this comparison. It differs from every number, so that .not would hold whatever was computed. ' +
  'Assert the NaN itself, expect(x).toBeNaN(), or compare the other elements without it.';

/**
 * A comparison as a matcher's finding.
 *
 * @throws UndecidedError where the reference's enclosure is too wide to tell: neither the assertion nor its negation holds
 */
export function budgetFinding(received: unknown, reference: unknown, comparison: Comparison): BudgetFinding {
  if (comparison.verdict === 'undecided') {
    const undecided = comparison.leaves.reduce((sum, leaf) => sum + leaf.undecided, 0);
    throw new UndecidedError(
      `The reference's enclosure is too wide to judge ${undecided} of ${comparison.count} elements by this budget. ` +
        'Raise the precision of the oracle.',
    );
  }
  return {
    kind: 'budget',
    pass: comparison.passed,
    comparison,
    diagnose: () => diagnose(comparison, (leaf) => valuesOf(received, reference, leaf)),
    ...(comparison.nanInvolved ? { refusesNot: nanUnderNot } : {}),
  };
}

/** A longer array is not read again for the sake of a hint: it would be copied to float64. */
const mostRead = 1 << 22;

/** Reads the values of one leaf again. */
function valuesOf(received: unknown, reference: unknown, leaf: LeafComparison): LeafValues | undefined {
  if (leaf.count > mostRead) return undefined;
  const pair = pairLeaves(received, reference, readers).find(({ path }) => path === leaf.path);
  if (pair === undefined || 'certified' in pair) return undefined;
  if (pair.actual.kind !== 'real' || pair.reference.kind !== 'real') return undefined;
  return { actual: read(pair.actual), reference: read(pair.reference) };
}

const chunk = 4096;

function read(operand: Operand): Float64Array {
  const values = new Float64Array(operand.count);
  const [narrow, wide] = [new Float32Array(chunk), new Float64Array(chunk)];
  for (let start = 0; start < values.length; start += chunk) {
    const n = Math.min(chunk, values.length - start);
    operand.load(start, n, narrow, wide);
    values.set((operand.float64 ? wide : narrow).subarray(0, n), start);
  }
  return values;
}
