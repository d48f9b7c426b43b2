/**
 * JSON as baselines and run records need it read: objects become Maps, so that `__proto__` is a name like any other and order is kept; a name
 * given twice is an error, because a merge by hand leaves such; errors name the line.
 *
 * Source of the grammar: RFC 8259.
 */
import { BaselineError } from '../errors.ts';
import { deepest, parseQuickly } from './native-json.ts';

export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** Looked for first, because that takes a tenth of the time. */
const conflictSigns = ['<', '|', '=', '>'].map((sign) => sign.repeat(7));

/** Git's, and those of other tools that keep its habit. */
const conflictMarker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/m;

const quoted = /"(?:[^"\\\n]|\\.)*"/y;
const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where a value stands in its text. */
export interface Span {
  readonly start: number;
  /** After its last character. */
  readonly end: number;
}

/**
 * Reads one JSON text from its first character to its last, at the caller's pace: each value is built, walked into, or only held to the
 * grammar and left where it is. Names given twice are refused.
 */
export class JsonReader {
  readonly #text: string;
  readonly #name: string;
  #at: number;
  #depth = 0;

  /**
   * @param name - of the file, for messages
   * @throws BaselineError for merge-conflict markers
   */
  constructor(text: string, name: string) {
    const conflict = conflictSigns.some((sign) => text.includes(sign)) ? conflictMarker.exec(text) : null;
    if (conflict !== null) {
      throw new BaselineError(
        `${name}: line ${lineOf(text, conflict.index)} is a merge-conflict marker (${conflict[0].trim().slice(0, 7)}). ` +
          'Resolve the conflict: keep one side of each entry, or take either file whole and run the tests with -u. The file was not touched.',
      );
    }
    this.#text = text;
    this.#name = name;
    this.#at = text.startsWith('\ufeff') ? 1 : 0;
    this.#skipBlanks();
  }

