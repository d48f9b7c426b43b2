/**
 * Rounding into the 8-bit and 16-bit formats, proved on every value and on both sides of every midpoint. The
 * expected results come from the enumeration of all bit patterns, not from arithmetic.
 */

import { describe, expect, test } from 'vitest';
import { rounderFor, roundToFormat, type RoundingOptions } from '../../src/formats/index.ts';
import { float64Beside, parameters } from '../support/exact.ts';
import { directions, expectedBetween, finiteMagnitudes, narrowFormats, type Between } from './enumeration.ts';

/**
 * For neighbours a < b: the midpoint, exactly a float64 since it has p + 1 bits, and the float64 values next to a, to the
 * midpoint and to b.
 */
function pointsBetween(below: number, above: number, evenIsBelow: boolean, next: number): Between[] {
  const middle = (below + next) / 2;
  const point = (x: number, side: Between['side']): Between => ({ x, below, above, side, evenIsBelow });
  return [
    point(float64Beside(below, 1), 'below'),
    point(float64Beside(middle, -1), 'below'),
    point(middle, 'middle'),
    point(float64Beside(middle, 1), 'above'),
    point(float64Beside(next, -1), 'above'),
  ];
}

const implementations = {
  roundToFormat: (format: (typeof narrowFormats)[number], options: RoundingOptions) => (x: number) =>
    roundToFormat(x, format, options),
  rounderFor,
};

describe.each(narrowFormats)('%s', (name) => {
  const format = parameters[name];
  const magnitudes = finiteMagnitudes(format);
  const beyond = format.hasInfinity ? Infinity : NaN;
  /** Where the next value would lie if the exponent had no limit. */
  const next = 2 * magnitudes[magnitudes.length - 1] - magnitudes[magnitudes.length - 2];
  const last = magnitudes.length - 1;
  const points = magnitudes.flatMap((below, i) =>
    i < last
      ? pointsBetween(below, magnitudes[i + 1], i % 2 === 0, magnitudes[i + 1])
      : pointsBetween(below, beyond, i % 2 === 0, next),
  );
  const farOut = [next, float64Beside(next, 1), 1.5 * next, 1e300, Number.MAX_VALUE];

  describe.each(Object.entries(implementations))('by %s', (_, implementation) => {
    test.each(directions)('every value is a fixed point, with its sign (%s)', (mode) => {
      const round = implementation(name, { mode });
      const wrong = magnitudes.filter((v) => !Object.is(round(v), v) || !Object.is(round(-v), -v));
      expect(wrong).toEqual([]);
    });

    test.each(directions)(
      'every midpoint, and the float64 beside it and beside each value, goes where it should (%s)',
      (mode) => {
        const round = implementation(name, { mode });
        const wrong = points.filter(
          (point) =>
            !Object.is(round(point.x), expectedBetween(point, false, mode)) ||
            !Object.is(round(-point.x), expectedBetween(point, true, mode)),
        );
        expect(wrong.slice(0, 5)).toEqual([]);
      },
    );

    test.each(directions)('a number beyond the range overflows to the side that the mode says (%s)', (mode) => {
      const round = implementation(name, { mode });
      const largest = magnitudes[last];
      for (const x of farOut) {
        expect(round(x)).toBe(mode === 'nearest' || mode === 'up' ? beyond : largest);
        expect(round(-x)).toBe(mode === 'nearest' || mode === 'down' ? -beyond : -largest);
      }
    });

    test.each(directions)('an infinity stays one where there is one, and NaN is NaN (%s)', (mode) => {
      const round = implementation(name, { mode });
      expect([round(Infinity), round(-Infinity), round(NaN)]).toEqual([beyond, -beyond, NaN]);
    });

    test.each(directions)('saturation replaces whatever lies beyond by the largest value (%s)', (mode) => {
      const round = implementation(name, { mode, overflow: 'saturate' });
      const largest = magnitudes[last];
      for (const x of [...farOut, Infinity, float64Beside(largest, 1)]) {
        expect(round(x)).toBe(largest);
        expect(round(-x)).toBe(-largest);
      }
      expect(round(largest)).toBe(largest);
      expect(round(NaN)).toBe(NaN);
    });
  });
});

describe('float8_e4m3fn has no infinity', () => {
  test.each([
    [448, 448],
    [464, 448],
    [464.00000000000006, NaN],
    [480, NaN],
    [-464, -448],
    [-465, NaN],
  ])('%d rounds to %d', (x, expected) => {
    expect(roundToFormat(x, 'float8_e4m3fn')).toBe(expected);
    expect(rounderFor('float8_e4m3fn')(x)).toBe(expected);
  });

  test('465 saturates to 448, and so does an infinity', () => {
    expect(roundToFormat(465, 'float8_e4m3fn', { overflow: 'saturate' })).toBe(448);
    expect(roundToFormat(-Infinity, 'float8_e4m3fn', { overflow: 'saturate' })).toBe(-448);
  });
});
