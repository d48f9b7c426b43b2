/** The `ulpwise` command: its subcommands, a row each. A call loads the code of the one command that it names. */
import { createRequire } from 'node:module';
import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** A command, writing to a terminal. */
export type CommandFactory = (terminal: Terminal) => Command;

export interface CommandRow {
  readonly name: string;
  /** For the list in `ulpwise --help`. */
  readonly summary: string;
  readonly load: () => Promise<CommandFactory>;
}

/** In the order in which help lists them. */
export const commands: readonly CommandRow[] = [
  {
    name: 'init',
    summary: 'set up the project in this folder',
    load: async () => (await import('./init/command.ts')).initCommand,
  },
  {
    name: 'compare',
    summary: 'compare .npy, .npz and .safetensors files, or folders of them',
    load: async () => (await import('./compare/command.ts')).compareCommand,
  },
  {
    name: 'gate',
    summary: 'did any baseline get worse?',
    load: async () => (await import('./gate/command.ts')).gateCommand,
  },
  {
    name: 'pending',
    summary: 'what a run measured that the baselines do not say',
    load: async () => (await import('./review/pending-command.ts')).pendingCommand,
  },
  {
    name: 'review',
    summary: 'accept or reject it, entry by entry',
    load: async () => (await import('./review/command.ts')).reviewCommand,
  },
  {
    name: 'accept',
    summary: 'write it into the baselines, without a rerun',
    load: async () => (await import('./review/accept-command.ts')).acceptCommand,
  },
  {
    name: 'reject',
    summary: 'drop it from the run record',
    load: async () => (await import('./review/reject-command.ts')).rejectCommand,
  },
  {
    name: 'check',
    summary: 'are the baseline files whole, and of use?',
    load: async () => (await import('./check/command.ts')).checkCommand,
  },
  {
    name: 'history',
    summary: 'how each baseline changed, commit by commit',
    load: async () => (await import('./history/command.ts')).historyCommand,
  },
  {
    name: 'merge',
    summary: 'join the run records of shards',
    load: async () => (await import('./merge/command.ts')).mergeCommand,
  },
  {
    name: 'merge-driver',
    summary: 'merge baseline files for git, entry by entry',
    load: async () => (await import('./merge-driver/command.ts')).mergeDriverCommand,
  },
  {
    name: 'report',
    summary: 'write an HTML page of all entries',
    load: async () => (await import('./report/command.ts')).reportCommand,
  },
  {
    name: 'audit-math',
    summary: "how accurate is this engine's Math?",
    load: async () => (await import('./audit-math/command.ts')).auditMathCommand,
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./completion/command.ts')).completionCommand,
  },
];

/** The names of commands in a call: `gate` in `gate --base main` and in `help gate`. */
function namedIn(args: readonly string[]): readonly string[] {
  return args[0] === 'help' ? args.slice(1, 2) : args.slice(0, 1);
}

/** The version in the package's own manifest, which lies at another distance from the sources than from what is built of them. */
function ownVersion(): string {
  return (createRequire(import.meta.url)('ulpwise/package.json') as { version: string }).version;
}

/**
 * The command line, tied to a terminal. Commands that `wanted` refuses are there by name and summary only.
 */
export async function program(terminal: Terminal, wanted: (row: CommandRow) => boolean = () => true): Promise<Command> {
  const root = new Command('ulpwise')
    .description('Accuracy of numbers: comparisons, baselines of error, and the gate for CI.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help about a command')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(see ulpwise --help)')
    .exitOverride();
  for (const row of commands) {
    const command = wanted(row) ? (await row.load())(terminal) : new Command(row.name);
    // without the settings a subcommand would write to the process and end it
    root.addCommand(command.summary(row.summary).copyInheritedSettings(root));
  }
  return root;
}

/** Runs one call. @throws CommanderError where it is refused, and where help or the version was asked for */
export async function run(terminal: Terminal, args: readonly string[]): Promise<void> {
  const names = namedIn(args);
  const root = await program(terminal, ({ name }) => names.includes(name));
  await root.parseAsync(args, { from: 'user' });
}
