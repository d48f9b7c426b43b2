/** Where entries stand in the text of a baseline file: for tools that point at a line. */

const token = /"(?:[^"\\\n]|\\.)*"|[{}[\]:\n]/g;

/**
 * The line, from 1, on which each entry of a baseline file begins. It reads only as much of JSON as that takes and never throws: of a text
 * that is no baseline file it finds some lines or none.
 */
export function entryLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  let [depth, line, section] = [0, 1, ''];
  let name = { text: '', line: 0 };
  for (const [found] of text.matchAll(token)) {
    if (found === '\n') line++;
    else if (found === '{' || found === '[') depth++;
    else if (found === '}' || found === ']') depth--;
    else if (found !== ':') name = { text: found, line };
    else if (depth === 1) section = name.text;
    else if (depth === 2 && section === '"entries"') {
      const key = unquoted(name.text);
      if (key !== undefined) lines.set(key, name.line);
    }
  }
  return lines;
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
