/** A solution judged by its backward error. */
import type { BackwardFinding, Style } from '../matchers/index.ts';
import { sizeText } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** The message where the backward error is too large. */
export function backwardLines(finding: BackwardFinding, style: Style): string[] {
  const { error, limit, ratio, order, format, forwardError } = finding;
  const unit = limit / ratio;
  const rows: [string, string][] = [
    ['backward error', `${sizeText(error)}${ratio > 0 ? `  = ${sizeText(error / unit)} · n·u` : ''}`],
    ['allowed', `${sizeText(limit)}  = ${sizeText(ratio)} · n·u   (n = ${order}, u of ${format})`],
    ['forward error', `${sizeText(forwardError)}  relative to the largest component`],
  ];
  const verdict = Number.isFinite(error)
    ? `The solution is that of a system whose data differ by ${sizeText(error)}, relatively; ${sizeText(limit)} is allowed.`
    : 'The solution holds a NaN or an infinity: it solves no system near this one.';
  const advice =
    error > limit && Number.isFinite(error) && ratio > 0
      ? [
          '',
          `  passes with { ratio: ${sizeText(Math.ceil((error / unit) * 1.001 * 100) / 100)} }; a backward stable algorithm stays near 1: no conditioning explains more`,
        ]
      : [];
  return [
    verdict,
    '',
    ...tableLines(rows.map(([label, text]): Cell[] => [{ text: label, paint: style.faint }, { text }])),
    ...advice,
  ];
}

/** The message where `.not` was written and the solution is backward stable. */
export function negatedBackwardLines({ error, limit }: BackwardFinding): string[] {
  return [
    `The backward error is ${sizeText(error)}, within the ${sizeText(limit)} allowed, and .not says that it must not be.`,
  ];
}
