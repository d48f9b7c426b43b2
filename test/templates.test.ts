/** The composite action and the files to copy into a project: what they say is there, and nothing in them can be injected into a shell. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/cli/program.ts';
import { fakeTerminal } from './support/fake-terminal.ts';
import { yamlFile, type Action, type Step } from './support/workflow-steps.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const action = yamlFile<Action>(path('action.yml'));
const workflow = yamlFile<{ permissions: object; jobs: Record<string, { steps: Step[]; 'timeout-minutes': number }> }>(
  path('templates/github-workflow.yml'),
);
const gitlab = yamlFile<{ drift: { script: string[] } }>(path('templates/gitlab-ci.yml'));

const steps = [...action.runs.steps, ...Object.values(workflow.jobs).flatMap((job) => job.steps)];
const scripts = [...steps.flatMap(({ run }) => (run === undefined ? [] : [run])), ...gitlab.drift.script];

describe('the action and the workflow', () => {
  test('use no action but those of GitHub', () => {
    const used = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(used.length).toBeGreaterThan(2);
    for (const name of used) expect(name).toMatch(/^actions\/[\w-]+@v\d+$/);
  });

  test('put no expression into a script, where its text would be run', () => {
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  test('may read the code and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  test('end at some time', () => {
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });
});

describe('the action', () => {
  const text = readFileSync(path('action.yml'), 'utf8');

  test('uses all of its inputs, none that it lacks, and each has a default and says what it is', () => {
    const used = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const input of Object.values(action.inputs)) {
      expect(typeof input.default).toBe('string');
      expect(input.description).toMatch(/\.$/);
    }
  });

  test('is composite, with a shell for each script and an output of a step that there is', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run, shell } of action.runs.steps) expect(shell).toBe(run === undefined ? undefined : 'bash');
    const source = /steps\.(\w+)\.outputs\.(\w+)/.exec(action.outputs['passed']!.value)!;
    const step = action.runs.steps.find(({ id }) => id === source[1])!;
    expect(step.run).toContain(`${source[2]}=`);
  });

  test('keeps no more than the record and the report: of an empty name nothing', () => {
    const upload = action.runs.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))!;
    const lines = String(upload.with!['path']).trim().split('\n');
    // the record, the numbers that lie beside it, the report
    expect(lines).toHaveLength(3);
    const named = String.raw`'\{0\}/\{1\}', inputs\.working-directory, inputs\.\1`;
    const beside = String.raw`'\{0\}/\*\.values', inputs\.working-directory`;
    const line = new RegExp(String.raw`^\$\{\{ inputs\.(\w+) != '' && format\((?:${named}|${beside})\) \|\| '' \}\}$`);
    for (const text of lines) expect(text).toMatch(line);
  });
});

describe('commands in scripts', () => {
  const calls = scripts.flatMap((script) =>
    [...script.matchAll(/npx (?:--no -- )?ulpwise ([\w-]+)(.*)/g)].map((match) => ({
      name: match[1]!,
      options: [...match[2]!.matchAll(/(?<=\s)--?[a-z][\w-]*/g)].map(([option]) => option),
    })),
  );

  test.each(calls)('are there: ulpwise $name $options', async ({ name, options }) => {
    const row = commands.find((command) => command.name === name);
    expect(row, name).toBeDefined();
    const command = (await row!.load())(fakeTerminal());
    const known = command.options.flatMap(({ short, long }) => [short, long]);
    expect(options.filter((option) => !known.includes(option))).toEqual([]);
  });

  test('are found at all', () => {
    expect(calls.map(({ name }) => name).sort()).toEqual(['gate', 'gate', 'gate', 'report', 'report']);
  });
});
