/** What can be compared: every kind of number that JavaScript has, nested, strided, recorded. */
import vm from 'node:vm';
import { describe, expect, test } from 'vitest';
import { compareWith, withErrorBound } from '../../src/compare/index.ts';
import type { Dtype, NumericArray } from '../../src/compare/index.ts';

const compare = compareWith([(value) => ('wrapped' in value ? (value.wrapped as NumericArray) : undefined)]);
const tensor = (array: Omit<NumericArray, 'source'>): unknown => ({ wrapped: { ...array, source: 'test tensor' } });

describe('typed arrays', () => {
  test.each<[ArrayLike<number | bigint>, Dtype, number]>([
    [Float64Array.of(1, 2), 'float64', 2 ** 52],
    [Float32Array.of(1, 2), 'float32', 2 ** 23],
    [Int8Array.of(1, 2), 'int8', 1],
    [Uint8Array.of(1, 2), 'uint8', 1],
    [Uint8ClampedArray.of(1, 2), 'uint8', 1],
    [Int16Array.of(1, 2), 'int16', 1],
    [Uint16Array.of(1, 2), 'uint16', 1],
    [Int32Array.of(1, 2), 'int32', 1],
    [Uint32Array.of(1, 2), 'uint32', 1],
  ])('2 against 1 in %o: one ulp of 1 goes %s times', (actual, dtype, ulps) => {
    const [leaf] = compare(actual, [1, 1], { abs: 2 }).leaves;
    expect(leaf.unit).toBe(dtype);
    expect(leaf.actual.dtype).toBe(dtype);
    expect(leaf.worst).toMatchObject({ index: 1, ulps, abs: 1 });
  });

  test.skipIf(!('Float16Array' in globalThis))('Float16Array is measured in float16', () => {
    const Float16Array = (globalThis as unknown as { Float16Array: { of(...values: number[]): unknown } }).Float16Array;
    expect(compare(Float16Array.of(1 + 2 ** -10), [1], { ulp: 1 }).leaves[0]).toMatchObject({
      unit: 'float16',
      verdict: 'pass',
    });
  });

  test('integers are subtracted without wrapping: 250 − 10 in uint8 is 240, −128 − 127 in int8 is −255', () => {
    expect(compare(Uint8Array.of(10), Uint8Array.of(250), { abs: 1 }).leaves[0].worst).toMatchObject({
      difference: -240,
      abs: 240,
      steps: 240n,
    });
    expect(compare(Int8Array.of(-128), Int8Array.of(127), { abs: 1 }).leaves[0].worst).toMatchObject({
      difference: -255,
      ulps: 255,
    });
    expect(compare(Uint32Array.of(0), Uint32Array.of(4294967295), { abs: 1 }).leaves[0].worst?.abs).toBe(4294967295);
  });

  test('arrays of another realm, as in Jest’s sandbox, are what they are', () => {
    const realm = vm.createContext({});
    const foreign = vm.runInContext(
      '({ w: new Float32Array([1, 2]), l: [1, 2], z: { re: 1, im: 2 } })',
      realm,
    ) as object;
    const own = { w: Float32Array.of(1, 2), l: [1, 2], z: { re: 1, im: 2 } };
    expect(compare(foreign, own, { ulp: 0 })).toMatchObject({ passed: true, count: 5 });
    expect(compare(foreign, own, { ulp: 0 }).leaves[0].actual).toEqual({ dtype: 'float32', source: 'Float32Array' });
    expect(() => compare(vm.runInContext('new Map()', realm), 1, { ulp: 0 })).toThrow(/a Map/);
    expect(() => compare(vm.runInContext('new Date()', realm), 1, { ulp: 0 })).toThrow(/getTime/);
  });
});

