/** PyTorch 1.13's results in fixtures/torch/layers.npz (generator: layers.py beside it), by name. */
import { readFileSync } from 'node:fs';
import { readNpz } from '../../src/interop/index.ts';

export interface RecordedArray {
  readonly values: Float64Array;
  readonly shape: readonly number[];
}

const read = readNpz(readFileSync(new URL('../../fixtures/torch/layers.npz', import.meta.url)));

export const names: readonly string[] = Object.keys(read);

export function recorded(name: string): RecordedArray {
  const array = read[name];
  if (array === undefined) throw new Error(`layers.npz has no '${name}'`);
  return { values: Float64Array.from(array.data as ArrayLike<number>, Number), shape: array.shape };
}

/** max |actual − expected| in units of 2^-p·max |expected|: the error of the array as a whole, as its larger elements see it. */
export function scaledError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  dtype: 'float64' | 'float32',
): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = 0;
  let error = 0;
  for (let i = 0; i < expected.length; i++) {
    const [x, y] = [actual[i]!, expected[i]!];
    if (Object.is(x, y)) continue;
    scale = Math.max(scale, Math.abs(y));
    error = Math.max(error, Math.abs(x - y));
    if (Number.isNaN(x - y)) return Infinity;
  }
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!));
  return error === 0 ? 0 : error / ((dtype === 'float64' ? 2 ** -53 : 2 ** -24) * scale);
}
