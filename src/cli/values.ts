/** Numbers of large arrays that lie beside run records: see `valuesFolder`. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { valuesFolder, valuesName } from '../drift/index.ts';
import { UsageError } from '../errors.ts';

/** Where the numbers of a digest lie beside one of the records; `undefined` where none of them has them. */
export function carriedPath(records: readonly string[], digest: string): string | undefined {
  return places(records, digest).find((place) => existsSync(place));
}

/** Copies what lies beside records to where it lies beside another. @throws UsageError where it cannot be written */
export function copyValues(records: readonly string[], output: string, digests: readonly string[]): void {
  for (const digest of new Set(digests)) {
    const from = carriedPath(records, digest);
    const [to] = places([output], digest) as [string];
    if (from === undefined || resolve(from) === resolve(to)) continue;
    try {
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    } catch (error) {
      throw new UsageError(`${to} cannot be written: ${(error as Error).message}.`, { cause: error });
    }
  }
}

function places(records: readonly string[], digest: string): string[] {
  return records.map((record) => join(valuesFolder(record), valuesName(digest)));
}
