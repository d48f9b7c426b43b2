/**
 * What the gate writes for other tools, read as those tools read it: SARIF by the official schema, XML by a parser that holds to XML 1.0, and
 * workflow commands by the rules of GitHub's runner, written down here once more (its `ActionCommand.cs`).
 */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import {
  annotationLines,
  commandData,
  commandProperty,
  jsonWithoutCommands,
  withoutCommands,
} from '../../src/cli/gate/annotations.ts';
import { gateBenchmark } from '../../src/cli/gate/benchmark.ts';
import type { BenchmarkResult } from '../../src/cli/gate/benchmark.ts';
import { gateCodeQuality } from '../../src/cli/gate/code-quality.ts';
import { lineOf } from '../../src/cli/gate/foreign-text.ts';
import type { Failure, GateResult } from '../../src/cli/gate/gate.ts';
import { gateJunit } from '../../src/cli/gate/junit.ts';
import { fingerprintOf, sentenceOf } from '../../src/cli/gate/rows.ts';
import { gateSarif, uriOf } from '../../src/cli/gate/sarif.ts';
import { gateMarkdown } from '../../src/cli/gate/summary.ts';
import { gateText } from '../../src/cli/gate/text.ts';
import type { Entry } from '../../src/drift/index.ts';
import { plainStyle } from '../../src/matchers/index.ts';
import { driftEntry } from '../support/drift-entries.ts';
import { atLineThree, baselineFile, gateOf, testFile } from '../support/gate-results.ts';
import { hostileName, vastNames } from '../support/hostile-names.ts';

/** Entries of one file with a key each. */
function regressions(keys: readonly string[], failOn?: readonly Failure[], changes: Partial<Entry> = {}): GateResult {
  const of = (ulps: number): Record<string, Entry> =>
    Object.fromEntries(keys.map((key) => [key, driftEntry(ulps, changes as object)]));
  return gateOf({ [baselineFile]: of(2) }, { [baselineFile]: of(3) }, failOn);
}

/** One of each finding, in the order of the table; the tolerance of `edited` too. */
const everything = gateOf(
  {
    [baselineFile]: {
      worse: driftEntry(2),
      other: driftEntry(2),
      known: driftEntry(2),
      gone: driftEntry(2),
      better: driftEntry(3),
      same: driftEntry(2),
      edited: driftEntry(2),
    },
  },
  {
    [baselineFile]: {
      worse: driftEntry(3),
      other: driftEntry(2, { shape: [2, 2] }),
      known: driftEntry(5, { accepted: { reason: 'new driver' } }),
      fresh: driftEntry(7),
      better: driftEntry(2),
      same: driftEntry(2),
      edited: driftEntry(2, { tolerance: { ulp: 4 } }),
    },
  },
);

const many = (count: number): string[] => Array.from({ length: count }, (_, i) => `k${i}`);
const bytesOf = (text: string): number => Buffer.byteLength(text);

describe('a sentence on an entry', () => {
  test('says what became of it, with the figures', () => {
    expect(everything.rows.map((row) => [row.key, sentenceOf(row)])).toEqual([
      ['worse', 'The error grew: max, ulp 2 → 3; 2 is allowed.'],
      ['other', 'What is measured is of another kind than at the base. Shape [4] → [2, 2].'],
      ['known', 'The error grew: max, ulp 2 → 5; 2 is allowed. Acknowledged: new driver.'],
      ['gone', 'The entry is no longer there.'],
      ['fresh', 'The entry is new: max, ulp 7.'],
      ['better', 'The error shrank: max, ulp 3 → 2.'],
      ['edited', 'The error is as before. Tolerance edited.'],
      ['same', 'The error is as before.'],
    ]);
  });
});

