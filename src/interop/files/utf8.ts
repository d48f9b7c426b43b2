/**
 * Text and its bytes in UTF-8 (RFC 3629). Jest's jsdom environment has no `TextEncoder` and no `TextDecoder`; there the URI functions of the
 * language serve, which know UTF-8 as strictly and take longer.
 */

/** The bytes of a text; U+FFFD for half of a surrogate pair, as `TextEncoder` has it. */
export function utf8Bytes(text: string): Uint8Array {
  if (typeof TextEncoder === 'function') return new TextEncoder().encode(text);
  const escaped = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  const characters = escaped.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

/** The text, a mark of byte order included, or `undefined` where the bytes are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    if (typeof TextDecoder === 'function') {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    let escaped = '';
    for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`;
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
