/** The set-up of a Jest project: the matchers for every test file, and the reporter. */
import { configurationInScripts, dependsOn, firstOf, textOf } from './project.ts';
import type { Project } from './project.ts';
import { inserted, Source } from './source.ts';
import type { Insertion, ObjectAt } from './source.ts';
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
  const named = configurationInScripts(project, 'jest') ?? (typeof jest === 'string' ? jest : undefined);
  const path = named ?? firstOf(project, configurations) ?? (jest === undefined ? undefined : 'package.json');
  if (path === undefined) return [newConfiguration(project)];
  const text = textOf(project, path);
  if (text === null) return [byHand(path, 'It is named as the configuration and is not there.')];
  const source = Source.of(text, path.endsWith('.json'));
  if (source === undefined) return [byHand(path, 'It is not understood here.')];
  if (source.holdsString('ulpwise/jest')) return [{ kind: 'done', what: `${path} names ulpwise.` }];
  const whole = source.exportedLiteral();
  const at = whole !== undefined && path === 'package.json' ? source.literalOf(whole, 'jest') : whole;
  if (at === undefined || source.isArray(at)) {
    return [byHand(path, 'What it exports is no object that could be edited with certainty.')];
  }
  const insertions = edits(source, at, path.endsWith('.json'));
  if (insertions === undefined) return [byHand(path, 'Its lists are not plain, or are spread into it.')];
  const after = inserted(text, insertions.made);
  if (Source.of(after)?.holdsString('ulpwise/jest') !== true)
    return [byHand(path, 'An edit of it would not be certain.')];
  const notes: Step[] = insertions.leftOver
    ? [byHand(path, 'It names projects that have a configuration of their own: each needs setupFilesAfterEnv.')]
    : [];
  return [{ kind: 'file', path, why, before: text, after }, ...notes];
}

function edits(source: Source, at: ObjectAt, json: boolean): { made: Insertion[]; leftOver: boolean } | undefined {
  const quote = json ? '"' : source.quote;
  const quoted = (text: string): string =>
    quote === '"' ? JSON.stringify(text) : `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
  const setup = { name: 'setupFilesAfterEnv', items: [quoted('ulpwise/jest')] };
  const reporters = { name: 'reporters', items: [quoted('ulpwise/jest/reporter')], first: [quoted('default')] };
  const ignored = { name: 'watchPathIgnorePatterns', items: written.map(quoted) };
  if (source.valueOf(at, 'projects') === undefined) {
    const made = source.addToArrays(at, [setup, reporters, ignored]);
    return made && { made, leftOver: false };
  }
  // what projects set up is their own; reporters are of the run
  const array = source.literalOf(at, 'projects');
  const own = source.addToArrays(at, [reporters, ignored]);
  if (own === undefined || array === undefined || !source.isArray(array)) return undefined;
  const { objects, count } = source.elements(array);
  const inner = objects.map((project) => source.addToArrays(project, [setup]));
  if (inner.every((made) => made === undefined)) return undefined;
  const leftOver = objects.length < count || inner.includes(undefined);
  return { made: [...own, ...inner.flatMap((made) => made ?? [])], leftOver };
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
  return {
    kind: 'by hand',
    what: `${path}: ${reason} Add:`,
    lines: [
      "setupFilesAfterEnv: ['ulpwise/jest'],",
      "reporters: ['default', 'ulpwise/jest/reporter'],",
      `watchPathIgnorePatterns: [${written.map((pattern) => `'${pattern.replaceAll('\\', '\\\\')}'`).join(', ')}],`,
    ],
  };
}
