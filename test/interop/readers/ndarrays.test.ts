/** The real libraries: scijs' ndarray and @stdlib/ndarray-ctor. Expected numbers are read element by element with the library's own get. */
import Complex128Array from '@stdlib/array-complex128';
import Complex64Array from '@stdlib/array-complex64';
import stdlibNdarray from '@stdlib/ndarray-ctor';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { ComparisonError } from '../../../src/errors.ts';
import { toNumericArray } from '../../../src/interop/index.ts';
import { numbersOf } from '../row-major.ts';

const twelve = Float32Array.from({ length: 12 }, (_, i) => i);

interface Gettable {
  readonly shape: ArrayLike<number>;
  get: (...indices: number[]) => unknown;
}

/** What the library itself says is in the array, in row-major order. */
function elementsByGet(array: Gettable): unknown[] {
  const elements: unknown[] = [];
  const visit = (indices: number[]): void => {
    if (indices.length === array.shape.length) elements.push(array.get(...indices));
    else for (let i = 0; i < array.shape[indices.length]; i++) visit([...indices, i]);
  };
  visit([]);
  return elements;
}

describe('ndarray', () => {
  const base = ndarray(twelve, [3, 4]);
  test.each([
    ['the whole', base],
    ['transposed', base.transpose(1, 0)],
    ['from a corner', base.lo(1, 2)],
    ['to a corner', base.hi(2, 3)],
    ['stepped', base.step(2, 3)],
    ['reversed', base.step(-1, -1)],
    ['a column', base.pick(null, 2)],
    ['a single element', base.pick(1, 1)],
    ['transposed, cut and reversed', base.transpose(1, 0).lo(1, 1).step(1, -1)],
    ['nothing left', base.lo(3, 0)],
  ])('%s is read through its strides', (_, view) => {
    const array = toNumericArray(view);
    expect(array).toMatchObject({ dtype: 'float32', source: 'ndarray', shape: Array.from(view.shape) });
    expect(numbersOf(array)).toEqual(elementsByGet(view));
  });

  test('any view of a view is read as the library reads it', () => {
    const step = fc.oneof(
      fc.tuple(fc.constant('transpose' as const), fc.constantFrom([0, 1, 2], [2, 0, 1], [1, 0, 2], [2, 1, 0])),
      fc.tuple(fc.constant('lo' as const), fc.array(fc.nat(1), { minLength: 3, maxLength: 3 })),
      fc.tuple(fc.constant('step' as const), fc.array(fc.constantFrom(1, -1, 2), { minLength: 3, maxLength: 3 })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        let view = ndarray(
          Float64Array.from({ length: 60 }, (_, i) => i),
          [3, 4, 5],
        );
        for (const [name, args] of steps) {
          if (name !== 'lo' || view.shape.every((extent) => extent > 1)) view = view[name](...args);
        }
        expect(numbersOf(toNumericArray(view))).toEqual(elementsByGet(view));
      }),
    );
  });

  test('ordinary arrays are float64, bigint arrays int64', () => {
    expect(toNumericArray(ndarray([1, 2, 3, 4], [2, 2]))).toMatchObject({ dtype: 'float64', shape: [2, 2] });
    expect(toNumericArray(ndarray(BigInt64Array.of(1n, 2n) as never, [2]))).toMatchObject({ dtype: 'int64' });
    expect(toNumericArray(ndarray(Buffer.from([1, 2]) as never, [2]))).toMatchObject({ dtype: 'uint8' });
  });

  test('memory behind get is read through get', () => {
    const generic = { length: 6, get: (i: number) => i * i, set: () => 0 };
    const view = ndarray(generic as never, [2, 3]).transpose(1, 0);
    expect(view.dtype).toBe('generic');
    expect(toNumericArray(view)).toMatchObject({ shape: [3, 2], dtype: 'float64', data: [0, 9, 1, 16, 4, 25] });
    const holes = { length: 2, get: () => undefined, set: () => 0 };
    expect(() => toNumericArray(ndarray(holes as never, [2]))).toThrow(ComparisonError);
  });

  test('what picking from a scalar gives has no element', () => {
    const nothing = ndarray([5], []).pick();
    expect(nothing.size).toBe(0);
    expect(toNumericArray(nothing)).toMatchObject({ shape: [0] });
  });

  test('a shape, stride or offset that leaves the memory is refused', () => {
    expect(() => toNumericArray(ndarray(twelve, [4, 4]))).toThrow(ComparisonError);
    expect(() => toNumericArray(ndarray(twelve, [3, 4], [8, 1]))).toThrow(/to 19, but the data holds 12/);
    expect(() => toNumericArray(ndarray(twelve, [12], [1], 1))).toThrow(/from position 1 to 12/);
    expect(() => toNumericArray(ndarray(twelve, [3], [-1], 0))).toThrow(/from position -2/);
    expect(() => toNumericArray(ndarray(twelve, [-1]))).toThrow(/negative/);
  });
});

