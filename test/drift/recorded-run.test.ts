/** Records read as far as they are needed, held against the same records read whole and by JSON.parse. */
import { describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { parseRunRecord, printRunRecord, readRecordedRun } from '../../src/drift/index.ts';
import type { DriftCheck, RecordedCheck, RunRecord } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { drift } from './entries.ts';

const worst = {
  place: '[3][1]',
  actual: '0.1',
  reference: 'NaN',
  actualBits: '0x3f',
  referenceBits: null,
  ulps: 2.5,
  abs: null,
};

const checks: DriftCheck[] = [
  driftCheck('test/a.test.ts', 'one#1', drift, {
    outcome: 'regressed',
    passed: false,
    reasons: ['it "grew"', 'a \\ in it'],
    histogram: { zero: 3, lowestExponent: -2, counts: [1, 0, 4] },
    tolerance: { growth: '10%' },
    worst: [worst, { ...worst, place: '' }],
  }),
  driftCheck('test/a.test.ts', '] } {"#2', driftEntry(3), { base: null, outcome: 'new', action: 'refused' }),
  driftCheck('test/b.test.ts', 'naïve 名#1', driftEntry(1, { tolerance: { ulp: 4 } }), {
    base: driftEntry(2, { accepted: { reason: 'a "driver"' } }),
    target: 'test/__drift__/b.test.ts.arm64.drift.json',
  }),
  driftCheck('test/b.test.ts', 'numbers#1', {
    kind: 'values',
    dtype: 'float32',
    shape: [2],
    digest: drift.digest,
    values: ['1', 'NaN'],
  }),
];
const record: RunRecord = runRecord(checks, {
  obsolete: [
    { file: 'test/a.test.ts', project: 'p', key: 'gone#1', baseline: 'test/x', removed: false, base: drift },
    { file: 'test/a.test.ts', project: 'p', key: 'older#1', baseline: 'test/x', removed: true },
  ],
});
const text = printRunRecord(record);

const layouts: [string, string][] = [
  ['as it is written', text],
  ['on one line', JSON.stringify(JSON.parse(text))],
  ['without indentation', text.replace(/^ +/gm, '')],
  ['indented by one', text.replace(/^ +/gm, (blanks) => ' '.repeat(blanks.length / 2))],
  ['indented by tabs', JSON.stringify(JSON.parse(text), null, '\t')],
  ['with brackets moved out', text.replace(/^ {8}(?=[}\]],?$)/gm, ' '.repeat(6))],
  ['with CRLF', text.replaceAll('\n', '\r\n')],
  ['with a byte order mark', `\ufeff${text}`],
];

describe.each(layouts)('a record %s', (_, layout) => {
  const run = readRecordedRun(layout, 'r');

  test('is what it is read whole', () => {
    const whole = parseRunRecord(layout, 'r');
    expect(printRunRecord(whole)).toBe(text);
    expect(run).toMatchObject({ runner: whole.runner, environments: whole.environments });
    expect(run.checks.map((check) => check.whole())).toEqual(whole.checks);
    expect(run.checks.map((check) => check.now())).toEqual(whole.checks.map(({ now }) => now));
    expect(run.checks.map((check) => check.base())).toEqual(whole.checks.map(({ base }) => base));
    expect(run.obsolete.map(({ span: _span, ...entry }) => entry)).toEqual(whole.obsolete);
  });

  test('says where each check stands, and what it allowed', () => {
    const spans = [...run.checks, ...run.obsolete].map(({ span }) => layout.slice(span.start, span.end));
    const { checks: plain, obsolete } = JSON.parse(text) as { checks: unknown[]; obsolete: unknown[] };
    expect(spans.map((span) => JSON.parse(span) as unknown)).toEqual([...plain, ...obsolete]);
    expect(spans.map((span) => span.trim())).toEqual(spans);
    const nothing = undefined;
    expect(run.checks.map((check) => check.tolerance())).toEqual([nothing, { growth: '10%' }, nothing, nothing]);
    expect(run.checks.map((check) => check.toleranceText !== '')).toEqual([false, true, false, false]);
  });
});

