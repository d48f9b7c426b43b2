/**
 * Anything with `{ data, shape }`: tensors of libraries that are not named here, arrays written by hand, what the file readers of this
 * package give. Element type from `dtype` (or `type`), walked by `strides` (or `stride`) and `offset`, in elements.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { columnMajorStrides, shapeOf } from '../layout.ts';
import { numericArray } from '../numeric-array.ts';
import { describe } from '../../compare/describe.ts';
import { typedArrayKind } from '../../compare/typed-arrays.ts';

/** Fields that say how to read the data. A plain object with a field beyond these is a record of results, to be compared whole. */
const fields: ReadonlySet<string> = new Set([
  'data',
  'shape',
  'dtype',
  'type',
  'strides',
  'stride',
  'offset',
  'order',
  'encoding',
  'source',
]);

interface Fields {
  readonly data?: unknown;
  readonly shape?: unknown;
  readonly dtype?: unknown;
  readonly type?: unknown;
  readonly strides?: unknown;
  readonly stride?: unknown;
  readonly offset?: unknown;
  readonly order?: unknown;
  readonly encoding?: unknown;
  readonly source?: unknown;
}

function isNumbers(value: unknown): boolean {
  if (typedArrayKind(value) !== undefined) return true;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number');
}

function isData(value: unknown): boolean {
  if (typedArrayKind(value) !== undefined) return true;
  if (!Array.isArray(value)) return false;
  const first: unknown = value[0];
  return value.length === 0 || typeof first === 'number' || typeof first === 'bigint' || typeof first === 'boolean';
}

function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has a prototype of its own whose prototype is null.
  const plain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return plain && Object.keys(value).some((key) => !fields.has(key));
}

/** Strides that the order of axes stands for where none are written. */
function stridesOfOrder(order: unknown, shape: unknown, source: string): readonly number[] | undefined {
  if (order === undefined || order === 'C' || order === 'row-major') return undefined;
  if (order === 'F' || order === 'column-major') return columnMajorStrides(shapeOf(shape, source));
  throw new ComparisonError(
    `${source}: the order must be 'C' or 'row-major', 'F' or 'column-major', got ${describe(order)}.`,
  );
}

/** Reads an object with numbers in `data` and integers in `shape`. */
export function readDataAndShape(value: object): NumericArray | undefined {
  const array = value as Fields;
  if (!isData(array.data) || !isNumbers(array.shape) || isRecord(value)) return undefined;
  const source = typeof array.source === 'string' ? array.source : '{ data, shape } object';
  return numericArray({
    data: array.data,
    shape: array.shape,
    dtype: array.dtype ?? array.type,
    encoding: array.encoding,
    strides: array.strides ?? array.stride ?? stridesOfOrder(array.order, array.shape, source),
    offset: array.offset,
    source,
  });
}
