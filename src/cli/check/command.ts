/** `ulpwise check`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { Style } from '../../matchers/style.ts';
import { countText, counted } from '../../report/number-text.ts';
import { filesOnDisk } from '../baseline-files.ts';
import { isFolder } from '../paths.ts';
import { exactJson } from '../exact-json.ts';
import { nameText, printable } from '../printable.ts';
import { entriesText } from '../review/text.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { checkBaselines, removeOrphans, tidy } from './check.ts';
import type { CheckFinding, CheckResult } from './check.ts';

const help = `
What it finds:
  unreadable  a merge conflict, a newer or another format, or damage
  orphan      a baseline file without its test file, or an .npy file that no entry refers to
  numbers     remembered numbers that are missing, or are not those of their digest
  ignored     an .npy file that git ignores
  lapsed      an acknowledgement that is past
  layout      a file that is not sorted and laid out as ulpwise writes it

Nothing is changed, but where it is asked for: --tidy writes files of another layout anew, and --remove-orphans --yes removes orphans;
without --yes it lists what it would remove.

Exit codes: 0 nothing found, 1 something was, 2 the call is wrong.

Examples:
  $ ulpwise check
  $ ulpwise check packages/core --json
  $ ulpwise check --remove-orphans
  $ ulpwise check --remove-orphans --yes
`;

interface CheckOptions {
  readonly tidy?: boolean;
  readonly removeOrphans?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** The command, writing to `terminal`. */
export function checkCommand(terminal: Terminal): Command {
  return new Command('check')
    .description('Looks for baseline files that are damaged, left over, or past their time.')
    .argument('[folder]', 'where to look', '.')
    .option('--tidy', 'write files of another layout anew')
    .option('--remove-orphans', 'list the orphans, and with --yes remove them')
    .option('--yes', 'remove what --remove-orphans lists')
    .option('--json', 'print JSON: { files, entries, findings, removed, tidied }')
    .addHelpText('after', help)
    .action((name: string, options: CheckOptions) => {
      if (options.yes === true && options.removeOrphans !== true) {
        throw new UsageError('--yes says that orphans are to be removed: write --remove-orphans --yes.');
      }
      const folder = resolve(terminal.workingDirectory, name);
      if (!isFolder(folder)) throw new UsageError(`${name}: it is a file; a folder was due.`);
      const found = checkBaselines(folder, terminal.today());
      const orphans = found.findings.filter(({ fault }) => fault === 'orphan');
      const untidy = found.findings.filter(({ fault }) => fault === 'layout');
      const removed = options.removeOrphans === true && options.yes === true ? orphans : [];
      const tidied =
        options.tidy === true ? untidy.filter(({ path }) => removed.every((gone) => gone.path !== path)) : [];
      if (removed.length + tidied.length > 0) {
        const files = filesOnDisk();
        removeOrphans(folder, removed, files);
        tidy(folder, tidied, files);
      }
      // what was removed is not counted, and what is left may be found otherwise without it
      const result = removed.length + tidied.length > 0 ? checkBaselines(folder, terminal.today()) : found;
      const listed = options.removeOrphans === true && options.yes !== true ? orphans : [];
      terminal.stdout.write(
        options.json === true
          ? exactJson({ ...result, removed: removed.map(pathOf), tidied: tidied.map(pathOf) })
          : `${printable(checkText(result, { removed, tidied, listed }, styleFor(terminal)))}\n`,
      );
      terminal.exitCode = result.findings.length > 0 ? 1 : 0;
    });
}

const pathOf = ({ path }: CheckFinding): string => path;

interface Done {
  readonly removed: readonly CheckFinding[];
  readonly tidied: readonly CheckFinding[];
  /** What would be removed. */
  readonly listed: readonly CheckFinding[];
}

function checkText({ files, entries, findings }: CheckResult, { removed, tidied, listed }: Done, style: Style): string {
  const scope = `${counted(files, 'baseline file')} with ${entriesText(entries)}`;
  const head =
    findings.length === 0
      ? `${scope}: nothing is wrong.`
      : style.strong(`${countText(findings.length)} found in ${scope}:`);
  const done = [
    ...removed.map(({ path }) => `removed ${nameText(path)}`),
    ...tidied.map(({ path }) => `tidied ${nameText(path)}`),
  ];
  const lines = findings.map(({ fault, path, key, message }) => {
    const place = `${path}${key === null ? '' : ` › ${key}`}`;
    return `  ${style.received(fault)}  ${nameText(place)}\n    ${nameText(message)}`;
  });
  const would = listed.map(({ path }) => `  ${nameText(path)}`);
  return [
    ...(files === 0 && findings.length === 0 ? ['There are no baseline files.'] : [head]),
    ...lines,
    ...done,
    ...(would.length === 0 ? [] : ['', '--remove-orphans --yes would remove', ...would]),
  ].join('\n');
}
