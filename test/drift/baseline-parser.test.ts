/** The parser that reads each entry once gives what the parser of one file gives. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineParser, parseBaseline, printBaseline } from '../../src/drift/index.ts';
import type { Baseline, Entry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';

const printed = (entries: Record<string, Entry>): string => printBaseline(new Map(Object.entries(entries)));

/** What comes of a call: the baseline, or the error's message. */
function outcome(parse: () => Baseline): unknown {
  try {
    return [...parse()];
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the parser of many files', () => {
  test('gives the same object for the same text of an entry, in whichever file', () => {
    const read = baselineParser();
    const first = read(printed({ a: driftEntry(1), b: driftEntry(2) }), 'first');
    const second = read(printed({ a: driftEntry(1), b: driftEntry(3), c: driftEntry(2) }), 'second');
    expect(second.get('a')).toBe(first.get('a'));
    expect(second.get('b')).toEqual(driftEntry(3));
    expect([...second.keys()]).toEqual(['a', 'b', 'c']);
  });

  test('gives what the parser of one file gives, for files as they are written, edited and damaged', () => {
    const key = fc.oneof(fc.constantFrom('__proto__', 'a', '{', '\n    },\n', '"'), fc.string());
    const entry = fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.option(fc.integer({ min: 1, max: 2 })))
      .map(([ulps, ulp]) => driftEntry(ulps, ulp === null ? {} : { tolerance: { ulp } }));
    const baseline = fc.array(fc.tuple(key, entry), { maxLength: 4 }).map((entries) => printBaseline(new Map(entries)));
    const edit = fc.oneof(
      fc.constant((text: string) => text),
      fc.constant((text: string) => text.replace(/"tolerance": \{\s*("ulp": \d)\s*\}/g, '"tolerance": { $1 }')),
      fc.constant((text: string) => text.replace(/"tolerance": \{\s*("ulp": \d)\s*\}/g, '"tolerance": {\n$1\n    }')),
      fc.constant((text: string) => text.replaceAll('\n', '\r\n')),
      fc.constant((text: string) => text.replace('    }\n  }', '    },\n  }')),
      fc.constant((text: string) => text.replace('\n    },\n', '\n    },\n<<<<<<< ours\n')),
      fc.constant((text: string) => text.replace('\n    },\n', '\n    }\n')),
      fc.constant((text: string) => text.replace(/^ {4}"(?:[^"\\]|\\.)*": \{$/gm, '    "same": {')),
      fc.constant((text: string) => text.replace('baseline/1', 'baseline/2')),
      fc.constant((text: string) => text.replace('"digest"', '"digits"')),
      fc.tuple(fc.nat(), fc.nat({ max: 20 })).map(([at, length]) => (text: string) => {
        const from = at % text.length;
        return text.slice(0, from) + text.slice(from + length);
      }),
    );
    const read = baselineParser();
    let refused = 0;
    fc.assert(
      fc.property(baseline, edit, (text, change) => {
        const given = change(text);
        const due = outcome(() => parseBaseline(given, 'file'));
        if (typeof due === 'string') refused++;
        expect(outcome(() => read(given, 'file'))).toEqual(due);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
