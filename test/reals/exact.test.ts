import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalBeside, decimalToInterval } from '../../src/reals/exact.ts';
import { dyadic, dyadicToDecimal, numberToDecimal, reals, roundDecimal, type Dyadic } from '../../src/reals/index.ts';

const D = Decimal.clone({ precision: 20, defaults: true });
const Wide = Decimal.clone({ precision: 2000, defaults: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

/** A decimal as C·10^q, from its text. */
function parts(x: Decimal): { c: bigint; q: number } {
  const [digits, exponent] = x.toExponential().split('e');
  const [whole, fraction = ''] = digits.split('.');
  return { c: BigInt(whole + fraction), q: Number(exponent) - fraction.length };
}
/** The sign of decimal - dyadic, by integers. */
function difference(x: Decimal, { m, e }: Dyadic): number {
  const { c, q } = parts(x);
  const left = c * 10n ** BigInt(Math.max(q, 0)) * 2n ** BigInt(Math.max(-e, 0));
  const right = m * 2n ** BigInt(Math.max(e, 0)) * 10n ** BigInt(Math.max(-q, 0));
  return left < right ? -1 : left > right ? 1 : 0;
}

describe('from float64 to decimal', () => {
  test('the value is taken, not the shortest string', () => {
    // Python: decimal.Decimal(0.1)
    expect(numberToDecimal(0.1, D).toString()).toBe('0.1000000000000000055511151231257827021181583404541015625');
    expect(numberToDecimal(0.1, D).eq(0.1)).toBe(false);
  });

  test('subnormals have all of their digits: 5e-324 has 751, the largest subnormal 767', () => {
    expect(numberToDecimal(5e-324, D).precision()).toBe(751);
    expect(numberToDecimal(2.225073858507201e-308, D).precision()).toBe(767);
    expect(difference(numberToDecimal(5e-324, D), { m: 1n, e: -1074 })).toBe(0);
  });

  test('every finite float64 converts without loss, whatever the precision of the constructor', () => {
    fc.assert(fc.property(finite, (x) => difference(numberToDecimal(x, D), dyadic(x)) === 0));
    expect(numberToDecimal(-Infinity, D).toString()).toBe('-Infinity');
    expect(numberToDecimal(NaN, D).isNaN()).toBe(true);
  });

  test('a binary exponent beyond what is written out is an error that names the bound', () => {
    expect(() => dyadicToDecimal({ m: 1n, e: -5000 }, D)).toThrow(/4096/);
  });
});

describe('directed conversion of dyadics to decimals', () => {
  const long = fc.record({
    m: fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
    e: fc.integer({ min: -3000, max: 3000 }),
  });

  test('goes down and up by less than one unit of the last digit', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 60 }), (x, digits) => {
        const below = decimalBeside(x, 'down', digits, Wide);
        const above = decimalBeside(x, 'up', digits, Wide);
        expect(difference(below, x)).toBeLessThanOrEqual(0);
        expect(difference(above, x)).toBeGreaterThanOrEqual(0);
        expect(above.precision()).toBeLessThanOrEqual(digits + 1);
        const unit = new Wide(10).pow(above.e - digits + 1);
        expect(above.minus(below).lte(unit.times(10))).toBe(true);
        if (above.minus(below).gt(unit)) expect(difference(below, x) * difference(above, x)).toBeLessThan(0);
      }),
    );
  });

  test('holds at exponents of a quadrillion: 2^(2^49) and its reciprocal, whose leading digits mpmath gives', () => {
    // mpmath 1.2.1, mp.dps = 60: t = mpf(2)**49*log(2,10); floor(t), 10**(t-floor(t))
    const top: Dyadic = { m: 1n, e: 2 ** 49 };
    const [below, above] = [decimalBeside(top, 'down', 30, Wide), decimalBeside(top, 'up', 30, Wide)];
    expect(below.e).toBe(169464822037455);
    expect(below.toString().slice(0, 27)).toBe(above.toString().slice(0, 27));
    const leading = `${TOP_DIGITS}e169464822037455`;
    expect(below.lte(leading) && above.gte(leading)).toBe(true);
    const least: Dyadic = { m: 1n, e: -(2 ** 49) };
    const product = decimalBeside(least, 'down', 30, Wide).times(below);
    expect(product.lt(1) && product.gt('0.9999999999999999999999999')).toBe(true);
  });
});

const TOP_DIGITS = '9.2719619642307096136228699950506828';

describe('from decimal to dyadic', () => {
  test('a decimal that is a float64 gives that point, however many digits it has', () => {
    fc.assert(
      fc.property(finite, (x) => {
        const { lo, hi, e } = decimalToInterval(numberToDecimal(x, D), 20);
        expect(lo).toBe(hi);
        expect(difference(numberToDecimal(x, D), { m: lo, e })).toBe(0);
      }),
    );
  });

  test('any other decimal is enclosed to the bits asked for', () => {
    for (const text of [
      '0.1',
      '-0.3',
      '1e-300',
      '-7.25e-1000',
      '123456789.123456789e-30',
      '1e5000',
      '-3e-6000',
      '9.9e100000',
    ]) {
      const x = new Wide(text);
      const { lo, hi, e } = decimalToInterval(x, 80);
      expect(lo <= hi && hi - lo <= 2n).toBe(true);
      if (Math.abs(x.e) < 10000) {
        expect(difference(x, { m: lo, e })).toBeGreaterThanOrEqual(0);
        expect(difference(x, { m: hi, e })).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe('from decimal to float', () => {
  test('is rounded once: 1 + 2^-53 + 10^-60 is above the midpoint, where decimal.js to 54 digits and toNumber give 1', () => {
    const x = new Wide(2).pow(-53).plus(1).plus('1e-60');
    expect(roundDecimal(x, 'float64')).toBe(1 + 2 ** -52);
    expect(x.toSignificantDigits(54).toNumber()).toBe(1);
    expect(roundDecimal(x.minus('2e-60'), 'float64')).toBe(1);
  });

  test('gives every float64 back, in every mode', () => {
    fc.assert(
      fc.property(finite, fc.constantFrom('nearest', 'down', 'up', 'towardZero'), (x, mode) => {
        expect(roundDecimal(numberToDecimal(x, D), 'float64', mode)).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  test('decides numbers far outside the range at once', () => {
    expect(roundDecimal(new Wide('1e9000000'), 'float64')).toBe(Infinity);
    expect(roundDecimal(new Wide('-1e9000000'), 'float64', 'up')).toBe(-1.7976931348623157e308);
    expect(roundDecimal(new Wide('1e-9000000'), 'float64', 'up')).toBe(5e-324);
    expect(roundDecimal(new Wide('-1e-9000000'), 'float64')).toBe(-0);
    expect(roundDecimal(new Wide(Infinity), 'float32', 'down')).toBe(Infinity);
    expect(roundDecimal(new Wide(NaN), 'float32')).toBe(NaN);
  });
});

test('the digits of a context do not limit what enters it', () => {
  const r = reals(5);
  expect(r.exact(0.1).lower.eq(r.exact(0.1).upper)).toBe(true);
  expect(r.decimal('0.12345678901234567890').lower.toString()).toBe('0.1234567890123456789');
});
