/** Errors by index, from arrays whose errors are known by construction: 1 and the powers of two beside it, moved by halves of ulps. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeArray } from '../../src/formats/index.ts';
import { comparePair } from '../../src/compare/compare.ts';
import { pairLeaves } from '../../src/compare/pairs.ts';
import { envelopeFor, rangeStart } from '../../src/drift/index.ts';
import type { ErrorEnvelope } from '../../src/drift/index.ts';
import { arePatterns, patternText, patternValues } from '../../src/drift/error-envelope.ts';
import { readers } from '../../src/interop/index.ts';

const ulp = 2 ** -23;

/** bfloat16 patterns are the upper halves of float32 ones. */
function numbersIn(patterns: string): number[] {
  const words = patterns.match(/.{4}/g)!.map((digits) => parseInt(digits, 16) << 16);
  return [...new Float32Array(Int32Array.from(words).buffer)];
}

function inNumbers(envelope: ErrorEnvelope | null): { count: number; lowest: number[]; highest: number[] } {
  const { count, lowest, highest } = envelope!;
  return { count, lowest: numbersIn(lowest), highest: numbersIn(highest) };
}

function envelopeBetween(actual: unknown, reference: unknown): ErrorEnvelope | null {
  const [pair] = pairLeaves(actual, reference, readers);
  const errors = envelopeFor(pair!);
  comparePair(pair!, { abs: 1, allowEmpty: true }, errors?.see);
  return errors?.envelope() ?? null;
}

