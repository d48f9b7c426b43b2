/** One program in several formats: a table by format, and the worst of them in full. */
import type { LeafComparison } from '../compare/types.ts';
import type { StabilityFinding, StabilityOfFormat, Style } from '../matchers/index.ts';
import { budgetLiteral } from './budget-text.ts';
import { comparisonLines } from './comparison.ts';
import { counted } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';
import { errorText, largestError, leadingMeasure, shownMiss } from './verdict.ts';

/** The message where a format is not within its budget. */
export function stabilityLines({ formats, reference }: StabilityFinding, style: Style): string[] {
  const failed = formats.filter(({ comparison }) => !comparison.passed);
  const names = failed.map(({ name }) => name).join(', ');
  const verdict = `${names} ${failed.length === 1 ? 'is' : 'are'} not within budget of the ${referenceText(reference)} (${counted(formats.length, 'format')} tried).`;
  const head = ['format', '', 'worst', 'error', 'allowed', 'first outside', 'verdict'];
  const rows = formats.map((format) => rowOf(format, style));
  const worst = failed[0]!;
  return [
    verdict,
    '',
    ...tableLines([head.map((text): Cell => ({ text, paint: style.faint })), ...rows]),
    '',
    `  ${style.strong(worst.name)}: ${comparisonLines({ kind: 'budget', pass: false, comparison: worst.comparison, diagnose: () => [] }, style).join('\n')}`,
  ];
}

/** The message where `.not` was written and every format is within its budget. */
export function negatedStabilityLines({ formats, reference }: StabilityFinding): string[] {
  const each = formats.map(
    ({ name, comparison }) => `${name} (${worstText(comparison.leaves[comparison.worstLeaf]!)})`,
  );
  return [
    `All formats are within budget of the ${referenceText(reference)}: ${each.join(', ')}; and .not says that one must not be.`,
  ];
}

function referenceText(reference: StabilityFinding['reference']): string {
  return reference === 'oracle' ? 'exact result' : 'float64 run';
}

function rowOf({ name, basis, comparison, digits }: StabilityOfFormat, style: Style): Cell[] {
  const leaf = comparison.leaves[comparison.worstLeaf]!;
  const first = comparison.leaves.find(({ missed, missesAllowed }) => missed > missesAllowed);
  const { format: _format, ...budget } = comparison.budget;
  return [
    { text: name },
    comparison.passed ? { text: '✓' } : { text: '✗', paint: style.received },
    { text: leaf.path === '' ? '-' : leaf.path },
    { text: worstText(leaf) },
    { text: budgetLiteral(budget) },
    { text: first === undefined ? '-' : placeOf(first) },
    {
      text:
        basis === 'estimated' && digits !== undefined
          ? `estimated (float64 agrees to ${counted(digits, 'digit')})`
          : basis,
    },
  ];
}

/** The error of the worst element that misses, or of the worst of all. */
function worstText(leaf: LeafComparison): string {
  const measure = leadingMeasure(leaf);
  const element = shownMiss(leaf)?.element ?? largestError(leaf, measure);
  return element === null ? 'non-finite' : errorText(element, measure);
}

/** The first element outside the budget: of a list of losses, the step. */
function placeOf({ path, firstMisses, shape }: LeafComparison): string {
  const first = firstMisses[0];
  if (first === undefined) return path === '' ? '-' : path;
  let rest = first.index;
  const position = shape.map((_, axis) => {
    const size = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    const at = Math.floor(rest / size);
    rest -= at * size;
    return at;
  });
  return path + position.map((i) => `[${i}]`).join('') || '-';
}
