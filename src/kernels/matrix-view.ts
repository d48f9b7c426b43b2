/** Matrices as linear algebra reads them: numbers in memory with two strides. */

import { DomainError } from '../errors.ts';

/** A matrix over someone's memory. Element (i, j) is `data[offset + i * rowStride + j * columnStride]`, read as float64. */
export interface MatrixView {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
  /** Elements from one row to the next; default `columns` (row-major). */
  readonly rowStride?: number;
  /** Elements from one column to the next; default 1. */
  readonly columnStride?: number;
  /** Index of element (0, 0); default 0. */
  readonly offset?: number;
}

/** The same memory, rows and columns exchanged. */
export function transpose(matrix: MatrixView): MatrixView {
  const { data, rows, columns, rowStride = columns, columnStride = 1, offset = 0 } = matrix;
  return { data, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride, offset };
}

/**
 * A row-major float64 copy.
 *
 * @throws DomainError where a size is no integer ≥ 0 or an element would lie outside the data.
 */
export function gather(matrix: MatrixView, name: string): Float64Array {
  const { data, rows, columns, rowStride = columns, columnStride = 1, offset = 0 } = matrix;
  for (const [what, value] of Object.entries({ rows, columns, offset })) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new DomainError(`${name}.${what} must be an integer ≥ 0, got ${value}.`);
    }
  }
  if (!Number.isSafeInteger(rowStride) || !Number.isSafeInteger(columnStride)) {
    throw new DomainError(`${name}: strides must be integers, got ${rowStride} and ${columnStride}.`);
  }
  const copy = new Float64Array(rows * columns);
  if (copy.length === 0) return copy;
  const alongRows = (rows - 1) * rowStride;
  const alongColumns = (columns - 1) * columnStride;
  const first = offset + Math.min(0, alongRows) + Math.min(0, alongColumns);
  const last = offset + Math.max(0, alongRows) + Math.max(0, alongColumns);
  if (first < 0 || last >= data.length) {
    throw new DomainError(
      `${name}: a ${rows} × ${columns} matrix with strides ${rowStride} and ${columnStride} from ${offset} reaches ` +
        `elements ${first} to ${last}, but the data has ${data.length}. Give the shape and strides of the data.`,
    );
  }
  if (columnStride === 1) {
    for (let i = 0; i < rows; i++) {
      const from = offset + i * rowStride;
      for (let j = 0, to = i * columns; j < columns; j++, to++) copy[to] = data[from + j];
    }
  } else {
    // Blocks: a transposed read walks whole cache lines on both sides.
    for (let j0 = 0; j0 < columns; j0 += 16) {
      const j1 = Math.min(columns, j0 + 16);
      for (let i = 0; i < rows; i++) {
        const from = offset + i * rowStride;
        for (let j = j0; j < j1; j++) copy[i * columns + j] = data[from + j * columnStride];
      }
    }
  }
  return copy;
}

/** @throws DomainError where the inner dimensions differ. */
export function requireProduct(a: MatrixView, b: MatrixView): void {
  if (a.columns !== b.rows) {
    throw new DomainError(
      `a product needs as many columns on the left as rows on the right, ` +
        `got ${a.rows} × ${a.columns} · ${b.rows} × ${b.columns}.`,
    );
  }
}
