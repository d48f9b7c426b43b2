/** The audit as a table, and as one sentence that a person can quote. */
import type { AuditedResult } from './audit.ts';

/** A line a function, the worst first, and the verdict. */
export function auditText(engine: string, results: readonly AuditedResult[]): string {
  const sorted = [...results].sort((a, b) => b.maxUlp - a.maxUlp);
  const rows = [
    ['function', 'max error', 'correctly rounded', 'at', 'true value there'],
    ...sorted.map((row) => [
      row.name,
      `${ulpText(row.maxUlp)} ulp`,
      shareText(row.correctlyRounded),
      row.input.join(', '),
      row.exact,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [`Math in ${engine}`, '', ...table, '', verdict(engine, sorted)].join('\n');
}

/** The sentence to quote. */
export function verdict(engine: string, sorted: readonly AuditedResult[]): string {
  const worst = sorted[0];
  if (worst === undefined) return `Nothing was examined in ${engine}.`;
  const exact = sorted.filter((row) => row.maxUlp <= 0.5).map((row) => row.name);
  const rounded = exact.length === 0 ? '' : ` Correctly rounded wherever looked: ${exact.join(', ')}.`;
  return `In ${engine}, Math.${worst.name} is off by ${ulpText(worst.maxUlp)} ulp at ${worst.input.join(', ')}: the largest error found, and proved.${rounded}`;
}

function ulpText(ulps: number): string {
  return ulps >= 100 ? String(Math.floor(ulps)) : ulps.toFixed(3);
}

/** Never 100 % for less than all. */
function shareText(share: number): string {
  return share === 1 ? '100 %' : `${Math.min(99.9, Math.floor(share * 1000) / 10)} %`;
}
