/** The real libraries: ml-matrix and mathjs. Expected numbers are read element by element with the library's own get. */
import * as math from 'mathjs';
import {
  Matrix,
  MatrixColumnSelectionView,
  MatrixColumnView,
  MatrixFlipColumnView,
  MatrixFlipRowView,
  MatrixRowView,
  MatrixSelectionView,
  MatrixSubView,
  MatrixTransposeView,
  SymmetricMatrix,
  WrapperMatrix1D,
  WrapperMatrix2D,
} from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { ComparisonError } from '../../../src/errors.ts';
import { toNumericArray } from '../../../src/interop/index.ts';

describe('ml-matrix', () => {
  const matrix = new Matrix([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  test.each([
    ['a matrix', matrix, [2, 3], [1, 2, 3, 4, 5, 6]],
    ['a transposed view', new MatrixTransposeView(matrix), [3, 2], [1, 4, 2, 5, 3, 6]],
    ['a transposed copy', matrix.transpose(), [3, 2], [1, 4, 2, 5, 3, 6]],
    ['a transposed sub-view', new MatrixTransposeView(new MatrixSubView(matrix, 0, 1, 1, 2)), [2, 2], [2, 5, 3, 6]],
    ['flipped columns', new MatrixFlipColumnView(matrix), [2, 3], [3, 2, 1, 6, 5, 4]],
    ['flipped rows', new MatrixFlipRowView(matrix), [2, 3], [4, 5, 6, 1, 2, 3]],
    ['a row', new MatrixRowView(matrix, 1), [1, 3], [4, 5, 6]],
    ['a column', new MatrixColumnView(matrix, 1), [2, 1], [2, 5]],
    ['a selection', new MatrixSelectionView(matrix, [1, 0], [2, 0]), [2, 2], [6, 4, 3, 1]],
    ['selected columns', new MatrixColumnSelectionView(matrix, [2, 2]), [2, 2], [3, 3, 6, 6]],
    ['a wrapper of a list', new WrapperMatrix1D([1, 2, 3, 4], { rows: 2 }), [2, 2], [1, 2, 3, 4]],
    ['a wrapper of rows', new WrapperMatrix2D([[1], [2]]), [2, 1], [1, 2]],
    [
      'a symmetric matrix',
      new SymmetricMatrix([
        [1, 2],
        [2, 4],
      ]),
      [2, 2],
      [1, 2, 2, 4],
    ],
    ['no rows', new Matrix(0, 3), [0, 3], []],
  ])('%s is read', (_, value, shape, data) => {
    expect(toNumericArray(value)).toEqual({
      data: Float64Array.from(data),
      shape,
      dtype: 'float64',
      source: 'ml-matrix matrix',
    });
  });

  test('a view of rows that were removed since is refused', () => {
    const shrinking = new Matrix([[1], [2], [3]]);
    const view = new MatrixTransposeView(shrinking);
    shrinking.removeRow(2);
    expect(() => toNumericArray(view)).toThrow(ComparisonError);
    expect(() => toNumericArray(view)).toThrow(/element \(0, 2\) is undefined.*stale/);
  });
});

describe('mathjs', () => {
  test('a dense matrix of numbers is float64', () => {
    const matrix = math.matrix([
      [1, 2],
      [3, 4.5],
    ]);
    expect(toNumericArray(matrix)).toEqual({
      data: [1, 2, 3, 4.5],
      shape: [2, 2],
      dtype: 'float64',
      source: 'mathjs matrix',
    });
    expect(toNumericArray(math.transpose(matrix))).toMatchObject({ data: [1, 3, 2, 4.5] });
    expect(toNumericArray(math.zeros([2, 3, 4], 'dense')).shape).toEqual([2, 3, 4]);
    expect(toNumericArray(math.matrix([])).shape).toEqual([0]);
  });

  test('complex, bigint and boolean elements are read exactly', () => {
    expect(toNumericArray(math.matrix([math.complex(1, 2), 3]))).toMatchObject({
      data: Float64Array.of(1, 2, 3, 0),
      dtype: 'complex128',
      shape: [2],
    });
    expect(toNumericArray(math.matrix([2n ** 70n, 1n] as unknown as number[]))).toMatchObject({
      data: [2n ** 70n, 1n],
      dtype: 'bigint',
    });
    expect(toNumericArray(math.matrix([true, false] as unknown as number[]))).toMatchObject({
      data: Uint8Array.of(1, 0),
      dtype: 'bool',
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['BigNumbers', math.matrix([math.bignumber('0.1')]), /element 0 is a Decimal.*A BigNumber may.*x\.toNumber\(\)/],
    ['a BigNumber among numbers', math.matrix([1, math.bignumber('0.1')]), /element 1 is a Decimal/],
    ['Fractions', math.matrix([math.fraction(1, 3)]), /element 0 is a Fraction.*x\.valueOf\(\)/],
    ['units', math.matrix([math.unit('3 cm')]), /element 0 is a Unit.*x\.toNumber\('m'\)/],
    ['strings', math.matrix(['1']), /element 0 is the string '1'/],
    ['sparse BigNumbers', math.sparse([[math.bignumber(1), 0]]), /A BigNumber may have more digits/],
  ])('%s are refused, with what to write', (_, value, message) => {
    expect(() => toNumericArray(value)).toThrow(ComparisonError);
    expect(() => toNumericArray(value)).toThrow(message);
  });

  test('the advice for BigNumbers and Fractions works', () => {
    const numbers = math.matrix([math.bignumber('0.1')]).map((x) => (x as math.BigNumber).toNumber());
    expect(toNumericArray(numbers).data).toEqual([0.1]);
    const ratios = math.matrix([math.fraction(1, 4)]).map((x) => (x as math.Fraction).valueOf() as unknown as number);
    expect(toNumericArray(ratios).data).toEqual([0.25]);
  });

  test('a sparse matrix is read dense', () => {
    const sparse = math.sparse([
      [0, 2, 0],
      [3, 0, 0],
      [0, 4, 5],
    ]);
    expect(toNumericArray(sparse)).toEqual({
      data: [0, 2, 0, 3, 0, 0, 0, 4, 5],
      shape: [3, 3],
      dtype: 'float64',
      source: 'mathjs sparse matrix',
    });
    expect(toNumericArray(math.sparse([[0, math.complex(1, 2)]]))).toMatchObject({
      data: Float64Array.of(0, 0, 1, 2),
      dtype: 'complex128',
    });
    expect(toNumericArray(math.transpose(math.sparse([[1, 2, 3]])))).toMatchObject({ data: [1, 2, 3], shape: [3, 1] });
    expect(
      toNumericArray(
        math.sparse([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toMatchObject({ data: [0, 0, 0, 0] });
  });

  test.each<[string, object, RegExp]>([
    [
      'too large to be read dense',
      { values: [1], index: [0], ptr: [0, 1], size: [1e9, 1] },
      /too many to be read dense/,
    ],
    ['a row outside', { values: [1], index: [2], ptr: [0, 1], size: [2, 1] }, /index contains 2, outside 0 to 1/],
    ['a pointer outside', { values: [1], index: [0], ptr: [0, 2], size: [2, 1] }, /ptr contains 2, outside 0 to 1/],
    [
      'pointers that decrease',
      { values: [1, 2], index: [0, 1], ptr: [0, 2, 1, 2], size: [2, 3] },
      /decreases at column 1/,
    ],
    ['pointers too few', { values: [1], index: [0], ptr: [0, 1], size: [2, 2] }, /do not fit/],
    ['values that no column owns', { values: [1, 2], index: [0, 1], ptr: [0, 1], size: [2, 1] }, /do not fit/],
    ['an element twice', { values: [1, 2], index: [0, 0], ptr: [0, 2], size: [2, 1] }, /\(0, 0\) is given twice/],
    ['a pattern without values', { index: [0], ptr: [0, 1], size: [2, 1] }, /pattern without values/],
  ])('a sparse matrix with %s is refused', (_, json, message) => {
    // The library's own class, holding what its constructor would not check.
    const matrix = math.sparse([[1]]);
    const fields = matrix as unknown as Record<string, unknown>;
    fields['toJSON'] = () => json;
    expect(() => toNumericArray(matrix)).toThrow(ComparisonError);
    expect(() => toNumericArray(matrix)).toThrow(message);
  });

  test('a dense matrix whose size is not that of its data is refused', () => {
    const matrix = math.matrix([[1, 2]]);
    (matrix as unknown as { _size: number[] })._size = [2, 2];
    expect(() => toNumericArray(matrix)).toThrow(/size says \[2, 2\] but its data has the shape \[1, 2\]/);
  });
});
