/** What git is told: which ends its lines have, and how it calls the driver from any folder. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ulpwise } from '../../support/fake-terminal.ts';
import { commit, git, put } from '../../support/git-repository.ts';
import { folder, project, read, told } from './project.ts';
import type { Told } from './project.ts';

const baseline = 'test/__drift__/a.test.ts.drift.json';

describe('.gitattributes', () => {
  test('keeps the bytes of baselines in a clone whose git ends lines as on Windows', async () => {
    project({ [baseline]: '{\n}\n', 'other.txt': 'a\n' });
    await told('--yes');
    commit(folder);
    // not by the helper, whose settings turn it off
    spawnSync('git', ['-c', 'core.autocrlf=true', 'clone', '-q', '.', 'clone'], { cwd: folder });
    expect(readFileSync(join(folder, 'clone/other.txt'), 'latin1')).toBe('a\r\n');
    expect(readFileSync(join(folder, 'clone', baseline), 'latin1')).toBe('{\n}\n');
  });

  test('of an earlier init gets the ends of lines too, once', async () => {
    const earlier = '*.drift.json linguist-generated merge=ulpwise\n**/__drift__/*.npy binary\n';
    project({ '.gitattributes': earlier });
    await told('--yes');
    expect(read('.gitattributes')).toBe(`${earlier}*.drift.json text eol=lf\n`);
    expect(git(folder, 'check-attr', 'eol', 'merge', '--', baseline)).toBe(
      `${baseline}: eol: lf\n${baseline}: merge: ulpwise`,
    );
    expect((await told()).changes).toEqual([]);
  });

  test.each(['*.drift.json -text merge=ulpwise\n', '*.drift.json eol=lf\n*.drift.json merge=union\n'])(
    'that says both, as %j does, is left',
    async (text) => {
      project({ '.gitattributes': text });
      expect((await told()).done).toContain('.gitattributes says how baselines are merged.');
    },
  );
});

describe('the merge driver', () => {
  test.each(["it's", "a'; touch owned; '", 'a b', '$(touch owned)', '-x', '100%O', 'a"b'])(
    'is called with the folder of the package as one word, if it is called %j',
    async (name) => {
      const manifest = '{ "devDependencies": { "vitest": "*", "ulpwise": "*" } }';
      put(folder, `${name}/package.json`, manifest);
      const { out } = await ulpwise(join(folder, name), ['init', '--json', '--yes']);
      const driver = (JSON.parse(out) as Told).changes.at(-1)!.value!;
      expect(git(folder, 'config', 'merge.ulpwise.driver')).toBe(driver);

      put(folder, `${name}/a.drift.json`, 'base\n');
      commit(folder);
      git(folder, 'checkout', '-q', '-b', 'work');
      put(folder, `${name}/a.drift.json`, 'work\n');
      commit(folder);
      git(folder, 'checkout', '-q', 'main');
      put(folder, `${name}/a.drift.json`, 'main\n');
      commit(folder);
      // in place of npm: what it is called with
      put(folder, 'bin/npm', `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/called"\n`);
      chmodSync(join(folder, 'bin/npm'), 0o755);
      const { status, stderr } = spawnSync(
        'git',
        ['-c', 'user.name=A', '-c', 'user.email=a@b.c', 'merge', '-q', '--no-edit', 'work'],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
        },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const words = read('called').trimEnd().split('\n');
      expect(words.slice(0, 6)).toEqual([
        '--prefix',
        name.startsWith('-') ? `./${name}` : name,
        'exec',
        '--no',
        'ulpwise',
        '--',
      ]);
      expect(words[6]).toBe('merge-driver');
      expect(words.at(-1)).toBe(`${name}/a.drift.json`);
      expect(git(folder, 'status', '--short')).not.toContain('owned');
    },
  );
});
