/** Setting up projects made for the test: what is shown, what is written, and that nothing is written unasked. */
import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Keyboard } from '../../../src/cli/review/keyboard.ts';
import { ulpwise } from '../../support/fake-terminal.ts';
import type { FakeTerminal } from '../../support/fake-terminal.ts';
import { git, put } from '../../support/git-repository.ts';
import { folder, project, read, told } from './project.ts';
import type { Told } from './project.ts';

/** All files of the project with their texts. */
function snapshot(): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('.git/') && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries([...names, '.git/config'].sort().map((name) => [name, read(name)]));
}

/** A terminal on which a person presses a key. */
async function asked(key: string, meanwhile = (): void => {}): Promise<FakeTerminal> {
  const keyboard = Object.assign(new EventEmitter(), { isTTY: true, resume: () => {}, pause: () => {} });
  let out = '';
  const stdout = {
    isTTY: true,
    write: (text: string) => {
      out += text;
      if (!text.includes('[y/N]')) return;
      meanwhile();
      setTimeout(() => keyboard.emit('data', key));
    },
  };
  const terminal = await ulpwise(folder, ['init'], {
    stdin: keyboard as Keyboard,
    stdout,
    environment: { NO_COLOR: '1' },
  });
  terminal.out = out;
  return terminal;
}

const config = `import { defineConfig } from 'vitest/config';\n\nexport default defineConfig({\n  test: { globals: true },\n});\n`;

