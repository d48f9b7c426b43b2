/** Errors by index in words and on their scale. */
import { describe, expect, test } from 'vitest';
import { measure } from '../../src/drift/index.ts';
import type { DriftEntry } from '../../src/drift/index.ts';
import type { ReportEntrySide, ReportWorst } from '../../src/report/html/report-data.ts';
import { axisText, endsOf, powerTicks } from '../../src/report/html/page/axis.ts';
import { besideOf, elementAt, envelopeOf, errorText, markedOf, summary } from '../../src/report/html/page/envelope.ts';

/** What a run records of an array, laid out as in the page. */
function recorded(
  actual: Float32Array,
  reference: Float64Array,
  shape: string = `[${actual.length}]`,
): { readonly side: ReportEntrySide; readonly worst: readonly ReportWorst[]; readonly largest: number } {
  const [{ entry, histogram, envelope, worst }] = measure(actual, reference, () => '0'.repeat(64)) as [
    ReturnType<typeof measure>[number],
  ];
  const { special, metrics } = entry as DriftEntry;
  return {
    largest: metrics['maxUlps']!,
    worst: worst.map(({ place, actual: is, reference: due, actualBits, referenceBits, ulps, abs }) => [
      place,
      is,
      due,
      actualBits,
      referenceBits,
      ulps,
      abs,
    ]),
    side: {
      dtype: 'float32',
      shape,
      digest: '',
      special: special.nan > 0 ? `${special.nan} NaN` : '',
      tolerance: '',
      values: null,
      histogram: histogram && [histogram.zero, histogram.lowestExponent, histogram.counts],
      envelope: envelope && [envelope.count, envelope.lowest, envelope.highest],
    },
  };
}

function said(actual: readonly number[], reference: readonly number[], metric = true): string {
  const { side, worst, largest } = recorded(Float32Array.from(actual), Float64Array.from(reference));
  return summary(envelopeOf(side.envelope!), besideOf(side, worst, metric ? largest : null));
}

describe('the largest error in words', () => {
  test('is the one that was measured, with its sign and place', () => {
    // 300.5 ulps of float32 at 1 are no bfloat16: the band reaches to -302
    expect(said([1, 1], [1, 1 + 300.5 * 2 ** -23])).toBe('The largest error is -300.5 ulp, at element 1.');
    expect(said([1, 1 + 1000 * 2 ** -23], [1, 1])).toBe('The largest error is +1,000 ulp, at element 1.');
  });

  test('is told from the worst elements where no metric is kept', () => {
    expect(said([1, 1], [1, 1 + 300.5 * 2 ** -23], false)).toBe('The largest error is -300.5 ulp, at element 1.');
  });

  test('is a bound where neither is known, and one of many places where the bounds are alike', () => {
    const { side } = recorded(Float32Array.of(1, 1), Float64Array.of(1, 1 + 300.5 * 2 ** -23));
    const envelope = envelopeOf(side.envelope!);
    expect(summary(envelope, besideOf(side, [], null))).toBe(
      'The largest error is at most 302 ulp in size, at element 1.',
    );
    const level = recorded(new Float32Array(300).fill(1 + 2 ** -23), new Float64Array(300).fill(1));
    expect(summary(envelopeOf(level.side.envelope!), besideOf(level.side, [], 1))).toBe(
      'The largest error is +1 ulp, among elements 0 to 1, or in one of 127 other ranges.',
    );
  });

  test('names the place of an array of several dimensions beside its number on the axis', () => {
    const { side, worst, largest } = recorded(Float32Array.of(1, 1, 1, 1 + 2 ** -23), new Float64Array(4).fill(1));
    const folded = worst.map(([, ...rest]): ReportWorst => ['[1][1]', ...rest]);
    expect(summary(envelopeOf(side.envelope!), besideOf({ ...side, shape: '[2, 2]' }, folded, largest))).toBe(
      'The largest error is +1 ulp, at element 3, [1][1].',
    );
    expect(elementAt('[2][0][5]', '[3, 4, 6]')).toBe(53);
    expect(elementAt('', '[]')).toBe(0);
    expect(elementAt('[1]', '[2, 2]')).toBeNull();
  });
});

