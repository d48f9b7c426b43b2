import { assert, constantFrom, double, maxSafeNat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { rounderFor, roundToFormat, stochasticSource, type RandomSource } from '../../src/formats/index.ts';
import { threefry } from '../../src/formats/random-source.ts';
import { allFormats } from './enumeration.ts';

/** A source that always draws the same number, and counts. */
const constantSource = (draw: number): RandomSource => ({
  seed: 0,
  position: 0,
  at: () => draw,
  next() {
    this.position++;
    return draw;
  },
});

const bothWays = (x: number, format: (typeof allFormats)[number], draw: number): number[] => [
  roundToFormat(x, format, { mode: 'stochastic', random: constantSource(draw) }),
  rounderFor(format, { mode: 'stochastic', random: constantSource(draw) })(x),
];

/** Standard deviations between a count and its expectation under a binomial law. */
const deviations = (count: number, n: number, p: number): number => (count - n * p) / Math.sqrt(n * p * (1 - p));

// Source: the known answers published with Random123 (kat_vectors, threefry2x32 20), which JAX tests against as well.
test.each([
  [[0, 0], [0, 0], '6b200159 99ba4efe'],
  [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '1cb996fc bb002be7'],
  [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], 'c4923a9c 483df7a0'],
])('Threefry-2x32-20 of key %j and counter %j is %s', ([k0, k1], [c0, c1], expected) => {
  const out = new Uint32Array(2);
  threefry(k0, k1, c0, c1, out);
  expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
});

