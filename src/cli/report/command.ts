/** `ulpwise report`. */
import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { detailBlocks, mostCharacters } from '../../report/html/blocks.ts';
import { reportHtml } from '../../report/html/document.ts';
import { sizeText } from '../../report/number-text.ts';
import { exactJson } from '../exact-json.ts';
import { failOnOf } from '../gate/fail-on.ts';
import { gate } from '../gate/gate.ts';
import { readHistory } from '../history/read.ts';
import { printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { writeText } from '../text-files.ts';
import { asTheRunSaid, countsOf, detailOf, historyKey, inOrderOfFigures, reportIndex } from './report-rows.ts';
import type { Histories, HistoryEntry } from './report-rows.ts';
import { reportedSides, usualRecord } from './sides.ts';

const help = `
The page is one file that needs no network: a table of all entries, and of each the errors base against now, their distribution, where
in the array they are, the worst elements with their bits, and how it changed over the commits of the branch. Distributions and
elements are what runs recorded: of baselines alone there are errors only.

A record alone is held against the baselines that its run was judged by. With --base, the record is the head.

Exit codes: 0 written, whatever it says (ulpwise gate gives the verdict), 2 a baseline or record cannot be read, or the call is wrong.

Examples:
  $ ulpwise report -o drift.html
  $ ulpwise report drift-run.json --base base/drift-run.json -o drift.html
  $ ulpwise report --base origin/main -o drift.html
`;

interface Options {
  readonly base?: string;
  readonly head?: string;
  readonly output: string;
  readonly failOn: string;
  readonly history: boolean;
  readonly since?: string;
  readonly title: string;
  readonly json?: boolean;
}

/** The command, writing to `terminal`. */
export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('Writes an HTML page of all entries, in one file that opens without a network.')
    .argument('[record]', `a run record; default ${usualRecord}, unless --base is given`)
    .option('--base <commit | record>', 'what to compare with: a commit of git, or a run record')
    .option('--head <commit | record>', 'what to compare, in place of the record; default the working tree')
    .option('-o, --output <file>', 'where to write the page', 'drift.html')
    .option('--fail-on <findings>', 'what the verdict goes by, as for ulpwise gate', 'regression,changed')
    .option('--since <date | commit>', 'leave out commits that are older: 2027-01-31, "3 weeks ago", a commit or tag')
    .option('--no-history', 'leave out how entries changed over commits')
    .option('--title <text>', 'title of the page', 'Numerical drift')
    .option('--json', 'print JSON: { output, bytes, base, head, passed, failOn, counts }')
    .addHelpText('after', help)
    .action((record: string | undefined, options: Options) => {
      const folder = terminal.workingDirectory;
      const failOn = failOnOf(options.failOn);
      const sides = reportedSides(folder, { record, base: options.base, head: options.head });
      const found = gate(sides.base, sides.head, { failOn, today: terminal.today() });
      const result = inOrderOfFigures(sides.ownBaselines ? asTheRunSaid(found, sides) : found);
      const { histories, incomplete } = options.history ? historiesIn(folder, options.since) : noHistories;
      if (incomplete !== '') terminal.stderr.write(printable(`${incomplete}\n`));
      const index = reportIndex(result, options.title);
      const blocks = detailBlocks(
        result.rows.length,
        (row, level) => detailOf(result.rows[row]!, sides, histories, level),
        (text) => deflateRawSync(text, { level: 4 }).toString('base64'),
        mostCharacters - JSON.stringify(index).length,
      );
      const page = reportHtml(index, blocks);
      writeText(resolve(folder, options.output), page);
      const bytes = new TextEncoder().encode(page).length;
      const { base, head, passed, counts } = result;
      terminal.stdout.write(
        options.json === true
          ? exactJson({ output: options.output, bytes, base, head, passed, failOn, counts })
          : `${printable(`${countsOf(result)}\nWritten to ${options.output}, ${sizeText(bytes / 1e6, 2)} MB.`)}\n`,
      );
    });
}

interface KnownHistories {
  readonly histories: Histories;
  /** What is missing of them, in a sentence; empty where nothing is. */
  readonly incomplete: string;
}

const noHistories: KnownHistories = { histories: new Map<string, HistoryEntry[]>(), incomplete: '' };

/** How entries changed over the commits of the branch; none where there is no repository. A limit that git does not know is an error. */
function historiesIn(folder: string, since: string | undefined): KnownHistories {
  try {
    const { entries, shallow, unreadable } = readHistory(folder, since);
    const lacks = [
      ...(shallow ? ['the clone is shallow (git fetch --unshallow brings the rest)'] : []),
      ...(unreadable.length > 0 ? ['some versions of baseline files cannot be read (ulpwise history names them)'] : []),
    ];
    return {
      histories: new Map(entries.map(({ path, key, points }) => [historyKey(path, key), points])),
      incomplete: lacks.length === 0 ? '' : `Histories in the report are incomplete: ${lacks.join('; ')}.`,
    };
  } catch (error) {
    if (since !== undefined || !(error instanceof UsageError)) throw error;
    // no repository is no fault; one that git will not look at is
    const refused = error.message.includes('git refuses');
    return refused
      ? { ...noHistories, incomplete: `There are no histories in the report: ${error.message}` }
      : noHistories;
  }
}
