// Sources: log relative errors of the decimal values written here, and BigInt arithmetic over the bits of float64.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreedTenths, agreesToDigits, tenthsCarried } from '../../src/matchers/digits.ts';
import { toAgreeToDigits } from '../../src/matchers/to-agree-to-digits.ts';
import { BudgetError, ComparisonError } from '../../src/errors.ts';

/** x·2^1074, an integer for every finite float64. */
function scaled(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0]!;
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return bits >> 63n ? -magnitude : magnitude;
}

const abs = (x: bigint): bigint => (x < 0n ? -x : x);

/** |x − c|·10^digits ≤ |c| (or ≤ 1 where c = 0), in integers. */
function agrees(x: number, c: number, digits: number): boolean {
  const scale = c === 0 ? scaled(1) : abs(scaled(c));
  return abs(scaled(x) - scaled(c)) * 10n ** BigInt(digits) <= scale;
}

describe('digits of a format', () => {
  test.each([
    ['float64', 159],
    ['float32', 72],
    ['float16', 33],
    ['bfloat16', 24],
    ['float8_e4m3fn', 12],
    ['float8_e5m2', 9],
    ['int32', Infinity],
  ] as const)('%s carries %d tenths: p·log10 2, rounded down', (format, tenths) => {
    expect(tenthsCarried(format)).toBe(tenths);
  });
});

describe('agreement to digits', () => {
  test('100000001 agrees with 10^8 to 8 digits exactly, although 1e-8 is no float64', () => {
    expect(agreesToDigits(100000001, 1e8, 8)).toBe(true);
    expect(agreesToDigits(100000001, 1e8, 9)).toBe(false);
    expect(toAgreeToDigits(100000001, 1e8, 8).pass).toBe(true);
    expect(toAgreeToDigits(99999999, 1e8, 8).pass).toBe(true);
    expect(toAgreeToDigits(100000002, 1e8, 8).pass).toBe(false);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    '10^%i + 1 agrees with 10^%i to that many digits, and 10^%i + 2 does not',
    (digits) => {
      const c = Number(`1e${digits}`);
      expect(toAgreeToDigits(c + 1, c, digits).pass).toBe(true);
      expect(toAgreeToDigits(c + 2, c, digits).pass).toBe(false);
      expect(toAgreeToDigits(-c - 1, -c, digits).pass).toBe(true);
      expect(toAgreeToDigits(-c - 2, -c, digits).pass).toBe(false);
    },
  );

  test('against 0 the error itself is counted: |x| ≤ 10^-digits', () => {
    expect(toAgreeToDigits(1e-7, 0, 7).pass).toBe(agrees(1e-7, 0, 7));
    expect(toAgreeToDigits(9.9e-8, 0, 7).pass).toBe(true);
    expect(toAgreeToDigits(1.1e-7, 0, 7).pass).toBe(false);
    // fl(1e-8) lies above 10^-8 and fl(1e-7) below 10^-7: the float64 nearest to a limit is on either side of it
    expect([agrees(1e-7, 0, 7), agrees(1e-5, 0, 5), agrees(1e-3, 0, 3)]).toEqual(
      [7, 5, 3].map((digits) => toAgreeToDigits(Number(`1e-${digits}`), 0, digits).pass),
    );
  });

  test('is decided as in integer arithmetic', () => {
    const near = fc
      .tuple(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: -4, max: 4 }),
      )
      .map(([c, digits, steps]) => {
        const x = c * (1 + Number(`1e-${digits}`));
        const bits = new BigInt64Array(Float64Array.of(x).buffer);
        bits[0] = bits[0]! + BigInt(steps);
        const neighbour = new Float64Array(bits.buffer)[0]!;
        return { x: Number.isFinite(neighbour) ? neighbour : c, c, digits };
      });
    fc.assert(
      fc.property(near, ({ x, c, digits }) => {
        expect(agreesToDigits(x, c, digits)).toBe(agrees(x, c, digits));
        expect(toAgreeToDigits(x, c, digits).pass).toBe(agrees(x, c, digits));
      }),
      { numRuns: 2000 },
    );
  });

  test('counts digits in tenths, rounded down, and equality as what the format carries', () => {
    // -log10(|2.718 - e|/e) = 3.9843…
    expect(agreedTenths(2.718, Math.E, 159)).toBe(39);
    // -log10(1e-8) = 8
    expect(agreedTenths(100000001, 1e8, 159)).toBe(80);
    expect(agreedTenths(1, 1, 159)).toBe(159);
    expect(agreedTenths(3, 1, 159)).toBe(0);
    expect(agreedTenths(10n ** 30n + 1n, 10n ** 30n, Infinity)).toBe(300);
    fc.assert(
      fc.property(
        fc.double({ min: 1e-12, max: 0.9, noNaN: true }),
        fc.double({ min: 1e-200, max: 1e200, noNaN: true }),
        (error, c) => {
          const x = c * (1 + error);
          const tenths = agreedTenths(x, c, 159);
          const [e, s] = [abs(scaled(x) - scaled(c)) ** 10n, abs(scaled(c)) ** 10n];
          if (e === 0n) expect(tenths).toBe(159);
          else
            expect(e * 10n ** BigInt(tenths) <= s && (tenths === 159 || e * 10n ** BigInt(tenths + 1) > s)).toBe(true);
        },
      ),
    );
  });

  test('is the worst of all elements, by path', () => {
    const finding = toAgreeToDigits({ a: [1, 2.1], b: Float32Array.of(3) }, { a: [1, 2], b: [3.3] }, 2);
    expect(finding).toMatchObject({ pass: false, count: 3, missed: 2, worst: { path: 'b[0]', tenths: 10 } });
    expect(finding.first.map(({ path }) => path)).toEqual(['a[1]', 'b[0]']);
  });

  test('integers are exact at any size', () => {
    expect(toAgreeToDigits(10n ** 40n + 1n, 10n ** 40n, 40).pass).toBe(true);
    expect(toAgreeToDigits(10n ** 40n + 2n, 10n ** 40n, 40).pass).toBe(false);
    expect(toAgreeToDigits(BigInt64Array.of(7n), BigInt64Array.of(7n), 300).pass).toBe(true);
  });

  test('NaN agrees with NaN alone, an infinity with itself and with what overflows to it', () => {
    expect(toAgreeToDigits([NaN, Infinity], [NaN, Infinity], 3).pass).toBe(true);
    expect(toAgreeToDigits(NaN, 1, 3)).toMatchObject({ pass: false, worst: { tenths: null } });
    expect(toAgreeToDigits(1, NaN, 3).pass).toBe(false);
    expect(toAgreeToDigits(Infinity, -Infinity, 3).pass).toBe(false);
    expect(toAgreeToDigits(Float32Array.of(Infinity), [1e39], 3).pass).toBe(true);
    expect(toAgreeToDigits(Float32Array.of(Infinity), [1e38], 3).pass).toBe(false);
    expect(toAgreeToDigits(Float32Array.of(-Infinity), [1e39], 3).pass).toBe(false);
  });

  test('values at the ends of the range have finite digits', () => {
    expect(toAgreeToDigits(Number.MAX_VALUE, -Number.MAX_VALUE, 1)).toMatchObject({
      pass: false,
      worst: { tenths: 0 },
    });
    expect(toAgreeToDigits(5e-324, 1e-323, 1).pass).toBe(false);
    expect(toAgreeToDigits(5e-324, 5e-324, 15).pass).toBe(true);
  });
});

