/** Exact inputs as what the tiers compute with. */
import { dyadicReals } from '../reals/dyadic-reals.ts';
import { allocateBalls, ballOf, setBall } from './balls.ts';
import { extendedReals } from './extended-reals.ts';
import type { Balls } from './balls.ts';
import type { ExactValues } from './expression.ts';
import type { Element, ExtendedReals } from './extended-reals.ts';

/** An exact input as an element. */
export function enterElement<E>(reals: ExtendedReals<E>, exact: ExactValues, i: number): Element<E> {
  if (exact.kind === 'float64') return reals.constant(exact.values[i]!);
  const { dividend, divisor } = exact.values[i]!;
  const integer = (m: bigint): Element<E> => reals.bounds({ lower: { m, e: 0 }, upper: { m, e: 0 } });
  return divisor === 1n ? integer(dividend) : reals.div(integer(dividend), integer(divisor));
}

/** Exact inputs as balls. */
export function enterBalls(exact: ExactValues): Balls {
  if (exact.kind === 'float64') return { length: exact.values.length, hi: exact.values };
  const entering = extendedReals(dyadicReals(120));
  const result = allocateBalls(exact.values.length);
  for (let i = 0; i < result.length; i++) setBall(result, i, ballOf(enterElement(entering, exact, i)));
  return result;
}
