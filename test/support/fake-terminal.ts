/** A terminal that remembers what was written to it, and a call of the command on it. */
import { CommanderError } from 'commander';
import { run } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

export interface FakeTerminal extends Terminal {
  out: string;
  err: string;
}

export function fakeTerminal(workingDirectory = '/', changes: Partial<Terminal> = {}): FakeTerminal {
  const terminal: FakeTerminal = {
    out: '',
    err: '',
    stdout: { write: (text: string) => (terminal.out += text) },
    stderr: { write: (text: string) => (terminal.err += text) },
    environment: {},
    engine: 'an engine',
    workingDirectory,
    today: () => '2027-01-15',
    exitCode: 0,
    ...changes,
  };
  return terminal;
}

/** Calls `ulpwise` with arguments in a folder. A refused call throws, as it reaches the entry. */
export async function ulpwise(
  folder: string,
  args: readonly string[],
  changes: Partial<Terminal> = {},
): Promise<FakeTerminal> {
  const terminal = fakeTerminal(folder, changes);
  try {
    await run(terminal, args);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    terminal.exitCode = error.exitCode === 0 ? 0 : 2;
  }
  return terminal;
}
