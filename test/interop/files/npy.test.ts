/** Expected values: fixtures/files/facts.json, written by NumPy (fixtures/files/generate.py). */
import { describe, expect, test } from 'vitest';
import type { NumericArray } from '../../../src/compare/types.ts';
import { ComparisonError, FileFormatError } from '../../../src/errors.ts';
import { encodeArray } from '../../../src/formats/index.ts';
import { readNpy, toNumericArray, writeNpy } from '../../../src/interop/index.ts';
import { bytesOf, numbersOf } from '../row-major.ts';
import { bytesOfFile, facts, filesEndingIn } from './fixtures.ts';

/** A version 1.0 file with this header text and these data bytes. */
function npy(header: string, data: ArrayLike<number>): Uint8Array {
  const text = [...header].map((letter) => letter.charCodeAt(0));
  return Uint8Array.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...Array.from(data),
  ]);
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe("NumPy's own files", () => {
  const readable = filesEndingIn('.npy').filter((name) => !(name in facts.refused));

  test('all of them have facts', () => {
    expect(readable.length).toBe(31);
    expect(readable.filter((name) => !(name in facts.arrays))).toEqual([]);
  });

  test.each(readable)('%s has the type, shape and bytes that NumPy says', (name) => {
    const fact = facts.arrays[name][''];
    const array = readNpy(bytesOfFile(name));
    expect(array).toMatchObject({ dtype: fact.dtype, shape: fact.shape, source: '.npy file' });
    expect(bytesOf(array)).toBe(fact.bytes);
  });

  test.each(readable)('%s read and written again has the same elements', (name) => {
    const fact = facts.arrays[name][''];
    const again = readNpy(writeNpy(readNpy(bytesOfFile(name))));
    expect(again.strides).toBeUndefined();
    expect(again).toMatchObject({ dtype: fact.dtype, shape: fact.shape });
    expect(bytesOf(again)).toBe(fact.bytes);
  });

  test('a file in row-major order is written byte for byte as NumPy wrote it', () => {
    for (const name of [
      'f2.npy',
      'f4.npy',
      'f8.npy',
      'i1.npy',
      'u8.npy',
      'b1.npy',
      'c8.npy',
      'c16.npy',
      'scalar.npy',
      'empty.npy',
    ]) {
      const bytes = bytesOfFile(name);
      expect(Buffer.from(writeNpy(readNpy(bytes))).equals(bytes), name).toBe(true);
    }
  });

  test('values are what they were in Python', () => {
    expect(Array.from(readNpy(bytesOfFile('f8-big-endian.npy')).data as Float64Array)).toEqual([
      0,
      -0,
      Infinity,
      -Infinity,
      NaN,
      5e-324,
      -2.2250738585072014e-308,
      1.7976931348623157e308,
      -1.7976931348623157e308,
      1 / 3,
      Math.PI,
      -2.5,
    ]);
    expect(Array.from(readNpy(bytesOfFile('i8-big-endian.npy')).data as BigInt64Array)).toEqual([
      -9223372036854775808n,
      9223372036854775807n,
      0n,
      1n,
      42n,
      3074457345618258602n,
    ]);
    expect(numbersOf(readNpy(bytesOfFile('fortran-c8.npy')))).toEqual([0, 0, 1, 0.5, 2, 1, 3, 1.5, 4, 2, 5, 2.5]);
  });

  test('column-major order is read through strides, without a copy', () => {
    const bytes = bytesOfFile('fortran.npy');
    const array = readNpy(bytes);
    expect(array.strides).toEqual([1, 2, 6]);
    expect((array.data as Float32Array).buffer).toBe(bytes.buffer);
    expect(numbersOf(array)).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  test('reading leaves the bytes as they are, whatever their order', () => {
    const bytes = bytesOfFile('f8-big-endian.npy');
    readNpy(bytes);
    expect(bytes).toEqual(bytesOfFile('f8-big-endian.npy'));
  });

  test('float16 comes as raw bits', () => {
    const array = readNpy(bytesOfFile('f2.npy'));
    expect(array.encoding).toBe('bits');
    expect(Array.from((array.data as Uint16Array).subarray(0, 4))).toEqual([0, 0x8000, 0x7c00, 0xfc00]);
  });

  test('unaligned bytes give the same array, and a Buffer too', () => {
    const bytes = bytesOfFile('f8.npy');
    const shifted = Buffer.concat([Buffer.from([0]), bytes]).subarray(1);
    expect(bytesOf(readNpy(shifted))).toBe(facts.arrays['f8.npy'][''].bytes);
    expect(bytesOf(readNpy(Buffer.from(bytes)))).toBe(facts.arrays['f8.npy'][''].bytes);
  });

  test.each(Object.entries(facts.refused))('%s is refused because of %s', (name, why) => {
    expect(() => readNpy(bytesOfFile(name))).toThrow(FileFormatError);
    expect(() => readNpy(bytesOfFile(name))).toThrow(why);
  });
});

describe('headers', () => {
  const data = new Uint8Array(8);

  test.each([
    ["{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}", [2]],
    ['{"descr":"<f4","fortran_order":False,"shape":(2,)}', [2]],
    ["{ 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2L , 1L , ) , } \n", [2, 1]],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (), }", []],
    ["{'descr': '<f4', 'fortran_order': True, 'shape': (0, 5), }", undefined],
  ])('%s is read', (text, shape) => {
    if (shape === undefined) expect(readNpy(npy(text, [])).shape).toEqual([0, 5]);
    else expect(readNpy(npy(text, data)).shape).toEqual(shape);
  });

  test.each([
    ['(2) is no tuple', "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "',' after the only extent"],
    ['a negative extent', header('<f4', '(-2,)'), 'an integer ≥ 0'],
    ['a fraction', header('<f4', '(2.0,)'), "',' after the only extent"],
    ['a leading zero', header('<f4', '(02,)'), 'without leading zeros'],
    ['an extent beyond 2^53', header('<f4', '(9007199254740993,)'), '2\\^53'],
    ['an extent of a thousand digits', header('<f4', `(${'9'.repeat(1000)},)`), '2\\^53'],
    ['an expression', header('<f4', '(1+1,)'), 'expected at character'],
    ['a call', "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}", 'a string in quotes'],
    ['a missing key', "{'descr': '<f4', 'shape': (2,)}", 'one is missing'],
    ['a key twice', "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 'given twice'],
    ['an unknown key', "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "key 'x'"],
    ['a Boolean in lower case', header('<f4', '(2,)', 'false'), 'True or False'],
    ['text after the dictionary', `${header('<f4', '(2,)')}x`, 'the end of the header'],
    ['no closing brace', "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "'}'"],
    ['an open string', "{'descr: '", 'expected'],
    ['an escape', header('<f\\x34', '(2,)'), 'without escapes'],
    ['no byte order', header('f4', '(2,)'), 'byte order'],
    ['native byte order', header('=f4', '(2,)'), 'byte order'],
    ['no order for two bytes', header('|f4', '(2,)'), 'byte order'],
    ['an unknown type', header('<f3', '(2,)'), 'cannot be read'],
    ['a type named like a property of objects', header('<constructor', '(2,)'), 'cannot be read'],
    ['65 axes', header('<f4', `(${'1, '.repeat(65)})`), 'at most 64 axes'],
    ['fewer bytes than claimed', header('<f4', '(3,)'), 'claims 12 bytes, 8 are present'],
    ['more bytes than claimed', header('<f4', '(1,)'), 'claims 4 bytes, 8 are present'],
    [
      'a claim beyond all memory',
      header('<f8', '(4000000000000000, 4000000000000000)'),
      'claims 128000000000000000000000000000000 bytes, 8 are',
    ],
    ['no byte claimed beside a huge extent', header('<f8', '(0, 4000000000000000)'), 'claims 0 bytes, 8 are'],
  ])('%s is refused', (_, text, message) => {
    expect(() => readNpy(npy(text, data))).toThrow(FileFormatError);
    expect(() => readNpy(npy(text, data))).toThrow(new RegExp(message));
  });

  test('a header that is longer than the file is refused with both numbers', () => {
    const bytes = npy(header('<f4', '(2,)'), data).subarray(0, 30);
    expect(() => readNpy(bytes)).toThrow(/claims 58 bytes, 20 are present/);
    const almost = npy(header('<f4', '(2,)'), data).subarray(0, 60);
    expect(() => readNpy(almost)).toThrow(/claims 58 bytes, 50 are present/);
  });

  test('a header beyond the limit is refused before it is read', () => {
    const bytes = Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 2, 0, 0, 0, 1, 0, 32]);
    expect(() => readNpy(bytes)).toThrow(/claims 65536 bytes; 65535/);
  });

  test.each([
    ['no bytes', [], /does not begin/],
    ['a zip archive', [0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0], /does not begin/],
    ['version 4', [0x93, ...Buffer.from('NUMPY'), 4, 0, 0, 0], /version is 4\.0/],
    ['version 1.1', [0x93, ...Buffer.from('NUMPY'), 1, 1, 0, 0], /version is 1\.1/],
    ['version 0', [0x93, ...Buffer.from('NUMPY'), 0, 0, 0, 0], /version is 0\.0/],
    ['an end within the length', [0x93, ...Buffer.from('NUMPY'), 2, 0, 0, 0], /10 bytes, 12 are due/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readNpy(Uint8Array.from(bytes))).toThrow(message);
    expect(() => readNpy(Uint8Array.from(bytes))).toThrow(FileFormatError);
  });

  test('a bool that is neither 0 nor 1 is refused', () => {
    expect(() => readNpy(npy(header('|b1', '(3,)'), [0, 1, 2]))).toThrow(/element 2 is the byte 2/);
  });

  test.each([
    ['an ArrayBuffer', new ArrayBuffer(8)],
    ['a string', 'x'],
    ['an array', [1, 2]],
    ['a Float32Array', new Float32Array(2)],
    ['null', null],
  ])('%s in place of bytes is refused', (_, value) => {
    expect(() => readNpy(value as unknown as Uint8Array)).toThrow(FileFormatError);
  });

  test('detached bytes are refused', () => {
    const bytes = bytesOfFile('f4.npy');
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(() => readNpy(bytes)).toThrow(FileFormatError);
    expect(() => readNpy(bytes)).toThrow(/detached/);
  });

  test('shared bytes are copied', () => {
    const bytes = bytesOfFile('f4.npy');
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const array = readNpy(shared);
    shared.fill(0);
    expect(bytesOf(array)).toBe(facts.arrays['f4.npy'][''].bytes);
  });
});

describe('writing', () => {
  const array = (
    data: NumericArray['data'],
    dtype: NumericArray['dtype'],
    more: Partial<NumericArray> = {},
  ): NumericArray => ({
    data,
    dtype,
    shape: [data.length],
    source: 'test',
    ...more,
  });

  test('a transposed view is written in its own order', () => {
    const view = array(Float32Array.of(1, 2, 3, 4, 5, 6), 'float32', { shape: [3, 2], strides: [1, 3] });
    expect(Array.from(readNpy(writeNpy(view)).data as Float32Array)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('a reversed, broadcast, complex view is written in its own order', () => {
    const view = array(Float64Array.of(1, -1, 2, -2, 3, -3), 'complex128', {
      shape: [2, 3],
      strides: [0, -1],
      offset: 2,
    });
    expect(Array.from(readNpy(writeNpy(view)).data as Float64Array)).toEqual([
      3, -3, 2, -2, 1, -1, 3, -3, 2, -2, 1, -1,
    ]);
  });

  test('NaN keeps its payload', () => {
    const data = new Float32Array(Uint32Array.of(0x7fa00001, 0xffc12345).buffer);
    for (const strides of [undefined, [-1]]) {
      const view = array(data, 'float32', strides === undefined ? {} : { strides, offset: 1 });
      const bits = new Uint32Array((readNpy(writeNpy(view)).data as Float32Array).slice().buffer);
      expect(Array.from(bits).sort()).toEqual([0x7fa00001, 0xffc12345]);
    }
  });

  test('float16 values are written as the bits that hold them exactly', () => {
    const bits = readNpy(writeNpy(array(Float64Array.of(1, -0, 65504, NaN, 2 ** -24), 'float16')));
    expect(Array.from(bits.data as Uint16Array)).toEqual([0x3c00, 0x8000, 0x7bff, 0x7e00, 1]);
    expect(Array.from(bits.data as Uint16Array)).toEqual(
      Array.from(encodeArray([1, -0, 65504, NaN, 2 ** -24], 'float16')),
    );
  });

  test.each([
    ['1/3 as float16', array(Float64Array.of(1, 1 / 3), 'float16'), /element 1 is 0\.333.*no float16/],
    ['0.1 as float32', array([0.1], 'float32'), /element 0 is 0\.1, which is no float32/],
    ['1e5 as float16', array(Float32Array.of(1e5), 'float16'), /no float16/],
    ['0.1 as complex64', array([1, 0.1], 'complex64', { shape: [1] }), /no complex64/],
    ['bfloat16', array(Uint16Array.of(0x3f80), 'bfloat16', { encoding: 'bits' }), /NumPy has no bfloat16/],
    ['float8_e5m2', array(Uint8Array.of(1), 'float8_e5m2', { encoding: 'bits' }), /NumPy has no float8_e5m2/],
    ['bigints', array([1n], 'bigint'), /no limit/],
  ])('%s is refused', (_, value, message) => {
    expect(() => writeNpy(value)).toThrow(FileFormatError);
    expect(() => writeNpy(value)).toThrow(message);
  });

  test('an array whose memory is too short for its shape is refused', () => {
    expect(() => writeNpy(array(Float32Array.of(1, 2), 'float32', { shape: [3] }))).toThrow(ComparisonError);
  });

  test('JavaScript arrays of numbers, integers and booleans are written in their type', () => {
    const written = (value: unknown): NumericArray => readNpy(writeNpy(toNumericArray(value)));
    expect(
      written([
        [1.5, 2],
        [3, 4],
      ]),
    ).toMatchObject({ dtype: 'float64', shape: [2, 2] });
    expect(written([true, false])).toMatchObject({ dtype: 'bool', data: Uint8Array.of(1, 0) });
    expect(written(array([1, -2], 'int64')).data).toEqual(BigInt64Array.of(1n, -2n));
    expect(written(array([1n, 2n], 'uint64')).data).toEqual(BigUint64Array.of(1n, 2n));
    expect(written(array([1, -2], 'int8')).data).toEqual(Int8Array.of(1, -2));
    expect(written(array(Uint8ClampedArray.of(1, 2), 'uint8')).data).toEqual(Uint8Array.of(1, 2));
    expect(written(7)).toMatchObject({ shape: [], data: Float64Array.of(7) });
  });

  test('elements begin at a multiple of 64 bytes', () => {
    for (let axes = 0; axes < 40; axes++) {
      const bytes = writeNpy(array(Float32Array.of(1), 'float32', { shape: new Array<number>(axes).fill(1) }));
      expect((bytes.length - 4) % 64).toBe(0);
      expect(readNpy(bytes).shape.length).toBe(axes);
    }
  });
});
