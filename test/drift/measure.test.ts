/** What is kept of a comparison for a run record. */
import { expect, test } from 'vitest';
import { compareWith } from '../../src/compare/index.ts';
import { worstOf } from '../../src/drift/measure.ts';

const compare = compareWith([]);

test('elements are placed by an index an axis, as JavaScript writes it, and a lone number by nothing', () => {
  // prettier-ignore
  const { leaves } = compare([[1, 2], [3, 5]], [[1, 2], [3, 4]], { ulp: 0 });
  expect(worstOf(leaves[0]!).map(({ place, actual, reference }) => [place, actual, reference])).toEqual([
    ['[1][1]', '5', '4'],
  ]);
  expect(worstOf(compare(1, 2, { ulp: 0 }).leaves[0]!)[0]!.place).toBe('');
});