describe('the envelope of errors', () => {
  test('of a short array is every error, with its sign, in ulps of the reference', () => {
    const reference = [1, 2, -4, 0];
    const actual = Float32Array.from([1 + 3 * ulp, 2 - 2 * ulp, -4 - 4 * ulp, 2 ** -149]);
    expect(inNumbers(envelopeBetween(actual, reference))).toEqual({
      count: 4,
      lowest: [3, -1, -1, 1],
      highest: [3, -1, -1, 1],
    });
  });

  test('of zeros of either sign is 0: a sign is no error', () => {
    const zeros = envelopeBetween(Float32Array.of(0, -0, 0, -0), [0, 0, -0, -0])!;
    expect([zeros.lowest, zeros.highest]).toEqual(['0'.repeat(16), '0'.repeat(16)]);
  });

  test('of errors beyond the largest float64 saturates, halves being subtracted', () => {
    const { lowest, highest } = envelopeBetween(
      [Number.MAX_VALUE, -Number.MAX_VALUE],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
    )!;
    // the errors are ±(2^54 − 2); the ends are the bfloat16 numbers on either side
    expect(patternValues(highest)).toEqual([2 ** 54, -(2 ** 54 - 2 ** 46)]);
    expect(patternValues(lowest)).toEqual([2 ** 54 - 2 ** 46, -(2 ** 54)]);
  });

  test('keeps the lowest and highest error of each range of a long array', () => {
    const count = 5000;
    const actual = new Float32Array(count).fill(1);
    actual[0] = 1 + 2 * ulp;
    actual[2047] = 1 - 3 * ulp;
    actual[2048] = 1 + 5 * ulp;
    actual[4999] = 1 + 7 * ulp;
    const { lowest, highest } = inNumbers(envelopeBetween(actual, new Float64Array(count).fill(1)));
    expect([lowest.length, highest.length]).toEqual([128, 128]);
    // 5000 / 128 = 39.06 elements a range: element 2047 is in range ⌊2047 / 39.06⌋ = 52, element 2048 too
    const expectedHighest = new Array<number>(128).fill(0);
    const expectedLowest = new Array<number>(128).fill(0);
    expectedHighest[0] = 2;
    expectedHighest[52] = 5;
    expectedLowest[52] = -3;
    expectedHighest[127] = 7;
    expect(highest).toEqual(expectedHighest);
    expect(lowest).toEqual(expectedLowest);
  });

  test('has its ranges cut where they say: an error at the first element of one is in it', () => {
    const count = 1000;
    for (const range of [1, 17, 64, 127]) {
      const start = rangeStart(range, 128, count);
      for (const [index, hit] of [
        [start, range],
        [start - 1, range - 1],
      ]) {
        const actual = new Float32Array(count).fill(1);
        actual[index!] = 1 + ulp;
        const { highest } = inNumbers(envelopeBetween(actual, new Float64Array(count).fill(1)));
        expect(highest.flatMap((error, i) => (error > 0 ? [i] : []))).toEqual([hit]);
      }
    }
  });

  test('encloses errors that eight bits cannot hold', () => {
    // 257 ulps take nine bits; 256 and 258 are its neighbours in bfloat16
    const { lowest, highest } = inNumbers(envelopeBetween(Float32Array.of(1 + 257 * ulp, 1), [1, 1 + 257 * ulp]));
    expect(lowest).toEqual([256, -258]);
    expect(highest).toEqual([258, -256]);
  });

  test('holds errors that overflow: they saturate, outwards', () => {
    // 2^1023 over an ulp of 2^-1074, and the largest number against its negative: 2^54 ulps at 2^1023, less one bit
    const { lowest, highest } = inNumbers(envelopeBetween([2 ** 1023, Number.MAX_VALUE], [0, -Number.MAX_VALUE]));
    const most = (2 - 2 ** -7) * 2 ** 127;
    expect(lowest).toEqual([most, 2 ** 54 - 2 ** 46]);
    expect(highest).toEqual([Infinity, 2 ** 54]);
    expect(inNumbers(envelopeBetween([-(2 ** 1023)], [0]))).toEqual({
      count: 1,
      lowest: [-Infinity],
      highest: [-most],
    });
  });

  test('leaves out pairs that are not finite, and is NaN where there is no other', () => {
    const actual = Float32Array.of(NaN, 1 + ulp, Infinity);
    expect(inNumbers(envelopeBetween(actual, [1, 1, 1]))).toEqual({
      count: 3,
      lowest: [NaN, 1, NaN],
      highest: [NaN, 1, NaN],
    });
  });

  test('is against the centres of enclosures, their trailing parts too', () => {
    const certified = {
      kind: 'certified' as const,
      shape: [2],
      hi: Float64Array.of(1, 1),
      lo: Float64Array.of(0, -ulp / 4),
      radius: Float64Array.of(0, 0),
      description: 'two numbers',
    };
    // 1 − ulp/4 lies below 1, where ulps are half as large
    expect(inNumbers(envelopeBetween(Float32Array.of(1 + ulp, 1), certified))).toMatchObject({
      lowest: [1, 0.5],
      highest: [1, 0.5],
    });
  });

  test('leaves out pairs that agree in an infinity', () => {
    expect(inNumbers(envelopeBetween([Infinity, 1, -Infinity], [Infinity, 1, -Infinity]))).toEqual({
      count: 3,
      lowest: [NaN, 0, NaN],
      highest: [NaN, 0, NaN],
    });
  });

  test('is that of the elements one by one, however the comparison cuts the array', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: -99, max: 99 }))),
        (count, moves) => {
          const actual = new Float32Array(count).fill(1.5);
          for (const [place, steps] of moves) actual[place % count] = 1.5 + steps * ulp;
          const ranges = Math.min(count, 128);
          const lowest = new Array<number>(ranges).fill(Infinity);
          const highest = new Array<number>(ranges).fill(-Infinity);
          let range = 0;
          for (let i = 0; i < count; i++) {
            while (Math.floor(((range + 1) * count) / ranges) <= i) range++;
            const error = (actual[i]! - 1.5) / ulp;
            lowest[range] = Math.min(lowest[range]!, error);
            highest[range] = Math.max(highest[range]!, error);
          }
          expect(inNumbers(envelopeBetween(actual, new Float64Array(count).fill(1.5)))).toEqual({
            count,
            lowest,
            highest,
          });
        },
      ),
    );
  });

  test('is none for complex numbers and for an empty array', () => {
    const complex = { data: Float64Array.of(1, 2), shape: [1], dtype: 'complex128' };
    expect(envelopeBetween(complex, complex)).toBeNull();
    expect(envelopeBetween(new Float32Array(0), [])).toBeNull();
  });

  test('is written as bfloat16 patterns, rounded as arrays are encoded, and anything else is refused', () => {
    expect(patternText([1, -2, 0.5])).toBe('3f80c0003f00');
    expect(patternValues('3f80c0003f00')).toEqual([1, -2, 0.5]);
    const any = fc.array(
      fc.oneof(fc.double(), fc.float(), fc.constantFrom(-0, NaN, Infinity, 3.4e38, -3.5e38, 1e-45, 2 ** -134)),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(any, fc.constantFrom('down' as const, 'up' as const), (values, mode) => {
        const patterns = encodeArray(values, 'bfloat16', { mode });
        expect(patternText(values, mode)).toBe(
          Array.from(patterns, (bits) => bits.toString(16).padStart(4, '0')).join(''),
        );
      }),
    );
    expect(arePatterns('3f80c0003f00', 3)).toBe(true);
    expect(['3f80', '3f8', '3F80c0003f00', '3f80c0003f0g'].filter((text) => arePatterns(text, 3))).toEqual([]);
  });
});
