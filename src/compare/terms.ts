/**
 * The terms of a budget as a table: for each, what values it takes, what it measures, when it holds, and when it could not fail. The
 * machinery walks this table and knows no term by name.
 */
import type { Metric } from '../kernels/compare.ts';
import type { ArrayTerm, Budget, BudgetTerm, ElementTerm } from './types.ts';
import type { UnitOfError } from './unit.ts';

/** What an array term is measured on. */
export interface ArrayMeasures {
  readonly rmse: number;
  readonly meanUlp: number;
  readonly p99Ulp: number;
  readonly biasUlps: number;
  readonly cosine: number;
  readonly missed: number;
}

interface TermRow {
  /** Printed after a value. */
  readonly unit: string;
  /** A value that shows how to write the term. */
  readonly example: string;
  /** In words, for messages: `{ ulp: 4 }` allows … */
  readonly means: string;
  /** Why the value is not one of this term, completing "budget.ulp must be …"; `undefined` if it is. */
  invalid(value: unknown): string | undefined;
}

/** A term that each element must meet. */
export interface ElementTermRow extends TermRow {
  readonly scope: 'element';
  readonly term: ElementTerm;
  /** The errors that it limits. */
  readonly metric: Metric;
  /** The largest error admitted, boundary included. */
  limit(budget: Budget): number;
  /** The absolute error admitted where the ulp, |r| (or the larger of the two) and the bound are these; NaN if that says nothing. */
  allowedAbs(budget: Budget, at: { ulp: number; divisor: number; reference: number; bound: number }): number;
  /** Why every pair of numbers meets it, completing "every pair …"; `undefined` where some do not. */
  alwaysMet(budget: Budget, unit: UnitOfError, count: number): string | undefined;
}

/** A term that the whole array must meet. */
export interface ArrayTermRow extends TermRow {
  readonly scope: 'array';
  readonly term: ArrayTerm;
  /** The value measured, in the term's unit. */
  measure(measures: ArrayMeasures): number;
  /** The value given, in the same unit. */
  limit(budget: Budget, count: number): number;
  holds(measured: number, limit: number): boolean;
  alwaysMet(budget: Budget, unit: UnitOfError, count: number): string | undefined;
}

const atMost = (measured: number, limit: number): boolean => measured <= limit;

function invalidNumber(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_VALUE ? undefined : 'a finite number ≥ 0';
}

function invalidCount(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'an integer ≥ 0';
}

function invalidAllclose(value: unknown): string | undefined {
  const expected = 'an object of two finite numbers ≥ 0, rtol and atol';
  if (typeof value !== 'object' || value === null) return expected;
  const { rtol, atol } = value as Record<string, unknown>;
  if (Object.keys(value).some((key) => key !== 'rtol' && key !== 'atol')) return expected;
  return (invalidNumber(rtol) ?? invalidNumber(atol)) ? expected : undefined;
}

function invalidCosine(value: unknown): string | undefined {
  return typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'a number above 0 and at most 1';
}

/** The share in `'0.1%'` as a number of per cent; `undefined` for another text. */
function percentage(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%$/i.test(value)) return undefined;
  return Number(value.slice(0, -1));
}

function invalidMismatches(value: unknown): string | undefined {
  const share = percentage(value);
  if (share !== undefined && share < 100) return undefined;
  return invalidCount(value) === undefined ? undefined : "an integer ≥ 0 or a share below 100 %, such as '0.1%'";
}

/** How many of `count` elements may miss. */
function missesAllowed(value: Budget['mismatches'], count: number): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const share = percentage(value)!;
  // A product that is an integer in decimals must not lose its last element to rounding: 0.1 % of 1000 is 1
  const exact = (share * count) / 100;
  const nearest = Math.round(exact);
  return Math.abs(exact - nearest) <= nearest * Number.EPSILON * 2 ? nearest : Math.floor(exact);
}

const saturated = 'is within the largest float64 of each other';

function beyondFloat64(limit: number): string | undefined {
  return limit >= Number.MAX_VALUE ? saturated : undefined;
}

function beyondUnit(limit: number, unit: UnitOfError): string | undefined {
  return limit >= unit.largestErrorUlps ? `of ${unit.name} values is within ${unit.largestErrorUlps} ulps` : undefined;
}