describe('a stochastic source', () => {
  test('draws the upper 53 of the 64 bits that Threefry gives', () => {
    expect(stochasticSource(0).next()).toBe(Number(0x6b20015999ba4efen >> 11n) / 2 ** 53);
  });

  test('replays from its seed and position', () => {
    const source = stochasticSource(7);
    const first = Array.from({ length: 100 }, () => source.next());
    expect(source.position).toBe(100);
    source.position = 40;
    expect(source.next()).toBe(first[40]);
    expect(stochasticSource(7, 99).next()).toBe(first[99]);
    expect(first.map((_, i) => source.at(i))).toEqual(first);
    expect(source.position).toBe(41);
  });

  test('depends on all 53 bits of seed and position', () => {
    const draws = new Set<number>();
    for (let bit = 0; bit < 53; bit++) {
      draws.add(stochasticSource(2 ** bit).at(0));
      draws.add(stochasticSource(0).at(2 ** bit));
    }
    expect(draws.size).toBe(106);
  });

  test('draws multiples of 2^-53 in [0, 1) with the mean and spread of a uniform law', () => {
    const n = 20_000;
    const draws = Array.from({ length: n }, (_, i) => stochasticSource(i % 5).at(Math.floor(i / 5)));
    expect(draws.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
    const mean = draws.reduce((a, b) => a + b) / n;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
    for (let bin = 0; bin < 16; bin++) {
      const count = draws.filter((u) => Math.floor(u * 16) === bin).length;
      expect(Math.abs(deviations(count, n, 1 / 16))).toBeLessThan(4.5);
    }
  });

  test('has no correlation between neighbouring positions, nor between neighbouring seeds', () => {
    const n = 20_000;
    const pairs = [(i: number) => stochasticSource(3).at(i + 1), (i: number) => stochasticSource(4).at(i)];
    for (const other of pairs) {
      let correlation = 0;
      for (let i = 0; i < n; i++) correlation += 12 * (stochasticSource(3).at(i) - 0.5) * (other(i) - 0.5);
      // Each term has mean 0 and variance 1 when the two draws are independent.
      expect(Math.abs(correlation / Math.sqrt(n))).toBeLessThan(4);
    }
  });

  test.each([-1, 0.5, NaN, 2 ** 53, Infinity])('refuses the seed %d', (seed) => {
    expect(() => stochasticSource(seed)).toThrow(DomainError);
    expect(() => stochasticSource(seed)).toThrow(`got ${seed}`);
    expect(() => stochasticSource(1, seed)).toThrow('the position must be');
  });
});

describe('stochastic rounding', () => {
  test('goes away from zero for a draw below the fraction, and only then', () => {
    const x = 1 + (3 / 8) * 2 ** -10;
    const above = 1 + 2 ** -10;
    for (const sign of [1, -1]) {
      expect(bothWays(sign * x, 'float16', 0)).toEqual([sign * above, sign * above]);
      expect(bothWays(sign * x, 'float16', 3 / 8 - 2 ** -53)).toEqual([sign * above, sign * above]);
      expect(bothWays(sign * x, 'float16', 3 / 8)).toEqual([sign, sign]);
      expect(bothWays(sign * x, 'float16', 1 - 2 ** -53)).toEqual([sign, sign]);
    }
  });

  test('leaves values of the format alone, whatever is drawn', () => {
    for (const draw of [0, 1 - 2 ** -53]) {
      for (const x of [0, -0, 1, -65504, 2 ** -24, Infinity, -Infinity, NaN]) {
        expect(bothWays(x, 'float16', draw)).toEqual([x, x]);
      }
    }
  });

  test('takes a number that goes to zero there with its sign', () => {
    expect(bothWays(-(2 ** -26), 'float16', 0.25)).toEqual([-0, -0]);
    expect(bothWays(-(2 ** -26), 'float16', 0.2)).toEqual([-(2 ** -24), -(2 ** -24)]);
  });

  test('overflows from beyond the largest value with the same probability as elsewhere', () => {
    const x = 65504 + 8;
    expect(bothWays(x, 'float16', 0.24)).toEqual([Infinity, Infinity]);
    expect(bothWays(-x, 'float16', 0.25)).toEqual([-65504, -65504]);
    expect(bothWays(456, 'float8_e4m3fn', 0.24)).toEqual([NaN, NaN]);
    expect(bothWays(456, 'float8_e4m3fn', 0.25)).toEqual([448, 448]);
    const saturating = { mode: 'stochastic', overflow: 'saturate', random: constantSource(0) } as const;
    expect(roundToFormat(1e300, 'float16', saturating)).toBe(65504);
    expect(rounderFor('float16', saturating)(-Infinity)).toBe(-65504);
  });

  test('float16, 3/8 of the way: up in 37.5% of 20,000 draws, within 4 standard deviations, for either sign', () => {
    const n = 20_000;
    for (const sign of [1, -1]) {
      const round = rounderFor('float16', { mode: 'stochastic', random: stochasticSource(2026) });
      let away = 0;
      for (let i = 0; i < n; i++) if (round(sign * (1 + (3 / 8) * 2 ** -10)) !== sign) away++;
      expect(Math.abs(deviations(away, n, 3 / 8))).toBeLessThan(4);
    }
  });

  test('the sum of 10,000 rounded thirds is unbiased, where rounding to nearest drifts', () => {
    const round = rounderFor('bfloat16', { mode: 'stochastic', random: stochasticSource(1) });
    const nearest = rounderFor('bfloat16');
    const quantum = 2 ** -9;
    const n = 10_000;
    let error = 0;
    for (let i = 0; i < n; i++) error += round(1 / 3) - 1 / 3;
    // The error of one draw is below a quantum; so is its standard deviation.
    expect(Math.abs(error)).toBeLessThan(4 * quantum * Math.sqrt(n));
    expect(Math.abs(n * (nearest(1 / 3) - 1 / 3))).toBeGreaterThan(10 * quantum * Math.sqrt(n));
  });

  test('takes one draw per number, needed or not', () => {
    for (const format of allFormats) {
      for (const x of [1, 0.1, 0, NaN, Infinity, 1e300]) {
        const one = constantSource(0.5);
        roundToFormat(x, format, { mode: 'stochastic', random: one });
        const other = constantSource(0.5);
        rounderFor(format, { mode: 'stochastic', random: other })(x);
        expect([one.position, other.position]).toEqual([1, 1]);
      }
    }
  });

  test('no other mode draws', () => {
    for (const mode of ['nearest', 'towardZero', 'up', 'down'] as const) {
      const random = constantSource(0.5);
      roundToFormat(0.1, 'float16', { mode, random });
      rounderFor('float16', { mode, random })(0.1);
      expect(random.position).toBe(0);
    }
  });

  test('a run is replayed from its seed, by either implementation', () => {
    assert(
      property(double({ noNaN: true }), maxSafeNat(), constantFrom(...allFormats), (x, seed, format) => {
        const source = (): RandomSource => stochasticSource(seed, seed);
        const a = roundToFormat(x, format, { mode: 'stochastic', random: source() });
        const b = rounderFor(format, { mode: 'stochastic', random: source() })(x);
        const c = roundToFormat(x, format, { mode: 'towardZero' });
        expect(a).toBe(b);
        // One of the two neighbours.
        return Object.is(a, c) || Math.abs(a) > Math.abs(c) || Number.isNaN(a);
      }),
    );
  });
});
