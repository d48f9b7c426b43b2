/**
 * A configuration in JavaScript or TypeScript, as text in which an object is found and something is added to it. What is not plainly an object
 * or an array literal is left alone: `undefined` stands for a source that a person has to edit.
 */
import { importStatement } from './import-statement.ts';
import { tokensOf } from './tokens.ts';
import type { Token } from './tokens.ts';

/** An object literal: the index of its opening brace. */
export type ObjectAt = number;

interface Property {
  readonly name: string;
  /** The index of the first token of its value; −1 where it has none: a method, or shorthand. */
  readonly value: number;
}

/** What an array is to hold. */
export interface NamedItems {
  readonly name: string;
  /** As source text; those that it holds already are not put in again. */
  readonly items: readonly string[];
  /** What stands before them where there is no array yet. */
  readonly first?: readonly string[];
}

/** Text to be put in. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Functions that give back the configuration that they are given; of `mergeConfig` it is the last one that counts. */
const transparent = new Set(['defineConfig', 'defineProject', 'defineWorkspace', 'mergeConfig', 'createJestConfig']);

const keyword = 'import';

export class Source {
  readonly text: string;
  readonly tokens: readonly Token[];

  readonly #json: boolean;

  private constructor(text: string, tokens: readonly Token[], json: boolean) {
    this.text = text;
    this.tokens = tokens;
    this.#json = json;
  }

  /** `undefined` where the text is not understood. JSON, with comments or without, is a source whose literal is the whole. */
  static of(text: string, json = false): Source | undefined {
    const tokens = tokensOf(text);
    return tokens && new Source(text, tokens, json);
  }

  /** Whether the module exports by `export default`, not by `module.exports`. */
  get isModule(): boolean {
    return this.#exported()?.isModule === true;
  }

  /** Whether a name occurs anywhere but in strings and comments. */
  mentions(name: string): boolean {
    return this.tokens.some(({ kind, text }) => kind === 'word' && text === name);
  }

  /** Whether a string stands anywhere but in comments. */
  holdsString(value: string): boolean {
    return this.tokens.some(({ kind, text }) => kind === 'string' && text.slice(1, -1) === value);
  }

  /** The object, or array, that is exported, through the functions that runners offer to define it with. */
  exportedLiteral(): ObjectAt | undefined {
    if (this.#json) return this.#is(0, '{') ? 0 : undefined;
    const found = this.#exported();
    return found && this.#literal(found.at, 0);
  }

  #exported(): { readonly at: number; readonly isModule: boolean } | undefined {
    let found: { readonly at: number; readonly isModule: boolean } | undefined;
    for (let i = 0; i < this.tokens.length; i = this.#next(i)) {
      const words = this.tokens.slice(i, i + 4).map(({ text }) => text);
      const at =
        words[0] === 'export' && words[1] === 'default' ? i + 2 : words.join('') === 'module.exports=' ? i + 4 : 0;
      if (at === 0) continue;
      if (found !== undefined) return undefined;
      found = { at, isModule: words[0] === 'export' };
    }
    return found;
  }

