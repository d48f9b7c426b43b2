import { isRepresentable, toShortest } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { Dtype, Scalar } from '../compare/types.ts';

/** A count with its thousands apart: `1,048,576`. */
export function countText(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun: `1 element`, `3 elements`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * What part of `total` a count is, in percent: `25 %`, `0.3 %`. Rounded to two significant digits, and never to 0 % for a
 * count above zero nor to 100 % for one below the total.
 */
export function shareText(count: number, total: number): string {
  const percent = (100 * count) / total;
  if (count === 0 || count === total) return `${percent} %`;
  if (percent > 99) return `> 99 %`;
  return percent < 0.001 ? '< 0.001 %' : `${Number(percent.toPrecision(2))} %`;
}

/**
 * The size of an error to a person's eye: four significant digits at most, `17.25`, `7,370`, `5.1e-7`. A size above zero is
 * never shown as 0.
 */
export function sizeText(size: number, digits = 4): string {
  if (size === 0 || !Number.isFinite(size)) return String(size);
  const magnitude = Math.abs(size);
  if (magnitude < 1e-3 || magnitude >= 1e7) return exponentText(size.toExponential(digits - 2));
  if (magnitude >= 10 ** (digits - 1)) return countText(Math.round(size));
  return String(Number(size.toPrecision(digits)));
}

/** As {@link sizeText}, with as many digits more as it takes to be seen to lie above `limit`. */
export function sizeAbove(size: number, limit: number): string {
  for (let digits = 4; digits < 17; digits++) {
    const text = sizeText(size, digits);
    if (!(size > limit) || Number(text.replaceAll(',', '')) > limit) return text;
  }
  return String(size);
}

/** A number as it is best written in source code, all its digits: `4`, `0.5`, `1e-6`, `2.69e8`. */
export function sourceText(x: number): string {
  const magnitude = Math.abs(x);
  return magnitude === 0 || !Number.isFinite(x) || (magnitude >= 1e-3 && magnitude < 1e6)
    ? String(x)
    : exponentText(x.toExponential());
}

/** As {@link sizeText}, with its sign. */
export function signedText(size: number): string {
  return size > 0 ? `+${sizeText(size)}` : sizeText(size);
}

/**
 * The smallest decimal of `digits` significant digits that is no smaller than `x` ≥ 0: what to write in a budget that `x`
 * must meet. Decimals are compared as the float64 that they stand for in source code; more digits are taken where that one overflows.
 */
export function roundedUp(x: number, digits = 3): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const nearest = x.toExponential(digits - 1);
  const up = Number(nearest) >= x ? Number(nearest) : Number(nextDecimal(nearest));
  // where no decimal of so few digits lies between x and the largest float64
  return Number.isFinite(up) ? up : roundedUp(x, digits + 1);
}

/** One more in the last digit: 9.99 becomes 10.00. */
function nextDecimal(decimal: string): string {
  const [significand = '', exponent = ''] = decimal.split('e');
  const digits = significand.replace('.', '');
  return `${BigInt(digits) + 1n}e${Number(exponent) - (digits.length - 1)}`;
}

/**
 * A decimal that is no larger than `x`, 1/2 ≤ x ≤ 1, and further from 1 by a hundredth at most: what to write for a cosine similarity that `x`
 * must reach. Decimals are compared as the float64 that they stand for in source code.
 */
export function cosineBelow(x: number): number {
  for (let decimals = 3; decimals < 17; decimals++) {
    const nearest = Number(x.toFixed(decimals));
    const unit = Number(`1e-${decimals}`);
    const below = nearest <= x ? nearest : Number((x - unit).toFixed(decimals));
    // 1 - x is exact
    if (below <= x && 1 - below <= 1.01 * (1 - x)) return below;
  }
  return x;
}

function exponentText(text: string): string {
  const [significand = '', exponent = ''] = text.split('e');
  return `${Number(significand)}e${exponent.replace('+', '')}`;
}

/** The format in which a value of this type is stored; integers have none. */
function storageFormat(dtype: Dtype): FormatName | undefined {
  if (dtype === 'complex64') return 'float32';
  if (dtype === 'complex128') return 'float64';
  return dtype.startsWith('float') || dtype === 'bfloat16' ? (dtype as FormatName) : undefined;
}

function realText(x: number, dtype: Dtype): string {
  const format = storageFormat(dtype);
  if (format !== undefined && Number.isFinite(x) && isRepresentable(x, format)) return toShortest(x, format);
  return Object.is(x, -0) ? '-0' : String(x);
}

/** A value in the fewest decimals that identify it in its own type: `0.1` for the float32 nearest to 0.1. */
export function valueText(value: Scalar, dtype: Dtype): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return realText(value, dtype);
  const imaginary = realText(value.im, dtype);
  return `${realText(value.re, dtype)}${/^[-]/.test(imaginary) ? '' : '+'}${imaginary}i`;
}

/**
 * Two values side by side. Where the shortest decimals of two formats are the same text and the values are not, the
 * decimals of float64, so that the difference is seen.
 */
export function pairText(
  actual: Scalar,
  actualType: Dtype,
  reference: Scalar,
  referenceType: Dtype,
): readonly [actual: string, reference: string] {
  const pair = [valueText(actual, actualType), valueText(reference, referenceType)] as const;
  if (pair[0] !== pair[1] || actualType === referenceType) return pair;
  return [valueText(actual, 'float64'), valueText(reference, 'float64')];
}
