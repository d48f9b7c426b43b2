/**
 * The matchers in real runners, as child processes over the projects beside this file: exit codes and what a person reads. The package is
 * the packed tarball.
 */
import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { runNode } from '../support/project.ts';
import type { Outcome } from '../support/project.ts';

const installation = inject('installation');
const projects = fileURLToPath(new URL('projects', import.meta.url));
const bin = (file: string): string => join(installation, 'node_modules', file);

/** A copy of a project, with the suites that all runners share. */
function copyOf(...names: readonly string[]): string {
  const folder = mkdtempSync(join(installation, 'project-'));
  for (const name of names) cpSync(join(projects, name), folder, { recursive: true });
  return folder;
}

/** Text without blanks at the start of lines, which each runner indents by its own measure. */
const flushLeft = (text: string): string => text.replaceAll(/^[ ]+/gm, '');

/** Verdict lines of the failing suite: the same in every runner. */
const verdicts = [
  '0.30000000000000004 is 1 ulp off 0.3; 0.5 ulp (float64) is allowed.',
  '0.30000000000000004 is within 1 ulp (float64) of 0.3 (it is 1 ulp off), and .not says that it must not be.',
  '0.30000000000000004 is 1 ulp off 0.3; 0.25 ulp (float64) is allowed.',
  '1 of 1,000,000 elements (< 0.001 %) exceeds 2 ulp (float32); it is 4 ulp off.',
  '1 of 2 elements has other bits than the reference. It is equal to it as a number',
  '3.14159 agrees to 6 digits of 3.141592653589793; 8 digits are asked for.',
  'A NaN takes part in this comparison.',
  'it is a promise. Write `await` before it',
  'the actual has shape [3], the reference [2]. Nothing is broadcast or cut off.',
];

const failures = 12;

function expectVerdicts({ status, output }: Outcome): void {
  for (const verdict of verdicts) expect(output).toContain(verdict);
  // a budget without terms is the same error with and without .not
  expect(output.match(/BudgetError: The budget/g)?.length).toBeGreaterThanOrEqual(2);
  expect(output).toContain(
    'toMatchFloat64Within<[0.3], { ulp: 0.125 }>: 0.30000000000000004 is 1 ulp off 0.3; 0.125 ulp (float64) is allowed.',
  );
  expect(flushLeft(output)).toContain(
    `
actual      1.0000005   0x3f800004
reference   1           0x3ff0000000000000
error       4 ulp · 4.77e-7 absolute · 4.77e-7 relative
allowed     2 ulp = 2.38e-7 absolute here
`.trimStart(),
  );
  expect(output).toContain('passes with { ulp: 4 }');
  // nothing of the million elements is printed but what the message shows
  expect(output.length).toBeLessThan(40_000);
  expect(status).toBe(1);
}

const escape = '\u001b[';
/** Red and green, as both runners print received and expected values. */
const red = `${escape}31m`;
const green = `${escape}32m`;

describe('Vitest', () => {
  const vitest = bin('vitest/vitest.mjs');
  let folder: string;
  beforeAll(() => {
    folder = copyOf('suites', 'vitest');
  });

  test('passes every form that holds', async () => {
    const { status, output } = await runNode(folder, [vitest, 'run', 'forms']);
    expect(output).toMatch(/Tests\s+4 passed/);
    expect(status).toBe(0);
  });

  test('prints every form that fails', async () => {
    const outcome = await runNode(folder, [vitest, 'run', 'failures']);
    expect(outcome.output).toMatch(new RegExp(String.raw`Tests\s+${failures} failed`));
    expectVerdicts(outcome);
    expect(outcome.output).not.toContain(escape);
    // the automatic difference of two values would print them whole
    expect(outcome.output.match(/^[-+] (?:Expected|Received)$/gm)?.length ?? 0).toBeLessThanOrEqual(2);
  });

  test('paints values where the runner paints', async () => {
    const { output } = await runNode(folder, [vitest, 'run', 'failures', '-t', 'a number'], {
      env: { FORCE_COLOR: '1', NO_COLOR: undefined },
    });
    expect(output).toContain(`${red}0.30000000000000004`);
    expect(output).toContain(`${green}0.3`);
  });

  test('collects soft failures, polls, and serves the expect of a test’s context', async () => {
    const { status, output } = await runNode(folder, [vitest, 'run', 'soft']);
    expect(output).toMatch(/Tests\s+2 failed \| 3 passed/);
    expect(output).toContain('1 is 4,194,304 ulp off 1.5; 1 ulp (float32) is allowed.');
    expect(output).toContain('2 is 2,097,152 ulp off 2.5; 3 ulp (float32) is allowed.');
    expect(output).toContain('the first layer: 1 is ');
    expect(status).toBe(1);
  });
});

test('Vitest projects take the plugin from their root or list it, once or twice', async () => {
  const { status, output } = await runNode(copyOf('vitest-projects'), [bin('vitest/vitest.mjs'), 'run']);
  expect(output).toMatch(/\|inherits\| first\.test\.js \(1 test\)/);
  expect(output).toMatch(/\|lists\| first\.test\.js \(1 test\)/);
  expect(output).toMatch(/Tests\s+2 passed/);
  expect(status).toBe(0);
});

describe('Jest', () => {
  const jest = bin('jest/bin/jest.js');
  let folder: string;
  beforeAll(() => {
    folder = copyOf('suites', 'jest');
  });

  test('passes every form that holds', async () => {
    const { status, output } = await runNode(folder, [jest, '--no-cache', 'forms']);
    expect(output).toMatch(/Tests:\s+4 passed/);
    expect(status).toBe(0);
  });

  test('prints every form that fails', async () => {
    const outcome = await runNode(folder, [jest, '--no-cache', 'failures']);
    expect(outcome.output).toMatch(new RegExp(String.raw`Tests:\s+${failures} failed`));
    expectVerdicts(outcome);
    expect(outcome.output).not.toContain(escape);
  });

  test('paints values where the runner paints', async () => {
    const { output } = await runNode(folder, [jest, '--no-cache', 'failures', '-t', 'a number'], {
      env: { FORCE_COLOR: '1', NO_COLOR: undefined },
    });
    expect(output).toContain(`${red}0.30000000000000004`);
    expect(output).toContain(`${green}0.3`);
  });
});

test('the matchers load no other package: neither the oracle’s decimals nor the readers of files', async () => {
  expect(await runNode(copyOf('node'), ['loaded.cjs'])).toEqual({ status: 0, output: '[]\n' });
});

describe('node:test and plain scripts', () => {
  test('have a ready expect', async () => {
    const { status, output } = await runNode(copyOf('node'), ['--test', '--test-reporter=tap', 'first.test.js']);
    expect(output).toContain('# pass 1');
    expect(output).toContain('# fail 1');
    expect(output).toContain('1.0000005 is 4 ulp off 1; 3 ulp (float32) is allowed.');
    expect(status).toBe(1);
  });

  test('may require it', async () => {
    const { status, output } = await runNode(copyOf('node'), ['required.cjs']);
    expect(output).toContain('2 is 4.5e15 ulp off 1');
    expect(status).toBe(0);
  });
});
