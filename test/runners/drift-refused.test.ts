/** Forms of an assertion that a baseline cannot be in: each is refused where it is written, says what to write, and leaves no entry. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baselineProject, runAtDesk } from './baseline-project.ts';

const forms = {
  toMatchDriftBaseline: '[1]',
  toMatchValueBaseline: '{ abs: 0 }',
  toMatchInlineDrift: '{ reference: [1] }',
};
const all = (statement: (call: string, name: string) => string): string =>
  Object.entries(forms)
    .map(([name, argument]) => statement(`${name}(${argument})`, name))
    .join('\n');

describe.each(['Vitest', 'Jest'] as const)('in %s', (runner) => {
  test('an asymmetric form, which the runner asks as often as it likes', async () => {
    const folder = baselineProject({
      'a.test.js': all(
        (call, name) => `test('${name}', () => expect({ a: u(1) }).toEqual({ a: expect.${call} }));
test('not ${name}', () => expect({ a: u(1) }).toEqual({ a: expect.not.${call} }));
test('${name} of a call', () => { const f = mock.fn(); f(u(1)); expect(f).toHaveBeenCalledWith(expect.${call}); });`,
      ),
    });
    const { status, output } = await runAtDesk(runner, folder);
    expect(status).toBe(1);
    expect(output).toMatch(/Tests:? +9 failed/);
    for (const name of Object.keys(forms)) {
      expect(output).toContain(`BaselineError: expect.${name}(…) cannot stand for a value inside of another`);
      expect(output).toContain(`BaselineError: expect.not.${name}(…) cannot stand for a value inside of another`);
      expect(output).toContain(`Write an assertion of its own: expect(value).${name}(…).`);
    }
    expect(output).not.toMatch(/(?:❯|\bat) .*node_modules\/ulpwise/);
    expect(output).not.toContain('written');
    expect(readdirSync(folder)).not.toContain('__drift__');
  });

  test('an assertion outside of tests', async () => {
    const folder = baselineProject({
      'a.test.js': `beforeAll(() => expect(u(1)).toMatchDriftBaseline([1]));\ntest('t', () => {});`,
    });
    const { status, output } = await runAtDesk(runner, folder);
    expect(status).toBe(1);
    expect(output).toContain('A baseline belongs to a test, and none is running.');
  });
});

test('expect.poll in Vitest, whose second attempt would write what the first was held against', async () => {
  const folder = baselineProject({
    'a.test.js': all(
      (call, name) =>
        `test('${name}', async () => { await expect.poll(() => u(1), { timeout: 90, interval: 20 }).${call}; });`,
    ),
  });
  const { status, output } = await runAtDesk('Vitest', folder);
  expect(status).toBe(1);
  expect(output).toMatch(/Tests +3 failed/);
  for (const name of Object.keys(forms)) {
    expect(output).toContain(
      `BaselineError: expect.poll(…).${name}(…) would remember whatever its last attempt found.`,
    );
    expect(output).toContain(`await vi.waitFor(…), then expect(value).${name}(…).`);
  }
  expect(output).not.toContain('written');
  expect(readdirSync(folder)).not.toContain('__drift__');
});
