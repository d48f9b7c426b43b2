/** `ulpwise merge-driver`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { mergeBaselines, parseBaseline, printBaseline } from '../../drift/index.ts';
import type { Baseline } from '../../drift/index.ts';
import { exactJson } from '../exact-json.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { readText, writeText } from '../text-files.ts';
import { lostSidecars } from './lost-sidecars.ts';
import { mergeText } from './text.ts';

const help = `
git calls it, once it is told of it:
  $ git config merge.ulpwise.name "baselines, entry by entry"
  $ git config merge.ulpwise.driver "npx --no ulpwise merge-driver %O %A %B %P"
  $ echo "*.drift.json merge=ulpwise" >> .gitattributes

An entry that one side changed is taken from there, also where lines around it changed on the other side. Of an entry that both changed,
what was measured, each term of its tolerance and its acknowledgement are merged by themselves. What is left in conflict is listed, and
our side of it stands in the file, which can be read: measure the merged code with the runner's -u, or edit the entry, then git add.
Numbers of a large array that one side removed, and that the other has another entry for, are in conflict too, since git removes them.

Exit codes: 0 merged, 1 something is in conflict, 2 a version cannot be read, and the file is as it was. git takes 1 and 2 for a conflict.

Examples:
  $ ulpwise merge-driver base.drift.json ours.drift.json theirs.drift.json
`;

/** The command, writing to `terminal`. */
export function mergeDriverCommand(terminal: Terminal): Command {
  return new Command('merge-driver')
    .description('Merges a baseline file for git, entry by entry: writes the result over our version.')
    .argument('<base>', 'the version that both sides come from; %O')
    .argument('<ours>', 'our version, which the result replaces; %A')
    .argument('<theirs>', 'their version; %B')
    .argument('[path]', 'the path in the repository, for messages; %P')
    .option(
      '--json',
      'print JSON: { path, entries, conflicts: [{ key, what, terms, base, ours, theirs }], lost: [{ file, keys, side }] }',
    )
    .addHelpText('after', help)
    .action((base: string, ours: string, theirs: string, path: string = ours, options: { json?: boolean }) => {
      const at = (name: string): string => resolve(terminal.workingDirectory, name);
      const read = (name: string, side: string): Baseline => {
        const text = readText(at(name));
        // git hands over an empty file where both sides added one
        return side === 'base' && text === '' ? new Map() : parseBaseline(text, `${path} (${side})`);
      };
      const [before, own, other] = [read(base, 'base'), read(ours, 'ours'), read(theirs, 'theirs')];
      const { merged, conflicts } = mergeBaselines(before, own, other);
      const lost = lostSidecars(path, before, own, other, merged);
      writeText(at(ours), printBaseline(merged));
      const isClean = conflicts.length + lost.length === 0;
      if (options.json === true) terminal.stdout.write(exactJson({ path, entries: merged.size, conflicts, lost }));
      else if (!isClean) terminal.stderr.write(`${printable(mergeText(path, conflicts, lost))}\n`);
      terminal.exitCode = isClean ? 0 : 1;
    });
}