describe('a line of foreign text', () => {
  test('is the text where every format can hold it', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void expect(lineOf(text)).toBe(text)));
    expect(lineOf('é 漢 👩‍👩‍👧')).toBe('é 漢 👩‍👩‍👧');
  });

  test('shows what is invisible', () => {
    expect(lineOf('a\u0000\n\u001b\u0085\u2028\u202e\ud800\ufffe\ufeff')).toBe(
      String.raw`a\u0000\u000a\u001b\u0085\u2028\u202e\ud800\ufffe\ufeff`,
    );
  });

  test('is bounded, well-formed and different for different texts', () => {
    const long = 'x'.repeat(400);
    expect(lineOf(`${long}1`)).toHaveLength(300);
    expect(lineOf(`${long}1`)).not.toBe(lineOf(`${long}2`));
    // a cut between the halves of one sign takes the whole sign
    expect(lineOf(`${'x'.repeat(290)}${'👩'.repeat(20)}`)).toMatch(/^x{290}…[0-9a-f]{8}$/);
    expect(lineOf(`${'x'.repeat(289)}${'👩'.repeat(20)}`)).toMatch(/^x{289}👩…[0-9a-f]{8}$/u);
    fc.assert(
      fc.property(hostileName, fc.integer({ min: 20, max: 60 }), (name, most) => {
        const line = lineOf(name, most);
        expect(line.length).toBeLessThanOrEqual(most);
        // what encodeURIComponent takes has no lone surrogate
        expect(() => encodeURIComponent(line)).not.toThrow();
        // oxlint-disable-next-line no-control-regex -- they must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\ufffe\uffff]/);
      }),
    );
  });
});

/** A command as GitHub's runner reads it from a line of the log; `undefined` where the line is none. */
function commandIn(
  line: string,
): { readonly name: string; readonly properties: Record<string, string>; readonly data: string } | undefined {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end < 0) {
    const old = /##\[(\w+)[^\]]*\](.*)/.exec(line);
    return old === null ? undefined : { name: old[1]!, properties: {}, data: old[2]! };
  }
  const [name = '', ...rest] = text.slice(2, end).split(' ');
  const unescaped = (value: string, more: readonly (readonly [string, string])[] = []): string =>
    [['%0D', '\r'], ['%0A', '\n'], ...more, ['%25', '%']].reduce((t, [from, to]) => t.replaceAll(from!, to!), value);
  const properties = Object.fromEntries(
    rest
      .join(' ')
      .split(',')
      .map((pair) => {
        const at = pair.indexOf('=');
        const value = unescaped(pair.slice(at + 1), [
          ['%3A', ':'],
          ['%2C', ','],
        ]);
        return [pair.slice(0, at).trim(), value];
      }),
  );
  return { name, properties, data: unescaped(text.slice(end + 2)) };
}

describe('annotations', () => {
  test('are errors for what fails the gate, warnings for what else is worse, and nothing for the rest', () => {
    expect(annotationLines(everything, atLineThree)).toEqual([
      `::error file=${baselineFile},line=3,title=Numerical drift%3A regression::${testFile} › worse: The error grew: max, ulp 2 → 3; 2 is allowed.`,
      `::error file=${baselineFile},line=3,title=Numerical drift%3A changed::${testFile} › other: What is measured is of another kind than at the base. Shape [4] → [2, 2].`,
      `::warning file=${baselineFile},line=3,title=Numerical drift%3A same::${testFile} › edited: The error is as before. Tolerance edited.`,
    ]);
    expect(annotationLines({ ...everything, failOn: ['new'] }, atLineThree).map((line) => line.slice(0, 9))).toEqual([
      '::error f',
      '::warning',
      '::warning',
      '::warning',
    ]);
    expect(annotationLines(gateOf({}, {}), atLineThree)).toEqual([]);
  });

  test.each([
    [9, 9, undefined],
    [10, 10, undefined],
    [11, 10, '2 entries more'],
    [1234, 10, '1,225 entries more'],
  ])('of %i entries there are %i, and the last one says how many more', (count, lines, more) => {
    const annotations = annotationLines(regressions(many(count)), atLineThree);
    expect(annotations).toHaveLength(lines);
    const last = commandIn(annotations.at(-1)!)!;
    expect(last.name).toBe('error');
    if (more === undefined) expect(last.properties['file']).toBe(baselineFile);
    else expect(last.data).toContain(more);
  });

  test('escape what ends a line or a property', () => {
    expect(commandData('a%\r\nb:c,d')).toBe('a%25%0D%0Ab:c,d');
    expect(commandProperty('a%\r\nb:c,d%0A')).toBe('a%25%0D%0Ab%3Ac%2Cd%250A');
  });

  test('are one command each, whatever entries are called', () => {
    fc.assert(
      fc.property(fc.array(hostileName, { minLength: 1, maxLength: 12 }), (names) => {
        const keys = [...new Set(names)];
        const lines = annotationLines(regressions(keys), ({ key }) => ({ path: `a/${key}`, line: 7 }));
        expect(lines).toHaveLength(Math.min(keys.length, 10));
        const shown = keys.length > 10 ? 9 : keys.length;
        for (const line of lines.slice(0, shown)) {
          expect(line).not.toMatch(/[\r\n\u2028\u2029\u0085]/);
          const { name, properties, data } = commandIn(line)!;
          expect(name).toBe('error');
          expect(Object.keys(properties).sort()).toEqual(['file', 'line', 'title']);
          expect(properties['line']).toBe('7');
          expect(keys.map((key) => lineOf(`a/${key}`, 1000))).toContain(properties['file']);
          expect(keys.some((key) => data.startsWith(`${lineOf(`${testFile} › ${key}`)}: The error grew`))).toBe(true);
        }
      }),
    );
  });

  test('are under 10 kB each', () => {
    for (const line of annotationLines(regressions(vastNames), ({ key }) => ({ path: key, line: 1 }))) {
      expect(bytesOf(line)).toBeLessThan(10_000);
    }
  });
});

