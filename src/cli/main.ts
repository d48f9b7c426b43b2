#!/usr/bin/env node
/** Entry of the `ulpwise` command. Exit codes: 0 done, 1 a verdict went against the numbers, 2 the call or its input was wrong. */
import process from 'node:process';
import { failureOf } from './failure.ts';
import { watchOutput } from './output-errors.ts';
import { run } from './program.ts';
import { printable } from './printable.ts';
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

/** Whether output was lost: then there is no saying what was found. */
let lost = false;

function end(exitCode: number): void {
  process.exitCode = lost ? 2 : exitCode;
}

function failed(error: unknown): void {
  const { text, exitCode } = failureOf(error);
  if (text !== '') process.stderr.write(printable(text));
  end(exitCode);
}

watchOutput(process.stdout, process.stderr, () => {
  lost = true;
  process.exitCode = 2;
});
// Node would end with 1, which is a verdict
process.on('uncaughtException', (error) => {
  failed(error);
  process.exit();
});

run(terminal, process.argv.slice(2))
  .then(() => end(terminal.exitCode))
  .catch(failed);
