/** Where the suites leave what they measured, for the table at the end of the run. One file a suite: suites run in parallel. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { compare } from 'ulpwise';

const folder = 'node_modules/.cache/ulpwise-demo';

export interface Row {
  readonly system: string;
  readonly quantity: string;
  readonly maxUlps: number;
  readonly p99Ulps: number;
  readonly maxAbs: number;
  readonly maxRel: number;
  /** Largest error over the reference's a-priori bound; `null` where the reference carries none. */
  readonly ofBound: number | null;
}

/** The drift of `actual` from `reference`, as a row. */
export function drift(system: string, quantity: string, actual: unknown, reference: unknown): Row {
  // The budget decides nothing here: a comparison must have one, and only its statistics are read.
  const { ulps, abs, rel, bound } = compare(actual, reference, { rel: 0 }).leaves[0].statistics;
  return {
    system,
    quantity,
    maxUlps: ulps.max,
    p99Ulps: ulps.p99,
    maxAbs: abs.max,
    maxRel: rel.max,
    ofBound: bound === null ? null : bound.max,
  };
}

/** Leave the rows of one suite for the table. */
export function writeRows(suite: string, rows: readonly Row[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${suite}.json`, JSON.stringify(rows));
}

/** The rows of all suites, in the order of their names. */
export function readRows(): Row[] {
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Row[]);
}

/** Forget an earlier run. */
export function clearRows(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
