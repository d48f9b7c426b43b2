/**
 * System 3 from its fixtures: C = A B for 1000 × 1000 matrices with elements in [-1, 1).
 *
 * The inputs are not stored. PyTorch draws float32 numbers in [0, 1) as (w mod 2^24) 2^-24 from the words w of a Mersenne
 * Twister, and 2 r - 1 is exact; so manual_seed(0) is all there is to know. Their SHA-256, taken in Python, is checked.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mersenne } from 'pure-rand/generator/mersenne';
import { recorded } from './recorded.ts';

export const size = 1000;
const elements = size * size;
const facts = JSON.parse(readFileSync('fixtures/torch/provenance.json', 'utf8')).facts;

function sameBytesAsRecorded<T extends Float32Array | Float64Array>(values: T, sha256: string): T {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error('these are not the recorded bytes');
  return values;
}

/** `torch.manual_seed(0); A = 2 * torch.rand(1000, 1000) - 1; B = 2 * torch.rand(1000, 1000) - 1`. */
export function inputs(): { a: Float32Array; b: Float32Array } {
  const words = mersenne(0);
  const draw = (sha256: string): Float32Array =>
    sameBytesAsRecorded(
      Float32Array.from({ length: elements }, () => (words.next() & 0xffffff) * 2 ** -23 - 1),
      sha256,
    );
  return { a: draw(facts.product.a), b: draw(facts.product.b) };
}

/** The same with `dtype=torch.float64`, 50 rows of A only: two words make the 53 bits of a number, the upper one first. */
export function float64Inputs(): { a: Float64Array; b: Float64Array } {
  const words = mersenne(0);
  const draw = (count: number, sha256: string): Float64Array =>
    sameBytesAsRecorded(
      Float64Array.from({ length: count }, () => {
        const upper = words.next() & 0x1fffff;
        return (upper * 2 ** 32 + (words.next() >>> 0)) * 2 ** -52 - 1;
      }),
      sha256,
    );
  return { a: draw(50 * size, facts.product.aFloat64), b: draw(elements, facts.product.bFloat64) };
}

/**
 * |A||B|, element by element, in float64: the sums of the moduli of the terms whose sums are A B. Their own rounding errors,
 * 1000 · 2^-53 of them at most, do not matter for what they are used for.
 */
export function sumsOfModuli(a: Float32Array | Float64Array, b: Float32Array | Float64Array): Float64Array {
  const moduli = Float64Array.from(b, Math.abs);
  const sums = new Float64Array(a.length);
  // Two rows at a time, so that each row of |B| is loaded half as often.
  for (let i = 0; i < a.length; i += 2 * size) {
    for (let k = 0; k < size; k++) {
      const [upper, lower] = [Math.abs(a[i + k]), Math.abs(a[i + k + size])];
      for (let j = 0; j < size; j++) {
        const factor = moduli[k * size + j];
        sums[i + j] += upper * factor;
        sums[i + j + size] += lower * factor;
      }
    }
  }
  return sums;
}

/** The value that lies `steps[i]` representable values of its format above the i-th of `start`. */
function stepped<T extends Float32Array | Float64Array>(start: T, steps: ArrayLike<number>): T {
  const values = start.slice() as T;
  // Patterns of one sign are in the order of the moduli, and no step here crosses zero.
  if (values instanceof Float32Array) {
    const patterns = new Int32Array(values.buffer);
    for (let i = 0; i < patterns.length; i++) patterns[i] += steps[i];
  } else {
    const patterns = new BigInt64Array(values.buffer);
    for (let i = 0; i < patterns.length; i++) patterns[i] += BigInt(steps[i]);
  }
  return values;
}

/** The product: exact (PyTorch's float64, see fixtures/torch/product.py for why), and in float32 by two libraries. */
export function products(): { exact: Float64Array; torch: Float32Array; numpy: Float32Array } {
  const { float64, float32Steps } = recorded('product');
  const exact = sameBytesAsRecorded(float64.data as Float64Array, facts.product.float64);
  const nearest = Float32Array.from(exact);
  const numpySteps = recorded('numpy-product').float32Steps;
  return {
    exact,
    torch: sameBytesAsRecorded(stepped(nearest, float32Steps.data as Int32Array), facts.product.float32),
    numpy: sameBytesAsRecorded(stepped(nearest, numpySteps.data as Int32Array), facts['numpy-product'].float32),
  };
}

/** Fifty rows of a product of float64 inputs: correctly rounded, and by two libraries. */
export function float64Products(): { rounded: Float64Array; torch: Float64Array; numpy: Float64Array } {
  const { rounded, float64Steps } = recorded('product-float64');
  const start = rounded.data as Float64Array;
  const numpySteps = recorded('numpy-product-float64').float64Steps;
  return {
    rounded: start,
    torch: stepped(start, float64Steps.data as Int32Array),
    numpy: stepped(start, numpySteps.data as Int32Array),
  };
}
