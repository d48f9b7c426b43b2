/** Whole numbers out of tensors: positions and classes, and the casts to `int32` and `bool`. What enclosures do not decide is an error. */
import { DomainError, UndecidedError } from '../errors.ts';
import { powerOfTwo } from '../formats/index.ts';
import { shapeText } from '../ops/index.ts';
import type { Balls } from '../arithmetic/index.ts';
import type { Dtype } from './dtype.ts';
import type { Storage } from './storage.ts';
import type { Tensor } from './tensor.ts';

/**
 * Whole numbers from 0 to extent − 1, read from a tensor of them.
 *
 * @param what - what they number, for messages: `position`, `class`
 * @throws DomainError for any other number, UndecidedError for an element of an oracle tensor that may be one number or another
 */
export function positionsOf(index: Tensor, extent: number, name: string, what = 'position'): Int32Array {
  if (index.dtype === 'oracle') requireDecided(index.storage, 'int32', index.shape, name);
  return Int32Array.from(index.toFloat64(), (value) => {
    if (Number.isInteger(value) && value >= 0 && value < extent) return value;
    throw new DomainError(`${name}: there is no ${what} ${value}. Write one from 0 to ${extent - 1}.`);
  });
}

/** Sums and differences of the bounds below are off by less. */
const slack = powerOfTwo(-50);

/** How far a number may be from `x` and still become the same one in `dtype`: infinite for none, 0 where x is on an edge. */
function reachOf(x: number, dtype: Dtype): number {
  const size = Math.abs(x);
  if (dtype === 'bool') return size;
  const whole = Math.trunc(size);
  return whole === 0 ? 1 - size : Math.min(size - whole, whole + 1 - size);
}

/** Holds every ball of an oracle tensor to one result in `dtype`. @throws UndecidedError naming the first that has two */
export function requireDecided(
  storage: Storage,
  dtype: 'int32' | 'bool',
  shape: readonly number[],
  name: string,
): void {
  const { hi, lo, radius } = storage as Balls;
  if (lo === undefined && radius === undefined) return;
  for (let i = 0; i < hi.length; i++) {
    const away = Math.abs(lo?.[i] ?? 0) + (radius?.[i] ?? 0);
    if (away === 0 || away * (1 + slack) < reachOf(hi[i]!, dtype) * (1 - slack)) continue;
    throw new UndecidedError(
      `${name}: element ${i} of a tensor of dtype oracle and shape ${shapeText(shape)} may be one ${dtype === 'bool' ? 'truth value' : 'whole number'} ` +
        `or another: its enclosure does not decide it. Give inputs for which it is decided, such as no two largest elements, ` +
        `or detach it from the oracle: x.to('float64').`,
    );
  }
}
