/** Steps of workflows and of the composite action, read from YAML, and run as GitHub's runner runs them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number>>;
  readonly 'working-directory'?: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export function yamlFile<T>(path: string): T {
  return parse(readFileSync(path, 'utf8'), { strict: true, uniqueKeys: true }) as T;
}

export interface Done {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the step wrote to `GITHUB_OUTPUT` and `GITHUB_STEP_SUMMARY`. */
  readonly output: string;
  readonly summary: string;
}

/** Runs a step's script in a folder, with the variables of its `env` filled in from inputs. Expressions of other kinds are refused. */
export function runStep(
  step: Step,
  inputs: Readonly<Record<string, string>>,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Done {
  const filled = (text: string): string =>
    text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
      const name = /^inputs\.([\w-]+)$/.exec(expression)?.[1];
      if (name === undefined || inputs[name] === undefined) throw new Error(`cannot evaluate ${expression}`);
      return inputs[name];
    });
  if (step.shell !== 'bash') throw new Error(`cannot run ${step.shell}`);
  const own = mkdtempSync(join(tmpdir(), 'ulpwise-step-'));
  const file = (name: string): string => join(own, name);
  try {
    for (const name of ['output', 'summary']) writeFileSync(file(name), '');
    writeFileSync(file('script.sh'), step.run!);
    const { PATH, HOME } = process.env;
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', file('script.sh')],
      {
        cwd: join(folder, filled(step['working-directory'] ?? '.')),
        encoding: 'utf8',
        env: {
          PATH,
          HOME,
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: folder,
          GITHUB_OUTPUT: file('output'),
          GITHUB_STEP_SUMMARY: file('summary'),
          ...environment,
          ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)])),
        },
      },
    );
    const [output, summary] = ['output', 'summary'].map((name) => readFileSync(file(name), 'utf8'));
    return { status, stdout, stderr, output: output!, summary: summary! };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
