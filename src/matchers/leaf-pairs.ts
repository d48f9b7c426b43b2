import type { LeafPair } from '../compare/leaf.ts';
import { positionOf } from '../compare/operand.ts';
import { pairLeaves } from '../compare/pairs.ts';
import { ComparisonError } from '../errors.ts';
import { readers } from '../interop/readers.ts';

/**
 * The arrays of two structures, paired, for matchers that judge element by element without a budget.
 *
 * @throws ComparisonError where shapes, keys or kinds differ, where there is nothing to compare, and for references that are
 *   enclosures, which have no single value
 */
export function leafPairs(received: unknown, reference: unknown): LeafPair[] {
  const pairs = pairLeaves(received, reference, readers).map((pair) => {
    if (!('certified' in pair)) return pair;
    throw new ComparisonError(
      'Cannot compare: the reference is an enclosure, not a value. Write toMatchFloat64Within(reference, budget).',
    );
  });
  const empty = pairs.length === 0 ? '' : pairs.find(({ actual }) => actual.count === 0)?.path;
  if (empty === undefined) return pairs;
  throw new ComparisonError(
    `Cannot compare${empty === '' ? '' : ` ${empty}`}: it is empty, and a comparison of nothing cannot fail. ` +
      'Assert its length instead: expect(array).toHaveLength(0).',
  );
}

/** Where an element is, in JavaScript notation: `losses[3][0]`, `''` for a lone number. */
export function elementPath({ path, actual }: LeafPair, index: number): string {
  return path + positionOf(index, actual.shape).reduce((text, i) => `${text}[${i}]`, '');
}
