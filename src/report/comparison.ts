import type { Comparison, ElementReport, LeafComparison, NonFiniteKind } from '../compare/types.ts';
import type { BudgetFinding, Diagnosis, Style } from '../matchers/index.ts';
import { budgetLiteral } from './budget-text.ts';
import { hintOf, passingBudgets } from './hints.ts';
import { countText, counted, pairText, roundedUp, signedText, sizeText } from './number-text.ts';
import { histogramText } from './sparkline.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';
import {
  errorText,
  failureSentence,
  largestError,
  leadingMeasure,
  limitIn,
  negatedSentence,
  shownMiss,
} from './verdict.ts';
import type { ShownMiss } from './verdict.ts';

/** Failed leaves besides the one shown that are named. */
const mostLeavesNamed = 4;

/**
 * The message of a failed comparison: the verdict in one line, the worst element, the first misses, the distribution, and what
 * would pass. At most some thirty lines, however long the arrays.
 */
export function comparisonLines(finding: BudgetFinding, style: Style): string[] {
  const { comparison } = finding;
  const leaf = comparison.leaves[comparison.worstLeaf]!;
  const miss = shownMiss(leaf);
  // with array terms alone there is no element that misses, and the largest error is of interest
  const worst = miss?.element ?? (leaf.missed === 0 ? largestError(leaf, leadingMeasure(leaf)) : null);
  const diagnoses = finding.diagnose();
  return joined([
    [failureSentence(comparison)],
    worst === null ? [] : elementLines(worst, leaf, style, roleOf(miss, leaf)),
    missTable(leaf, worst, style),
    nonFiniteLines(leaf, style),
    distributionLines(leaf, style),
    otherLeaves(comparison),
    [
      ...passingLines(comparison, diagnoses, style),
      ...diagnoses.flatMap((diagnosis) => hintLines(hintOf(diagnosis, leaf, comparison.budget), style)),
    ],
  ]);
}

/** The message where `.not` was written and the budget holds. */
export function negatedLines(finding: BudgetFinding, style: Style): string[] {
  const { comparison } = finding;
  const leaf = comparison.leaves[comparison.worstLeaf];
  // an empty comparison that is allowed has no leaves
  if (leaf === undefined) return [negatedSentence(comparison)];
  const worst = largestError(leaf, leadingMeasure(leaf));
  return joined([
    [negatedSentence(comparison)],
    worst === null ? [] : elementLines(worst, leaf, style, 'largest error, '),
  ]);
}

/** What the element shown is among the misses. */
function roleOf(miss: ShownMiss | null, leaf: LeafComparison): string {
  if (miss === null) return 'largest error, ';
  if (leaf.missed - leaf.special.mismatched === 1) return '';
  return miss.isWorst ? 'worst, ' : 'for instance, ';
}

/** Columns that a hint is broken at. */
const hintWidth = 100;

function hintLines(hint: string, style: Style): string[] {
  const lines = [''];
  for (const word of hint.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + word.length >= hintWidth) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line, i) => `  ${i === 0 ? style.faint('hint:') : '     '} ${line}`);
}

/** Blocks with a blank line between those that hold anything. */
function joined(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, i) => (i === 0 ? block : ['', ...block]));
}

/** One element with everything that is known of its error. */
function elementLines(element: ElementReport, leaf: LeafComparison, style: Style, role: string): string[] {
  const measure = leadingMeasure(leaf);
  const [actual, reference] = pairText(element.actual, leaf.actual.dtype, element.reference, leaf.reference.dtype);
  const bits = (text: string | null): Cell[] => (text === null ? [] : [{ text, paint: style.faint }]);
  const errors =
    element.miss === 'signed zero'
      ? ['the sign of zero']
      : [
          element.ulps === null ? '' : errorText(element, 'ulp', limitIn(leaf, 'ulp')),
          measure === 'steps' ? errorText(element, 'steps') : '',
          element.abs === null ? '' : errorText(element, 'abs', limitIn(leaf, 'abs')),
          element.rel === null ? '' : errorText(element, 'rel', limitIn(leaf, 'rel')),
          element.boundRatio === null ? '' : errorText(element, 'bound', limitIn(leaf, 'bound')),
        ].filter((text) => text !== '');
  const allowed =
    element.allowedAbs === null || element.allowedUlps === null || element.miss === 'signed zero'
      ? ''
      : `${sizeText(element.allowedUlps)} ulp = ${sizeText(element.allowedAbs)} absolute${leaf.count === 1 ? '' : ' here'}`;
  const label = (text: string): Cell => ({ text, paint: style.faint });
  const rows: Cell[][] = [
    [label('actual'), { text: actual, paint: style.received }, ...bits(element.actualBits)],
    [label('reference'), { text: reference, paint: style.expected }, ...bits(element.referenceBits)],
  ];
  const lines = [
    ...tableLines(rows),
    ...tableLines([
      [label('error    '), { text: errors.join(' · ') }],
      ...(allowed === '' ? [] : [[label('allowed  '), { text: allowed }]]),
    ]),
  ];
  return leaf.count === 1 && leaf.path === '' ? lines : [`  ${style.strong(`${role}at ${element.path}`)}`, ...lines];
}

