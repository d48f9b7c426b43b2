/** What a repository needs besides the runner: how baselines are merged, what is ignored, and the gate in CI. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { git } from '../git.ts';
import { filesIn, firstOf, textOf } from './project.ts';
import type { Project } from './project.ts';
import type { Step } from './steps.ts';

const attributes = ['*.drift.json linguist-generated merge=ulpwise', '**/__drift__/*.npy binary'];
const ignored = '/drift-run*';

/** @param tests - the command that runs the tests: `vitest run` */
export function repositorySteps(project: Project, tests: string): Step[] {
  if (project.toTop === null) {
    return [
      {
        kind: 'by hand',
        what: 'This is no git repository: in one, run ulpwise init again, for merges and for CI.',
        lines: [],
      },
    ];
  }
  return [
    ...attributeSteps(project),
    ...ignoreSteps(project),
    ...driverSteps(project),
    ...workflowSteps(project, tests),
  ];
}

function withLines(before: string | null, lines: readonly string[]): string {
  const lineBreak = before?.includes('\r\n') === true ? '\r\n' : '\n';
  const start = before === null || before === '' || before.endsWith('\n') ? (before ?? '') : before + lineBreak;
  return start + lines.map((line) => line + lineBreak).join('');
}

function attributeSteps(project: Project): Step[] {
  const path = '.gitattributes';
  const before = textOf(project, path);
  const known = (before ?? '').split(/\r?\n/);
  if (known.some((line) => /^\S*\.drift\.json\s(?:.*\s)?merge=/.test(line))) {
    return [{ kind: 'done', what: `${path} says how baselines are merged.` }];
  }
  const lines = attributes.filter((line) => !known.includes(line));
  return [{ kind: 'file', path, why: 'baselines are merged entry by entry', before, after: withLines(before, lines) }];
}

function ignoreSteps(project: Project): Step[] {
  const path = '.gitignore';
  const before = textOf(project, path);
  if ((before ?? '').split(/\r?\n/).some((line) => line.includes('drift-run'))) {
    return [{ kind: 'done', what: `${path} names run records.` }];
  }
  return [{ kind: 'file', path, why: 'run records are not committed', before, after: withLines(before, [ignored]) }];
}

function driverSteps({ folder, toTop }: Project): Step[] {
  const name = 'merge.ulpwise.driver';
  const { status, bytes } = git(folder, ['config', '--get', name]);
  if (status === 0) return [{ kind: 'done', what: `git is told how: ${new TextDecoder().decode(bytes).trim()}` }];
  const prefix = new TextDecoder().decode(git(folder, ['rev-parse', '--show-prefix']).bytes).trim();
  // git calls the driver from the top of the repository
  const call = toTop === '' ? 'npx --no ulpwise' : `npm --prefix '${prefix.replace(/\/$/, '')}' exec --no ulpwise --`;
  return [
    { kind: 'setting', name: 'merge.ulpwise.name', value: 'baselines, entry by entry', why: 'for messages of git' },
    {
      kind: 'setting',
      name,
      value: `${call} merge-driver %O %A %B %P`,
      why: 'every clone needs it: put the two lines into the "prepare" script, or into the notes for contributors',
    },
  ];
}

const otherServices = [
  '.gitlab-ci.yml',
  'bitbucket-pipelines.yml',
  'azure-pipelines.yml',
  '.circleci/config.yml',
  'Jenkinsfile',
];

function workflowSteps(project: Project, tests: string): Step[] {
  const gate = 'npx ulpwise gate --base <the commit that it is merged into>';
  if (project.toTop !== '') {
    const what =
      "The package is not at the top of the repository. In its workflow there, after the tests, in the package's folder:";
    return [{ kind: 'by hand', what, lines: [gate] }];
  }
  const workflows = filesIn(project, '.github/workflows', (name) => /\.ya?ml$/.test(name));
  const known = workflows.find((path) => textOf(project, path)!.includes('ulpwise'));
  if (known !== undefined) return [{ kind: 'done', what: `${known} names ulpwise.` }];
  const other = workflows.length > 0 ? undefined : firstOf(project, otherServices);
  if (other !== undefined) return [{ kind: 'by hand', what: `${other}: after the tests, add:`, lines: [gate] }];
  const after = workflowFor(project, tests);
  return [
    { kind: 'file', path: '.github/workflows/drift.yml', why: 'fails where a baseline got worse', before: null, after },
  ];
}

/** The workflow that the package brings, with the runner and the package manager of the project. */
function workflowFor({ packageManager }: Project, tests: string): string {
  const root = dirname(createRequire(import.meta.url).resolve('ulpwise/package.json'));
  const template = readFileSync(join(root, 'templates/github-workflow.yml'), 'utf8');
  // what it says of copying it is done
  const text = template.replace(/^(?:#.*\n)+/, '').replace('npx vitest run', `npx ${tests}`);
  if (packageManager === 'npm') return text;
  const indent = /^( *)- uses: actions\/setup-node/m.exec(text)?.[1] ?? '      ';
  const setUp = {
    pnpm: `${indent}- uses: pnpm/action-setup@v4\n`,
    yarn: '',
    bun: `${indent}- uses: oven-sh/setup-bun@v2\n`,
  }[packageManager];
  const install = {
    pnpm: 'pnpm install --frozen-lockfile',
    yarn: 'yarn install --immutable',
    bun: 'bun install --frozen-lockfile',
  }[packageManager];
  return text
    .replace(/^ *- uses: actions\/setup-node/m, (line) => setUp + line)
    .replace(/\bnpm ci\b/g, install)
    .replace(/^ *cache: npm\n/m, (line) => (packageManager === 'bun' ? '' : line.replace('npm', packageManager)));
}
