/**
 * The one door by which foreign data becomes a {@link NumericArray}: what a library or a caller claims is checked against the memory
 * before anything is read through it.
 */
import type { Dtype, NumericArray, NumericData } from '../compare/types.ts';
import { ComparisonError } from '../errors.ts';
import { dtypeNamed, storages } from './dtypes.ts';
import { elementsOf } from './elements.ts';
import { checkInside, elementCount, isContiguous, offsetOf, rowMajorStrides, shapeOf, stridesOf } from './layout.ts';
import { describe } from '../compare/describe.ts';
import { isDetached, isShared, naturalDtype, typedArrayKind } from '../compare/typed-arrays.ts';
import type { NumericTypedArray, TypedArrayKind } from '../compare/typed-arrays.ts';

/** What is claimed about an array, nothing of it checked yet. */
export interface Claim {
  readonly data: unknown;
  readonly shape: unknown;
  /** Element type by its name here; default: what the data is by nature. */
  readonly dtype?: unknown;
  readonly encoding?: unknown;
  /** In elements; default row-major without gaps. */
  readonly strides?: unknown;
  /** In elements; default 0. */
  readonly offset?: unknown;
  /** What it is, for messages. */
  readonly source: string;
}

interface Memory {
  readonly data: NumericData;
  readonly dtype: Dtype;
  readonly encoding: 'values' | 'bits';
}

function refuse(source: string, wrong: string): never {
  throw new ComparisonError(`${source}: ${wrong}`);
}

function typedMemory(data: NumericTypedArray, kind: TypedArrayKind, claim: Claim): Memory {
  const { source } = claim;
  if (isDetached(data)) {
    refuse(
      source,
      `the memory of its ${kind} was transferred away (detached). Compare before transferring it, or transfer a copy.`,
    );
  }
  if (isShared(data)) {
    refuse(
      source,
      `its ${kind} lies in a SharedArrayBuffer, which other threads may change during the comparison. Compare a copy: data.slice().`,
    );
  }
  const dtype = claim.dtype === undefined ? naturalDtype[kind] : dtypeNamed(claim.dtype, source);
  const storage = storages[dtype];
  // Only formats narrower than 32 bits are customarily held as bits; for the others bits must be asked for.
  const customary = storage.bits === 'Uint16Array' || storage.bits === 'Uint8Array';
  if (
    claim.encoding === 'bits'
      ? storage.bits === kind
      : customary && storage.bits === kind && claim.encoding === undefined
  ) {
    return { data, dtype, encoding: 'bits' };
  }
  if (claim.encoding !== 'bits' && storage.values.includes(kind)) return { data, dtype, encoding: 'values' };
  const places = [
    ...(claim.encoding === 'bits' ? [] : storage.values.map((name) => `a ${name}`)),
    ...(storage.bits === undefined || claim.encoding === 'values' ? [] : [`a ${storage.bits} of raw bits`]),
  ];
  if (places.length === 0) refuse(source, `${dtype} has no encoding as bits here. Leave out encoding: 'bits'.`);
  refuse(source, `the element type is ${dtype}, but the data is a ${kind}. Give ${dtype} as ${places.join(' or ')}.`);
}

function plainMemory(values: readonly unknown[], claim: Claim): Memory {
  const { source } = claim;
  if (claim.encoding === 'bits')
    refuse(source, "raw bits must lie in an unsigned typed array, or leave out encoding: 'bits'.");
  const found = elementsOf(values, source);
  const memory = { ...found, encoding: 'values' } as const;
  if (claim.dtype === undefined || claim.dtype === found.dtype) return memory;
  const dtype = dtypeNamed(claim.dtype, source);
  const { components, range } = storages[dtype];
  const complex = found.dtype === 'complex128';
  if (range !== undefined && !complex) {
    checkIntegers(found.data as ArrayLike<number | bigint>, dtype, range, source);
    return { ...memory, dtype };
  }
  // Complex numbers may also be given as interleaved pairs of numbers.
  const holdsFloats = range === undefined && dtype !== 'bigint';
  if (holdsFloats && (components === 2 ? complex || found.dtype === 'float64' : found.dtype === 'float64')) {
    return { ...memory, dtype };
  }
  refuse(
    source,
    `the element type is ${dtype}, but the elements are ${found.dtype}. Give ${dtype} data, or another dtype.`,
  );
}

