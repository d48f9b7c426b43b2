/** Decimal enclosures as an arithmetic that programs are evaluated in; see `dyadic-reals.ts` for the binary one. */
import type { EnclosureArithmetic } from './dyadic-reals.ts';
import { bitsFor, reals, toBounds, type Enclosure } from './interval.ts';

/** The arithmetic of that many decimal digits. */
export function decimalReals(digits: number): EnclosureArithmetic<Enclosure> {
  const context = reals(digits);
  const bits = bitsFor(digits);
  const zero = context.constant(0);
  return Object.freeze<EnclosureArithmetic<Enclosure>>({
    ...context,
    bits,
    // Twice the bits: conversions of decimals that are no dyadics are to cost nothing beside the digits.
    ends: (a) => toBounds(a, 2 * bits + 64),
    bounds: (value) => context.bounds(value),
    sum: (terms) => terms.reduce(context.add, zero),
    dot: (x, y) => x.reduce((sum, term, i) => context.add(sum, context.mul(term, y[i])), zero),
  });
}
