/** The machine's SHA-256 on the examples of FIPS 180-2, appendix B: the digest of the bytes of all parts, in one call or several. */
import { expect, test } from 'vitest';
import { machineSha256 } from '../../plugins/matchers/machine.ts';
import { utf8Bytes } from '../../src/interop/files/utf8.ts';

test.each([
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
])('a message of one part and of three', (message, digest) => {
  const bytes = utf8Bytes(message);
  expect(machineSha256([bytes])).toBe(digest);
  expect(machineSha256([bytes.subarray(0, 1), bytes.subarray(1, 3), bytes.subarray(3)])).toBe(digest);
});

test('the longest message that is put in one piece, and the next', () => {
  // 2^16 and 2^16 + 1 zeros, by `head -c 65536 /dev/zero | sha256sum` of GNU coreutils
  const zeros = (count: number): string => machineSha256([new Uint8Array(5), new Uint8Array(count - 5)]);
  expect(zeros(65_536)).toBe('de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31');
  expect(zeros(65_537)).toBe('3266304f31be278d06c3bd3eb9aa3e00c59bedec0a890de466568b0b90b0e01f');
});
