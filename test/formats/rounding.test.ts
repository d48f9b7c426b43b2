/**
 * Rounding against exact integer arithmetic (test/support/exact.ts), for every format and above all float32, whose
 * values are too many to enumerate.
 */

import { assert, constantFrom, double, property, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError, FormatError } from '../../src/errors.ts';
import { rounderFor, roundToFormat, stochasticSource } from '../../src/formats/index.ts';
import { float64Beside, parameters, roundExact, toFloat64 } from '../support/exact.ts';
import { allFormats, directions, firstDifferences } from './enumeration.ts';

/** The ends of a format's range, ties, and the float64 values beside them; both signs. */
function hardNumbers({ precision, emin, emax, maxFinite }: (typeof parameters)[keyof typeof parameters]): number[] {
  const least = 2 ** (emin - precision + 1);
  const normal = 2 ** emin;
  const largest = toFloat64(maxFinite);
  const u = 2 ** -precision;
  const points = [
    ...[0.5, 1, 1.5, 2, 2.5, 3, 3.5].map((n) => n * least),
    ...[normal - 1.5 * least, normal - least, normal - least / 2, normal, normal + least / 2, normal + 1.5 * least],
    ...[1, 1 + u, 1 + 2 * u, 1 + 3 * u, 2 - u, 2 - 2 * u, 2 - 3 * u, 1 + u / 2],
    ...[1 + 2 ** -11 + 2 ** -40, 1 + 2 ** -24 + 2 ** -50, 1 + 2 ** -24 - 2 ** -50, 0.1, 1 / 3, Math.PI],
    ...[largest, largest * (1 + u / 2), largest * (1 + u), 2 ** emax, Number.MAX_VALUE, Number.MIN_VALUE],
  ].filter((x) => x > 0 && x < Infinity);
  const near = points.flatMap((x) => [float64Beside(x, -1), x, float64Beside(x, 1)]).filter((x) => x < Infinity);
  return [0, -0, ...near, ...near.map((x) => -x)];
}

/** Any finite float64, and float64 values with few significant bits, on which ties happen. */
const anyNumber = double({ noNaN: true, noDefaultInfinity: true });
const fewBits = tuple(
  double({ min: -(2 ** 13), max: 2 ** 13, noNaN: true }),
  constantFrom(-150, -140, -20, 0, 115),
).map(([m, e]) => Math.round(m) * 2 ** e);

describe.each(allFormats)('%s', (name) => {
  describe.each(directions)('%s', (mode) => {
    const expected = (x: number): number => roundExact(x, parameters[name], mode);
    const round = rounderFor(name, { mode });

    test('ties, subnormals and the thresholds of overflow round as exact arithmetic says', () => {
      const inputs = hardNumbers(parameters[name]);
      expect(firstDifferences(inputs, round, expected)).toEqual([]);
      expect(firstDifferences(inputs, (x) => roundToFormat(x, name, { mode }), expected)).toEqual([]);
    });

    test('any number rounds as exact arithmetic says', () => {
      for (const numbers of [anyNumber, fewBits]) {
        assert(
          property(numbers, (x) => {
            expect(roundToFormat(x, name, { mode })).toBe(expected(x));
            expect(round(x)).toBe(expected(x));
          }),
          { numRuns: 500 },
        );
      }
    });

    test('rounding is monotone: x ≤ y gives round(x) ≤ round(y)', () => {
      assert(
        property(tuple(anyNumber, anyNumber), ([x, y]) => {
          const [least, greatest] = [Math.min(x, y), Math.max(x, y)].map(
            rounderFor(name, { mode, overflow: 'saturate' }),
          );
          expect(least).toBeLessThanOrEqual(greatest);
        }),
      );
    });

    test('rounding twice is rounding once', () => {
      assert(property(anyNumber, (x) => Object.is(round(round(x)), round(x))));
    });
  });

  test('toward zero is down for positive and up for negative numbers', () => {
    const [zero, up, down] = (['towardZero', 'up', 'down'] as const).map((mode) => rounderFor(name, { mode }));
    assert(property(anyNumber, (x) => Object.is(zero(x), x < 0 || Object.is(x, -0) ? up(x) : down(x))));
  });

  test('infinities and NaN pass through, or saturate', () => {
    const infinity = parameters[name].hasInfinity ? Infinity : NaN;
    const largest = toFloat64(parameters[name].maxFinite);
    const specials = [Infinity, -Infinity, NaN];
    for (const mode of directions) {
      expect(specials.map(rounderFor(name, { mode }))).toEqual([infinity, -infinity, NaN]);
      expect(specials.map((x) => roundToFormat(x, name, { mode }))).toEqual([infinity, -infinity, NaN]);
      expect(specials.map(rounderFor(name, { mode, overflow: 'saturate' }))).toEqual([largest, -largest, NaN]);
    }
  });
});

describe('float32 thresholds', () => {
  const largest = (2 - 2 ** -23) * 2 ** 127;
  const threshold = (2 - 2 ** -24) * 2 ** 127;

  test('the midpoint beyond the largest value overflows, the float64 before it does not', () => {
    expect(roundToFormat(threshold, 'float32')).toBe(Infinity);
    expect(roundToFormat(float64Beside(threshold, -1), 'float32')).toBe(largest);
    expect(roundToFormat(threshold, 'float32', { overflow: 'saturate' })).toBe(largest);
    expect(rounderFor('float32', { overflow: 'saturate' })(threshold)).toBe(largest);
  });

  test('half of the smallest subnormal goes to zero with its sign, the float64 beyond it does not', () => {
    expect(roundToFormat(2 ** -150, 'float32')).toBe(0);
    expect(roundToFormat(-(2 ** -150), 'float32')).toBe(-0);
    expect(roundToFormat(float64Beside(2 ** -150, 1), 'float32')).toBe(2 ** -149);
  });

  test('1 + 2^-11 + 2^-40 goes up in float16, where a stop in float32 would make it a tie', () => {
    const x = 1 + 2 ** -11 + 2 ** -40;
    expect(roundToFormat(x, 'float16')).toBe(1 + 2 ** -10);
    expect(roundToFormat(Math.fround(x), 'float16')).toBe(1);
  });
});

describe('options', () => {
  test('a mode that does not exist is an error that lists the modes', () => {
    const wrong = { mode: 'floor' as 'down' };
    expect(() => roundToFormat(1, 'float16', wrong)).toThrow(DomainError);
    expect(() => rounderFor('float16', wrong)).toThrow(/'floor' is not a rounding mode.*'nearest', 'towardZero'/);
    expect(() => roundToFormat(1, 'float16', { rounding: 'up' } as never)).toThrow(
      "There is no rounding option 'rounding'. Write mode, overflow, random.",
    );
  });

  test('an overflow rule that does not exist is an error', () => {
    expect(() => rounderFor('float16', { overflow: 'clamp' as 'saturate' })).toThrow(
      /'format' or 'saturate', got 'clamp'/,
    );
  });

  test('stochastic rounding without a source of draws is an error, in the widest format too', () => {
    expect(() => rounderFor('float16', { mode: 'stochastic' })).toThrow(/random: stochasticSource\(seed\)/);
    expect(() => roundToFormat(1, 'float64', { mode: 'stochastic' })).toThrow(DomainError);
  });

  test('an unknown format is an error before any number is rounded', () => {
    expect(() => rounderFor('float8' as 'float16')).toThrow(FormatError);
    expect(() => rounderFor('half' as 'float16', { random: stochasticSource(1) })).toThrow(FormatError);
  });
});
