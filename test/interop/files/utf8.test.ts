// Source: RFC 3629, whose table of well-formed sequences says which bytes are none; Node's TextEncoder and TextDecoder.
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { utf8Bytes, utf8Text } from '../../../src/interop/files/utf8.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

afterEach(() => void vi.unstubAllGlobals());

describe.each([
  ['with a TextEncoder', false],
  ['without one, as in jsdom', true],
])('UTF-8 %s', (_, stubbed) => {
  const inIt = (body: () => void) => (): void => {
    if (stubbed) {
      vi.stubGlobal('TextEncoder', undefined);
      vi.stubGlobal('TextDecoder', undefined);
    }
    body();
  };

  test.each([
    ['', []],
    ['a%41é€🏠', [0x61, 0x25, 0x34, 0x31, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x8f, 0xa0]],
    ['\0\uFEFF\uFFFF', [0, 0xef, 0xbb, 0xbf, 0xef, 0xbf, 0xbf]],
  ])('of %j is %j, and back', (text, bytes) =>
    inIt(() => {
      expect([...utf8Bytes(text)]).toEqual(bytes);
      expect(utf8Text(Uint8Array.from(bytes))).toBe(text);
    })(),
  );

  test(
    'has U+FFFD for half of a surrogate pair',
    inIt(() => expect([...utf8Bytes('\uD83C, \uDFE0')]).toEqual([0xef, 0xbf, 0xbd, 0x2c, 0x20, 0xef, 0xbf, 0xbd])),
  );

  test.each([
    ['a byte of continuation', [0x80]],
    ['too few bytes', [0xe2, 0x82]],
    ['a longer form than due', [0xc0, 0x80]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00]],
  ])('is not %s', (_, bytes) => inIt(() => expect(utf8Text(Uint8Array.from(bytes))).toBeUndefined())());

  test(
    'is that of the runtime, for any text and any bytes',
    inIt(() => {
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc.string({ unit: 'binary', maxLength: 6 }).map((text) => encoder.encode(text)),
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
          const bytes = Uint8Array.from(pieces.flatMap((part) => [...part]));
          expect(utf8Text(bytes)).toBe(decoded(bytes));
        }),
        { numRuns: 500 },
      );
      const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 });
      fc.assert(
        fc.property(fc.oneof(units, fc.constantFrom([0xd83c, 0xdfe0], [0xdfe0, 0xd83c])), (codes) => {
          const text = String.fromCharCode(...codes);
          expect(utf8Bytes(text)).toEqual(encoder.encode(text));
        }),
        { numRuns: 500 },
      );
    }),
  );
});