describe('a log that GitHub reads commands from', () => {
  test('has none in the table of the gate, whatever entries are called', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const text = withoutCommands(gateText(regressions([name]), plainStyle));
        expect(text.split(/\r\n|[\r\n]/).map(commandIn)).toEqual(text.split(/\r\n|[\r\n]/).map(() => undefined));
      }),
    );
    expect(withoutCommands('::error::x\n  ::debug::y\na ##[error]z\na::b')).toBe(
      ': :error::x\n  : :debug::y\na ## [error]z\na::b',
    );
  });

  test('has none in JSON, which stays the same', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const json = JSON.stringify({ [name]: name }, null, 2);
        const harmless = jsonWithoutCommands(json);
        expect(JSON.parse(harmless)).toEqual(JSON.parse(json));
        expect(harmless.split('\n').map(commandIn)).toEqual(harmless.split('\n').map(() => undefined));
      }),
    );
  });

  test('has a row of a table for each entry and no wider than a screen or two, whatever entries are called', () => {
    const lines = gateText(regressions(vastNames), plainStyle).split('\n');
    expect(lines).toHaveLength(vastNames.length + 4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
  });
});

interface Sarif {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly { readonly toolExecutionNotifications?: readonly object[] }[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly suppressions?: readonly object[];
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: { readonly startLine: number };
            };
          },
        ];
      }[];
    },
  ];
}

/** The schema that the SARIF working group published, with a check of the one format that matters. */
function sarifValidator(): (log: unknown) => readonly unknown[] {
  const require = createRequire(import.meta.url);
  const {
    id: _,
    $schema: draft,
    ...schema
  } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as {
    id: string;
    $schema: string;
  };
  // of what draft-04 says otherwise than the drafts that the validator knows, the schema uses only `id`
  if (!draft.includes('draft-04') || JSON.stringify(schema).includes('exclusiveM')) throw new Error('another schema');
  const uriReference = (text: string): boolean => /^(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-F]{2})*$/.test(text);
  const formats = { 'uri-reference': uriReference, uri: URL.canParse, 'date-time': true } as const;
  const validate = new Ajv({ strict: false, unicodeRegExp: false, formats }).compile(schema);
  return (log) => (validate(log) ? [] : validate.errors!);
}

