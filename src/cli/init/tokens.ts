/**
 * Tokens of JavaScript and TypeScript, as many as it takes to find an object in a configuration and to say where in the text it is: words,
 * strings, templates, numbers, regular expressions and signs. Comments and blanks are left out. What the tokens mean is nobody's business here.
 *
 * Source of the grammar: ECMA-262, section 12. Whether a slash divides or opens a regular expression is told from the token before it, which
 * is right but for expressions after a closing bracket that a configuration does not have.
 */

export interface Token {
  readonly kind: 'word' | 'string' | 'template' | 'number' | 'expression' | 'sign';
  readonly text: string;
  /** Where it begins in the source, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** Of a bracket: the index of the one that it closes, or that closes it. Of others −1. */
  partner: number;
}

const opening: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Words after which a slash opens a regular expression. */
const operators = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'new',
  'delete',
  'void',
  'throw',
  'await',
  'default',
]);

const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)n?/y;
const quoted = /"(?:[^"\\\r\n]|\\[^])*"|'(?:[^'\\\r\n]|\\[^])*'/y;
const expression = /\/(?![*/])(?:[^\\/[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*\])+\/[a-z]*/y;
const sign = /=>|\.\.\.|\?\.|[^]/y;
const blank = /\s+|\/\/[^\r\n]*|\/\*[^]*?\*\//y;

/** The tokens of a source; `undefined` where it is not understood: an open string or comment, or brackets that do not match. */
export function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  const open: number[] = [];
  let at = source.startsWith('#!') ? (/\r?\n|$/.exec(source)?.index ?? source.length) : 0;
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token['kind'], text: string): void => {
    tokens.push({ kind, text, start: at, end: at + text.length, partner: -1 });
    at += text.length;
  };
  while (at < source.length) {
    const skipped = matched(blank);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const character = source[at]!;
    if (source.startsWith('/*', at)) return undefined;
    if (character === '"' || character === "'") {
      const text = matched(quoted);
      if (text === undefined) return undefined;
      push('string', text);
    } else if (character === '`') {
      const end = endOfTemplate(source, at);
      if (end === undefined) return undefined;
      push('template', source.slice(at, end));
    } else if (/[\d]/.test(character) || (character === '.' && /\d/.test(source[at + 1] ?? ''))) {
      push('number', matched(number)!);
    } else if (matched(word) !== undefined) {
      push('word', matched(word)!);
    } else if (character === '/' && opensExpression(tokens.at(-1))) {
      const text = matched(expression);
      if (text === undefined) return undefined;
      push('expression', text);
    } else {
      const text = matched(sign)!;
      if (Object.hasOwn(opening, text)) open.push(tokens.length);
      push('sign', text);
      if (')]}'.includes(text)) {
        const partner = open.pop();
        if (partner === undefined || opening[tokens[partner]!.text] !== text) return undefined;
        tokens[partner]!.partner = tokens.length - 1;
        tokens.at(-1)!.partner = partner;
      }
    }
  }
  return open.length === 0 ? tokens : undefined;
}

function opensExpression(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return operators.has(before.text);
  return before.kind === 'sign' && !')]}'.includes(before.text);
}

/** Where a template that begins here ends; templates in its substitutions are gone through. */
function endOfTemplate(source: string, start: number): number | undefined {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '`') return at + 1;
    else if (source.startsWith('${', at)) {
      const end = endOfSubstitution(source, at + 2);
      if (end === undefined) return undefined;
      at = end;
    }
  }
  return undefined;
}

function endOfSubstitution(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    if (character === '`') {
      const end = endOfTemplate(source, at);
      if (end === undefined) return undefined;
      at = end - 1;
    } else if (character === '"' || character === "'") {
      quoted.lastIndex = at;
      const text = quoted.exec(source)?.[0];
      if (text === undefined) return undefined;
      at += text.length - 1;
    } else if (character === '{') depth++;
    else if (character === '}' && depth-- === 0) return at;
  }
  return undefined;
}
