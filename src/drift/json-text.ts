/**
 * JSON as baselines and run records need it read: objects become Maps, so that `__proto__` is a name like any other and order is kept; a name
 * given twice is an error, because a merge by hand leaves such; errors name the line.
 *
 * Source of the grammar: RFC 8259.
 */
import { BaselineError } from '../errors.ts';

export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** Deeper nesting is refused before it exhausts the stack. */
const deepest = 64;

/** Git's, and those of other tools that keep its habit. */
const conflictMarker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/m;

/** Most strings: without escapes, so that what is between the quotes is what they say. */
// oxlint-disable-next-line no-control-regex -- JSON has none in strings
const plain = /"[^"\\\u0000-\u001f]*"/y;
const quoted = /"(?:[^"\\\n]|\\.)*"/y;
const blanks = ' \t\r\n';
const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Reads one JSON text.
 *
 * @param name - of the file, for messages
 * @throws BaselineError for merge-conflict markers, for anything that is not JSON, for names given twice
 */
export function parseJson(text: string, name: string): JsonValue {
  const conflict = conflictMarker.exec(text);
  if (conflict !== null) {
    throw new BaselineError(
      `${name}: line ${lineOf(text, conflict.index)} is a merge-conflict marker (${conflict[0].trim().slice(0, 7)}). ` +
        'Resolve the conflict: keep one side of each entry, or take either file whole and run the tests with -u. The file was not touched.',
    );
  }
  let at = 0;

  function fail(due: string): never {
    const found = at >= text.length ? 'the end of the file' : JSON.stringify(text.slice(at, at + 12));
    throw new BaselineError(
      `${name}: line ${lineOf(text, at)}: ${due} was due, found ${found}. ` +
        'Restore the file from version control, or mend it by hand. It was not touched.',
    );
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function skipBlanks(): void {
    while (at < text.length && blanks.includes(text[at])) at++;
  }

  function string(due: string): string {
    const found = match(plain);
    if (found !== undefined) return found.slice(1, -1);
    const start = at;
    const text = match(quoted) ?? fail(due);
    try {
      return JSON.parse(text) as string;
    } catch {
      at = start;
      return fail(`${due}, without control characters and unknown escapes,`);
    }
  }

  function takes(sign: string): boolean {
    skipBlanks();
    if (text[at] !== sign) return false;
    at++;
    skipBlanks();
    return true;
  }

  function object(depth: number): JsonObject {
    const result = new Map<string, JsonValue>();
    if (takes('}')) return result;
    do {
      skipBlanks();
      const start = at;
      const key = string('a name in double quotes');
      if (result.has(key)) {
        at = start;
        throw new BaselineError(
          `${name}: line ${lineOf(text, at)}: ${JSON.stringify(key)} is given twice. Keep one of the two. The file was not touched.`,
        );
      }
      if (!takes(':')) fail("':'");
      result.set(key, value(depth));
    } while (takes(','));
    if (!takes('}')) fail("',' or '}'");
    return result;
  }

  function array(depth: number): JsonValue[] {
    const result: JsonValue[] = [];
    if (takes(']')) return result;
    do {
      skipBlanks();
      result.push(value(depth));
    } while (takes(','));
    if (!takes(']')) fail("',' or ']'");
    return result;
  }

  function value(depth: number): JsonValue {
    if (depth > deepest) fail(`nesting of at most ${deepest}`);
    if (text[at] === '"') return string('a string');
    if (takes('{')) return object(depth + 1);
    if (takes('[')) return array(depth + 1);
    return JSON.parse(match(word) ?? fail('a value')) as JsonValue;
  }

  if (text.startsWith('\ufeff')) at = 1;
  skipBlanks();
  const result = value(0);
  skipBlanks();
  if (at < text.length) fail('the end of the file');
  return result;
}

function lineOf(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Marks a list of pairs as an object, in the order in which it is to be written. */
export interface OrderedObject {
  readonly pairs: readonly (readonly [string, Writable | undefined])[];
}

export type Writable = string | number | boolean | null | OrderedObject | readonly Writable[];

/** An object in the given order; pairs with `undefined` are left out. */
export function ordered(pairs: readonly (readonly [string, Writable | undefined])[]): OrderedObject {
  return { pairs };
}

/** An object sorted by its names' UTF-16 code units, an order that no locale changes. */
export function sorted(pairs: readonly (readonly [string, Writable | undefined])[]): OrderedObject {
  return { pairs: [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

/** JSON with LF, two blanks of indentation, one scalar a line, and a final newline. */
export function printJson(value: Writable): string {
  const lines: string[] = [];
  print(value, '', '', '', lines);
  return `${lines.join('\n')}\n`;
}

function print(value: Writable, indent: string, before: string, after: string, lines: string[]): void {
  if (typeof value !== 'object' || value === null) {
    lines.push(indent + before + JSON.stringify(value) + after);
    return;
  }
  const isObject = 'pairs' in value;
  const items: (readonly [string, Writable])[] = isObject
    ? value.pairs
        .filter((pair): pair is readonly [string, Writable] => pair[1] !== undefined)
        .map(([key, item]) => [`${JSON.stringify(key)}: `, item])
    : value.map((item) => ['', item]);
  const [open, close] = isObject ? '{}' : '[]';
  if (items.length === 0) {
    lines.push(indent + before + open + close + after);
    return;
  }
  lines.push(indent + before + open);
  items.forEach(([label, item], i) => print(item, `${indent}  `, label, i === items.length - 1 ? '' : ',', lines));
  lines.push(indent + close + after);
}
