/** The types of the matchers, for a project in TypeScript: an import in a file that the compiler sees. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { importStatement } from './import-statement.ts';
import { textOf } from './project.ts';
import type { Project } from './project.ts';
import { Source } from './source.ts';
import type { Step } from './steps.ts';

const name = 'ulpwise.d.ts';

/** @param entries - `ulpwise/vitest`, `ulpwise/jest` */
export function typeSteps(project: Project, entries: readonly string[]): Step[] {
  const configuration = textOf(project, 'tsconfig.json');
  if (configuration === null) return [];
  const source = Source.of(configuration, true);
  const at = source?.exportedLiteral();
  const place = source === undefined || at === undefined ? undefined : placeOf(project, source, at);
  const lines = entries.map((entry) => importStatement('', entry));
  if (place === undefined) {
    return [
      {
        kind: 'by hand',
        what: `In one file that tsconfig.json, or a configuration that it names, includes, add:`,
        lines,
      },
    ];
  }
  if (entries.every((entry) => source!.holdsString(entry)))
    return [{ kind: 'done', what: 'tsconfig.json names ulpwise.' }];
  const path = `${place}${name}`;
  const before = textOf(project, path);
  const missing = lines.filter((line) => before === null || !before.includes(line));
  if (missing.length === 0) return [{ kind: 'done', what: `${path} brings the types.` }];
  const comment =
    before === null ? '// the types of the matchers, for every test file\n' : before.replace(/\n?$/, '\n');
  return [
    { kind: 'file', path, why: 'brings the types of the matchers', before, after: `${comment}${missing.join('\n')}\n` },
  ];
}

/** The folder of a file that the compiler is told to include: `''`, `'test/'`; `undefined` where that is not plain. */
function placeOf({ folder }: Project, source: Source, at: number): string | undefined {
  if (source.valueOf(at, 'include') === undefined) {
    // a solution of several projects includes nothing itself, and what is inherited is not looked up
    return source.valueOf(at, 'files') === undefined && source.valueOf(at, 'extends') === undefined ? '' : undefined;
  }
  const array = source.literalOf(at, 'include');
  if (array === undefined || !source.isArray(array)) return undefined;
  const folders = source.stringsIn(array).flatMap((pattern) => {
    const place = pattern
      .replace(/^\.\//, '')
      .replace(/(?:^|\/)[^/]*\*.*$/, '')
      .replace(/\/$/, '');
    return place !== '' && (place.includes('..') || !existsSync(join(folder, place)) || /\.[cm]?tsx?$/.test(place))
      ? []
      : [place];
  });
  const chosen = folders.find((place) => /^(?:tests?|spec|__tests__)\b/.test(place)) ?? folders[0];
  return chosen === undefined || chosen === '' ? chosen : `${chosen}/`;
}
