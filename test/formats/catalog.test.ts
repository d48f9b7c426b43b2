/** The derived constants against the tables of the standards, typed in in test/support/exact.ts, and torch.finfo's. */

import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { formatOf, formats, powerOfTwo, type FormatName } from '../../src/formats/index.ts';
import { parameters, toFloat64 } from '../support/exact.ts';
import { allFormats } from './enumeration.ts';

describe.each(allFormats)('%s', (name) => {
  test('has the precision, exponents and largest value of its standard', () => {
    const { bits, precision, emin, emax, maxFinite, hasInfinity } = parameters[name];
    expect(formats[name]).toMatchObject({ name, bits, precision, emin, emax, maxFinite: toFloat64(maxFinite) });
    expect(formats[name].overflow).toBe(hasInfinity ? 'infinity' : 'nan');
  });

  test('is found by its name and by its record', () => {
    expect(formatOf(name)).toBe(formats[name]);
    expect(formatOf(formats[name])).toBe(formats[name]);
    expect(formatOf({ ...formats[name] })).toBe(formats[name]);
  });

  test('cannot be changed', () => {
    expect(Object.isFrozen(formats[name])).toBe(true);
  });
});

test.each([
  ['float64', 2 ** -1022, 5e-324, 2 ** -53, 0x7ff8000000000000n],
  ['float32', 1.1754943508222875e-38, 1.401298464324817e-45, 2 ** -24, 0x7fc00000n],
  ['float16', 6.103515625e-5, 5.960464477539063e-8, 2 ** -11, 0x7e00n],
  ['bfloat16', 1.1754943508222875e-38, 9.183549615799121e-41, 2 ** -8, 0x7fc0n],
  ['float8_e4m3fn', 0.015625, 0.001953125, 2 ** -4, 0x7fn],
  ['float8_e5m2', 6.103515625e-5, 1.52587890625e-5, 2 ** -3, 0x7en],
] as const)('%s: smallest normal %d, smallest subnormal %d, unit roundoff %d', (name, normal, subnormal, u, nan) => {
  const { minNormal, minSubnormal, unitRoundoff, nanBits } = formats[name];
  expect([minNormal, minSubnormal, unitRoundoff, nanBits]).toEqual([normal, subnormal, u, nan]);
});

describe('a name that is no format', () => {
  test("'float8' is an error that names the two float8 formats", () => {
    expect(() => formatOf('float8' as FormatName)).toThrow(FormatError);
    expect(() => formatOf('float8' as FormatName)).toThrow(/'float8_e4m3fn'.*448.*'float8_e5m2'.*57344/);
  });

  test.each(['half', 'Float32', '', 'toString', '__proto__'])("'%s' is an error that lists all formats", (name) => {
    expect(() => formatOf(name as FormatName)).toThrow(FormatError);
    for (const format of allFormats) expect(() => formatOf(name as FormatName)).toThrow(`'${format}'`);
  });

  test.each([[undefined], [null], [32], [{}], [[]]])('%o is an error', (value) => {
    expect(() => formatOf(value as unknown as FormatName)).toThrow(FormatError);
  });
});

test('powers of two are exact over the whole range of float64, and nothing is returned beyond it', () => {
  for (let e = -1074; e <= 1023; e++) {
    // Multiplication by 2 or by 1/2 is exact.
    let expected = e < 0 ? Number.MIN_VALUE : 1;
    for (let k = e < 0 ? -1074 : 0; k < e; k++) expected *= 2;
    expect(powerOfTwo(e)).toBe(expected);
  }
  for (const e of [-1075, 1024, 0.5, NaN, Infinity]) expect(() => powerOfTwo(e)).toThrow(`got ${e}`);
});