describe('ulpwise init', () => {
  test('without a terminal shows a diff of each file, writes nothing and ends with 0', async () => {
    project({ 'vitest.config.ts': config });
    const before = snapshot();
    const { out, err, exitCode } = await ulpwise(folder, ['init']);
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
    expect(out).toMatch(/^Found Vitest\.\n/);
    expect(out).toContain(`vitest.config.ts: adds the matchers to every test file, and the drift table
--- a/vitest.config.ts
+++ b/vitest.config.ts
@@ -1,5 +1,7 @@
 import { defineConfig } from 'vitest/config';
+import { ulpwise } from 'ulpwise/vitest/plugin';
 
 export default defineConfig({
+  plugins: [ulpwise()],
   test: { globals: true },
 });
`);
    expect(out).toContain('\n+*.drift.json text eol=lf linguist-generated merge=ulpwise\n');
    expect(out).toContain('$ git config merge.ulpwise.driver "npx --no ulpwise merge-driver %O %A %B %P"');
    expect(out).toMatch(/\nNothing was written\. ulpwise init --yes writes it\.\n$/);
    expect(snapshot()).toEqual(before);
  });

  test('with --yes writes what it showed; run again, it changes nothing and says so', async () => {
    project({ 'vitest.config.ts': config, 'tsconfig.json': '{}' });
    const first = await ulpwise(folder, ['init', '--yes']);
    expect(first.out).toMatch(/\nWritten: 5 files and 2 settings of git\.\n$/);
    expect(read('vitest.config.ts')).toContain('  plugins: [ulpwise()],\n');
    expect(read('ulpwise.d.ts')).toContain("import 'ulpwise/vitest';\n");
    expect(read('.gitignore')).toBe('/drift-run*\n');
    expect(git(folder, 'config', 'merge.ulpwise.driver')).toBe('npx --no ulpwise merge-driver %O %A %B %P');
    expect(git(folder, 'check-attr', 'merge', 'a/__drift__/b.test.ts.drift.json')).toMatch(/: ulpwise$/);
    expect(git(folder, 'check-attr', 'binary', 'a/__drift__/b.npy')).toMatch(/: set$/);
    expect(git(folder, 'check-ignore', 'drift-run.shard-1-of-4.json')).toBe('drift-run.shard-1-of-4.json');
    const after = snapshot();
    const second = await ulpwise(folder, ['init', '--yes']);
    expect(second.out).toMatch(/\nThere is nothing to change\.\n$/);
    expect(second.out.match(/as it should be/g)).toHaveLength(6);
    expect(snapshot()).toEqual(after);
    expect(await told('--yes')).toMatchObject({ changes: [], byHand: [], written: false });
  });

  test.each([
    ['y', true],
    ['Y', true],
    ['n', false],
    ['\r', false],
    ['\u0003', false],
    ['\u001b', false],
  ])('in a terminal asks, and takes %j for %s', async (key, writes) => {
    project({ 'vitest.config.ts': config });
    const { out } = await asked(key === '\u001b' ? '\u001bn' + '\u0004' : key);
    expect(out).toContain('Write 4 files and 2 settings of git? [y/N] ');
    expect(read('vitest.config.ts') !== config).toBe(writes);
    expect(out).toContain(writes ? 'Written' : 'Nothing was written');
  });

  test('writes nothing where a file was changed while it asked', async () => {
    project({ 'vitest.config.ts': config });
    const other = `// mine\n${config}`;
    await expect(asked('y', () => put(folder, 'vitest.config.ts', other))).rejects.toThrow(
      'vitest.config.ts was changed meanwhile',
    );
    expect(read('vitest.config.ts')).toBe(other);
    expect(readdirSync(folder)).not.toContain('.gitattributes');
  });

  test('writes nothing where a file came to stand in the place of a folder', async () => {
    project({ 'vitest.config.ts': config });
    await expect(asked('y', () => put(folder, '.github', 'mine'))).rejects.toThrow(
      '.github/workflows/drift.yml cannot be written: .github is no folder. Nothing was written: move it.',
    );
    expect(read('vitest.config.ts')).toBe(config);
    expect(readdirSync(folder).sort()).toEqual(['.git', '.github', 'package.json', 'vitest.config.ts']);
  });

  test('shows lines that end as on Windows, and tabs, without signs for them', async () => {
    project({ 'vitest.config.ts': 'export default {\r\n\ttest: {},\r\n};\r\n' });
    const { out } = await ulpwise(folder, ['init', '--yes']);
    expect(out).toContain('\n+  plugins: [ulpwise()],\n   test: {},\n };\n');
    expect(read('vitest.config.ts')).toContain('{\r\n\tplugins: [ulpwise()],\r\n\ttest');
  });

  test('makes a configuration where there is none, in TypeScript or in JavaScript', async () => {
    project({ 'tsconfig.json': '{}' });
    await ulpwise(folder, ['init', '--yes']);
    expect(read('vitest.config.ts')).toContain('plugins: [ulpwise()]');
    rmSync(join(folder, 'tsconfig.json'));
    rmSync(join(folder, 'vitest.config.ts'));
    await ulpwise(folder, ['init', '--yes']);
    expect(read('vitest.config.mjs')).toContain('plugins: [ulpwise()]');
  });

  test('edits the configuration that Vitest takes: its own before that of Vite, and the one in a script before both', async () => {
    project({ 'vite.config.js': 'export default {};\n' });
    expect((await told()).changes[0]).toMatchObject({ path: 'vite.config.js', created: false });
    put(folder, 'vitest.config.mts', 'export default {};\n');
    expect((await told()).changes[0]).toMatchObject({ path: 'vitest.config.mts' });
    put(folder, 'config/unit.ts', 'export default {};\n');
    const manifest = {
      devDependencies: { vitest: '*', ulpwise: '*' },
      scripts: { test: 'a && vitest run --config ./config/unit.ts' },
    };
    put(folder, 'package.json', JSON.stringify(manifest));
    expect((await told()).changes[0]).toMatchObject({ path: 'config/unit.ts' });
  });

  test('gives the plugin to each project that does not take it from around it', async () => {
    project({
      'vitest.config.ts': `export default {
  test: {
    projects: [
      { extends: true, test: { name: 'a' } },
      { extends: './other.ts', test: { name: 'b' } },
      {
        plugins: [x()],
        test: { name: 'c' },
      },
      'packages/*',
    ],
  },
};
`,
    });
    const { byHand } = await told('--yes');
    expect(read('vitest.config.ts')).toBe(`import { ulpwise } from 'ulpwise/vitest/plugin';

export default {
  plugins: [ulpwise()],
  test: {
    projects: [
      { extends: true, test: { name: 'a' } },
      { plugins: [ulpwise()], extends: './other.ts', test: { name: 'b' } },
      {
        plugins: [x(), ulpwise()],
        test: { name: 'c' },
      },
      'packages/*',
    ],
  },
};
`);
    expect(byHand).toMatchObject([
      { what: expect.stringContaining('projects that have a configuration of their own') },
    ]);
  });

  test('edits a workspace too', async () => {
    project({
      'vitest.workspace.js': `import { defineWorkspace } from 'vitest/config';\nexport default defineWorkspace([{ test: {} }]);\n`,
    });
    expect((await told('--yes')).changes.map(({ path }) => path)).toContain('vitest.workspace.js');
    expect(read('vitest.workspace.js')).toContain('defineWorkspace([{ plugins: [ulpwise()], test: {} }])');
  });

  test.each([
    ['vitest.config.ts', 'export default makeConfig();\n', 'plugins: [ulpwise()],'],
    ['vitest.config.ts', 'export default { plugins: list };\n', 'plugins: [ulpwise()],'],
    ['vitest.config.cjs', 'module.exports = {};\n', 'plugins: [ulpwise()],'],
    ['vitest.config.ts', "import { ulpwise } from './own.ts';\nexport default {};\n", 'plugins: [ulpwise()],'],
    ['vitest.config.ts', 'export default {', 'plugins: [ulpwise()],'],
  ])('tells what to add by hand where %s is %j, and leaves it', async (name, text, line) => {
    project({ [name]: text });
    const { byHand } = await told('--yes');
    expect(byHand).toMatchObject([{ what: expect.stringContaining(name), lines: expect.arrayContaining([line]) }]);
    expect(read(name)).toBe(text);
    expect((await ulpwise(folder, ['init'])).out).toContain(`By hand. ${name}: `);
  });

  test('takes set-up by a setup file for done', async () => {
    project({ 'vitest.config.js': `export default { test: { setupFiles: ['ulpwise/vitest'] } };\n` });
    expect((await told()).done).toContain('vitest.config.js names ulpwise.');
  });

  test('does not take a comment for set-up', async () => {
    project({ 'vitest.config.js': `// 'ulpwise/vitest'\nexport default {};\n` });
    expect((await told()).changes[0]).toMatchObject({ path: 'vitest.config.js' });
  });
});

