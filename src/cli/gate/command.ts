/** `ulpwise gate`. */
import { appendFileSync, closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { exactJson } from '../exact-json.ts';
import { holdOption } from '../failure.ts';
import { shellWord } from '../shell-word.ts';
import { printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { writeText } from '../text-files.ts';
import { annotationLines, jsonWithoutCommands, withoutCommands } from './annotations.ts';
import { failOnOf } from './fail-on.ts';
import { gate } from './gate.ts';
import type { GateResult } from './gate.ts';
import { locator } from './locations.ts';
import { moreText } from './rows.ts';
import { headNamed, sideOf, sideReader, workingTree } from './sides.ts';
import { gateMarkdown } from './summary.ts';
import { surfaces } from './surfaces.ts';
import type { Surface } from './surfaces.ts';
import { gateText } from './text.ts';

const help = `
What fails the gate, in --fail-on:
  regression    a metric is over the base's tolerance, or over its value where there is none
  changed       another dtype, shape or count of NaN and infinities, or other remembered numbers
  new           an entry that the base lacks
  removed       an entry that the head lacks
  improvement   an entry that got better
  acknowledged  a regression that the entry's "accepted" allows
  environment   an entry judged across environments
  tolerance     an entry whose tolerance was edited
  none          nothing: report only

Exit codes: 0 nothing of --fail-on, 1 something of it, 2 a baseline or record cannot be read, or the call is wrong.

Examples:
  $ ulpwise gate --base origin/main
  $ ulpwise gate --base "$(git merge-base origin/main HEAD)" --fail-on regression,changed,removed
  $ ulpwise gate drift-run.json --base base/drift-run.json --summary
  $ ulpwise gate --base origin/main --summary=drift.md
  $ ulpwise gate --base origin/main --sarif drift.sarif --junit drift-junit.xml
`;

/** GitHub drops a step's summary as a whole where it becomes larger. */
const mostSummaryBytes = 1 << 20;

/**
 * Holds that a file is none that Markdown would damage: what stands after `--summary` is taken for its file, a run record too.
 *
 * @throws UsageError for JSON, by its name or by its beginning
 */
function holdNoRecord(folder: string, name: string): void {
  if (!/\.json$/i.test(name) && !beginsLikeJson(resolve(folder, name))) return;
  throw new UsageError(
    `--summary: ${JSON.stringify(name)} is JSON, such as a run record, and Markdown would be appended to it. Nothing was written. Put a record ` +
      `before the options, ulpwise gate ${shellWord(name)} --base main --summary, and name the summary's own file: --summary=drift.md.`,
  );
}

function beginsLikeJson(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const start = new Uint8Array(64);
  const file = openSync(path, 'r');
  try {
    return /^\s*[{[]/.test(new TextDecoder().decode(start.subarray(0, readSync(file, start))));
  } finally {
    closeSync(file);
  }
}

/** Appends Markdown, of which there is as much as still fits. */
function appendSummary(path: string, result: GateResult): void {
  try {
    const left = mostSummaryBytes - (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const text = gateMarkdown(result, left - 1);
    if (text !== '') appendFileSync(path, `${text}\n`);
  } catch (error) {
    throw new UsageError(`${path}: the summary cannot be written: ${(error as Error).message}.`, { cause: error });
  }
}

interface Options extends Readonly<Record<string, unknown>> {
  readonly base?: string;
  readonly head?: string;
  readonly failOn: string;
  readonly summary?: string | true;
  readonly annotations?: boolean;
  readonly json?: boolean;
}

/** The file that a surface is to be written to, by the name that commander gives its option. */
function fileOf(options: Options, { name }: Surface): string | undefined {
  return options[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())] as string | undefined;
}

/** The command, writing to `terminal`. */
export function gateCommand(terminal: Terminal): Command {
  const command = new Command('gate')
    .description(
      'Holds the baselines of the working tree, or a run record, against those of a commit, or another run record, and fails where an error grew.',
    )
    .argument('[record]', 'what to compare: a run record, or a commit; default the working tree')
    .option('--base <commit | record>', 'what to compare with: a commit of git, or a run record')
    .option('--head <commit | record>', 'the same as the argument')
    .option('--fail-on <findings>', 'comma-separated; see below', 'regression,changed')
    .option('--summary [file]', 'append Markdown to a file; default $GITHUB_STEP_SUMMARY')
    .option('--annotations', 'annotate files in GitHub; default where GITHUB_ACTIONS is true')
    .option('--no-annotations', 'do not annotate');
  for (const { name, description } of surfaces) command.option(`--${name} <file>`, description);
  return command
    .option('--json', 'print JSON: { base, head, passed, failOn, counts, rows }')
    .addHelpText('after', help)
    .action((record: string | undefined, options: Options, self: Command) => {
      holdOption(self, '--base', options.base);
      const folder = terminal.workingDirectory;
      const failOn = failOnOf(options.failOn);
      const inGitHub = terminal.environment['GITHUB_ACTIONS'] === 'true';
      const summary = options.summary === true ? terminal.environment['GITHUB_STEP_SUMMARY'] : options.summary;
      if (options.summary === true && (summary ?? '') === '') {
        throw new UsageError('--summary: GITHUB_STEP_SUMMARY is not set. Name a file: --summary drift.md.');
      }
      if (typeof options.summary === 'string') holdNoRecord(folder, options.summary);
      const read = sideReader();
      const base = sideOf(folder, options.base, read);
      const named = headNamed(record, options.head);
      const head = named === undefined ? workingTree(folder, read) : sideOf(folder, named, read);
      const result = gate(base, head, { failOn, today: terminal.today() });
      const locate = locator(folder);
      for (const surface of surfaces) {
        const file = fileOf(options, surface);
        if (file === undefined) continue;
        const { text, leftOut } = surface.render(result, locate);
        writeText(resolve(folder, file), text);
        if (leftOut > 0)
          terminal.stderr.write(`${printable(file)}: ${moreText(leftOut)}, which would make it too large.\n`);
      }
      if (summary !== undefined) appendSummary(resolve(folder, summary), result);
      const text = options.json === true ? exactJson(result) : `${printable(gateText(result, styleFor(terminal)))}\n`;
      const harmless = options.json === true ? jsonWithoutCommands : withoutCommands;
      terminal.stdout.write(inGitHub ? harmless(text) : text);
      // GitHub reads commands from both streams: what is piped from the one stays what it is
      const annotations = (options.annotations ?? inGitHub) ? annotationLines(result, locate) : [];
      for (const line of annotations) terminal.stderr.write(`${line}\n`);
      terminal.exitCode = result.passed ? 0 : 1;
    });
}
