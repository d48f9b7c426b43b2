/** `ulpwise merge`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { mergeRunRecords, parseRunRecord, printRunRecord } from '../../drift/index.ts';
import { counted } from '../../report/number-text.ts';
import { exactJson } from '../exact-json.ts';
import { nameText, printable } from '../printable.ts';
import type { Terminal } from '../terminal.ts';
import { holdOption } from '../failure.ts';
import { holdWritable, readText, writeText } from '../text-files.ts';
import { copyValues } from '../values.ts';
import { missingShards } from './missing-shards.ts';

const help = `
The records of the shards of one run give, byte for byte, the record of the run whole. Records that hold the same check with different
results are of different runs, and are refused: ulpwise gate compares those. Where the names of records say that there are more shards,
standard error names those that were not given.

Exit codes: 0 merged, 2 a record is missing or damaged, or they are not of one run; nothing is written then.

Examples:
  $ ulpwise merge shards/run-*.json -o drift-run.json
  $ ulpwise merge shards/run-*.json -o -
`;

/** The command, writing to `terminal`. */
export function mergeCommand(terminal: Terminal): Command {
  return new Command('merge')
    .description(
      'Joins run records whose tests ran apart, on several machines or in several processes, to the record of one run.',
    )
    .argument('<records...>', 'run records')
    .option('-o, --output <file>', 'where to write the merged record; - is the standard output')
    .option('--json', 'print JSON about what was done: { records, checks, obsolete, environments, output }')
    .addHelpText('after', help)
    .action((paths: string[], { output, json }: { output?: string; json?: boolean }, command: Command) => {
      const at = (path: string): string => resolve(terminal.workingDirectory, path);
      holdOption(command, '--output', output);
      if (output !== '-') holdWritable(at(output), output);
      const missing = missingShards(paths);
      if (missing.length > 0) terminal.stderr.write(`${printable(missingText(missing))}\n`);
      const merged = mergeRunRecords(paths.map((path) => parseRunRecord(readText(at(path)), path)));
      const text = printRunRecord(merged);
      if (output === '-') {
        // the record is JSON, and an account of it in the same stream would be in its way
        terminal.stdout.write(text);
        return;
      }
      writeText(at(output), text);
      copyValues(
        paths.map(at),
        at(output),
        merged.checks.flatMap(({ now }) => (now.kind === 'values' && now.values === null ? [now.digest] : [])),
      );
      const { checks, obsolete, environments } = merged;
      const counts = { records: paths.length, checks: checks.length, obsolete: obsolete.length };
      const line = `${counted(paths.length, 'record')} merged: ${counted(checks.length, 'check')}, ${obsolete.length} obsolete → ${output}\n`;
      terminal.stdout.write(json === true ? exactJson({ ...counts, environments, output }) : printable(line));
    });
}

/** Shards that are named; there may be many. */
const mostNamed = 10;

function missingText(missing: readonly string[]): string {
  const named = missing.slice(0, mostNamed).map(nameText);
  const more = missing.length - named.length;
  return (
    `By the names of the records ${counted(missing.length, 'shard')} of the run ${missing.length === 1 ? 'was' : 'were'} not given: ` +
    `${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}. The merged record lacks what ${missing.length === 1 ? 'it' : 'they'} measured.`
  );
}