describe('ulpwise init, for Jest', () => {
  const jest = { jest: '*', ulpwise: '*' };

  test.each([
    ['jest.config.js', 'module.exports = {};\n'],
    ['jest.config.mjs', "export default { setupFilesAfterEnv: ['./own.js'] };\n"],
    ['jest.config.ts', "const config: Config = {\n  reporters: ['default'],\n};\n\nexport default config;\n"],
    ['jest.config.json', '{\n  "testEnvironment": "node"\n}\n'],
  ])('writes the set-up file, the reporter and what watch mode ignores into %s', async (name, text) => {
    project({ [name]: text }, jest);
    const { runners, changes } = await told('--yes');
    expect(runners).toEqual(['jest']);
    expect(changes[0]).toMatchObject({ path: name });
    const after = read(name);
    expect(after).toMatch(/setupFilesAfterEnv["']?: \[.*["']ulpwise\/jest["']\]/);
    expect(after).toMatch(
      /reporters["']?: \["default", "ulpwise\/jest\/reporter"\]|reporters: \['default', 'ulpwise\/jest\/reporter'\]/,
    );
    expect(after).toMatch(/watchPathIgnorePatterns/);
    if (name.endsWith('.json')) {
      expect(JSON.parse(after)).toEqual({
        setupFilesAfterEnv: ['ulpwise/jest'],
        reporters: ['default', 'ulpwise/jest/reporter'],
        watchPathIgnorePatterns: ['drift-run.*\\.json$', '\\.drift\\.json$'],
        testEnvironment: 'node',
      });
    }
    expect((await told()).changes).toEqual([]);
  });

  test('edits the configuration in package.json, and nothing else there', async () => {
    const text =
      '{\n    "devDependencies": { "jest": "*", "ulpwise": "*" },\n    "jest": {\n        "verbose": true\n    }\n}\n';
    put(folder, 'package.json', text);
    await told('--yes');
    const { jest: own, ...rest } = JSON.parse(read('package.json')) as { jest: Record<string, unknown> };
    expect(rest).toEqual({ devDependencies: { jest: '*', ulpwise: '*' } });
    expect(Object.keys(own)).toEqual(['setupFilesAfterEnv', 'reporters', 'watchPathIgnorePatterns', 'verbose']);
    expect(read('package.json')).toContain(
      '    "devDependencies": { "jest": "*", "ulpwise": "*" },\n    "jest": {\n        "setup',
    );
    expect((await told()).changes).toEqual([]);
  });

  test('makes a configuration in the module system of the package', async () => {
    project({}, jest);
    expect((await told()).changes[0]!.diff).toContain('+module.exports = {');
    put(folder, 'package.json', JSON.stringify({ type: 'module', devDependencies: jest }));
    expect((await told()).changes[0]!.diff).toContain('+export default {');
  });

  test('sets up each project, and the reporter for all', async () => {
    project(
      { 'jest.config.cjs': "module.exports = {\n  projects: [{ displayName: 'a' }, '<rootDir>/b'],\n};\n" },
      jest,
    );
    const { byHand } = await told('--yes');
    expect(read('jest.config.cjs')).toMatch(
      /projects: \[\{ setupFilesAfterEnv: \['ulpwise\/jest'\], displayName: 'a' \}, '<rootDir>\/b'\]/,
    );
    expect(read('jest.config.cjs').match(/setupFilesAfterEnv/g)).toHaveLength(1);
    expect(read('jest.config.cjs')).toContain("reporters: ['default', 'ulpwise/jest/reporter']");
    expect(byHand).toHaveLength(1);
  });

  test('tells what to add by hand where something is spread in', async () => {
    const text = "module.exports = { ...require('./base'), verbose: true };\n";
    project({ 'jest.config.js': text }, jest);
    expect((await told('--yes')).byHand).toMatchObject([{ what: expect.stringContaining('jest.config.js') }]);
    expect(read('jest.config.js')).toBe(text);
  });

  test('beside Vitest, sets up both', async () => {
    project({ 'tsconfig.json': '{}' }, { ...jest, vitest: '*' });
    expect((await told('--yes')).runners).toEqual(['vitest', 'jest']);
    expect(read('ulpwise.d.ts')).toMatch(/import 'ulpwise\/vitest';\nimport 'ulpwise\/jest';\n$/);
  });
});

