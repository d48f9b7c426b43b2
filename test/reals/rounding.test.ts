import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { DomainError, UndecidedError } from '../../src/errors.ts';
import { formats, fromHex, nextDown, nextUp, type FormatName } from '../../src/formats/index.ts';
import {
  correctlyRounded,
  decideRounding,
  elementary,
  enclosureWithin,
  evaluate,
  reals,
  type ElementaryName,
} from '../../src/reals/index.ts';
import { roundToFormat } from '../../src/formats/index.ts';
import { sampler } from './sampling.ts';

const modes = ['nearest', 'towardZero', 'up', 'down'] as const;
const everyMode = (name: string, x: number[], format: FormatName = 'float64'): number[] =>
  modes.map((mode) => correctlyRounded(name, x, format, mode));
/** An enclosure that holds one point, as text. */
function exactly(name: string, x: number[]): string {
  const { lower, upper } = evaluate(name, x, 40);
  return lower.eq(upper) ? lower.toString() : `[${lower}, ${upper}]`;
}

describe('exact cases are recognised, so that every mode gives the exact value', () => {
  test.each([
    ['sqrt', [2.25], 1.5],
    ['sqrt', [2 ** -1074], 2 ** -537],
    ['sqrt', [(2 ** 26 + 1) ** 2], 2 ** 26 + 1],
    ['cbrt', [-27], -3],
    ['cbrt', [1.157625e6 * 8], 210],
    ['cbrt', [2 ** -1074], 2 ** -358],
    ['hypot', [3, 4], 5],
    ['hypot', [-20, 21], 29],
    ['hypot', [0, -7], 7],
    ['hypot', [3 * 2 ** -1074, 4 * 2 ** -1074], 5 * 2 ** -1074],
    ['hypot', [3 * 2 ** 1000, 4 * 2 ** 1000], 5 * 2 ** 1000],
    ['exp', [0], 1],
    ['exp2', [-1074], 2 ** -1074],
    ['exp2', [1023], 2 ** 1023],
    ['log2', [2 ** -1074], -1074],
    ['log2', [2 ** 1023], 1023],
    ['log10', [1e22], 22],
    ['log10', [100], 2],
    ['pow', [2, 0.5 * 4], 4],
    ['pow', [9, 0.5], 3],
    ['pow', [16, -0.75], 0.125],
    ['pow', [2 ** -1074, 0.5], 2 ** -537],
    ['pow', [81 * 2 ** -40, 1.25], 243 * 2 ** -50],
    ['pow', [4, -511.5], 2 ** -1023],
    ['pow', [0.5, 1074], 2 ** -1074],
    ['pow', [3, 33], 5559060566555523],
    ['pow', [-3, 33], -5559060566555523],
    ['pow', [1, 1e300], 1],
    ['pow', [-1, 1e300], 1],
    ['pow', [-1, 9007199254740991], -1],
    ['pow', [2 ** 1023, 1 / 1024], 0],
    ['sigmoid', [0], 0.5],
    ['fma', [3, 5, -14.5], 0.5],
    ['div', [15, 5], 3],
    ['div', [1, 2 ** 1023], 2 ** -1023],
    ['erfc', [0], 1],
    ['acosh', [1], 0],
  ] as const)('%s(%s)', (name, x, value) => {
    if (value === 0 && name === 'pow') {
      // 1023 is no multiple of 1024: irrational.
      expect(new Set(everyMode(name, [...x])).size).toBe(2);
      return;
    }
    expect(everyMode(name, [...x])).toEqual([value, value, value, value]);
    expect(exactly(name, [...x])).toBe(reals(1000).exact(value).lower.toString());
  });

  test('a midpoint of two neighbours is a tie, not an endless loop: √x and x^y into narrower formats', () => {
    // 2049² = 4198401, and 2049 lies halfway between the float16 neighbours 2048 and 2050.
    expect(correctlyRounded('sqrt', [2049 ** 2], 'float16')).toBe(2048);
    expect(correctlyRounded('sqrt', [2051 ** 2], 'float16')).toBe(2052);
    expect(everyMode('sqrt', [2049 ** 2], 'float16')).toEqual([2048, 2048, 2050, 2048]);
    expect(correctlyRounded('pow', [3, 5], 'float8_e4m3fn')).toBe(240); // 243: neighbours 240 and 256
    expect(correctlyRounded('pow', [257, 1], 'bfloat16')).toBe(256);
    expect(correctlyRounded('pow', [259, 1], 'bfloat16')).toBe(260);
    expect(correctlyRounded('cbrt', [257 ** 3], 'bfloat16')).toBe(256);
    expect(correctlyRounded('hypot', [3 * 257, 4 * 257], 'bfloat16')).toBe(1288); // 1285: 1280 and 1288
    expect(correctlyRounded('exp2', [-25], 'float16')).toBe(0); // half the smallest float16
    expect(correctlyRounded('mul', [134217729, 134217729], 'float64')).toBe(134217729 * 134217729);
  });

  test('powers with rational results are told from their irrational neighbours', () => {
    expect(exactly('pow', [2.25, 2.5])).toBe('7.59375');
    expect(exactly('pow', [10, 22])).toBe('1e+22');
    expect(exactly('pow', [10, -1])).toMatch(/^\[0\.09999|^\[0\.1|^0\.1$/);
    expect(everyMode('pow', [10, -1])).toEqual([0.1, nextDown(0.1, 'float64'), 0.1, nextDown(0.1, 'float64')]);
    const below = nextDown(Math.SQRT2, 'float64'); // 1.4142135623730951 is above √2
    expect(everyMode('pow', [2, 0.5])).toEqual([Math.SQRT2, below, Math.SQRT2, below]);
    expect(exactly('pow', [8, 1 / 3])).toMatch(/^\[1\.9999/); // 1/3 the float64 is less than a third
  });
});

describe('results within a hair of a float are decided', () => {
  test('directed rounding of f(x) next to x, 0, 1 or ½ needs no more digits than the format has', () => {
    const least = 5e-324;
    const cases: [string, number[], number, number][] = [
      // name, x, rounded down, rounded up
      ['sin', [least], 0, least],
      ['sin', [1e-300], nextDown(1e-300, 'float64'), 1e-300],
      ['tan', [1e-300], 1e-300, nextUp(1e-300, 'float64')],
      ['asin', [-1e-300], nextDown(-1e-300, 'float64'), -1e-300],
      ['atan', [least], 0, least],
      ['sinh', [1e-200], 1e-200, nextUp(1e-200, 'float64')],
      ['tanh', [1e-200], nextDown(1e-200, 'float64'), 1e-200],
      ['asinh', [least], 0, least],
      ['atanh', [least], least, 2 * least],
      ['expm1', [least], least, 2 * least],
      ['expm1', [-least], -least, -0],
      ['log1p', [least], 0, least],
      ['exp', [1e-300], 1, nextUp(1, 'float64')],
      ['exp', [-1e-300], nextDown(1, 'float64'), 1],
      ['exp2', [least], 1, nextUp(1, 'float64')],
      ['cos', [1e-300], nextDown(1, 'float64'), 1],
      ['cosh', [1e-300], 1, nextUp(1, 'float64')],
      ['pow', [1 + 2 ** -52, least], 1, nextUp(1, 'float64')],
      ['pow', [1 - 2 ** -53, 1e-300], nextDown(1, 'float64'), 1],
      ['sigmoid', [1e-300], 0.5, nextUp(0.5, 'float64')],
      ['sigmoid', [1000], nextDown(1, 'float64'), 1],
      ['tanh', [1e300], nextDown(1, 'float64'), 1],
      ['erf', [1e300], nextDown(1, 'float64'), 1],
      ['erf', [-100], -1, -nextDown(1, 'float64')],
      ['erfc', [-1e5], nextDown(2, 'float64'), 2],
      ['erfc', [1e-300], nextDown(1, 'float64'), 1],
      ['erfc', [1e5], 0, least],
      ['gelu', [1e10], nextDown(1e10, 'float64'), 1e10],
      ['gelu', [-1e10], -least, -0],
      ['geluTanh', [1e10], nextDown(1e10, 'float64'), 1e10],
      ['geluTanh', [-1e10], -least, -0],
      ['silu', [1e4], nextDown(1e4, 'float64'), 1e4],
      ['silu', [-1e300], -least, -0],
      ['softplus', [1e300], 1e300, nextUp(1e300, 'float64')],
      ['softplus', [-1e300], 0, least],
      ['hypot', [1e300, 1e-300], 1e300, nextUp(1e300, 'float64')],
      ['atan2', [1e-300, 1e300], 0, least],
      ['add', [1, 1e-300], 1, nextUp(1, 'float64')],
      ['fma', [1e-200, -1e-200, 1], nextDown(1, 'float64'), 1],
      ['div', [1e-300, 1e300], 0, least],
    ];
    for (const [name, x, down, up] of cases) {
      expect([name, x, correctlyRounded(name, x, 'float64', 'down', { digits: 200 })]).toEqual([name, x, down]);
      expect([name, x, correctlyRounded(name, x, 'float64', 'up', { digits: 200 })]).toEqual([name, x, up]);
    }
  });

  test('overflow and underflow far beyond every format are decided at once', () => {
    expect(everyMode('exp', [1e300])).toEqual([
      Infinity,
      formats.float64.maxFinite,
      Infinity,
      formats.float64.maxFinite,
    ]);
    expect(everyMode('exp', [-1e300])).toEqual([0, 0, 5e-324, 0]);
    expect(everyMode('sinh', [-1e22])).toEqual([
      -Infinity,
      -formats.float64.maxFinite,
      -formats.float64.maxFinite,
      -Infinity,
    ]);
    expect(everyMode('cosh', [1e22])[0]).toBe(Infinity);
    expect(everyMode('pow', [1e300, 1e300])[0]).toBe(Infinity);
    expect(everyMode('pow', [-1e300, -9007199254740991])).toEqual([-0, -0, -0, -5e-324]);
    expect(everyMode('pow', [1 + 2 ** -52, 1e300])[0]).toBe(Infinity);
    expect(everyMode('pow', [1 - 2 ** -53, 1e300])).toEqual([0, 0, 5e-324, 0]);
    expect(everyMode('exp2', [1e308])[0]).toBe(Infinity);
    expect(everyMode('expm1', [-1e300])).toEqual([-1, -nextDown(1, 'float64'), -nextDown(1, 'float64'), -1]);
    const { lower, upper } = evaluate('exp', [1e300], 20);
    expect(lower.e).toBe(169464822037455); // 2^(2^49)
    expect(upper.toString()).toBe('Infinity');
    expect(evaluate('exp', [-1e300], 20).lower.toString()).toBe('0');
    expect(evaluate('sinh', [-1e22], 20).lower.toString()).toBe('-Infinity');
    expect(evaluate('exp', [1e10], 20).lower.e).toBe(4342944819); // ⌊10^10/ln 10⌋
  });

  test('arguments near multiples of π/2, of every size', () => {
    // The nearest float64 to a multiple of π/2: 6381956970095103·2^797. mpmath 1.2.1, mp.dps = 400.
    const worst = fromHex('0x1.6ac5b262ca1ffp+849');
    const near = (name: string, x: number, digits: string): void => {
      const { lower, upper } = evaluate(name, [x], 30);
      const unit = new Decimal(digits).abs().times('1e-28');
      expect(lower.minus(unit).lte(digits) && upper.plus(unit).gte(digits) && upper.minus(lower).lte(unit)).toBe(true);
    };
    near('tan', 1.5707963267948966, '1.63312393531953697559677370415289165308640681049e16');
    near('tan', 17.27875959474386, '4.08177829935557049645580216486e14');
    near('cos', worst, '-4.68716592425462761112258280196e-19');
    near('tan', worst, '-2.13348538575370384367485266334e18');
  });

  test('π is sought to the argument: sin, cos and tan of 2^1023 have all of their digits', () => {
    // sin² + cos² = 1 and tan = sin/cos, to 60 digits: no value of another library needed.
    const r = reals(60);
    for (const x of [2 ** 1023, 1.7976931348623157e308, -1e300, 3.3e250, 355, 2 ** 70]) {
      const [s, c, t] = ['sin', 'cos', 'tan'].map((name) => evaluate(name, [x], 60));
      const circle = r.add(r.square(s), r.square(c));
      expect(r.contains(circle, 1)).toBe(true);
      expect(r.width(circle).lt('1e-57')).toBe(true);
      const quotient = r.div(s, c);
      expect(quotient.lower.lte(t.upper) && quotient.upper.gte(t.lower)).toBe(true);
    }
  });
});

describe('directed roundings bracket the value, and agree with narrower formats', () => {
  test.each(Object.keys(elementary) as ElementaryName[])('%s', (name) => {
    const s = sampler(name.length);
    const { arity } = elementary[name];
    for (let i = 0; i < 150; i++) {
      const x = Array.from({ length: arity }, () => (i % 2 ? s.spread(-8, 3) : s.uniform(-1, 1)));
      for (const format of ['float64', 'float32', 'bfloat16', 'float8_e5m2'] as const) {
        const [nearest, towardZero, up, down] = everyMode(name, x, format);
        if (Number.isNaN(nearest)) continue;
        expect(down <= nearest && nearest <= up).toBe(true);
        expect(nearest === down || nearest === up).toBe(true);
        expect(towardZero).toBe(down >= 0 && !Object.is(down, -0) ? down : up);
        if (Number.isFinite(down) && down !== up) expect(nextUp(down, format) === up).toBe(true);
        // Rounding down composes: the bound in a wide format, rounded down again, is the bound in the narrow one.
        const wide = correctlyRounded(name, x, 'float64', 'down');
        if (Number.isFinite(wide)) expect(roundToFormat(wide, format, { mode: 'down' })).toBe(down);
      }
    }
  });
});

describe('limits', () => {
  const third = (digits: number): ReturnType<typeof evaluate> =>
    reals(digits).div(reals(digits).exact(1), reals(digits).exact(3));
  /** 1, by enclosures that never are a point. */
  const aboutOne = (digits: number): ReturnType<typeof evaluate> => {
    const r = reals(digits);
    return r.mul(third(digits), r.exact(3));
  };

  test('a number between breakpoints is decided, whoever encloses it', () => {
    expect(modes.map((mode) => decideRounding(third, 'float64', mode))).toEqual([
      1 / 3,
      1 / 3,
      nextUp(1 / 3, 'float64'),
      1 / 3,
    ]);
    expect(decideRounding(third, 'float32')).toBe(Math.fround(1 / 3));
    expect(decideRounding((digits) => reals(digits).exact(0), 'float32')).toBe(0);
    expect(decideRounding((digits) => reals(digits).neg(reals(digits).decimal('1e-500')), 'float32', 'up')).toBe(-0);
  });

  test('a breakpoint that is never enclosed by a point is undecided at the limit of digits, and the error says what was reached', () => {
    expect(decideRounding(aboutOne, 'float64')).toBe(1);
    expect(() => decideRounding(aboutOne, 'float64', 'down', { digits: 300 })).toThrow(UndecidedError);
    expect(() => decideRounding(aboutOne, 'float64', 'down', { digits: 300 })).toThrow(
      /rounding to float64 \(down\) of a number in \[0\.999999.*, 1\.000.*\] is undecided at 300 digits, the limit/,
    );
    expect(() => correctlyRounded('exp', [1], 'float64', 'nearest', { digits: 5 })).toThrow(
      /exp\(1\) lies in \[2\.718/,
    );
  });

  test('a limit of time is read from the clock that is given', () => {
    let now = 0;
    const clock = (): number => (now += 10);
    expect(() => decideRounding(aboutOne, 'float64', 'down', { time: 35, clock })).toThrow(
      /limit of time, 35, was reached/,
    );
    expect(now).toBeLessThan(100);
    expect(() => decideRounding(aboutOne, 'float64', 'down', { time: 35 })).toThrow(DomainError);
    expect(() => decideRounding(third, 'float64', 'down', { digits: 0.5 })).toThrow(DomainError);
  });

  test('an enclosure is narrowed to the relative width asked for, or the error says how far it came', () => {
    const enclosure = enclosureWithin((digits) => evaluate('exp', [1], digits), 1e-100);
    expect(reals(20).relativeWidth(enclosure).lte('1e-100')).toBe(true);
    expect(() =>
      enclosureWithin((digits) => reals(digits).sub(aboutOne(digits), reals(digits).exact(1)), 0.1, { digits: 80 }),
    ).toThrow(UndecidedError);
    expect(() => enclosureWithin(third, 0)).toThrow(DomainError);
  });
});
