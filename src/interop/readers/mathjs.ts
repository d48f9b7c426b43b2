/**
 * mathjs: `DenseMatrix` (nested arrays) and `SparseMatrix` (compressed columns, read dense), both through `toJSON()`, their published
 * form. Numbers, bigints, booleans and complex numbers are read; BigNumber and Fraction are refused, because float64 would round them
 * silently.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { elementsOf } from '../elements.ts';
import { elementCount, shapeOf } from '../layout.ts';
import { flattenNested } from '../nested.ts';
import { numericArray } from '../numeric-array.ts';
import { describe } from '../../compare/describe.ts';

/** The most elements that a sparse matrix is spread out to: 10^8 of them take 800 MB. */
const mostDense = 1e8;

interface Json {
  readonly data?: unknown;
  readonly values?: unknown;
  readonly index?: unknown;
  readonly ptr?: unknown;
  readonly size?: unknown;
}

function dense(values: readonly unknown[], shape: readonly number[], source: string): NumericArray {
  const { data, dtype } = elementsOf(values, source);
  return numericArray({ data, shape, dtype, source });
}

function readDense(json: Json): NumericArray {
  const source = 'mathjs matrix';
  const shape = shapeOf(json.size, source);
  const nested = flattenNested(json.data, source);
  // An empty matrix of size [0, 3] is held as [].
  if (elementCount(shape) === 0 && nested.values.length === 0) return dense([], shape, source);
  if (nested.shape.join() !== shape.join()) {
    throw new ComparisonError(
      `${source}: its size says [${shape.join(', ')}] but its data has the shape [${nested.shape.join(', ')}]. Make it anew: math.matrix(data).`,
    );
  }
  return dense(nested.values, shape, source);
}

function indices(value: unknown, what: string, limit: number, source: string): readonly number[] {
  if (!Array.isArray(value))
    throw new ComparisonError(`${source}: its ${what} must be an array, got ${describe(value)}.`);
  value.forEach((entry: unknown) => {
    if (typeof entry !== 'number' || !Number.isSafeInteger(entry) || entry < 0 || entry > limit) {
      throw new ComparisonError(`${source}: its ${what} contains ${describe(entry)}, outside 0 to ${limit}.`);
    }
  });
  return value as readonly number[];
}

/** Column j holds values[ptr[j]] to values[ptr[j + 1] − 1], at the rows that `index` names; all else is zero. */
function readSparse(json: Json): NumericArray {
  const source = 'mathjs sparse matrix';
  const shape = shapeOf(json.size, source);
  if (shape.length !== 2) throw new ComparisonError(`${source}: its size has ${shape.length} axes, 2 are due.`);
  if (!Array.isArray(json.values)) {
    throw new ComparisonError(`${source}: it is a pattern without values. Compare a matrix of numbers.`);
  }
  const values: readonly unknown[] = json.values;
  const [rows, columns] = shape;
  const count = elementCount(shape) ?? Infinity;
  if (count > mostDense) {
    throw new ComparisonError(
      `${source}: ${rows} × ${columns} elements are too many to be read dense (${mostDense} at most). ` +
        'Compare what it holds: matrix.toJSON().values, with its index and ptr.',
    );
  }
  const index = indices(json.index, 'index', rows - 1, source);
  const ptr = indices(json.ptr, 'ptr', values.length, source);
  if (index.length !== values.length || ptr.length !== columns + 1 || ptr[0] !== 0 || ptr[columns] !== values.length) {
    throw new ComparisonError(
      `${source}: ${values.length} values, ${index.length} row indices and ${ptr.length} column pointers do not fit ` +
        `${rows} × ${columns}. Make it anew: math.sparse(data).`,
    );
  }
  // A dense matrix of one kind: zeros of the values' own kind.
  const zero = typeof values[0] === 'bigint' ? 0n : typeof values[0] === 'boolean' ? false : 0;
  const spread = new Array<unknown>(count).fill(zero);
  const taken = new Uint8Array(count);
  for (let column = 0; column < columns; column++) {
    if (ptr[column] > ptr[column + 1]) throw new ComparisonError(`${source}: its ptr decreases at column ${column}.`);
    for (let k = ptr[column]; k < ptr[column + 1]; k++) {
      const position = index[k] * columns + column;
      if (taken[position] === 1) {
        throw new ComparisonError(`${source}: element (${index[k]}, ${column}) is given twice.`);
      }
      taken[position] = 1;
      spread[position] = values[k];
    }
  }
  return dense(spread, shape, source);
}

/** Reads a mathjs matrix, dense or sparse. */
export function readMathjsMatrix(value: object): NumericArray | undefined {
  const matrix = value as { isMatrix?: unknown; isDenseMatrix?: unknown; isSparseMatrix?: unknown; toJSON?: unknown };
  if (matrix.isMatrix !== true || typeof matrix.toJSON !== 'function') return undefined;
  if (matrix.isDenseMatrix === true) return readDense(matrix.toJSON() as Json);
  if (matrix.isSparseMatrix === true) return readSparse(matrix.toJSON() as Json);
  return undefined;
}