describe('beside a record that was read before', () => {
  const of = (checks: readonly DriftCheck[]): string => printRunRecord({ ...record, checks });
  const changed = checks.map((check, i) => (i === 1 ? { ...check, outcome: 'within' as const, passed: false } : check));
  const others: [string, string][] = [
    ['the same one', text],
    ['one of which a check differs', of(changed)],
    ['one that lacks the first check', of(checks.slice(1))],
    ['one with a check more', of([{ ...checks[0]!, key: 'before#1' }, ...checks])],
    ['one without checks', of([])],
    ...layouts,
  ];

  test.each(others.flatMap(([a, before]) => others.map(([b, after]) => [a, b, before, after])))(
    '%s, then %s: what is read is the same as alone',
    (_a, _b, before, after) => {
      const known = readRecordedRun(before, 'before');
      const alone = readRecordedRun(after, 'after');
      const run = readRecordedRun(after, 'after', known);
      const told = (check: RecordedCheck): unknown => [
        check.place,
        check.span,
        after.slice(check.span.start, check.span.end) === check.text,
        check.now(),
        check.base(),
        check.tolerance(),
        check.errors(),
        check.whole(),
      ];
      expect(run.checks.map(told)).toEqual(alone.checks.map(told));
      expect(run).toMatchObject({ obsolete: alone.obsolete, environments: alone.environments, source: after });
    },
  );

  test('entries with the same text are one object, whatever else differs', () => {
    const known = readRecordedRun(text, 'before');
    const run = readRecordedRun(of(changed), 'after', known);
    expect(run.checks.map((check, i) => check.now() === known.checks[i]!.now())).toEqual([true, true, true, true]);
    expect(run.checks[1]!.place.passed).toBe(false);
  });

  test('one that is damaged is refused all the same', () => {
    const known = readRecordedRun(text, 'before');
    for (let length = 0; length < text.length - 2; length += 7) {
      expect(() => readRecordedRun(text.slice(0, length), 'r', known)).toThrow(BaselineError);
    }
  });
});

test('a record cut off anywhere is refused', () => {
  for (let length = 0; length < text.length - 2; length += 3) {
    expect(() => readRecordedRun(text.slice(0, length), 'r')).toThrow(BaselineError);
  }
});

test.each([
  ['of a newer format', text.replace('ulpwise-run/1', 'ulpwise-run/2').replace('"passed"', '"verdict"'), /newer than/],
  ['of another format', text.replace('ulpwise-run/1', 'baselines/1'), /"format" must be "ulpwise-run\/1"/],
  ['whose baseline leads out', text.replace('test/__drift__/b', '../../b'), /baseline: a path inside the project/],
  ['whose target leads out', text.replace('__drift__/b.test.ts.arm64', '../../b'), /target: a path inside the project/],
  ['with a field of its own', text.replace('"passed"', '"__proto__": {}, "passed"'), /"__proto__" is no field/],
  ['with a check given twice the key', text.replace('"key"', '"key": "a#1", "key"'), /"key" is given twice/],
  [
    'without checks',
    JSON.stringify({ ...(JSON.parse(text) as object), checks: undefined }),
    /"checks": a list was due/,
  ],
  ['whose checks are no list', text.replace('"checks": [', '"checks": {}, "x": ['), /"checks": a list was due/],
  ['that is a list', '[]', /an object was due/],
  ['with a conflict in it', `<<<<<<< ours\n${text}`, /merge-conflict marker/],
])('a record %s is refused, and it is said why', (_, damaged, message) => {
  expect(() => readRecordedRun(damaged, 'r')).toThrow(BaselineError);
  expect(() => readRecordedRun(damaged, 'r')).toThrow(message);
});

test('a damaged entry is an error where it is looked at', () => {
  const damaged = readRecordedRun(text.replace('"maxUlps": "3 (0x1.8p+1)"', '"maxUlps": "3 (0x1.9p+1)"'), 'r');
  expect(() => damaged.checks[0]!.now()).toThrow('3 and 0x1.9p+1 are different numbers');
  expect(damaged.checks[1]!.now()).toEqual(drift);
});