/** The terms, in the order in which reports list them. */
export const terms: readonly (ElementTermRow | ArrayTermRow)[] = [
  {
    term: 'ulp',
    scope: 'element',
    metric: 'ulps',
    unit: 'ulps',
    example: '{ ulp: 4 }',
    means: 'four units in the last place of the actual’s format',
    invalid: invalidNumber,
    limit: (budget) => budget.ulp!,
    allowedAbs: (budget, at) => budget.ulp! * at.ulp,
    alwaysMet: (budget, unit) => beyondUnit(budget.ulp!, unit),
  },
  {
    term: 'steps',
    scope: 'element',
    metric: 'steps',
    unit: 'steps',
    example: '{ steps: 4 }',
    means: 'four steps from one representable value to the next',
    invalid: invalidCount,
    limit: (budget) => budget.steps!,
    allowedAbs: (budget, at) => budget.steps! * at.ulp,
    alwaysMet: (budget, unit) =>
      budget.steps! >= unit.largestSteps ? `of ${unit.name} values is within ${unit.largestSteps} steps` : undefined,
  },
  {
    term: 'rel',
    scope: 'element',
    metric: 'rel',
    unit: '',
    example: '{ rel: 1e-6 }',
    means: 'a relative error of 1e-6',
    invalid: invalidNumber,
    limit: (budget) => budget.rel!,
    allowedAbs: (budget, at) => budget.rel! * at.divisor,
    alwaysMet: (budget) =>
      budget.relTo === 'larger' && budget.rel! >= 2
        ? 'differs by at most twice the larger'
        : beyondFloat64(budget.rel!),
  },
  {
    term: 'abs',
    scope: 'element',
    metric: 'abs',
    unit: '',
    example: '{ abs: 1e-12 }',
    means: 'an absolute error of 1e-12',
    invalid: invalidNumber,
    limit: (budget) => budget.abs!,
    allowedAbs: (budget) => budget.abs!,
    alwaysMet: (budget) => beyondFloat64(budget.abs!),
  },
  {
    term: 'allclose',
    scope: 'element',
    metric: 'allclose',
    unit: '',
    example: '{ allclose: { rtol: 1e-5, atol: 1e-8 } }',
    means: '|actual − reference| ≤ 1e-8 + 1e-5·|reference|',
    invalid: invalidAllclose,
    // The metric is the excess over the tolerance
    limit: () => 0,
    allowedAbs: (budget, at) => budget.allclose!.atol + budget.allclose!.rtol * at.reference,
    alwaysMet: (budget) => beyondFloat64(budget.allclose!.atol),
  },
  {
    term: 'bound',
    scope: 'element',
    metric: 'bound',
    unit: '× bound',
    example: '{ bound: 1 }',
    means: 'the a-priori error bound that the reference carries',
    invalid: invalidNumber,
    limit: (budget) => budget.bound!,
    allowedAbs: (budget, at) => budget.bound! * at.bound,
    alwaysMet: (budget) => beyondFloat64(budget.bound!),
  },
  {
    term: 'rmse',
    scope: 'array',
    unit: '',
    example: '{ rmse: 1e-6 }',
    means: 'a root mean square of the absolute errors of 1e-6',
    invalid: invalidNumber,
    measure: (measures) => measures.rmse,
    limit: (budget) => budget.rmse!,
    holds: atMost,
    alwaysMet: (budget) => beyondFloat64(budget.rmse!),
  },
  {
    term: 'meanUlp',
    scope: 'array',
    unit: 'ulps',
    example: '{ meanUlp: 0.5 }',
    means: 'a mean error of half an ulp',
    invalid: invalidNumber,
    measure: (measures) => measures.meanUlp,
    limit: (budget) => budget.meanUlp!,
    holds: atMost,
    alwaysMet: (budget, unit) => beyondUnit(budget.meanUlp!, unit),
  },
  {
    term: 'p99Ulp',
    scope: 'array',
    unit: 'ulps',
    example: '{ p99Ulp: 2 }',
    means: 'two ulps at 99 % of the elements',
    invalid: invalidNumber,
    measure: (measures) => measures.p99Ulp,
    limit: (budget) => budget.p99Ulp!,
    holds: atMost,
    alwaysMet: (budget, unit) => beyondUnit(budget.p99Ulp!, unit),
  },
  {
    term: 'bias',
    scope: 'array',
    unit: 'ulps',
    example: '{ bias: 0.01 }',
    means: 'a mean of the signed errors of at most 0.01 ulps to either side',
    invalid: invalidNumber,
    measure: (measures) => Math.abs(measures.biasUlps),
    limit: (budget) => budget.bias!,
    holds: atMost,
    alwaysMet: (budget, unit) => beyondUnit(budget.bias!, unit),
  },
  {
    term: 'cosine',
    scope: 'array',
    unit: '',
    example: '{ cosine: 0.9999 }',
    means: 'a cosine similarity of at least 0.9999',
    invalid: invalidCosine,
    measure: (measures) => measures.cosine,
    limit: (budget) => budget.cosine!,
    holds: (measured, limit) => measured >= limit,
    alwaysMet: () => undefined,
  },
  {
    term: 'mismatches',
    scope: 'array',
    unit: 'elements',
    example: "{ ulp: 4, mismatches: '0.1%' }",
    means: 'one element in a thousand outside 4 ulps',
    invalid: invalidMismatches,
    measure: (measures) => measures.missed,
    limit: (budget, count) => missesAllowed(budget.mismatches, count),
    holds: atMost,
    alwaysMet: (budget, _unit, count) =>
      missesAllowed(budget.mismatches, count) >= count
        ? `may miss: there ${count === 1 ? 'is 1 element' : `are ${count} elements`}`
        : undefined,
  },
];

/** The row of a term. */
export function termNamed(term: BudgetTerm): ElementTermRow | ArrayTermRow {
  return terms.find((row) => row.term === term)!;
}

/** Rows of the per-element terms that a budget gives. */
export function elementTerms(budget: Budget): readonly ElementTermRow[] {
  return terms.filter((row): row is ElementTermRow => row.scope === 'element' && budget[row.term] !== undefined);
}

/** Rows of the array terms that a budget gives. */
export function arrayTerms(budget: Budget): readonly ArrayTermRow[] {
  return terms.filter((row): row is ArrayTermRow => row.scope === 'array' && budget[row.term] !== undefined);
}
