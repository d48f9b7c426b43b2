import type { Budget, Comparison, ElementReport, LeafComparison, TermResult } from '../compare/types.ts';
import { allowancePhrase, termPhrase } from './budget-text.ts';
import { countText, counted, pairText, shareText, sizeAbove } from './number-text.ts';

/** The measure in which an error is quoted first: that of the budget's first per-element term, ulps without one. */
export type Measure = 'ulp' | 'steps' | 'rel' | 'abs' | 'bound';

/** See {@link Measure}. */
export function leadingMeasure(leaf: LeafComparison): Measure {
  const first = leaf.terms.find((row) => row.scope === 'element')?.term;
  if (first === 'allclose') return 'abs';
  return first === 'steps' || first === 'rel' || first === 'abs' || first === 'bound' ? first : 'ulp';
}

/** The error of an element in a measure; `null` where it has none. */
export function errorIn(element: ElementReport, measure: Measure): number | null {
  switch (measure) {
    case 'ulp':
      return element.ulps;
    case 'steps':
      return element.steps === null ? null : Number(element.steps);
    case 'rel':
      return element.rel;
    case 'abs':
      return element.abs;
    case 'bound':
      return element.boundRatio;
  }
}

const units: { readonly [M in Measure]: string } = {
  ulp: ' ulp',
  steps: ' steps',
  rel: ' relative',
  abs: ' absolute',
  bound: ' × the error bound',
};

/** An error with its unit: `17.25 ulp`, `3.2e-6 relative`. More digits are shown where it takes them to see that it exceeds. */
export function errorText(element: ElementReport, measure: Measure, limit: number = Infinity): string {
  const size = errorIn(element, measure);
  if (size === null) return measure === 'rel' ? 'no relative error (reference is 0)' : 'n/a';
  return `${sizeAbove(size, limit)}${units[measure]}`;
}

/** The element with the largest error of all in a measure, whether it misses or not; `null` without finite pairs. */
export function largestError(leaf: LeafComparison, measure: Measure): ElementReport | null {
  return { ulp: leaf.worst, steps: leaf.worst, rel: leaf.worstRel, abs: leaf.worstAbs, bound: leaf.worst }[measure];
}

/** A missing element to show, and whether it is the worst of them. */
export interface ShownMiss {
  readonly element: ElementReport;
  readonly isWorst: boolean;
}

/**
 * The worst of the misses in the leading measure; where none has such an error (a reference of 0 has no relative one), the first finite miss.
 * `null` when every miss is a NaN or an infinity out of place.
 *
 * It need not be the element with the largest error of all, which may pass: near zero by `abs`, however many ulps that is.
 */
export function shownMiss(leaf: LeafComparison): ShownMiss | null {
  if (leaf.worstMiss !== null) return { element: leaf.worstMiss, isWorst: true };
  const first = leaf.firstMisses.find(({ difference }) => difference !== null);
  return first === undefined ? null : { element: first, isWorst: leaf.missed - leaf.special.mismatched === 1 };
}

/** Limit of the budget's term in this measure, to choose digits by. */
export function limitIn(leaf: LeafComparison, measure: Measure): number {
  const row = leaf.terms.find(({ term }) => term === measure);
  return typeof row?.limit === 'number' ? row.limit : Infinity;
}

/** How large an error is, as the end of a sentence: `is 17.25 ulp off`, `has a relative error of 1.3e-6`. */
function offPhrase(element: ElementReport, leaf: LeafComparison): string {
  const measure = leadingMeasure(leaf);
  const size = errorIn(element, measure);
  if (size === null) return 'has no relative error, because the reference is 0';
  const text = sizeAbove(size, limitIn(leaf, measure));
  if (measure === 'rel') return `has a relative error of ${text}`;
  if (measure === 'abs') return `has an absolute error of ${text}`;
  return `is ${text}${units[measure]} off`;
}

/** The error shown, after what is exceeded has named its measure: `the worst is 17.25 ulp off`, `the worst is 1.3e-6`. */
function shownPhrase({ element, isWorst }: ShownMiss, errors: number, leaf: LeafComparison): string {
  const measure = leadingMeasure(leaf);
  const size = errorIn(element, measure);
  const which = errors > 1 ? (isWorst ? 'the worst' : 'one') : undefined;
  if (size === null) return `${which ?? 'it'} ${offPhrase(element, leaf)}`;
  const text = sizeAbove(size, limitIn(leaf, measure));
  return measure === 'rel' || measure === 'abs'
    ? `${which ?? 'the error'} is ${text}`
    : `${which ?? 'it'} is ${text}${units[measure]} off`;
}

/** The subject of a sentence about a leaf: its path, where it has one. */
function at(path: string): string {
  return path === '' ? '' : `${path}: `;
}

function sentenceOfOne(leaf: LeafComparison, element: ElementReport): string {
  const [actual, reference] = pairText(element.actual, leaf.actual.dtype, element.reference, leaf.reference.dtype);
  if (element.miss === 'signed zero') return `${actual}, where the reference is ${reference}: the sign differs.`;
  const off =
    leadingMeasure(leaf) === 'ulp'
      ? `${offPhrase(element, leaf)} ${reference}`
      : `against ${reference} ${offPhrase(element, leaf)}`;
  return `${actual} ${off}; ${allowancePhrase(leaf, 'or')} is allowed.`;
}

