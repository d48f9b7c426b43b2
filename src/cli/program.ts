/** The `ulpwise` command: its subcommands, a line each. */
import { Command } from 'commander';
import { auditMathCommand } from './audit-math/command.ts';
import type { Terminal } from './terminal.ts';

/** The command line, tied to a terminal. */
export function program(terminal: Terminal): Command {
  return new Command('ulpwise')
    .description('Accuracy of numbers: audits, comparisons and the gate for CI.')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(see ulpwise --help)')
    .exitOverride()
    .addCommand(auditMathCommand(terminal));
}
