#!/usr/bin/env node
/** Entry of the `ulpwise` command. Exit codes: 0 done, 1 a verdict went against the numbers, 2 the call or its input was wrong. */
import process from 'node:process';
import { CommanderError } from 'commander';
import { UlpwiseError } from '../errors.ts';
import { run } from './program.ts';
import type { Terminal } from './terminal.ts';

const { versions, platform, arch } = process;
const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  // opened when it is asked for
  get stdin() {
    return process.stdin;
  },
  environment: process.env,
  engine: `Node ${versions.node} (V8 ${versions.v8}), ${platform} ${arch}`,
  workingDirectory: process.cwd(),
  // oxlint-disable-next-line no-restricted-globals -- the one clock of the command, which only acknowledgements with an end look at
  today: () => new Date().toISOString().slice(0, 10),
  exitCode: 0,
};

function failed(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UlpwiseError || error instanceof TypeError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}

run(terminal, process.argv.slice(2))
  .then(() => {
    process.exitCode = terminal.exitCode;
  })
  .catch(failed);