describe('elements that are not finite', () => {
  test('are counted and marked beside finite ones without error', () => {
    const { side, worst, largest } = recorded(Float32Array.of(1, NaN, 3), Float64Array.of(1, 2, 3));
    const [envelope, beside] = [envelopeOf(side.envelope!), besideOf(side, worst, largest)];
    expect(summary(envelope, beside)).toBe(
      'No finite element has an error. 1 of 3 elements is not finite (1 NaN); marked at the foot.',
    );
    expect(markedOf(envelope, beside)).toEqual([[1, 2]]);
  });

  test('are marked by their place where their range has finite ones too', () => {
    const actual = new Float32Array(100_000).fill(1);
    actual[61_234] = NaN;
    const { side, worst, largest } = recorded(actual, new Float64Array(100_000).fill(1));
    const [envelope, beside] = [envelopeOf(side.envelope!), besideOf(side, worst, largest)];
    expect(markedOf(envelope, beside)).toEqual([[61_234, 61_235]]);
    expect(summary(envelope, beside)).toBe(
      'No finite element has an error. 1 of 100,000 elements is not finite (1 NaN); marked at the foot.',
    );
    // without the worst elements the place is not known
    expect(summary(envelope, besideOf(side, [], largest))).toBe(
      'No finite element has an error. 1 of 100,000 elements is not finite (1 NaN); where is not known.',
    );
  });

  test('are all there is said of an array that has no other', () => {
    expect(said([NaN, NaN], [1, 2])).toBe('2 of 2 elements are not finite (2 NaN); marked at the foot.');
  });
});

describe('the errors of a range', () => {
  test.each([
    [null, null, 'not finite'],
    [0, 0, '0'],
    [3, 3, '+3'],
    [-9, 1, '-9 to +1'],
    // one error, somewhere between: the end further from 0 holds for it
    [-0.384765625, -0.3828125, '-0.3848 at most'],
    [1000, 1004, '+1,004 at most'],
    [0, Infinity, 'beyond +3.39e38'],
    [-Infinity, 1, 'beyond -3.39e38 to +1'],
  ])('from %s to %s are %j', (low, high, text) => {
    expect(errorText(low, high)).toBe(text);
  });
});

describe('the logarithmic scale', () => {
  test('has powers of ten only, evenly spread, and 0', () => {
    expect(powerTicks(0, 1200, 160)).toEqual([0, 1, 10, 100, 1000]);
    expect(powerTicks(-2e9, 2e10, 160)).toEqual([-1e9, -1e6, -1000, 0, 1000, 1e6, 1e9]);
    expect(powerTicks(0, 30, 160)).toEqual([0, 1, 2, 5, 10, 20]);
  });

  test.each([
    [0, 60],
    [-1e8, 1.6e10],
    [-3.4e38, 3.4e38],
    [-0.2, 0.5],
    [0, 99],
  ])('sets no two labels over each other: %s to %s', (low, high) => {
    const [bottom, top] = endsOf(low, high, true);
    const at = powerTicks(bottom, top, 160).map(
      (tick) => (160 * Math.asinh(tick)) / (Math.asinh(top) - Math.asinh(bottom)),
    );
    expect(at.length).toBeGreaterThan(2);
    at.slice(1).forEach((position, i) => expect(position - at[i]!).toBeGreaterThanOrEqual(17.9));
  });

  test('leaves 6 % of its height free beyond either end', () => {
    const [bottom, top] = endsOf(-1e8, 1.6e10, true).map(Math.asinh) as [number, number];
    const [low, high] = [Math.asinh(-1e8), Math.asinh(1.6e10)];
    expect((top - high) / (high - low)).toBeCloseTo(0.06, 9);
    expect((low - bottom) / (high - low)).toBeCloseTo(0.06, 9);
  });

  test.each([
    [1000, '1,000'],
    [-1e6, '-1e6'],
    [1e38, '1e38'],
    [0.5, '0.5'],
  ])('labels %s as %j', (y, text) => {
    expect(axisText(y)).toBe(text);
  });
});
