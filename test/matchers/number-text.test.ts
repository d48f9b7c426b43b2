// Sources: the texts are read and judged by hand; the law of roundedUp is its definition.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countText,
  counted,
  pairText,
  cosineBelow,
  roundedUp,
  shareText,
  signedText,
  sizeAbove,
  sizeText,
  valueText,
} from '../../src/report/number-text.ts';

describe('counts', () => {
  test('have their thousands apart', () => {
    expect([0, 999, 1000, 1_048_576].map(countText)).toEqual(['0', '999', '1,000', '1,048,576']);
    expect(countText(12_345_678_901_234_567_890n)).toBe('12,345,678,901,234,567,890');
  });

  test('have their noun in the plural but for one', () => {
    expect([0, 1, 2].map((n) => counted(n, 'element'))).toEqual(['0 elements', '1 element', '2 elements']);
  });

  test('are never 0 percent where there are any, nor 100 percent where some are missing', () => {
    expect(shareText(0, 10)).toBe('0 %');
    expect(shareText(10, 10)).toBe('100 %');
    expect(shareText(2, 1_048_576)).toBe('< 0.001 %');
    expect(shareText(31, 1_000_000)).toBe('0.0031 %');
    expect(shareText(1_048_575, 1_048_576)).toBe('> 99 %');
    expect(shareText(1, 4)).toBe('25 %');
  });
});

describe('sizes of errors', () => {
  test.each([
    [0, '0'],
    [0.5, '0.5'],
    [17.25, '17.25'],
    [17.253_41, '17.25'],
    [7370.4, '7,370'],
    [123_456.7, '123,457'],
    [5.137e-7, '5.14e-7'],
    [16_777_216, '1.68e7'],
    [1.7976931348623157e308, '1.8e308'],
    [5e-324, '4.94e-324'],
    [Infinity, 'Infinity'],
  ])('%d reads %s', (size, text) => {
    expect(sizeText(size)).toBe(text);
  });

  test('have a sign where one is asked for', () => {
    expect([0.25, -0.25, 0].map(signedText)).toEqual(['+0.25', '-0.25', '0']);
  });

  test('show as many digits as it takes to lie above their limit', () => {
    expect(sizeAbove(4.000_001, 4)).toBe('4.000001');
    expect(sizeAbove(17.25, 4)).toBe('17.25');
    expect(sizeAbove(1.000_000_1e-6, 1e-6)).toBe('1.0000001e-6');
    expect(sizeAbove(3, 4)).toBe('3');
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (limit) => {
        const size = limit * (1 + 2 ** -52);
        expect(Number(sizeAbove(size, limit).replaceAll(',', ''))).toBeGreaterThan(limit);
      }),
    );
  });
});

describe('a rounded-up budget', () => {
  test.each([
    [17.25, 17.3],
    [9.991, 10],
    [0.1, 0.1],
    [1.234_000_1e-7, 1.24e-7],
    [5e-324, 5e-324],
    [7370, 7370],
    [0, 0],
    [1.7912e308, 1.792e308],
    [1.79769e308, 1.79769e308],
    [1.79769313486231e308, 1.79769313486231e308],
    [1.7976931348623155e308, 1.7976931348623155e308],
    [Number.MAX_VALUE, Number.MAX_VALUE],
  ])('of %d is %d', (x, up) => {
    expect(roundedUp(x)).toBe(up);
  });

  test('is no smaller than what it must allow, and within 1 % of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        const up = roundedUp(x);
        expect(up).toBeGreaterThanOrEqual(x);
        expect(up).toBeLessThanOrEqual(Math.min(x * 1.0101, Number.MAX_VALUE));
      }),
    );
  });
});

describe('a cosine similarity to ask for', () => {
  test.each([
    [1, 1],
    [0.9998765, 0.999876],
    [0.8, 0.8],
    [0.75159, 0.751],
    [1 - 2 ** -53, 1 - 2 ** -53],
    [0.5, 0.5],
  ])('where %d is measured is %d', (x, below) => {
    expect(cosineBelow(x)).toBe(below);
  });

  test('is reached, and no further from 1 than by a hundredth', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), (distance) => {
        const x = 1 - distance;
        expect(cosineBelow(x)).toBeLessThanOrEqual(x);
        expect(1 - cosineBelow(x)).toBeLessThanOrEqual(1.01 * (1 - x));
        expect(String(cosineBelow(x)).length).toBeLessThanOrEqual(19);
      }),
    );
  });
});

describe('values', () => {
  test('read in the fewest decimals that identify them in their own format', () => {
    expect(valueText(Math.fround(0.1), 'float32')).toBe('0.1');
    expect(valueText(Math.fround(0.1), 'float64')).toBe('0.10000000149011612');
    expect(valueText(65504, 'float16')).toBe('65500');
    expect(valueText(-0, 'float64')).toBe('-0');
    expect(valueText(-0, 'int32')).toBe('-0');
    expect(valueText(NaN, 'float32')).toBe('NaN');
    expect(valueText(-Infinity, 'float16')).toBe('-Infinity');
    expect(valueText(12n, 'int64')).toBe('12n');
    expect(valueText({ re: 0.5, im: -0 }, 'complex64')).toBe('0.5-0i');
    expect(valueText({ re: Math.fround(0.1), im: 2 }, 'complex64')).toBe('0.1+2i');
  });

  test('that are not of the stated format read as float64', () => {
    expect(valueText(0.1, 'float32')).toBe('0.1');
    expect(valueText(1 + 2 ** -40, 'float32')).toBe('1.0000000000009095');
  });

  test('that look alike and differ are shown with all their digits', () => {
    expect(pairText(Math.fround(0.1), 'float32', 0.1, 'float64')).toEqual(['0.10000000149011612', '0.1']);
    expect(pairText(Math.fround(0.5), 'float32', 0.25, 'float64')).toEqual(['0.5', '0.25']);
  });
});
