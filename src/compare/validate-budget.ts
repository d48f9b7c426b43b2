/** Refuses budgets that do not say what they mean, before a number is looked at. */
import { BudgetError } from '../errors.ts';
import { formatOf } from '../formats/index.ts';
import { arrayTerms, elementTerms, terms } from './terms.ts';
import type { Budget } from './types.ts';
import type { UnitOfError } from './unit.ts';

/** Policies with the values that they take. */
const policies: Readonly<Record<string, readonly unknown[]>> = {
  relTo: ['reference', 'larger'],
  boundary: ['inclusive', 'exclusive'],
  nan: ['equal', 'reject'],
  signedZero: ['equal', 'distinct'],
  subnormals: ['keep', 'flush'],
  allowEmpty: [true, false],
};

/** What people write who come from elsewhere. */
const aliases: Readonly<Record<string, string>> = {
  ulps: 'ulp',
  maxulp: 'ulp',
  maxulps: 'ulp',
  nulp: 'steps',
  ulpdistance: 'steps',
  step: 'steps',
  relative: 'rel',
  rtol: 'allclose: { rtol, atol }',
  atol: 'allclose: { rtol, atol }',
  absolute: 'abs',
  epsilon: 'abs',
  eps: 'abs',
  delta: 'abs',
  tol: 'abs',
  tolerance: 'abs',
  rms: 'rmse',
  mismatch: 'mismatches',
  equalnan: 'nan',
  nanok: 'nan',
  dtype: 'format',
};

/**
 * Checks a budget's form: known terms and policies, each of the kind it takes, at least one term.
 *
 * @throws BudgetError naming the term, the value, and what to write instead
 */
export function validateBudget(budget: unknown): asserts budget is Budget {
  if (typeof budget !== 'object' || budget === null || Array.isArray(budget)) {
    throw new BudgetError(
      `The budget must be an object with at least one term, got ${show(budget)}. ${
        typeof budget === 'number'
          ? `Write { ulp: ${budget} } or { abs: ${budget} }.`
          : 'Write { ulp: 4 }, for example.'
      }`,
    );
  }
  const given = budget as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    const value = given[key];
    const row = terms.find((known) => known.term === key);
    if (row !== undefined) {
      const expected = row.invalid(value);
      if (expected !== undefined) {
        throw new BudgetError(
          `budget.${key} must be ${expected}, got ${show(value)}. Write ${row.example} to allow ${row.means}.`,
        );
      }
    } else if (key in policies) {
      const values = policies[key];
      if (!values.includes(value)) {
        throw new BudgetError(
          `budget.${key} must be ${values.map(show).join(' or ')}, got ${show(value)}. Leave it out for ${show(values[0])}.`,
        );
      }
    } else if (key === 'format') {
      formatOf(value as 'float32');
    } else if (key === 'profile') {
      if (typeof value !== 'string')
        throw new BudgetError(`budget.profile must be a text, got ${show(value)}. Leave it out.`);
    } else {
      throw new BudgetError(`budget.${key} is not a term of a budget. ${suggestion(key)}`);
    }
  }
  const validated = budget as Budget;
  const element = elementTerms(validated);
  if (element.length + arrayTerms(validated).length === 0) {
    throw new BudgetError(
      `The budget has no term: there is no default tolerance. Write { ulp: 4 }, { rel: 1e-6 } or { abs: 1e-12 }, or several of them.`,
    );
  }
  if (validated.mismatches !== undefined && element.length === 0) {
    throw new BudgetError(
      `budget.mismatches counts elements that miss a per-element term, and the budget has none. Write { ulp: 4, mismatches: ${show(validated.mismatches)} }.`,
    );
  }
  if (validated.relTo !== undefined && validated.rel === undefined) {
    throw new BudgetError(
      `budget.relTo says what scales budget.rel, which is missing. Write { rel: 1e-6, relTo: '${validated.relTo}' }.`,
    );
  }
}

/**
 * Refuses a budget that no pair of numbers of this unit could fail, term by term: a term that cannot fail decides nothing, and beside
 * per-element terms it would pass everything.
 */
export function refuseVacuousBudget(budget: Budget, unit: UnitOfError, count: number): void {
  for (const row of elementTerms(budget)) refuse(row.term, row.alwaysMet(budget, unit, count));
  for (const row of arrayTerms(budget)) refuse(row.term, row.alwaysMet(budget, unit, count));

  function refuse(term: keyof Budget, reason: string | undefined): void {
    if (reason === undefined) return;
    throw new BudgetError(
      `budget.${term} = ${show(budget[term])} can never fail: every pair ${reason}. Write a smaller value.`,
    );
  }
}

function suggestion(key: string): string {
  const names = [...terms.map((row) => row.term as string), ...Object.keys(policies), 'format'];
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  const exact = names.find((name) => name.toLowerCase() === plain) ?? aliases[plain];
  const nearest = names
    .map((name) => ({ name, distance: editDistance(plain, name.toLowerCase()) }))
    .reduce((best, next) => (next.distance < best.distance ? next : best));
  const meant = exact ?? (nearest.distance <= Math.min(2, plain.length - 1) ? nearest.name : undefined);
  return meant === undefined ? `Its terms are ${terms.map((row) => row.term).join(', ')}.` : `Write \`${meant}\`.`;
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** A value as it would be written, short. */
function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return 'an array';
    return `{ ${Object.entries(value)
      .map(([key, entry]) => `${key}: ${typeof entry === 'object' ? '…' : show(entry)}`)
      .join(', ')} }`;
  }
  if (typeof value === 'function') return 'a function';
  return String(value);
}
