/** What is claimed about an array against what its memory bears out. Expected values follow from the definition of strides. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumericArray } from '../../src/compare/types.ts';
import { ComparisonError, FormatError } from '../../src/errors.ts';
import { readers, toNumericArray } from '../../src/interop/index.ts';
import { numbersOf } from './row-major.ts';

const read = (value: object): NumericArray | undefined => {
  for (const reader of readers) {
    const array = reader(value);
    if (array !== undefined) return array;
  }
  return undefined;
};

const six = Float32Array.of(1, 2, 3, 4, 5, 6);

describe('{ data, shape }', () => {
  test('is an array of the type that its memory has', () => {
    for (const [data, dtype] of [
      [Float64Array.of(1), 'float64'],
      [Float32Array.of(1), 'float32'],
      [Int8Array.of(1), 'int8'],
      [Uint8Array.of(1), 'uint8'],
      [Uint8ClampedArray.of(1), 'uint8'],
      [Int16Array.of(1), 'int16'],
      [Uint16Array.of(1), 'uint16'],
      [Int32Array.of(1), 'int32'],
      [Uint32Array.of(1), 'uint32'],
      [BigInt64Array.of(1n), 'int64'],
      [BigUint64Array.of(1n), 'uint64'],
      [[1], 'float64'],
      [[1n], 'bigint'],
      [[true], 'bool'],
    ] as const) {
      expect(read({ data, shape: [1] })).toMatchObject({ dtype, shape: [1], source: '{ data, shape } object' });
    }
  });

  test.each([
    ['transposed', { shape: [3, 2], strides: [1, 3] }, [1, 4, 2, 5, 3, 6]],
    ['a column', { shape: [2], strides: [3], offset: 1 }, [2, 5]],
    ['reversed', { shape: [6], strides: [-1], offset: 5 }, [6, 5, 4, 3, 2, 1]],
    ['broadcast', { shape: [2, 3], strides: [0, 1], offset: 3 }, [4, 5, 6, 4, 5, 6]],
    ['every other', { shape: [3], strides: [2] }, [1, 3, 5]],
    ['column-major by name', { shape: [2, 3], order: 'F' }, [1, 3, 5, 2, 4, 6]],
    ['row-major by name', { shape: [2, 3], order: 'row-major' }, [1, 2, 3, 4, 5, 6]],
    ['a part without gaps', { shape: [2, 2], strides: [2, 1], offset: 1 }, [2, 3, 4, 5]],
    ['a part by offset alone', { shape: [2], offset: 4 }, [5, 6]],
    ['one element with any stride', { shape: [1, 1], strides: [1000, -1000], offset: 2 }, [3]],
    ['a scalar', { shape: [], strides: [], offset: 3 }, [4]],
    ['no element, with any stride', { shape: [0, 3], strides: [1e6, 1], offset: 9 }, []],
    ['stride, as ndarray calls it', { shape: [3], stride: [2] }, [1, 3, 5]],
  ])('%s is read through its strides', (_, layout, expected) => {
    for (const data of [six, Array.from(six)]) {
      expect(numbersOf(toNumericArray({ data, ...layout }))).toEqual(expected);
    }
  });

  test('strides of complex arrays count pairs', () => {
    const data = Float32Array.of(1, -1, 2, -2, 3, -3);
    const array = toNumericArray({ data, shape: [2], strides: [-2], offset: 2, dtype: 'complex64' });
    expect(numbersOf(array)).toEqual([3, -3, 1, -1]);
    const part = toNumericArray({ data, shape: [2], offset: 1, dtype: 'complex64' });
    expect(part.offset).toBeUndefined();
    expect(numbersOf(part)).toEqual([2, -2, 3, -3]);
  });

  test('contiguous arrays come without strides and offset', () => {
    for (const value of [
      { data: six, shape: [2, 3], strides: [3, 1], offset: 0 },
      { data: six, shape: [1, 4], strides: [77, 1], offset: 2 },
    ]) {
      const array = toNumericArray(value);
      expect(array.strides).toBeUndefined();
      expect(array.offset).toBeUndefined();
      expect((array.data as Float32Array).buffer).toBe(six.buffer);
    }
  });

  test.each<[string, object, RegExp]>([
    ['too few elements', { data: six, shape: [7] }, /has 7 elements, but the data holds 6/],
    ['too many elements', { data: six, shape: [5] }, /has 5 elements, but the data holds 6/],
    ['an odd number of parts', { data: Float32Array.of(1, 2, 3), shape: [1], dtype: 'complex64' }, /odd/],
    ['too few pairs', { data: six, shape: [6], dtype: 'complex64' }, /has 12 numbers.*holds 6/],
    [
      'a stride that leaves the memory',
      { data: six, shape: [2, 3], strides: [4, 1] },
      /from position 0 to 6, but the data holds 6/,
    ],
    ['a stride that leaves it below', { data: six, shape: [3], strides: [-1], offset: 1 }, /from position -1 to 1/],
    ['an offset beyond the end', { data: six, shape: [1], offset: 6 }, /from position 6 to 6/],
    ['strides in bytes', { data: six, shape: [2, 3], strides: [12, 4] }, /counted in elements, not in bytes/],
    ['strides beyond 2^53', { data: six, shape: [2 ** 40, 2], strides: [2 ** 50, 1] }, /reaches/],
    ['a negative offset', { data: six, shape: [1], offset: -1 }, /offset must be an integer ≥ 0/],
    ['a fractional offset', { data: six, shape: [1], offset: 0.5 }, /offset must be an integer ≥ 0/],
    ['an offset that is a string', { data: six, shape: [1], offset: '1' }, /offset must be/],
    ['a fractional stride', { data: six, shape: [2], strides: [0.5] }, /strides must consist of integers, got 0\.5/],
    ['NaN as stride', { data: six, shape: [2], strides: [NaN] }, /got NaN/],
    ['one stride for two axes', { data: six, shape: [2, 3], strides: [3] }, /1 strides for a shape of 2 axes/],
    ['two strides for one axis', { data: six, shape: [6], strides: [1, 1] }, /2 strides for a shape of 1 axes/],
    ['strides that are a number', { data: six, shape: [6], strides: 1 }, /strides must be an array/],
    ['a negative extent', { data: six, shape: [-1, 6] }, /axis 0 of the shape \[-1, 6\] is negative/],
    ['a fractional extent', { data: six, shape: [2.5] }, /shape must consist of integers, got 2\.5/],
    ['an infinite extent', { data: six, shape: [Infinity] }, /got Infinity/],
    [
      'more elements than can be counted',
      { data: six, shape: [2 ** 40, 2 ** 40] },
      /more elements than can be counted/,
    ],
    ['65 axes', { data: [1], shape: new Array(65).fill(1) }, /64 are the most/],
    ['an unknown order', { data: six, shape: [6], order: 'K' }, /order must be/],
    ['an unknown encoding', { data: six, shape: [6], encoding: 'hex' }, /encoding must be/],
    [
      'bits in a float array',
      { data: six, shape: [6], dtype: 'float16', encoding: 'bits' },
      /Give float16 as a Uint16Array of raw bits/,
    ],
    ['bits of an integer', { data: six, shape: [6], dtype: 'int8', encoding: 'bits' }, /no encoding as bits/],
    [
      'bits in an ordinary array',
      { data: [1], shape: [1], dtype: 'float16', encoding: 'bits' },
      /unsigned typed array/,
    ],
    [
      'bits where values are said to be',
      { data: Uint16Array.of(1), shape: [1], dtype: 'float16', encoding: 'values' },
      /but the data is a Uint16Array/,
    ],
    [
      'float64 in float32 memory',
      { data: six, shape: [6], dtype: 'float64' },
      /float64, but the data is a Float32Array/,
    ],
    [
      'float32 in integer memory',
      { data: Uint32Array.of(1), shape: [1], dtype: 'float32' },
      /Float32Array or a Float64Array or a Uint32Array of raw bits/,
    ],
    ['a bool of 2', { data: Uint8Array.of(2), shape: [1], dtype: 'bool' }, /element 0 of a bool array is 2/],
    ['a string among numbers', { data: [1, '2'], shape: [2] }, /element 1 is the string '2', where a number was due/],
    ['null among numbers', { data: [1, null], shape: [2] }, /element 1 is null/],
    ['a hole', { data: [1, , 3], shape: [3] }, /element 1 is nothing \(a hole or undefined\)/], // oxlint-disable-line no-sparse-arrays
    ['a bigint among numbers', { data: [1, 2n], shape: [2] }, /element 1 is 2n, where a number was due/],
    ['a number among bigints', { data: [1n, 2], shape: [2] }, /element 1 is 2, where a bigint was due/],
    ['a number among booleans', { data: [true, 1], shape: [2] }, /element 1 is 1, where a boolean was due/],
    [
      '128 as int8',
      { data: [128], shape: [1], dtype: 'int8' },
      /element 0 is 128, which is no int8 .*from -128 to 127/,
    ],
    ['-1 as uint8', { data: [-1], shape: [1], dtype: 'uint8' }, /which is no uint8/],
    ['0.5 as int32', { data: [0.5], shape: [1], dtype: 'int32' }, /which is no int32/],
    ['2^53 as an int64 number', { data: [2 ** 53], shape: [1], dtype: 'int64' }, /as bigints/],
    ['2^63 as int64', { data: [2n ** 63n], shape: [1], dtype: 'int64' }, /which is no int64/],
    ['bigints as float64', { data: [1n], shape: [1], dtype: 'float64' }, /the elements are bigint/],
    ['numbers as bigint', { data: [1], shape: [1], dtype: 'bigint' }, /the elements are float64/],
    ['booleans as float32', { data: [true], shape: [1], dtype: 'float32' }, /the elements are bool/],
  ])('%s is refused', (_, value, message) => {
    expect(() => read(value)).toThrow(ComparisonError);
    expect(() => read(value)).toThrow(message);
  });

  test.each([
    ['float8', /float8_e4m3fn or float8_e5m2/],
    ['fp16', /Write float16/],
    ['Float32', /Write float32/],
    ['double', /Write float64/],
    ['posit16', /one of float64, float32, float16/],
    ['constructor', /one of/],
    [7, /one of/],
  ])('the type %s is refused with the name to write instead', (dtype, message) => {
    expect(() => read({ data: six, shape: [6], dtype })).toThrow(FormatError);
    expect(() => read({ data: six, shape: [6], dtype })).toThrow(message);
  });

  test('narrow formats lie in memory as bits, or as values in a wider type', () => {
    expect(read({ data: Uint16Array.of(1), shape: [1], dtype: 'bfloat16' })?.encoding).toBe('bits');
    expect(read({ data: Uint8Array.of(1), shape: [1], dtype: 'float8_e4m3fn' })?.encoding).toBe('bits');
    expect(read({ data: Uint32Array.of(1), shape: [1], dtype: 'float32', encoding: 'bits' })?.encoding).toBe('bits');
    expect(read({ data: Float32Array.of(1), shape: [1], dtype: 'bfloat16' })?.encoding).toBeUndefined();
    expect(read({ data: [1], shape: [1], dtype: 'float16' })).toMatchObject({ dtype: 'float16', data: [1] });
  });

  test('detached and shared memory is refused', () => {
    const data = Float32Array.of(1, 2);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(() => read({ data, shape: [2] })).toThrow(/detached/);
    expect(() => read({ data, shape: [0] })).toThrow(/detached/);
    expect(() => read({ data: new Float32Array(new SharedArrayBuffer(8)), shape: [2] })).toThrow(
      /SharedArrayBuffer.*data\.slice\(\)/,
    );
  });

  test('typed arrays of another realm are read like those of this one', () => {
    const data: unknown = runInNewContext('Float32Array.of(1, 2)');
    expect(data).not.toBeInstanceOf(Float32Array);
    expect(read({ data, shape: [2] })?.dtype).toBe('float32');
    const record: object = runInNewContext('({ data: [1, 2], shape: [2], loss: 1 })') as object;
    expect(read(record)).toBeUndefined();
  });

  test.each<[string, object]>([
    ['records with further results, which must be compared too', { data: six, shape: [6], loss: 0.5 }],
    ['text in data', { data: ['a', 'b'], shape: [2] }],
    ['text in shape', { data: [1, 2], shape: 'circle' }],
    ['objects in data', { data: { a: 1 }, shape: [1] }],
    ['nested arrays in data', { data: [[1, 2]], shape: [1, 2] }],
    ['no data', { shape: [1] }],
    ['no shape', { data: [1] }],
    ['a function as data', { data: () => [1], shape: [1] }],
    ['a DataView as data', { data: new DataView(new ArrayBuffer(8)), shape: [1] }],
    ['a promise', Promise.resolve(1)],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a list', [1, 2, 3]],
    ['a typed array', six],
    ['an empty record', {}],
    ['a record without prototype', Object.create(null) as object],
    [
      'a record with fields of tensors',
      { dims: [1], type: 'float32', rows: 1, columns: 2, ort_tensor: 3, isMatrix: true },
    ],
  ])('%s are left to the comparison', (_, value) => {
    expect(read(value)).toBeUndefined();
  });

  test('what a class adds beyond data and shape does not matter', () => {
    class Tensor {
      readonly data: Float32Array = six;
      readonly shape: readonly number[] = [2, 3];
      readonly device = 'cpu';
      readonly requiresGrad = false;
    }
    expect(read(new Tensor())?.shape).toEqual([2, 3]);
  });

  test('a NumericArray reads as itself', () => {
    const array = toNumericArray({ data: six, shape: [3, 2], strides: [1, 3] });
    expect(toNumericArray(array)).toEqual(array);
  });
});

test('any strides that stay inside are read as their definition says, any others refused', () => {
  const small = fc.integer({ min: -7, max: 7 });
  const layouts = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 4 }), small), { maxLength: 4 })
    .chain((axes) => fc.record({ axes: fc.constant(axes), offset: fc.nat(30), length: fc.nat(40) }));
  fc.assert(
    fc.property(layouts, ({ axes, offset, length }) => {
      const shape = axes.map(([extent]) => extent);
      const strides = axes.map(([, stride]) => stride);
      const value = { data: Float64Array.from({ length }, (_, i) => i), shape, strides, offset };
      // The values are their own positions, so the definition gives the expected ones; every position is checked, not the corners.
      let expected = [offset];
      for (const [extent, stride] of axes) {
        expected = expected.flatMap((position) => Array.from({ length: extent }, (_, i) => position + i * stride));
      }
      if (expected.every((position) => position >= 0 && position < length)) {
        expect(numbersOf(toNumericArray(value))).toEqual(expected);
      } else {
        expect(() => toNumericArray(value)).toThrow(ComparisonError);
      }
    }),
    { numRuns: 2000 },
  );
});

describe('toNumericArray', () => {
  test('numbers, bigints, booleans and complex numbers are scalars', () => {
    expect(toNumericArray(1.5)).toEqual({ data: [1.5], shape: [], dtype: 'float64', source: 'number' });
    expect(toNumericArray(2n)).toEqual({ data: [2n], shape: [], dtype: 'bigint', source: 'bigint' });
    expect(toNumericArray(true)).toMatchObject({ data: Uint8Array.of(1), shape: [], dtype: 'bool' });
    expect(toNumericArray({ re: 1, im: -2 })).toMatchObject({
      data: Float64Array.of(1, -2),
      shape: [],
      dtype: 'complex128',
    });
  });

  test('typed arrays have one axis', () => {
    expect(toNumericArray(six)).toEqual({ data: six, shape: [6], dtype: 'float32', source: 'Float32Array' });
  });

  test('nested arrays have the shape of their nesting, and the type of the rows', () => {
    expect(
      toNumericArray([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toMatchObject({ data: [1, 2, 3, 4, 5, 6], shape: [2, 3], dtype: 'float64' });
    expect(toNumericArray([Float32Array.of(1), Float32Array.of(2)])).toMatchObject({
      data: [1, 2],
      shape: [2, 1],
      dtype: 'float32',
    });
    expect(toNumericArray([BigInt64Array.of(1n)])).toMatchObject({ data: [1n], shape: [1, 1], dtype: 'int64' });
    expect(toNumericArray([Float32Array.of(1), Float64Array.of(2)])).toMatchObject({ data: [1, 2], dtype: 'float64' });
    expect(toNumericArray([Float32Array.of(1), [2]])).toMatchObject({ data: [1, 2], dtype: 'float64' });
    expect(toNumericArray([[], []])).toMatchObject({ shape: [2, 0] });
    expect(toNumericArray([{ re: 1, im: 2 }, 3])).toMatchObject({
      data: Float64Array.of(1, 2, 3, 0),
      shape: [2],
      dtype: 'complex128',
    });
  });

  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  test.each<[string, unknown, RegExp]>([
    ['a ragged array', [[1, 2], [3]], /\[1\] has 1 elements where others have 2/],
    [
      'a ragged array of typed rows',
      [Float32Array.of(1), Float32Array.of(1, 2)],
      /\[1\] has 2 elements where others have 1/,
    ],
    ['a number among rows', [[1], 2], /\[1\] is 2 where others are arrays/],
    ['a row among numbers', [1, [2]], /\[1\] is an array where others are single values/],
    ['an array in itself', cyclic, /contain itself/],
    ['a string', '1.5', /the string '1\.5' is no array of numbers/],
    ['null', null, /null is no array/],
    ['undefined', undefined, /undefined is no array/],
    ['a promise', Promise.resolve(1), /a Promise is no array/],
    ['a record', { a: 1 }, /an object is no array/],
    ['a record with more than a complex number', { re: 1, im: 2, loss: 3 }, /an object is no array/],
    ['a symbol', Symbol('x'), /a symbol is no array/],
  ])('%s is refused', (_, value, message) => {
    expect(() => toNumericArray(value)).toThrow(ComparisonError);
    expect(() => toNumericArray(value)).toThrow(message);
  });
});
