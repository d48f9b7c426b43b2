/**
 * Functions of whole arrays over enclosures, by the plain formula over the real numbers: what a stable program is judged by.
 *
 * Each takes a context and enclosures, and is sound for any; it is sharp to the digits of the context where the arguments are
 * points. Dependent operands make intervals wider (`softmax` of wide arguments, say); more digits do not help against that.
 */

import { DomainError } from '../errors.ts';
import type { Enclosure, Reals } from './interval.ts';

type Vector = readonly Enclosure[];

function requireElements(where: string, x: Vector): void {
  if (x.length === 0) throw new DomainError(`${where} of no elements is not defined. Give at least one.`);
}

/** Σ xᵢ; 0 of none. */
export function sum(r: Reals, x: Vector): Enclosure {
  return x.reduce((total, element) => r.add(total, element), r.exact(0));
}

/** (1/n)·Σ xᵢ. @throws DomainError for n = 0 */
export function mean(r: Reals, x: Vector): Enclosure {
  requireElements('mean', x);
  return r.div(sum(r, x), r.exact(x.length));
}

/**
 * Σ (xᵢ - x̄)² / (n - correction), x̄ the mean: the two-pass formula.
 *
 * @param correction - 1 for the sample variance, 0 for the population's. @throws DomainError for n ≤ correction
 */
export function variance(r: Reals, x: Vector, correction = 1): Enclosure {
  if (!(x.length > correction)) {
    throw new DomainError(
      `variance: ${x.length} elements leave no degree of freedom with a correction of ${correction}.`,
    );
  }
  const centre = mean(r, x);
  const squares = x.map((element) => r.square(r.sub(element, centre)));
  return r.div(sum(r, squares), r.exact(x.length - correction));
}

/** √Σ xᵢ². */
export function norm2(r: Reals, x: Vector): Enclosure {
  return r.sqrt(
    sum(
      r,
      x.map((element) => r.square(element)),
    ),
  );
}

/** Σ xᵢ·yᵢ. @throws DomainError where the lengths differ */
export function dot(r: Reals, x: Vector, y: Vector): Enclosure {
  if (x.length !== y.length) {
    throw new DomainError(`dot: the lengths ${x.length} and ${y.length} differ. Give vectors of one length.`);
  }
  return sum(
    r,
    x.map((element, i) => r.mul(element, y[i])),
  );
}

/** An enclosure of max xᵢ. */
function maximum(r: Reals, x: Vector): Enclosure {
  return x.reduce((largest, element) => r.max(largest, element));
}

/** A point near max xᵢ: any shift leaves the formulas below true, and one near the maximum keeps them in range. */
function shiftFor(r: Reals, x: Vector): Enclosure {
  const { upper } = maximum(r, x);
  return upper.isFinite() ? r.between(upper, upper) : r.exact(0);
}

/** ln Σ e^xᵢ = c + ln Σ e^(xᵢ - c), for any c. @throws DomainError for no elements */
export function logSumExp(r: Reals, x: Vector): Enclosure {
  requireElements('logSumExp', x);
  const shift = shiftFor(r, x);
  const total = sum(
    r,
    x.map((element) => r.call('exp', r.sub(element, shift))),
  );
  return r.add(shift, r.call('ln', total));
}

/** e^xᵢ / Σ e^xⱼ: each in [0, 1]. @throws DomainError for no elements */
export function softmax(r: Reals, x: Vector): readonly Enclosure[] {
  requireElements('softmax', x);
  const shift = shiftFor(r, x);
  const weights = x.map((element) => r.call('exp', r.sub(element, shift)));
  const total = sum(r, weights);
  const unit = r.hull(r.exact(0), r.exact(1));
  return weights.map((weight) => r.intersection(r.div(weight, total), unit));
}

/**
 * (xᵢ - x̄)/√(σ² + ε)·γᵢ + βᵢ, with the mean x̄ and the population variance σ² of the row.
 *
 * @param epsilon - ε ≥ 0; with ε = 0 a constant row has no value
 */
export function layerNorm(
  r: Reals,
  x: Vector,
  epsilon: Enclosure,
  gain: Vector | undefined = undefined,
  bias: Vector | undefined = undefined,
): readonly Enclosure[] {
  requireElements('layerNorm', x);
  const centre = mean(r, x);
  const deviation = r.sqrt(r.add(variance(r, x, 0), epsilon));
  return x.map((element, i) => {
    const normal = r.div(r.sub(element, centre), deviation);
    const scaled = gain === undefined ? normal : r.mul(normal, gain[i]);
    return bias === undefined ? scaled : r.add(scaled, bias[i]);
  });
}
