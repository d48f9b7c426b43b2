import { becameNonFinite, specialText } from '../drift/index.ts';
import type { ComparisonMetric, DriftCheck, MetricChange } from '../drift/index.ts';
import type { BaselineFinding, InlineFinding, StoredArray, StoredFinding, Style } from '../matchers/index.ts';
import { comparisonLines } from './comparison.ts';
import { roundedUp, signedText, sizeAbove, sizeText, sourceText } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** Metrics as a person calls them. */
const metricNames: { readonly [M in ComparisonMetric]: string } = {
  maxUlps: 'max, ulp',
  p999Ulps: 'p99.9, ulp',
  rmsUlps: 'rms, ulp',
  biasUlps: 'bias, ulp',
  maxRel: 'max relative',
  relUndefined: 'without relative',
  maxAbs: 'max absolute',
  rmsAbs: 'rms absolute',
  maxBoundRatio: '× error bound',
};

export function metricName(name: string): string {
  return Object.hasOwn(metricNames, name) ? metricNames[name as keyof typeof metricNames] : name;
}

/** The message of a failed assertion. */
export function renderBaseline(finding: BaselineFinding, style: Style): string {
  const lines = finding.kind === 'inline drift' ? inlineLines(finding) : storedLines(finding, style);
  return lines.join('\n');
}

function inlineLines({ literal, size, text }: InlineFinding): string[] {
  if (literal === null) {
    return [
      'There is no literal to hold the drift to, and none is written in CI.',
      '',
      `  write     toMatchInlineDrift({ reference }, \`"${text}"\`), or run the test locally, which does so`,
    ];
  }
  const { value, word, allowance } = literal;
  const allowed = `${sourceText(value)}${allowance === null ? '' : ` ± ${allowance}`} ${word}`;
  return [
    `The error grew to ${sizeAbove(size, value)} ${word}; ${allowed} is allowed by the literal.`,
    '',
    `  to accept it, run with -u, which writes "${text}"`,
  ];
}

/** Failed arrays of a record that are shown in full; the others are named. */
const mostShown = 2;

function storedLines({ arrays, mode }: StoredFinding, style: Style): string[] {
  const failed = arrays.filter(({ check }) => !check.passed);
  const blocks = failed.slice(0, mostShown).map((array) => arrayLines(array, mode, style));
  const rest = failed.slice(mostShown).map(({ check }) => `  ${check.key}: ${check.outcome}`);
  return [
    ...blocks.flatMap((block, i) => (i === 0 ? block : ['', ...block])),
    ...(rest.length > 0 ? ['', '  also failing', ...rest] : []),
  ];
}

function arrayLines(array: StoredArray, mode: string, style: Style): string[] {
  const { check } = array;
  switch (check.outcome) {
    case 'new':
      return missingLines(check, mode);
    case 'changed':
      return changedLines(array);
    default:
      return check.now.kind === 'values' ? valueLines(array, style) : regressionLines(array, style);
  }
}

function missingLines({ key, baseline }: DriftCheck, mode: string): string[] {
  return [
    `There is no baseline for "${key}", and none is written ${mode === 'none' ? 'in CI' : `in mode ${mode}`}.`,
    '',
    `  Run the test locally, which writes it to ${baseline}, and commit the file.`,
  ];
}

function changedLines({ check, judgement }: StoredArray): string[] {
  const { key, baseline } = check;
  const rows = judgement.changes.map(({ what, base: before, now: after }): Cell[] => [
    { text: what },
    { text: before },
    { text: '→' },
    { text: after },
  ]);
  return [
    `What "${key}" measures is of another kind than its baseline, so that errors cannot be compared.`,
    '',
    ...tableLines(rows),
    '',
    `  baseline  ${baseline}`,
    `  ${updateText(check) ?? 'If that is meant, run with -u.'}`,
  ];
}

/** What to do where NaN or infinities appeared; `undefined` where none did. */
function updateText({ base, now }: DriftCheck): string | undefined {
  const appeared = base !== null && becameNonFinite(base, now);
  return appeared
    ? 'If NaN or infinities belong there, run with ULPWISE_UPDATE=force; -u does not accept new ones.'
    : undefined;
}

function valueLines({ check, values }: StoredArray, style: Style): string[] {
  const heading = `The numbers of "${check.key}" are no longer those of the baseline.`;
  const report = values === undefined ? [] : comparisonLines(values, style);
  return [
    heading,
    '',
    ...report,
    '',
    `  baseline  ${check.baseline}`,
    `  ${updateText(check) ?? 'If the new numbers are right, run with -u or decide in npx ulpwise review.'}`,
  ];
}

function sizeOf({ name }: MetricChange, x: number): string {
  return name === 'biasUlps' ? signedText(x) : sizeText(x);
}

function regressionLines({ check, judgement }: StoredArray, style: Style): string[] {
  const worse = judgement.metrics.filter(({ verdict }) => verdict === 'worse');
  const first = worse[0]!;
  const head = ['', 'now', 'baseline', 'allowed', ''].map((text): Cell => ({ text, paint: style.faint }));
  const rows = judgement.metrics.map((change): Cell[] => {
    const { name, base, now, limit, verdict } = change;
    const cell = (x: number | null): string => (x === null ? '–' : sizeOf(change, x));
    return [
      { text: metricName(name) },
      {
        text: now !== null && limit !== null && verdict === 'worse' ? shownAbove(change) : cell(now),
        paint: verdict === 'worse' ? style.received : style.faint,
      },
      { text: cell(base), paint: style.expected },
      { text: limit === null ? 'any' : sizeText(limit) },
      { text: verdict === 'same' ? '' : verdict },
    ];
  });
  const { key, baseline, now, worst } = check;
  const special =
    now.kind === 'drift' && specialText(now.special) !== 'none' ? [`  not finite  ${specialText(now.special)}`] : [];
  const element = worst[0];
  return [
    `The error of "${key}" grew: ${metricName(first.name)} ${shownAbove(first)}, ${sizeText(first.limit!)} is allowed.`,
    '',
    ...tableLines([head, ...rows]),
    ...special,
    ...(element === undefined
      ? []
      : [
          '',
          `  worst ${element.place === '' ? 'element' : `at ${element.place}`}: ${style.received(element.actual)} for ${style.expected(element.reference)}`,
        ]),
    '',
    `  baseline  ${baseline}`,
    `  To accept it, run with -u or decide in npx ulpwise review.${toleranceText(worse)}`,
  ];
}

/** A tolerance under which the assertion would have passed; none where only another baseline helps. */
function toleranceText(worse: readonly MetricChange[]): string {
  const ceiling = worse.find(({ name }) => name === 'maxUlps');
  const growth = Math.max(
    ...worse.map(({ base, now }) => Math.ceil((Math.abs(now!) / Math.abs(base!) - 1) * 100 + 1e-9)),
  );
  if (ceiling === undefined && !Number.isFinite(growth)) return '';
  const tolerance =
    ceiling === undefined
      ? `{ "growth": "${growth}%" }`
      : `{ "ulp": ${sourceText(roundedUp(Math.abs(ceiling.now!), 2))} }`;
  return ` To allow it for good, write into the entry "tolerance": ${tolerance}.`;
}

function shownAbove(change: MetricChange): string {
  const sign = change.now! < 0 ? '-' : change.name === 'biasUlps' ? '+' : '';
  return sign + sizeAbove(Math.abs(change.now!), change.limit!);
}
