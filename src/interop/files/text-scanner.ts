/**
 * Reads a short text from left to right, one expected token after another. The base of the strict parsers of file headers: what is not
 * expected is refused where it stands.
 */
import { refuseFile } from './file-error.ts';

/** Digits of the largest integer that float64 counts up to, 2^53 − 1. */
const mostDigits = 16;

export class TextScanner {
  readonly text: string;
  /** The part of the file, for messages. */
  readonly part: string;
  position = 0;

  constructor(text: string, part: string) {
    this.text = text;
    this.part = part;
  }

  /** Refuses the text at the present position. */
  fail(expected: string): never {
    const rest = this.text.slice(this.position, this.position + 20);
    const found = rest === '' ? 'the end of the header' : JSON.stringify(rest);
    refuseFile(this.part, `${expected} expected at character ${this.position}, found ${found}.`);
  }

  skipSpace(): void {
    while (' \t\r\n'.includes(this.text.charAt(this.position)) && this.position < this.text.length) this.position++;
  }

  /** Takes `token`, after space, if it stands here. */
  takes(token: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  /** Takes `token` or refuses the text. */
  expect(token: string): void {
    if (!this.takes(token)) this.fail(`'${token}'`);
  }

  /** Takes an integer from 0 to 2^53 − 1, without sign, fraction, exponent or leading zeros. */
  integer(what: string): number {
    this.skipSpace();
    const start = this.position;
    while (isDigit(this.text.charCodeAt(this.position))) this.position++;
    const digits = this.text.slice(start, this.position);
    this.position = start;
    if (digits === '') this.fail(`${what}, an integer ≥ 0,`);
    if (digits.length > 1 && digits.startsWith('0')) this.fail(`${what} without leading zeros`);
    const value = digits.length <= mostDigits ? Number(digits) : Infinity;
    if (!Number.isSafeInteger(value)) this.fail(`${what} of at most 2^53 − 1`);
    this.position = start + digits.length;
    return value;
  }

  /** Requires that only space is left. */
  end(): void {
    this.skipSpace();
    if (this.position < this.text.length) this.fail('the end of the header');
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