  /** The token after this one, or after the bracket that this one opens. */
  #next(i: number): number {
    const { partner } = this.tokens[i]!;
    return (partner > i ? partner : i) + 1;
  }

  #is(i: number, text: string): boolean {
    return this.tokens[i]?.kind === 'sign' && this.tokens[i]!.text === text;
  }

  /** The literal that an expression comes to. */
  #literal(i: number, depth: number): ObjectAt | undefined {
    const token = this.tokens[i];
    if (token === undefined || depth > 8) return undefined;
    if (this.#is(i, '{') || this.#is(i, '[')) return this.#endsAfter(token.partner) ? i : undefined;
    if (this.#is(i, '(')) return this.#parenthesised(i, depth);
    if (token.kind !== 'word') return undefined;
    if (token.text === 'async') return this.#literal(i + 1, depth + 1);
    if (this.#is(i + 1, '(')) {
      if (!transparent.has(token.text) || !this.#endsAfter(this.tokens[i + 1]!.partner)) return undefined;
      const parts = this.#parts(i + 1);
      const part = token.text === 'mergeConfig' ? parts.at(-1) : parts[0];
      return part === undefined ? undefined : this.#literal(part, depth + 1);
    }
    return this.#endsAfter(i) ? this.#declared(token.text, depth) : undefined;
  }

  /** Whether an expression may end with this token: nothing is called on it or chosen by it. */
  #endsAfter(i: number): boolean {
    const after = this.tokens[i + 1];
    if (after === undefined) return true;
    if (after.kind === 'sign') return [')', ']', '}', ',', ';'].includes(after.text);
    return after.kind === 'word' && !['in', 'instanceof'].includes(after.text);
  }

  /** `(…) => …`, or an expression in parentheses. */
  #parenthesised(i: number, depth: number): ObjectAt | undefined {
    let after = this.tokens[i]!.partner + 1;
    if (this.#is(after, ':')) {
      // the type of what a function gives back
      while (after < this.tokens.length && !this.#is(after, '=>')) after++;
    }
    if (!this.#is(after, '=>'))
      return this.#endsAfter(this.tokens[i]!.partner) ? this.#literal(i + 1, depth + 1) : undefined;
    if (!this.#is(after + 1, '{')) return this.#literal(after + 1, depth + 1);
    const body = this.tokens.slice(after + 1, this.tokens[after + 1]!.partner);
    const returns = body.flatMap(({ kind, text }, k) => (kind === 'word' && text === 'return' ? [after + 1 + k] : []));
    return returns.length === 1 ? this.#literal(returns[0]! + 1, depth + 1) : undefined;
  }

  /** What a constant is, if it is used nowhere but where it is exported: nothing changes it on the way. */
  #declared(name: string, depth: number): ObjectAt | undefined {
    const uses = this.tokens.flatMap(({ kind, text }, i) => (kind === 'word' && text === name ? [i] : []));
    const declared = uses.find((i) => ['const', 'let', 'var'].includes(this.tokens[i - 1]?.text ?? ''));
    if (declared === undefined || uses.length !== 2) return undefined;
    let value = declared + 1;
    if (this.#is(value, ':'))
      while (value < this.tokens.length && !this.#is(value, '=') && !this.#is(value, ';')) value++;
    return this.#is(value, '=') ? this.#literal(value + 1, depth + 1) : undefined;
  }

  /** The first tokens of what stands between the commas of a bracket. */
  #parts(open: number): number[] {
    const parts: number[] = [];
    const close = this.tokens[open]!.partner;
    for (let i = open + 1, fresh = true; i < close; i = this.#next(i)) {
      if (this.#is(i, ',')) fresh = true;
      else if (fresh) {
        parts.push(i);
        fresh = false;
      }
    }
    return parts;
  }

  isArray(at: ObjectAt): boolean {
    return this.#is(at, '[');
  }

  /** The object literals among the elements of an array literal, and how many elements there are. */
  elements(at: ObjectAt): { readonly objects: readonly ObjectAt[]; readonly count: number } {
    const parts = this.#parts(at);
    const objects = parts.flatMap((part) => {
      const literal = this.#literal(part, 0);
      return literal === undefined || this.isArray(literal) ? [] : [literal];
    });
    return { objects, count: parts.length };
  }

  /** The strings among the elements of an array literal. */
  stringsIn(at: ObjectAt): string[] {
    return this.#parts(at).flatMap((part) => {
      const { kind, text } = this.tokens[part]!;
      return kind === 'string' ? [text.slice(1, -1)] : [];
    });
  }

  #properties(at: ObjectAt): { readonly properties: readonly Property[]; readonly spreads: boolean } {
    let spreads = false;
    const properties = this.#parts(at).flatMap((i): Property[] => {
      const { kind, text } = this.tokens[i]!;
      if (this.#is(i, '...')) spreads = true;
      if (kind !== 'word' && kind !== 'string') return [];
      const name = kind === 'string' ? text.slice(1, -1) : text;
      return [{ name, value: this.#is(i + 1, ':') ? i + 2 : -1 }];
    });
    return { properties, spreads };
  }

  /** The index of the token with which a property's value begins; `undefined` where there is no such property. */
  valueOf(at: ObjectAt, name: string): number | undefined {
    return this.#properties(at).properties.find((property) => property.name === name)?.value;
  }

  /** Whether a property is the literal `true`. */
  isTrue(at: ObjectAt, name: string): boolean {
    const value = this.valueOf(at, name);
    return value !== undefined && this.tokens[value]?.text === 'true';
  }

  /** The object or array literal that is a property's value. */
  literalOf(at: ObjectAt, name: string): ObjectAt | undefined {
    const value = this.valueOf(at, name);
    return value === undefined || value < 0 ? undefined : this.#literal(value, 0);
  }

  /**
   * Puts items at the ends of arrays that are properties; where there is no such property, one is added at the beginning of the object.
   * `undefined` where a property is no array literal, or where something is spread into the object, which may bring the property too.
   */
  addToArrays(at: ObjectAt, arrays: readonly NamedItems[]): Insertion[] | undefined {
    const { properties, spreads } = this.#properties(at);
    const insertions: Insertion[] = [];
    const fresh: string[] = [];
    for (const { name, items, first = [] } of arrays) {
      if (properties.some((property) => property.name === name)) {
        const array = this.literalOf(at, name);
        if (array === undefined || !this.isArray(array)) return undefined;
        const missing = items.filter((item) => !this.#hasElement(array, item));
        if (missing.length > 0) insertions.push(...this.#append(array, missing));
      } else {
        if (spreads) return undefined;
        fresh.push(`${this.#json ? `"${name}"` : name}: [${[...first, ...items].join(', ')}]`);
      }
    }
    return fresh.length === 0 ? insertions : [...insertions, this.#newProperties(at, fresh)];
  }

  #hasElement(array: ObjectAt, item: string): boolean {
    const bare = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
    return this.#parts(array).some((part) => {
      const token = this.tokens[part]!;
      return (token.kind === 'string' || token.kind === 'word') && bare(token.text) === bare(item.replace(/\(\)$/, ''));
    });
  }

  /** Puts items at the end of an array literal, in its style. */
  #append(array: ObjectAt, items: readonly string[]): Insertion[] {
    const close = this.tokens[array]!.partner;
    if (close === array + 1) return [{ at: this.tokens[array]!.end, text: items.join(', ') }];
    const trailing = this.#is(close - 1, ',');
    const last = this.tokens[trailing ? close - 2 : close - 1]!;
    const between = this.text.slice(last.end, this.tokens[close]!.start);
    if (!between.includes('\n')) return [{ at: last.end, text: items.map((item) => `, ${item}`).join('') }];
    const indent = this.#indentAt(this.tokens[this.#parts(array).at(-1)!]!.start);
    const lines = items.map((item, i) => {
      const comma = trailing || i < items.length - 1 ? ',' : '';
      return `${this.#lineBreak}${indent}${item}${comma}`;
    });
    // what stands after the last element in its line, a comma or a comment, stays with it
    const end = this.#endOfLine((trailing ? this.tokens[close - 1]! : last).end);
    return [...(trailing ? [] : [{ at: last.end, text: ',' }]), { at: end, text: lines.join('') }];
  }

  #newProperties(at: ObjectAt, properties: readonly string[]): Insertion {
    const open = this.tokens[at]!;
    const close = this.tokens[open.partner]!;
    const first = this.tokens[at + 1]!;
    const isEmpty = first === close;
    if (!this.text.slice(open.end, first.start).includes('\n')) {
      const text = properties.join(', ');
      return { at: open.end, text: isEmpty ? ` ${text} ` : ` ${text},` };
    }
    const indent = isEmpty ? `${this.#indentAt(open.start)}  ` : this.#indentAt(first.start);
    const text = properties.map((property) => this.#lineBreak + indent + property).join(',');
    return { at: this.#endOfLine(open.end), text: isEmpty ? text : `${text},` };
  }

  /** An import after those that are there, or at the beginning, in the style of the source. */
  newImport(names: string, from: string): Insertion {
    const imports: number[] = [];
    for (let i = 0; i < this.tokens.length; i = this.#next(i)) {
      const { kind, text } = this.tokens[i]!;
      if (kind !== 'word' || text !== keyword || this.#is(i + 1, '(') || this.#is(i + 1, '.')) continue;
      let end = i + 1;
      while (end < this.tokens.length && this.tokens[end]!.kind !== 'string') end++;
      if (end < this.tokens.length) imports.push(end);
    }
    const last = imports.at(-1);
    if (last === undefined) {
      const head = /^(?:#!.*\r?\n)?(?:\/\/\/.*\r?\n)*/.exec(this.text)![0];
      return { at: head.length, text: importStatement(names, from) + this.#lineBreak + this.#lineBreak };
    }
    const name = this.tokens[last]!;
    const rest = /^(?:\s*(?:with|assert)\s*\{[^}]*\})?[ \t]*(;?)/.exec(this.text.slice(name.end))!;
    const quote = name.text[0]!;
    const line = importStatement(names, from, quote, rest[1]);
    return { at: this.#endOfLine(name.end + rest[0].trimEnd().length), text: this.#lineBreak + line };
  }

  /** The quote that most strings of the source have. */
  get quote(): string {
    const strings = this.tokens.filter(({ kind }) => kind === 'string');
    return strings.filter(({ text }) => text.startsWith('"')).length * 2 > strings.length ? '"' : "'";
  }

  get #lineBreak(): string {
    return this.text.includes('\r\n') ? '\r\n' : '\n';
  }

  #indentAt(at: number): string {
    const line = this.text.slice(this.text.lastIndexOf('\n', at - 1) + 1, at);
    return /^[ \t]*/.exec(line)![0];
  }

  /** The end of the line, if there is nothing more in it but a comment that ends with it; or else here. */
  #endOfLine(at: number): number {
    return at + /^[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n|$)|/.exec(this.text.slice(at))![0].length;
  }
}

/** The text with all insertions made. */
export function inserted(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let from = 0;
  for (const { at, text: added } of [...insertions].sort((a, b) => a.at - b.at)) {
    result += text.slice(from, at) + added;
    from = at;
  }
  return result + text.slice(from);
}
