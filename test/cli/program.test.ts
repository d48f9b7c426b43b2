/** The command as a whole: its list, its help, its version, and what it says of calls that it does not know. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands, program } from '../../src/cli/program.ts';
import { fakeTerminal, ulpwise } from '../support/fake-terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };

describe('ulpwise', () => {
  test.each(['--help', '-h', 'help'])('%s lists every command with what it is for, and ends with 0', async (word) => {
    const { out, err, exitCode } = await ulpwise('/', [word]);
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} .*${summary[0]}`, 'm'));
  });

  test.each(['--version', '-V'])("%s prints the package's version and ends with 0", async (word) => {
    const { out, err, exitCode } = await ulpwise('/', [word]);
    expect({ out, err, exitCode }).toEqual({ out: `${version}\n`, err: '', exitCode: 0 });
  });

  test('without a command prints its help as an error, and ends with 2', async () => {
    const { out, err, exitCode } = await ulpwise('/', []);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 });
    expect(err).toContain('Usage: ulpwise');
  });

  test('tells what an unknown command may have been meant to be, and ends with 2', async () => {
    const { out, err, exitCode } = await ulpwise('/', ['gatte', '--base', 'main']);
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 });
    expect(err).toContain("error: unknown command 'gatte'\n(Did you mean gate?)");
  });

  test('tells what an unknown option may have been meant to be, and ends with 2', async () => {
    const { err, exitCode } = await ulpwise('/', ['merge', 'a.json', '-o', 'b.json', '--jsn']);
    expect(exitCode).toBe(2);
    expect(err).toContain("error: unknown option '--jsn'\n(Did you mean --json?)");
  });

  test('loads no command but the one that a call names', async () => {
    const tree = await program(fakeTerminal(), ({ name }) => name === 'gate');
    const known = tree.commands.filter((command) => command.options.length > 0).map((command) => command.name());
    expect(known).toEqual(['gate']);
  });
});

describe.each(commands.map(({ name }) => name))('%s', (name) => {
  test('has its own name, help with examples and exit codes, and --json', async () => {
    const asked = await ulpwise('/', [name, '--help']);
    expect(asked.exitCode).toBe(0);
    expect(asked.out).toMatch(new RegExp(`^Usage: ulpwise ${name}\\b`));
    expect(asked.out).toMatch(new RegExp(`^Examples?:\n  \\$ .*ulpwise ${name}\\b`, 'm'));
    expect(asked.out).toMatch(/^Exit codes: 0 /m);
    // a review is a conversation
    if (name !== 'review') expect(asked.out).toMatch(/^ +--json /m);
    expect((await ulpwise('/', ['help', name])).out).toBe(asked.out);
  });
});
