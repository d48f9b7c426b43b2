/** Bit patterns one at a time and in arrays: all of the 8-bit and 16-bit ones, hard ones of float32 and float64. */

import { array, assert, double, property } from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { decodeArray, encodeArray, formats, fromBits, rounderFor, toBits } from '../../src/formats/index.ts';
import { bitsOfFloat64, parameters } from '../support/exact.ts';
import { allFormats, everyPattern, narrowFormats } from './enumeration.ts';

/** The pattern of a float32 value as the engine's own DataView writes it. */
function bitsOfFloat32(x: number): bigint {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  return BigInt(view.getUint32(0));
}

describe.each(narrowFormats)('%s, all patterns', (name) => {
  const patterns = everyPattern(parameters[name]);
  const raw = new (name.startsWith('float8') ? Uint8Array : Uint16Array)(patterns.map(({ pattern }) => pattern));

  test('each decodes to its value, every NaN pattern to NaN', () => {
    const wrong = patterns.filter(({ pattern, value }) => !Object.is(fromBits(BigInt(pattern), name), value));
    expect(wrong).toEqual([]);
    const decoded = decodeArray(raw, name);
    expect(patterns.filter(({ value }, i) => !Object.is(decoded[i], value))).toEqual([]);
  });

  test('each value encodes to its pattern, NaN to the canonical one', () => {
    const canonical = ({ pattern, value }: (typeof patterns)[number]): number =>
      Number.isNaN(value) ? Number(formats[name].nanBits) : pattern;
    const wrong = patterns.filter((p) => toBits(p.value, name) !== BigInt(canonical(p)));
    expect(wrong).toEqual([]);
    const encoded = encodeArray(
      patterns.map(({ value }) => value),
      name,
    );
    expect(encoded).toEqual(raw.map((_, i) => canonical(patterns[i])));
  });
});

describe('float32 and float64', () => {
  const hard = [
    0,
    1,
    1.5,
    2 ** -149,
    2 ** -126,
    2 ** -126 - 2 ** -149,
    (2 - 2 ** -23) * 2 ** 127,
    Infinity,
    Math.fround(0.1),
  ];
  const numbers = [...hard, ...hard.map((x) => -x)];

  test('a float32 value has the pattern that the engine gives it', () => {
    for (const x of numbers) {
      expect(toBits(x, 'float32')).toBe(bitsOfFloat32(x));
      expect(fromBits(bitsOfFloat32(x), 'float32')).toBe(x);
    }
    assert(property(double({ noNaN: true }), (x) => toBits(Math.fround(x), 'float32') === bitsOfFloat32(x)));
  });

  test('a float64 value has the pattern that the engine gives it', () => {
    for (const x of [...numbers, 5e-324, 2 ** -1022, 2 ** -1022 - 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE]) {
      expect(toBits(x, 'float64')).toBe(bitsOfFloat64(x));
      expect(fromBits(bitsOfFloat64(x), 'float64')).toBe(x);
    }
    assert(property(double({ noNaN: true }), (x) => toBits(x, 'float64') === bitsOfFloat64(x)));
  });

  test.each([
    ['float32', [0x7f800001n, 0x7fc00000n, 0x7fffffffn, 0xff800001n, 0xffffffffn]],
    ['float64', [0x7ff0000000000001n, 0x7ff8000000000000n, 0xffffffffffffffffn]],
  ] as const)('NaN patterns of %s, quiet and signalling, decode to NaN', (name, patterns) => {
    for (const bits of patterns) expect(fromBits(bits, name)).toBe(NaN);
    const decoded = decodeArray(
      name === 'float32' ? Uint32Array.from(patterns, Number) : BigUint64Array.from(patterns),
      name,
    );
    expect([...decoded]).toEqual(patterns.map(() => NaN));
  });
});