describe('stdlib ndarray', () => {
  test.each([
    ['row-major', new stdlibNdarray('float32', twelve, [3, 4], [4, 1], 0, 'row-major')],
    ['column-major', new stdlibNdarray('float32', twelve, [3, 4], [1, 3], 0, 'column-major')],
    ['reversed', new stdlibNdarray('float32', twelve, [3, 4], [-4, -1], 11, 'row-major')],
    ['broadcast', new stdlibNdarray('float32', twelve, [2, 3], [0, 1], 5, 'row-major')],
    ['a part', new stdlibNdarray('float32', twelve, [2, 2], [4, 1], 5, 'row-major')],
    ['a scalar', new stdlibNdarray('float32', twelve, [], [0], 5, 'row-major')],
  ])('%s is read through its strides', (_, view) => {
    const array = toNumericArray(view);
    expect(array).toMatchObject({ dtype: 'float32', source: 'stdlib ndarray', shape: Array.from(view.shape) });
    expect(numbersOf(array)).toEqual(elementsByGet(view as unknown as Gettable));
  });

  test.each([
    ['float64', Float64Array.of(1, 2), 'float64'],
    ['int8', Int8Array.of(1, 2), 'int8'],
    ['int16', Int16Array.of(1, 2), 'int16'],
    ['int32', Int32Array.of(1, 2), 'int32'],
    ['uint8', Uint8Array.of(1, 2), 'uint8'],
    ['uint8c', Uint8ClampedArray.of(1, 2), 'uint8'],
    ['uint16', Uint16Array.of(1, 2), 'uint16'],
    ['uint32', Uint32Array.of(1, 2), 'uint32'],
    ['binary', Buffer.from([1, 2]), 'uint8'],
    ['generic', [1, 2], 'float64'],
  ])('of type %s is read', (dtype, data, expected) => {
    const array = new stdlibNdarray(dtype as never, data as never, [2], [1], 0, 'row-major');
    expect(toNumericArray(array)).toMatchObject({ dtype: expected, shape: [2] });
    expect(numbersOf(toNumericArray(array))).toEqual([1, 2]);
  });

  test('complex arrays are read as pairs, through strides that count pairs', () => {
    const pairs = [1, -1, 2, -2, 3, -3];
    const single = new stdlibNdarray('complex64', new Complex64Array(pairs) as never, [2], [2], 0, 'row-major');
    expect(toNumericArray(single)).toMatchObject({ dtype: 'complex64', shape: [2] });
    expect(numbersOf(toNumericArray(single))).toEqual([1, -1, 3, -3]);
    const double = new stdlibNdarray('complex128', new Complex128Array(pairs) as never, [3], [-1], 2, 'row-major');
    expect(numbersOf(toNumericArray(double))).toEqual([3, -3, 2, -2, 1, -1]);
    expect(toNumericArray(double).dtype).toBe('complex128');
  });

  test('a complex array that begins inside its buffer is read from there', () => {
    const part = new Complex64Array(Float32Array.of(9, 9, 1, -1, 2, -2).buffer, 8, 2);
    const array = new stdlibNdarray('complex64', part as never, [2], [1], 0, 'row-major');
    expect(numbersOf(toNumericArray(array))).toEqual([1, -1, 2, -2]);
  });

  test('memory that is not of the declared type is refused', () => {
    const wide = new stdlibNdarray('float64', Float32Array.of(1) as never, [1], [1], 0, 'row-major');
    expect(() => toNumericArray(wide)).toThrow(ComparisonError);
    expect(() => toNumericArray(wide)).toThrow(/float64, but the data is a Float32Array/);
    const text = new stdlibNdarray('generic', ['a'] as never, [1], [1], 0, 'row-major');
    expect(() => toNumericArray(text)).toThrow(/element 0 is the string 'a'/);
  });
});
