/** Elements of arrays as text in a file: the fewest digits that identify each in its type, and where each stands. */
import { positionOf } from '../compare/operand.ts';
import type { Dtype, Scalar } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import {
  exponentOf,
  formats,
  fromHex,
  isRepresentable,
  powerOfTwo,
  roundToFormat,
  toHex,
  toShortest,
} from '../formats/index.ts';
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
    const quick = quickText(x, format);
    if (quick !== undefined) return quick;
    const text = toShortest(x, format);
    if (Object.is(roundToFormat(Number(text), format), x)) return text;
  }
  return toHex(x);
}

/**
 * `toShortest` without exact arithmetic, where the engine's own conversions are enough; `undefined` elsewhere.
 *
 * For float64 it is what ECMA-262 asks of `String(x)`. For a float32 number that is normal and no power of two, the reals that round to it are
 * those within half an ulp h, on both sides: of the decimals with d digits the closest to it is among them, or none is. Six digits are too few
 * for two decimals to be among them, so that fewer need not be tried. And y, that decimal rounded to float64, is off by at most 2^-53·|y|,
 * which is less than 2^-27·h: outside of h·(1 ± 10^-6), the comparison of |y − x| with h is decided. Halfway between two decimals
 * `toPrecision` takes the larger.
 */
function quickText(x: number, format: FormatName): string | undefined {
  if (format === 'float64') return Object.is(x, -0) ? '-0' : String(x);
  const magnitude = Math.abs(x);
  if (format !== 'float32' || magnitude < formats.float32.minNormal) return undefined;
  const power = powerOfTwo(exponentOf(x));
  if (magnitude === power) return undefined;
  const half = power / 0x1000000;
  for (let digits = 6; digits <= 9; digits++) {
    const decimal = Number(x.toPrecision(digits));
    const distance = Math.abs(decimal - x) / half;
    if (distance < 1 - 1e-6) return isHalfway(x, digits) ? undefined : String(decimal);
    if (distance < 1 + 1e-6) return undefined;
  }
  return undefined;
}

/** Whether x has one digit more than `digits`, and that is 5. */
function isHalfway(x: number, digits: number): boolean {
  const longer = x.toPrecision(digits + 1);
  return /5(?:e|$)/.test(longer) && Number(longer) === x;
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
