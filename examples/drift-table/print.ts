import { readRows } from './rows.ts';

/** 5 significant digits at most, plain where that is short. */
function brief(x: number): string {
  if (x === 0) return '0';
  if (x >= 1e5) return Math.round(x).toLocaleString('en-US');
  return x >= 0.01 ? String(Number(x.toPrecision(3))) : x.toExponential(1);
}

/** Bits on which the two agree at the worst element: -log2 of the largest relative error. */
function bitsOfAgreement(maxRel: number): string {
  if (maxRel === 0) return 'all';
  return maxRel < 1 ? (-Math.log2(maxRel)).toFixed(1) : '0';
}

/** Prints the drift of every system. Jest calls it as its globalTeardown, Vitest by way of `clear.ts`. */
export default function print(): void {
  const header = ['system', 'quantity', 'max ulp', 'p99 ulp', 'max abs', 'max rel', 'bits', 'of bound'];
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
  if (rows.length === 0) return;
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  // A system's name stands once, on its first row.
  const body = rows.map((row, i) => line([i > 0 && rows[i - 1][0] === row[0] ? '' : row[0], ...row.slice(1)]));
  console.log(['', 'Drift from float64 (ulps of the format judged)', '', line(header), ...body, ''].join('\n'));
}
