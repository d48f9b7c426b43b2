/** Options that a command cannot do without. */
import type { Command } from 'commander';

/**
 * Refuses a call without an option, as commander does for a required one, but when the command runs: commander asks for required options before it
 * looks for misspelt ones, and would call `--bas` a missing `--base`.
 *
 * @throws CommanderError
 */
export function holdOption(command: Command, long: string, value: string | undefined): asserts value is string {
  if (value !== undefined) return;
  const flags = command.options.find((option) => option.long === long)!.flags;
  command.error(`error: required option '${flags}' not specified`, { code: 'commander.missingMandatoryOptionValue' });
}
