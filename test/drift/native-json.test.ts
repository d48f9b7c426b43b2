// The engine's JSON parser takes the place of the strict one exactly where both read the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonReader } from '../../src/drift/json-text.ts';
import type { JsonValue } from '../../src/drift/json-text.ts';
import { parseQuickly } from '../../src/drift/native-json.ts';

/** What the strict parser reads; `undefined` where it refuses. */
function strictly(text: string): JsonValue | undefined {
  try {
    const reader = new JsonReader(text, 'x.json');
    const value = reader.value();
    reader.end();
    return value;
  } catch {
    return undefined;
  }
}

/** Objects with the order of their names, which equality of Maps leaves out. */
function inOrder(value: JsonValue | undefined): unknown {
  if (value instanceof Map) return { pairs: [...value].map(([name, item]) => [name, inOrder(item)]) };
  return Array.isArray(value) ? value.map(inOrder) : value;
}

const agrees = (text: string): void => {
  const value = parseQuickly(text);
  if (value !== undefined) expect(inOrder(value)).toEqual(inOrder(strictly(text)));
};

const blank = fc.constantFrom('', ' ', '\n', '\r\n', '\t ');
const word = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('a', 'b', '__proto__', 'constructor', '", "', '":', '\\', '\\"', ':', '{', '7', '07', ''),
);
/** JSON as somebody's editor may leave it: names may be given twice, or be whole numbers, and look like punctuation. */
const text = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word.map((value) => JSON.stringify(value)),
    fc.constantFrom('1', '-0', '2.5e3', 'true', 'false', 'null'),
    fc
      .array(fc.tuple(blank, tie('value'), blank), { maxLength: 3 })
      .map((items) => `[${items.map(([before, value, after]) => before + value + after).join()}]`),
    fc
      .array(fc.tuple(blank, word, blank, blank, tie('value')), { maxLength: 4 })
      .map(
        (pairs) => `{${pairs.map(([a, name, b, c, value]) => `${a}${JSON.stringify(name)}${b}:${c}${value}`).join()}}`,
      ),
  ),
})).value;

describe('where the engine reads a text, the strict parser reads the same', () => {
  test('with names given twice, names that are numbers, and strings that look like names', () => {
    let read = 0;
    let refused = 0;
    fc.assert(
      fc.property(text, (source) => {
        agrees(source);
        if (parseQuickly(source) !== undefined) read++;
        else if (strictly(source) === undefined) refused++;
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(50);
  });

  test('with a sign put in, taken out or changed anywhere', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.constantFrom('', '"', ',', ':', '{', '}', '\\', '\n', '0', '\ufeff', '<<<<<<<'),
        fc.boolean(),
        (source, at, sign, replaces) => {
          const place = at % (source.length + 1);
          agrees(source.slice(0, place) + sign + source.slice(place + (replaces ? 1 : 0)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('to a nesting of 64', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseQuickly(nested(64))).toEqual(strictly(nested(64)));
    expect(strictly(nested(64))).toBeDefined();
    for (const depth of [65, 100_000]) {
      expect(parseQuickly(nested(depth))).toBeUndefined();
      expect(strictly(nested(depth))).toBeUndefined();
    }
  });
});

test('a name given twice is left to the strict parser, however deep, and so are names that objects put first', () => {
  for (const source of [
    '{"a": 1, "a": 1}',
    '[{"b": {"a": 1, "a": {}}}]',
    '{"\\u0061": 1, "a": 2}',
    '{"a": ": \\"a\\":", "a" : 1}',
    '{"b": 1, "7": 2}',
  ]) {
    expect(parseQuickly(source)).toBeUndefined();
  }
  expect(parseQuickly('{"07": 1, "-7": {"a": "a"}, "__proto__": "\\"a\\":"}')).toEqual(
    new Map<string, JsonValue>([
      ['07', 1],
      ['-7', new Map([['a', 'a']])],
      ['__proto__', '"a":'],
    ]),
  );
});
