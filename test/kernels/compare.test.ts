/** The two engines of a comparison against each other, bit for bit, on values biased to what is hard. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkLength, simdEngine } from '../../src/kernels/compare.ts';
import type { ChunkRow, ChunkSummary, ComparisonEngine } from '../../src/kernels/compare.ts';
import { scalarEngine } from '../../src/compare/scalar-engine.ts';
import { unitOf } from '../../src/compare/unit.ts';

const units = ['float64', 'float32', 'float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2', 'int32'] as const;
const simd = simdEngine()!;
const scalar = scalarEngine(true);

const hard = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 6, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) },
  { weight: 3, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      0,
      -0,
      1,
      -1,
      0.5,
      2,
      Number.MIN_VALUE,
      -Number.MIN_VALUE,
      2 ** -149,
      2 ** -126,
      2 ** -1022,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 1023, 2 ** 127, 65504, 1e300, 1e-300),
  },
);
/** What most chunks hold: numbers near one, and others near them, or all zeros among them, or one pair that is not so. */
const ordinary = fc
  .tuple(
    fc.array(fc.tuple(fc.double({ min: 0.01, max: 8, noNaN: true }), fc.integer({ min: -4, max: 4 })), {
      minLength: 1,
      maxLength: 65,
    }),
    fc.constantFrom<readonly [number, number] | undefined>(
      undefined,
      [0, 0],
      [-0, 0],
      [2 ** -149, 2 ** -140],
      [0, 1],
      [1, 0],
      [1e-200, 0],
    ),
    fc.nat(64),
  )
  .map(([values, other, at]) => {
    const list = values.map(([r, steps], i): [number, number] => [r * (1 + steps * 2 ** -24), i % 3 === 0 ? -r : r]);
    for (const [i, pair] of list.entries()) if (i % 3 === 0) pair[0] = -pair[0];
    if (other !== undefined) list[at % list.length] = [...other];
    return list;
  });

/** A reference and an actual near it, or far. */
const wild = fc.array(
  fc.oneof(
    fc.tuple(hard, hard),
    fc
      .tuple(hard, fc.double({ min: -1e-6, max: 1e-6, noNaN: true }))
      .map(([r, d]): [number, number] => [r * (1 + d), r]),
    hard.map((r): [number, number] => [r, r]),
  ),
  { minLength: 1, maxLength: 65 },
);
const pairs = fc.oneof(wild, ordinary);

function fill(
  engine: ComparisonEngine,
  values: readonly (readonly [number, number])[],
  actual64: boolean,
  reference64: boolean,
): void {
  const { workspace } = engine;
  values.forEach(([a, r], i) => {
    (actual64 ? workspace.actual64 : workspace.actual32)[i] = a;
    (reference64 ? workspace.reference64 : workspace.reference32)[i] = r;
  });
}

const bits = (values: ArrayLike<number>, n: number): string[] =>
  Array.from({ length: n }, (_, i) =>
    Number.isNaN(values[i]) ? 'NaN' : Object.is(values[i], -0) ? '0' : String(values[i]),
  );
const summary = (): ChunkSummary => ({ sum: 0, signedSum: 0, squares: 0, max: 0 });
const rows = (thresholds: readonly number[]): ChunkRow[] =>
  thresholds.map((threshold, metric) => ({ metric, threshold, within: 0, alone: 0, maxAlone: 0 }));

