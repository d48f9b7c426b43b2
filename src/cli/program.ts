/** The `ulpwise` command: its subcommands, a line each. */
import { Command } from 'commander';
import { auditMathCommand } from './audit-math/command.ts';
import { compareCommand } from './compare/command.ts';
import { gateCommand } from './gate/command.ts';
import { mergeCommand } from './merge/command.ts';
import type { Terminal } from './terminal.ts';

const commands: readonly ((terminal: Terminal) => Command)[] = [
  auditMathCommand,
  compareCommand,
  gateCommand,
  mergeCommand,
];

/** The command line, tied to a terminal. */
export function program(terminal: Terminal): Command {
  const root = new Command('ulpwise')
    .description('Accuracy of numbers: audits, comparisons and the gate for CI.')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(see ulpwise --help)')
    .exitOverride();
  // without the settings a subcommand would write to the process and end it
  for (const command of commands) root.addCommand(command(terminal).copyInheritedSettings(root));
  return root;
}
