/**
 * The element types as one table: in which arrays each may lie, as values or as raw bits, and how many numbers an element has.
 */
import type { Dtype } from '../compare/types.ts';
import { FormatError } from '../errors.ts';
import type { TypedArrayKind } from '../compare/typed-arrays.ts';

/** How elements of one type lie in memory. */
export interface Storage {
  /** Typed arrays whose numbers are the elements' values. */
  readonly values: readonly TypedArrayKind[];
  /** The unsigned array that may hold raw bit patterns. */
  readonly bits?: TypedArrayKind;
  /** Numbers in memory an element: 2 for complex, else 1. */
  readonly components: 1 | 2;
  /** Integer types: the smallest and the largest value. */
  readonly range?: readonly [bigint, bigint];
}

const integer = (bits: number, signed: boolean, ...values: TypedArrayKind[]): Storage => {
  const modulus = 1n << BigInt(bits);
  return { values, components: 1, range: signed ? [-modulus / 2n, modulus / 2n - 1n] : [0n, modulus - 1n] };
};

/** Where values of a narrow format may lie unpacked: in any format that contains it. */
export const storages: { readonly [D in Dtype]: Storage } = {
  float64: { values: ['Float64Array'], bits: 'BigUint64Array', components: 1 },
  float32: { values: ['Float32Array', 'Float64Array'], bits: 'Uint32Array', components: 1 },
  float16: { values: ['Float16Array', 'Float32Array', 'Float64Array'], bits: 'Uint16Array', components: 1 },
  bfloat16: { values: ['Float32Array', 'Float64Array'], bits: 'Uint16Array', components: 1 },
  float8_e4m3fn: { values: ['Float16Array', 'Float32Array', 'Float64Array'], bits: 'Uint8Array', components: 1 },
  float8_e5m2: { values: ['Float16Array', 'Float32Array', 'Float64Array'], bits: 'Uint8Array', components: 1 },
  int8: integer(8, true, 'Int8Array'),
  uint8: integer(8, false, 'Uint8Array', 'Uint8ClampedArray'),
  int16: integer(16, true, 'Int16Array'),
  uint16: integer(16, false, 'Uint16Array'),
  int32: integer(32, true, 'Int32Array'),
  uint32: integer(32, false, 'Uint32Array'),
  int64: integer(64, true, 'BigInt64Array'),
  uint64: integer(64, false, 'BigUint64Array'),
  bool: integer(1, false, 'Uint8Array'),
  bigint: { values: ['BigInt64Array', 'BigUint64Array'], components: 1 },
  complex64: { values: ['Float32Array', 'Float64Array'], components: 2 },
  complex128: { values: ['Float64Array'], components: 2 },
};

/** Names that people write for an element type, and the name it has here. */
const otherNames: Readonly<Record<string, string>> = {
  float8: 'float8_e4m3fn or float8_e5m2',
  float8_e4m3: 'float8_e4m3fn',
  fp8: 'float8_e4m3fn or float8_e5m2',
  f8_e4m3: 'float8_e4m3fn',
  f8_e5m2: 'float8_e5m2',
  half: 'float16',
  f16: 'float16',
  fp16: 'float16',
  bf16: 'bfloat16',
  float: 'float32',
  f32: 'float32',
  fp32: 'float32',
  double: 'float64',
  f64: 'float64',
  fp64: 'float64',
  number: 'float64',
  boolean: 'bool',
  complex: 'complex64 or complex128',
};

/**
 * The name as an element type.
 *
 * @throws FormatError for every other name, with the one to write instead.
 */
export function dtypeNamed(name: unknown, source: string): Dtype {
  if (typeof name === 'string' && Object.hasOwn(storages, name)) return name as Dtype;
  const lower = typeof name === 'string' ? name.toLowerCase() : '';
  const meant = Object.hasOwn(storages, lower)
    ? lower
    : Object.hasOwn(otherNames, lower)
      ? otherNames[lower]
      : undefined;
  const instead = meant === undefined ? `one of ${Object.keys(storages).join(', ')}` : meant;
  throw new FormatError(`${source}: '${String(name)}' is not an element type. Write ${instead}.`);
}
