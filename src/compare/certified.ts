import type { CertifiedPair } from './pairs.ts';
import type { Budget, LeafComparison } from './types.ts';
export function compareCertified(_pair: CertifiedPair, _budget: Budget): LeafComparison {
  throw new Error('to do');
}
