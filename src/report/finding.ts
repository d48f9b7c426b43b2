import type { Finding, Style } from '../matchers/index.ts';
import { backwardLines, negatedBackwardLines } from './backward.ts';
import { bitsLines, negatedBitsLines } from './bits.ts';
import { comparisonLines, negatedLines } from './comparison.ts';
import { digitsLines, negatedDigitsLines } from './digits.ts';
import { negatedStabilityLines, stabilityLines } from './stability.ts';
import { gradcheckLines, negatedGradcheckLines } from './gradcheck.ts';
import { negatedOracleLines, negatedRoundingLines, oracleLines, roundingLines } from './oracle.ts';

/** The message of a failed assertion. */
export function renderFinding(finding: Finding, style: Style, negated: boolean): string {
  return lines(finding, style, negated).join('\n');
}

function lines(finding: Finding, style: Style, negated: boolean): string[] {
  switch (finding.kind) {
    case 'budget':
      return negated ? negatedLines(finding, style) : comparisonLines(finding, style);
    case 'digits':
      return negated ? negatedDigitsLines(finding, style) : digitsLines(finding, style);
    case 'bits':
      return negated ? negatedBitsLines(finding) : bitsLines(finding, style);
    case 'oracle':
      return negated ? negatedOracleLines(finding, style) : oracleLines(finding, style);
    case 'backward':
      return negated ? negatedBackwardLines(finding) : backwardLines(finding, style);
    case 'gradcheck':
      return negated ? negatedGradcheckLines(finding) : gradcheckLines(finding, style);
    case 'stability':
      return negated ? negatedStabilityLines(finding) : stabilityLines(finding, style);
    case 'rounding':
      return negated ? negatedRoundingLines(finding, style) : roundingLines(finding, style);
  }
}
