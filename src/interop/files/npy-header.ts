/**
 * The header of a .npy file: a Python dictionary literal such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
 *
 * Exactly these three keys are read, in any order, by a parser that knows no other Python.
 * Source: NumPy's format description, numpy/lib/format.py, versions 1.0, 2.0 and 3.0.
 */
import { refuseFile } from './file-error.ts';
import type { FileDtype } from './file-elements.ts';
import { TextScanner } from './text-scanner.ts';

/** What the header says. */
export interface NpyHeader {
  readonly dtype: FileDtype;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

const part = '.npy header';

/** Type codes without byte order. */
const dtypes: Readonly<Record<string, FileDtype>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
};

/** Types that are refused, by the first letter of the code, and what to do in NumPy instead. */
const refused: Readonly<Record<string, string>> = {
  O: "an object array is a pickle, which can run code. Save a.astype('float64').",
  S: 'its elements are bytes strings. Save numbers.',
  a: 'its elements are bytes strings. Save numbers.',
  U: 'its elements are strings. Save numbers.',
  M: "its elements are dates. Save a.astype('int64').",
  m: "its elements are time spans. Save a.astype('int64').",
  V: "its elements are raw records; bfloat16 and float8 arrays of ml_dtypes are saved so. Save the bits, a.view('uint16') or a.view('uint8'), or write .safetensors.",
};

function readDtype(descr: string): Pick<NpyHeader, 'dtype' | 'littleEndian'> {
  const order = /^[<>|=]/.test(descr) ? descr.charAt(0) : '';
  const code = descr.slice(order.length);
  const dtype = Object.hasOwn(dtypes, code) ? dtypes[code] : undefined;
  if (dtype === undefined) {
    const letter = code.charAt(0);
    const reason = Object.hasOwn(refused, letter)
      ? refused[letter]
      : /^[fc](12|16|24|32)$/.test(code)
        ? "extended precision has no portable meaning. Save a.astype('float64'), or 'complex128'."
        : `the types read are ${Object.keys(dtypes).join(', ')}.`;
    refuseFile(part, `the type '${descr}' cannot be read: ${reason}`);
  }
  const single = dtype === 'bool' || code.endsWith('1');
  if (order !== '<' && order !== '>' && !single) {
    refuseFile(
      part,
      `the type '${descr}' does not say its byte order. Write '<${code}' for little-endian, '>${code}' for big-endian.`,
    );
  }
  return { dtype, littleEndian: order !== '>' };
}

/** A Python string in single or double quotes; escapes have no place in a type code or a key. */
function readString(scanner: TextScanner): string {
  scanner.skipSpace();
  const quote = scanner.text.charAt(scanner.position);
  if (quote !== "'" && quote !== '"') scanner.fail('a string in quotes');
  const close = scanner.text.indexOf(quote, scanner.position + 1);
  if (close < 0) scanner.fail('a string that is closed');
  const value = scanner.text.slice(scanner.position + 1, close);
  if (/[\\\n\r]/.test(value)) scanner.fail('a string without escapes');
  scanner.position = close + 1;
  return value;
}

/** A Python tuple of integers: `()`, `(3,)`, `(3, 4)`; `(3)` is no tuple. Python 2 wrote long integers as `3L`. */
function readShape(scanner: TextScanner): number[] {
  const shape: number[] = [];
  scanner.expect('(');
  while (!scanner.takes(')')) {
    if (shape.length === 64) scanner.fail('a shape of at most 64 axes');
    shape.push(scanner.integer('an extent of the shape'));
    if (scanner.text.startsWith('L', scanner.position)) scanner.position++;
    if (scanner.takes(',')) continue;
    if (shape.length === 1) scanner.fail("',' after the only extent of a tuple");
    scanner.expect(')');
    break;
  }
  return shape;
}

/**
 * Parses the header's text.
 *
 * @throws FileFormatError for anything but the three keys with their kinds of values, and for types that are not numbers.
 */
export function parseNpyHeader(text: string): NpyHeader {
  const scanner = new TextScanner(text, part);
  let type: Pick<NpyHeader, 'dtype' | 'littleEndian'> | undefined;
  let fortranOrder: boolean | undefined;
  let shape: readonly number[] | undefined;
  scanner.expect('{');
  while (!scanner.takes('}')) {
    const key = readString(scanner);
    scanner.expect(':');
    if (key === 'descr' && type === undefined) {
      if (scanner.takes('[') || scanner.takes('(') || scanner.takes('{')) {
        refuseFile(part, "the array is structured (it has named fields). Save its fields one by one: a['name'].");
      }
      type = readDtype(readString(scanner));
    } else if (key === 'fortran_order' && fortranOrder === undefined) {
      if (scanner.takes('True')) fortranOrder = true;
      else if (scanner.takes('False')) fortranOrder = false;
      else scanner.fail('True or False');
    } else if (key === 'shape' && shape === undefined) {
      shape = readShape(scanner);
    } else {
      refuseFile(
        part,
        `the key '${key.slice(0, 40)}' is given twice or unknown; descr, fortran_order and shape are due, once each.`,
      );
    }
    if (!scanner.takes(',')) {
      scanner.expect('}');
      break;
    }
  }
  scanner.end();
  if (type === undefined || fortranOrder === undefined || shape === undefined) {
    refuseFile(part, 'descr, fortran_order and shape are due; one is missing.');
  }
  return { ...type, fortranOrder, shape };
}
