/** Elements of arrays as text in a file: the fewest digits that identify each in its type, and where each stands. */
import { positionOf } from '../compare/operand.ts';
import type { Dtype, Scalar } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { fromHex, isRepresentable, roundToFormat, toHex, toShortest } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';

/** Where an element stands, for a file: `2`, `1,3`; `value` for a scalar. */
export function positionText(index: number, shape: readonly number[]): string {
  if (shape.length === 0) return 'value';
  return shape.length === 1 ? String(index) : positionOf(index, shape).join(',');
}

/** The floating-point format in which a type's elements, or the parts of its elements, lie; `undefined` for integers. */
export function storageFormat(dtype: Dtype): FormatName | undefined {
  if (dtype === 'complex64') return 'float32';
  if (dtype === 'complex128') return 'float64';
  return dtype.startsWith('float') || dtype === 'bfloat16' ? (dtype as FormatName) : undefined;
}

/**
 * A real in the fewest digits that identify it in its format; in hexadecimal where the way back, by way of float64, would round twice to
 * something else, or the value is none of its format.
 */
function realText(x: number, format: FormatName | undefined): string {
  if (format === undefined || x !== x || x === Infinity || x === -Infinity) return Object.is(x, -0) ? '-0' : String(x);
  if (isRepresentable(x, format)) {
    const text = toShortest(x, format);
    if (Object.is(roundToFormat(Number(text), format), x)) return text;
  }
  return toHex(x);
}

/** One element as text. {@link valueOf} reads it back, bit for bit but for the payloads of NaN. */
export function valueText(value: Scalar, dtype: Dtype): string {
  if (typeof value === 'bigint') return String(value);
  const format = storageFormat(dtype);
  if (typeof value === 'number') return realText(value, format);
  return `${realText(value.re, format)} ${realText(value.im, format)}i`;
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function realOf(text: string, format: FormatName): number | undefined {
  if (text === 'NaN') return NaN;
  if (text === 'Infinity' || text === '-Infinity') return text === 'Infinity' ? Infinity : -Infinity;
  if (/^[+-]?0x/.test(text)) return fromHex(text);
  return decimal.test(text) ? roundToFormat(Number(text), format) : undefined;
}

function scalarOf(text: string, dtype: Dtype): Scalar | undefined {
  const format = storageFormat(dtype);
  if (dtype === 'complex64' || dtype === 'complex128') {
    const [re, im, more] = text.split(' ');
    if (im === undefined || more !== undefined || !im.endsWith('i')) return undefined;
    const [a, b] = [realOf(re, format!), realOf(im.slice(0, -1), format!)];
    return a === undefined || b === undefined ? undefined : { re: a, im: b };
  }
  if (format !== undefined) return realOf(text, format);
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

/**
 * The element that a text stands for. Integers come as bigints.
 *
 * @param where - for messages
 * @throws BaselineError for anything but a number of the type
 */
export function valueOf(text: string, dtype: Dtype, where: string): Scalar {
  const value = scalarOf(text, dtype);
  if (value !== undefined) return value;
  throw new BaselineError(
    `${where}: ${JSON.stringify(text)} is no ${dtype}. Restore the entry from version control, or remove it and run the tests again. ` +
      'The file was not touched.',
  );
}
