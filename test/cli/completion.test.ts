/** Completion in the shells themselves: what bash, zsh and fish offer after the script that is printed for them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/program.ts';
import { fakeTerminal, ulpwise } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';

let folder: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-completion-')));
  git(folder, 'init', '-q');
  put(folder, 'some file.npy', '');
  commit(folder);
  git(folder, 'branch', 'topic/one');
  git(folder, 'branch', 'e$(touch${IFS}pwned)');
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, `.script.${shell}`), (await ulpwise('/', ['completion', shell])).out);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(shell: string, ...args: string[]): string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { cwd: folder, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').filter((line) => line !== '');
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit']).status === 0;

describe.skipIf(!isThere('bash'))('bash', () => {
  /** What is offered for the last word; bash itself completes files where that is nothing. */
  function offered(...words: string[]): string[] {
    const list = ['ulpwise', ...words].map((word) => `'${word}'`).join(' ');
    const script = `source .script.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _ulpwise; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', '--norc', '-c', script);
  }

  test('offers every command', () => {
    expect(offered('')).toEqual([...commands.map(({ name }) => name), 'help']);
    expect(offered('help', '')).toEqual(commands.map(({ name }) => name));
    expect(offered('mer')).toEqual(['merge', 'merge-driver']);
    expect(offered('--v')).toEqual(['--version']);
  });

  test('offers every option of each command', async () => {
    for (const { name, load } of commands) {
      const options = (await load())(fakeTerminal()).options.flatMap(({ long, short }) => [long, short]);
      expect(offered(name, '-').sort(), name).toEqual(
        [...options, '--help', '-h'].filter((word) => typeof word === 'string').sort(),
      );
    }
  });

  test('offers files for operands, and no options', () => {
    expect(offered('compare', 'so')).toEqual([]);
    expect(offered('compare', '')).toEqual([]);
    expect(run('bash', '-c', 'source .script.bash; complete -p ulpwise')).toEqual([
      'complete -o bashdefault -o default -F _ulpwise ulpwise',
    ]);
  });

  test('offers words to choose from, after the option and after its sign', () => {
    expect(offered('compare', '--nan', '')).toEqual(['equal', 'reject']);
    expect(offered('compare', '--nan', '=')).toEqual(['equal', 'reject']);
    expect(offered('compare', '--nan', '=', 'r')).toEqual(['reject']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('offers what git knows for a commit, quoted, and evaluates none of it', () => {
    expect(offered('gate', '--base', 'top')).toEqual(['topic/one']);
    expect(offered('gate', '--json', '--base', '')).toEqual(['e\\$\\(touch\\$\\{IFS\\}pwned\\)', 'main', 'topic/one']);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  test('offers options after a value that may be left out, and none in place of one that may not', () => {
    expect(offered('gate', '--summary', '--js')).toEqual(['--json']);
    expect(offered('merge', '-o', '-')).toEqual([]);
    expect(offered('merge', '--output', '-')).toEqual([]);
  });

  test('takes the first word that is no option for the command', () => {
    expect(offered('merge', 'gate', '--o')).toEqual(['--output']);
    expect(offered('--anything', 'merge', '--o')).toEqual(['--output']);
  });
});

describe.skipIf(!isThere('fish'))('fish', () => {
  const offered = (line: string): string[] =>
    run('fish', '--no-config', '-c', `source .script.fish; complete -C '${line}'`).map((text) => text.split('\t')[0]!);

  test('offers commands, options, words to choose from, commits and files', () => {
    expect(offered('ulpwise ')).toEqual(expect.arrayContaining([...commands.map(({ name }) => name), 'help']));
    expect(offered('ulpwise ')).not.toContain('some file.npy');
    expect(offered('ulpwise gate --su')).toEqual(['--summary']);
    expect(offered('ulpwise compare --nan ')).toEqual(['equal', 'reject']);
    expect(offered('ulpwise gate --base top')).toEqual(['topic/one']);
    expect(offered('ulpwise compare so')).toEqual(['some file.npy']);
    expect(offered('ulpwise completion f')).toEqual(['fish']);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});

describe.skipIf(!isThere('zsh'))('zsh', () => {
  /** What lines are after a tab, in a shell on a terminal of its own. */
  function completed(...lines: string[]): string[] {
    const setUp = [
      'PS1=; autoload -Uz compinit; compinit -u -D; source .script.zsh',
      `show() { print -r -- "<<$BUFFER>>"; BUFFER= }; zle -N show; bindkey '^X' show`,
    ];
    const script = `
      zmodload zsh/zpty
      zpty shell 'zsh -f -i'
      zpty -w shell ${setUp.map((line) => `'${line.replaceAll("'", "'\\''")}'`).join('; zpty -w shell ')}
      zpty -w shell 'print be''gun'; zpty -r shell out '*begun*'
      for line in "$@"; do
        zpty -w -n shell "$line"$'\t\x18'
        zpty -r shell out '*<<*>>*'
        print -r -- "\${\${out##*<<}%%>>*}"
      done`;
    const { stdout, status } = spawnSync('zsh', ['-f', '-c', script, 'zsh', ...lines], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status).toBe(0);
    return stdout.split('\n').slice(0, -1);
  }

  test('completes commands, options, words to choose from, commits and files', () => {
    expect(run('zsh', '-f', '-n', '.script.zsh')).toEqual([]);
    const lines = {
      'ulpwise ga': 'ulpwise gate ',
      'ulpwise gate --su': 'ulpwise gate --summary=',
      'ulpwise gate --base top': 'ulpwise gate --base topic/one ',
      'ulpwise gate --base=top': 'ulpwise gate --base=topic/one ',
      'ulpwise gate --base e': 'ulpwise gate --base e\\$\\(touch\\$\\{IFS\\}pwned\\) ',
      'ulpwise compare --nan r': 'ulpwise compare --nan reject ',
      'ulpwise compare so': 'ulpwise compare some\\ file.npy ',
      'ulpwise merge a -o so': 'ulpwise merge a -o some\\ file.npy ',
      'ulpwise history --js': 'ulpwise history --json ',
      'ulpwise merge-driver --js': 'ulpwise merge-driver --json ',
      'ulpwise pending --reg': 'ulpwise pending --regressions ',
      'ulpwise completion f': 'ulpwise completion fish ',
    };
    expect(completed(...Object.keys(lines))).toEqual(Object.values(lines));
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});

describe('ulpwise completion', () => {
  test('refuses a shell that it does not know', async () => {
    const { err, exitCode } = await ulpwise('/', ['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(err).toContain('Allowed choices are bash, zsh, fish');
  });

  test('prints the commands as JSON', async () => {
    const tree = JSON.parse((await ulpwise('/', ['completion', 'bash', '--json'])).out) as {
      commands: { name: string; options: { long: string; value: unknown }[] }[];
    };
    const gate = tree.commands.find(({ name }) => name === 'gate')!;
    expect(gate.options.find(({ long }) => long === '--base')).toMatchObject({
      value: { kind: 'commit' },
      optional: false,
      valueName: 'commit | record',
    });
    expect(gate.options.find(({ long }) => long === '--summary')).toMatchObject({
      value: { kind: 'file' },
      optional: true,
    });
    expect(gate.options.find(({ long }) => long === '--json')).toMatchObject({ value: null });
  });
});
