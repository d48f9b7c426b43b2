import { describe, expect, test } from 'vitest';
import { decodeBase64, instantiate, pageBytes, tryInstantiate } from '../../src/kernels/instantiate.ts';

/** RFC 4648, section 10: the test vectors of base64. */
const vectors: [string, string][] = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
];

describe('base64', () => {
  test.each(vectors)('%j is decoded from %j', (text, encoded) => {
    expect(String.fromCharCode(...decodeBase64(encoded))).toBe(text);
  });

  test('all 256 byte values survive', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect([...decodeBase64(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
  });
});

describe('instantiate', () => {
  // (module (import "env" "memory" (memory 1)) (func (export "load") (result i32) (i32.load8_u (i32.const 3))))
  const module = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 2, 15, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2,
    0, 1, 3, 2, 1, 0, 7, 8, 1, 4, 108, 111, 97, 100, 0, 0, 10, 9, 1, 7, 0, 65, 3, 45, 0, 0, 11,
  ]);
  const base64 = Buffer.from(module).toString('base64');

  test('a kernel reads the memory that its caller writes', () => {
    const { memory, exports } = instantiate<{ load(): number }>(base64, 2);
    expect(memory.buffer.byteLength).toBe(2 * pageBytes);
    new Uint8Array(memory.buffer)[3] = 42;
    expect(exports.load()).toBe(42);
  });

  test('bytes that are no module give undefined', () => {
    expect(tryInstantiate('AAAA')).toBeUndefined();
  });
});
