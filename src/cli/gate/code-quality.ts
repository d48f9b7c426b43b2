/**
 * The gate's findings as a GitLab code quality report.
 *
 * Source: GitLab, "Code Quality", section on the report format: an array of objects, without a byte order mark.
 */
import { exactJson } from '../exact-json.ts';
import { lineOf } from './foreign-text.ts';
import type { GateResult } from './gate.ts';
import type { Locate } from './locations.ts';
import { fingerprintOf, fitting, problems, sentenceOf } from './rows.ts';
import type { Level, Rendering } from './rows.ts';
import { placeText } from './text.ts';

const mostFindings = 5000;
const mostBytes = 8 << 20;

const severities: { readonly [L in Level]: 'critical' | 'minor' | 'info' } = {
  error: 'critical',
  warning: 'minor',
  note: 'info',
  none: 'info',
};

/** One finding an entry that fails the gate, is worse, or is worse but acknowledged. */
export function gateCodeQuality(result: GateResult, locate: Locate): Rendering {
  const found = problems(result);
  const findings = found.slice(0, mostFindings).map(({ row, level }) => {
    const { path, line } = locate(row);
    return {
      description: `${lineOf(placeText(row))}: ${lineOf(sentenceOf(row), 600)}`,
      check_name: `ulpwise/${row.finding}`,
      fingerprint: fingerprintOf(row),
      severity: severities[level],
      location: { path: lineOf(path, 1000), lines: { begin: line } },
    };
  });
  const { kept } = fitting(findings, exactJson, mostBytes);
  return { text: exactJson(kept), leftOut: found.length - kept.length };
}