describe.each(units)('in ulps of %s', (name) => {
  const { ulp, minNormal } = unitOf(name);

  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('the SIMD kernel gives the bits of the definition (float64 actual %s, reference %s)', (actual64, reference64) => {
    fc.assert(
      fc.property(pairs, fc.tuple(hard, hard, hard), fc.boolean(), fc.boolean(), (values, limits, mayCount, keep) => {
        const n = values.length;
        fill(simd, values, actual64, reference64);
        fill(scalar, values, actual64, reference64);
        const measured = simd.measure(n, actual64, reference64, ulp, mayCount, keep);
        scalar.measure(n, actual64, reference64, ulp, mayCount, keep);
        if (measured === 'special') return;
        if (measured === 'summed' && !keep) simd.writeErrors(n, actual64, reference64, ulp);
        // A lower bound, so that no zero and no subnormal number stays unseen
        expect(simd.lowest).toBeLessThanOrEqual(scalar.lowest);
        expect(simd.withoutRel).toBe(scalar.withoutRel);
        for (let metric = 0; metric < 3; metric++) {
          expect(bits(simd.workspace.errors[metric], n)).toEqual(bits(scalar.workspace.errors[metric], n));
          const left = summary();
          const right = summary();
          if (measured === 'summed') simd.summaryOf(metric, left);
          else simd.summarise(metric, n, left);
          scalar.summarise(metric, n, right);
          expect(left).toEqual(right);
          expect(
            simd.workspace.tables[metric].findIndex((count, k) => count !== scalar.workspace.tables[metric][k]),
          ).toBe(-1);
          simd.workspace.tables[metric].fill(0);
          scalar.workspace.tables[metric].fill(0);
        }
        const classes = {
          actualZeros: 0,
          actualSubnormals: 0,
          referenceZeros: 0,
          referenceSubnormals: 0,
          signedZeros: 0,
        };
        const expected = { ...classes };
        simd.classify(n, actual64, reference64, minNormal, classes);
        scalar.classify(n, actual64, reference64, minNormal, expected);
        expect(classes).toEqual(expected);
        if (scalar.workspace.errors[1].subarray(0, n).some(Number.isNaN)) return;
        const some = limits.map((limit, k) => (limit < 0 ? -1 : k === 0 ? limit : limit * 1e-7));
        // One, two and three terms; limits that most pairs meet, and that few do
        for (const thresholds of [some, [1e9, -1, 1e-9], [-1, 1, 0], [0, -1, -1], [Math.abs(limits[0]), 1e300, -1]]) {
          const judged = rows(thresholds);
          const defined = rows(thresholds);
          expect(simd.judge(n, judged)).toBe(scalar.judge(n, defined));
          expect(judged).toEqual(defined);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('a value that is not finite sends the chunk to the definition', () => {
  for (const special of [NaN, Infinity, -Infinity]) {
    for (const at of [0, 1, 6]) {
      for (const side of ['actual64', 'reference64'] as const) {
        fill(simd, new Array(7).fill([1, 1]), true, true);
        simd.workspace[side][at] = special;
        expect(simd.measure(7, true, true, unitOf('float64').ulp, true, false)).toBe('special');
      }
    }
  }
});

test('a difference that overflows sends the chunk to the definition', () => {
  fill(simd, [[Number.MAX_VALUE, -Number.MAX_VALUE]], true, true);
  expect(simd.measure(1, true, true, unitOf('float64').ulp, true, false)).toBe('special');
});

test.each([
  ['near one another', [1, 1 + 2 ** -20], 'summed'],
  ['rectified', [0, 0], 'summed'],
  ['subnormal in float32', [2 ** -140, 2 ** -139], 'summed'],
  ['below 2^-400', [1e-200, 2e-200], 'measured'],
  ['without relative error', [1, 0], 'measured'],
  ['not a number', [NaN, 1], 'special'],
] as const)(
  'chunks of which one pair is %s leave the counts of the chunks about them as they are',
  (_what, pair, how) => {
    const engine = simdEngine()!;
    const { ulp } = unitOf('float32');
    const measure = (values: readonly (readonly [number, number])[]): string => {
      fill(engine, values, true, true);
      return engine.measure(values.length, true, true, ulp, true, false);
    };
    const plain = Array.from({ length: 9 }, (): [number, number] => [1, 1.5]);
    const counts = (): number => engine.workspace.tables[2].reduce((sum, count) => sum + count, 0);
    expect(measure(plain)).toBe('summed');
    for (let round = 0; round < 4; round++) {
      const before = counts();
      const other = measure([...plain.slice(1), pair]);
      // The loop for such chunks is found on the way; the first of them may be measured with care
      if (round > 2) expect(other).toBe(how);
      expect(counts() - before).toBe(other === 'summed' ? 9 : 0);
    }
    const before = counts();
    // After chunks that need care a plain one may be measured so too; the next one is not
    const again = measure(plain);
    if (again !== 'summed') expect(measure(plain)).toBe('summed');
    expect(counts() - before).toBe(9);
  },
);

test('a full chunk is summed in two lanes, even and odd indices', () => {
  // 2^53 + 1 is lost in one sum and kept in another lane
  const values = Array.from({ length: chunkLength }, (_, i): [number, number] => [i % 2 === 0 ? 2 ** 53 : 1, 0]);
  values.fill([0, 0], 3);
  for (const engine of [simd, scalar]) {
    fill(engine, values, true, true);
    const measured = engine.measure(chunkLength, true, true, unitOf('int64').ulp, true, false);
    const result = summary();
    if (measured === 'summed') engine.summaryOf(2, result);
    else engine.summarise(2, chunkLength, result);
    for (const table of engine.workspace.tables) table.fill(0);
    expect(result).toEqual({ sum: 2 ** 54, signedSum: 2 ** 54, squares: 2 ** 107, max: 2 ** 53 });
  }
});