function checkIntegers(
  data: ArrayLike<number | bigint>,
  dtype: Dtype,
  [lowest, highest]: readonly [bigint, bigint],
  source: string,
): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    // A number beyond 2^53 may stand for an integer that float64 cannot hold.
    const whole = typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value) : undefined;
    if (whole === undefined || whole < lowest || whole > highest) {
      refuse(
        source,
        `element ${i} is ${describe(value)}, which is no ${dtype} (an integer from ${lowest} to ${highest}). ` +
          'Give integers in that range (large ones as bigints), or another dtype.',
      );
    }
  }
}

function memoryOf(claim: Claim): Memory {
  const { data, encoding, source } = claim;
  if (encoding !== undefined && encoding !== 'values' && encoding !== 'bits') {
    refuse(source, `the encoding must be 'values' or 'bits', got ${describe(encoding)}.`);
  }
  const kind = typedArrayKind(data);
  if (kind !== undefined) return typedMemory(data as NumericTypedArray, kind, claim);
  if (Array.isArray(data)) return plainMemory(data, claim);
  refuse(source, `the data must be a typed array or an array of numbers, got ${describe(data)}.`);
}

function checkBooleans(data: ArrayLike<number | bigint>, source: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value !== 0 && value !== 1) {
      refuse(
        source,
        `element ${i} of a bool array is ${value}; only 0 and 1 are. Give it the dtype uint8 if numbers are meant.`,
      );
    }
  }
}

/**
 * The array that is claimed, with strides and offset left out where they say nothing.
 *
 * Guarantee: shape, strides and offset are integers, every element lies inside `data`, and `data` holds elements of `dtype`.
 * Without strides and offset, `data` holds exactly as many elements as the shape has. Nothing is copied but booleans and complex
 * numbers of ordinary arrays.
 *
 * @throws ComparisonError for a claim that the memory does not bear out; FormatError for an element type that does not exist.
 */
export function numericArray(claim: Claim): NumericArray {
  const { source } = claim;
  const shape = shapeOf(claim.shape, source);
  const { data, dtype, encoding } = memoryOf(claim);
  const { components } = storages[dtype];
  const numbers = components === 2 ? `numbers (re, im pairs of ${dtype})` : 'elements';

  const count = elementCount(shape);
  if (count === undefined) refuse(source, `a shape of [${shape.join(', ')}] has more elements than can be counted.`);
  if (data.length % components !== 0) refuse(source, `${data.length} ${numbers}: an odd number makes no pairs.`);
  const available = data.length / components;
  const strided = claim.strides !== undefined || (claim.offset !== undefined && claim.offset !== 0);
  if (!strided && available !== count) {
    refuse(
      source,
      `a shape of [${shape.join(', ')}] has ${count * components} ${numbers}, but the data holds ${data.length}. ` +
        'Write the shape of the data, or strides and an offset for a part of it.',
    );
  }
  const layout = {
    shape,
    strides: claim.strides === undefined ? rowMajorStrides(shape) : stridesOf(claim.strides, shape, source),
    offset: claim.offset === undefined ? 0 : offsetOf(claim.offset, source),
  };
  checkInside(layout, available, source);
  if (dtype === 'bool') checkBooleans(data, source);

  const base = { shape, dtype, ...(encoding === 'bits' ? { encoding } : {}), source };
  if (isContiguous(layout) || count === 0) {
    if (available === count) return { data, ...base };
    const start = count === 0 ? 0 : layout.offset * components;
    const end = start + count * components;
    const part = Array.isArray(data) ? data.slice(start, end) : (data as NumericTypedArray).subarray(start, end);
    return { data: part as NumericData, ...base };
  }
  return { data, ...base, strides: layout.strides, ...(layout.offset === 0 ? {} : { offset: layout.offset }) };
}