describe('bigints', () => {
  test('2^53 + 1 and 2^53 differ by 1, exactly', () => {
    const [leaf] = compare(2n ** 53n + 1n, 2n ** 53n, { abs: 0 }).leaves;
    expect(leaf.verdict).toBe('fail');
    expect(leaf.worst).toMatchObject({ difference: 1, abs: 1, ulps: 1, steps: 1n, actual: 2n ** 53n + 1n });
    expect(compare(2n ** 53n + 1n, 2n ** 53n, { abs: 1 }).passed).toBe(true);
  });

  test('an error beyond 2^53 is rounded up: 2^53 + 1 is not within 2^53', () => {
    expect(compare(2n ** 53n + 1n, 0n, { abs: 2 ** 53 }).passed).toBe(false);
    expect(compare(2n ** 53n, 0n, { abs: 2 ** 53 }).passed).toBe(true);
    expect(compare(2n ** 53n + 1n, 0n, { abs: 2 ** 53 + 2 }).passed).toBe(true);
    expect(compare([2n ** 53n + 1n], [0n], { abs: 2 ** 53 }).leaves[0].smallestPassing.abs).toBe(2 ** 53 + 2);
  });

  test('int64 and uint64 are compared over their whole range', () => {
    const low = -(2n ** 63n);
    const high = 2n ** 63n - 1n;
    expect(compare(BigInt64Array.of(low), BigInt64Array.of(high), { ulp: 1 }).leaves[0].worst?.steps).toBe(
      2n ** 64n - 1n,
    );
    expect(compare(BigUint64Array.of(2n ** 64n - 1n), BigUint64Array.of(2n ** 64n - 1n), { ulp: 0 }).passed).toBe(true);
    expect(compare(BigInt64Array.of(5n), Int32Array.of(5), { ulp: 0 }).passed).toBe(true);
  });

  test('relative errors of integers beyond float64 are finite', () => {
    const huge = 10n ** 400n;
    expect(compare(2n * huge, huge, { rel: 1 }).passed).toBe(true);
    expect(compare(3n * huge, huge, { rel: 1 }).leaves[0].worst).toMatchObject({ rel: 2, abs: Number.MAX_VALUE });
    expect(compare([1n], [0n], { rel: 1 }).leaves[0].worst?.rel).toBeNull();
  });

  test('long arrays of bigints', () => {
    const a = BigInt64Array.from({ length: 5000 }, (_, i) => BigInt(i));
    const r = a.map((n) => (n === 4999n ? 0n : n));
    expect(compare(a, r, { ulp: 1 }).leaves[0]).toMatchObject({ missed: 1, firstMiss: 4999, worst: { abs: 4999 } });
  });
});

describe('complex numbers', () => {
  test('the error is the modulus of the difference, relative to the modulus of the reference', () => {
    const [leaf] = compare({ re: 3 + 3e-9, im: 4 + 4e-9 }, { re: 3, im: 4 }, { rel: 1 }).leaves;
    expect(leaf.actual.dtype).toBe('complex128');
    expect(leaf.worst!.abs).toBeCloseTo(5e-9, 14);
    expect(leaf.worst!.rel).toBeCloseTo(1e-9, 14);
    expect(leaf.worst!.ulps! * 2 ** -50).toBeCloseTo(5e-9, 14); // ulp(5) = 2^-50
  });

  test('a small part with a large error is judged by the modulus', () => {
    expect(compare({ re: 1, im: 1e-17 }, { re: 1, im: 0 }, { rel: 1e-16 }).passed).toBe(true);
  });

  test('moduli neither overflow nor underflow', () => {
    const [big] = compare({ re: 3e307, im: 4e307 }, { re: -3e307, im: -4e307 }, { rel: 1 }).leaves;
    expect(big.worst!.rel).toBeCloseTo(2, 14);
    expect(Math.abs(big.worst!.abs! / 1e308 - 1)).toBeLessThan(1e-15);
    const [small] = compare({ re: 3e-320, im: 4e-320 }, { re: 0, im: 0 }, { rel: 1 }).leaves;
    expect(Math.abs(small.worst!.abs! / 5e-320 - 1)).toBeLessThan(1e-3);
    expect(
      compare(
        { re: Number.MAX_VALUE, im: Number.MAX_VALUE },
        { re: -Number.MAX_VALUE, im: -Number.MAX_VALUE },
        { ulp: 1 },
      ).leaves[0].worst!.rel,
    ).toBeCloseTo(2, 14);
  });

  test('arrays of them, with reals among them', () => {
    const [leaf] = compare(
      [{ re: 1, im: 2 }, 3],
      [
        { re: 1, im: 2 },
        { re: 3, im: 1 },
      ],
      { abs: 0.5 },
    ).leaves;
    expect(leaf).toMatchObject({ shape: [2], missed: 1, firstMiss: 1 });
    expect(
      compare(
        [1, 2],
        [
          { re: 1, im: 0 },
          { re: 2, im: 0 },
        ],
        { abs: 0 },
      ).passed,
    ).toBe(true);
  });

  test('a NaN in either part is NaN, an infinity in either part is infinite', () => {
    const z = (re: number, im: number): unknown => ({ re, im });
    expect(compare(z(NaN, 1), z(1, NaN), { abs: 1 }).passed).toBe(true);
    expect(compare(z(NaN, 1), z(1, 1), { rmse: 1e300 })).toMatchObject({ passed: false, missed: 1 });
    expect(compare(z(NaN, 1), z(1, 1), { abs: 9 }).leaves[0].special.byKind['unexpected NaN']).toBe(1);
    expect(compare(z(Infinity, 1), z(Infinity, 1), { abs: 1 }).passed).toBe(true);
    expect(compare(z(Infinity, 1), z(Infinity, 2), { abs: 9 }).passed).toBe(false);
    expect(compare(z(Infinity, 1), z(1, 1), { abs: 9 }).leaves[0].special.byKind['unexpected infinity']).toBe(1);
    expect(compare(z(1, 1), z(1, -Infinity), { abs: 9 }).leaves[0].special.byKind['missing infinity']).toBe(1);
    const narrow = (re: number, im: number): unknown =>
      tensor({ data: Float32Array.of(re, im), shape: [], dtype: 'complex64' });
    expect(compare(narrow(Infinity, 1), z(1e39, 1), { abs: 1 }).passed).toBe(true);
    expect(compare(narrow(Infinity, 1), z(1e39, 2), { abs: 1 }).passed).toBe(false);
  });

  test('interleaved arrays longer than a chunk, complex64 in float32 ulps', () => {
    const data = Float32Array.from({ length: 6000 }, (_, i) => i + 1);
    const moved = data.slice();
    moved[5999] += 1024 * 2 ** -11; // 1024 ulps of a part, at most as many of the modulus
    const [leaf] = compare(
      tensor({ data: moved, shape: [3, 1000], dtype: 'complex64' }),
      tensor({ data, shape: [3, 1000], dtype: 'complex64' }),
      { ulp: 1 },
    ).leaves;
    expect(leaf).toMatchObject({
      unit: 'float32',
      missed: 1,
      firstMiss: 2999,
      worst: { position: [2, 999], abs: 0.5 },
    });
  });

  test('equal but for the sign of a zero part', () => {
    expect(compare({ re: 1, im: -0 }, { re: 1, im: 0 }, { ulp: 0 }).passed).toBe(true);
    expect(compare({ re: 1, im: -0 }, { re: 1, im: 0 }, { ulp: 0, signedZero: 'distinct' }).passed).toBe(false);
  });
});

