import { describe, expect, test } from 'vitest';
import { parseBaseline, printBaseline } from '../../src/drift/index.ts';
import type { Baseline, DriftEntry, ValueEntry } from '../../src/drift/index.ts';
import { digest, drift } from './entries.ts';

const values: ValueEntry = {
  kind: 'values',
  dtype: 'float32',
  shape: [2, 2],
  digest,
  values: ['0.1', '-0', 'NaN', 'Infinity'],
  tolerance: { ulp: 8 },
};

const baseline: Baseline = new Map<string, DriftEntry | ValueEntry>([
  ['spectrum of a step#1', values],
  ['softmax float32#out', drift],
]);

describe('a baseline file', () => {
  test('has sorted names, one scalar a line, and the exact number beside its decimal', () => {
    expect(printBaseline(baseline)).toBe(`{
  "format": "ulpwise-baseline/1",
  "entries": {
    "softmax float32#out": {
      "accepted": {
        "reason": "new driver",
        "until": "2027-01"
      },
      "digest": "${digest}",
      "dtype": "float32",
      "kind": "drift",
      "metrics": {
        "biasUlps": "-0.125 (-0x1p-3)",
        "maxAbs": "5e-324 (0x0.0000000000001p-1022)",
        "maxBoundRatio": "0.75 (0x1.8p-1)",
        "maxRel": "1.192e-7 (0x1p-23)",
        "maxUlps": "2.131 (0x1.10c7p+1)",
        "p999Ulps": "2 (0x1p+1)",
        "rmsAbs": "0 (0x0p+0)",
        "rmsUlps": "0.5 (0x1p-1)"
      },
      "shape": "[32, 8]",
      "special": {
        "mismatched": 1,
        "nan": 2
      },
      "tolerance": {
        "growth": "10%",
        "ulp": 4
      }
    },
    "spectrum of a step#1": {
      "digest": "${digest}",
      "dtype": "float32",
      "kind": "values",
      "shape": "[2, 2]",
      "tolerance": {
        "ulp": 8
      },
      "values": {
        "0,0": "0.1",
        "0,1": "-0",
        "1,0": "NaN",
        "1,1": "Infinity"
      }
    }
  }
}
`);
  });

  test('is read back as it was', () => {
    expect(new Map([...parseBaseline(printBaseline(baseline), 'file')])).toEqual(new Map([...baseline]));
  });
});
