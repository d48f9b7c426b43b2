/** What a proof adds to a message: the true value, the error enclosed, the condition number, and whether the inputs' rounding explains it. */
import type { OracleEvidence, OracleFinding, RoundingFinding, RoundingMiss, Style } from '../matchers/index.ts';
import { comparisonLines, negatedLines } from './comparison.ts';
import { countText, counted, sizeText, valueText } from './number-text.ts';
import { tableLines } from './table.ts';
import { shownMiss } from './verdict.ts';
import type { Cell } from './table.ts';

/** The message where numbers are not within a budget of the truth. */
export function oracleLines(finding: OracleFinding, style: Style): string[] {
  const { comparison } = finding;
  const leaf = comparison.leaves[comparison.worstLeaf]!;
  const shown = shownMiss(leaf)?.element ?? leaf.worst;
  const evidence = shown === null ? undefined : finding.evidence(leaf.path, shown.index);
  const lines = comparisonLines({ ...finding, kind: 'budget' }, style);
  return evidence === undefined ? lines : [...lines, '', ...evidenceLines(evidence, style)];
}

/** The message where `.not` was written and all numbers are within the budget. */
export function negatedOracleLines(finding: OracleFinding, style: Style): string[] {
  return negatedLines({ ...finding, kind: 'budget' }, style);
}

/** The message where some numbers are no such rounding of the truth. */
export function roundingLines(finding: RoundingFinding, style: Style): string[] {
  const { mode, count, missed, first } = finding;
  const [word, must] =
    mode === 'correct'
      ? ['correctly rounded', 'nearest to the true value']
      : ['faithfully rounded', 'next to the true value'];
  const verdict =
    count === 1
      ? `${textOf(first[0]!, 'actual')} is not ${word}: ${wantedText(first[0]!, mode)} ${mode === 'correct' ? 'is' : 'are'} ${must}.`
      : `${countText(missed)} of ${counted(count, 'element')} ${missed === 1 ? 'is' : 'are'} not ${word}.`;
  const head: Cell[] = ['index', 'actual', mode === 'correct' ? 'nearest' : 'enclosed by'].map((text) => ({
    text,
    paint: style.faint,
  }));
  const rows = first.map((miss): Cell[] => [
    { text: miss.path },
    { text: textOf(miss, 'actual'), paint: style.received },
    { text: wantedText(miss, mode), paint: style.expected },
  ]);
  const more = missed - first.length;
  return [
    verdict,
    '',
    ...(count === 1 ? [] : [...tableLines([head, ...rows])]),
    ...(more > 0 ? [`  ${style.faint(`… and ${countText(more)} more`)}`] : []),
    ...(count === 1 ? [] : ['']),
    ...evidenceLines(finding.evidence(), style),
  ];
}

/** The message where `.not` was written and every number is such a rounding. */
export function negatedRoundingLines({ mode, count, evidence }: RoundingFinding, _style: Style): string[] {
  const word = mode === 'correct' ? 'correctly rounded' : 'faithfully rounded';
  const proof = evidence();
  const subject =
    count === 1
      ? `${valueText(proof.actual, proof.format)} is ${word} (the true value is ${truthText(proof)})`
      : `All ${countText(count)} elements are ${word}`;
  return [`${subject}, and .not says that ${count === 1 ? 'it must not be' : 'not all may be'}.`];
}

function textOf(miss: RoundingMiss, which: 'actual' | 'nearest' | 'down' | 'up'): string {
  return valueText(miss[which], miss.format);
}

function wantedText(miss: RoundingMiss, mode: RoundingFinding['mode']): string {
  return mode === 'correct' ? textOf(miss, 'nearest') : `${textOf(miss, 'down')} and ${textOf(miss, 'up')}`;
}

/** The true value, with `…` after the digits where there are more: `0.333…`, `1.51…e-7`, `3`. */
function truthText({ trueValue, isExact }: OracleEvidence): string {
  return isExact ? trueValue : trueValue.replace(/(?=e|$)/, '…');
}

/** The proof's own lines. */
function evidenceLines(evidence: OracleEvidence, style: Style): string[] {
  const { path, errorUlps, condition, inputRoundingUlps, format } = evidence;
  const rows: [string, string][] = [['true value', truthText(evidence)]];
  if (errorUlps !== undefined) rows.push(['error', `${intervalText(errorUlps)} ulp (${format}), certified`]);
  if (condition !== undefined) rows.push(['condition', sizeText(condition)]);
  const lines = tableLines(rows.map(([label, text]): Cell[] => [{ text: label, paint: style.faint }, { text }]));
  const heading = path === '' ? [] : [`  proved, at ${path}`];
  return [...heading, ...lines, ...explanation(evidence, errorUlps, inputRoundingUlps)];
}

function explanation(
  { format }: OracleEvidence,
  errorUlps: OracleEvidence['errorUlps'],
  inputRoundingUlps: number | undefined,
): string[] {
  if (errorUlps === undefined || inputRoundingUlps === undefined) return [];
  const size = `${sizeText(inputRoundingUlps)} ulp`;
  return errorUlps[1] <= inputRoundingUlps
    ? [
        `  rounding the inputs to ${format} alone can cause ${size}: conditioning explains this error, the code need not`,
      ]
    : [`  rounding the inputs to ${format} alone can cause ${size}: it does not explain this error`];
}

/** An enclosure in the digits that its ends share, or both ends. */
function intervalText([low, high]: readonly [number, number]): string {
  const [a, b] = [sizeText(low), sizeText(high)];
  return a === b ? a : `${a} to ${b}`;
}
