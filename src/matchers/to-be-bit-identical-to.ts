import type { LeafPair } from '../compare/leaf.ts';
import type { Scalar } from '../compare/types.ts';
import { ComparisonError } from '../errors.ts';
import { bitWidth, bitsAt, visitDifferentBits } from './bits.ts';
import type { BitDifference, BitsFinding } from './finding.ts';
import { elementPath, leafPairs } from './leaf-pairs.ts';

/** How many differences are listed. */
const listed = 5;

/**
 * Every number has the very bits of its reference, in the same format: −0 is not 0, and a NaN is only a NaN of the same payload where
 * the data holds one (typed arrays do; in ordinary arrays JavaScript has one NaN).
 *
 * @param received - a number, typed array, nested array or tensor, or a record or list of these
 * @param reference - the same shapes and element types
 * @throws ComparisonError where shapes or element types differ, under `.not` as well
 *
 * @example
 * expect(Float32Array.of(0.1)).toBeBitIdenticalTo(Float32Array.of(0.1));
 */
export function toBeBitIdenticalTo(received: unknown, reference: unknown): BitsFinding {
  let count = 0;
  let different = 0;
  let equalAsNumbers = 0;
  const first: BitDifference[] = [];
  for (const pair of leafPairs(received, reference)) {
    requireOneType(pair);
    count += pair.actual.count;
    visitDifferentBits(pair, (index) => {
      different++;
      const [actual, expected] = [pair.actual.at(index), pair.reference.at(index)];
      if (equalNumbers(actual, expected)) equalAsNumbers++;
      if (first.length < listed) first.push(differenceAt(pair, index));
    });
  }
  return { kind: 'bits', pass: different === 0, count, different, equalAsNumbers, first };
}

function requireOneType({ path, actual, reference }: LeafPair): void {
  if (actual.dtype === reference.dtype) return;
  const remedy =
    actual.dtype === 'float32' && reference.dtype === 'float64'
      ? 'Round the reference: Float32Array.from(reference).'
      : 'Convert one of them, or write toMatchFloat64Within(reference, budget).';
  throw new ComparisonError(
    `Cannot compare the bits${path === '' ? '' : ` of ${path}`}: the actual is ${actual.dtype}, ` +
      `the reference ${reference.dtype}. ${remedy}`,
  );
}

function differenceAt(pair: LeafPair, index: number): BitDifference {
  const [actualBits, referenceBits] = bitsAt(pair, index)!;
  return {
    path: elementPath(pair, index),
    dtype: pair.actual.dtype,
    actual: pair.actual.at(index),
    reference: pair.reference.at(index),
    actualBits,
    referenceBits,
    width: bitWidth(pair.actual.dtype),
  };
}

function equalNumbers(a: Scalar, r: Scalar): boolean {
  if (typeof a === 'object' && typeof r === 'object') return equalNumbers(a.re, r.re) && equalNumbers(a.im, r.im);
  return a === r || (a !== a && r !== r);
}