describe('the types', () => {
  test.each([
    ['{ }', 'ulpwise.d.ts'],
    ['{ "include": ["src", "test/**/*.ts"] }', 'test/ulpwise.d.ts'],
    ['{ "include": ["./src/**/*"] }', 'src/ulpwise.d.ts'],
    ['{ "include": ["**/*.ts"] }', 'ulpwise.d.ts'],
    ['{\n  // all\n  "include": ["lib/", "src",],\n}', 'src/ulpwise.d.ts'],
  ])('come in a file that %j includes', async (text, path) => {
    project({ 'tsconfig.json': text, 'src/a.ts': '', 'test/a.test.ts': '' });
    expect((await told()).changes.map((change) => change.path)).toContain(path);
  });

  test.each(['{ "files": [], "references": [] }', '{ "extends": "./base.json" }', '{ "include": ["nowhere"] }', '{'])(
    'are told where %j does not say what is included',
    async (text) => {
      project({ 'tsconfig.json': text });
      expect((await told()).byHand).toMatchObject([{ lines: ["import 'ulpwise/vitest';"] }]);
    },
  );

  test('that the configuration names are there', async () => {
    project({ 'tsconfig.json': '{ "compilerOptions": { "types": ["node", "ulpwise/vitest"] } }' });
    expect((await told()).done).toContain('tsconfig.json names ulpwise.');
  });
});

