/** `ulpwise review`. */
import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { exactJson } from '../exact-json.ts';
import { nameText, printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { reviewEach } from './interactive.ts';
import type { Decisions } from './interactive.ts';
import { withKeys } from './keyboard.ts';
import { withSelection } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import { acknowledgementOf, holdAcknowledgeable, openSession, placeJson } from './session.ts';
import type { AcknowledgementOptions } from './session.ts';
import { countsText, entriesText, nothingText } from './text.ts';

const help = `
Keys:
  a  accept: write what was measured into the baseline file, at once
  r  reject: drop the entry from the record, at the end of the review
  s  skip: leave it pending
  f  accept all of this file that is pending
  q  quit, as does control-c: what was decided holds

Without a terminal: ulpwise pending lists, ulpwise accept and ulpwise reject decide.

With --json the questions go to standard error, and what was decided to standard output.

Exit codes: 0 done, 2 there is no terminal, a record cannot be read, or the call is wrong.

Examples:
  $ ulpwise review
  $ ulpwise review --regressions --record artifact/drift-run.json
`;

interface ReviewOptions extends SelectionOptions, AcknowledgementOptions {
  readonly json?: boolean;
}

/** The command, writing to `terminal`. */
export function reviewCommand(terminal: Terminal): Command {
  return withSelection(new Command('review'))
    .description('Asks, entry by entry, whether what a run measured becomes the baseline.')
    .option('--reason <text>', 'acknowledge what is accepted and got worse: why')
    .option('--until <month>', 'up to when the acknowledgement holds: 2027-06, 2027-06-30')
    .option('--json', 'print JSON of what was decided: { accepted, rejected, skipped, left }')
    .addHelpText('after', help)
    .action(async (names: string[], options: ReviewOptions) => {
      const { stdin } = terminal;
      if (stdin?.isTTY !== true || stdin.setRawMode === undefined) {
        throw new UsageError(
          'ulpwise review asks for single keys, and the standard input is no terminal. Without one, ulpwise pending lists what there is, ' +
            'and ulpwise accept and ulpwise reject decide: ulpwise accept --all.',
        );
      }
      const acknowledgement = acknowledgementOf(options, terminal.today());
      const session = openSession(terminal.workingDirectory, names, options);
      holdAcknowledgeable(session.pending, acknowledgement);
      const screen = options.json === true ? terminal.stderr : terminal.stdout;
      const style = styleFor(terminal, screen);
      const write = (text: string): void => void screen.write(text);
      const { pending, environments } = session;
      if (pending.length === 0) {
        write(`${nothingText(session.isPart)}\n`);
        conclude({ accepted: [], rejected: [], skipped: [], left: [] });
        return;
      }
      const where = environments.length === 0 ? '' : `\nmeasured in ${nameText(environments.join(', '))}`;
      write(printable(`${style.strong(`${entriesText(pending.length)} pending: ${countsText(pending)}`)}${where}\n\n`));
      const decisions = await withKeys(stdin, (nextKey) =>
        reviewEach(session, acknowledgement, { style, write, nextKey }),
      );
      const { accepted, rejected, skipped, left } = decisions;
      const counts = [
        `${accepted.length} accepted`,
        `${rejected.length} rejected`,
        `${skipped.length} skipped`,
        ...(left.length > 0 ? [`${left.length} not decided`] : []),
      ];
      write(`${counts.join(', ')}.\n`);
      conclude(decisions);

      function conclude(decided: Decisions): void {
        if (options.json !== true) return;
        const places = Object.entries(decided).map(([name, items]) => [name, items.map(placeJson)]);
        terminal.stdout.write(exactJson(Object.fromEntries(places)));
      }
    });
}
