/** Expected values: fixtures/files/facts.json; the files were written to the format's description by fixtures/files/generate.py. */
import { describe, expect, test } from 'vitest';
import type { NumericArray } from '../../../src/compare/types.ts';
import { FileFormatError } from '../../../src/errors.ts';
import {
  readSafetensors,
  readSafetensorsMetadata,
  toNumericArray,
  writeSafetensors,
} from '../../../src/interop/index.ts';
import { bytesOf } from '../row-major.ts';
import { bytesOfFile, facts } from './fixtures.ts';

const files = ['types.safetensors', 'unaligned.safetensors', 'none.safetensors'];

function file(header: string | object, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(Array.from(data), 8 + text.length);
  return bytes;
}

const tensor = (shape: unknown, from: unknown, to: unknown, dtype: unknown = 'U8'): object => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('files of the format', () => {
  test.each(files)('%s has the tensors that were written', (name) => {
    const tensors = readSafetensors(bytesOfFile(name));
    expect(Object.keys(tensors)).toEqual(Object.keys(facts.arrays[name]));
    for (const [key, fact] of Object.entries(facts.arrays[name])) {
      expect(tensors[key], key).toMatchObject({ dtype: fact.dtype, shape: fact.shape, source: '.safetensors file' });
      expect(bytesOf(tensors[key]), key).toBe(fact.bytes);
    }
  });

  test.each(files)('%s read and written again has the same tensors', (name) => {
    const tensors = readSafetensors(writeSafetensors(readSafetensors(bytesOfFile(name))));
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(facts.arrays[name]).sort());
    for (const [key, fact] of Object.entries(facts.arrays[name])) expect(bytesOf(tensors[key]), key).toBe(fact.bytes);
  });

  test('float16, bfloat16 and float8 come as raw bits, all else as values', () => {
    const tensors = readSafetensors(bytesOfFile('types.safetensors'));
    const bits = Object.keys(tensors).filter((name) => tensors[name].encoding === 'bits');
    expect(bits.sort()).toEqual(['BF16', 'F16', 'F8_E4M3', 'F8_E5M2']);
  });

  test('metadata is a record of strings without prototype', () => {
    const metadata = readSafetensorsMetadata(bytesOfFile('types.safetensors'));
    expect(Object.getPrototypeOf(metadata)).toBeNull();
    expect({ ...metadata }).toEqual({ 'made by': 'generate.py', größe: 'ü"\\' });
    const written = writeSafetensors({}, { metadata: { a: 'é"' } });
    expect({ ...readSafetensorsMetadata(written) }).toEqual({ a: 'é"' });
  });

  test('a tensor named __proto__ is a tensor like the others', () => {
    const tensors = readSafetensors(bytesOfFile('unaligned.safetensors'));
    expect(Object.getPrototypeOf(tensors)).toBeNull();
    expect(tensors['__proto__'].dtype).toBe('int64');
  });

  test('written tensors are aligned: the data begins at a multiple of 8 bytes and wide elements come first', () => {
    const arrays = {
      byte: toNumericArray(Uint8Array.of(1)),
      wide: toNumericArray(Float64Array.of(2)),
      half: toNumericArray(Float32Array.of(3)),
    };
    const bytes = writeSafetensors(arrays);
    const tensors = readSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual(['wide', 'half', 'byte']);
    for (const { data } of Object.values(tensors)) expect((data as Uint8Array).buffer).toBe(bytes.buffer);
    expect(writeSafetensors({ half: arrays.half, byte: arrays.byte, wide: arrays.wide })).toEqual(bytes);
  });

  test('tensors of one width are written in the order of their names', () => {
    const [a, b] = [toNumericArray(1), toNumericArray(2)];
    expect(writeSafetensors({ b, a })).toEqual(writeSafetensors({ a, b }));
  });

  test('views are written in their own order', () => {
    const view: NumericArray = {
      data: Uint16Array.of(1, 2, 3, 4),
      dtype: 'bfloat16',
      encoding: 'bits',
      shape: [2, 2],
      strides: [1, 2],
      source: '',
    };
    expect(readSafetensors(writeSafetensors({ view })).view.data).toEqual(Uint16Array.of(1, 3, 2, 4));
  });

  test.each<[string, () => unknown, RegExp]>([
    ['complex128', () => writeSafetensors({ a: toNumericArray([{ re: 1, im: 2 }]) }), /has no complex128/],
    ['bigints', () => writeSafetensors({ a: toNumericArray([1n]) }), /no limit/],
    ['the name __metadata__', () => writeSafetensors({ __metadata__: toNumericArray(1) }), /own name/],
    [
      'metadata that is a number',
      () => writeSafetensors({}, { metadata: { a: 1 as unknown as string } }),
      /must be a string/,
    ],
  ])('%s is not written', (_, write, message) => {
    expect(write).toThrow(FileFormatError);
    expect(write).toThrow(message);
  });
});