  /** The value that comes next, built. */
  value(): JsonValue {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (first === quote) return this.#string('a string');
    if (first === openBrace) {
      const result = new Map<string, JsonValue>();
      this.#members((name) => void result.set(name, this.value()));
      return result;
    }
    if (first === openBracket) {
      const result: JsonValue[] = [];
      this.#items(() => void result.push(this.value()));
      return result;
    }
    return JSON.parse(this.#match(word) ?? this.#fail('a value')) as JsonValue;
  }

  /** The value that comes next, held to the grammar and passed over. */
  skip(): Span {
    const start = this.#at;
    this.#skipValue();
    return { start, end: this.#at };
  }

  /**
   * As {@link skip}, at a tenth of the time where the layout allows it: an object or list whose content stands on lines of its own, further
   * in, ends at the first closing bracket that stands as far in as its opening line. What is between is not looked at. No string has a line
   * feed in it, so that this holds for every text that `printJson` wrote; one laid out to mislead is cut into other values than it has.
   */
  leap(): Span {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if ((first !== openBrace && first !== openBracket) || text[start + 1] !== '\n') return this.skip();
    const line = text.lastIndexOf('\n', start) + 1;
    let inner = line;
    while (text.charCodeAt(inner) === 32) inner++;
    const margin = `\n${text.slice(line, inner)}`;
    if (!text.startsWith(`${margin} `, start + 1)) return this.skip();
    // in ASCII the closing bracket of either kind is the second after the opening one
    const closing = text.indexOf(margin + String.fromCharCode(first + 2), start);
    if (closing < 0) return this.skip();
    this.#at = closing + margin.length + 1;
    return { start, end: this.#at };
  }

  /** The object that comes next; `visit` reads or skips the value of each name. @returns `false`, with nothing read, if it is no object */
  object(visit: (name: string) => void): boolean {
    if (this.#text.charCodeAt(this.#at) !== openBrace) return false;
    this.#members(visit);
    return true;
  }

  /** The list that comes next; `visit` reads or skips each item. @returns `false`, with nothing read, if it is no list */
  list(visit: () => void): boolean {
    if (this.#text.charCodeAt(this.#at) !== openBracket) return false;
    this.#items(visit);
    return true;
  }

  /** Passes over an object or list that has this very text, if it comes next: where such a text begins, it ends in the same place. */
  takesText(text: string): boolean {
    // startsWith takes ten times as long
    const found = this.#text.slice(this.#at, this.#at + text.length) === text;
    if (found) this.#at += text.length;
    return found;
  }

  /** Where the next value begins. */
  get position(): number {
    return this.#at;
  }

  /** Nothing may follow. */
  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) this.#fail('the end of the file');
  }

  #skipValue(): void {
    const first = this.#text.charCodeAt(this.#at);
    if (first === quote) this.#passString('a string');
    else if (first === openBrace) this.#members(() => this.#skipValue());
    else if (first === openBracket) this.#items(() => this.#skipValue());
    else if (this.#match(word) === undefined) this.#fail('a value');
  }

  #members(visit: (name: string) => void): void {
    this.#enter();
    if (this.#closes(closeBrace)) return this.#leave();
    const names = new Names();
    do {
      const start = this.#at;
      const name = this.#string('a name in double quotes');
      if (!names.add(name)) {
        throw new BaselineError(
          `${this.#name}: line ${lineOf(this.#text, start)}: ${JSON.stringify(name)} is given twice. Keep one of the two. The file was not touched.`,
        );
      }
      if (!this.#takes(colon)) this.#fail("':'");
      visit(name);
    } while (this.#takes(comma));
    if (!this.#closes(closeBrace)) this.#fail("',' or '}'");
    this.#leave();
  }

  #items(visit: () => void): void {
    this.#enter();
    if (this.#closes(closeBracket)) return this.#leave();
    do {
      visit();
    } while (this.#takes(comma));
    if (!this.#closes(closeBracket)) this.#fail("',' or ']'");
    this.#leave();
  }

  #enter(): void {
    this.#at++;
    if (++this.#depth > deepest) this.#fail(`nesting of at most ${deepest}`);
  }

  #leave(): void {
    this.#depth--;
  }

  #fail(due: string): never {
    const text = this.#text;
    const at = this.#at;
    const found = at >= text.length ? 'the end of the file' : JSON.stringify(text.slice(at, at + 12));
    throw new BaselineError(
      `${this.#name}: line ${lineOf(text, at)}: ${due} was due, found ${found}. ` +
        'Restore the file from version control, or mend it by hand. It was not touched.',
    );
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipBlanks(): void {
    const text = this.#text;
    const { length } = text;
    let at = this.#at;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
      at++;
    }
    this.#at = at;
  }

  /** Takes a closing bracket, and stops after it: there the value ends. */
  #closes(bracket: number): boolean {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== bracket) return false;
    this.#at++;
    return true;
  }

  #takes(sign: number): boolean {
    const taken = this.#closes(sign);
    if (taken) this.#skipBlanks();
    return taken;
  }

  #string(due: string): string {
    const start = this.#at;
    const escaped = this.#passString(due);
    if (!escaped) return this.#text.slice(start + 1, this.#at - 1);
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  /** Passes over a string. @returns whether there are escapes in it */
  #passString(due: string): boolean {
    const text = this.#text;
    const { length } = text;
    const start = this.#at;
    if (text.charCodeAt(start) !== quote) this.#fail(due);
    for (let at = start + 1; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return false;
      }
      if (code === backslash || code < 32) break;
    }
    const found = this.#match(quoted) ?? this.#fail(due);
    try {
      JSON.parse(found);
    } catch {
      this.#at = start;
      this.#fail(`${due}, without control characters and unknown escapes,`);
    }
    return true;
  }
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The names of one object. Few objects have many: a list is enough until then. */
class Names {
  #few: string[] = [];
  #many: Set<string> | undefined;

  /** @returns whether the name is new */
  add(name: string): boolean {
    const many = this.#many;
    if (many !== undefined) return many.size !== many.add(name).size;
    if (this.#few.includes(name)) return false;
    this.#few.push(name);
    if (this.#few.length > 16) this.#many = new Set(this.#few);
    return true;
  }
}

/**
 * Reads one JSON text.
 *
 * @param name - of the file, for messages
 * @throws BaselineError for merge-conflict markers, for anything that is not JSON, for names given twice
 */
export function parseJson(text: string, name: string): JsonValue {
  return parseQuickly(text) ?? parseWithPlaces(text, name);
}

/** The same, with the place of what is wrong. */
function parseWithPlaces(text: string, name: string): JsonValue {
  const reader = new JsonReader(text, name);
  const value = reader.value();
  reader.end();
  return value;
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