describe('SARIF', () => {
  const faults = sarifValidator();
  const read = (text: string): Sarif => JSON.parse(text) as Sarif;

  test('is valid by the schema, which refuses what is not SARIF', () => {
    const log = read(gateSarif(everything, atLineThree).text);
    expect(faults(log)).toEqual([]);
    expect(faults({ ...log, version: '2.0.0' })).not.toEqual([]);
    expect(faults(JSON.parse(JSON.stringify(log).replace('"warning"', '"grave"')))).not.toEqual([]);
    expect(faults(JSON.parse(JSON.stringify(log).replace('test/__drift__', 'test __drift__')))).not.toEqual([]);
    expect(faults(read(gateSarif(gateOf({}, {}), atLineThree).text))).toEqual([]);
  });

  test('holds what fails the gate, what is worse, and what is acknowledged as suppressed', () => {
    const [{ tool, results }] = read(gateSarif(everything, atLineThree).text).runs;
    expect(results.map(({ ruleId, level, message }) => [ruleId, level, message.text.split(': ')[0]])).toEqual([
      ['regression', 'error', `${testFile} › worse`],
      ['changed', 'error', `${testFile} › other`],
      ['tolerance', 'warning', `${testFile} › edited`],
      ['regression', 'note', `${testFile} › known`],
    ]);
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      undefined,
      undefined,
      undefined,
      [{ kind: 'external', status: 'accepted', justification: 'new driver' }],
    ]);
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
      expect(locations).toMatchObject([
        { physicalLocation: { artifactLocation: { uri: baselineFile }, region: { startLine: 3 } } },
      ]);
    }
    const removed = gateSarif({ ...everything, failOn: ['removed', 'new', 'improvement'] }, atLineThree);
    expect(
      read(removed.text)
        .runs[0].results.filter(({ level }) => level === 'error')
        .map(({ ruleId }) => ruleId),
    ).toEqual(['removed', 'new', 'improvement']);
  });

  test('knows an entry again, whatever it measured, and tells all entries apart', () => {
    const prints = (result: GateResult): Record<string, string>[] =>
      read(gateSarif(result, atLineThree).text).runs[0].results.map(({ partialFingerprints }) => partialFingerprints);
    const [of2, of9] = [2, 9].map((ulps) =>
      gateOf({ [baselineFile]: { k: driftEntry(1) } }, { [baselineFile]: { k: driftEntry(ulps) } }),
    );
    expect(prints(of2!)).toEqual(prints(of9!));
    // of all names, the fingerprint is this one in every version: computed by sha256sum
    expect(prints(of2!)[0]!['ulpwiseEntry/v1']).toBe('668d3a50390aaf6b8759bc0f8d7dc01b');
    expect(prints(of2!)[0]!['primaryLocationLineHash']).toMatch(/^[0-9a-f]{32}:1$/);
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { minLength: 2, maxLength: 8 }), (keys) => {
        const all = prints(regressions(keys)).map((print) => print['ulpwiseEntry/v1']);
        expect(new Set(all).size).toBe(keys.length);
      }),
    );
    const { rows } = everything;
    expect(fingerprintOf({ ...rows[0]!, project: 'a' })).not.toBe(fingerprintOf({ ...rows[0]!, environment: 'a' }));
  });

  test('is valid whatever entries and files are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { maxLength: 6 }), hostileName, (keys, path) => {
        const { text, leftOut } = gateSarif(regressions(keys), () => ({ path, line: 1 }));
        expect(faults(read(text))).toEqual([]);
        expect(leftOut).toBe(0);
        expect(read(text).runs[0].results).toHaveLength(keys.length);
      }),
    );
  });

  test('names files by URI references that lead back to their paths', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (path) => {
        expect(decodeURIComponent(uriOf(path))).toBe(path);
        expect(uriOf(path)).toMatch(/^[\w.~!'()*/%-]*$/);
      }),
    );
    expect(uriOf('a b/ö#?.json')).toBe('a%20b/%C3%B6%23%3F.json');
  });

  test('holds 5,000 results and 8 MiB at most, and says what it left out', () => {
    const { text, leftOut } = gateSarif(regressions(many(6000)), atLineThree);
    const [run] = read(text).runs;
    expect(run.results).toHaveLength(5000);
    expect(leftOut).toBe(1000);
    expect(run.invocations[0]!.toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '1,000 entries more: ulpwise gate --json has them all.' } },
    ]);
    const wide = gateSarif(regressions(many(5000).map((key) => key + '漢'.repeat(300))), ({ key }) => ({
      path: key.repeat(3),
      line: 1,
    }));
    expect(bytesOf(wide.text)).toBeLessThan(10_000_000);
    expect(bytesOf(wide.text)).toBeGreaterThan(8_000_000);
    expect(read(wide.text).runs[0].results.length + wide.leftOut).toBe(5000);
    expect(faults(read(wide.text))).toEqual([]);
    expect(bytesOf(gateSarif(regressions(vastNames), ({ key }) => ({ path: key, line: 1 })).text)).toBeLessThan(
      200_000,
    );
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The root element of an XML text. @throws where it is not well-formed */
function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (part) => void (open.at(-1)!.text += part));
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  return root.children[0]!;
}

const named = (element: Element, name: string): Element[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => named(child, name)),
];

