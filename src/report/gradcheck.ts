/** Gradients judged by the exact ones, and these by the function's slopes. */
import type { GradcheckFinding, Style } from '../matchers/index.ts';
import { comparisonLines } from './comparison.ts';
import { countText, counted } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** How many wrong slopes are listed. */
const listed = 5;

/** The message where gradients are wrong, or not accurate enough. */
export function gradcheckLines(finding: GradcheckFinding, style: Style): string[] {
  const { wrong, kinks, measured, comparison, diagnose } = finding;
  const lines: string[] = [];
  if (wrong.length > 0) {
    const head: Cell[] = ['input', 'index', 'gradient rule', 'slope'].map((text) => ({ text, paint: style.faint }));
    const rows = wrong
      .slice(0, listed)
      .map(({ input, index, rule, slope }): Cell[] => [
        { text: String(input) },
        { text: String(index) },
        { text: String(rule), paint: style.received },
        { text: String(slope), paint: style.expected },
      ]);
    lines.push(
      `The gradient is not the slope of the function at ${countText(wrong.length)} of ${counted(measured, 'element')} measured: a gradient rule is wrong.`,
      '',
      ...tableLines([head, ...rows]),
      ...(wrong.length > listed ? [`  ${style.faint(`… and ${countText(wrong.length - listed)} more`)}`] : []),
    );
  }
  if (!comparison.passed) {
    if (lines.length > 0) lines.push('');
    lines.push(
      'The gradients, against the exact ones:',
      ...comparisonLines({ kind: 'budget', pass: false, comparison, diagnose }, style),
    );
  }
  if (kinks > 0)
    lines.push(
      '',
      `  ${counted(kinks, 'element')} at a kink: the slopes on both sides differ there, and were not compared`,
    );
  return lines;
}

/** The message where `.not` was written and the gradients pass. */
export function negatedGradcheckLines({ comparison, measured }: GradcheckFinding): string[] {
  return [
    `All ${countText(comparison.count)} gradients are within budget of the exact ones, which are the slopes of the function at ${counted(measured, 'element')}; and .not says that they must not be.`,
  ];
}
