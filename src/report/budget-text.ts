import type { Allclose, Budget, BudgetTerm, LeafComparison, Unit } from '../compare/types.ts';
import { countText, sourceText } from './number-text.ts';

/** How each term reads in a sentence: `4 ulp (float32)`. */
const phrases: { readonly [Term in BudgetTerm]: (limit: string, unit: Unit) => string } = {
  ulp: (limit, unit) => `${limit} ulp (${unit})`,
  steps: (limit, unit) => `${limit} ${limit === '1' ? 'step' : 'steps'} (${unit})`,
  rel: (limit) => `a relative error of ${limit}`,
  abs: (limit) => `an absolute error of ${limit}`,
  allclose: (limit) => limit,
  bound: (limit) => `${limit} × the error bound`,
  rmse: (limit) => `${limit}`,
  meanUlp: (limit, unit) => `${limit} ulp (${unit})`,
  p99Ulp: (limit, unit) => `${limit} ulp (${unit})`,
  bias: (limit, unit) => `${limit} ulp (${unit})`,
  cosine: (limit) => limit,
  mismatches: (limit) => countText(Number(limit)),
};

function limitText(limit: number | Allclose): string {
  return typeof limit === 'number'
    ? sourceText(limit)
    : `${sourceText(limit.atol)} + ${sourceText(limit.rtol)}·|reference|`;
}

/** One term with its limit and unit, as it stands in a sentence. */
export function termPhrase(term: BudgetTerm, limit: number | Allclose, unit: Unit): string {
  return phrases[term](limitText(limit), unit);
}

/**
 * What each element of a leaf may be off: `4 ulp (float32) or an absolute error of 1e-12`. An element passes when it is within any of
 * the terms.
 *
 * @param joiner - `or` where it passes, `and` where it exceeds
 */
export function allowancePhrase(leaf: LeafComparison, joiner: 'and' | 'or'): string {
  return leaf.terms
    .filter((row) => row.scope === 'element')
    .map((row) => termPhrase(row.term, row.limit, leaf.unit))
    .join(` ${joiner} `);
}

/** A budget as it is written in a test: `{ ulp: 4, abs: 1e-12 }`. */
export function budgetLiteral(budget: Budget | object): string {
  return literal(budget);
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return sourceText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([name, field]) => `${name}: ${literal(field)}`).join(', ')} }`;
}
