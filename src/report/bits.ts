import type { BitDifference, BitsFinding, Style } from '../matchers/index.ts';
import { countText, counted, valueText } from './number-text.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

/** The message where bits differ: how many, and the first of them in hexadecimal. */
export function bitsLines(finding: BitsFinding, style: Style): string[] {
  const { count, different, equalAsNumbers, first } = finding;
  const lone = count === 1 ? first[0] : undefined;
  const alike = equalAsNumbers === 0 ? '' : ` ${alikeText(finding)}: the sign of zero or the payload of NaN differs.`;
  const verdict =
    lone === undefined
      ? `${countText(different)} of ${counted(count, 'element')} ${different === 1 ? 'has' : 'have'} other bits than the reference.${alike}`
      : `${valueText(lone.actual, lone.dtype)} has other bits than ${valueText(lone.reference, lone.dtype)}.${alike}`;
  const more = different - first.length;
  return [
    verdict,
    '',
    ...tableLines([headOf(lone, style), ...first.map((difference) => rowOf(difference, lone, style))]),
    ...(more > 0 ? [`  ${style.faint(`… and ${countText(more)} more`)}`] : []),
  ];
}

function alikeText({ count, different, equalAsNumbers }: BitsFinding): string {
  if (count === 1) return 'The two are equal as numbers';
  if (equalAsNumbers < different)
    return `${countText(equalAsNumbers)} ${equalAsNumbers === 1 ? 'is' : 'are'} equal to it as numbers`;
  return different === 1 ? 'It is equal to it as a number' : 'They are equal to it as numbers';
}

/** The message where `.not` was written and all bits are equal. */
export function negatedBitsLines({ count }: BitsFinding): string[] {
  const subject = count === 1 ? 'The number has' : `All ${countText(count)} elements have`;
  return [`${subject} the very bits of the reference, and .not says that some must differ.`];
}

function headOf(lone: BitDifference | undefined, style: Style): Cell[] {
  const titles = ['actual', '', 'reference', '', 'differing bits'];
  return [...(lone === undefined || lone.path !== '' ? ['index'] : []), ...titles].map((text) => ({
    text,
    paint: style.faint,
  }));
}

function rowOf(difference: BitDifference, lone: BitDifference | undefined, style: Style): Cell[] {
  const { path, dtype, actual, reference, actualBits, referenceBits, width } = difference;
  return [
    ...(lone === undefined || path !== '' ? [{ text: path }] : []),
    { text: valueText(actual, dtype), paint: style.received },
    { text: bitsText(actualBits, width), paint: style.received },
    { text: valueText(reference, dtype), paint: style.expected },
    { text: bitsText(referenceBits, width), paint: style.expected },
    { text: width === undefined ? '' : bitsText(actualBits ^ referenceBits, width) },
  ];
}

/** A pattern in hexadecimal, as many digits as its width has. */
function bitsText(bits: bigint, width: number | undefined): string {
  if (width === undefined) return bits < 0n ? `-0x${(-bits).toString(16)}` : `0x${bits.toString(16)}`;
  return `0x${bits.toString(16).padStart(width / 4, '0')}`;
}
