/**
 * The documentation keeps its word: TypeScript blocks compile and run against the sources, a block marked `fails` fails with the message
 * printed below it, a block marked `config` compiles, JavaScript and JSON parse, and every command names a script or a file that is there.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { asModule, asTestFile, codeBlocks, type CodeBlock } from './support/code-blocks.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...markdownIn('docs'),
  ...markdownIn('src'),
  ...markdownIn('plugins'),
  ...markdownIn('fixtures'),
].filter((file) => existsSync(join(root, file)));
const blocks = documents.flatMap((file) => codeBlocks(file, readFileSync(join(root, file), 'utf8')));
const titleOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;
const inLanguage = (...languages: string[]): CodeBlock[] =>
  blocks.filter(({ language }) => languages.includes(language));

function markdownIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file).split(sep).join('/'));
}

describe('TypeScript in the documentation', () => {
  const typescript = inLanguage('ts', 'typescript');
  const runs = (block: CodeBlock): boolean =>
    !block.words.includes('config') && !asModule(block).includes('@jest/globals');
  const nameOf = (block: CodeBlock): string => titleOf(block).replace(/[^\w]+/g, '-');
  const paths = {
    'ulpwise/vitest/plugin': 'plugins/vitest/plugin.ts',
    'ulpwise/vitest': 'plugins/vitest/index.ts',
    'ulpwise/jest': 'plugins/jest/index.ts',
    'ulpwise/expect': 'plugins/expect/index.ts',
    'ulpwise/torch': 'src/train/index.ts',
    'ulpwise/matchers': 'plugins/matchers/index.ts',
    ulpwise: 'src/index.ts',
  };
  let folder: string;
  let compiled = '';
  let results = new Map<string, string[]>();

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'ulpwise-docs-')));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(folder, 'modules'));
    mkdirSync(join(folder, 'tests'));
    for (const block of typescript) {
      writeFileSync(join(folder, 'modules', `${nameOf(block)}.ts`), asModule(block));
      if (runs(block)) writeFileSync(join(folder, 'tests', `${nameOf(block)}.test.ts`), asTestFile(block));
    }
    const absolute = Object.entries(paths).map(([name, file]) => [name, join(root, file)] as const);
    const setup = ['vitest', 'jest']
      .map((runner) => join(root, 'plugins', runner, 'types.ts'))
      .filter((file) => existsSync(file));
    const compilerOptions = {
      paths: Object.fromEntries(absolute.map(([name, file]) => [name, [file]])),
      noUnusedLocals: false,
      isolatedDeclarations: false,
      declaration: false,
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['modules'], files: setup }),
    );
    const alias = absolute.map(
      ([name, file]) => `{ find: /^${name.replaceAll('/', '\\/')}$/, replacement: ${JSON.stringify(file)} }`,
    );
    const setupFile = JSON.stringify(join(root, 'plugins/vitest/index.ts'));
    const configuration = `export default {
  resolve: { alias: [${alias.join(', ')}] },
  test: { include: ['tests/**/*.test.ts'], passWithNoTests: true, setupFiles: [${setupFile}], env: { NO_COLOR: '1' } },
};\n`;
    writeFileSync(join(folder, 'vitest.config.mjs'), configuration);

    const node = (args: string[]): string => {
      const { VITEST: _, ...env } = process.env;
      const { stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: root,
        encoding: 'utf8',
        env: { ...env, NO_COLOR: '1' },
      });
      return stdout + stderr;
    };
    compiled = node([join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false']);
    const report = join(folder, 'report.json');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const output = node([vitest, 'run', '--root', folder, '--reporter=json', `--outputFile=${report}`]);
    if (!existsSync(report)) throw new Error(output);
    interface FileResult {
      name: string;
      status: string;
      message: string;
      assertionResults: { failureMessages: string[] | null }[];
    }
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: FileResult[] };
    results = new Map(
      testResults.map(({ name, status, message, assertionResults }) => {
        const failures = assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []);
        const clean = status === 'passed' ? [] : [message || 'no test ran'];
        return [relative(join(folder, 'tests'), name), failures.length > 0 ? failures : clean];
      }),
    );
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(typescript.map((block) => [titleOf(block), block] as const))('compiles: %s', (_, block) => {
    const errors = compiled.split('\n').filter((text) => text.includes(`modules/${nameOf(block)}.ts(`));
    expect(errors).toEqual([]);
  });

  test.each(typescript.filter(runs).map((block) => [titleOf(block), block] as const))(
    'runs as it says: %s',
    (_, block) => {
      expect(results.get(`${nameOf(block)}.test.ts`)).toEqual([]);
    },
  );
});

describe('data and configuration in the documentation', () => {
  test.each(inLanguage('json').map((block) => [titleOf(block), block] as const))('parses: %s', (_, { code }) => {
    expect(() => JSON.parse(code) as unknown).not.toThrow();
  });

  test.each(inLanguage('yaml', 'yml').map((block) => [titleOf(block), block] as const))('parses: %s', (_, { code }) => {
    expect(() => parseYaml(code, { strict: true }) as unknown).not.toThrow();
  });

  test.each(inLanguage('js', 'javascript', 'mjs', 'cjs').map((block) => [titleOf(block), block] as const))(
    'parses: %s',
    (_, { code }) => {
      const type = /\brequire\(|\bmodule\.exports\b/.test(code) ? 'commonjs' : 'module';
      const { stderr, status } = spawnSync(process.execPath, [`--input-type=${type}`, '--check', '-'], {
        input: code,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );
});

describe('commands in the documentation', () => {
  const { scripts, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
    bin?: Record<string, string>;
  };

  /** What is wrong with one command; undefined if it names only what exists. */
  function faultOf(command: string): string | undefined {
    const [program = '', ...args] = command
      .trim()
      .split(/\s+/)
      .filter((word) => !/^[A-Z_]+=/.test(word));
    const operand = args.find((word) => !word.startsWith('-')) ?? '';
    if (program === 'npm') {
      if (['ci', 'install', 'i', 'pack', 'test', 'publish'].includes(operand)) return undefined;
      const script = operand === 'run' ? args[args.indexOf('run') + 1] : operand;
      return script !== undefined && script in scripts ? undefined : `npm has no script ${script}`;
    }
    if (program === 'npx') {
      return operand in bin || existsSync(join(root, 'node_modules/.bin', operand))
        ? undefined
        : `npx finds no ${operand}`;
    }
    if (program === 'node' || program === 'python3' || program === '/usr/bin/python3' || program === 'bash') {
      return !/\.\w+$/.test(operand) || /^(?:first|my|your)/.test(operand) || existsSync(join(root, operand))
        ? undefined
        : `there is no ${operand}`;
    }
    if (program.startsWith('.')) return existsSync(join(root, program)) ? undefined : `there is no ${program}`;
    return ['git', 'cd', 'apt-get', 'sudo', 'mkdir'].includes(program) ? undefined : `${program} is unknown here`;
  }

  test.each(inLanguage('sh', 'bash', 'shell', 'console').map((block) => [titleOf(block), block] as const))(
    'exist: %s',
    (_, { code }) => {
      const commands = code
        .replaceAll('\\\n', ' ')
        .split(/\n|&&/)
        .map((line) =>
          line
            .replace(/(?:^|\s)#.*$/, '')
            .replace(/^\s*\$ /, '')
            .trim(),
        )
        .filter((line) => line !== '');
      expect(commands.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
    },
  );
});

describe('links in the documentation', () => {
  test.each(documents)('lead to files that are there: %s', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
      .replace(/^( *)```[\s\S]*?^\1```/gm, '')
      .replace(/`[^`\n]*`/g, '');
    const targets = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(root, file, '..', target)))).toEqual([]);
  });
});