describe('files that lie', () => {
  test('the small files of the next tests are read where they tell the truth', () => {
    expect(readSafetensors(file({ a: tensor([2], 0, 2) }, [1, 2])).a.data).toEqual(Uint8Array.of(1, 2));
    expect(readSafetensors(file({ b: tensor([1], 2, 3), a: tensor([2], 0, 2) }, [1, 2, 3])).b.data).toEqual(
      Uint8Array.of(3),
    );
    expect(readSafetensors(file({ z: tensor([0, 4], 2, 2), a: tensor([2], 0, 2) }, [1, 2])).z.shape).toEqual([0, 4]);
    expect(
      readSafetensors(file('{ "a" : { "shape" : [ ] , "data_offsets" : [ 0 , 1 ] , "dtype" : "U8" } } \n', [7])).a
        .shape,
    ).toEqual([]);
    expect(readSafetensors(file('{"\\u0061":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}', [7])).a.data).toEqual(
      Uint8Array.of(7),
    );
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(), /0 bytes, 8 are due/],
    ['a header longer than the file', file('{}', [], 3n), /claims 3 bytes, 2 are present/],
    ['a header beyond 100 MB', file('{}', [], 100_000_001n), /claims 100000001 bytes; 100000000/],
    ['a header length beyond 2^53', file('{}', [], 2n ** 64n - 1n), /more than 2\^53/],
    ['no header', file(''), /'\{' expected/],
    ['space before the header', file(' {}'), /'\{' expected/],
    ['text after the header', file('{} x'), /the end of the header/],
    ['a list', file('[]'), /'\{' expected/],
    [
      'bytes that are not UTF-8',
      (() => {
        const bytes = file('{" ":1}');
        bytes[10] = 0xff;
        return bytes;
      })(),
      /not UTF-8/,
    ],
    ['an open object', file('{"a":{'), /expected/],
    ['an open string', file('{"a'), /closed/],
    ['a string that ends in a backslash', file('{"a\\'), /closed/],
    ['a bad escape', file('{"\\x":1}'), /JSON string/],
    ['a comma too many', file('{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},}', [1]), /name of a tensor/],
    ['a tensor that is a number', file('{"a":1}'), /'\{' expected/],
    [
      'a name twice',
      file(
        '{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}',
        [1],
      ),
      /"a" is given twice/,
    ],
    [
      'a name twice, once escaped',
      file(
        '{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}',
        [1],
      ),
      /"a" is given twice/,
    ],
    [
      'a field twice',
      file('{"a":{"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]}}', [1]),
      /"dtype" is given twice/,
    ],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), /given twice/],
    ['a name in the metadata twice', file('{"__metadata__":{"a":"","a":""}}'), /given twice/],
    ['metadata that is a number', file('{"__metadata__":{"a":1}}'), /a string as value/],
    ['an unknown field', file({ a: { ...tensor([1], 0, 1), x: 1 } }, [1]), /unknown field "x"/],
    ['a missing field', file({ a: { dtype: 'U8', shape: [1] } }, [1]), /must have/],
    ['no shape', file({ a: { dtype: 'U8', data_offsets: [0, 1] } }, [1]), /must have/],
    ['no type', file({ a: { shape: [1], data_offsets: [0, 1] } }, [1]), /must have/],
    ['one offset', file({ a: { dtype: 'U8', shape: [1], data_offsets: [0] } }, [1]), /two data_offsets/],
    ['three offsets', file({ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1, 2] } }, [1]), /at most 2 numbers/],
    ['a negative extent', file({ a: tensor([-1], 0, 1) }, [1]), /integer ≥ 0/],
    ['a fraction', file({ a: tensor([1.5], 0, 1) }, [1]), /expected/],
    ['an exponent', file('{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}', [1]), /expected/],
    [
      'an offset beyond 2^53',
      file('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,9007199254740993]}}', [1]),
      /2\^53/,
    ],
    ['65 axes', file({ a: tensor(new Array(65).fill(1), 0, 1) }, [1]), /at most 64/],
    ['a hole before', file({ a: tensor([1], 1, 2) }, [1, 2]), /claims bytes 1 to 2, but 0/],
    ['a hole between', file({ a: tensor([1], 0, 1), b: tensor([1], 2, 3) }, [1, 2, 3]), /claims bytes 2 to 3, but 1/],
    ['an overlap', file({ a: tensor([2], 0, 2), b: tensor([2], 1, 3) }, [1, 2, 3]), /claims bytes 1 to 3, but 2/],
    [
      'the same bytes twice',
      file({ a: tensor([2], 0, 2), b: tensor([2], 0, 2) }, [1, 2]),
      /claims bytes 0 to 2, but 2/,
    ],
    ['offsets in reverse', file({ a: tensor([2], 0, 2), b: tensor([1], 2, 1) }, [1, 2]), /claims bytes 2 to 1/],
    ['bytes that no tensor owns', file({ a: tensor([1], 0, 1) }, [1, 2]), /claim 1 bytes, 2 are present/],
    ['bytes that are missing', file({ a: tensor([3], 0, 3) }, [1, 2]), /claim 3 bytes, 2 are present/],
    ['a shape too large', file({ a: tensor([3], 0, 2) }, [1, 2]), /claims 3 bytes, its data_offsets hold 2/],
    ['a shape too small', file({ a: tensor([1], 0, 2) }, [1, 2]), /claims 1 bytes, its data_offsets hold 2/],
    ['a type too wide', file({ a: tensor([2], 0, 2, 'F32') }, [1, 2]), /claims 8 bytes, its data_offsets hold 2/],
    [
      'a shape beyond all memory',
      file({ a: tensor([4e15, 4e15], 0, 2, 'F64') }, [1, 2]),
      /claims 128000000000000000000000000000000 bytes/,
    ],
    ['four bits', file({ a: tensor([2], 0, 1, 'F4') }, [1]), /"F4" cannot be read/],
    ['the exponents-only float8', file({ a: tensor([1], 0, 1, 'F8_E8M0') }, [1]), /"F8_E8M0" cannot be read/],
    ['a type named like a property of objects', file({ a: tensor([1], 0, 1, 'constructor') }, [1]), /cannot be read/],
    ['a bool of 2', file({ a: tensor([1], 0, 1, 'BOOL') }, [2]), /element 0 is the byte 2/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(FileFormatError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('metadata alone is read only from a file whose header is whole', () => {
    expect(() => readSafetensorsMetadata(file('{"__metadata__":{}', []))).toThrow(FileFormatError);
  });
});
