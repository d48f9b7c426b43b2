/** Run records whose errors are known by construction: 1, moved by whole numbers of ulps. */
import { createHash } from 'node:crypto';
import { measure, printRunRecord } from '../../src/drift/index.ts';
import type { DriftCheck } from '../../src/drift/index.ts';
import { driftCheck, runRecord } from './drift-entries.ts';

const ulp = 2 ** -23;

/** A check of an array of ones, element i of which is off by `errors[i]` ulps of float32. */
export function checkOfErrors(
  file: string,
  key: string,
  errors: readonly number[],
  changes: Partial<DriftCheck> = {},
): DriftCheck {
  const actual = Float32Array.from(errors, (error) => 1 + error * ulp);
  const reference = new Float64Array(errors.length).fill(1);
  const sha256 = (parts: readonly Uint8Array[]): string => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest('hex');
  };
  const [{ entry, histogram, envelope, worst }] = measure(actual, reference, sha256) as [
    ReturnType<typeof measure>[number],
  ];
  return driftCheck(file, key, entry, { histogram, envelope, worst, ...changes });
}

/** The text of a record of these checks. */
export function recordOf(
  checks: readonly DriftCheck[],
  environments: readonly string[] = ['node v22 linux x64'],
): string {
  return printRunRecord(runRecord(checks, { environments }));
}

/** So many of each of these. */
export function repeated<T>(...runs: readonly (readonly [count: number, value: T])[]): T[] {
  return runs.flatMap(([count, value]) => new Array<T>(count).fill(value));
}
