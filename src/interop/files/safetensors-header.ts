/**
 * The header of a .safetensors file: a JSON object from tensor name to `{ dtype, shape, data_offsets }`, and `__metadata__`, an object
 * of strings. Parsed by this grammar alone: JSON.parse would silently keep the last of two tensors of one name.
 *
 * Source: the format's description in the README of the safetensors repository.
 */
import { refuseFile } from './file-error.ts';
import { TextScanner } from './text-scanner.ts';

/** What the header says about one tensor, nothing of it checked against the data. */
export interface TensorClaim {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from and to, counted from the end of the header. */
  readonly start: number;
  readonly end: number;
}

/** The whole header. */
export interface SafetensorsHeader {
  readonly tensors: readonly TensorClaim[];
  readonly metadata: ReadonlyMap<string, string>;
}

export const safetensorsHeaderPart = '.safetensors header';

function readString(scanner: TextScanner, what: string): string {
  scanner.skipSpace();
  const { text, position } = scanner;
  if (text.charAt(position) !== '"') scanner.fail(what);
  let close = position + 1;
  while (close < text.length && text.charAt(close) !== '"') close += text.charAt(close) === '\\' ? 2 : 1;
  if (close >= text.length) scanner.fail(`${what} that is closed`);
  let value: unknown;
  try {
    // One string token: escapes and forbidden control characters are JSON's business.
    value = JSON.parse(text.slice(position, close + 1));
  } catch {
    scanner.fail(`${what}, a JSON string,`);
  }
  scanner.position = close + 1;
  return value as string;
}

/** Items between `open` and `close`, separated by commas; none after the last. */
function readItems(scanner: TextScanner, open: string, close: string, readItem: () => void): void {
  scanner.expect(open);
  if (scanner.takes(close)) return;
  do readItem();
  while (scanner.takes(','));
  scanner.expect(close);
}

function readKey(scanner: TextScanner, taken: { has: (key: string) => boolean }, what: string): string {
  const key = readString(scanner, what);
  if (taken.has(key)) refuseFile(scanner.part, `the name ${JSON.stringify(key)} is given twice.`);
  scanner.expect(':');
  return key;
}

function readIntegers(scanner: TextScanner, what: string, most: number): number[] {
  const values: number[] = [];
  readItems(scanner, '[', ']', () => {
    if (values.length === most) scanner.fail(`at most ${most} numbers for the ${what}`);
    values.push(scanner.integer(what));
  });
  return values;
}

function readTensor(scanner: TextScanner, name: string): TensorClaim {
  const seen = new Set<string>();
  let dtype = '';
  let shape: readonly number[] = [];
  let offsets: readonly number[] = [];
  readItems(scanner, '{', '}', () => {
    const key = readKey(scanner, seen, 'a field of a tensor');
    seen.add(key);
    if (key === 'dtype') dtype = readString(scanner, 'a dtype');
    else if (key === 'shape') shape = readIntegers(scanner, 'shape', 64);
    else if (key === 'data_offsets') offsets = readIntegers(scanner, 'data_offsets', 2);
    else refuseFile(scanner.part, `the tensor ${JSON.stringify(name)} has an unknown field ${JSON.stringify(key)}.`);
  });
  if (seen.size !== 3 || offsets.length !== 2) {
    refuseFile(scanner.part, `the tensor ${JSON.stringify(name)} must have a dtype, a shape and two data_offsets.`);
  }
  return { name, dtype, shape, start: offsets[0], end: offsets[1] };
}

/**
 * Parses the header's text.
 *
 * @throws FileFormatError where it leaves the grammar, and for names, fields or metadata given twice.
 */
export function parseSafetensorsHeader(text: string): SafetensorsHeader {
  const scanner = new TextScanner(text, safetensorsHeaderPart);
  if (!text.startsWith('{')) scanner.fail("'{'");
  const tensors: TensorClaim[] = [];
  const names = new Set<string>();
  const metadata = new Map<string, string>();
  readItems(scanner, '{', '}', () => {
    const name = readKey(scanner, names, 'the name of a tensor');
    names.add(name);
    if (name !== '__metadata__') {
      tensors.push(readTensor(scanner, name));
      return;
    }
    readItems(scanner, '{', '}', () => {
      const key = readKey(scanner, metadata, 'a name in __metadata__');
      metadata.set(key, readString(scanner, 'a string as value in __metadata__'));
    });
  });
  scanner.end();
  return { tensors, metadata };
}
