/** Laws for damaged files: a reader yields arrays whose memory bears out their shape, or a FileFormatError; nothing else, and it ends. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumericArray } from '../../../src/compare/types.ts';
import { FileFormatError } from '../../../src/errors.ts';
import { readNpy, readNpz, readSafetensors } from '../../../src/interop/index.ts';
import { positionsOf } from '../row-major.ts';
import { bytesOfFile, filesEndingIn } from './fixtures.ts';

function checkArray(array: NumericArray, most: number): void {
  const components = array.dtype.startsWith('complex') ? 2 : 1;
  const count = array.shape.reduce((product, extent) => product * extent, 1);
  if (array.data.length !== count * components)
    throw new Error(`${array.data.length} numbers for [${array.shape.join()}]`);
  if ((array.data as Uint8Array).byteLength > most) throw new Error('more bytes than the file can hold');
  for (const position of positionsOf(array))
    if (position < 0 || position >= count) throw new Error(`position ${position}`);
}

type Read = (bytes: Uint8Array) => Record<string, NumericArray>;

const kinds: readonly [string, Read, number][] = [
  ['.npy', (bytes) => ({ array: readNpy(bytes) }), 1],
  ['.npz', (bytes) => readNpz(bytes), 1032],
  ['.safetensors', (bytes) => readSafetensors(bytes), 1],
];

function checkRead(read: Read, bytes: Uint8Array, inflation: number): void {
  let arrays: Record<string, NumericArray>;
  try {
    arrays = read(bytes);
  } catch (error) {
    if (error instanceof FileFormatError) return;
    throw error;
  }
  for (const array of Object.values(arrays)) checkArray(array, inflation * bytes.length);
}

/** Bytes of headers are worth more than bytes of data: half of the changes fall into the first 200 bytes or the last 400. */
const place = fc.oneof(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((share) => ({ share, from: 0 })),
  fc.nat(200).map((from) => ({ share: 0, from })),
  fc.nat(400).map((from) => ({ share: 0, from: -1 - from })),
);
const interesting = fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff, 0x27, 0x28, 0x30, 0x39, 0x7b);
const change = fc.record({ place, byte: fc.oneof(fc.nat(255), interesting) });

function damage(
  bytes: Uint8Array,
  changes: readonly { place: { share: number; from: number }; byte: number }[],
): Uint8Array {
  const damaged = bytes.slice();
  for (const { place: at, byte } of changes) {
    const index = Math.floor(at.share * bytes.length) + at.from;
    const wrapped = ((index % bytes.length) + bytes.length) % bytes.length;
    damaged[wrapped] = byte;
  }
  return damaged;
}

describe.each(kinds)('%s files', (suffix, read, inflation) => {
  const files = filesEndingIn(suffix);

  test('with random bytes changed yield sound arrays or a FileFormatError', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 6 }), (name, changes) => {
        checkRead(read, damage(bytesOfFile(name), changes), inflation);
      }),
      { numRuns: 3000 },
    );
  });

  test('with bytes cut out, doubled or put in yield sound arrays or a FileFormatError', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...files), share, share, fc.uint8Array({ maxLength: 40 }), (name, a, b, inserted) => {
        const bytes = bytesOfFile(name);
        const from = Math.floor(a * bytes.length);
        const to = Math.floor(b * bytes.length);
        checkRead(read, Uint8Array.from([...bytes.subarray(0, from), ...inserted, ...bytes.subarray(to)]), inflation);
      }),
      { numRuns: 1000 },
    );
  });

  test('cut anywhere are refused', () => {
    for (const name of files) {
      const bytes = bytesOfFile(name);
      const step = Math.max(1, Math.floor(bytes.length / 300));
      for (let length = 0; length < bytes.length; length += step) {
        expect(() => read(bytes.subarray(0, length)), `${name} cut to ${length}`).toThrow(FileFormatError);
      }
    }
  });

  test('with 32-bit words of every size in place of any four bytes yield sound arrays or a FileFormatError', () => {
    for (const name of files.slice(0, 6)) {
      const bytes = bytesOfFile(name);
      for (let at = 0; at + 4 <= Math.min(bytes.length, 1200); at += bytes.length > 600 ? 3 : 1) {
        for (const word of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
          const damaged = bytes.slice();
          new DataView(damaged.buffer).setUint32(at, word, true);
          checkRead(read, damaged, inflation);
        }
      }
    }
  });
});

test('random bytes are never an array', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const [, read] of kinds) {
        expect(() => read(bytes)).toThrow(FileFormatError);
      }
    }),
  );
});
