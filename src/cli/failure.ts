/** What becomes of a call that failed: a line for what the caller can mend, the stack for what is a fault of the command. Never a verdict. */
import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { BudgetError, ComparisonError, UlpwiseError } from '../errors.ts';
import { unreadable } from './paths.ts';

export interface Failure {
  /** For standard error; `''` where all is said already. */
  readonly text: string;
  readonly exitCode: 0 | 2;
}

interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  const { code, syscall } = (error ?? {}) as Partial<SystemError>;
  return error instanceof Error && typeof code === 'string' && typeof syscall === 'string';
}

/** What is to be said of an error that ended a call, and the exit code: 1 is for verdicts alone. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof UlpwiseError || error instanceof BudgetError || error instanceof ComparisonError) {
    return { text: `${error.message}\n`, exitCode: 2 };
  }
  if (isSystemError(error)) {
    const { path } = error;
    return { text: `${path === undefined ? `${error.message}.` : unreadable(path, error).message}\n`, exitCode: 2 };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `This is a fault of ulpwise, not of the numbers: please report it.\n${stack}\n`, exitCode: 2 };
}

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
