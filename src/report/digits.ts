import type { AgreedDigits, DigitsFinding, Style } from '../matchers/index.ts';
import { countText, counted, valueText } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** The message where some numbers agree to too few digits. */
export function digitsLines({ digits, count, missed, worst, first }: DigitsFinding, style: Style): string[] {
  const asked = counted(digits, 'digit');
  const verdict =
    count === 1
      ? `${valueText(worst.actual, worst.actualType)} ${agreement(worst)} of ${valueText(worst.reference, worst.referenceType)}; ${asked} are asked for.`
      : `${countText(missed)} of ${counted(count, 'element')} ${missed === 1 ? 'agrees' : 'agree'} to fewer than ${asked}; ` +
        `the worst ${agreement(worst)}.`;
  if (count === 1 && worst.path === '') return [verdict, '', ...tableLines(pairRows(worst, style)), ...passing(worst)];
  const more = missed - first.length;
  const shown = first.some(({ path }) => path === worst.path) ? first : [worst, ...first];
  const head: Cell[] = ['index', 'actual', 'reference', 'digits'].map((text) => ({ text, paint: style.faint }));
  return [
    verdict,
    '',
    ...tableLines([head, ...shown.map((element) => rowOf(element, style))]),
    ...(more > 0 ? [`  ${style.faint(`… and ${countText(more - (shown.length - first.length))} more`)}`] : []),
    ...passing(worst),
  ];
}

/** The message where `.not` was written and all digits agree. */
export function negatedDigitsLines({ digits, count, worst }: DigitsFinding, _style: Style): string[] {
  const subject =
    count === 1
      ? `${valueText(worst.actual, worst.actualType)} ${agreement(worst)} of ${valueText(worst.reference, worst.referenceType)}`
      : `All ${countText(count)} elements agree to ${counted(digits, 'digit')} (the worst to ${tenthsText(worst.tenths)})`;
  return [`${subject}, and .not says that ${count === 1 ? `it must not agree to ${digits}` : 'they must not'}.`];
}

/** Digits in tenths as they are read: `6.3`. */
function tenthsText(tenths: number | null): string {
  if (tenths === null) return 'non-finite';
  return tenths === Infinity ? 'all' : String(tenths / 10);
}

function agreement({ tenths }: AgreedDigits): string {
  return tenths === null ? 'is non-finite out of place' : `agrees to ${tenthsText(tenths)} digits`;
}

function pairRows(element: AgreedDigits, style: Style): Cell[][] {
  return [
    [
      { text: 'actual', paint: style.faint },
      { text: valueText(element.actual, element.actualType), paint: style.received },
    ],
    [
      { text: 'reference', paint: style.faint },
      { text: valueText(element.reference, element.referenceType), paint: style.expected },
    ],
  ];
}

function rowOf(element: AgreedDigits, style: Style): Cell[] {
  return [
    { text: element.path },
    { text: valueText(element.actual, element.actualType), paint: style.received },
    { text: valueText(element.reference, element.referenceType), paint: style.expected },
    { text: tenthsText(element.tenths) },
  ];
}

/** The most digits that would pass. */
function passing({ tenths }: AgreedDigits): string[] {
  if (tenths === null || tenths < 10 || tenths === Infinity) return [];
  return ['', `  passes with ${Math.floor(tenths / 10)} digits`];
}
