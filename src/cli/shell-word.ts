/** Words for commands that a person is to copy into a shell. */

/** What is not seen, or turns the direction of writing, or is lost on the way through a clipboard. */
const unseen = /[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n]/gu;

/** What a shell takes as one word, whatever is in it. Signs that are not seen are written by their numbers, as bash and zsh read them. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./#-]+$/.test(text) && !text.startsWith('#')) return text;
  if (text.search(unseen) < 0) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replace(unseen, escaped)}'`;
}

function escaped(sign: string): string {
  return `\\U${sign.codePointAt(0)!.toString(16).padStart(8, '0')}`;
}
