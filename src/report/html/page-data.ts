/** Data on its way into a page: JSON that no HTML parser takes for anything else, and blocks of bytes as base64. */

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * JSON for a script element. `<` would end the element in `</script`, or open a comment; JSON.stringify itself escapes lone surrogates and
 * the control characters.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => escapes[sign]!);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, section 4. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  const whole = bytes.length - (bytes.length % 3);
  for (let i = 0; i < whole; i += 3) {
    const word = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    parts.push(alphabet[word >> 18] + alphabet[(word >> 12) & 63] + alphabet[(word >> 6) & 63] + alphabet[word & 63]);
  }
  if (bytes.length - whole === 1) {
    parts.push(`${alphabet[bytes[whole] >> 2]}${alphabet[(bytes[whole] & 3) << 4]}==`);
  } else if (bytes.length - whole === 2) {
    const word = (bytes[whole] << 8) | bytes[whole + 1];
    parts.push(`${alphabet[word >> 10]}${alphabet[(word >> 4) & 63]}${alphabet[(word & 15) << 2]}=`);
  }
  return parts.join('');
}

/** Text as HTML shows it. */
export function htmlText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * Text in which nothing is hidden: control characters, marks that turn the direction of writing, characters without width and lone surrogates
 * are shown as their number, `\u202e`.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => {
    const code = sign.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}
