import type { Budget, Comparison, LeafComparison } from '../compare/types.ts';
import { formats, powerOfTwo } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { Diagnosis } from '../matchers/index.ts';
import { budgetLiteral } from './budget-text.ts';
import { cosineBelow, countText, counted, roundedUp, signedText, sizeText } from './number-text.ts';

/** Sentences on what an error looks like, each with what to do about it. */
export function hintOf(diagnosis: Diagnosis, leaf: LeafComparison, budget: Budget): string {
  switch (diagnosis.kind) {
    case 'all zero':
      return 'every received value is 0: was the result written, or did it underflow?';
    case 'overflow':
      return `an infinity where the reference fits ${diagnosis.format}: an intermediate result overflowed.`;
    case 'narrower':
      return narrowerHint(diagnosis, leaf, budget);
    case 'shifted': {
      const by = Math.abs(diagnosis.by);
      const row = leaf.shape.length > 1 && by === leaf.shape.at(-1);
      const places = row ? 'one row' : counted(by, 'place');
      return `the values are right and stand ${places} too ${diagnosis.by > 0 ? 'early' : 'late'}: an index is off.`;
    }
    case 'transposed':
      return leaf.shape.at(-1) === leaf.shape.at(-2)
        ? 'this is the transpose of the reference.'
        : 'the values are right and lie column by column where rows are due (or the reverse).';
    case 'permuted':
      return 'these are the values of the reference in another order.';
    case 'scaled':
      return diagnosis.factor === -1
        ? 'the sign is flipped: this is the negative of the reference.'
        : `this is ${sizeText(diagnosis.factor)} times the reference.`;
    case 'zero reference': {
      const floor =
        diagnosis.abs === null ? 'an absolute floor' : budgetLiteral({ ...budget, abs: roundedUp(diagnosis.abs) });
      const are = diagnosis.count === 1 ? 'is' : 'are';
      return `${counted(diagnosis.count, 'reference')} ${are} 0, where ulp and rel allow nothing: give ${floor}.`;
    }
    case 'below spacing':
      return (
        `the budget allows ${sizeText(diagnosis.allowedUlps)} ulp there, and neighbouring ${leaf.unit} values are 1 ulp apart: ` +
        'not even a correctly rounded result need pass.'
      );
    case 'cancellation':
      return (
        `its absolute error, ${sizeText(diagnosis.error)}, is ordinary (the median is ${sizeText(diagnosis.median)}): ` +
        'the reference is small, as where terms cancel. Ulps are not the unit for that; ' +
        `${budgetLiteral({ ...budget, abs: roundedUp(diagnosis.abs) })} passes, and sums and products have an error bound, { bound: 1 }.`
      );
    case 'one-sided':
      return (
        `the errors have one sign (bias ${signedText(diagnosis.bias)} of a mean error of ${sizeText(diagnosis.mean)} ulp): ` +
        'a common factor is off, or results are truncated. Rounding to nearest scatters.'
      );
  }
}

function narrowerHint(
  { side, format, ulps }: Extract<Diagnosis, { kind: 'narrower' }>,
  leaf: LeafComparison,
  budget: Budget,
): string {
  const cost = `up to ${countText(ulps)} ulp of ${leaf.unit}`;
  const remedy = `If that is meant, count in its ulps: ${budgetLiteral({ ...budget, format })}.`;
  switch (side) {
    case 'actual':
      return `every received value is a ${format} value: it was rounded to ${format}, which alone costs ${cost}. ${remedy}`;
    case 'reference':
      return `every reference is a ${format} value: if it was rounded to ${format}, it is itself ${cost} off. ${remedy}`;
    case 'both':
      return `both sides hold ${format} values, and ulps are counted in ${leaf.unit}. ${remedy}`;
  }
}

/** Arrays more than 60° apart are others, however many digits they share. */
const leastCosine = 0.5;

const elementTerms = ['ulp', 'steps', 'rel', 'abs', 'bound'] as const;
const arrayTerms = ['rmse', 'meanUlp', 'p99Ulp', 'bias'] as const;

/**
 * Budgets that pass, ready to be pasted: for each per-element term of the one given the smallest that mends all misses, the others as
 * they are, and with the terms over the array mended as well. Values are rounded up, so that what is printed passes. A tolerance as
 * large as the values themselves is not offered.
 */
export function passingBudgets({ budget, leaves }: Comparison): Budget[] {
  const failed = leaves.filter((leaf) => leaf.verdict !== 'pass');
  const mended: { [Term in (typeof arrayTerms)[number] | 'cosine']?: number } = {};
  for (const term of arrayTerms) {
    const broken = failed.filter((leaf) => leaf.terms.some((row) => row.term === term && !row.holds));
    if (broken.length === 0) continue;
    const needed = largest(broken.map((leaf) => leaf.smallestPassing[term]));
    if (needed === null) return [];
    mended[term] = roundedUp(needed);
  }
  const apart = failed.filter((leaf) => leaf.terms.some((row) => row.term === 'cosine' && !row.holds));
  if (apart.length > 0) {
    const cosine = Math.min(...apart.map((leaf) => leaf.smallestPassing.cosine ?? 0));
    if (cosine < leastCosine) return [];
    mended.cosine = cosineBelow(cosine);
  }
  if (failed.every((leaf) => leaf.missed <= leaf.missesAllowed)) return [{ ...budget, ...mended }];
  const offers = elementTerms.flatMap((term): Budget[] => {
    const needed = budget[term] === undefined ? null : largest(failed.map((leaf) => leaf.smallestPassing[term]));
    if (needed === null || failed.some((leaf) => isAsLargeAsValues(term, needed, leaf))) return [];
    return [{ ...budget, ...mended, [term]: term === 'steps' ? needed : roundedUp(needed) }];
  });
  if (budget.allclose !== undefined) {
    const { rtol, atol } = budget.allclose;
    const allclose = failed.map((leaf) => leaf.smallestPassing.allclose);
    const neededRtol = largest(allclose.map((needed) => needed?.rtol ?? null));
    const neededAtol = largest(allclose.map((needed) => needed?.atol ?? null));
    if (neededRtol !== null && neededRtol < 1) {
      offers.push({ ...budget, ...mended, allclose: { rtol: roundedUp(Math.max(rtol, neededRtol)), atol } });
    }
    if (neededAtol !== null) {
      offers.push({ ...budget, ...mended, allclose: { rtol, atol: roundedUp(Math.max(atol, neededAtol)) } });
    }
  }
  return offers;
}

/** Whether a tolerance would let values pass that differ in their leading digits: a relative error of 1, or an eighth in ulps. */
function isAsLargeAsValues(term: (typeof elementTerms)[number], tolerance: number, { unit }: LeafComparison): boolean {
  if (term === 'rel') return tolerance >= 1;
  if ((term !== 'ulp' && term !== 'steps') || !(unit in formats)) return false;
  return tolerance >= powerOfTwo(formats[unit as FormatName].precision - 4);
}

/** The largest of the values; `null` where one of them is. */
function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (most === null || value === null ? null : Math.max(most, value)), 0);
}
