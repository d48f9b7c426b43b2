/** The composite action and the files to copy into a project: what they say is there, and nothing in them can be injected into a shell. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../src/cli/program.ts';
import { fakeTerminal } from './support/fake-terminal.ts';
import { commit, git, put } from './support/git-repository.ts';
import { runStep, yamlFile, type Action, type Step } from './support/workflow-steps.ts';

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
    const beside = String.raw`'\{0\}/\{1\}', inputs\.working-directory, steps\.beside\.outputs\.values`;
    const line = new RegExp(String.raw`^\$\{\{ inputs\.(\w+) != '' && format\((?:${named}|${beside})\) \|\| '' \}\}$`);
    for (const text of lines) expect(text).toMatch(line);
  });
});

describe('the base of the gate', () => {
  const inWorkflow = workflow.jobs['drift']!.steps.find(({ run }) => run?.includes('ulpwise gate') === true)!;
  const inAction = action.runs.steps.find(({ id }) => id === 'gate')!;
  const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
  let folder: string;
  let origin: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-base-')));
    origin = join(folder, 'origin');
    mkdirSync(origin);
    git(origin, 'init', '-q');
    // as a server lets every commit be fetched by its name
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    // in place of the command: the commit that it is to compare with
    const command =
      'while [ $# -gt 0 ]; do case $1 in --base=*) base=${1#--base=} ;; --base) base=$2 ;; esac; shift; done';
    put(folder, 'bin/npx', `#!/bin/sh\n${command}\ngit rev-parse "$base"\n`);
    chmodSync(join(folder, 'bin/npx'), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  // each with a message of its own, or two that are made in one second on two branches are one
  let message = 0;
  const commits = (count: number): string[] => Array.from({ length: count }, () => commit(origin, `${message++}`));

  /** A checkout as that of `actions/checkout`. */
  function checkout(ref: string, depth: number): string {
    const place = join(folder, 'checkout');
    git(folder, 'clone', '-q', `--depth=${depth}`, '--branch', ref, `file://${origin}`, place);
    return place;
  }

  interface Event {
    readonly name: string;
    readonly before?: string;
    readonly sha?: string;
    readonly baseRef?: string;
  }

  /** What the script of the workflow, or of the action, compares with. */
  function baseIn(place: string, step: Step, event: Event, inputs: Readonly<Record<string, string>> = {}): string {
    put(folder, 'event.json', JSON.stringify({ before: event.before }));
    const env = step === inWorkflow ? { BEFORE: '${{ inputs.before }}' } : step.env;
    const before = event.name === 'push' ? (event.before ?? '') : '';
    const { status, stdout, stderr } = runStep({ ...step, env: env ?? {} }, { ...defaults, before, ...inputs }, place, {
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_SHA: event.sha ?? '',
      GITHUB_BASE_REF: event.baseRef ?? '',
    });
    expect(status, stderr).toBe(0);
    return stdout.trim();
  }

  test('is given to the script of the workflow as a variable, and of pushes only', () => {
    expect(inWorkflow.env).toEqual({ BEFORE: "${{ github.event_name == 'push' && github.event.before || '' }}" });
  });

  const both: [string, Step, number][] = [
    ['the workflow', inWorkflow, 2],
    ['the action', inAction, 1],
  ];

  describe.each(both)('in %s', (_, step, depth) => {
    test('is where the branch was before a push, of however many commits', () => {
      const [, before] = commits(5);
      expect(baseIn(checkout('main', depth), step, { name: 'push', before: before! })).toBe(before);
    });

    test('is the commit before it where it is not known, or is gone', () => {
      const [, , before] = commits(4);
      const place = checkout('main', depth);
      for (const gone of ['0'.repeat(40), '0123456789'.repeat(4), undefined]) {
        expect(baseIn(place, step, gone === undefined ? { name: 'push' } : { name: 'push', before: gone })).toBe(
          before,
        );
      }
      expect(baseIn(place, step, { name: 'schedule' })).toBe(before);
    });

    test('is none on the first commit, which passes', () => {
      commits(1);
      const place = checkout('main', depth);
      expect(baseIn(place, step, { name: 'push', before: '0'.repeat(40) })).toContain('This is the first commit');
    });

    test('of a pull request is what it is merged into, whatever was pushed to it', () => {
      const [, old] = commits(2);
      git(origin, 'checkout', '-q', '-b', 'work');
      commits(2);
      git(origin, 'checkout', '-q', 'main');
      const [base] = commits(1);
      git(origin, 'checkout', '-q', '-b', 'merge');
      git(origin, 'merge', '-q', '--no-edit', 'work');
      const sha = git(origin, 'rev-parse', 'HEAD');
      const event = { name: 'pull_request', baseRef: 'main', sha, before: old! };
      expect(baseIn(checkout('merge', depth), step, event)).toBe(base);
    });
  });

  test('in the action, of a branch that took over what it is to be merged into, is that and not the branch itself', () => {
    commits(1);
    git(origin, 'checkout', '-q', '-b', 'work');
    commits(1);
    git(origin, 'checkout', '-q', 'main');
    const [base] = commits(1);
    git(origin, 'checkout', '-q', 'work');
    git(origin, 'merge', '-q', '--no-edit', 'main');
    const event = { name: 'pull_request', baseRef: 'main', sha: base! };
    expect(baseIn(checkout('work', 1), inAction, event)).toBe(base);
  });

  test('that the action is given is fetched: a branch, of the remote too, a tag, a commit', () => {
    const [first, second] = commits(4);
    git(origin, 'branch', 'release/1.x', first!);
    git(origin, 'tag', 'v1', second!);
    const place = checkout('main', 1);
    for (const [base, found] of [
      ['release/1.x', first],
      ['origin/release/1.x', first],
      ['v1', second],
      [second, second],
    ] as const) {
      expect(baseIn(place, inAction, { name: 'push' }, { base: base! })).toBe(found);
    }
    expect(baseIn(place, inAction, { name: 'push' }, { base: 'HEAD' })).toBe(git(place, 'rev-parse', 'HEAD'));
  });
});

describe('the numbers beside the record', () => {
  test.each([
    ['drift-run.json', 'drift-run.values'],
    ['out/drift-run.json', 'out/drift-run.values'],
    ['drift-run.shard-*.json', 'drift-run.shard-*.values'],
    ['a.json\nvalues=/', 'a.jsonvalues=/.values'],
  ])('of %j are %s', (record, values) => {
    const step = action.runs.steps.find(({ id }) => id === 'beside')!;
    expect(runStep(step, { record }, tmpdir())).toMatchObject({ status: 0, output: `values=${values}\n` });
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