describe('encodeArray', () => {
  test.each(allFormats)('rounds each number into %s once and writes its pattern', (name) => {
    assert(
      property(array(double()), (values) => {
        const round = rounderFor(name, { mode: 'up' });
        const expected = values.map((x) => toBits(round(x), name));
        expect(Array.from<bigint | number, bigint>(encodeArray(values, name, { mode: 'up' }), BigInt)).toEqual(
          expected,
        );
      }),
    );
  });

  test.each(allFormats)('decodeArray undoes it for values of %s', (name) => {
    const values = [0, -0, 1, -1.5, formats[name].minSubnormal, formats[name].maxFinite, NaN];
    expect([...decodeArray(encodeArray(values, name), name)]).toEqual(values);
    expect([...decodeArray(encodeArray(Float64Array.from(values), formats[name]), name)]).toEqual(values);
  });

  test.each(allFormats)('writes one pattern of %s for NaN, whatever payload it comes with', (name) => {
    const payloads = new Float64Array(
      BigUint64Array.of(0xfff8dead00000001n, 0x7ff8000000000000n, 0xfff0beef00000000n).buffer,
    );
    const { nanBits } = formats[name];
    expect(Array.from<bigint | number, bigint>(encodeArray(payloads, name), BigInt)).toEqual([
      nanBits,
      nanBits,
      nanBits,
    ]);
  });

  test('overflows to the infinity of the format, to NaN, or saturates', () => {
    expect([...encodeArray([1e300, -1e300], 'float16')]).toEqual([0x7c00, 0xfc00]);
    expect([...encodeArray([1e300, -1e300], 'float8_e4m3fn')]).toEqual([0x7f, 0x7f]);
    expect([...encodeArray([1e300, -Infinity], 'float8_e4m3fn', { overflow: 'saturate' })]).toEqual([0x7e, 0xfe]);
  });

  test('has the type of array that the format needs', () => {
    expectTypeOf(encodeArray([], 'float16')).toEqualTypeOf<Uint16Array>();
    expectTypeOf(encodeArray([], 'float64')).toEqualTypeOf<BigUint64Array>();
    expect(encodeArray([], 'float8_e5m2')).toEqual(new Uint8Array(0));
  });
});

describe('decodeArray', () => {
  test('reads a view into the middle of a buffer, and leaves the buffer alone', () => {
    const buffer = new ArrayBuffer(24);
    const single = new Uint32Array(buffer, 4, 2);
    single.set([0x3f800000, 0xc0000000]);
    expect([...decodeArray(single, 'float32')]).toEqual([1, -2]);
    const wide = new BigUint64Array(buffer, 16, 1);
    wide[0] = 0x3ff0000000000000n;
    const decoded = decodeArray(wide, 'float64');
    decoded[0] = 5;
    expect(wide[0]).toBe(0x3ff0000000000000n);
  });

  test('refuses patterns of another width, and arrays that hold no patterns', () => {
    expect(() => decodeArray(new Uint8Array(2), 'float16')).toThrow(FormatError);
    expect(() => decodeArray(new Uint8Array(2), 'float16')).toThrow(/16 bits wide.*Uint16Array, got a Uint8Array/);
    expect(() => decodeArray(new Int16Array(2) as unknown as Uint16Array, 'bfloat16')).toThrow(/got a Int16Array/);
    expect(() => decodeArray([1] as unknown as Uint8Array, 'float8_e5m2')).toThrow(/got a Array/);
  });
});

test.each([
  [-1n, 'float16'],
  [0x10000n, 'float16'],
  [256n, 'float8_e4m3fn'],
  [2n ** 64n, 'float64'],
] as const)('%d is no %s pattern', (bits, name) => {
  expect(() => fromBits(bits, name)).toThrow(FormatError);
  expect(() => fromBits(bits, name)).toThrow(`${bits} is not a ${name} bit pattern`);
});

test('a number that is not a value of the format has no pattern in it', () => {
  expect(() => toBits(0.1, 'float32')).toThrow(FormatError);
  expect(() => toBits(Infinity, 'float8_e4m3fn')).toThrow(/not a float8_e4m3fn value/);
});
