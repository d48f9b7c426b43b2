/** Diffs that git takes for its own: it applies them, and gets the text that was meant. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/cli/init/unified-diff.ts';
import { git, put } from '../../support/git-repository.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-diff-'));
  git(folder, 'init', '-q');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join('');

test('shows three lines around each change, and joins changes that are near', () => {
  const after = `a\n${numbered(1, 20)}`.replace('8\n', 'eight\n');
  expect(unifiedDiff('f', numbered(1, 20), after)).toBe(
    `--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n+a\n 1\n 2\n 3\n@@ -5,7 +6,7 @@\n 5\n 6\n 7\n-8\n+eight\n 9\n 10\n 11\n`,
  );
  expect(unifiedDiff('f', numbered(1, 9), `a\n${numbered(1, 9)}b\n`)).toContain('@@ -1,3 +1,4 @@');
  expect(unifiedDiff('f', numbered(1, 6), `a\n${numbered(1, 6)}b\n`).match(/@@ /g)).toHaveLength(1);
});

test('is empty where nothing changed, and names a new file as git does', () => {
  expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
  expect(unifiedDiff('f', null, 'a\n')).toBe('--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+a\n');
});

test('is applied by git to the text before, and gives the text after', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '{\n', 'é\r\n'), { maxLength: 30 })
    .chain((lines) => fc.constantFrom(lines.join(''), lines.join('').replace(/\n$/, '')));
  fc.assert(
    fc.property(text, text, (before, after) => {
      if (before === after || after === '') return;
      const isNew = before === '';
      if (isNew) rmSync(join(folder, 'f'), { force: true });
      else put(folder, 'f', before);
      const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd: folder,
        input: unifiedDiff('f', isNew ? null : before, after),
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
    }),
    { numRuns: 60 },
  );
});
