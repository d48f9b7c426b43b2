/**
 * numpy's rule |a − r| ≤ atol + rtol·|r|, in float64 as numpy evaluates it for float64: one product and one sum, each rounded.
 */
import { nextUp, powerOfTwo } from '../formats/index.ts';

/**
 * By how much an error exceeds the tolerance, 0 if it does not; NaN for NaN. The sign of a rounded difference is that of the exact one.
 *
 * Equal values pass before anything is multiplied, so that equal infinities never meet the tolerance.
 *
 * @param exclusive - whether an error equal to the tolerance exceeds it
 */
export function toleranceExcess(
  abs: number,
  magnitude: number,
  rtol: number,
  atol: number,
  exclusive: boolean,
): number {
  if (abs === 0) return 0;
  const excess = abs - (atol + rtol * magnitude);
  if (excess === 0 && exclusive) return Number.MIN_VALUE;
  return excess < 0 ? 0 : excess;
}

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
scratch[0] = 1;
const HIGH = words[1] !== 0 ? 1 : 0;

/**
 * The least float64 ≥ 0 that passes, NaN if the largest does not, in 64 trials. Rounding makes the rule a staircase that no formula inverts; but it is monotone, and so are the bits of
 * non-negative float64: the greatest value that fails is found bit by bit, from the top.
 */
export function leastPassing(passes: (value: number) => boolean): number {
  if (passes(0)) return 0;
  if (!passes(Number.MAX_VALUE)) return NaN;
  const failing = [0, 0];
  for (const word of [HIGH, 1 - HIGH]) {
    for (let bit = word === HIGH ? 30 : 31; bit >= 0; bit--) {
      words.set(failing);
      words[word] += powerOfTwo(bit);
      const candidate = scratch[0];
      if (candidate <= Number.MAX_VALUE && !passes(candidate)) failing[word] += powerOfTwo(bit);
    }
  }
  words.set(failing);
  return nextUp(scratch[0], 'float64');
}
