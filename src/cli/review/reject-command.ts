/** `ulpwise reject`. */
import { Command } from 'commander';
import { exactJson } from '../exact-json.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { reject } from './decide.ts';
import { holdSelective, withSelection } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import { openSession, placeJson } from './session.ts';
import { countsText, entriesText, nothingText } from './text.ts';

const help = `
The baseline files stay as they are. The entries are dropped from the record, so that they are not asked for again; the next run
measures them anew, and a regression fails its test again.

Exit codes: 0 dropped, 2 a record cannot be read or written, or the call is wrong.

Examples:
  $ ulpwise reject softmax
  $ ulpwise reject --regressions --record "drift-run.shard-*.json"
`;

/** The command, writing to `terminal`. */
export function rejectCommand(terminal: Terminal): Command {
  return withSelection(new Command('reject'))
    .description('Drops from a run record what is not to be accepted, and leaves the baselines alone.')
    .option('--all', 'everything that is pending')
    .option('--json', 'print JSON: { rejected }')
    .addHelpText('after', help)
    .action((names: string[], options: SelectionOptions & { json?: boolean }) => {
      holdSelective('reject', names, options);
      const { pending, isPart } = openSession(terminal.workingDirectory, names, options);
      reject(pending);
      const line =
        pending.length === 0
          ? nothingText(isPart)
          : `Rejected ${entriesText(pending.length)}: ${countsText(pending)}. The baselines are as they were.`;
      terminal.stdout.write(
        options.json === true ? exactJson({ rejected: pending.map(placeJson) }) : printable(`${line}\n`),
      );
    });
}
