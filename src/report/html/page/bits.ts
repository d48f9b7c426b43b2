/** Bit patterns, grouped as sign, exponent and fraction. */
import { html } from './dom.ts';

/** Widths of the exponent and fraction fields of each format. */
const fields: Readonly<Record<string, readonly [exponent: number, fraction: number]>> = {
  float64: [11, 52],
  float32: [8, 23],
  float16: [5, 10],
  bfloat16: [8, 7],
  float8_e4m3fn: [4, 3],
  float8_e5m2: [5, 2],
};

/** The format of a pattern: that of the array where the widths agree, else the one of the wide formats that has the width. */
export function formatOfPattern(hexadecimal: string, dtype: string): string | undefined {
  const width = 4 * (hexadecimal.length - 2);
  const own = fields[dtype];
  if (own !== undefined && 1 + own[0] + own[1] === width) return dtype;
  return width === 64 ? 'float64' : width === 32 ? 'float32' : undefined;
}

/** The three fields in binary; `undefined` where the format is not known. */
export function bitFields(hexadecimal: string, dtype: string): readonly [string, string, string] | undefined {
  const format = formatOfPattern(hexadecimal, dtype);
  if (format === undefined || !/^0x[0-9a-f]+$/i.test(hexadecimal)) return undefined;
  const [exponent, fraction] = fields[format]!;
  const bits = BigInt(hexadecimal)
    .toString(2)
    .padStart(1 + exponent + fraction, '0');
  return [bits.slice(0, 1), bits.slice(1, 1 + exponent), bits.slice(1 + exponent)];
}

const double = new DataView(new ArrayBuffer(8));

/** The pattern of a float64 as float32 that is nearest to it; `null` for a pattern of another width. */
export function asFloat32(hexadecimal: string): string | null {
  if (!/^0x[0-9a-f]{16}$/i.test(hexadecimal)) return null;
  double.setBigUint64(0, BigInt(hexadecimal));
  double.setFloat32(0, double.getFloat64(0));
  return `0x${double.getUint32(0).toString(16).padStart(8, '0')}`;
}

/** A pattern for a reader: hexadecimal, then the fields; bits that differ from the other pattern of the same format are marked. */
export function bitsElement(hexadecimal: string | null, other: string | null, dtype: string): HTMLElement {
  if (hexadecimal === null) return html('span', {}, '–');
  const own = bitFields(hexadecimal, dtype);
  const against = other === null || other.length !== hexadecimal.length ? undefined : bitFields(other, dtype);
  if (own === undefined) return html('code', {}, hexadecimal);
  const names = ['sign', 'exponent', 'fraction'];
  return html(
    'span',
    { class: 'bits' },
    html('code', {}, hexadecimal),
    html(
      'code',
      { class: 'fields' },
      ...own.map((field, i) => html('span', { class: names[i]!, title: names[i]! }, ...marked(field, against?.[i]))),
    ),
  );
}

/** A field with its differing bits set apart, run by run. */
function marked(field: string, other: string | undefined): (Node | string)[] {
  if (other === undefined || other === field) return [field];
  const parts: (Node | string)[] = [];
  for (let at = 0; at < field.length;) {
    const differs = field[at] !== other[at];
    let end = at + 1;
    while (end < field.length && (field[end] !== other[end]) === differs) end++;
    const run = field.slice(at, end);
    parts.push(differs ? html('mark', {}, run) : run);
    at = end;
  }
  return parts;
}
