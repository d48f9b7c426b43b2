/** Neighbours, ordinals, steps and ulps, against the enumeration of all patterns and exact integer arithmetic. */

import { assert, bigInt, double, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import {
  exponentOf,
  formats,
  fromOrdinal,
  isRepresentable,
  nextDown,
  nextUp,
  ordinalOf,
  rounderFor,
  stepsBetween,
  ulpOf,
} from '../../src/formats/index.ts';
import { dyadic, exactly, float64Beside, floorLog2, parameters, toFloat64, ulpExponent } from '../support/exact.ts';
import { allFormats, finiteMagnitudes, narrowFormats } from './enumeration.ts';

const finite = double({ noNaN: true, noDefaultInfinity: true });

describe.each(narrowFormats)('%s, all values', (name) => {
  const format = parameters[name];
  const magnitudes = finiteMagnitudes(format);
  const beyond = format.hasInfinity ? Infinity : NaN;
  const increasing = [
    ...magnitudes
      .slice(1)
      .reverse()
      .map((v) => -v),
    ...magnitudes,
  ];

  test('nextUp and nextDown go from each value to the next', () => {
    const wrong = increasing.filter((v, i) => {
      const above = i + 1 < increasing.length ? increasing[i + 1] : beyond;
      const below = i > 0 ? increasing[i - 1] : -beyond;
      // IEEE 754: from the negative side, the neighbour at zero is -0, and conversely.
      const up = above === 0 ? -0 : above;
      return !Object.is(nextUp(v, name), up) || !Object.is(nextDown(v, name), below);
    });
    expect(wrong).toEqual([]);
  });

  test('from between two values, nextUp and nextDown go to them', () => {
    const wrong = magnitudes.slice(0, -1).filter((below, i) => {
      const above = magnitudes[i + 1];
      return [float64Beside(below, 1), (below + above) / 2, float64Beside(above, -1)].some(
        (x) =>
          nextUp(x, name) !== above ||
          nextDown(x, name) !== below ||
          nextUp(-x, name) !== -below ||
          nextDown(-x, name) !== -above,
      );
    });
    expect(wrong).toEqual([]);
  });

  test('ordinals count the values from zero, both ways, and back', () => {
    const wrong = magnitudes.filter(
      (v, i) =>
        ordinalOf(v, name) !== BigInt(i) ||
        ordinalOf(-v, name) !== BigInt(-i) ||
        !Object.is(fromOrdinal(BigInt(i), name), v) ||
        fromOrdinal(BigInt(-i), name) !== (v === 0 ? 0 : -v),
    );
    expect(wrong).toEqual([]);
  });

  test('the ulp at a value is the distance to the next one away from zero', () => {
    const wrong = magnitudes.slice(0, -1).filter((v, i) => {
      const distance = magnitudes[i + 1] - v;
      const inside = v === 0 ? v : float64Beside(magnitudes[i + 1], -1);
      return [v, -v, inside].some((x) => ulpOf(x, name) !== distance);
    });
    expect(wrong).toEqual([]);
  });

  test('the values are representable, the numbers between them are not', () => {
    const wrong = magnitudes.filter(
      (v) => !isRepresentable(v, name) || !isRepresentable(-v, name) || isRepresentable(float64Beside(v, 1), name),
    );
    expect(wrong).toEqual([]);
    expect(isRepresentable(NaN, name)).toBe(true);
    expect([isRepresentable(Infinity, name), isRepresentable(-Infinity, name)]).toEqual(
      Array(2).fill(format.hasInfinity),
    );
  });
});

describe.each(allFormats)('%s', (name) => {
  const format = parameters[name];
  const largest = toFloat64(format.maxFinite);
  const least = 2 ** (format.emin - format.precision + 1);
  const round = rounderFor(name, { overflow: 'saturate' });

  test('nextUp at the landmarks is as IEEE 754 section 5.3.1 says', () => {
    const beyond = format.hasInfinity ? Infinity : NaN;
    expect([0, -0, -least, largest, Infinity, -Infinity, NaN].map((x) => nextUp(x, name))).toEqual([
      least,
      least,
      -0,
      beyond,
      beyond,
      -largest,
      NaN,
    ]);
    expect([0, -0, least, -largest, Infinity, -Infinity].map((x) => nextDown(x, name))).toEqual([
      -least,
      -least,
      0,
      -beyond,
      largest,
      -beyond,
    ]);
  });

  test('nextDown undoes nextUp, and their ordinals differ by 1', () => {
    assert(
      property(finite, (y) => {
        const x = round(y);
        if (x === largest) return;
        const above = nextUp(x, name);
        // From the smallest negative value nextUp leads to -0, and back; from -0 and +0 it leads to the same value.
        expect(nextDown(above, name)).toBe(x === 0 ? 0 : x);
        expect(ordinalOf(above, name) - ordinalOf(x, name)).toBe(1n);
        expect(stepsBetween(x, above, name)).toBe(1n);
      }),
    );
  });

  test('beyond the largest finite value the neighbours are it and infinity', () => {
    const x = 1.25 * largest;
    if (x === Infinity) return;
    expect(nextUp(x, name)).toBe(format.hasInfinity ? Infinity : NaN);
    expect(nextDown(x, name)).toBe(largest);
    expect(nextUp(-x, name)).toBe(-largest);
    expect(nextDown(-x, name)).toBe(format.hasInfinity ? -Infinity : NaN);
  });

  test('ordinals keep the order', () => {
    assert(
      property(finite, finite, (a, b) => {
        const [x, y] = [round(a), round(b)];
        const difference = ordinalOf(x, name) - ordinalOf(y, name);
        expect(difference < 0n).toBe(x < y);
        expect(difference > 0n).toBe(x > y);
      }),
    );
  });

  test('every ordinal has its value', () => {
    const last = ordinalOf(largest, name) + (format.hasInfinity ? 1n : 0n);
    assert(property(bigInt({ min: -last, max: last }), (n) => ordinalOf(fromOrdinal(n, name), name) === n));
    expect(fromOrdinal(last, name)).toBe(format.hasInfinity ? Infinity : largest);
    expect(() => fromOrdinal(last + 1n, name)).toThrow(FormatError);
    expect(() => fromOrdinal(-last - 1n, name)).toThrow(`from ${-last} to ${last}`);
  });

  test("the ulp of any number is 2^(max(e, emin) - p + 1), Goldberg's", () => {
    assert(
      property(finite, (x) => {
        expect(ulpOf(x, name)).toBe(toFloat64(dyadic(1, ulpExponent(exactly(x), format))));
      }),
    );
    expect([0, -0, Infinity, -Infinity, NaN].map((x) => ulpOf(x, name))).toEqual([
      least,
      least,
      Infinity,
      Infinity,
      NaN,
    ]);
    expect(ulpOf(1, formats[name])).toBe(2 ** (1 - format.precision));
    expect(ulpOf(float64Beside(1, -1), name)).toBe(2 ** -format.precision);
  });

  test('steps: none between the zeros, two from the smallest negative to the smallest positive value', () => {
    expect(stepsBetween(0, -0, name)).toBe(0n);
    expect(stepsBetween(-least, least, name)).toBe(2n);
    expect(stepsBetween(1, 2, name)).toBe(2n ** BigInt(format.precision - 1));
    expect(stepsBetween(2, 1, name)).toBe(2n ** BigInt(format.precision - 1));
  });

  test('NaN has no ordinal', () => {
    expect(() => ordinalOf(NaN, name)).toThrow(FormatError);
    expect(() => stepsBetween(1, NaN, name)).toThrow(/NaN has no place/);
  });
});

test('a number that is not a value of the format has no ordinal in it', () => {
  expect(() => ordinalOf(0.1, 'float16')).toThrow(/0\.1 is not a float16 value \(the nearest is 0\.0999755859375\)/);
  expect(() => ordinalOf(-Infinity, 'float8_e4m3fn')).toThrow(FormatError);
  expect(() => stepsBetween(1, 1 + 2 ** -30, 'float32')).toThrow(/roundToFormat\(x, 'float32'\)/);
});

test('the exponent of a number is the floor of its binary logarithm, subnormals included', () => {
  assert(
    property(finite, (x) => {
      if (x !== 0) expect(exponentOf(x)).toBe(floorLog2(exactly(x)));
    }),
  );
  for (let e = -1074; e <= 1023; e++) {
    const power = toFloat64(dyadic(1, e));
    expect([exponentOf(power), exponentOf(-power), exponentOf(float64Beside(power, -1))]).toEqual([
      e,
      e,
      e === -1074 ? -Infinity : e - 1,
    ]);
  }
  expect([0, -0, Infinity, -Infinity, NaN].map(exponentOf)).toEqual([-Infinity, -Infinity, Infinity, Infinity, NaN]);
});
