/** Nested arrays as a shape and a flat row-major list. */
import { ComparisonError } from '../errors.ts';
import { describe } from '../compare/describe.ts';
import { typedArrayKind } from '../compare/typed-arrays.ts';
import type { TypedArrayKind } from '../compare/typed-arrays.ts';

/** Depth beyond which an array is taken for one that contains itself. */
const deepest = 64;

interface Flat {
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
  /** The kind of the innermost arrays where all of them are typed arrays of one kind. */
  readonly kind: TypedArrayKind | undefined;
}

/**
 * The values of nested arrays in row-major order; typed arrays may stand innermost.
 *
 * @throws ComparisonError for ragged arrays, naming the first row whose length differs.
 */
export function flattenNested(nested: unknown, source: string): Flat {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level) || typedArrayKind(level) !== undefined;) {
    const row = level as ArrayLike<unknown>;
    shape.push(row.length);
    if (shape.length > deepest)
      throw new ComparisonError(`${source}: nested more than ${deepest} deep; does it contain itself?`);
    level = row.length === 0 ? undefined : row[0];
  }
  const values: unknown[] = [];
  const kinds = new Set<TypedArrayKind | undefined>();
  const visit = (level: unknown, axis: number, path: string): void => {
    if (axis === shape.length) {
      if (Array.isArray(level) || typedArrayKind(level) !== undefined) {
        throw new ComparisonError(
          `${source}: ${path} is ${describe(level)} where others are single values. Write rows of one length.`,
        );
      }
      values.push(level);
      return;
    }
    if (!Array.isArray(level) && typedArrayKind(level) === undefined) {
      throw new ComparisonError(
        `${source}: ${path} is ${describe(level)} where others are arrays. Write rows of one length.`,
      );
    }
    const row = level as ArrayLike<unknown>;
    if (row.length !== shape[axis]) {
      throw new ComparisonError(
        `${source}: ${path === '' ? 'it' : path} has ${row.length} elements where others have ${shape[axis]}. Write rows of one length.`,
      );
    }
    if (axis === shape.length - 1) kinds.add(typedArrayKind(row));
    for (let i = 0; i < row.length; i++) visit(row[i], axis + 1, `${path}[${i}]`);
  };
  visit(nested, 0, '');
  return { shape, values, kind: kinds.size === 1 ? [...kinds][0] : undefined };
}
