// What is not a baseline file is refused, with the reason; what is one comes back bit for bit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import {
  baselinePath,
  parseBaseline,
  parseRunRecord,
  printBaseline,
  printRunRecord,
  sidecarName,
} from '../../src/drift/index.ts';
import type { DriftCheck, Entry, RunRecord } from '../../src/drift/index.ts';
import { drift } from './entries.ts';

const text = printBaseline(new Map<string, Entry>([['a test#1', drift]]));
const refusal = (changed: string): string => {
  try {
    parseBaseline(changed, 'x.drift.json');
  } catch (error) {
    expect(error).toBeInstanceOf(BaselineError);
    return (error as Error).message;
  }
  throw new Error('was not refused');
};
const edited = (from: string | RegExp, to: string): string => {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return refusal(changed);
};

describe('a baseline file is refused', () => {
  test('with a merge conflict in it, naming the line', () => {
    expect(edited('  "entries"', '<<<<<<< HEAD\n  "entries"')).toMatch(
      /^x\.drift\.json: line 3 is a merge-conflict marker \(<<<<<<<\)\. Resolve .* The file was not touched\.$/,
    );
    expect(edited('      "kind"', '=======\n      "kind"')).toContain('merge-conflict marker (=======)');
    expect(edited('      "kind"', '>>>>>>> branch\r\n      "kind"')).toContain('merge-conflict marker (>>>>>>>)');
  });

  test('of a newer format, apart from another format', () => {
    expect(edited('baseline/1', 'baseline/2')).toContain(
      'its format is ulpwise-baseline/2, newer than ulpwise-baseline/1',
    );
    expect(edited('baseline/1', 'baseline/0')).toContain(
      '"format" must be "ulpwise-baseline/1", got "ulpwise-baseline/0"',
    );
    expect(edited(/ {2}"format".*\n/, '')).toContain('got nothing');
  });

  test('with a name given twice', () => {
    expect(edited('"kind": "drift",', '"kind": "drift",\n      "kind": "drift",')).toContain('"kind" is given twice');
  });

  test('with names that there are not, `__proto__` and `constructor` among them', () => {
    for (const name of ['__proto__', 'constructor', 'metric']) {
      expect(edited('"kind": "drift",', `"kind": "drift", "${name}": {},`)).toContain(`"${name}" is no field of it`);
      expect(edited('"tolerance": {', `"tolerance": { "${name}": 1,`)).toContain(`"${name}" is no term of it`);
    }
    expect(edited('"metrics": {', '"metrics": { "__proto__": "1 (0x1p+0)",')).toContain(
      'cannot be the name of a metric',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('with wrong types, missing fields, numbers that are none', () => {
    expect(edited(/"dtype": .*,/, '"dtype": "float31",')).toContain(
      '"a test#1".dtype: an element type was due, got "float31"',
    );
    expect(edited(/"shape": .*,/, '"shape": "[3, -1]",')).toContain('a shape such as "[2, 3]" was due');
    expect(edited(/"digest": .*,/, '"digest": "sha256:../../x",')).toContain('64 hexadecimal digits was due');
    expect(edited('"ulp": 4', '"ulp": "4"')).toContain('a finite number ≥ 0 was due, got "4"');
    expect(edited('"ulp": 4', '"ulp": -4')).toContain('a finite number ≥ 0 was due, got -4');
    expect(edited(/ {8}"maxUlps".*\n/, '')).toContain('"maxUlps" is missing');
    expect(edited('(0x1.10c7p+1)', '(0x1.8p+1)')).toContain(
      'are different numbers. What was measured is not edited by hand',
    );
    expect(edited('"2.131 (0x1.10c7p+1)"', '2.131')).toContain(
      'an exact number such as "3 (0x1.8p+1)" was due, got 2.131',
    );
    expect(edited('"nan": 2', '"nan": 2.5')).toContain('a count was due, got 2.5');
    expect(edited('2027-01', '2027-13')).toContain('a month or day such as "2027-01" was due');
  });

  test('when it is no JSON: cut off, nested without end, followed by more', () => {
    for (let length = 0; length < text.length - 2; length += 7) refusal(text.slice(0, length));
    expect(refusal('['.repeat(100_000))).toContain('nesting of at most 64');
    expect(refusal(`${text}{}`)).toContain('the end of the file was due');
    expect(refusal(text.replace('"kind"', '"ki\u0007nd"'))).toContain('was due');
  });

  test('or read as something else than it was, after any change of one byte', () => {
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 32, max: 126 }), (at, byte) => {
        const changed = bytes.slice();
        changed[at] = byte;
        try {
          // what is accepted is a baseline file in its own right
          const again = printBaseline(parseBaseline(new TextDecoder().decode(changed), 'x'));
          return printBaseline(parseBaseline(again, 'x')) === again;
        } catch (error) {
          return error instanceof BaselineError;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a baseline file comes back', () => {
  test('with every float64 bit for bit, whatever the key', () => {
    const size = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'toString', '1', '../../etc/passwd#1'),
    );
    fc.assert(
      fc.property(fc.dictionary(key, size, { noNullPrototype: false }), (sizes) => {
        const baseline = new Map(
          Object.entries(sizes).map(([name, x]) => [
            name,
            { ...drift, metrics: { ...drift.metrics, maxUlps: x, biasUlps: -x } },
          ]),
        );
        // a file is text in UTF-8, which has no half surrogates
        fc.pre([...baseline.keys()].every((name) => !/\p{Surrogate}/u.test(name)));
        const printed = printBaseline(baseline);
        const read = parseBaseline(printed, 'x');
        expect(new Map(read)).toEqual(baseline);
        expect(printBaseline(new Map([...read].reverse()))).toBe(printed);
      }),
      { numRuns: 30 },
    );
  });

  test('in any layout that means the same', () => {
    const compact = JSON.stringify(JSON.parse(text));
    expect(printBaseline(parseBaseline(compact, 'x'))).toBe(text);
    expect(printBaseline(parseBaseline(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'x'))).toBe(text);
  });
});

test('a baseline lies beside its test, under a name that no environment can lead elsewhere', () => {
  expect(baselinePath('/src/a.test.ts')).toBe('/src/__drift__/a.test.ts.drift.json');
  expect(baselinePath('C:\\src\\a.test.ts', 'arm64')).toBe('C:\\src\\__drift__\\a.test.ts.arm64.drift.json');
  for (const name of ['../x', 'a/b', 'a b', '.', '-'])
    expect(() => baselinePath('/a.test.ts', name)).toThrow(BaselineError);
  expect(sidecarName('/src/__drift__/a.test.ts.drift.json', `sha256:${'0123456789abcdef'.repeat(4)}`)).toBe(
    'a.test.ts.0123456789abcdef.npy',
  );
});

describe('a run record', () => {
  const check: DriftCheck = {
    file: 'src/a.test.ts',
    project: 'node',
    test: 'a test',
    key: 'a test#1',
    baseline: 'src/__drift__/a.test.ts.drift.json',
    outcome: 'regressed',
    action: 'kept',
    passed: false,
    reasons: ['maxUlps was 2, is 3'],
    base: drift,
    now: { ...drift, digest: `sha256:${'f'.repeat(64)}` },
    histogram: { zero: 3, lowestExponent: -2, counts: [1, 0, 4] },
    envelope: { count: 3, lowest: 'bf8000003f00', highest: '000040003f00' },
    worst: [
      { place: '[3]', actual: '0.1', reference: 'NaN', actualBits: '0x3f', referenceBits: null, ulps: 2.5, abs: null },
    ],
  };
  const record: RunRecord = { runner: 'vitest', environments: ['node v22'], checks: [check], obsolete: [] };

  test('comes back as it was', () => {
    expect(parseRunRecord(printRunRecord(record), 'r')).toEqual(record);
  });

  test('whose paths lead out of the project is refused', () => {
    for (const path of ['../a', '/etc/passwd', 'a/../../b', 'C:\\x', 'a\\..\\..\\b', '']) {
      const printed = printRunRecord({ ...record, checks: [{ ...check, baseline: path }] });
      expect(() => parseRunRecord(printed, 'r')).toThrow(/checks\[0\]\.baseline: a path inside the project/);
    }
  });
});
