/** `ulpwise audit-math`. */
import { Command } from 'commander';
import { progressBar } from '../progress.ts';
import { auditMath } from './audit.ts';
import { auditText, verdict } from './text.ts';
import type { Terminal } from '../terminal.ts';

/** The command, writing to `terminal`. */
export function auditMathCommand(terminal: Terminal): Command {
  return new Command('audit-math')
    .description(
      "Searches for the largest error of every function of this engine's Math, from known hard inputs and seeded random ones. Every error reported is proved by enclosures of the exact value.",
    )
    .option('--samples <count>', 'random inputs a function', '20000')
    .option('--seed <seed>', 'seed of the random inputs', '0')
    .option('--functions <names>', 'comma-separated names in Math; default all')
    .option('--json', 'print JSON: { engine, seed, verdict, functions: [{ name, maxUlp, input, … }] }')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 2 the call is wrong.\n\nExamples:\n  $ ulpwise audit-math\n  $ ulpwise audit-math --functions pow,exp --samples 200000 --json\n',
    )
    .action((options: { samples: string; seed: string; functions?: string; json?: boolean }) => {
      const bar = progressBar(terminal.stderr, terminal.environment);
      const search = auditMath({
        samples: Number(options.samples),
        seed: Number(options.seed),
        ...(options.functions === undefined
          ? {}
          : { functions: options.functions.split(',').map((name) => name.trim()) }),
      });
      let next = search.next();
      for (; next.done !== true; next = search.next()) {
        bar.show(next.value.done / next.value.total, `Math.${next.value.name}`);
      }
      bar.clear();
      const functions = next.value;
      const { engine } = terminal;
      if (options.json === true) {
        const sorted = [...functions].sort((a, b) => b.maxUlp - a.maxUlp);
        terminal.stdout.write(
          `${JSON.stringify({ engine, seed: Number(options.seed), verdict: verdict(engine, sorted), functions }, null, 2)}\n`,
        );
      } else {
        terminal.stdout.write(`${auditText(engine, functions)}\n`);
      }
    });
}
