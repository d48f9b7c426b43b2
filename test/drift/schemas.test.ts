/** The shipped schemas say what the readers say: what is written is valid, and what is changed in its structure is neither. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparisonMetrics,
  parseBaseline,
  parseRunRecord,
  printBaseline,
  printRunRecord,
} from '../../src/drift/index.ts';
import type { DriftCheck, DriftEntry, Entry, RunRecord, ValueEntry } from '../../src/drift/index.ts';
import { schemaAt } from '../support/schemas.ts';
import { digest, drift } from './entries.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../schemas/${name}`, import.meta.url));
const faults = { baseline: schemaAt(path('baseline-1.json')), run: schemaAt(path('run-1.json')) };

const values: ValueEntry = {
  kind: 'values',
  dtype: 'complex64',
  shape: [2, 1],
  digest,
  values: ['1+2i', 'NaN-0i'],
  tolerance: { ulp: 4, abs: 1e-12 },
  accepted: { reason: 'known' },
};
const large: ValueEntry = { kind: 'values', dtype: 'float64', shape: [1000], digest, values: null };

const check: DriftCheck = {
  file: 'src/a.test.ts',
  project: 'node',
  test: 'a test',
  key: 'a test#1',
  baseline: 'src/__drift__/a.test.ts.drift.json',
  target: 'src/__drift__/a.test.ts.arm64.drift.json',
  outcome: 'regressed',
  action: 'kept',
  passed: false,
  reasons: ['maxUlps was 2, is 3'],
  base: drift,
  now: { ...drift, digest: `sha256:${'f'.repeat(64)}` },
  histogram: { zero: 3, lowestExponent: -2, counts: [1, 0, 4] },
  envelope: { count: 3, lowest: 'bf8000003f00', highest: '000040003f00' },
  worst: [
    { place: '[3][1]', actual: '0.1', reference: 'NaN', actualBits: '0x3f', referenceBits: null, ulps: 2.5, abs: null },
    { place: '', actual: '0', reference: '0', actualBits: null, referenceBits: null, ulps: 5e-324, abs: 0 },
  ],
};
const { target: _, ...plain } = check;
const record: RunRecord = {
  runner: 'vitest',
  environments: ['node v22 linux x64'],
  checks: [
    check,
    { ...plain, key: 'b', base: null, outcome: 'new', action: 'written', now: values, histogram: null, envelope: null },
    { ...plain, key: 'c', base: large, now: large, worst: [], reasons: [] },
    { ...plain, key: 'd', tolerance: { ulp: 4, growth: '10%' } },
  ],
  obsolete: [
    { file: 'b.test.ts', project: '', key: 'x', baseline: '__drift__/b.test.ts.drift.json', removed: true },
    {
      file: 'b.test.ts',
      project: '',
      key: 'y',
      baseline: '__drift__/b.test.ts.drift.json',
      removed: false,
      base: drift,
    },
  ],
};

const documents = {
  baseline: {
    text: printBaseline(
      new Map<string, Entry>([
        ['d', drift],
        ['v', values],
        ['l', large],
      ]),
    ),
    parse: parseBaseline,
  },
  run: { text: printRunRecord(record), parse: parseRunRecord },
} as const;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Every place in a document, as the names on the way to it. */
function places(value: Json, at: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...at]];
  return [[...at], ...Object.entries(value).flatMap(([name, inner]) => places(inner as Json, [...at, name]))];
}

/** The document with what is at a place replaced; removed where that is `undefined`. */
function changed(document: Json, at: readonly string[], change: (old: Json) => Json | undefined): Json {
  const copy = structuredClone(document);
  const [last] = at.slice(-1);
  if (last === undefined) return change(copy)!;
  const parent = at.slice(0, -1).reduce((value, name) => (value as Record<string, Json>)[name]!, copy);
  const now = change((parent as Record<string, Json>)[last]!);
  if (now !== undefined) (parent as Record<string, Json>)[last] = now;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, Json>)[last];
  return copy;
}