describe('JUnit XML', () => {
  test('has a case an entry: failures as the gate fails, and what is gone as skipped', () => {
    const root = parseXml(gateJunit(everything, atLineThree).text);
    const counts = { tests: '8', failures: '2', errors: '0', skipped: '1' };
    expect(root).toMatchObject({ name: 'testsuites', attributes: { name: 'ulpwise gate', ...counts } });
    expect(root.children).toMatchObject([{ name: 'testsuite', attributes: { name: testFile, ...counts } }]);
    const cases = named(root, 'testcase');
    const outcomes = cases.map(({ attributes, children }) => [
      attributes['name'],
      children.map(({ name }) => name).filter((name) => name !== 'properties')[0] ?? 'passed',
    ]);
    expect(outcomes).toEqual([
      ['worse', 'failure'],
      ['other', 'failure'],
      ['edited', 'passed'],
      ['known', 'passed'],
      ['gone', 'skipped'],
      ['fresh', 'passed'],
      ['better', 'passed'],
      ['same', 'passed'],
    ]);
    expect(cases[0]).toMatchObject({ attributes: { classname: testFile, file: baselineFile, line: '3' } });
    expect(named(cases[0]!, 'failure')).toMatchObject([
      {
        attributes: { type: 'regression', message: 'The error grew: max, ulp 2 → 3; 2 is allowed.' },
        text: `${baselineFile}:3: The error grew: max, ulp 2 → 3; 2 is allowed.`,
      },
    ]);
  });

  test('has metrics as properties, exactly, and those of the base where they differ', () => {
    const root = parseXml(gateJunit(everything, atLineThree).text);
    const propertiesOf = (i: number): object =>
      Object.fromEntries(
        named(named(root, 'testcase')[i]!, 'property').map(({ attributes }) => [
          attributes['name'],
          attributes['value'],
        ]),
      );
    expect(propertiesOf(0)).toEqual({
      finding: 'regression',
      dtype: 'float32',
      shape: '[4]',
      digest: driftEntry(3).digest,
      maxUlps: '3',
      'maxUlps.base': '2',
      'maxUlps.limit': '2',
      p999Ulps: '3',
      'p999Ulps.base': '2',
      rmsUlps: '0.5',
      biasUlps: '0',
      maxRel: '1.1920928955078125e-7',
      maxAbs: '1.1920928955078125e-7',
      rmsAbs: '5.960464477539063e-8',
    });
    expect(propertiesOf(3)).toMatchObject({ finding: 'acknowledged', accepted: 'new driver' });
  });

  test('has a suite a test file', () => {
    const other = 'deep/__drift__/b.test.ts.drift.json';
    const files = { [baselineFile]: { k: driftEntry(2), l: driftEntry(2) }, [other]: { k: driftEntry(2) } };
    const root = parseXml(gateJunit(gateOf(files, files), atLineThree).text);
    expect(root.children.map(({ attributes }) => [attributes['name'], attributes['tests']])).toEqual([
      ['deep/b.test.ts', '1'],
      [testFile, '2'],
    ]);
  });

  test('is well-formed and says the names, whatever entries are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { maxLength: 6 }), hostileName, (keys, reason) => {
        const result = regressions(keys, [], { accepted: { reason } });
        const { text, leftOut } = gateJunit(result, ({ key }) => ({ path: key, line: 1 }));
        const root = parseXml(text);
        expect(leftOut).toBe(0);
        expect(new Set(named(root, 'testcase').map(({ attributes }) => attributes['name']))).toEqual(
          new Set(keys.map((key) => lineOf(key, 1000))),
        );
      }),
    );
  });

  test('holds 10,000 entries whole, and 16 MiB at most', () => {
    const whole = gateJunit(regressions(many(10_000)), atLineThree);
    expect(whole.leftOut).toBe(0);
    const wide = gateJunit(regressions(many(5000).map((key) => key + '漢'.repeat(900))), ({ key }) => ({
      path: key,
      line: 1,
    }));
    expect(bytesOf(wide.text)).toBeLessThanOrEqual((16 << 20) + 1000);
    const root = parseXml(wide.text);
    expect(root.attributes['tests']).toBe(String(5000 - wide.leftOut));
    expect(named(root, 'testcase')).toHaveLength(5000 - wide.leftOut);
    expect(wide.leftOut).toBeGreaterThan(0);
    expect(wide.text).toContain(`<!-- and ${wide.leftOut.toLocaleString('en')} entries more -->`);
    expect(bytesOf(gateJunit(regressions(vastNames), ({ key }) => ({ path: key, line: 1 })).text)).toBeLessThan(
      500_000,
    );
  });
});

