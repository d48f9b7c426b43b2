import type { Comparison } from '../../compare/types.ts';
import { arrangement } from './arrangement.ts';
import type { Diagnosis, ReadValues } from './diagnosis.ts';
import { belowSpacing, cancellation, oneSided, overflow, zeroReference } from './magnitude.ts';
import { narrower } from './narrower.ts';

/** What the errors of the leaf that failed worst look like, the most telling mechanism first; often none. */
export function diagnose(comparison: Comparison, readValues: ReadValues): Diagnosis[] {
  const leaf = comparison.leaves[comparison.worstLeaf]!;
  if (leaf.count > 1 && leaf.special.actual.zero === leaf.count) return [{ kind: 'all zero' }];
  const values = leaf.missed === 0 ? undefined : readValues(leaf);
  const found = values && arrangement(values, leaf.shape, leaf.unit);
  if (found !== undefined) return [found];
  return [
    ...overflow(leaf),
    ...(values === undefined ? [] : narrower(values, leaf.unit)),
    ...zeroReference(leaf),
    ...belowSpacing(leaf),
    ...cancellation(leaf),
    ...oneSided(leaf),
  ];
}
