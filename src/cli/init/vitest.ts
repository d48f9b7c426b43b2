/** The set-up of a Vitest project: its plugin in the configuration. */
import { importStatement } from './import-statement.ts';
import { dependsOn, firstOf, textOf } from './project.ts';
import type { Project } from './project.ts';
import { runnerCalls } from './scripts.ts';
import { inserted, Source } from './source.ts';
import type { Insertion, ObjectAt } from './source.ts';
import type { ByHand, Step } from './steps.ts';

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const named = (name: string): string[] => extensions.map((extension) => `${name}.${extension}`);

/** In the order in which Vitest looks for them. */
const configurations = [...named('vitest.config'), ...named('vite.config')];
const workspaces = [...named('vitest.workspace'), ...named('vitest.projects')];

const plugin = 'ulpwise/vitest/plugin';
const importLine = importStatement('{ ulpwise }', plugin);

export function usesVitest(project: Project): boolean {
  return dependsOn(project, 'vitest') || firstOf(project, [...named('vitest.config'), ...workspaces]) !== undefined;
}

export function vitestSteps(project: Project): Step[] {
  const usual = firstOf(project, configurations);
  const { main, further } = runnerCalls(project, 'vitest');
  const path = main?.configuration ?? usual;
  const workspace = firstOf(project, workspaces);
  return [
    ...(path === undefined ? [newConfiguration(project)] : configurationSteps(project, path)),
    ...(workspace === undefined ? [] : configurationSteps(project, workspace)),
    ...further.flatMap(({ script, configuration = usual }) =>
      configuration === path ? [] : furtherSteps(project, script, configuration),
    ),
  ];
}

/** A configuration of other tests is told only: their run would write its record over that of the first. */
function furtherSteps(project: Project, script: string, path: string | undefined): Step[] {
  const text = path === undefined ? null : textOf(project, path);
  if (path === undefined || text === null) return [];
  if (namesUlpwise(Source.of(text))) return [{ kind: 'done', what: `${path} names ulpwise.` }];
  return [byHand(path, `The script ${JSON.stringify(script)} runs tests with it, which have no matchers yet.`)];
}

function namesUlpwise(source: Source | undefined): boolean {
  return source?.holdsString(plugin) === true || source?.holdsString('ulpwise/vitest') === true;
}

function newConfiguration(project: Project): Step {
  const path = firstOf(project, ['tsconfig.json']) === undefined ? 'vitest.config.mjs' : 'vitest.config.ts';
  const after = `${importStatement('{ defineConfig }', 'vitest/config')}\n${importLine}\n\nexport default defineConfig({\n  plugins: [ulpwise()],\n});\n`;
  return { kind: 'file', path, why: 'adds the matchers to every test file, and the drift table', before: null, after };
}

function configurationSteps(project: Project, path: string): Step[] {
  const text = textOf(project, path);
  if (text === null) return [byHand(path, 'It is named in a script and is not there.')];
  const source = Source.of(text);
  if (source === undefined) return [byHand(path, 'It is not understood here.')];
  const at = source.exportedLiteral();
  const projects = at === undefined ? undefined : projectsOf(source, at);
  const notes: Step[] =
    projects?.leftOver === true
      ? [
          byHand(
            path,
            'It names projects that have a configuration of their own, or none that could be edited: each needs the plugin.',
          ),
        ]
      : [];
  if (namesUlpwise(source)) return [{ kind: 'done', what: `${path} names ulpwise.` }, ...notes];
  if (at === undefined || !source.isModule || source.mentions('ulpwise')) {
    return [byHand(path, 'What it exports is no object that could be edited with certainty.')];
  }
  const own = source.isArray(at) ? [] : source.addToArrays(at, plugins);
  if (own === undefined) return [byHand(path, 'Its plugins are not a plain list.')];
  const insertions = [...own, ...(projects?.insertions ?? [])];
  if (insertions.length === 0) return notes;
  const after = inserted(text, [...insertions, source.newImport('{ ulpwise }', plugin)]);
  if (Source.of(after)?.holdsString(plugin) !== true) return [byHand(path, 'An edit of it would not be certain.')];
  const why = 'adds the matchers to every test file, and the drift table';
  return [{ kind: 'file', path, why, before: text, after }, ...notes];
}

interface Edits {
  readonly insertions: readonly Insertion[];
  /** Whether there are projects that these edits do not reach. */
  readonly leftOver: boolean;
}

const plugins = [{ name: 'plugins', items: ['ulpwise()'] }];

/** The edits of the projects that a configuration names, or that a workspace consists of; `undefined` where there are none. */
function projectsOf(source: Source, at: ObjectAt): Edits | undefined {
  if (source.isArray(at)) return inProjects(source, at);
  const test = source.literalOf(at, 'test');
  const name = ['projects', 'workspace'].find((list) => test !== undefined && source.valueOf(test, list) !== undefined);
  if (test === undefined || name === undefined) return undefined;
  const list = source.literalOf(test, name);
  return list !== undefined && source.isArray(list) ? inProjects(source, list) : { insertions: [], leftOver: true };
}

/** A project takes the plugins of the configuration around it only where it says `extends: true`. */
function inProjects(source: Source, array: ObjectAt): Edits {
  const { objects, count } = source.elements(array);
  const insertions: Insertion[] = [];
  let leftOver = objects.length < count;
  for (const project of objects.filter((candidate) => !source.isTrue(candidate, 'extends'))) {
    const own = source.addToArrays(project, plugins);
    if (own === undefined) leftOver = true;
    else insertions.push(...own);
  }
  return { insertions, leftOver };
}

function byHand(path: string, why: string): ByHand {
  return {
    kind: 'by hand',
    what: `${path}: ${why} Add:`,
    lines: [importLine, 'plugins: [ulpwise()],'],
  };
}
