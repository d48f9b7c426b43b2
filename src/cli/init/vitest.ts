/** The set-up of a Vitest project: its plugin in the configuration. */
import { importStatement } from './import-statement.ts';
import { configurationInScripts, dependsOn, firstOf, textOf } from './project.ts';
import type { Project } from './project.ts';
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
  const path = configurationInScripts(project, 'vitest') ?? firstOf(project, configurations);
  const workspace = firstOf(project, workspaces);
  const config = path === undefined ? [newConfiguration(project)] : configurationSteps(project, path);
  return workspace === undefined ? config : [...config, ...configurationSteps(project, workspace)];
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
  if (source.holdsString(plugin) || source.holdsString('ulpwise/vitest')) {
    return [{ kind: 'done', what: `${path} names ulpwise.` }];
  }
  const at = source.exportedLiteral();
  if (at === undefined || !source.isModule || source.mentions('ulpwise')) {
    return [byHand(path, 'What it exports is no object that could be edited with certainty.')];
  }
  const { insertions, leftOver } = source.isArray(at) ? inProjects(source, at) : inConfiguration(source, at);
  if (insertions === undefined) return [byHand(path, 'Its plugins are not a plain list.')];
  const notes: Step[] = leftOver
    ? [
        byHand(
          path,
          'It names projects that have a configuration of their own, or none that could be edited: each needs the plugin.',
        ),
      ]
    : [];
  if (insertions.length === 0) return notes;
  const after = inserted(text, [...insertions, source.newImport('{ ulpwise }', plugin)]);
  if (Source.of(after)?.holdsString(plugin) !== true) return [byHand(path, 'An edit of it would not be certain.')];
  const why = 'adds the matchers to every test file, and the drift table';
  return [{ kind: 'file', path, why, before: text, after }, ...notes];
}

interface Edits {
  readonly insertions: readonly Insertion[] | undefined;
  /** Whether there are projects that these edits do not reach. */
  readonly leftOver: boolean;
}

const plugins = [{ name: 'plugins', items: ['ulpwise()'] }];

function inConfiguration(source: Source, at: ObjectAt): Edits {
  const own = source.addToArrays(at, plugins);
  const test = source.literalOf(at, 'test');
  const list = test === undefined ? undefined : (source.valueOf(test, 'projects') ?? source.valueOf(test, 'workspace'));
  if (own === undefined || test === undefined || list === undefined) return { insertions: own, leftOver: false };
  const projects = source.literalOf(test, 'projects') ?? source.literalOf(test, 'workspace');
  if (projects === undefined || !source.isArray(projects)) return { insertions: own, leftOver: true };
  const inner = inProjects(source, projects);
  return {
    insertions: [...own, ...(inner.insertions ?? [])],
    leftOver: inner.leftOver || inner.insertions === undefined,
  };
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
