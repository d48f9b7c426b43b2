/** `ULPWISE_UPDATE` beside the update flag of the runner: entries, summary and exit code say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBaseline, parseRunRecord } from '../../src/drift/index.ts';
import { baselineProject, runAtDesk } from './baseline-project.ts';

describe.each(['Vitest', 'Jest'] as const)('in %s, of two entries that no test asks for,', (runner) => {
  const folder = baselineProject({
    'a.test.js': `test('kept', () => expect(u(1)).toMatchDriftBaseline([1]));
if (process.env.ALL === '1') for (const name of ['gone', 'gone too']) test(name, () => expect(u(1)).toMatchDriftBaseline([1]));
`,
  });
  const keys = (): string[] => [
    ...parseBaseline(readFileSync(join(folder, '__drift__/a.test.js.drift.json'), 'utf8'), 'file').keys(),
  ];
  const obsolete = (): boolean[] =>
    parseRunRecord(readFileSync(join(folder, 'drift-run.json'), 'utf8'), 'record').obsolete.map(
      ({ removed }) => removed,
    );

  test('the runner tells, and Jest fails at a desk too', async () => {
    expect(await runAtDesk(runner, folder, { ALL: '1' })).toMatchObject({ status: 0 });
    const { status, output } = await runAtDesk(runner, folder);
    expect(status).toBe(runner === 'Jest' ? 1 : 0);
    expect(output).toMatch(/2 (?:snapshots )?obsolete/);
    expect(keys()).toHaveLength(3);
  });

  test.each(['none', 'ratchet'])('%s keeps both under -u, and nothing says that they were removed', async (mode) => {
    expect(await runAtDesk(runner, folder, { ALL: '1' })).toMatchObject({ status: 0 });
    const { status, output } = await runAtDesk(runner, folder, { ULPWISE_UPDATE: mode }, '-u');
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).not.toMatch(/removed/);
    expect(output).toContain('Drift  1 within · 2 obsolete');
    expect(keys()).toEqual(['gone too#1', 'gone#1', 'kept#1']);
    expect(obsolete()).toEqual([false, false]);
  });

  test.each(['force'])('%s removes both without -u, and nothing says that they are there', async (mode) => {
    expect(await runAtDesk(runner, folder, { ALL: '1' })).toMatchObject({ status: 0 });
    // as CI, where obsolete ones fail
    const args = runner === 'Jest' ? ['--ci'] : [];
    const { status, output } = await runAtDesk(runner, folder, { ULPWISE_UPDATE: mode, CI: 'true' }, ...args);
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).not.toMatch(/obsolete/);
    expect(output).toContain('Drift  1 within · 2 removed');
    expect(keys()).toEqual(['kept#1']);
    expect(obsolete()).toEqual([true, true]);
  });
});
