/** Baselines while a person watches: Vitest and Jest in their watch modes, in a terminal, with keys pressed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passes } from 'node:timers/promises';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { noTerminal, openSession } from '../support/pseudo-terminal.ts';

const installation = inject('installation');
const local = { CI: '', GITHUB_ACTIONS: '' };

/** A test whose error is so many ulps. */
const source = (ulps: number): string =>
  `test('one', () => expect(Float32Array.of(1 + ${ulps} * 2 ** -23)).toMatchDriftBaseline([1]));\n`;

const files = {
  'a.test.js': source(2),
  'package.json': '{}',
  'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['default', 'ulpwise/jest/reporter'], transform: {},
  watchPathIgnorePatterns: ['drift-run.*\\\\.json$', '\\\\.drift\\\\.json$'] };`,
  'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, include: ['*.test.js'] } };`,
};

const runners = [
  {
    name: 'Vitest',
    command: ['node_modules/vitest/vitest.mjs', 'watch'],
    waits: /Waiting for file changes|Watching for file changes/,
  },
  { name: 'Jest', command: ['node_modules/jest/bin/jest.js', '--watchAll'], waits: /Watch Usage|Press w to show more/ },
];

describe.skipIf(noTerminal !== undefined).each(runners)(
  `in $name${noTerminal === undefined ? '' : ` (${noTerminal})`}`,
  ({ command, waits }) => {
    test('a file is written once, kept where the error grows, and rewritten when the key for it is pressed', async () => {
      const folder = makeProject(installation, files);
      const baseline = (): string => readFileSync(join(folder, '__drift__/a.test.js.drift.json'), 'utf8');
      const [script, ...args] = command as [string, ...string[]];
      const session = openSession(folder, [process.execPath, join(installation, script), ...args], local);
      onTestFinished(() => void session.end(0));

      await session.waitFor('1 written');
      await session.waitFor(waits);
      const first = baseline();
      expect(first).toContain('"maxUlps": "2 (0x1p+1)"');

      writeFileSync(join(folder, 'a.test.js'), source(3));
      await session.waitFor('1 regressed');
      await session.waitFor(waits);
      expect(baseline()).toBe(first);

      session.type('u');
      await session.waitFor('1 updated');
      await session.waitFor(waits);
      const second = baseline();
      expect(second).toContain('"maxUlps": "3 (0x1.8p+1)"');

      writeFileSync(join(folder, 'a.test.js'), source(1));
      await session.waitFor('1 improved');
      await session.waitFor(waits);
      expect(baseline()).toBe(second);

      // what was written has not started a run of its own
      await passes(2000);
      session.type('q');
      // the code is the runner's, of whichever of its runs
      expect(await session.end()).not.toBeNull();
      const tables = [...session.output().matchAll(/^\s*Drift +1 (\w+)/gm)].map(([, outcome]) => outcome);
      expect(tables).toEqual(['new', 'regressed', 'regressed', 'improved']);
    });
  },
);
