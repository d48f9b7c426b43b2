/** Any one value that can be compared, as numbers in memory. */
import type { NumericArray } from '../compare/types.ts';
import { ComparisonError } from '../errors.ts';
import { elementsOf, isComplex } from './elements.ts';
import { flattenNested } from './nested.ts';
import { numericArray } from './numeric-array.ts';
import { readers } from './readers.ts';
import { describe } from '../compare/describe.ts';
import { naturalDtype, typedArrayKind } from '../compare/typed-arrays.ts';

/**
 * The value as a {@link NumericArray}: foreign tensors through the table of readers, typed arrays as one axis, nested arrays by their
 * shape, numbers, bigints and complex numbers as scalars.
 *
 * @throws ComparisonError for everything else, and for values that their reader refuses.
 */
export function toNumericArray(value: unknown): NumericArray {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || isComplex(value)) {
    const source = isComplex(value) ? 'complex number' : typeof value;
    return numericArray({ ...elementsOf([value], source), shape: [], source });
  }
  const kind = typedArrayKind(value);
  if (kind !== undefined) {
    return numericArray({ data: value, shape: [(value as ArrayLike<unknown>).length], source: kind });
  }
  if (Array.isArray(value)) {
    const source = 'nested array';
    const { shape, values, kind: innermost } = flattenNested(value, source);
    // Rows of one typed array keep its element type; other rows are JavaScript numbers.
    if (innermost !== undefined) return numericArray({ data: values, shape, dtype: naturalDtype[innermost], source });
    return numericArray({ ...elementsOf(values, source), shape, source });
  }
  if (typeof value === 'object' && value !== null) {
    for (const read of readers) {
      const array = read(value);
      if (array !== undefined) return array;
    }
  }
  throw new ComparisonError(
    `toNumericArray: ${describe(value)} is no array of numbers. Give a number, a typed array, nested arrays of numbers, ` +
      'a tensor, or { data, shape }.',
  );
}
