/**
 * Elements of ordinary JavaScript arrays: all numbers, all bigints, all booleans, or complex numbers among numbers. Everything else
 * is refused by the index it stands at.
 */
import type { Dtype, NumericData } from '../compare/types.ts';
import { ComparisonError } from '../errors.ts';
import { describe } from '../compare/describe.ts';

/** Numbers in memory and what they are. */
export interface Elements {
  readonly data: NumericData;
  readonly dtype: Dtype;
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A complex number as mathjs, stdlib and hand-written code hold one. */
export function isComplex(value: unknown): value is Complex {
  if (typeof value !== 'object' || value === null) return false;
  const { re, im } = value as { re?: unknown; im?: unknown };
  // A record with further fields is no number: they would be lost.
  return (
    typeof re === 'number' && typeof im === 'number' && Object.keys(value).every((key) => key === 're' || key === 'im')
  );
}

/** How to write a value that this package does not read, by the mark or the name that its class carries. */
function advice(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    const marked = value as { isBigNumber?: unknown; isFraction?: unknown; isUnit?: unknown; constructor?: unknown };
    const name = typeof marked.constructor === 'function' ? marked.constructor.name : '';
    if (marked.isBigNumber === true || name === 'Decimal') {
      return ' A BigNumber may have more digits than a float64: write matrix.map((x) => x.toNumber()) if rounding to float64 is meant.';
    }
    if (marked.isFraction === true || name === 'Fraction') {
      return ' A Fraction need not be a float64: write matrix.map((x) => x.valueOf()) if rounding to float64 is meant.';
    }
    if (marked.isUnit === true) return " Write the number in the unit that you compare in: x.toNumber('m').";
  }
  return ' Write numbers, bigints, booleans or complex numbers { re, im }.';
}

function refuse(value: unknown, index: number, expected: string, source: string): never {
  const got = value === undefined ? 'nothing (a hole or undefined)' : describe(value);
  throw new ComparisonError(`${source}: element ${index} is ${got}, where ${expected} was due.${advice(value)}`);
}

/**
 * The elements of an array of JavaScript values.
 *
 * All numbers: the very array, as float64. All bigints: the very array, as bigint. All booleans: 0 and 1. Complex numbers, with or
 * without plain numbers among them: interleaved complex128.
 *
 * @throws ComparisonError naming the first element of another kind.
 */
export function elementsOf(values: readonly unknown[], source: string): Elements {
  const first: unknown = values[0];
  if (typeof first === 'bigint') {
    for (let i = 0; i < values.length; i++) if (typeof values[i] !== 'bigint') refuse(values[i], i, 'a bigint', source);
    return { data: values as readonly bigint[], dtype: 'bigint' };
  }
  if (typeof first === 'boolean') {
    const data = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) {
      if (typeof values[i] !== 'boolean') refuse(values[i], i, 'a boolean', source);
      data[i] = values[i] === true ? 1 : 0;
    }
    return { data, dtype: 'bool' };
  }
  let complex = false;
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] === 'number') continue;
    if (!isComplex(values[i])) refuse(values[i], i, 'a number', source);
    complex = true;
  }
  if (!complex) return { data: values as readonly number[], dtype: 'float64' };
  const data = new Float64Array(2 * values.length);
  (values as readonly (number | Complex)[]).forEach((value, i) => {
    data[2 * i] = typeof value === 'number' ? value : value.re;
    data[2 * i + 1] = typeof value === 'number' ? 0 : value.im;
  });
  return { data, dtype: 'complex128' };
}
