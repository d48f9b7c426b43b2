/** One element, for people: its values, its errors in every measure, and what the budget would have allowed there. */
import { formatOf, isRepresentable, toBits } from '../formats/index.ts';
import { toleranceExcess } from './allclose.ts';
import { pairState } from './measure.ts';
import type { PairFacts } from './measure.ts';
import { isComplex, isInteger, positionOf } from './operand.ts';
import type { Operand } from './operand.ts';
import { elementTerms } from './terms.ts';
import type { ElementTermRow } from './terms.ts';
import { admitted } from './threshold.ts';
import type { Budget, Dtype, ElementReport, Scalar } from './types.ts';
import { ratioToBound } from './walk.ts';
import type { LeafWalk } from './walk.ts';

export function reportElement(
  index: number,
  walk: LeafWalk,
  path: string,
  actual: Operand,
  reference: Operand,
): ElementReport {
  const { budget, measure, bound } = walk;
  const facts = measure.facts(index);
  const finite = facts.state === pairState.finite || facts.state === pairState.signedZero;
  const position = positionOf(index, actual.shape);
  const boundValue = bound === undefined ? NaN : Number(bound.at(index));
  const ratio = bound === undefined || !finite ? NaN : ratioToBound(facts.abs, boundValue);
  const within = elementTerms(budget)
    .filter(
      (row) =>
        facts.state === pairState.agrees || (facts.state === pairState.finite && isWithin(row, facts, ratio, budget)),
    )
    .map((row) => row.term);
  const allowances = elementTerms(budget)
    .map((row) =>
      row.allowedAbs(budget, { ulp: facts.ulp, divisor: facts.divisor, reference: facts.magnitude, bound: boundValue }),
    )
    .filter((allowance) => allowance === allowance);
  const allowedAbs = finite && allowances.length > 0 ? Math.min(Math.max(...allowances), Number.MAX_VALUE) : null;
  const hasElementTerms = elementTerms(budget).length > 0;
  return {
    index,
    position,
    path: path + position.map((k) => `[${k}]`).join(''),
    actual: facts.actual,
    reference: facts.reference,
    actualBits: bitsOf(facts.actual, actual.dtype),
    referenceBits: bitsOf(facts.reference, reference.dtype),
    difference: known(facts.difference, finite),
    abs: known(facts.abs, finite),
    rel: known(facts.rel, finite),
    ulps: known(Math.abs(facts.ulps), finite),
    steps: finite ? facts.steps : null,
    boundRatio: known(ratio, finite),
    ulp: known(facts.ulp, finite),
    allowedAbs,
    allowedUlps: allowedAbs === null ? null : Math.min(allowedAbs / facts.ulp, Number.MAX_VALUE),
    within,
    miss:
      facts.mismatch ??
      (facts.state === pairState.signedZero
        ? 'signed zero'
        : hasElementTerms && within.length === 0 && facts.state === pairState.finite
          ? 'error'
          : null),
    certified: null,
  };
}

function isWithin(row: ElementTermRow, facts: PairFacts, ratio: number, budget: Budget): boolean {
  const limit = admitted(row.limit(budget), budget.boundary);
  switch (row.metric) {
    case 'ulps':
      return Math.abs(facts.ulps) <= limit;
    case 'rel':
      return facts.rel <= limit;
    case 'abs':
      return facts.abs <= limit;
    case 'bound':
      return ratio <= limit;
    case 'steps':
      return facts.steps !== null ? facts.steps <= BigInt(Math.floor(limit)) : facts.abs <= limit;
    case 'allclose':
      return (
        toleranceExcess(
          facts.abs,
          facts.magnitude,
          budget.allclose!.rtol,
          budget.allclose!.atol,
          budget.boundary === 'exclusive',
        ) === 0
      );
  }
}

function known(x: number, finite: boolean): number | null {
  return finite && x === x ? x : null;
}

/** Bit pattern in the value's own format, `'0x…'` with leading zeros. */
export function bitsOf(value: Scalar, dtype: Dtype): string | null {
  if (typeof value !== 'number' || isInteger(dtype) || isComplex(dtype)) return null;
  const format = formatOf(dtype as Parameters<typeof formatOf>[0]);
  if (!isRepresentable(value, format)) return null;
  return `0x${toBits(value, format)
    .toString(16)
    .padStart(format.bits / 4, '0')}`;
}
