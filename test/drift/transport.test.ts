/** What leaves a worker arrives as it was, by every channel that keeps text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkText,
  obsoleteText,
  parseCheck,
  parseObsolete,
  printRunRecord,
  type DriftCheck,
  type Entry,
} from '../../src/drift/index.ts';
import { valueText } from '../../src/drift/value-text.ts';
import { rounderFor, toShortest } from '../../src/formats/index.ts';
import { driftCheck, runRecord } from '../support/drift-entries.ts';
import { digest, drift } from './entries.ts';

const number = fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity, 5e-324, 0.1));
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1', 'maxUlps'));
const size = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 5e-324, Number.MAX_VALUE),
);

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.dictionary(name, size, { minKeys: 1, noNullPrototype: true }).map((metrics): Entry => {
    // own names of every kind, as `Object.fromEntries` makes them
    return { ...drift, metrics: Object.fromEntries(Object.entries(metrics)) };
  }),
  fc
    .option(fc.array(fc.string(), { maxLength: 3 }))
    .map((values): Entry => ({ kind: 'values', dtype: 'float32', shape: [3], digest, values })),
);

const check: fc.Arbitrary<DriftCheck> = fc
  .record({
    base: fc.option(fc.oneof(entry, fc.constant('now'))),
    now: entry,
    ulps: fc.option(number),
    abs: fc.option(number),
    key: fc.string(),
  })
  .map(({ base, now, ulps, abs, key }) =>
    driftCheck('a.test.ts', `${key}#1`, now, {
      // a copy, as a file gives it
      base: base === 'now' ? structuredClone(now) : base,
      reasons: [key],
      histogram: { zero: 3, lowestExponent: -2, counts: [1, 0, 4] },
      envelope: { count: 2, lowest: 'c0007fc0', highest: '3f807fc0' },
      worst: [{ place: '[3]', actual: 'NaN', reference: '0', actualBits: '0x7fc0', referenceBits: null, ulps, abs }],
    }),
  );

describe('a check', () => {
  test('comes out of a worker as it was: every bit of its numbers, -0 and NaN too, whatever its names', () => {
    fc.assert(
      fc.property(check, (given) => {
        const arrived = parseCheck(checkText(given));
        expect(arrived).toStrictEqual(given);
        // metrics are finite, and the record prints them in hexadecimal: -0 would show
        expect(printRunRecord(runRecord([arrived]))).toBe(printRunRecord(runRecord([given])));
      }),
      { numRuns: 300 },
    );
  });

  test('whose entry differs in the sign of a zero alone keeps both', () => {
    const given = driftCheck(
      'a.test.ts',
      'k#1',
      { ...drift, metrics: { loss: -0 } },
      { base: { ...drift, metrics: { loss: 0 } } },
    );
    expect(parseCheck(checkText(given))).toStrictEqual(given);
  });

  test('comes through channels that go by JSON, as blob reports of shards do', () => {
    fc.assert(
      fc.property(check, (given) => {
        const channel = JSON.parse(JSON.stringify({ checks: [checkText(given)] })) as { checks: string[] };
        expect(parseCheck(channel.checks[0]!)).toStrictEqual(given);
      }),
      { numRuns: 50 },
    );
  });
});

test('an obsolete entry comes out of a worker as it was, with what it held or without', () => {
  const gone = { file: 'a.test.ts', project: 'p', key: 'gone#1', baseline: '__drift__/x', removed: true };
  expect(parseObsolete(obsoleteText(gone))).toStrictEqual(gone);
  const held = { ...gone, base: { ...drift, metrics: { ...drift.metrics, biasUlps: -0 } } };
  expect(parseObsolete(obsoleteText(held))).toStrictEqual(held);
});

describe('an element as text', () => {
  const float32 = rounderFor('float32');
  /** Powers of two, where the reals that round to a number reach half as far below as above, and their neighbours. */
  const edges = Array.from({ length: 254 }, (_, i) => 2 ** (i - 126)).flatMap((power) => {
    return [power, power * (1 + 2 ** -23), power * (2 - 2 ** -23), power * 1.5];
  });

  test('is that at every power of two of float32 and beside it', () => {
    expect(edges.filter((x) => valueText(x, 'float32') !== toShortest(x, 'float32'))).toEqual([]);
  });

  test('is the shortest decimal that identifies it in float32, as exact arithmetic finds it', () => {
    const bits = fc.integer({ min: 0, max: 0x7f7fffff }).map((pattern) => {
      return new Float32Array(Uint32Array.of(pattern).buffer)[0]!;
    });
    const short = fc.tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: -30, max: 30 }));
    const decimals = short.map(([digits, exponent]) => float32(Number(`${digits}e${exponent}`)));
    fc.assert(
      fc.property(
        fc.oneof(bits, decimals, fc.constantFrom(...edges, 448103.125, 0.5, 8388607.5)),
        fc.boolean(),
        (magnitude, negative) => {
          const x = negative ? -magnitude : magnitude;
          fc.pre(Math.abs(x) < Infinity);
          expect(valueText(x, 'float32')).toBe(toShortest(x, 'float32'));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('of float64 is what exact arithmetic finds too', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(valueText(x, 'float64')).toBe(toShortest(x, 'float64'));
      }),
    );
  });
});
