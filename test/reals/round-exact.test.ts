import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { formats, nextDown, nextUp, roundToFormat, type FormatName } from '../../src/formats/index.ts';
import { compare, dyadic, roundBeside, roundDyadic, roundQuotient, type Dyadic } from '../../src/reals/index.ts';
import { sampler } from './sampling.ts';

const names = Object.keys(formats) as FormatName[];
const modes = ['nearest', 'towardZero', 'up', 'down'] as const;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe.each(names)('rounding exact numbers to %s', (name) => {
  const format = formats[name];

  test('of a float64 agrees with the rounding defined on float64, in every mode', () => {
    const s = sampler(7);
    const spread = [format.emin - format.precision - 3, format.emax + 2] as const;
    const exponents = [Math.max(spread[0], -1070), Math.min(spread[1], 1022)] as const;
    for (let i = 0; i < 4000; i++) {
      const x =
        i % 3 === 0 ? roundToFormat(s.spread(...exponents), format) * (1 + (i % 5) / 32) : s.spread(...exponents);
      if (!Number.isFinite(x) || x === 0) continue;
      for (const mode of modes) expect(roundDyadic(dyadic(x), name, mode)).toBe(roundToFormat(x, name, { mode }));
    }
  });

  test('sends a midpoint to the even neighbour, and a number beside it to the nearer', () => {
    const s = sampler(8);
    for (let i = 0; i < 500; i++) {
      const low = Math.abs(
        roundToFormat(s.spread(Math.max(format.emin - 3, -1073), format.emax - 1), format, { mode: 'towardZero' }),
      );
      const high = nextUp(low, format);
      const [a, b] = [dyadic(low), dyadic(high)];
      const e = Math.min(a.e, b.e) - 1;
      const middle: Dyadic = { m: ((a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e))) / 2n, e };
      const lowIsEven = isEven(low, format.name);
      expect(roundDyadic(middle, name)).toBe(lowIsEven ? low : high);
      expect(roundBeside(middle, 'above', name)).toBe(high);
      expect(roundBeside(middle, 'below', name)).toBe(low);
      expect(roundBeside(a, 'above', name, 'up')).toBe(high);
      expect(roundBeside(a, 'above', name, 'down')).toBe(low);
      expect(roundBeside(b, 'below', name, 'down')).toBe(low);
      expect(roundBeside(b, 'below', name, 'towardZero')).toBe(low);
      expect(roundBeside(b, 'below', name, 'up')).toBe(high);
      expect(roundBeside({ m: -b.m, e: b.e }, 'above', name, 'up')).toBe(low === 0 ? -0 : -low);
    }
  });

  test('overflows as its mode says', () => {
    const beyond: Dyadic = { m: 1n, e: 5000 };
    const top = format.maxFinite;
    const infinite = format.overflow === 'infinity' ? Infinity : NaN;
    expect(modes.map((mode) => roundDyadic(beyond, name, mode))).toEqual([infinite, top, infinite, top]);
    expect(modes.map((mode) => roundDyadic({ m: -1n, e: 1e15 }, name, mode))).toEqual([
      -infinite,
      -top,
      -top,
      -infinite,
    ]);
    const edge = dyadic(top);
    expect(roundBeside(edge, 'above', name, 'up')).toBe(infinite);
    expect(roundBeside(edge, 'above', name)).toBe(top);
  });

  test('underflows as its mode says, with the sign of the number', () => {
    const tiny: Dyadic = { m: 1n, e: -1e15 };
    const least = format.minSubnormal;
    expect(modes.map((mode) => roundDyadic(tiny, name, mode))).toEqual([0, 0, least, 0]);
    expect(modes.map((mode) => roundDyadic({ m: -1n, e: -1e15 }, name, mode))).toEqual([-0, -0, -0, -least]);
    expect(modes.map((mode) => roundBeside({ m: 0n, e: 0 }, 'below', name, mode))).toEqual([-0, -0, -0, -least]);
    expect(modes.map((mode) => roundBeside({ m: 0n, e: 0 }, 'above', name, mode))).toEqual([0, 0, least, 0]);
    // Half the smallest value is a tie with 0, which is even; anything more is not.
    const half = { m: 1n, e: dyadic(least).e + Math.log2(Number(dyadic(least).m)) - 1 };
    expect(roundDyadic(half, name)).toBe(0);
    expect(roundBeside(half, 'above', name)).toBe(least);
  });

  test('of a quotient is the value whose neighbours lie on its other sides', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), fc.bigInt({ min: 1n, max: 2n ** 60n }), (a, b) => {
        const down = roundQuotient(a, b, name, 'down');
        const up = roundQuotient(a, b, name, 'up');
        if (!Number.isFinite(down) || !Number.isFinite(up)) return;
        // down ≤ a/b ≤ up, compared by cross-multiplication, and nothing lies between.
        expect(compare(times(dyadic(down), b), { m: a, e: 0 })).toBeLessThanOrEqual(0);
        expect(compare(times(dyadic(up), b), { m: a, e: 0 })).toBeGreaterThanOrEqual(0);
        expect(down === up || nextUp(down, format) === up).toBe(true);
        const nearest = roundQuotient(a, b, name);
        expect(nearest === down || nearest === up).toBe(true);
        expect(roundQuotient(a, b, name, 'towardZero')).toBe(a < 0n ? up : down);
      }),
    );
  });
});

const times = (x: Dyadic, b: bigint): Dyadic => ({ m: x.m * b, e: x.e });

function isEven(x: number, name: FormatName): boolean {
  const { precision, emin } = formats[name];
  const { m, e } = dyadic(x);
  const leading = m.toString(2).length - 1 + e;
  const q = Math.max(x === 0 ? emin : leading, emin) - precision + 1;
  const significand = e >= q ? m << BigInt(e - q) : m >> BigInt(q - e);
  return (significand & 1n) === 0n;
}

test('a quotient of 53-bit integers to float64 is the division of the machine', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
      if (a === 0 || b === 0) return;
      expect(roundQuotient(BigInt(a), BigInt(b), 'float64')).toBe(a / b);
    }),
  );
});

test('the rounding of x + y and x·y to float64 is the arithmetic of the machine', () => {
  fc.assert(
    fc.property(finite, finite, (x, y) => {
      const [a, b] = [dyadic(x), dyadic(y)];
      const product = { m: a.m * b.m, e: a.e + b.e };
      if (product.m !== 0n) expect(roundDyadic(product, 'float64')).toBe(x * y);
    }),
  );
});

test('modes that are no function of the number are refused', () => {
  expect(() => roundDyadic({ m: 1n, e: 0 }, 'float32', 'stochastic' as never)).toThrow(DomainError);
  expect(() => roundQuotient(1n, 0n, 'float32')).toThrow(DomainError);
  expect(nextDown(1, 'float32')).toBeLessThan(1);
});
