/** References that carry an enclosure: verdicts are proofs, or say that they are none. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareWith } from '../../src/compare/index.ts';
import type { Budget, CertifiedReference, EnclosedValue } from '../../src/compare/index.ts';
import { abs, add, compareExact, exactly, parameters, scale, subtract, ulpExponent } from '../support/exact.ts';

const compare = compareWith([]);
const enclosures = (values: EnclosedValue[], more: Partial<CertifiedReference> = {}): CertifiedReference => ({
  kind: 'certified',
  shape: [values.length],
  hi: Float64Array.from(values, ({ hi }) => hi),
  lo: Float64Array.from(values, ({ lo }) => lo),
  radius: Float64Array.from(values, ({ radius }) => radius),
  description: 'test oracle',
  ...more,
});
const point = (hi: number, lo = 0): EnclosedValue => ({ hi, lo, radius: 0 });
const u64 = 2 ** -52;

describe('verdicts', () => {
  test('a value whose whole enclosure is within the budget passes, certified', () => {
    const result = compare([1], enclosures([{ hi: 1, lo: 0.25 * u64, radius: 0.125 * u64 }]), { ulp: 0.5 });
    expect(result).toMatchObject({ verdict: 'pass', basis: 'certified' });
    const [low, high] = result.leaves[0].worst!.certified!.ulps;
    expect(low).toBeGreaterThan(0.124);
    expect(low).toBeLessThanOrEqual(0.125);
    expect(high).toBeGreaterThanOrEqual(0.375);
    expect(high).toBeLessThan(0.376);
  });

  test('a value whose whole enclosure is outside fails', () => {
    const result = compare([1], enclosures([{ hi: 1, lo: 0.49 * u64, radius: 0.01 * u64 }]), { ulp: 0.25 });
    expect(result).toMatchObject({ verdict: 'fail', missed: 1 });
    expect(result.leaves[0].firstMisses[0].certified?.verdict).toBe('fail');
  });

  test('between, nothing is decided, and that is no pass', () => {
    const result = compare([1], enclosures([{ hi: 1, lo: 0.25 * u64, radius: 0.125 * u64 }]), { ulp: 0.25 });
    expect(result).toMatchObject({ verdict: 'undecided', passed: false, missed: 0, failedLeaves: 1 });
    expect(result.leaves[0].undecided).toBe(1);
  });

  test('a smaller enclosure is asked for where the verdict hangs on it, and only there', () => {
    const asked: number[] = [];
    const tighten = (index: number): EnclosedValue => {
      asked.push(index);
      return { hi: 1, lo: 0.2 * u64, radius: 0.01 * u64 };
    };
    const wide = { hi: 1, lo: 0.25 * u64, radius: 0.125 * u64 };
    const result = compare([1, 1], enclosures([point(1), wide], { tighten }), { ulp: 0.25 });
    expect(result.verdict).toBe('pass');
    expect(new Set(asked)).toEqual(new Set([1]));
  });

  test('an oracle that has nothing smaller ends the search', () => {
    let asked = 0;
    const wide = { hi: 1, lo: 0, radius: u64 };
    const stubborn = enclosures([wide], { tighten: () => (asked++, wide) });
    expect(compare([1], stubborn, { ulp: 0.5 }).verdict).toBe('undecided');
    expect(asked).toBeLessThan(5);
  });

  test('a miss is proved beside what is undecided', () => {
    const result = compare([1, 2], enclosures([{ hi: 1, lo: 0, radius: u64 }, point(3)]), { ulp: 0.5 });
    expect(result).toMatchObject({ verdict: 'fail', missed: 1 });
    expect(
      compare([1, 2], enclosures([{ hi: 1, lo: 0, radius: u64 }, point(3)]), { ulp: 0.5, mismatches: 1 }).verdict,
    ).toBe('undecided');
  });

  test('the trailing part of the reference counts: half an ulp and a little more is not correctly rounded', () => {
    expect(compare([1], enclosures([point(1 + u64, -u64 / 2)]), { ulp: 0.5 }).verdict).toBe('pass');
    expect(compare([1], enclosures([point(1 + u64, -u64 / 2 + 2 ** -100)]), { ulp: 0.5 }).verdict).toBe('fail');
    expect(compare([1], enclosures([point(1 + u64, -u64 / 2 - 2 ** -100)]), { ulp: 0.5 }).verdict).toBe('pass');
  });

  test('below a power of two the ulp is that of the binade below', () => {
    // y = 1 − 2^-60 has ulp 2^-53: the error 2^-60 of 1 is 2^-7 of it
    const [leaf] = compare([1], enclosures([point(1, -(2 ** -60))]), { ulp: 2 ** -7 }).leaves;
    expect(leaf.worst!.ulps).toBe(2 ** -7);
    expect(leaf.verdict).toBe('pass');
    expect(compare([1], enclosures([point(1, -(2 ** -60))]), { ulp: 2 ** -8 }).verdict).toBe('fail');
  });
});

test('rmse and meanUlp are decided by the ends of their intervals', () => {
  // errors 0.75 to 1.25, and 2; in ulps of 1: 2^52 times as many
  const reference = enclosures([{ hi: 1, lo: 0, radius: 0.25 }, point(1)]);
  const verdicts = (budgets: Budget[]): string[] => budgets.map((budget) => compare([2, 3], reference, budget).verdict);
  const rms = (x: number): number => Math.sqrt((x * x + 4) / 2);
  expect(verdicts([{ rmse: rms(1.25) * (1 + 1e-9) }, { rmse: rms(0.75) * (1 - 1e-9) }, { rmse: rms(1) }])).toEqual([
    'pass',
    'fail',
    'undecided',
  ]);
  // The enclosure reaches below 1, where an ulp is half as large: up to 2.5·2^52 ulps
  const mean = (x: number): number => ((x + 2) / 2) * 2 ** 52;
  expect(
    verdicts([{ meanUlp: mean(2.5) * (1 + 1e-9) }, { meanUlp: mean(0.75) * (1 - 1e-9) }, { meanUlp: mean(1) }]),
  ).toEqual(['pass', 'fail', 'undecided']);
});

test('bias is enclosed with its sign', () => {
  const reference = enclosures([
    { hi: 1.5, lo: 0, radius: u64 / 4 },
    { hi: 1.5, lo: 0, radius: u64 / 4 },
  ]);
  const actual = [1.5 + u64, 1.5 - u64];
  expect(compare(actual, reference, { bias: 0.3 }).verdict).toBe('pass');
  expect(compare(actual, reference, { bias: 0.1 }).verdict).toBe('undecided');
  expect(compare([1.5 + u64, 1.5 + u64], reference, { bias: 0.5 }).verdict).toBe('fail');
});

test('p99Ulp is decided by counting', () => {
  const values = Array.from({ length: 100 }, (_, i) => ({ hi: 1, lo: 0, radius: i === 50 ? u64 : 0 }));
  expect(compare(new Array(100).fill(1), enclosures(values), { p99Ulp: 0.25 }).verdict).toBe('pass');
  values[51] = { hi: 1, lo: 0, radius: u64 };
  expect(compare(new Array(100).fill(1), enclosures(values), { p99Ulp: 0.25 }).verdict).toBe('undecided');
});

test('rel, steps, allclose and bound are judged by their intervals', () => {
  const y = { hi: 1, lo: 0, radius: 2 ** -20 };
  const within = enclosures([y], { errorBound: Float64Array.of(2 ** -10) });
  const actual = [1 + 2 ** -10];
  for (const [pass, fail, undecided] of [
    [{ rel: 2 ** -9 }, { rel: 2 ** -11 }, { rel: 2 ** -10 }],
    [
      { allclose: { rtol: 2 ** -9, atol: 0 } },
      { allclose: { rtol: 2 ** -11, atol: 0 } },
      { allclose: { rtol: 2 ** -11, atol: 2 ** -11 } },
    ],
    [{ bound: 2 }, { bound: 0.5 }, { bound: 1 }],
    [{ steps: 2 ** 43 }, { steps: 2 ** 41 }, { steps: 2 ** 42 }],
  ] as [Budget, Budget, Budget][]) {
    expect(compare(actual, within, pass).verdict).toBe('pass');
    expect(compare(actual, within, fail).verdict).toBe('fail');
    expect(compare(actual, within, undecided).verdict).toBe('undecided');
  }
});

test('an infinity is right where the whole enclosure overflows', () => {
  const infinite = Float32Array.of(Infinity);
  const threshold = 3.4028235677973366e38;
  expect(compare(infinite, enclosures([{ hi: 1e39, lo: 0, radius: 1e30 }]), { ulp: 1 }).verdict).toBe('pass');
  expect(compare(infinite, enclosures([{ hi: threshold, lo: 0, radius: 1e30 }]), { ulp: 1 }).verdict).toBe('undecided');
  expect(compare(infinite, enclosures([{ hi: 1e38, lo: 0, radius: 1e30 }]), { ulp: 1 }).verdict).toBe('fail');
  expect(compare([NaN], enclosures([point(1)]), { ulp: 1 })).toMatchObject({ verdict: 'fail', nanInvolved: true });
});

test('what is not certified is refused', () => {
  expect(() => compare([1], enclosures([point(1)]), { cosine: 0.9 })).toThrow(/cosine is not certified/);
  expect(() => compare([1], enclosures([point(1)]), { ulp: 1, subnormals: 'flush' })).toThrow(/flush/);
  expect(() => compare([1n], enclosures([point(1)]), { ulp: 1 })).toThrow(/enclosures are of reals/);
  expect(() => compare([1, 2], enclosures([point(1)]), { ulp: 1 })).toThrow(/shape/);
});

test('the reported intervals contain the errors against every point of the enclosure', () => {
  const value = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(
      value,
      value,
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 4, noNaN: true }),
      fc.constantFrom('float64', 'float32' as const),
      (a, hi, fraction, size, format) => {
        const ulpOfHi = ulpExponent(exactly(hi), parameters.float64);
        const lo = (fraction / 2) * 2 ** Math.max(ulpOfHi, -1000);
        fc.pre(hi + lo === hi);
        const radius = size * 2 ** Math.max(ulpOfHi - 3, -1000);
        const { certified } = compare([a], enclosures([{ hi, lo, radius }]), { ulp: 1, format }).leaves[0].worst!;
        for (const end of [-1, -0.5, 0, 0.5, 1]) {
          const y = add(add(exactly(hi), exactly(lo)), exactly(radius * end));
          const error = abs(subtract(exactly(a), y));
          expect(compareExact(exactly(certified!.abs[0]), error)).toBeLessThanOrEqual(0);
          expect(compareExact(exactly(certified!.abs[1]), error)).toBeGreaterThanOrEqual(0);
          const inUlps = scale(error, -ulpExponent(y, parameters[format]));
          expect(compareExact(exactly(certified!.ulps[0]), inUlps)).toBeLessThanOrEqual(0);
          if (certified!.ulps[1] < Number.MAX_VALUE)
            expect(compareExact(exactly(certified!.ulps[1]), inUlps)).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 1500 },
  );
});
