import { distances, readPartings } from './partings.ts';
import { readRows } from './rows.ts';

/** Three digits or more, and short. */
function brief(x: number): string {
  if (x >= 1e8) return x.toExponential(1);
  if (x >= 100) return Math.round(x).toLocaleString('en-US');
  return x === 0 || x >= 0.01 ? String(Number(x.toPrecision(3))) : x.toExponential(1);
}

/** Bits on which the two agree at the worst element: -log2 of the largest relative error. */
function bitsOfAgreement(maxRel: number): string {
  if (maxRel === 0) return 'all';
  return maxRel < 1 ? (-Math.log2(maxRel)).toFixed(1) : '0';
}

const driftTitle =
  'Drift from the reference: ulps in the format judged, bits that agree at the worst element, error over n·u·|A||B|';
const partingTitle = 'Where trajectories part: epochs trained when the loss is first further apart than so many ulps';

/** A title, a header and rows, the first two columns to the left; a system's name stands once, on its first row. */
function printTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const body = rows.map((row, i) => line([i > 0 && rows[i - 1][0] === row[0] ? '' : row[0], ...row.slice(1)]));
  console.log(['', title, '', line(header), ...body, ''].join('\n'));
}

/** Prints the drift of every system, and where the trainings part. Jest calls it as its globalTeardown, Vitest by way of `clear.ts`. */
export default function print(): void {
  const rows = readRows().map((row) => [
    row.system,
    row.quantity,
    brief(row.maxUlps),
    brief(row.p99Ulps),
    row.maxAbs.toExponential(1),
    row.maxRel.toExponential(1),
    bitsOfAgreement(row.maxRel),
    row.ofBound === null ? '' : brief(row.ofBound),
  ]);
  const header = ['system', 'quantity', 'max ulp', 'p99 ulp', 'max abs', 'max rel', 'bits', 'of n·u·|A||B|'];
  printTable(driftTitle, header, rows);
  const partings = readPartings().map(({ system, pair, epochs }) => [
    system,
    pair,
    ...epochs.map((epoch) => (epoch === null ? 'never' : String(epoch))),
  ]);
  printTable(partingTitle, ['system', 'pair', ...distances.map((distance) => `${distance} ulp`)], partings);
}
