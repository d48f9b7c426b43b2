/** Baseline entries and checks of runs, made by hand. */
import type { DriftCheck, DriftEntry, RunRecord } from '../../src/drift/index.ts';

/** An entry whose largest error is `maxUlps`; its digest follows from it. */
export function driftEntry(maxUlps: number, changes: Partial<DriftEntry> = {}): DriftEntry {
  const digits = Math.round(maxUlps * 1024).toString(16);
  return {
    kind: 'drift',
    dtype: 'float32',
    shape: [4],
    digest: `sha256:${digits.padStart(64, '0')}`,
    metrics: {
      maxUlps,
      p999Ulps: maxUlps,
      rmsUlps: 0.5,
      biasUlps: 0,
      maxRel: 2 ** -23,
      maxAbs: 2 ** -23,
      rmsAbs: 2 ** -24,
    },
    special: { nan: 0, positiveInfinity: 0, negativeInfinity: 0, mismatched: 0 },
    ...changes,
  };
}

/** A check of `key` in `file` that measured `now`. */
export function driftCheck(
  file: string,
  key: string,
  now: DriftCheck['now'],
  changes: Partial<DriftCheck> = {},
): DriftCheck {
  const cut = file.lastIndexOf('/') + 1;
  return {
    file,
    project: '',
    test: key.split('#')[0]!,
    key,
    baseline: `${file.slice(0, cut)}__drift__/${file.slice(cut)}.drift.json`,
    outcome: 'within',
    action: 'kept',
    passed: true,
    reasons: [],
    base: now,
    now,
    histogram: null,
    envelope: null,
    worst: [],
    ...changes,
  };
}

export function runRecord(checks: readonly DriftCheck[], changes: Partial<RunRecord> = {}): RunRecord {
  return { runner: 'vitest', environments: ['node v22 linux x64'], checks, obsolete: [], ...changes };
}
