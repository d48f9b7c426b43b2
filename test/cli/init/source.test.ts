/** Edits of configurations: what comes out is written here by hand, parses, and means what it should. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inserted, Source } from '../../../src/cli/init/source.ts';
import { tokensOf } from '../../../src/cli/init/tokens.ts';

/** The text with `ulpwise()` among the plugins of what it exports; `undefined` where that is not certain. */
function withPlugin(text: string): string | undefined {
  const source = Source.of(text);
  const at = source?.exportedLiteral();
  if (source === undefined || at === undefined) return undefined;
  const insertions = source.addToArrays(at, [{ name: 'plugins', items: ['ulpwise()'] }]);
  return insertions && inserted(text, insertions);
}

describe('a plugin', () => {
  test.each([
    ['export default {}', 'export default { plugins: [ulpwise()] }'],
    ['export default {\n};\n', 'export default {\n  plugins: [ulpwise()]\n};\n'],
    ['export default { test: {} };', 'export default { plugins: [ulpwise()], test: {} };'],
    ['export default {\n\ttest: {},\n};', 'export default {\n\tplugins: [ulpwise()],\n\ttest: {},\n};'],
    ['export default { // all\n  test: {}\n};', 'export default { // all\n  plugins: [ulpwise()],\n  test: {}\n};'],
    ['export default { /* a\n*/ test: {} };', 'export default {\nplugins: [ulpwise()], /* a\n*/ test: {} };'],
    ['export default { plugins: [] }', 'export default { plugins: [ulpwise()] }'],
    ['export default { plugins: [a()] }', 'export default { plugins: [a(), ulpwise()] }'],
    ['export default { plugins: [a(),] }', 'export default { plugins: [a(), ulpwise(),] }'],
    [
      'export default {\n  plugins: [\n    a(),\n  ],\n}',
      'export default {\n  plugins: [\n    a(),\n    ulpwise(),\n  ],\n}',
    ],
    [
      'export default {\n  plugins: [\n    a()\n  ]\n}',
      'export default {\n  plugins: [\n    a(),\n    ulpwise()\n  ]\n}',
    ],
    [
      'export default {\n  plugins: [\n    a({\n      b: 1,\n    }), // c\n    // d\n  ],\n}',
      'export default {\n  plugins: [\n    a({\n      b: 1,\n    }), // c\n    ulpwise(),\n    // d\n  ],\n}',
    ],
    [
      'export default {\n  plugins: [\n    a() /* b\n c */\n  ],\n}',
      'export default {\n  plugins: [\n    a(),\n    ulpwise() /* b\n c */\n  ],\n}',
    ],
    ['export default {\r\n  test: {},\r\n};', 'export default {\r\n  plugins: [ulpwise()],\r\n  test: {},\r\n};'],
    ['export default { "plugins": [a] }', 'export default { "plugins": [a, ulpwise()] }'],
    ['export default { ...base, plugins: [a] }', 'export default { ...base, plugins: [a, ulpwise()] }'],
    ['export default defineConfig({ test: {} })', 'export default defineConfig({ plugins: [ulpwise()], test: {} })'],
    [
      'export default defineConfig(({ mode }) => ({ test: { a: mode } }));',
      'export default defineConfig(({ mode }) => ({ plugins: [ulpwise()], test: { a: mode } }));',
    ],
    [
      'export default defineConfig(async ({ mode }): Promise<UserConfig> => {\n  const a = await b({ mode });\n  return { plugins: [a] };\n});',
      'export default defineConfig(async ({ mode }): Promise<UserConfig> => {\n  const a = await b({ mode });\n  return { plugins: [a, ulpwise()] };\n});',
    ],
    [
      'export default mergeConfig(base, defineConfig({ test: {} }))',
      'export default mergeConfig(base, defineConfig({ plugins: [ulpwise()], test: {} }))',
    ],
    [
      'export default { test: {} } satisfies UserConfig',
      'export default { plugins: [ulpwise()], test: {} } satisfies UserConfig',
    ],
    [
      'const config: UserConfig = { test: {} };\nexport default config;',
      'const config: UserConfig = { plugins: [ulpwise()], test: {} };\nexport default config;',
    ],
    [
      'const a = "}"; const b = /[/}]{2}/; const c = `\\`}${`}` + "}"}`; // }\nexport default { test: { c: 1 / 2 } }',
      'const a = "}"; const b = /[/}]{2}/; const c = `\\`}${`}` + "}"}`; // }\nexport default { plugins: [ulpwise()], test: { c: 1 / 2 } }',
    ],
    ['module.exports = { test: {} };', 'module.exports = { plugins: [ulpwise()], test: {} };'],
    [
      '#!/usr/bin/env node\n/** @type {import("x").Y} */\nexport default {\n  // first\n  test: {},\n};\n',
      '#!/usr/bin/env node\n/** @type {import("x").Y} */\nexport default {\n  plugins: [ulpwise()],\n  // first\n  test: {},\n};\n',
    ],
  ])('is put into %j', (before, after) => {
    expect(withPlugin(before)).toBe(after);
    expect(tokensOf(after)).toBeDefined();
  });

  test.each([
    ['a value that is computed', 'export default { plugins: list }'],
    ['a list that is chosen', 'export default { plugins: a ? [b] : [c] }'],
    ['a list that something is called on', 'export default { plugins: [a].filter(Boolean) }'],
    ['a list that is joined', 'export default { plugins: [a].concat(b) }'],
    ['an object into which another is spread, which may bring plugins', 'export default { ...base, test: {} }'],
    ['shorthand', 'export default { plugins, test: {} }'],
    ['a method', 'export default { plugins() { return [] } }'],
    ['an unknown function', 'export default withThings({ test: {} })'],
    ['what a method gives back', 'export default defineConfig({}).with({ a: 1 })'],
    ['a function with two ends', 'export default () => { if (a) { return {} } return {} }'],
    ['a constant that is changed on the way', 'const c = {};\nc.plugins = [];\nexport default c;'],
    ['a name that is imported', 'import c from "c";\nexport default c;'],
    ['a choice', 'export default a ? {} : {}'],
    ['an object chosen from', 'export default { a: {} }[b]'],
    ['a class', 'export default class { plugins = [] }'],
    ['no export', 'const a = {};'],
    ['two exports', 'export default {};\nexport default {};'],
    ['brackets that do not match', 'export default { test: [} ]'],
    ['an open string', 'export default { test: "a }'],
    ['an open comment', 'export default { };\nlet a = b /* c'],
    ['an open template', 'export default { test: `a${ }'],
    ['an open brace', 'export default { '],
    ['nothing', ''],
  ])('is not put into %s', (_, text) => {
    expect(withPlugin(text)).toBeUndefined();
  });
});

