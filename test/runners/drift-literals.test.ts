/** Literals behind `.resolves` and `.rejects`, and what becomes of a file's baselines where the runner cannot write its literals. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { baselineProject, runAtDesk } from './baseline-project.ts';

const literals = (folder: string): string[] =>
  [...readFileSync(join(folder, 'a.test.js'), 'utf8').matchAll(/`"([^`]* ulp[^`]*)"`/g)].map(([, text]) => text!);

describe.each(['Vitest', 'Jest'] as const)('in %s', (runner) => {
  test('the literal of an assertion that waits is written, held to, and rewritten under -u', async () => {
    const folder = baselineProject({
      'a.test.js': `const more = Number(process.env.MORE ?? 0);
test('resolves', async () => {
  await expect(Promise.resolve(u(1 + more))).resolves.toMatchInlineDrift({ reference: [1] });
});
test('rejects', async () => {
  await Promise.resolve();
  await expect(Promise.reject(u(2 + more))).rejects.toMatchInlineDrift({ reference: [1] });
});
test('baseline', () => expect(u(3)).toMatchDriftBaseline([1]));
`,
    });
    const first = await runAtDesk(runner, folder);
    expect(first).toMatchObject({ status: 0 });
    expect(first.output).toMatch(/3 (?:snapshots )?written/);
    expect(literals(folder)).toEqual(['1 ulp', '2 ulp']);
    expect(existsSync(join(folder, '__drift__'))).toBe(true);

    const written = readFileSync(join(folder, 'a.test.js'), 'utf8');
    const again = await runAtDesk(runner, folder);
    expect(again).toMatchObject({ status: 0 });
    expect(again.output).not.toContain('written');
    expect(readFileSync(join(folder, 'a.test.js'), 'utf8')).toBe(written);

    const worse = await runAtDesk(runner, folder, { MORE: '4' });
    expect(worse.status).toBe(1);
    expect(worse.output).toContain('The error grew to 5 ulp; 1 ulp is allowed by the literal.');
    expect(literals(folder)).toEqual(['1 ulp', '2 ulp']);
    expect(await runAtDesk(runner, folder, { MORE: '4' }, '-u')).toMatchObject({ status: 0 });
    expect(literals(folder)).toEqual(['5 ulp', '6 ulp']);
  });
});

test('in Jest, baselines are written where the literals of a file could not be', async () => {
  const folder = baselineProject({
    // the runner looks for a call in the source that is not in it
    'a.test.js': `test('t', () => {
  expect(u(3)).toMatchDriftBaseline([1]);
  expect(u(1))['toMatch' + 'InlineDrift']({ reference: [1] });
});`,
  });
  const { status, output } = await runAtDesk('Jest', folder);
  expect(status).toBe(1);
  expect(output).toContain("Couldn't locate all inline snapshots");
  expect(output).toContain('Drift  1 new');
  expect(existsSync(join(folder, '__drift__/a.test.js.drift.json'))).toBe(true);
});
