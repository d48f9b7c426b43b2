/** Text inside regular expressions. */

/** The source of an expression that matches a text and nothing else. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
