/** Words for commands that a person is to copy into a shell. */

/** What a shell takes as one word, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./#-]+$/.test(text) && !text.startsWith('#') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
