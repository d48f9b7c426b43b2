/** What a repository needs besides the runner: how baselines are merged, what is ignored, and the gate in CI. */
import { git } from '../git.ts';
import { shellWord } from '../shell-word.ts';
import { textOf } from './project.ts';
import type { Project } from './project.ts';
import type { Runner } from './scripts.ts';
import type { Step } from './steps.ts';
import { workflowSteps } from './workflow.ts';

/** Where git ends lines as on Windows, `check` would find every baseline laid out otherwise than it is written. */
const lineEnds = '*.drift.json text eol=lf';
const attributes = [`${lineEnds} linguist-generated merge=ulpwise`, '**/__drift__/*.npy binary'];
const ignored = '/drift-run*';

export function repositorySteps(project: Project, runners: readonly Runner[]): Step[] {
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
    ...workflowSteps(project, runners),
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
  const says = (attribute: string): boolean =>
    known.some((line) => new RegExp(`^\\S*\\.drift\\.json\\s(?:.*\\s)?${attribute}`).test(line));
  const [merges, ends] = [says('merge='), says('(?:eol=|-text\\b|binary\\b)')];
  if (merges && ends) return [{ kind: 'done', what: `${path} says how baselines are merged.` }];
  const lines = merges ? [lineEnds] : attributes.filter((line) => !known.includes(line));
  const why = merges
    ? 'baselines have the same line ends in every clone'
    : 'baselines are merged entry by entry, and have the same line ends in every clone';
  return [{ kind: 'file', path, why, before, after: withLines(before, lines) }];
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
  const prefix = new TextDecoder().decode(git(folder, ['rev-parse', '--show-prefix']).bytes).replace(/\/?\n?$/, '');
  // git calls the driver from the top of the repository, by a shell, after it has put files in place of signs after %
  const place = shellWord(prefix.startsWith('-') ? `./${prefix}` : prefix).replaceAll('%', '%%');
  const call = toTop === '' ? 'npx --no ulpwise' : `npm --prefix ${place} exec --no ulpwise --`;
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
