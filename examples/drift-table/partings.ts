/** Where two runs of one training part: when the loss of the one first leaves so many ulps of the other's. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ulpOf } from 'ulpwise';

const folder = 'node_modules/.cache/ulpwise-demo-partings';

export const distances = [1, 10, 100, 1000];

type Losses = Float32Array | Float64Array;

export interface Parting {
  readonly system: string;
  readonly pair: string;
  /** For each of the distances, the epochs that were trained when it was first exceeded; `null` where it never was. */
  readonly epochs: readonly (number | null)[];
}

/** Ulps are those of the format that `actual` is in. */
export function parting(system: string, pair: string, actual: Losses, reference: Losses): Parting {
  const format = actual instanceof Float32Array ? 'float32' : 'float64';
  const errors = Float64Array.from(actual, (loss, k) => Math.abs(loss - reference[k]) / ulpOf(reference[k], format));
  const epochs = distances.map((distance) => {
    const epoch = errors.findIndex((error) => error > distance);
    return epoch < 0 ? null : epoch;
  });
  return { system, pair, epochs };
}

/** Leave the partings of one suite for the table. */
export function writePartings(suite: string, partings: readonly Parting[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${suite}.json`, JSON.stringify(partings));
}

/** The partings of all suites, in the order of their names. */
export function readPartings(): Parting[] {
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Parting[]);
}

/** Forget an earlier run. */
export function clearPartings(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
