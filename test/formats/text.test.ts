/** Hexadecimal and decimal text, against exact integer arithmetic and the engine's own shortest digits. */

import { assert, constantFrom, double, integer, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import {
  formats,
  fromHex,
  fromOrdinal,
  nextDown,
  nextUp,
  rounderFor,
  toExactDecimal,
  toHex,
  toShortest,
} from '../../src/formats/index.ts';
import {
  dyadic,
  exactly,
  fractionOfDecimal,
  parameters,
  roundExact,
  roundUnbounded,
  toFloat64,
} from '../support/exact.ts';
import { type allFormats, narrowFormats } from './enumeration.ts';

const finite = double({ noNaN: true, noDefaultInfinity: true });

describe('hexadecimal text', () => {
  test.each([
    [3, '0x1.8p+1'],
    [1, '0x1p+0'],
    [-0.1, '-0x1.999999999999ap-4'],
    [0, '0x0p+0'],
    [-0, '-0x0p+0'],
    [5e-324, '0x0.0000000000001p-1022'],
    [2 ** -1023, '0x0.8p-1022'],
    [2 ** -1022, '0x1p-1022'],
    [Number.MAX_VALUE, '0x1.fffffffffffffp+1023'],
    [NaN, 'nan'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
  ])("%d is written '%s', and read back", (x, text) => {
    expect(toHex(x)).toBe(text);
    expect(fromHex(text)).toBe(x);
  });

  test('reading undoes writing, for any float64', () => {
    assert(property(double(), (x) => Object.is(fromHex(toHex(x)), x)));
  });

  test.each([
    ['0X1.8P1', 3],
    ['0xff', 255],
    ['0x.8', 0.5],
    ['0x8.', 8],
    ['+0x10p-4', 1],
    ['0x0001.8000p+0001', 3],
    ['0x123456789abcdefp-56', Number(0x123456789abcdefn) / 2 ** 56],
    ['INF', Infinity],
    ['+Infinity', Infinity],
    ['-infinity', -Infinity],
    ['NaN', NaN],
  ])("'%s' is read as %d", (text, x) => {
    expect(fromHex(text)).toBe(x);
  });

  test.each([
    ['0x1.00000000000008p+0', 1, 'a tie goes to the even neighbour, here down'],
    ['0x1.00000000000018p+0', 1 + 2 ** -51, 'a tie goes to the even neighbour, here up'],
    ['0x1.000000000000080000000000000001p+0', 1 + 2 ** -52, 'beyond the tie'],
    ['0x1.fffffffffffff8p+1023', Infinity, 'the tie beyond the largest value overflows'],
    ['0x1.fffffffffffff7ffffp+1023', Number.MAX_VALUE, 'below it does not'],
    ['0x1p-1075', 0, 'half of the smallest value goes to zero'],
    ['-0x1p-1075', -0, 'with its sign'],
    ['0x1.0000000001p-1075', 5e-324, 'more than half does not'],
    ['0x1.8p-1074', 2 ** -1073, 'a tie between subnormals goes to the even one'],
    ['0x1.fffffffffffffp-1023', 2 ** -1022, 'the tie below the smallest normal'],
    ['0x1p+99999999999999999999', Infinity, 'an exponent beyond integers'],
    ['-0x1p-99999999999999999999', -0, 'and its negative'],
    ['0x0p+99999999999999999999', 0, 'zero has no size'],
    ['0x1p+' + '9'.repeat(400), Infinity, 'an exponent beyond float64'],
    ['0x.' + '0'.repeat(400) + '1p+1604', 1, 'zeros before and an exponent that makes up for them'],
  ])('%s is %d: %s', (text, x) => {
    expect(fromHex(text)).toBe(x);
  });

  test('an integer of any length times a power of two is rounded once', () => {
    assert(
      property(stringMatching(/^[0-9a-f]{1,40}$/), integer({ min: -1250, max: 1100 }), (digits, e) => {
        const exact = dyadic(BigInt(`0x${digits}`), e);
        const rounded = roundUnbounded(exact, parameters.float64, 'nearest');
        const expected =
          rounded.m !== 0n && rounded.m.toString(2).length + rounded.e > 1024 ? Infinity : toFloat64(rounded);
        expect(fromHex(`0x${digits}p${e}`)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '',
    '1.5',
    '0x',
    '0x.',
    '0xp3',
    '0x1p',
    '0x1p+',
    '0x1.8p1.5',
    ' 0x1p0',
    '0x1p0 ',
    '0x1 p0',
    '0x1g',
    '--0x1',
    '0x1.2.3',
    'infinite',
    'nanny',
    '0x1p0\n',
  ])("refuses '%s'", (text) => {
    expect(() => fromHex(text)).toThrow(FormatError);
    expect(() => fromHex(text)).toThrow(/not a hexadecimal floating-point number.*'0x1\.8p\+1'/);
  });

  test('refuses what is no text', () => {
    for (const value of [undefined, null, 3, {}])
      expect(() => fromHex(value as unknown as string)).toThrow(FormatError);
  });
});

describe('exact decimal text', () => {
  test.each([
    [0.1, '0.1000000000000000055511151231257827021181583404541015625'],
    [1, '1'],
    [-2.5, '-2.5'],
    [1e21, '1e+21'],
    [2 ** 70, '1.180591620717411303424e+21'],
    [2 ** 60, '1152921504606846976'],
    [100, '100'],
    [2 ** -20, '9.5367431640625e-7'],
    [0.000001, '9.99999999999999954748111825886258685613938723690807819366455078125e-7'],
    [0, '0'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
  ])('%d is %s', (x, text) => {
    expect(toExactDecimal(x)).toBe(text);
  });

  test('the text of any float64 is the number itself, and is read back as it', () => {
    assert(
      property(finite, (x) => {
        const text = toExactDecimal(x);
        const { n, d } = fractionOfDecimal(text);
        const { m, e } = exactly(x);
        // n/d = m·2^e
        expect(e >= 0 ? n === d * (m << BigInt(e)) : n << BigInt(-e) === d * m).toBe(true);
        expect(Number(text)).toBe(x);
      }),
    );
  });

  test('the smallest float64 has 751 significant digits', () => {
    const text = toExactDecimal(5e-324);
    expect(text).toMatch(/^4\.940656458412465441765687928682213\d*e-324$/);
    expect(text.replace(/e.*/, '').replace('.', '').length).toBe(751);
  });
});

describe('shortest decimal text', () => {
  test('in float64 it is what the engine writes', () => {
    const powers = Array.from({ length: 2098 }, (_, i) => toFloat64(dyadic(1, i - 1074)));
    for (const x of powers) {
      expect(toShortest(x, 'float64')).toBe(String(x));
      expect(toShortest(nextDown(x, 'float64'), 'float64')).toBe(String(nextDown(x, 'float64')));
    }
    assert(
      property(finite, (x) => x === 0 || toShortest(x, 'float64') === String(x)),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['float32', 0.1, '0.1'],
    ['float32', 16777216, '16777216'],
    ['float32', 2 ** -149, '1e-45'],
    ['float32', (2 - 2 ** -23) * 2 ** 127, '3.4028235e+38'],
    ['float32', 9999999, '9999999'],
    ['float32', 1e-7, '1e-7'],
    ['float16', 65504, '65500'],
    ['float16', 0.1, '0.1'],
    ['bfloat16', 3.14, '3.14'],
    ['bfloat16', 1 / 3, '0.334'],
    ['float8_e4m3fn', 448, '450'],
    ['float8_e5m2', 57344, '60000'],
    ['float8_e5m2', 2 ** -16, '0.00002'],
    // One digit either way: 0.09 is closer than 0.1.
    ['float8_e5m2', 0.09375, '0.09'],
    ['float32', -0, '-0'],
    ['float16', -Infinity, '-Infinity'],
    ['float16', NaN, 'NaN'],
  ] as const)('the %s nearest to %d is identified by %s', (format, x, text) => {
    expect(toShortest(rounderFor(format)(x), format)).toBe(text);
  });

  /** Whether the decimal n/d rounds to the positive value x: it lies between the midpoints, or on one and x is even. */
  function identifies(text: string, x: number, name: (typeof allFormats)[number]): boolean {
    const { n, d } = fractionOfDecimal(text);
    const { precision, emin } = parameters[name];
    // Any exponent below that of the last bit will do: 2^-1200 makes all comparisons integer ones.
    const at = (v: number): bigint => exactly(v).m << BigInt(exactly(v).e + 1200);
    const below = at(nextDown(x, name));
    const value = at(x);
    const wide = x >= 2 ** (emin + 1) && value - below < at(2 ** (Math.floor(Math.log2(x)) - precision + 1)) ? 2n : 1n;
    const above = value + wide * (value - below);
    const position = n << 1201n;
    const even = (value / (wide * (value - below))) % 2n === 0n;
    const [low, high] = [d * (below + value), d * (above + value)];
    return even ? low <= position && position <= high : low < position && position < high;
  }

  test.each(narrowFormats)(
    'of every %s value no shorter decimal identifies it, and none as short is closer',
    (name) => {
      const last = Number(formats[name].nanBits) > 255 ? 601 : 126;
      const top = name === 'float16' ? 31743n : name === 'bfloat16' ? 32639n : name === 'float8_e5m2' ? 123n : 126n;
      const wrong: string[] = [];
      for (let k = 1; k <= last; k++) {
        const x = fromOrdinal(last === 126 ? BigInt(Math.min(k, Number(top))) : (top * BigInt(k)) / BigInt(last), name);
        const text = toShortest(x, name);
        if (!identifies(text, x, name)) wrong.push(`${text} does not identify ${x}`);
        const digits = text.replace(/e.*/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
        // toExponential is exact: ECMA-262 asks for the nearest decimal of that many digits.
        const length = digits.length;
        if (length > 1) {
          const exponent = Number(x.toExponential().split('e')[1]);
          const unit = exponent - (length - 2);
          const lower = BigInt(fractionFloor(x, unit));
          for (const candidate of [lower, lower + 1n]) {
            if (identifies(`${candidate}e${unit}`, x, name)) wrong.push(`${candidate}e${unit} is shorter than ${text}`);
          }
        }
        const nearest = x.toExponential(length - 1);
        if (identifies(nearest, x, name) && isCloser(nearest, text, x)) wrong.push(`${nearest} is closer than ${text}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  /** Whether |a - x| < |b - x|. */
  function isCloser(a: string, b: string, x: number): boolean {
    const { m, e } = exactly(x);
    const [first, second] = [a, b].map(fractionOfDecimal);
    // All fractions over d·2^1200.
    const distance = ({ n, d }: { n: bigint; d: bigint }): bigint => {
      const difference = (n << 1200n) - d * (m << BigInt(e + 1200));
      return difference < 0n ? -difference : difference;
    };
    return distance(first) * second.d < distance(second) * first.d;
  }

  /** ⌊x / 10^unit⌋. */
  function fractionFloor(x: number, unit: number): bigint {
    const { m, e } = exactly(x);
    const numerator = (e > 0 ? m << BigInt(e) : m) * (unit < 0 ? 10n ** BigInt(-unit) : 1n);
    return numerator / ((e < 0 ? 1n << BigInt(-e) : 1n) * (unit > 0 ? 10n ** BigInt(unit) : 1n));
  }

  test('the shortest text of a float32 value reads back as it, and that of its neighbours differs', () => {
    assert(
      property(
        tuple(finite, constantFrom('float32' as const, 'bfloat16' as const, 'float16' as const)),
        ([y, name]) => {
          const x = rounderFor(name, { overflow: 'saturate' })(y);
          // Fewer than 17 digits: reading into float64 first does no harm here but on a tie, which the digits avoid.
          expect(roundExact(Number(toShortest(x, name)), parameters[name], 'nearest')).toBe(x);
          expect(toShortest(nextUp(x, name), name)).not.toBe(toShortest(x, name));
        },
      ),
    );
  });

  test('a number that is not a value of the format is refused', () => {
    expect(() => toShortest(0.1, 'float32')).toThrow(FormatError);
    expect(() => toShortest(0.1, 'float32')).toThrow(/roundToFormat\(x, 'float32'\)/);
  });
});
