// Sources: bit patterns as IEEE 754 defines them, written by hand.
import { describe, expect, test } from 'vitest';
import { toBeBitIdenticalTo } from '../../src/matchers/to-be-bit-identical-to.ts';

const float32FromBits = (...bits: number[]): Float32Array => new Float32Array(Uint32Array.from(bits).buffer);
const float64FromBits = (...bits: bigint[]): Float64Array => new Float64Array(BigUint64Array.from(bits).buffer);

describe('bit identity', () => {
  test('holds for equal bits of every kind of value', () => {
    expect(toBeBitIdenticalTo(0.1, 0.1)).toMatchObject({ pass: true, count: 1, different: 0, first: [] });
    expect(toBeBitIdenticalTo(Float32Array.of(1, NaN, -0), Float32Array.of(1, NaN, -0)).pass).toBe(true);
    expect(toBeBitIdenticalTo({ a: [[1, 2]], b: 3n }, { a: [[1, 2]], b: 3n }).pass).toBe(true);
    expect(toBeBitIdenticalTo([NaN, -0, Infinity], [NaN, -0, Infinity]).pass).toBe(true);
    expect(toBeBitIdenticalTo({ re: 1, im: -0 }, { re: 1, im: -0 }).pass).toBe(true);
  });

  test('one ulp is a difference, shown by both patterns', () => {
    expect(toBeBitIdenticalTo(0.1 + 0.2, 0.3)).toMatchObject({
      pass: false,
      count: 1,
      different: 1,
      equalAsNumbers: 0,
      first: [{ path: '', width: 64, actualBits: 0x3fd3333333333334n, referenceBits: 0x3fd3333333333333n }],
    });
  });

  test('the sign of zero is a bit', () => {
    expect(toBeBitIdenticalTo(-0, 0)).toMatchObject({
      pass: false,
      equalAsNumbers: 1,
      first: [{ actualBits: 1n << 63n, referenceBits: 0n }],
    });
    expect(toBeBitIdenticalTo({ re: 1, im: 0 }, { re: 1, im: -0 })).toMatchObject({ different: 1, equalAsNumbers: 1 });
  });

  test('a NaN payload in memory is kept, in float32 and in float64', () => {
    expect(toBeBitIdenticalTo(float32FromBits(0x7fc00001), float32FromBits(0x7fc00000))).toMatchObject({
      pass: false,
      equalAsNumbers: 1,
      first: [{ width: 32, actualBits: 0x7fc00001n, referenceBits: 0x7fc00000n }],
    });
    expect(toBeBitIdenticalTo(float32FromBits(0x7f800001), float32FromBits(0x7f800001)).pass).toBe(true);
    expect(
      toBeBitIdenticalTo(float64FromBits(0x7ff8000000000000n), float64FromBits(0xfff8000000000001n)),
    ).toMatchObject({ first: [{ actualBits: 0x7ff8000000000000n, referenceBits: 0xfff8000000000001n }] });
  });

  test('raw bits of narrow formats are compared as they are', () => {
    const bfloat16 = (...bits: number[]) => ({
      data: Uint16Array.from(bits),
      shape: [bits.length],
      dtype: 'bfloat16',
    });
    expect(toBeBitIdenticalTo(bfloat16(0x3f80, 0x7fc1), bfloat16(0x3f80, 0x7fc1)).pass).toBe(true);
    expect(toBeBitIdenticalTo(bfloat16(0x3f80, 0x7fc1), bfloat16(0x3f80, 0x7fc0))).toMatchObject({
      different: 1,
      first: [{ path: '[1]', dtype: 'bfloat16', width: 16, actualBits: 0x7fc1n, referenceBits: 0x7fc0n }],
    });
  });

  test('raw bits equal the values that they encode', () => {
    const bits = { data: Uint16Array.of(0x3f80, 0xc000), shape: [2], dtype: 'bfloat16' };
    const values = (second: number) => ({ data: Float32Array.of(1, second), shape: [2], dtype: 'bfloat16' });
    expect(toBeBitIdenticalTo(bits, values(-2)).pass).toBe(true);
    expect(toBeBitIdenticalTo(bits, values(2))).toMatchObject({
      first: [{ path: '[1]', actualBits: 0xc000n, referenceBits: 0x4000n }],
    });
  });

  test('views are walked through their strides', () => {
    const transposed = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], strides: [1, 2] };
    expect(toBeBitIdenticalTo(transposed, { data: Float64Array.of(1, 3, 2, 4), shape: [2, 2] }).pass).toBe(true);
    expect(toBeBitIdenticalTo(transposed, { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] })).toMatchObject({
      different: 2,
      first: [{ path: '[0][1]', actual: 3, reference: 2 }, { path: '[1][0]' }],
    });
    const offset = { data: Float64Array.of(9, 1, 2), shape: [2], offset: 1 };
    expect(toBeBitIdenticalTo(offset, Float64Array.of(1, 2)).pass).toBe(true);
    expect(toBeBitIdenticalTo(offset, Float64Array.of(1, -2))).toMatchObject({
      first: [{ path: '[1]', actual: 2, actualBits: 0x4000000000000000n, referenceBits: 0xc000000000000000n }],
    });
    const reversed = { data: Float64Array.of(9, 1, 2), shape: [2], strides: [-1], offset: 2 };
    expect(toBeBitIdenticalTo(reversed, Float64Array.of(2, -1))).toMatchObject({
      first: [{ path: '[1]', actual: 1, actualBits: 0x3ff0000000000000n, referenceBits: 0xbff0000000000000n }],
    });
    expect(toBeBitIdenticalTo(Float64Array.of(1, 2).subarray(1), Float64Array.of(2)).pass).toBe(true);
  });

  test('an element counts once, whichever of its words differ', () => {
    const finding = toBeBitIdenticalTo(Float64Array.of(1, -Math.PI, 3), Float64Array.of(1, 5e-324, 3.5));
    expect(finding).toMatchObject({ count: 3, different: 2, first: [{ path: '[1]' }, { path: '[2]' }] });
  });

  test('integers are compared in two’s complement, bigints by value', () => {
    expect(toBeBitIdenticalTo(Int8Array.of(-1), Int8Array.of(1))).toMatchObject({
      first: [{ actualBits: 0xffn, referenceBits: 1n, width: 8 }],
    });
    expect(toBeBitIdenticalTo(10n ** 30n, 10n ** 30n + 1n)).toMatchObject({
      pass: false,
      first: [{ width: undefined }],
    });
  });

  test('five differences are listed, all are counted, with their paths', () => {
    const finding = toBeBitIdenticalTo({ w: new Float32Array(100) }, { w: new Float32Array(100).fill(1) });
    expect(finding.different).toBe(100);
    expect(finding.first.map(({ path }) => path)).toEqual(['w[0]', 'w[1]', 'w[2]', 'w[3]', 'w[4]']);
  });

  test('types, shapes and emptiness are refused, not judged', () => {
    expect(() => toBeBitIdenticalTo(Float32Array.of(1), [1])).toThrow(
      'Round the reference: Float32Array.from(reference)',
    );
    expect(() => toBeBitIdenticalTo([1], Float32Array.of(1))).toThrow('the actual is float64, the reference float32');
    expect(() => toBeBitIdenticalTo([1, 2], [1])).toThrow('shape');
    expect(() => toBeBitIdenticalTo(new Float32Array(0), new Float32Array(0))).toThrow('toHaveLength(0)');
    expect(() => toBeBitIdenticalTo({}, {})).toThrow('empty');
    expect(() => toBeBitIdenticalTo('1', 1)).toThrow("Write Number('1')");
  });
});
