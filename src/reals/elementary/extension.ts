/**
 * From points to intervals: what a row of the table gives for an interval of arguments.
 *
 * The promise is about the members of the argument that lie in the function's domain, as in IEEE 1788's set-based intervals:
 * the part outside is left out, and an argument wholly outside is an error.
 */

import { DomainError } from '../../errors.ts';
import { compare, dyadic, scaled, type Dyadic } from '../dyadic.ts';
import { lowerEnd, upperEnd, type DyadicInterval } from '../dyadic-interval.ts';
import { RANGE, RangeExceeded } from '../series/exponential.ts';
import { isFiniteEnd, type Bounds, type ElementaryFunction, type End, type UnivariateFunction } from './define.ts';

/** The sign of a - b for ends. */
export function compareEnds(a: End, b: End): number {
  if (isFiniteEnd(a)) return isFiniteEnd(b) ? compare(a, b) : b > 0 ? -1 : 1;
  if (isFiniteEnd(b)) return a > 0 ? 1 : -1;
  return a === b ? 0 : a < b ? -1 : 1;
}

export function least(a: End, b: End): End {
  return compareEnds(a, b) <= 0 ? a : b;
}

export function greatest(a: End, b: End): End {
  return compareEnds(a, b) >= 0 ? a : b;
}

export function boundsOf(x: DyadicInterval): Bounds {
  return { lower: lowerEnd(x), upper: upperEnd(x) };
}

/** What is left to say of a result beyond the range: it is 2^RANGE or more, or -2^RANGE or less. */
export function boundsBeyondRange(negative: boolean): Bounds {
  return negative ? { lower: -Infinity, upper: scaled(-1n, RANGE) } : { lower: scaled(1n, RANGE), upper: Infinity };
}

/** Calls `evaluate` and gives its bounds, unbounded where the result is beyond the range. */
export function withinRange(evaluate: () => DyadicInterval): Bounds {
  try {
    return boundsOf(evaluate());
  } catch (error) {
    if (error instanceof RangeExceeded) return boundsBeyondRange(error.negative);
    throw error;
  }
}

/** Encloses the value, or the limit, of a function at an end of an interval inside its domain. */
export function encloseAtEnd(row: UnivariateFunction, end: End, bits: number): Bounds {
  for (const [edge, limit] of [
    [row.from, row.atFrom],
    [row.to, row.atTo],
  ] as const) {
    if (limit === undefined || compareEnds(end, endOf(edge)) !== 0) continue;
    if (typeof limit === 'function') return boundsOf(limit(bits));
    return { lower: endOf(limit), upper: endOf(limit) };
  }
  if (!isFiniteEnd(end)) throw new DomainError(`${row.name} has no limit at ${end}.`);
  const exact = row.exact(end);
  return exact === undefined ? withinRange(() => row.at(end, bits)) : { lower: exact, upper: exact };
}

/** Encloses f over a box of arguments, for rows that are no formulas. @throws DomainError where it lies outside the domain */
export function encloseOverBox(row: ElementaryFunction, box: readonly Bounds[], bits: number): Bounds {
  if (row.arity === 1) return encloseOver(row, box[0], bits);
  if ('enclose' in row.over) return row.over.enclose(box, bits);
  throw new DomainError(`${row.name} is enclosed by a formula over an arithmetic.`);
}

export function endOf(x: number): End {
  return Number.isFinite(x) ? dyadic(x) : x;
}

/** Encloses f over an interval of arguments. @throws DomainError where it lies outside the domain */
export function encloseOver(row: UnivariateFunction, argument: Bounds, bits: number): Bounds {
  const domain: Bounds = { lower: endOf(row.from), upper: endOf(row.to) };
  if (compareEnds(argument.upper, domain.lower) < 0 || compareEnds(argument.lower, domain.upper) > 0) {
    throw outsideDomain(row, [argument]);
  }
  const lower = greatest(argument.lower, domain.lower);
  const upper = least(argument.upper, domain.upper);
  const { shape } = row;
  switch (shape.kind) {
    case 'rule':
      return shape.enclose({ lower, upper }, bits);
    case 'increasing':
      return between(row, lower, upper, bits);
    case 'decreasing':
      return between(row, upper, lower, bits);
    case 'valley': {
      if (compareEnds(lower, shape.to) >= 0) return between(row, lower, upper, bits);
      if (compareEnds(upper, shape.from) <= 0) return between(row, upper, lower, bits);
      const left = encloseAtEnd(row, lower, bits);
      const right = encloseAtEnd(row, upper, bits);
      return { lower: shape.floor(bits), upper: greatest(left.upper, right.upper) };
    }
  }
}

/** [f(a), f(b)] for f(a) ≤ f(b). */
function between(row: UnivariateFunction, a: End, b: End, bits: number): Bounds {
  const atA = encloseAtEnd(row, a, bits);
  if (a === b || compareEnds(a, b) === 0) return atA;
  return { lower: atA.lower, upper: encloseAtEnd(row, b, bits).upper };
}

export function outsideDomain(row: ElementaryFunction, box: readonly Bounds[]): DomainError {
  const shown = box.map(({ lower, upper }) => `[${describeEnd(lower)}, ${describeEnd(upper)}]`).join(', ');
  return new DomainError(
    `${row.name}(${shown}): no member lies in the domain, ${row.domain}. Give arguments that do, or decide by comparing before.`,
  );
}

function describeEnd(end: End): string {
  if (!isFiniteEnd(end)) return end > 0 ? '∞' : '-∞';
  const length = end.m.toString(2).replace('-', '').length;
  const exponent = end.e + length;
  return Math.abs(exponent) < 900 ? String(approximate(end, length)) : `${end.m < 0n ? '-' : ''}2^${exponent}`;
}

/** The float64 near an end of moderate size, for messages. */
function approximate({ m, e }: Dyadic, length: number): number {
  const shift = Math.max(0, length - 53);
  const leading = Number(m >> BigInt(shift));
  const power = e + shift;
  return power >= 0 ? leading * Number(1n << BigInt(power)) : leading / Number(1n << BigInt(-power));
}
