/**
 * Typed arrays told apart by their own internal slot, not by `instanceof`: a test runner's sandbox and an iframe have
 * constructors of their own, and an object may claim any `Symbol.toStringTag`.
 */
import type { Dtype } from './types.ts';

/** Typed arrays that hold numbers. */
export type TypedArrayKind =
  | 'Float64Array'
  | 'Float32Array'
  | 'Float16Array'
  | 'Int8Array'
  | 'Uint8Array'
  | 'Uint8ClampedArray'
  | 'Int16Array'
  | 'Uint16Array'
  | 'Int32Array'
  | 'Uint32Array'
  | 'BigInt64Array'
  | 'BigUint64Array';

/** The element type of a typed array that nobody said anything else about. */
export const naturalDtype: { readonly [K in TypedArrayKind]: Dtype } = {
  Float64Array: 'float64',
  Float32Array: 'float32',
  Float16Array: 'float16',
  Int8Array: 'int8',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Int16Array: 'int16',
  Uint16Array: 'uint16',
  Int32Array: 'int32',
  Uint32Array: 'uint32',
  BigInt64Array: 'int64',
  BigUint64Array: 'uint64',
};

/** Typed arrays of this language version; a `Float16Array` is typed as one of them and reads the same. */
export type NumericTypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const kindGetter = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get as (this: unknown) => TypedArrayKind | undefined;

/** The kind of a typed array, of any realm; `undefined` for everything else, `DataView` included. */
export function typedArrayKind(value: unknown): TypedArrayKind | undefined {
  return kindGetter.call(value);
}

/** Whether the array's memory was transferred away: its length reads 0 whatever it was. */
export function isDetached(array: NumericTypedArray): boolean {
  if (array.length > 0) return false;
  try {
    // A view over a detached buffer cannot be made, whatever realm the buffer is from.
    return new Uint8Array(array.buffer).length < 0;
  } catch {
    return true;
  }
}

/** Whether other threads may write to the array's memory. */
export function isShared(array: NumericTypedArray): boolean {
  return Object.prototype.toString.call(array.buffer) === '[object SharedArrayBuffer]';
}
