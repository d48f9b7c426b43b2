/** `ulpwise history`. */
import { Command } from 'commander';
import type { EntryHistory } from '../../drift/index.ts';
import { counted } from '../../report/number-text.ts';
import { exactJson } from '../exact-json.ts';
import { placeOf } from '../gate/entries.ts';
import { printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { readHistory } from './read.ts';
import { historyPlace, historyText } from './text.ts';

const help = `
An entry is shown if its place, such as test/a.test.ts › softmax#1, contains the pattern; * stands for anything. Without a pattern,
entries that never changed are only counted. A row is a commit of this branch that changed the entry: a merge is one, whatever it
brought. Renamed test files are followed.

Exit codes: 0 done, 2 there is no repository, or the call is wrong.

Examples:
  $ ulpwise history
  $ ulpwise history softmax --since 2027-01
  $ ulpwise history "attention*#2" --since v1.2 --json
`;

/** The command, writing to `terminal`. */
export function historyCommand(terminal: Terminal): Command {
  return new Command('history')
    .description('Tells from git how the error of each baseline entry changed, commit by commit, the newest last.')
    .argument('[pattern]', 'entries to show; default all that changed')
    .option('--since <date | commit>', 'leave out what is older: 2027-01-31, 2027-01, "3 weeks ago", a commit or tag')
    .option('--removed', 'show entries too that there are no longer')
    .option('--json', 'print JSON: { shallow, unreadable, entries: [{ file, key, environment, before, points }] }')
    .addHelpText('after', help)
    .action((pattern: string | undefined, options: { since?: string; removed?: boolean; json?: boolean }) => {
      const { entries, unreadable, shallow } = readHistory(terminal.workingDirectory, options.since);
      const wanted = patternOf(pattern);
      const shown = entries.filter(
        (history) => (options.removed === true || history.points.at(-1)!.entry !== null) && wanted(history),
      );
      if (options.json === true) {
        const placed = shown.map(({ path, ...history }) => ({ ...placeOf(path), ...history }));
        terminal.stdout.write(exactJson({ shallow, unreadable, entries: placed }));
        return;
      }
      const notes = [
        ...(shallow
          ? ['The clone is shallow: the history starts where it was cut. git fetch --unshallow brings the rest.']
          : []),
        ...unreadable.slice(0, 5).map(({ commit, message }) => `Left out at ${commit.slice(0, 8)}: ${message}`),
        ...(unreadable.length > 5 ? [`… and ${counted(unreadable.length - 5, 'more version')} left out.`] : []),
      ];
      const text =
        shown.length === 0
          ? nothingText(pattern, options.since)
          : historyText(shown, pattern !== undefined, styleFor(terminal));
      terminal.stdout.write(`${printable(text)}\n`);
      if (notes.length > 0) terminal.stderr.write(`${printable(notes.join('\n'))}\n`);
    });
}

function patternOf(pattern: string | undefined): (history: EntryHistory) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(parts.join('.*'), 's');
  return (history) => expression.test(historyPlace(history));
}

function nothingText(pattern: string | undefined, since: string | undefined): string {
  const which = pattern === undefined ? 'No baseline entry' : `No entry that matches ${JSON.stringify(pattern)}`;
  return `${which} was changed by a commit of this branch${since === undefined ? '' : ` since ${since}`}.`;
}