function sentenceOfMany(leaf: LeafComparison, { boundary, signedZero }: Budget): string {
  const nonFinite = leaf.special.mismatched;
  const signs = signedZero === 'distinct' ? leaf.special.signedZeros : 0;
  const errors = leaf.missed - nonFinite - signs;
  const shown = shownMiss(leaf);
  const verb = boundary === 'exclusive' ? ['reaches', 'reach'] : ['exceeds', 'exceed'];
  const parts = [
    errors === 0
      ? ''
      : `${verb[errors === 1 ? 0 : 1]} ${allowancePhrase(leaf, 'and')}` +
        (shown === null ? '' : `; ${shownPhrase(shown, errors, leaf)}`),
    nonFinite === 0 ? '' : `${nonFinite === 1 ? 'is' : 'are'} NaN or infinite out of place`,
    signs === 0 ? '' : `${signs === 1 ? 'is a zero' : 'are zeros'} of the other sign`,
  ];
  const counts = [errors, nonFinite, signs];
  const allowed = leaf.missesAllowed > 0 ? ` (${countText(leaf.missesAllowed)} may)` : '';
  const share = leaf.count >= 10_000 ? ` (${shareText(leaf.missed, leaf.count)})` : '';
  const subject = `${countText(leaf.missed)} of ${counted(leaf.count, 'element')}${share}`;
  const kinds = parts.flatMap((part, i) => (part === '' ? [] : [{ part, count: counts[i]! }]));
  if (kinds.length === 1) return `${subject}${allowed} ${kinds[0]!.part}.`;
  return `${subject} miss${allowed}: ${kinds.map(({ part, count }) => `${countText(count)} ${part.replace('; ', ', ')}`).join('; ')}.`;
}

const arrayNouns: Partial<Record<TermResult['term'], string>> = {
  rmse: 'root mean square error',
  meanUlp: 'mean error',
  p99Ulp: '99th percentile',
  bias: 'bias',
  cosine: 'cosine similarity',
};

/** Sentences on the terms over the whole array that do not hold: `The bias is 0.73 ulp; 0.1 ulp (float32) is allowed.` */
function arraySentences(leaf: LeafComparison): string[] {
  return leaf.terms
    .filter((row) => row.scope === 'array' && row.term !== 'mismatches' && !row.holds)
    .map((row) => {
      const noun = arrayNouns[row.term] ?? row.term;
      const limit = termPhrase(row.term, row.limit, leaf.unit);
      if (row.measured === null) return `The ${noun} cannot be had: there are no finite pairs.`;
      if (row.term === 'cosine') return `The ${noun} is ${row.measured}; at least ${limit} is asked for.`;
      const unit = row.term === 'rmse' ? '' : ' ulp';
      const size = sizeAbove(Math.abs(row.measured), typeof row.limit === 'number' ? row.limit : Infinity);
      return `The ${noun} is ${size}${unit}; ${limit} is allowed.`;
    });
}

/** One line that says what is wrong: of a record, with the leaf that fails worst. */
export function failureSentence({ leaves, worstLeaf, budget, failedLeaves }: Comparison): string {
  const leaf = leaves[worstLeaf]!;
  const sentences = [
    ...(leaf.missed > leaf.missesAllowed ? [missSentence(leaf, budget)] : []),
    ...arraySentences(leaf),
  ];
  if (leaves.length > 1) sentences.push(`${countText(failedLeaves)} of ${countText(leaves.length)} arrays fail.`);
  return at(leaf.path) + sentences.join(' ');
}

function missSentence(leaf: LeafComparison, budget: Budget): string {
  const lone = leaf.count === 1 ? (leaf.firstMisses[0] ?? leaf.special.first[0]) : undefined;
  if (lone === undefined) return sentenceOfMany(leaf, budget);
  return lone.difference === null ? nonFiniteSentence(leaf, lone) : sentenceOfOne(leaf, lone);
}

function nonFiniteSentence(leaf: LeafComparison, lone: ElementReport): string {
  if (lone.miss === 'rejected NaN') return "NaN on both sides, which nan: 'reject' forbids.";
  const [actual, reference] = pairText(lone.actual, leaf.actual.dtype, lone.reference, leaf.reference.dtype);
  return `${actual}, where the reference is ${reference}.`;
}

/** One line for a comparison that passed although `.not` was written. */
export function negatedSentence({ leaves, worstLeaf, count }: Comparison): string {
  const leaf = leaves[worstLeaf];
  if (leaf === undefined) return 'There is nothing to compare, which allowEmpty lets pass; .not says that it must not.';
  const allowance = allowancePhrase(leaf, 'or');
  const within = allowance === '' ? 'within the budget' : `within ${allowance}`;
  const worst = largestError(leaf, leadingMeasure(leaf));
  if (count === 1 && worst !== null) {
    const [actual, reference] = pairText(worst.actual, leaf.actual.dtype, worst.reference, leaf.reference.dtype);
    return `${actual} is ${within} of ${reference} (it ${offPhrase(worst, leaf)}), and .not says that it must not be.`;
  }
  const largest = worst === null ? '' : ` (the worst ${offPhrase(worst, leaf)})`;
  const subject = count === 1 ? 'The value is' : `All ${countText(count)} elements are`;
  return `${subject} ${within}${largest}, and .not says that ${count === 1 ? 'it' : 'they'} must not be.`;
}
