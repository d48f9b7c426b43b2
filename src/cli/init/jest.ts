/** The set-up of a Jest project: the matchers for every test file, and the reporter. */
import { posix } from 'node:path';
import { dependsOn, firstOf, textOf } from './project.ts';
import type { Project } from './project.ts';
import { runnerCalls } from './scripts.ts';
import { inserted, Source } from './source.ts';
import type { Insertion, NamedItems, ObjectAt } from './source.ts';
import type { ByHand, Step } from './steps.ts';

const configurations = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `jest.config.${extension}`);
const why =
  'adds the matchers to every test file, and the drift table; what tests write starts no new run in watch mode';

/** JSON strings: what is written, so that watch mode does not start again. */
const written = ['drift-run.*\\.json$', '\\.drift\\.json$'];

export function usesJest(project: Project): boolean {
  return (
    dependsOn(project, 'jest') || firstOf(project, configurations) !== undefined || project.manifest.jest !== undefined
  );
}

export function jestSteps(project: Project): Step[] {
  const { jest } = project.manifest;
  const usual =
    firstOf(project, configurations) ??
    (typeof jest === 'string' ? posix.normalize(jest) : jest === undefined ? undefined : 'package.json');
  const { main, further } = runnerCalls(project, 'jest');
  const path = main?.configuration ?? usual;
  return [
    ...(path === undefined ? [newConfiguration(project)] : configurationSteps(project, path)),
    ...further.flatMap(({ script, configuration = usual }) =>
      configuration === path ? [] : furtherSteps(project, script, configuration),
    ),
  ];
}

/** A configuration of other tests is told only: their run would write its record over that of the first. */
function furtherSteps(project: Project, script: string, path: string | undefined): Step[] {
  const text = path === undefined ? null : textOf(project, path);
  if (path === undefined || text === null) return [];
  if (Source.of(text)?.holdsString('ulpwise/jest') === true) return [{ kind: 'done', what: `${path} names ulpwise.` }];
  return [byHand(path, `The script ${JSON.stringify(script)} runs tests with it, which have no matchers yet.`)];
}

function configurationSteps(project: Project, path: string): Step[] {
  const text = textOf(project, path);
  if (text === null) return [byHand(path, 'It is named as the configuration and is not there.')];
  const source = Source.of(text, path.endsWith('.json'));
  if (source === undefined) return [byHand(path, 'It is not understood here.')];
  const whole = source.exportedLiteral();
  const at = whole !== undefined && path === 'package.json' ? source.literalOf(whole, 'jest') : whole;
  const notes: Step[] =
    at !== undefined && leavesProjectsOut(source, at)
      ? [byHand(path, 'It names projects that have a configuration of their own: each needs setupFilesAfterEnv.')]
      : [];
  if (source.holdsString('ulpwise/jest')) return [{ kind: 'done', what: `${path} names ulpwise.` }, ...notes];
  if (at === undefined || source.isArray(at)) {
    return [byHand(path, 'What it exports is no object that could be edited with certainty.')];
  }
  const insertions = edits(source, at, path.endsWith('.json'));
  if (insertions === undefined) return [byHand(path, 'Its lists are not plain, or are spread into it.')];
  const after = inserted(text, insertions);
  if (Source.of(after)?.holdsString('ulpwise/jest') !== true)
    return [byHand(path, 'An edit of it would not be certain.')];
  return [{ kind: 'file', path, why, before: text, after }, ...notes];
}

/** Whether there are projects that edits here do not reach. */
function leavesProjectsOut(source: Source, at: ObjectAt): boolean {
  if (source.isArray(at) || source.valueOf(at, 'projects') === undefined) return false;
  const array = source.literalOf(at, 'projects');
  if (array === undefined || !source.isArray(array)) return true;
  const { objects, count } = source.elements(array);
  return objects.length < count || objects.some((project) => source.addToArrays(project, [setup("'")]) === undefined);
}

const quotedWith = (quote: string, text: string): string =>
  quote === '"' ? JSON.stringify(text) : `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
const setup = (quote: string): NamedItems => ({
  name: 'setupFilesAfterEnv',
  items: [quotedWith(quote, 'ulpwise/jest')],
});

function edits(source: Source, at: ObjectAt, json: boolean): Insertion[] | undefined {
  const quote = json ? '"' : source.quote;
  const quoted = (text: string): string => quotedWith(quote, text);
  const reporters = { name: 'reporters', items: [quoted('ulpwise/jest/reporter')], first: [quoted('default')] };
  const ignored = { name: 'watchPathIgnorePatterns', items: written.map(quoted) };
  if (source.valueOf(at, 'projects') === undefined) return source.addToArrays(at, [setup(quote), reporters, ignored]);
  // what projects set up is their own; reporters are of the run
  const array = source.literalOf(at, 'projects');
  const own = source.addToArrays(at, [reporters, ignored]);
  if (own === undefined || array === undefined || !source.isArray(array)) return undefined;
  const inner = source.elements(array).objects.map((project) => source.addToArrays(project, [setup(quote)]));
  if (inner.every((made) => made === undefined)) return undefined;
  return [...own, ...inner.flatMap((made) => made ?? [])];
}

function newConfiguration({ manifest }: Project): Step {
  const start = manifest.type === 'module' ? 'export default {' : 'module.exports = {';
  const patterns = written.map((pattern) => `'${pattern.replaceAll('\\', '\\\\')}'`).join(', ');
  const after = `${start}
  setupFilesAfterEnv: ['ulpwise/jest'],
  reporters: ['default', 'ulpwise/jest/reporter'],
  watchPathIgnorePatterns: [${patterns}],
};
`;
  return { kind: 'file', path: 'jest.config.js', why, before: null, after };
}

function byHand(path: string, reason: string): ByHand {
  const json = path.endsWith('.json');
  const list = (name: string, items: readonly string[]): string =>
    `${json ? `"${name}"` : name}: [${items.map((item) => quotedWith(json ? '"' : "'", item)).join(', ')}],`;
  return {
    kind: 'by hand',
    what: `${path}: ${reason} Add:`,
    lines: [
      list('setupFilesAfterEnv', ['ulpwise/jest']),
      list('reporters', ['default', 'ulpwise/jest/reporter']),
      list('watchPathIgnorePatterns', written),
    ],
  };
}
