/** `ulpwise compare`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { exactJson } from '../exact-json.ts';
import { jsonWithoutCommands, withoutCommands } from '../gate/annotations.ts';
import { progressBar } from '../progress.ts';
import { nameText, printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { addBudgetOptions, budgetOf } from './budget-options.ts';
import { comparePair, pairsOf } from './compare-files.ts';
import type { FileResult } from './compare-files.ts';
import { resultText, totalText, visibleName } from './text.ts';

const help = `
An element passes within any of the per-element terms given; the terms over the whole array must all hold. Arrays in .npz and
.safetensors files are matched by name, files in two folders by their path in the folder.

Exit codes: 0 within the budget, 1 outside, 2 a file is missing, damaged or of another shape, or the call is wrong.

Examples:
  $ ulpwise compare actual.npy reference.npy --ulp 4
  $ ulpwise compare web.safetensors torch.safetensors --allclose 1e-5,1e-8
  $ ulpwise compare activations/ expected/ --rel 1e-6 --abs 1e-12 --json
`;

/** The command, writing to `terminal`. */
export function compareCommand(terminal: Terminal): Command {
  const command = new Command('compare')
    .description('Holds the numbers of a file, or of a folder of files, against those of another under a budget.')
    .argument('<actual>', 'what was computed: .npy, .npz, .safetensors, or a folder')
    .argument('<reference>', 'what it should be');
  return addBudgetOptions(command)
    .option('--json', 'print JSON: { verdict, files: [{ name, verdict, comparison | error }] }')
    .addHelpText('after', help)
    .action((actual: string, reference: string, options: { json?: boolean }) => {
      const budget = budgetOf(options as Readonly<Record<string, unknown>>);
      const pairs = pairsOf(actual, reference, (path) => resolve(terminal.workingDirectory, path));
      const style = styleFor(terminal);
      const bar = progressBar(terminal.stderr, terminal.environment);
      const done: { name: string; verdict: FileResult['verdict']; error?: string; comparison?: object }[] = [];
      for (const pair of pairs) {
        bar.show(done.length / pairs.length, nameText(pair.name));
        const result = comparePair(pair, budget, options.json === true ? undefined : visibleName);
        bar.clear();
        if (options.json !== true) print(`${printable(resultText(result, style))}\n`);
        // the arrays are let go: a folder may hold more than memory does
        const { name, verdict } = result;
        done.push(
          result.verdict === 'error'
            ? { name, verdict, error: result.error }
            : { name, verdict, ...(options.json === true ? { comparison: result.comparison } : {}) },
        );
      }
      const verdict = (['error', 'fail', 'pass'] as const).find((name) => done.some((file) => file.verdict === name))!;
      if (options.json === true) print(exactJson({ verdict, files: done }));
      else if (done.length > 1) print(`${totalText(done)}\n`);
      terminal.exitCode = { pass: 0, fail: 1, error: 2 }[verdict];

      function print(text: string): void {
        const harmless = options.json === true ? jsonWithoutCommands : withoutCommands;
        terminal.stdout.write(terminal.environment['GITHUB_ACTIONS'] === 'true' ? harmless(text) : text);
      }
    });
}