/** The first misses with finite values, unless the worst element is the only one. */
function missTable(leaf: LeafComparison, worst: ElementReport | null, style: Style): string[] {
  const rows = leaf.firstMisses.filter((element) => element.difference !== null);
  if (rows.length === 0 || (rows.length === 1 && rows[0]!.index === worst?.index)) return [];
  const measure = leadingMeasure(leaf);
  const head: Cell[] = ['index', 'actual', 'reference', 'error'].map((text) => ({ text, paint: style.faint }));
  const body = rows.map((element): Cell[] => {
    const [actual, reference] = pairText(element.actual, leaf.actual.dtype, element.reference, leaf.reference.dtype);
    const error = element.miss === 'signed zero' ? 'sign of zero' : errorText(element, measure, limitIn(leaf, measure));
    return [
      { text: element.path },
      { text: actual, paint: style.received },
      { text: reference, paint: style.expected },
      { text: error },
    ];
  });
  const more = leaf.missed - leaf.special.mismatched - rows.length;
  return [...tableLines([head, ...body]), ...(more > 0 ? [`  ${style.faint(`… and ${countText(more)} more`)}`] : [])];
}

const kindTexts: { readonly [Kind in NonFiniteKind]: string } = {
  'unexpected NaN': 'NaN where the reference is a number',
  'missing NaN': 'a number where the reference is NaN',
  'rejected NaN': "NaN on both sides, which nan: 'reject' forbids",
  'unexpected infinity': 'infinite where the reference is finite',
  'missing infinity': 'finite where the reference is infinite',
  'infinity of the other sign': 'the infinity of the other sign',
};

/** NaN and infinities out of place, in a block of their own: they have no error to be ranked by. */
function nonFiniteLines(leaf: LeafComparison, style: Style): string[] {
  if (leaf.count === 1) return [];
  return (Object.keys(kindTexts) as NonFiniteKind[])
    .filter((kind) => leaf.special.byKind[kind] > 0)
    .map((kind) => {
      const count = leaf.special.byKind[kind];
      const shown = leaf.special.first.filter(({ miss }) => miss === kind).slice(0, 3);
      const places = shown.map((element) => {
        const [actual, reference] = pairText(
          element.actual,
          leaf.actual.dtype,
          element.reference,
          leaf.reference.dtype,
        );
        return `${element.path} ${style.received(actual)} for ${style.expected(reference)}`;
      });
      const list = places.length === 0 ? '' : `: ${places.join(', ')}${count > shown.length ? ', …' : ''}`;
      return `  ${countText(count)} ${kindTexts[kind]}${list}`;
    });
}

/** Arrays with fewer elements have no distribution worth a picture. */
const fewest = 10;

/** Quantiles and bias, and the errors as a row of bars. */
function distributionLines(leaf: LeafComparison, style: Style): string[] {
  const { statistics, histogram } = leaf;
  if (statistics.finite < fewest) return [];
  const { max, p99, median, mean } = statistics.ulps;
  const quantile = (x: number): string =>
    statistics.quantiles === 'exact' || x === 0 ? sizeText(x) : `≤ ${sizeText(roundedUp(x, 4))}`;
  const label = style.faint;
  const figures = [
    `${label('max')} ${sizeText(max)}`,
    `${label('p99')} ${quantile(p99)}`,
    `${label('median')} ${quantile(median)}`,
    `${label('mean')} ${sizeText(mean)}`,
    `${label('bias')} ${signedText(statistics.biasUlps)} ulp`,
  ];
  return [`  ${figures.join('   ')}`, `  ${label('errors')} ${histogramText(histogram)}`];
}

/** The other failed leaves of a record, by name. */
function otherLeaves(comparison: Comparison): string[] {
  const others = comparison.leaves.filter((leaf, i) => leaf.verdict !== 'pass' && i !== comparison.worstLeaf);
  if (others.length === 0) return [];
  const named = others.slice(0, mostLeavesNamed).map((leaf) => {
    const missed =
      leaf.missed > leaf.missesAllowed
        ? `${countText(leaf.missed)} of ${counted(leaf.count, 'element')}`
        : 'as a whole';
    const measure = leadingMeasure(leaf);
    const most = shownMiss(leaf)?.element ?? largestError(leaf, measure);
    return `  ${leaf.path}: ${missed}${most === null ? '' : `, up to ${errorText(most, measure)}`}`;
  });
  const more = others.length - named.length;
  return [
    '  also failing',
    ...named.map((line) => `  ${line}`),
    ...(more > 0 ? [`    … and ${countText(more)} more`] : []),
  ];
}

/** What would pass, ready to be pasted; nothing where the values are plainly others than the reference. */
function passingLines(comparison: Comparison, diagnoses: readonly Diagnosis[], style: Style): string[] {
  if (diagnoses.some(({ kind }) => otherValues.has(kind))) return [];
  const budgets = passingBudgets(comparison);
  if (budgets.length > 0) {
    return [`  passes with ${budgets.map((budget) => style.strong(budgetLiteral(budget))).join(' or ')}`];
  }
  const nonFinite = comparison.leaves.some(
    ({ special, missed, missesAllowed }) => special.mismatched > 0 && missed > missesAllowed,
  );
  if (nonFinite) return ['  no tolerance passes while a value is NaN or infinite out of place'];
  // what needs no tolerance but a policy or another metric has said so above
  const byError = comparison.leaves.some(({ firstMisses }) => firstMisses.some(({ miss }) => miss === 'error'));
  return byError && diagnoses.length === 0 ? ['  no tolerance is offered: values differ in their leading digits'] : [];
}

/** Mechanisms that no tolerance should be found for. */
const otherValues: ReadonlySet<Diagnosis['kind']> = new Set([
  'all zero',
  'shifted',
  'transposed',
  'permuted',
  'scaled',
]);
