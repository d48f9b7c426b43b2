/** `ulpwise accept`. */
import { Command } from 'commander';
import { exactJson } from '../exact-json.ts';
import { nameText, printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { accept } from './decide.ts';
import { holdSelective, withSelection } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import { acknowledgementOf, holdAcknowledgeable, openSession, placeJson, refusalJson } from './session.ts';
import type { AcknowledgementOptions } from './session.ts';
import { countsText, entriesText, nothingText, placeText } from './text.ts';

const help = `
The baseline files become what the runner's -u would have made of them, byte for byte, without running a test: tolerances and
acknowledgements written by hand stay. A record of another machine will do, such as an artifact of CI; numbers of large arrays lie beside
it, in drift-run.values. Improvements are taken too, which -u leaves.

An entry is refused where its baseline changed since the run. One with new NaN or infinities needs --non-finite.

With --reason the entries that got worse or changed in kind are acknowledged: the gate shows them and does not fail, up to and including
the day or month of --until.

Exit codes: 0 accepted, 1 something selected was refused (the rest is accepted), 2 a record cannot be read, or the call is wrong.

Examples:
  $ ulpwise accept --all
  $ ulpwise accept --file "test/*" --record artifact/drift-run.json softmax "layer norm"
  $ ulpwise accept --regressions --reason "the new driver contracts" --until 2027-06
`;

interface AcceptOptions extends SelectionOptions, AcknowledgementOptions {
  readonly nonFinite?: boolean;
  readonly json?: boolean;
}

/** The command, writing to `terminal`. */
export function acceptCommand(terminal: Terminal): Command {
  return withSelection(new Command('accept'))
    .description('Writes what a run measured into the baseline files, without a rerun.')
    .option('--all', 'everything that is pending')
    .option('--reason <text>', 'acknowledge what got worse: why')
    .option('--until <month>', 'up to when the acknowledgement holds: 2027-06, 2027-06-30')
    .option('--non-finite', 'take NaN and infinities that were not there')
    .option('--json', 'print JSON: { accepted, refused }')
    .addHelpText('after', help)
    .action((names: string[], options: AcceptOptions) => {
      holdSelective('accept', names, options);
      const acknowledgement = acknowledgementOf(options, terminal.today());
      const { folder, files, pending, isPart } = openSession(terminal.workingDirectory, names, options);
      holdAcknowledgeable(pending, acknowledgement);
      const nonFinite = options.nonFinite === true;
      const { accepted, refused } = accept(folder, files, pending, { acknowledgement, nonFinite });
      const lines = [
        accepted.length > 0
          ? `Accepted ${entriesText(accepted.length)}: ${countsText(accepted)}.`
          : pending.length === 0
            ? nothingText(isPart)
            : 'Nothing was accepted.',
        ...refused.map(({ pending: item, why }) => `Refused ${placeText(item)}: ${nameText(why)}`),
      ];
      terminal.stdout.write(
        options.json === true
          ? exactJson({ accepted: accepted.map(placeJson), refused: refused.map(refusalJson) })
          : printable(`${lines.join('\n')}\n`),
      );
      terminal.exitCode = refused.length > 0 ? 1 : 0;
    });
}