describe('an import', () => {
  const imported = (text: string): string => {
    const source = Source.of(text)!;
    return inserted(text, [source.newImport('{ ulpwise }', 'u')]);
  };

  test.each([
    ['export default {}', "import { ulpwise } from 'u';\n\nexport default {}"],
    ["import a from 'a';\nexport default {}", "import a from 'a';\nimport { ulpwise } from 'u';\nexport default {}"],
    [
      'import a from "a"\nimport "b"\n\nexport default {}',
      'import a from "a"\nimport "b"\nimport { ulpwise } from "u"\n\nexport default {}',
    ],
    [
      "import {\n  a,\n} from 'a'; // why\nlet b;",
      "import {\n  a,\n} from 'a'; // why\nimport { ulpwise } from 'u';\nlet b;",
    ],
    [
      "import a from 'a'; export default {\n};",
      "import a from 'a';\nimport { ulpwise } from 'u'; export default {\n};",
    ],
    [
      "import a from './a.json' with { type: 'json' };\nexport default {}",
      "import a from './a.json' with { type: 'json' };\nimport { ulpwise } from 'u';\nexport default {}",
    ],
    [
      "import type { A } from 'a';\nconst b = await import('b');\nconst c = import.meta.url;\nexport default {}",
      "import type { A } from 'a';\nimport { ulpwise } from 'u';\nconst b = await import('b');\nconst c = import.meta.url;\nexport default {}",
    ],
    [
      '/// <reference types="vitest" />\nexport default {}',
      '/// <reference types="vitest" />\nimport { ulpwise } from \'u\';\n\nexport default {}',
    ],
    [
      "import a from 'a';\r\nexport default {}",
      "import a from 'a';\r\nimport { ulpwise } from 'u';\r\nexport default {}",
    ],
  ])('is put into %j', (before, after) => {
    expect(imported(before)).toBe(after);
  });
});