describe('nested arrays and lists', () => {
  test('a rectangular array has a shape, and its elements a position', () => {
    const [leaf] = compare(
      [
        [1, 2, 3],
        [4, 5, 7],
      ],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { abs: 0.5 },
    ).leaves;
    expect(leaf).toMatchObject({ shape: [2, 3], worst: { index: 5, position: [1, 2], path: '[1][2]' } });
  });

  test('it may be compared with a typed array of rows', () => {
    const rows = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    const result = compare(
      rows,
      [
        [1, 2],
        [3, 4.5],
      ],
      { abs: 0.1 },
    );
    expect(result.leaves.map(({ path, verdict, unit }) => [path, verdict, unit])).toEqual([
      ['[0]', 'pass', 'float32'],
      ['[1]', 'fail', 'float32'],
    ]);
  });
});

describe('records', () => {
  const actual = {
    weights: { 'linear.0': Float32Array.of(1, 2), bias: 3 },
    losses: [0.5, 0.25, 0.125, 1],
    steps: [[{ x: 1 }]],
  };
  const reference = {
    weights: { 'linear.0': [1, 3], bias: 3 },
    losses: [0.5, 0.25, 0.125, 0.0625],
    steps: [[{ x: 2 }]],
  };

  test('all leaves are compared, each failure has its path', () => {
    const result = compare(actual, reference, { abs: 0.01 });
    expect(result).toMatchObject({ verdict: 'fail', count: 8, missed: 3, failedLeaves: 3 });
    expect(result.leaves.map(({ path, verdict }) => [path, verdict])).toEqual([
      ["weights['linear.0']", 'fail'],
      ['weights.bias', 'pass'],
      ['losses', 'fail'],
      ['steps[0][0].x', 'fail'],
    ]);
    expect(result.leaves[2].worst?.path).toBe('losses[3]');
    expect(result.leaves[0].worst?.path).toBe("weights['linear.0'][1]");
  });

  test('the leaf to show first is a failed one, with the largest error in ulps', () => {
    const result = compare({ a: 5, b: 1.1, c: 3 }, { a: 5, b: 1, c: 1 }, { abs: 0.01 });
    expect(result.leaves[result.worstLeaf].path).toBe('c');
    const failed = compare({ big: 1e9, small: 1e-9 }, { big: 2e9, small: 2e-9 }, { abs: 1e-3 });
    expect(failed.leaves[failed.worstLeaf].path).toBe('big');
  });

  test('each leaf has its own unit', () => {
    const { leaves } = compare({ a: Float32Array.of(1), b: [1], c: 1n }, { a: [1], b: [1], c: 1n }, { ulp: 1 });
    expect(leaves.map(({ unit }) => unit)).toEqual(['float32', 'float64', 'bigint']);
  });

  test('bounds follow the structure of the reference', () => {
    const bounded = withErrorBound({ a: [1, 2], b: 3 }, { a: [0.1, 0.2], b: 0.3 });
    const { leaves } = compare({ a: [1.1, 2.1], b: 3.6 }, bounded, { bound: 1.5 });
    expect(leaves.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(leaves[1].worst?.boundRatio).toBeCloseTo(2, 14);
    expect(compare({ a: [1] }, { a: withErrorBound([2], [1]) }, { bound: 1 }).passed).toBe(true);
  });

  test('a key that is no identifier is quoted, and its quotes are escaped', () => {
    expect(compare({ "it's": 1, 0: 1 }, { "it's": 1, 0: 1 }, { ulp: 0 }).leaves.map(({ path }) => path)).toEqual([
      "['0']",
      "['it\\'s']",
    ]);
  });
});

describe('memory with strides', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);

  test('a transposed view equals the transposed array', () => {
    const transposed = tensor({ data, shape: [4, 2], strides: [1, 4], dtype: 'float32' });
    expect(
      compare(
        transposed,
        [
          [0, 4],
          [1, 5],
          [2, 6],
          [3, 7],
        ],
        { ulp: 0 },
      ).passed,
    ).toBe(true);
  });

  test('a reversed view starts at its offset', () => {
    expect(
      compare(tensor({ data, shape: [3], strides: [-2], offset: 9, dtype: 'float32' }), [9, 7, 5], { ulp: 0 }).passed,
    ).toBe(true);
  });

  test('a broadcast view repeats', () => {
    expect(
      compare(
        tensor({ data, shape: [2, 2], strides: [0, 1], offset: 5, dtype: 'float32' }),
        [
          [5, 6],
          [5, 6],
        ],
        { ulp: 0 },
      ).passed,
    ).toBe(true);
  });

  test('three axes, in an order that no copy has, longer than a chunk', () => {
    const [x, y, z] = [17, 19, 13];
    const cube = Float64Array.from({ length: x * y * z }, (_, i) => i);
    const strided = tensor({ data: cube, shape: [z, x, y], strides: [1, y * z, z], dtype: 'float64' });
    const expected = new Float64Array(x * y * z);
    for (let k = 0; k < z; k++)
      for (let i = 0; i < x; i++) for (let j = 0; j < y; j++) expected[(k * x + i) * y + j] = (i * y + j) * z + k;
    const reference = tensor({ data: expected, shape: [z, x, y], dtype: 'float64' });
    expect(compare(strided, reference, { ulp: 0 })).toMatchObject({ passed: true, count: x * y * z });
    expected[4000] += 1;
    expect(compare(strided, reference, { ulp: 0 }).leaves[0]).toMatchObject({ missed: 1, firstMiss: 4000 });
  });

  test.each<[Dtype, NumericArray['data'], number[]]>([
    ['float16', Uint16Array.of(0x3c00, 0x0001, 0xfbff, 0x7c00), [1, 2 ** -24, -65504, Infinity]],
    ['bfloat16', Uint16Array.of(0x3f80, 0x0001, 0xff7f, 0x7f80), [1, 2 ** -133, -(2 ** 127) * (2 - 2 ** -7), Infinity]],
    ['float8_e4m3fn', Uint8Array.of(0x38, 0x01, 0xfe, 0x7f), [1, 2 ** -9, -448, NaN]],
    ['float8_e5m2', Uint8Array.of(0x3c, 0x01, 0xfb, 0x7c), [1, 2 ** -16, -57344, Infinity]],
    ['float32', Uint32Array.of(0x3f800000, 1, 0xff7fffff, 0x7fc00000), [1, 2 ** -149, -3.4028234663852886e38, NaN]],
  ])('raw bits of %s', (dtype, bits, values) => {
    for (const strides of [undefined, [1]]) {
      const array = tensor({ data: bits, shape: [4], dtype, encoding: 'bits', ...(strides && { strides }) });
      expect(compare(array, values, { ulp: 0 })).toMatchObject({ passed: true });
    }
    const reversed = tensor({ data: bits, shape: [4], strides: [-1], offset: 3, dtype, encoding: 'bits' });
    const [leaf] = compare(reversed, [...values].reverse(), { ulp: 0 }).leaves;
    expect(leaf).toMatchObject({ verdict: 'pass', unit: dtype });
  });
});
