/**
 * Numbers of large arrays that a run measured and did not write: they lie beside its record, so that they can be accepted without a rerun, on
 * another machine too. They are named after their digest, so that records of shards never mean different numbers by the same name.
 */

/** The folder of the numbers of a run record: `drift-run.values` of `drift-run.json`. */
export function valuesFolder(record: string): string {
  return `${record.replace(/\.json$/, '')}.values`;
}

/** The name in that folder of the numbers of a digest. */
export function valuesName(digest: string): string {
  return `${digest.slice('sha256:'.length)}.npy`;
}

/** Whether a name in that folder is that of numbers. */
export function isValuesName(name: string): boolean {
  return /^[0-9a-f]{64}\.npy$/.test(name);
}
