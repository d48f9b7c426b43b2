/** Numbers remembered: every element comes back bit for bit, from the file or from the sidecar, and a digest tells when it would not. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { measure, recall, remember } from '../../src/drift/index.ts';
import type { Sha256, ValueEntry } from '../../src/drift/index.ts';
import { compare } from '../../src/interop/index.ts';

const sha256: Sha256 = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** The digest as the documentation defines it, of bytes laid out by hand. */
const digestOf = (head: string, bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(`${head}\n`).update(bytes).digest('hex')}`;

/** What a baseline gives back of numbers that were remembered. */
function again(received: unknown): unknown {
  const [{ entry, sidecar }] = remember(received, sha256) as [ReturnType<typeof remember>[number]];
  return recall(entry, sidecar === null ? undefined : sidecar(), 'file: "t#1"', sha256);
}

const bitIdentical = (received: unknown): boolean =>
  compare(received, again(received), { abs: 0, signedZero: 'distinct' }).passed;

describe('numbers come back', () => {
  const float64 = fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE));
  const lengths = fc.constantFrom(1, 3, 64, 65, 200);
  const of = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    lengths.chain((length) => fc.array(element, { minLength: length, maxLength: length }));

  test('of float64 and float32, few and many', () => {
    fc.assert(
      fc.property(of(float64), (values) => {
        for (const array of [Float64Array.from(values), Float32Array.from(values)]) {
          const back = again(array) as { data: Float32Array | Float64Array; shape: number[] };
          expect(back.shape).toEqual([array.length]);
          expect(Array.from(back.data)).toStrictEqual(Array.from(array));
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['float16', 'uint16', 0x8000],
    ['bfloat16', 'uint16', 0x8000],
    ['float8_e4m3fn', 'uint8', 0x80],
    ['float8_e5m2', 'uint8', 0x80],
  ] as const)('of %s, whose bits a sidecar holds', (dtype, memory, minusZero) => {
    for (const count of [3, 100]) {
      const data = memory === 'uint16' ? new Uint16Array(count) : new Uint8Array(count);
      for (let i = 0; i < count; i++) data[i] = i === 1 ? minusZero : (i * 7) % 0x70;
      expect(bitIdentical({ data, shape: [count], dtype, encoding: 'bits' })).toBe(true);
    }
  });

  test('of integers, of whatever size', () => {
    for (const count of [2, 100]) {
      expect(bitIdentical(Int8Array.from({ length: count }, (_, i) => i - 50))).toBe(true);
      expect(bitIdentical(BigInt64Array.from({ length: count }, (_, i) => -(2n ** 62n) + BigInt(i)))).toBe(true);
      expect(bitIdentical(Array.from({ length: count }, (_, i) => 10n ** 40n + BigInt(i)))).toBe(true);
    }
    expect(again(2n ** 70n)).toBe(2n ** 70n);
    expect(again(-0)).toBe(-0);
  });

  test('of complex numbers and of matrices, in their shape', () => {
    const complex = { data: Float64Array.of(1, -0, NaN, 2), shape: [2], dtype: 'complex128' };
    expect(again(complex)).toMatchObject({ shape: [2], dtype: 'complex128', data: Float64Array.of(1, -0, NaN, 2) });
    expect(
      again([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toMatchObject({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  });
});

describe('the digest', () => {
  const entryOf = (received: unknown): ValueEntry => remember(received, sha256)[0]!.entry;

  test('is SHA-256 of type, shape and little-endian elements', () => {
    const bytes = new Uint8Array(new Uint32Array([0x3dcccccd, 0x80000000]).buffer);
    expect(entryOf(new Float32Array([0.1, -0])).digest).toBe(digestOf('float32 [2]', bytes));
    const wide = new DataView(new ArrayBuffer(8));
    wide.setFloat64(0, 0.1, true);
    expect(entryOf(0.1).digest).toBe(digestOf('float64 []', new Uint8Array(wide.buffer)));
    expect(entryOf([3n, -4n]).digest).toBe(digestOf('bigint [2]', new TextEncoder().encode('3 -4')));
  });

  test('is of what is in view, not of what lies around it', () => {
    const around = Float64Array.of(9, 1, 2, 9);
    expect(entryOf(around.subarray(1, 3)).digest).toBe(entryOf(Float64Array.of(1, 2)).digest);
    const transposed = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], strides: [1, 2], dtype: 'float64' };
    expect(entryOf(transposed).digest).toBe(
      entryOf([
        [1, 3],
        [2, 4],
      ]).digest,
    );
    const shifted = { data: Float64Array.of(9, 1, 2), shape: [2], offset: 1, dtype: 'float64' };
    expect(entryOf(shifted).digest).toBe(entryOf(Float64Array.of(1, 2)).digest);
  });

  test('tells types, shapes, and signs of zero apart', () => {
    const received = [Float64Array.of(1, 2), Float32Array.of(1, 2), [[1, 2]], [[1], [2]], [1, 2, 0], [1, 2, -0]];
    expect(new Set(received.map((value) => entryOf(value).digest)).size).toBe(received.length);
  });
});

describe('what is not there any more is an error that says what to do', () => {
  const many = Float64Array.from({ length: 65 }, (_, i) => i);
  const [{ entry, sidecar }] = remember(many, sha256) as [ReturnType<typeof remember>[number]];
  const refusal = (changed: ValueEntry, bytes: Uint8Array | undefined): string => {
    try {
      recall(changed, bytes, 'file: "t#1"', sha256);
    } catch (error) {
      expect(error).toBeInstanceOf(BaselineError);
      return (error as Error).message;
    }
    return 'was taken';
  };

  test('65 elements are the fewest that go beside the file', () => {
    expect(entry.values).toBeNull();
    expect(remember(many.subarray(1), sha256)[0]).toMatchObject({ sidecar: null, entry: { values: { length: 64 } } });
  });

  test('no sidecar, a broken one, and one of other numbers, another type or another shape', () => {
    const bytes = sidecar!();
    expect(refusal(entry, undefined)).toContain('the sidecar with its numbers is missing. Restore the .npy file');
    expect(refusal(entry, bytes.subarray(0, 40))).toContain('the sidecar with its numbers cannot be read (');
    const other = bytes.slice();
    other[other.length - 1]! ^= 1;
    expect(refusal(entry, other)).toContain('the sidecar holds other numbers than the entry says');
    expect(refusal({ ...entry, dtype: 'int64' }, bytes)).toContain('holds other numbers');
    expect(refusal({ ...entry, shape: [5, 13] }, bytes)).toContain('holds other numbers');
    expect(refusal(entry, bytes)).toBe('was taken');
  });

  test('a text that is no number of its type', () => {
    const few = remember([1, 2], sha256)[0]!.entry;
    expect(refusal({ ...few, values: ['1', 'two'] }, undefined)).toContain('element 1: "two" is no float64');
  });

  test('nothing to remember', () => {
    for (const nothing of [[], new Float64Array(0), {}]) {
      expect(() => remember(nothing, sha256)).toThrow('What was received is empty: there is nothing to remember.');
      expect(() => measure(nothing, nothing, sha256)).toThrow('What was received is empty: there is nothing');
    }
    const partly = { a: [1], b: [new Float32Array(0)] };
    expect(() => remember(partly, sha256)).toThrow('What was received at b[0] is empty');
    expect(() => measure(partly, partly, sha256)).toThrow('What was received at b[0] is empty');
  });
});
