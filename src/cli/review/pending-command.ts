/** `ulpwise pending`. */
import { Command } from 'commander';
import { exactJson } from '../exact-json.ts';
import { printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { kinds } from './pending.ts';
import { withSelection } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import { openSession, pendingJson } from './session.ts';
import { nothingText, pendingText } from './text.ts';

const help = `
Pending is what a run measured and the baseline files of the working tree do not say. Nothing is changed.

Exit codes: 0 listed, 1 with --fail where something is pending, 2 a record cannot be read, or the call is wrong.

Examples:
  $ ulpwise pending
  $ ulpwise pending --record artifact/drift-run.json
  $ ulpwise pending softmax --regressions --json
`;

/** The command, writing to `terminal`. */
export function pendingCommand(terminal: Terminal): Command {
  return withSelection(new Command('pending'))
    .description(
      'Lists what a run measured and the committed baselines do not say: new, worse, better, changed, obsolete.',
    )
    .option('--fail', 'exit with 1 where something is pending')
    .option('--json', 'print JSON: { records, environments, counts, entries }')
    .addHelpText('after', help)
    .action((names: string[], options: SelectionOptions & { fail?: boolean; json?: boolean }) => {
      const { records, environments, pending, isPart } = openSession(terminal.workingDirectory, names, options);
      const counts = Object.fromEntries(
        kinds.map((kind) => [kind, pending.filter((item) => item.kind === kind).length]),
      );
      const result = { records: records.map(({ name }) => name), environments, counts };
      terminal.stdout.write(
        options.json === true
          ? exactJson({ ...result, entries: pending.map(pendingJson) })
          : `${pending.length === 0 ? nothingText(isPart) : printable(pendingText(pending, environments, styleFor(terminal)))}\n`,
      );
      terminal.exitCode = options.fail === true && pending.length > 0 ? 1 : 0;
    });
}