describe('a call that cannot be judged', () => {
  test.each([0, -1, 2.5, NaN, Infinity, '6', undefined])('digits %s are refused', (digits) => {
    expect(() => toAgreeToDigits(1, 1, digits as number)).toThrow(BudgetError);
  });

  test('more digits than the format carries are refused with the most that it does', () => {
    expect(() => toAgreeToDigits(1, 1, 16)).toThrow(
      'a float64 carries 15.9 decimal digits, got 16. Ask for 15 at most',
    );
    expect(() => toAgreeToDigits(Float32Array.of(1), [1], 8)).toThrow('Ask for 7 at most');
    expect(toAgreeToDigits(Float32Array.of(1), [1], 7).pass).toBe(true);
  });

  test('shapes that differ, emptiness, complex numbers and mixed kinds are refused', () => {
    expect(() => toAgreeToDigits([1, 2], [1], 3)).toThrow(ComparisonError);
    expect(() => toAgreeToDigits([], [], 3)).toThrow('a comparison of nothing cannot fail');
    expect(() => toAgreeToDigits({ re: 1, im: 2 }, { re: 1, im: 2 }, 3)).toThrow('complex numbers');
    expect(() => toAgreeToDigits(1n, 1.5, 3)).toThrow('one side holds bigints');
    expect(() => toAgreeToDigits(Promise.resolve(1), 1, 3)).toThrow('await');
  });
});
