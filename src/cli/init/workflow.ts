/** The gate in continuous integration: a GitHub workflow, from the one that the package brings. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { git } from '../git.ts';
import { shellWord } from '../shell-word.ts';
import { filesIn, firstOf, inTheWay, textOf } from './project.ts';
import type { PackageManager, Project } from './project.ts';
import { runnerCalls } from './scripts.ts';
import type { Runner } from './scripts.ts';
import type { ByHand, Step } from './steps.ts';

const folder = '.github/workflows';

/** The second is for projects in which another workflow has the first. */
const names = ['drift', 'ulpwise'];

const otherServices = [
  '.gitlab-ci.yml',
  'bitbucket-pipelines.yml',
  'azure-pipelines.yml',
  '.circleci/config.yml',
  'Jenkinsfile',
];

export function workflowSteps(project: Project, runners: readonly Runner[]): Step[] {
  if (project.toTop !== '') {
    return [
      byHand(
        "The package is not at the top of the repository. In its workflow there, after the tests, in the package's folder:",
      ),
    ];
  }
  const workflows = filesIn(project, folder, (name) => /\.ya?ml$/.test(name));
  const known = workflows.find((path) => textOf(project, path)!.includes('ulpwise'));
  if (known !== undefined) return [{ kind: 'done', what: `${known} names ulpwise.` }];
  const other = workflows.length > 0 ? undefined : firstOf(project, otherServices);
  if (other !== undefined) return [byHand(`${other}: after the tests, add:`)];
  const obstacle = inTheWay(project, `${folder}/${names[0]}.yml`);
  if (obstacle !== undefined) {
    return [byHand(`${obstacle} is no folder, so that there is no place for a workflow. After the tests, run:`)];
  }
  const name = names.find((candidate) => !existsSync(join(project.folder, folder, `${candidate}.yml`)));
  if (name === undefined) {
    const taken = names.map((candidate) => `${candidate}.yml`).join(' and ');
    return [
      byHand(`${folder} has ${taken}, which do not name ulpwise. In one of its workflows, after the tests, add:`),
    ];
  }
  const after = workflowFor(project, name, testCommands(project, runners));
  return [
    { kind: 'file', path: `${folder}/${name}.yml`, why: 'fails where a baseline got worse', before: null, after },
  ];
}

function byHand(what: string): ByHand {
  return { kind: 'by hand', what, lines: ['npx ulpwise gate --base <the commit that it is merged into>'] };
}

const bareCommands: { readonly [R in Runner]: string } = { vitest: 'npx vitest run', jest: 'npx jest --ci' };

/** What runs the tests with the configuration that is set up: the runner, or the script where it does more than to call it. */
function testCommands(project: Project, runners: readonly Runner[]): [Runner, string][] {
  const calls = runners.map((runner) => [runner, runnerCalls(project, runner).main] as const);
  const isShared = new Set(calls.map(([, call]) => call?.script)).size < calls.length;
  return calls.map(([runner, call]) => {
    if (call !== undefined && !call.isPlain && !call.watches && !isShared) {
      return [runner, `${project.packageManager} run ${shellWord(call.script)}`];
    }
    const configuration = call?.configuration;
    return [
      runner,
      bareCommands[runner] + (configuration === undefined ? '' : ` --config ${shellWord(configuration)}`),
    ];
  });
}

function workflowFor(project: Project, name: string, tests: readonly [Runner, string][]): string {
  const root = dirname(createRequire(import.meta.url).resolve('ulpwise/package.json'));
  const template = readFileSync(join(root, 'templates/github-workflow.yml'), 'utf8')
    // what it says of copying it is done
    .replace(/^(?:#.*\n)+/, '')
    .replace(/^name: drift$/m, `name: ${name}`)
    .replace('branches: [main]', () => `branches: [${yamlText(defaultBranch(project).replace(/[!+]/g, '\\$&'))}]`);
  const text = withPackageManager(template, project);
  const [head, job] = text.split(/(?<=^jobs:\n)/m) as [string, string];
  return head + tests.map(([runner, command], i) => jobFor(job, runner, command, i === 0)).join('');
}

/**
 * Each runner has a job of its own: both would write their record to the same place. The gate compares baselines, so that once is enough.
 */
function jobFor(job: string, runner: Runner, command: string, isFirst: boolean): string {
  // of an expression of GitHub in a file's name, the text
  const run = yamlText(command.replaceAll('${{', "${{ '${{' }}"));
  const own = job.replace('run: npx vitest run', () => `run: ${run}`);
  if (isFirst) return own;
  return own
    .replace(/^ {2}drift:$/m, `  drift-${runner}:`)
    .replace(/^( *)name: drift$/m, `$1name: drift-${runner}`)
    .replace(/^ *- name: Compare errors[^]*?(?=^ *- name: )/m, '')
    .replace(/^ *with:\n *#.*\n *fetch-depth: 2\n/m, '');
}

/** A text as a scalar of YAML. */
function yamlText(text: string): string {
  return /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_](?:[\w@%+=./-]| (?=[\w-])|:(?=\w))*$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** The branch that a clone of the remote has checked out first; without a remote, the one that is checked out. */
function defaultBranch({ folder: place }: Project): string {
  const named = (reference: string): string => {
    const { status, bytes } = git(place, ['symbolic-ref', '--quiet', '--short', reference]);
    return status === 0 ? new TextDecoder().decode(bytes).trim() : '';
  };
  return named('refs/remotes/origin/HEAD').replace(/^origin\//, '') || named('HEAD') || 'main';
}

const installing: { readonly [P in PackageManager]: readonly [locked: string, unlocked: string] } = {
  npm: ['npm ci', 'npm install'],
  pnpm: ['pnpm install --frozen-lockfile', 'pnpm install --no-frozen-lockfile'],
  yarn: ['yarn install --immutable', 'yarn install'],
  bun: ['bun install --frozen-lockfile', 'bun install'],
};

function withPackageManager(text: string, project: Project): string {
  const { packageManager, lockFile } = project;
  const indent = /^( *)- uses: actions\/setup-node/m.exec(text)?.[1] ?? '      ';
  const setUp = {
    npm: '',
    pnpm: `${indent}- uses: pnpm/action-setup@v4\n${pnpmVersion(project, indent)}`,
    yarn: '',
    bun: `${indent}- uses: oven-sh/setup-bun@v2\n`,
  }[packageManager];
  const isCached = lockFile !== undefined && packageManager !== 'bun';
  return text
    .replace(/^ *- uses: actions\/setup-node/m, (line) => setUp + line)
    .replace(/\bnpm ci\b/g, installing[packageManager][lockFile === undefined ? 1 : 0])
    .replace(/^ *cache: npm\n/m, (line) => (isCached ? line.replace('npm', packageManager) : ''));
}

/** The action takes the version from package.json, and refuses one that is given twice. */
function pnpmVersion(project: Project, indent: string): string {
  const { packageManager } = project.manifest;
  if (typeof packageManager === 'string' && packageManager.startsWith('pnpm@')) return '';
  const lock = project.lockFile === undefined ? null : textOf(project, project.lockFile);
  const format = /^lockfileVersion: *['"]?(\d+)/m.exec(lock ?? '')?.[1];
  // 9 and 10 write the same format
  const version = { 5: 7, 6: 8 }[format ?? ''] ?? 10;
  return `${indent}  with:\n${indent}    version: ${version}\n`;
}