describe('benchmark results', () => {
  const read = (result: GateResult): BenchmarkResult[] => JSON.parse(gateBenchmark(result).text) as BenchmarkResult[];

  test('are the largest errors in ulps of the head, sorted by name', () => {
    expect(read(everything).map(({ name, unit, value }) => [name, unit, value])).toEqual([
      [`${testFile} › better`, 'ulp', 2],
      [`${testFile} › edited`, 'ulp', 2],
      [`${testFile} › fresh`, 'ulp', 7],
      [`${testFile} › known`, 'ulp', 5],
      [`${testFile} › other`, 'ulp', 2],
      [`${testFile} › same`, 'ulp', 2],
      [`${testFile} › worse`, 'ulp', 3],
    ]);
    expect(read(everything)[0]!.extra).toBe(
      [
        'float32 [4]',
        'p99.9, ulp 2',
        'rms, ulp 0.5',
        'bias, ulp 0',
        'max relative 1.19e-7',
        'max absolute 1.19e-7',
        'rms absolute 5.96e-8',
      ].join('\n'),
    );
  });

  test('are the first of the metrics where they are of its own, and none for remembered numbers', () => {
    const own = driftEntry(2, { metrics: { 'loss gap': 0.25, perplexity: 3 } });
    const values: Entry = { kind: 'values', dtype: 'float32', shape: [1], digest: own.digest, values: ['1'] };
    expect(read(gateOf({}, { [baselineFile]: { own, values } }))).toMatchObject([{ unit: 'loss gap', value: 0.25 }]);
  });

  test('are names, units and finite numbers, whatever entries are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { maxLength: 6 }), (keys) => {
        const results = read(regressions(keys));
        expect(results).toHaveLength(keys.length);
        for (const { name, unit, value, extra } of results) {
          expect(name.length).toBeLessThanOrEqual(300);
          expect(name.startsWith(`${testFile} › `)).toBe(true);
          expect({ unit, value }).toEqual({ unit: 'ulp', value: 3 });
          expect(extra.split('\n')).toHaveLength(7);
        }
      }),
    );
    expect(bytesOf(gateBenchmark(regressions(vastNames)).text)).toBeLessThan(20_000);
  });
});

describe('a GitLab code quality report', () => {
  interface CodeQuality {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  const read = (text: string): CodeQuality[] => JSON.parse(text) as CodeQuality[];

  test('holds what fails the gate, what is worse, and what is acknowledged', () => {
    const { text } = gateCodeQuality(everything, atLineThree);
    expect(text.startsWith('[\n')).toBe(true);
    expect(read(text).map(({ check_name, severity }) => [check_name, severity])).toEqual([
      ['ulpwise/regression', 'critical'],
      ['ulpwise/changed', 'critical'],
      ['ulpwise/same', 'minor'],
      ['ulpwise/acknowledged', 'info'],
    ]);
    expect(read(text)[0]).toEqual({
      description: `${testFile} › worse: The error grew: max, ulp 2 → 3; 2 is allowed.`,
      check_name: 'ulpwise/regression',
      fingerprint: fingerprintOf(everything.rows[0]!),
      severity: 'critical',
      location: { path: baselineFile, lines: { begin: 3 } },
    });
  });

  test('has a fingerprint an entry, whatever entries are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { maxLength: 6 }), (keys) => {
        const findings = read(gateCodeQuality(regressions(keys), atLineThree).text);
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(keys.length);
        for (const { description } of findings) expect(description.length).toBeLessThanOrEqual(902);
      }),
    );
  });

  test('holds 5,000 findings at most', () => {
    const { text, leftOut } = gateCodeQuality(regressions(many(5001)), atLineThree);
    expect(read(text)).toHaveLength(5000);
    expect(leftOut).toBe(1);
    expect(gateCodeQuality(gateOf({}, {}), atLineThree)).toEqual({ text: '[]\n', leftOut: 0 });
  });
});

describe('the job summary', () => {
  test('is no longer than what is left, and keeps the verdict as long as it can', () => {
    const result = regressions(many(300));
    for (const left of [...Array.from({ length: 150 }, (_, i) => 7 * i), 5000, 1 << 18]) {
      const text = gateMarkdown(result, left);
      expect(bytesOf(text)).toBeLessThanOrEqual(left);
      if (left >= 300) expect(text).toContain('### ❌ Numerical drift');
    }
    expect(gateMarkdown(result, 0)).toBe('');
    expect(gateMarkdown(result, 5000)).toContain('… and ');
  });

  test('is a table with a row an entry, whatever entries are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { minLength: 1, maxLength: 6 }), hostileName, (keys, reason) => {
        const markdown = gateMarkdown(regressions(keys, undefined, { accepted: { reason } }));
        const rows = markdown.split(/\r\n|[\r\n\u0085\u2028\u2029]/).filter((line) => line.startsWith('|'));
        expect(rows).toHaveLength(keys.length + 2);
        for (const row of rows) expect(row.split('|')).toHaveLength(9);
        expect(markdown).not.toMatch(/[<>`]/);
      }),
    );
  });
});
