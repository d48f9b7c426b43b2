/** What of foreign text may reach a terminal. */

/**
 * Text with every control character but the line feed and the colours made visible: names in files come from elsewhere, and a terminal
 * obeys what it is sent.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/\u001b\[(?:1|2|22|31|32|39)m|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name from a file on one line: what would break or turn it is shown by its number. */
export function nameText(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
}
