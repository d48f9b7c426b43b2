/** Reads what JavaScript itself has: numbers, bigints, complex numbers, typed arrays, nested arrays; refuses what is none of them. */
import { describe } from './describe.ts';
import { fail, operandOf } from './operand.ts';
import { naturalDtype, typedArrayKind } from './typed-arrays.ts';
import type { Operand } from './operand.ts';
import type { NumericArray, Reader } from './types.ts';

/** What one value is: numbers, or a list or record of further values. */
export type Value =
  | { readonly type: 'leaf'; readonly operand: Operand }
  | { readonly type: 'list'; readonly items: readonly unknown[] }
  | { readonly type: 'record'; readonly entries: Readonly<Record<string, unknown>> };

/**
 * Reads a value.
 *
 * @throws ComparisonError for everything that is not numeric, naming the path and what to write instead
 */
export function readValue(value: unknown, path: string, readers: readonly Reader[]): Value {
  if (typeof value === 'number') return leaf({ data: [value], shape: [], dtype: 'float64', source: 'number' }, path);
  if (typeof value === 'bigint') return leaf({ data: [value], shape: [], dtype: 'bigint', source: 'bigint' }, path);
  if (typeof value !== 'object' || value === null) return fail(path, `it is ${describe(value)}, and ${remedy(value)}`);

  const typed = typedArrayKind(value);
  if (typed !== undefined) {
    const data = value as Float64Array;
    return leaf({ data, shape: [data.length], dtype: naturalDtype[typed], source: typed }, path);
  }
  if (Array.isArray(value)) return readArray(value, path);
  if (isComplexNumber(value)) {
    return leaf({ data: [value.re, value.im], shape: [], dtype: 'complex128', source: 'complex number' }, path);
  }
  if (typeof (value as { then?: unknown }).then === 'function') {
    return fail(path, 'it is a promise. Write `await` before it, outside of expect(…).');
  }
  for (const reader of readers) {
    const array = reader(value);
    if (array !== undefined) return leaf(array, path);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has another Object.prototype; the prototype of either has none itself
  if (prototype === null || Object.getPrototypeOf(prototype) === null) {
    return { type: 'record', entries: value as Record<string, unknown> };
  }
  return fail(path, `it is ${describe(value)}. ${remedyForObject(value)}`);
}

function leaf(array: NumericArray, path: string): Value {
  return { type: 'leaf', operand: operandOf(array, path) };
}

/** `{ re, im }`, as mathjs has them. */
function isComplexNumber(value: unknown): value is { re: number; im: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { re, im } = value as Record<string, unknown>;
  return (
    typeof re === 'number' && typeof im === 'number' && Object.keys(value).every((key) => key === 're' || key === 'im')
  );
}

/** An array of numbers (or bigints, or complex numbers), nested or not, is one leaf; any other array is a list. */
function readArray(value: readonly unknown[], path: string): Value {
  const kinds: ElementKinds = { number: false, bigint: false, complex: false };
  const shape: number[] = [];
  if (!survey(value, path, 0, shape, kinds)) {
    for (let i = 0; i < value.length; i++) if (!(i in value)) refuseHole(path, i);
    return { type: 'list', items: value };
  }
  if (kinds.bigint && (kinds.number || kinds.complex)) {
    fail(path, 'it mixes bigints with numbers. Write BigInt(n) or Number(n) so that all are of one kind.');
  }
  const source = shape.length === 1 ? 'array' : 'nested array';
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (kinds.bigint) {
    const data = shape.length === 1 ? (value as readonly bigint[]) : (value.flat(shape.length - 1) as bigint[]);
    return leaf({ data, shape, dtype: 'bigint', source }, path);
  }
  if (kinds.complex) {
    const data = new Float64Array(2 * count);
    let at = 0;
    visit(value, (element) => {
      data[at++] = typeof element === 'number' ? element : (element as { re: number }).re;
      data[at++] = typeof element === 'number' ? 0 : (element as { im: number }).im;
    });
    return leaf({ data, shape, dtype: 'complex128', source }, path);
  }
  if (shape.length === 1) return leaf({ data: value as readonly number[], shape, dtype: 'float64', source }, path);
  const data = new Float64Array(count);
  let at = 0;
  visit(value, (element) => (data[at++] = element as number));
  return leaf({ data, shape, dtype: 'float64', source }, path);
}

interface ElementKinds {
  number: boolean;
  bigint: boolean;
  complex: boolean;
}

/**
 * Finds the shape and the kinds of elements of a nested array.
 *
 * @returns false where something is in it that is neither a number nor an array: then it is a list of leaves
 */
function survey(value: readonly unknown[], path: string, depth: number, shape: number[], kinds: ElementKinds): boolean {
  if (depth > 64) fail(path, 'it is nested more than 64 deep, or contains itself.');
  if (shape.length === depth) shape.push(value.length);
  let numbers = 0;
  let arrays = 0;
  for (let i = 0; i < value.length; i++) {
    const element = value[i];
    if (typeof element === 'number') {
      numbers++;
      kinds.number = true;
    } else if (typeof element === 'bigint') {
      numbers++;
      kinds.bigint = true;
    } else if (Array.isArray(element)) {
      arrays++;
    } else if (isComplexNumber(element)) {
      numbers++;
      kinds.complex = true;
    } else if (element === undefined && !(i in value)) {
      refuseHole(path, i);
    } else {
      return false;
    }
  }
  if (arrays === 0) {
    if (shape.length > depth + 1) ragged(path, depth);
    if (shape[depth] !== value.length) ragged(path, depth);
    return true;
  }
  if (shape[depth] !== value.length || numbers > 0) {
    // Ragged if it is numbers throughout; a list if leaves of other kinds are further down
    const pure = value.every((element) => !Array.isArray(element) || survey(element, path, 0, [], kinds));
    if (pure) ragged(path, depth);
    return false;
  }
  for (const element of value) {
    if (!survey(element as readonly unknown[], path, depth + 1, shape, kinds)) return false;
  }
  return true;
}

function visit(value: readonly unknown[], action: (element: unknown) => void): void {
  for (const element of value) {
    if (Array.isArray(element)) visit(element, action);
    else action(element);
  }
}

function refuseHole(path: string, index: number): never {
  return fail(path, `it is sparse: element ${index} was never set. Fill it: new Array(n).fill(0).`);
}

function ragged(path: string, depth: number): never {
  return fail(
    path,
    `its rows differ in length at depth ${depth + 1}, so it has no shape. Write a record with a name for each part, or typed arrays in a list.`,
  );
}

function remedy(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return Number.isFinite(Number(value)) && value.trim() !== ''
        ? `text is not coerced. Write Number('${value}').`
        : 'text is not compared. Leave it out.';
    case 'boolean':
      return 'truth values are not coerced. Write Number(flag).';
    case 'function':
      return 'it was never called. Write f(…).';
    case 'undefined':
      return 'a number was due. Does the function return its result?';
    default:
      return 'a number was due.';
  }
}

function remedyForObject(value: object): string {
  if (value instanceof Map || value instanceof Set || Symbol.iterator in value) {
    return 'Write an array or a record: [...set], Object.fromEntries(map).';
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Date') return 'Write date.getTime().';
  if (tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer' || tag === 'DataView') {
    return 'Bytes have no element type. Write new Float32Array(buffer), or the type that it holds.';
  }
  if (tag === 'Number' || tag === 'BigInt') return 'Write value.valueOf().';
  return 'Write its numbers: a typed array, an array, { data, shape, dtype } or a plain record of them.';
}
