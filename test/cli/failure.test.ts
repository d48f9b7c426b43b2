/** What a call that fails says, and its exit code; and output that cannot be written. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import { watchOutput } from '../../src/cli/output-errors.ts';
import { BaselineError, BudgetError, ComparisonError, UsageError } from '../../src/errors.ts';

describe('a call that fails', () => {
  test.each([new UsageError('a'), new BaselineError('a'), new BudgetError('a'), new ComparisonError('a')])(
    'by a %s says its message, and ends with 2',
    (error) => expect(failureOf(error)).toEqual({ text: 'a\n', exitCode: 2 }),
  );

  test('by the file system says in one line what cannot be read, and ends with 2', () => {
    let found: unknown;
    try {
      readFileSync(`${tmpdir()}/nothing/there`);
    } catch (error) {
      found = error;
    }
    expect(failureOf(found)).toEqual({
      text: `${tmpdir()}/nothing/there: there is no such file or folder.\n`,
      exitCode: 2,
    });
    const nameless = Object.assign(new Error('EISDIR: illegal operation on a directory, read'), {
      code: 'EISDIR',
      syscall: 'read',
    });
    expect(failureOf(nameless)).toEqual({ text: 'EISDIR: illegal operation on a directory, read.\n', exitCode: 2 });
  });

  test('by a fault of ours shows where, and ends with 2: 1 is a verdict', () => {
    const error = new TypeError('x is not a function');
    expect(failureOf(error)).toEqual({
      text: expect.stringContaining(`please report it.\n${error.stack}\n`),
      exitCode: 2,
    });
    expect(failureOf('thrown')).toEqual({ text: expect.stringContaining('thrown'), exitCode: 2 });
  });

  test.each([
    [0, 0],
    [1, 2],
  ])('by a refusal of its options with %d ends with %d, and says no more', (code, exitCode) =>
    expect(failureOf(new CommanderError(code, 'code', 'said already'))).toEqual({ text: '', exitCode }),
  );
});

describe('output that cannot be written', () => {
  function broken(code: string): { err: string; lost: number } {
    const result = { err: '', lost: 0 };
    const stdout = Object.assign(new EventEmitter(), { write: () => false });
    const stderr = Object.assign(new EventEmitter(), { write: (text: string) => (result.err += text) });
    watchOutput(stdout, stderr, () => result.lost++);
    const error = Object.assign(new Error(`${code}: what it is, write`), { code });
    stdout.emit('error', error);
    stdout.emit('error', error);
    return result;
  }

  test.each(['EPIPE', 'EOF'])('since its reader has gone (%s) is no error', (code) =>
    expect(broken(code)).toEqual({ err: '', lost: 0 }),
  );

  test('for another reason is an error of one line, once', () =>
    expect(broken('ENOSPC')).toEqual({ err: 'The output cannot be written: ENOSPC: what it is, write.\n', lost: 1 }));

  test('of errors is an error where its reader is still there', () => {
    let lost = 0;
    const streams = ['', ''].map(() => Object.assign(new EventEmitter(), { write: () => false }));
    watchOutput(streams[0]!, streams[1]!, () => lost++);
    streams[1]!.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect(lost).toBe(0);
    streams[1]!.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    expect(lost).toBe(1);
  });
});
