/** The enclosure of an elementary function at float64 arguments. */

import { DomainError } from '../errors.ts';
import { dyadic, type Dyadic } from './dyadic.ts';
import type { DyadicInterval } from './dyadic-interval.ts';
import type { ElementaryFunction } from './elementary/define.ts';
import { withinRange } from './elementary/extension.ts';
import { elementaryFunction, requireArity } from './elementary/index.ts';
import { bitsFor, reals, type Enclosure } from './interval.ts';

/** What is known of f(x) before any precision is chosen. */
export type Outcome =
  /** NaN, an infinity, or a zero with its sign. */
  | { readonly kind: 'special'; readonly value: number }
  /** A dyadic number. */
  | { readonly kind: 'exact'; readonly value: Dyadic }
  /** A number to be enclosed. */
  | { readonly kind: 'enclosed'; readonly at: (bits: number) => DyadicInterval };

/** Looks at the special and the exact cases of a row. */
export function outcomeOf(row: ElementaryFunction, x: readonly number[]): Outcome {
  requireArity(row, x.length);
  const special = row.special(...x);
  if (typeof special === 'number') {
    return Number.isFinite(special) && special !== 0
      ? { kind: 'exact', value: dyadic(special) }
      : { kind: 'special', value: special };
  }
  if (special !== undefined) return { kind: 'enclosed', at: special };
  const point = x.map(dyadic);
  const exact = row.exact(...point);
  if (exact !== undefined) return { kind: 'exact', value: exact };
  const { arity } = row;
  return { kind: 'enclosed', at: arity === 1 ? (bits) => row.at(point[0], bits) : (bits) => row.at(point, bits) };
}

/**
 * An enclosure of f(x₁, …) for the exact values of float64 arguments, to about `digits` significant digits.
 *
 * The ends are rounded outward to `digits` digits (or one more); the relative width is below 10^(2-digits), except where a
 * result is beyond 2^(2^49) in magnitude ([2^(2^49), ∞)), or below its reciprocal ([0, 2^-(2^49)]).
 *
 * Infinite results, as at poles and for infinite arguments, are the enclosure [∞, ∞] or [-∞, -∞].
 *
 * @throws DomainError for an unknown name, a wrong number of arguments, and where f(x₁, …) is no real number (NaN)
 */
export function evaluate(name: string, x: readonly number[], digits: number): Enclosure {
  const row = elementaryFunction(name);
  const context = reals(digits);
  const outcome = outcomeOf(row, x);
  switch (outcome.kind) {
    case 'special':
      if (outcome.value !== outcome.value) {
        throw new DomainError(
          `${name}(${x.join(', ')}) is not a real number: its domain is ${row.domain}. ` +
            `Compare with NaN instead, which is what correctlyRounded gives here.`,
        );
      }
      return context.exact(outcome.value);
    case 'exact':
      return context.dyadic(outcome.value);
    case 'enclosed':
      return context.bounds(withinRange(() => outcome.at(bitsFor(digits))));
  }
}