describe.each(['baseline', 'run'] as const)('the schema of a %s file', (name) => {
  const { text, parse } = documents[name];
  const document = JSON.parse(text) as Json;
  const isRead = (changedDocument: Json): boolean => {
    try {
      parse(JSON.stringify(changedDocument), 'x');
      return true;
    } catch {
      return false;
    }
  };

  test('takes what is written', () => {
    expect(faults[name](document)).toEqual([]);
    expect(isRead(document)).toBe(true);
  });

  test.each<[string, (old: Json) => Json | undefined]>([
    ['removed', () => undefined],
    ['null', () => null],
    ['a number', () => 7],
    ['a negative fraction', () => -0.5],
    ['a word', () => 'banana'],
    ['nothing in quotes', () => ''],
    ['true', () => true],
    ['an empty list', () => []],
    ['an empty object', () => ({})],
    ['in a list', (old) => [old]],
    ['with a field more', (old) => (typeof old === 'object' && !Array.isArray(old) ? { ...old, banana: 1 } : old)],
    ['with a sign more', (old) => (typeof old === 'string' ? `${old} ` : old)],
    ['cut', (old) => (typeof old === 'string' ? old.slice(0, -1) : old)],
  ])('agrees with the reader where one part is %s', (_, change) => {
    let refused = 0;
    for (const at of places(document)) {
      const other = changed(document, at, change);
      const [valid, read] = [faults[name](other).length === 0, isRead(other)];
      if (!read) refused++;
      // what is read is valid; what is not read is invalid, unless what is wrong lies between two parts, each of which may be as it is
      if (read)
        expect(valid || leniently.test(at.join('.')), `${at.join('.')} is read: ${faults[name](other)}`).toBe(true);
      else if (valid) expect(at.join('.'), 'is not read').toMatch(betweenParts);
    }
    expect(refused).toBeGreaterThan(0);
  });
});

/**
 * A decimal that contradicts its exact number, a metric of a comparison that is missing among the others, elements that are not as many as
 * the shape says: no schema compares parts.
 */
const betweenParts = /\.metrics(?:\.\w+)?$|\.values(?:\.[\d,]+)?$|\.shape$|\.envelope\.\w+$/;

/** What is only shown, and read as it comes. */
const leniently = /\.worst\.\d+\.\w+$|\.histogram\.\w+$/;

test('entries with any metrics and any keys are valid', () => {
  const size = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  const entry = fc
    .tuple(fc.tuple(...comparisonMetrics.map(() => size)), fc.array(fc.nat(9), { maxLength: 4 }))
    .map(([sizes, shape]): DriftEntry => ({
      ...drift,
      shape,
      metrics: Object.fromEntries(comparisonMetrics.map((metric, i) => [metric, sizes[i]!])),
    }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), entry), (entries) => {
      const text = printBaseline(new Map(Object.entries(entries)));
      expect(faults.baseline(JSON.parse(text))).toEqual([]);
      expect(parseBaseline(text, 'x').size).toBe(Object.keys(entries).length);
    }),
  );
});

test('paths that lead out of the project are no paths of a record', () => {
  const withPath = (file: string): unknown => JSON.parse(printRunRecord({ ...record, checks: [{ ...check, file }] }));
  for (const file of ['a', 'a/b.ts', 'a..b/c', '.a', '..a/b', 'a/...', 'C', 'é b/ö\n.ts']) {
    expect(faults.run(withPath(file)), file).toEqual([]);
    expect(() => parseRunRecord(JSON.stringify(withPath(file)), 'x')).not.toThrow();
  }
  for (const file of [
    '',
    '/a',
    '\\a',
    'C:a',
    'c:\\a',
    '..',
    '../a',
    'a/..',
    'a/../b',
    'a\\..\\b',
    'a\n/..',
    'a\u0000',
  ]) {
    expect(faults.run(withPath(file)), file).not.toEqual([]);
    expect(() => parseRunRecord(JSON.stringify(withPath(file)), 'x')).toThrow();
  }
});

test('counts and patterns that cannot be are invalid, though they are only shown', () => {
  const [first] = JSON.parse(documents.run.text).checks as Json[];
  const withPart = (at: string, value: Json): unknown => ({
    ...(JSON.parse(documents.run.text) as object),
    checks: [changed(first!, at.split('.'), () => value)],
  });
  expect(faults.run(withPart('histogram.zero', 4))).toEqual([]);
  for (const [at, value] of [
    ['histogram.zero', -1],
    ['histogram.lowestExponent', 0.5],
    ['histogram.counts', '1,2'],
    ['envelope.count', 0],
    ['envelope.lowest', ''],
    ['envelope.highest', '0000'.repeat(129)],
    ['worst.0.actualBits', '63'],
    ['worst.0.ulps', '-0x1p+0'],
    ['worst.0.abs', '2.5'],
  ] as const) {
    expect(faults.run(withPart(at, value)), at).not.toEqual([]);
  }
});

test('both schemas define entries alike', () => {
  interface Schema {
    readonly $defs: Readonly<Record<string, unknown>>;
  }
  const [baseline, run] = ['baseline-1.json', 'run-1.json'].map(
    (name) => JSON.parse(readFileSync(path(name), 'utf8')) as Schema,
  );
  const shared = Object.keys(baseline!.$defs);
  expect(shared).toEqual(['exact', 'drift', 'values']);
  for (const name of shared) expect(run!.$defs[name]).toEqual(baseline!.$defs[name]);
});
