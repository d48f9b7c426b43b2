/**
 * Typed arrays told apart by their own internal slot, not by `instanceof`: a test runner's sandbox and an iframe have
 * constructors of their own, and an object may claim any `Symbol.toStringTag`.
 */

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

/** What a value is, in a few words for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `the string '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') {
    const kind = typedArrayKind(value);
    if (kind !== undefined) return `a ${kind}`;
    const constructor: unknown = (value as { constructor?: unknown }).constructor;
    const name = typeof constructor === 'function' ? constructor.name : '';
    return name === '' || name === 'Object' ? 'an object' : `a ${name}`;
  }
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}
