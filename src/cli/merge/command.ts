/** `ulpwise merge`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { mergeRunRecords, parseRunRecord, printRunRecord } from '../../drift/index.ts';
import { counted } from '../../report/number-text.ts';
import { exactJson } from '../exact-json.ts';
import { printable } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { readText, writeText } from '../text-files.ts';
import { copyValues } from '../values.ts';

const help = `
The records of the shards of one run give, byte for byte, the record of the run whole. Records that hold the same check with different
results are of different runs, and are refused: ulpwise gate compares those.

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
    .requiredOption('-o, --output <file>', 'where to write the merged record; - is the standard output')
    .option('--json', 'print JSON about what was done: { records, checks, obsolete, environments, output }')
    .addHelpText('after', help)
    .action((paths: string[], { output, json }: { output: string; json?: boolean }) => {
      const at = (path: string): string => resolve(terminal.workingDirectory, path);
      const merged = mergeRunRecords(paths.map((path) => parseRunRecord(readText(at(path)), path)));
      const text = printRunRecord(merged);
      if (output === '-') {
        // the record is JSON, and an account of it in the same stream would be in its way
        terminal.stdout.write(text);
        return;
      }
      copyValues(
        paths.map(at),
        at(output),
        merged.checks.flatMap(({ now }) => (now.kind === 'values' && now.values === null ? [now.digest] : [])),
      );
      writeText(at(output), text);
      const { checks, obsolete, environments } = merged;
      const counts = { records: paths.length, checks: checks.length, obsolete: obsolete.length };
      const line = `${counted(paths.length, 'record')} merged: ${counted(checks.length, 'check')}, ${obsolete.length} obsolete → ${output}\n`;
      terminal.stdout.write(json === true ? exactJson({ ...counts, environments, output }) : printable(line));
    });
}
