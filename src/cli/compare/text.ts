/** The outcome of a comparison of files, for a person: a line for each that passes, the report of a failed assertion for the others. */
import { budgetFinding } from '../../matchers/budget-finding.ts';
import type { Style } from '../../matchers/style.ts';
import { renderFinding } from '../../report/index.ts';
import { counted, sizeText } from '../../report/number-text.ts';
import { errorText, largestError, leadingMeasure } from '../../report/verdict.ts';
import type { Comparison } from '../../compare/types.ts';
import { nameText } from '../printable.ts';
import type { FileResult } from './compare-files.ts';

/**
 * An array's name with all made visible that a terminal would obey; of two names never the same. Reports write names as they are, and colours
 * among them.
 */
export function visibleName(name: string): string {
  const isPlain = nameText(name) === name && !name.includes('\\u{');
  return isPlain ? name : nameText(name.replaceAll('\\', '\\u{5c}'));
}

/** The lines of one pair of files, whose arrays have visible names. */
export function resultText(result: FileResult, style: Style): string {
  if (result.verdict === 'error') return `${style.received('error')}  ${nameText(result.error)}`;
  const { verdict, comparison, actual, reference } = result;
  const name = nameText(result.name);
  if (verdict === 'pass') return `${style.expected('pass')}   ${name}  ${style.faint(passText(comparison))}`;
  const report = renderFinding(budgetFinding(actual, reference, comparison), style, false);
  return `${style.received('fail')}   ${style.strong(name)}\n\n${report}\n`;
}

/** `3 arrays, 1,024 elements, largest error 2.5 ulp at [3, 7]`. */
function passText(comparison: Comparison): string {
  const { leaves, count } = comparison;
  const arrays = leaves.length === 1 ? '' : `${counted(leaves.length, 'array')}, `;
  let largest = '';
  let size = -1;
  for (const leaf of leaves) {
    const measure = leadingMeasure(leaf);
    const worst = largestError(leaf, measure);
    if (worst === null || !((worst.ulps ?? 0) > size)) continue;
    size = worst.ulps ?? 0;
    largest = worst.abs === 0 ? ', equal' : `, largest error ${errorText(worst, measure)} at ${worst.path || '[]'}`;
  }
  return `${arrays}${counted(count, 'element')}${largest}`;
}

/** The last line of a comparison of several pairs. */
export function totalText(results: readonly { readonly verdict: FileResult['verdict'] }[]): string {
  const counts = (['pass', 'fail', 'error'] as const).map((verdict) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count === 0
      ? ''
      : `${sizeText(count)} ${{ pass: 'within the budget', fail: 'outside', error: 'not compared' }[verdict]}`;
  });
  return `${counted(results.length, 'file')}: ${counts.filter((text) => text !== '').join(', ')}.`;
}
