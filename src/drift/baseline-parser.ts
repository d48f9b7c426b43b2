/** Reads many versions of baseline files that have most entries in common: each entry is read once, whichever files it stands in. */
import { baselineFormat, parseBaseline } from './baseline-file.ts';
import type { Baseline } from './baseline-file.ts';
import { readEntry } from './entry-text.ts';
import type { Entry } from './entry.ts';
import { parseJson } from './json-text.ts';

const head = `{\n  "format": "${baselineFormat}",\n  "entries": {\n`;
const between = '\n    },\n';
const tail = '\n    }\n  }\n}\n';

/**
 * A function that gives what {@link parseBaseline} gives, errors too. A file in the layout in which baselines are written is cut between its
 * entries, and a piece that was read before is not read again: the same text gives the same entry, as an object.
 *
 * The cuts are right wherever each piece, closed by its brace, is an object in JSON: then the file is one, of all their members. Any other
 * file is read as a whole.
 */
export function baselineParser(): (text: string, name: string) => Baseline {
  const known = new Map<string, readonly (readonly [string, Entry])[]>();
  return (text, name) => {
    if (!text.startsWith(head) || !text.endsWith(tail)) return parseBaseline(text, name);
    const baseline = new Map<string, Entry>();
    let count = 0;
    try {
      for (const piece of text.slice(head.length, -tail.length).split(between)) {
        let members = known.get(piece);
        if (members === undefined) known.set(piece, (members = membersOf(piece)));
        for (const [key, entry] of members) baseline.set(key, entry);
        count += members.length;
      }
    } catch {
      // the errors of the whole name the file and the line
      return parseBaseline(text, name);
    }
    // a key that is given twice
    return baseline.size === count ? baseline : parseBaseline(text, name);
  };
}

function membersOf(piece: string): [string, Entry][] {
  const members = parseJson(`{${piece}\n    }}`, '');
  return [...(members as ReadonlyMap<string, never>)].map(([key, value]) => [key, readEntry(value, '')]);
}
