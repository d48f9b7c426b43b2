/** Constants as balls: against exact rationals, and against 60 digits of π and ln 2 that mpmath 1.2.1 prints (mp.nstr(mp.pi, 60)). */
import { describe, expect, test } from 'vitest';
import { piBits } from '../../src/reals/constants.ts';
import {
  HALF_PI,
  LN2,
  PI,
  inPieces,
  magnitude,
  nearIdentity,
  rational,
  setInterval,
} from '../../src/reals/balls/constants.ts';
import { reserve, setBall, words } from '../../src/reals/balls/registers.ts';
import {
  abs,
  add,
  compareExact,
  dyadic,
  exactly,
  fractionOfDecimal,
  multiply,
  subtract,
  type Dyadic,
} from '../support/exact.ts';

const centre = (at: number): Dyadic => add(exactly(words[at]), exactly(words[at + 1]));

/** Whether |centre - n/d| ≤ radius + slack/d. */
function holds(at: number, n: bigint, d: bigint, slack: bigint = 0n): boolean {
  const distance = abs(subtract(multiply(centre(at), dyadic(d)), dyadic(n)));
  return compareExact(distance, add(multiply(exactly(words[at + 2]), dyadic(d)), dyadic(slack))) <= 0;
}

test('a rational lies in its ball, whose radius is 2^-106 of it, or 0 for a float64', () => {
  for (let a = 1n; a < 40n; a += 3n) {
    for (let b = 1n; b < 60n; b++) {
      const at = rational(-a, b);
      expect(holds(at, -a, b)).toBe(true);
      const exact = compareExact(multiply(exactly(words[at]), dyadic(b)), dyadic(-a)) === 0;
      expect(words[at + 2] === 0).toBe(exact);
      expect(words[at + 2]).toBeLessThanOrEqual(Math.abs(words[at]) * 2 ** -106);
    }
  }
});

describe('constants', () => {
  test.each([
    ['π', PI, '3.14159265358979323846264338327950288419716939937510582097494'],
    ['π/2', HALF_PI, '1.57079632679489661923132169163975144209858469968755291048747'],
    ['ln 2', LN2, '0.693147180559945309417232121458176568075500134360255254120680'],
  ])('%s', (_, at, digits) => {
    const { n, d } = fractionOfDecimal(digits);
    // Half a unit of the last digit.
    expect(holds(at, 2n * n, 2n * d, 1n)).toBe(true);
    expect(words[at + 2]).toBeLessThan(2 ** -105);
  });

  test('in pieces: products with integers of 21 bits are exact, and nothing is lost', () => {
    const { pieces, rest } = inPieces((w) => piBits(w - 1), 3, 32, 1);
    for (const piece of pieces) {
      const k = 2 ** 21 - 1;
      expect(compareExact(multiply(exactly(piece), dyadic(k)), exactly(piece * k))).toBe(0);
    }
    const sum = pieces.reduce((total, piece) => add(total, exactly(piece)), centre(rest));
    const { n, d } = fractionOfDecimal('1.57079632679489661923132169163975144209858469968755291048747');
    const distance = abs(subtract(multiply(sum, dyadic(2n * d)), dyadic(2n * n)));
    expect(
      compareExact(distance, add(multiply(exactly(words[rest + 2]), dyadic(2n * d)), dyadic(1))),
    ).toBeLessThanOrEqual(0);
    expect(words[rest + 2]).toBeLessThan(2 ** -195);
  });
});

test('an interval with one point is that point where 106 bits hold it, and its radius covers the rest where they do not', () => {
  const at = reserve(1);
  setInterval(at, { lo: 2n ** 100n + 1n, hi: 2n ** 100n + 1n, e: -100 });
  expect([...words.subarray(at, at + 3)]).toEqual([1, 2 ** -100, 0]);
  setInterval(at, { lo: 2n ** 200n + 2n ** 100n + 1n, hi: 2n ** 200n + 2n ** 100n + 1n, e: -200 });
  expect([...words.subarray(at, at + 3)]).toEqual([1, 2 ** -100, 2 ** -200]);
});

test('the magnitude is at least that of every member', () => {
  const at = reserve(1);
  setBall(at, -1, -(2 ** -54), 0.25);
  expect(magnitude(at)).toBeGreaterThan(1.25 + 2 ** -54);
  expect(magnitude(at)).toBeLessThan(1.25 + 2 ** -49);
});

test('functions near the identity are it, to |x|³, up to 2^-62 and no further', () => {
  const [a, d] = [reserve(1), reserve(1)];
  setBall(a, 2 ** -63, 0, 0);
  expect(nearIdentity(d, a)).toBe(true);
  expect(words[d]).toBe(2 ** -63);
  expect(words[d + 2]).toBeGreaterThanOrEqual(2 ** -189);
  setBall(a, 2 ** -61, 0, 0);
  expect(nearIdentity(d, a)).toBe(false);
});
