/**
 * ml-matrix: `Matrix`, `SymmetricMatrix`, the wrappers and every view (transposed, flipped, sub, selection), read element by element
 * through `get(row, column)`: views nest, and each knows only the matrix below it.
 */
import type { NumericArray } from '../../compare/types.ts';
import { ComparisonError } from '../../errors.ts';
import { elementCount, shapeOf } from '../layout.ts';
import { numericArray } from '../numeric-array.ts';
import { describe } from '../../compare/describe.ts';

interface MatrixLike {
  readonly klass: 'Matrix';
  readonly rows: number;
  readonly columns: number;
  readonly get: (row: number, column: number) => unknown;
}

function isMatrix(value: object): value is MatrixLike {
  const matrix = value as Partial<MatrixLike>;
  return (
    matrix.klass === 'Matrix' &&
    typeof matrix.get === 'function' &&
    typeof matrix.rows === 'number' &&
    typeof matrix.columns === 'number'
  );
}

function elementAt(matrix: MatrixLike, row: number, column: number): number {
  let value: unknown;
  try {
    value = matrix.get(row, column);
  } catch {
    // A view whose matrix lost rows since: there is no row to index.
  }
  if (typeof value !== 'number') {
    throw new ComparisonError(
      `ml-matrix matrix: element (${row}, ${column}) is ${describe(value)}, not a number. ` +
        'A view of a matrix that was resized since is stale: make the view again.',
    );
  }
  return value;
}

/** Reads an ml-matrix matrix or view into row-major float64. */
export function readMlMatrix(value: object): NumericArray | undefined {
  if (!isMatrix(value)) return undefined;
  const source = 'ml-matrix matrix';
  const shape = shapeOf([value.rows, value.columns], source);
  const [rows, columns] = shape;
  const count = elementCount(shape);
  // The matrix holds its rows: a count that its memory could not hold is found at the first missing element.
  const data: number[] = [];
  if (count !== 0) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) data.push(elementAt(value, row, column));
    }
  }
  return numericArray({ data: Float64Array.from(data), shape, source });
}