describe('several arrays', () => {
  const filled = (text: string, json: boolean): string | undefined => {
    const source = Source.of(text, json)!;
    const at = source.exportedLiteral();
    const insertions =
      at === undefined
        ? undefined
        : source.addToArrays(at, [
            { name: 'a', items: ['"x"'] },
            { name: 'b', items: ['"y"', '"z"'], first: ['"default"'] },
          ]);
    return insertions && inserted(text, insertions);
  };

  test.each([
    ['{}', { a: ['x'], b: ['default', 'y', 'z'] }],
    ['{\n}', { a: ['x'], b: ['default', 'y', 'z'] }],
    ['{ "c": 1 }', { a: ['x'], b: ['default', 'y', 'z'], c: 1 }],
    ['{\n  "b": [],\n  "c": 1\n}\n', { a: ['x'], b: ['y', 'z'], c: 1 }],
    ['{ "b": ["q"], "a": ["x"] }', { a: ['x'], b: ['q', 'y', 'z'] }],
    ['{\n  "b": [\n    "q"\n  ],\n  "a": []\n}', { a: ['x'], b: ['q', 'y', 'z'] }],
    ['{ "b": ["y", "z"], "a": ["x"] }', { a: ['x'], b: ['y', 'z'] }],
  ])('are put into the JSON %j, which stays JSON', (text, due) => {
    expect(JSON.parse(filled(text, true)!)).toEqual(due);
  });

  test.each(['[]', '"a"', '{ "a": "x" }', '{ "a": null }'])('are not put into %j', (text) => {
    expect(filled(text, true)).toBeUndefined();
  });
});

describe('any configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ulpwise-source-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('means the same with the plugin in it, and has the plugin at its end', async () => {
    const leaf = fc.constantFrom(
      '1',
      '"a}"',
      "'[\\''",
      '`${"}"}{`',
      '/[}/]"/.source',
      '[1, 2]',
      '{ b: [] }',
      '(() => ({}))()',
      '6 / 3 / 1',
    );
    const blank = fc.constantFrom('', ' ', '\n  ', ' /* } */ ', ' // {\n  ', '\n\n  // plugins: []\n  ');
    const element = fc.tuple(blank, leaf).map(([space, value]) => space + value);
    const plugins = fc
      .tuple(fc.array(element, { maxLength: 3 }), fc.boolean(), blank)
      .map(
        ([elements, trailing, end]) =>
          `plugins: [${elements.join(',')}${trailing && elements.length > 0 ? ',' : ''}${end}]`,
      );
    const other = fc
      .tuple(fc.constantFrom('c', '"d-e"', 'plugin', "'f'"), leaf)
      .map(([name, value]) => `${name}: ${value}`);
    const object = fc
      .tuple(
        fc.array(fc.tuple(blank, other), { maxLength: 2 }),
        fc.option(fc.tuple(blank, plugins)),
        fc.boolean(),
        blank,
      )
      .map(([others, own, trailing, end]) => {
        const all = [...others, ...(own === null ? [] : [own])].map(([space, text]) => space + text);
        return `{${all.join(',')}${trailing && all.length > 0 ? ',' : ''}${end}}`;
      });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(object, async (literal) => {
        const before = `export default ${literal};\n`;
        const after = withPlugin(before);
        expect(after, before).toBeDefined();
        const load = async (text: string): Promise<Record<string, unknown>> => {
          const file = join(folder, `${count++}.mjs`);
          writeFileSync(file, `const ulpwise = () => 'the plugin';\n${text}`);
          return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: Record<string, unknown> })
            .default;
        };
        const [was, is] = [await load(before), await load(after!)];
        expect(is).toEqual({ ...was, plugins: [...((was['plugins'] as unknown[] | undefined) ?? []), 'the plugin'] });
      }),
      { numRuns: 200 },
    );
  });
});