describe('the repository', () => {
  test('keeps what its files say', async () => {
    project({ '.gitattributes': '* text=auto', '.gitignore': 'dist\r\n' });
    await told('--yes');
    expect(read('.gitattributes')).toBe(
      '* text=auto\n*.drift.json text eol=lf linguist-generated merge=ulpwise\n**/__drift__/*.npy binary\n',
    );
    expect(read('.gitignore')).toBe('dist\r\n/drift-run*\r\n');
  });

  test('is left alone where there is none', async () => {
    project({});
    rmSync(join(folder, '.git'), { recursive: true });
    const { changes, byHand } = await told();
    expect(changes.map(({ path }) => path)).toEqual(['vitest.config.mjs']);
    expect(byHand[0]!.what).toContain('no git repository');
  });

  test.each([
    ['package-lock.json', 'npm ci', 'npm'],
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm'],
    ['yarn.lock', 'yarn install --immutable', 'yarn'],
    ['bun.lock', 'bun install --frozen-lockfile', undefined],
  ])('with %s gets a workflow that runs %s', async (lock, install, cache) => {
    project({ [lock]: '' }, { jest: '*', ulpwise: '*' });
    await told('--yes');
    const workflow = read('.github/workflows/drift.yml');
    expect(workflow.match(/^ *- run: .*$/gm)?.map((line) => line.trim())).toContain(`- run: ${install}`);
    expect(workflow).toContain('run: npx jest --ci\n');
    expect(workflow).toMatch(/npx ulpwise gate --base /);
    expect(workflow).not.toMatch(/^#/);
    expect(/^ *cache: (\w+)$/m.exec(workflow)?.[1]).toBe(cache);
    const order = [
      'actions/checkout',
      ...(lock.startsWith('pnpm') ? ['pnpm/action-setup'] : []),
      'actions/setup-node',
      install,
    ];
    const places = order.map((word) => workflow.indexOf(word));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('keeps a workflow that has the gate, and other services', async () => {
    project({ '.github/workflows/ci.yaml': 'run: npx ulpwise gate --base x' });
    expect((await told()).done).toContain('.github/workflows/ci.yaml names ulpwise.');
    rmSync(join(folder, '.github'), { recursive: true });
    put(folder, '.gitlab-ci.yml', '');
    expect((await told()).byHand).toMatchObject([{ what: '.gitlab-ci.yml: after the tests, add:' }]);
  });

  test('of several packages gets no workflow, and a driver that finds this one', async () => {
    const names = ['package.json', 'vitest.config.js'];
    for (const name of names)
      put(
        folder,
        `packages/a/${name}`,
        name === 'package.json' ? '{ "devDependencies": { "vitest": "*", "ulpwise": "*" } }' : 'export default {};',
      );
    const { out } = await ulpwise(join(folder, 'packages/a'), ['init', '--json']);
    const { changes, byHand } = JSON.parse(out) as Told;
    expect(changes.map(({ path, setting }) => path ?? setting)).toEqual([
      'vitest.config.js',
      '.gitattributes',
      '.gitignore',
      'merge.ulpwise.name',
      'merge.ulpwise.driver',
    ]);
    expect(changes.at(-1)!.value).toContain('npm --prefix packages/a exec ');
    expect(byHand).toMatchObject([{ what: expect.stringContaining('not at the top') }]);
  });
});

describe('a folder', () => {
  test('without a package, with a broken one, or without a runner is refused', async () => {
    await expect(ulpwise(folder, ['init'])).rejects.toThrow('has no package.json');
    put(folder, 'package.json', '{');
    await expect(ulpwise(folder, ['init'])).rejects.toThrow('package.json is not JSON');
    put(folder, 'package.json', '[]');
    await expect(ulpwise(folder, ['init'])).rejects.toThrow('neither Vitest nor Jest');
    put(folder, 'package.json', '3');
    await expect(ulpwise(folder, ['init'])).rejects.toThrow('holds no object');
  });

  test('whose package does not list ulpwise is told how to install it', async () => {
    project({ 'pnpm-lock.yaml': '' }, { vitest: '*' });
    expect((await told()).byHand[0]).toMatchObject({ lines: ['pnpm add --save-dev ulpwise'] });
  });

  test('that cannot be written to is told so', async () => {
    if (process.getuid?.() === 0) return;
    project({ 'vitest.config.ts': config });
    chmodSync(folder, 0o555);
    await expect(ulpwise(folder, ['init', '--yes'])).rejects.toThrow('cannot be written');
    chmodSync(folder, 0o755);
  });

  test('with hostile names cannot command the terminal', async () => {
    project({ 'vitest.config.ts': "export default { test: { name: '\u001b[2J' } };\n" });
    expect((await ulpwise(folder, ['init'])).out).toContain('\\u001b[2J');
  });
});
