/** An entry with everything in it. */
import type { DriftEntry } from '../../src/drift/index.ts';

export const digest: string = `sha256:${'0123456789abcdef'.repeat(4)}`;

export const drift: DriftEntry = {
  kind: 'drift',
  dtype: 'float32',
  shape: [32, 8],
  digest,
  metrics: {
    maxUlps: 2.131072998046875,
    p999Ulps: 2,
    rmsUlps: 0.5,
    biasUlps: -0.125,
    maxRel: 1.1920928955078125e-7,
    maxAbs: 5e-324,
    rmsAbs: 0,
    maxBoundRatio: 0.75,
  },
  special: { nan: 2, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 },
  tolerance: { ulp: 4, growth: '10%' },
  accepted: { reason: 'new driver', until: '2027-01' },
};
