/**
 * The packed tarball in runners of other major versions, which test/compat/package.json names. `npm ci --prefix test/compat` installs them;
 * without that the tests are skipped.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { assertions, expectOneFailure } from '../support/assertions.ts';
import { install } from '../support/install.ts';
import { makeProject, runNode } from '../support/project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runners = fileURLToPath(new URL('node_modules', import.meta.url));
const present = (name: string): boolean => existsSync(join(runners, name, 'package.json'));
const node24 = join(runners, 'node24/bin/node');

const hint = (name: string): string => (present(name) ? '' : ' (skipped: run `npm ci --prefix test/compat` first)');

/** A folder with the packed package and one runner beside it, where the projects of a test go. */
function installBeside(links: Readonly<Record<string, string>>): string {
  const unpacked = join(inject('installation'), 'node_modules/ulpwise');
  const { dependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as { dependencies: object };
  const needed = Object.keys(dependencies).map((name) => [name, join(root, 'node_modules', name)]);
  const folder = mkdtempSync(join(inject('installation'), 'compat-'));
  install(unpacked, folder, { ...Object.fromEntries(needed), ...links });
  return folder;
}

describe.each([
  ['Vitest 3.2', 'vitest3', process.execPath],
  ['Vitest 5, on Node 24', 'vitest5', node24],
])('%s', (_, name, node) => {
  describe.runIf(present(name) && existsSync(node))(`runs the package${hint(name)}`, () => {
    let folder: string;
    beforeAll(() => {
      folder = installBeside({ vitest: join(runners, name) });
    });

    test.each(['module', 'commonjs'])('configured by the plugin, in a package of type %s', async (type) => {
      const project = makeProject(folder, {
        'package.json': JSON.stringify({ type }),
        'vitest.config.ts': `import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';
export default defineConfig({ plugins: [ulpwise()] });`,
        'first.test.ts': `import { expect, test } from 'vitest';\n${assertions}`,
      });
      expectOneFailure(await runNode(project, [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'], { node }));
    });
  });
});

describe('Jest 29', () => {
  describe.runIf(present('jest29'))(`runs the package${hint('jest29')}`, () => {
    let folder: string;
    beforeAll(() => {
      folder = installBeside({ jest: join(runners, 'jest29') });
    });

    test('in CommonJS, without flags', async () => {
      const project = makeProject(folder, {
        'package.json': '{}',
        'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'] };`,
        'first.test.js': assertions,
      });
      expectOneFailure(await runNode(project, [join(folder, 'node_modules/jest/bin/jest.js'), '--no-cache']));
    });

    test('in ES modules', async () => {
      const project = makeProject(folder, {
        'package.json': '{ "type": "module" }',
        'jest.config.js': `export default { setupFilesAfterEnv: ['ulpwise/jest'], transform: {} };`,
        'first.test.js': assertions,
      });
      const jest = join(folder, 'node_modules/jest/bin/jest.js');
      expectOneFailure(await runNode(project, ['--experimental-vm-modules', jest, '--no-cache']));
    });
  });
});

/** What a page under test lacks in Jest: `TextEncoder`, and typed arrays of the same realm as those of Node's modules. */
const inJsdom = {
  testEnvironment: join(runners, 'jest-environment-jsdom'),
  setupFilesAfterEnv: ['ulpwise/jest'],
};
const jest = join(root, 'node_modules/jest/bin/jest.js');

describe.runIf(present('jest-environment-jsdom'))(`jsdom in Jest 30${hint('jest-environment-jsdom')}`, () => {
  test('knows the matchers', async () => {
    const project = makeProject(inject('installation'), {
      'package.json': '{}',
      'jest.config.js': `module.exports = ${JSON.stringify(inJsdom)};`,
      'first.test.js': assertions,
    });
    expectOneFailure(await runNode(project, [jest, '--no-cache']));
  });

  test('runs the core: a product in WebAssembly, an enclosure, files that Node read', async () => {
    const project = makeProject(inject('installation'), {
      'package.json': '{}',
      'jest.config.js': `module.exports = ${JSON.stringify(inJsdom)};`,
      'core.test.js': `const fs = require('fs');
const { oracle, readNpz, readSafetensors, writeNpz, writeSafetensors } = require('ulpwise');
const { torch } = require('ulpwise/torch');
const { TextEncoder: none } = globalThis;
test('is a page', () => expect([typeof document, none]).toEqual(['object', undefined]));
test('product', () => {
  const t = torch({ seed: 1 });
  const a = t.randn(100, 100);
  expect(a.matmul(t.eye(100))).toBeBitIdenticalTo(a);
});
test('oracle', () => expect(Math.fround(Math.E)).toBeCorrectlyRounded(oracle.exp(1), { format: 'float32' }));
test('files', () => {
  const arrays = { 'häuser': Float32Array.of(0.5, 2), '🏠': [[1, 2, 3]] };
  fs.writeFileSync('a.npz', writeNpz(arrays));
  fs.writeFileSync('a.safetensors', writeSafetensors(arrays));
  expect(readNpz(fs.readFileSync('a.npz'))).toBeBitIdenticalTo(arrays);
  expect(readSafetensors(fs.readFileSync('a.safetensors'))).toBeBitIdenticalTo(arrays);
});
`,
    });
    const { output, status } = await runNode(project, [jest, '--no-cache']);
    expect(output).toMatch(/Tests:\s+4 passed, 4 total/);
    expect(status).toBe(0);
  });
});

describe('Node 24', () => {
  describe.runIf(present('node24') && existsSync(node24))(`loads the package${hint('node24')}`, () => {
    test('in both module systems', async () => {
      const project = makeProject(inject('installation'), {
        'main.cjs': `const { roundToFormat } = require('ulpwise');
import('ulpwise').then((module) => console.log(roundToFormat(0.1, 'float16'), module.roundToFormat(0.1, 'float16')));`,
      });
      // 0.1 in float16: 1638·2^-14
      const expected = { status: 0, output: '0.0999755859375 0.0999755859375\n' };
      expect(await runNode(project, ['main.cjs'], { node: node24 })).toEqual(expected);
    });
  });
});

/** One suite for all runners; the errors of `moving` follow from STEP. Global names, and what a retry takes back. */
const life = `const step = process.env.STEP;
const ulps = (count) => Float32Array.of(1 + count * 2 ** -23, 1);
if (step === 'first' && typeof jest !== 'undefined') jest.retryTimes(2);
let attempts = 0;
describe('life', () => {
  test('moving', () => expect(ulps(step === 'worse' ? 9 : 4)).toMatchDriftBaseline([1, 1], { key: 'out' }));
  test('values', () => {
    expect([0.1 + 0.2, -0]).toMatchValueBaseline({ ulp: 8 });
    expect(Float64Array.from({ length: 100 }, (_, i) => i / 7)).toMatchValueBaseline({ ulp: 8 });
  });
  test('retried', () => {
    expect(ulps(1)).toMatchDriftBaseline([1, 1]);
    attempts++;
    if (step === 'first' && attempts < 3) throw new Error('flaky');
    expect(ulps(2)).toMatchDriftBaseline([1, 1]);
  });
  if (step !== 'drop') test('dropped', () => expect(ulps(1)).toMatchDriftBaseline([1, 1]));
});
`;
const lifeInVitest = {
  'package.json': '{}',
  'life.test.js': life,
  'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, retry: process.env.STEP === 'first' ? 2 : 0 } };`,
};
const lifeInJest = {
  'package.json': '{}',
  'life.test.js': life,
  'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['default', 'ulpwise/jest/reporter'], transform: {} };`,
};

describe('baselines', () => {
  const desk = { CI: '', GITHUB_ACTIONS: '' };
  const filesOf = (project: string): Record<string, string> => {
    const place = join(project, '__drift__');
    return Object.fromEntries(readdirSync(place).map((file) => [file, readFileSync(join(place, file), 'latin1')]));
  };

  /** A first run, one in CI that is worse, one that updates without a test. @returns the files after the first and the last */
  async function live(
    folder: string,
    files: Record<string, string>,
    command: string[],
    node: string,
  ): Promise<object[]> {
    const project = makeProject(folder, files);
    const run = (step: string, env: object, ...args: string[]): ReturnType<typeof runNode> =>
      runNode(project, [...command, ...args], { node, env: { STEP: step, ...env } });
    const first = await run('first', desk);
    expect(first).toMatchObject({ status: 0 });
    expect(first.output).toMatch(/Snapshots:?\s+6 written/);
    expect(first.output).toContain('Drift  6 new');
    const written = filesOf(project);
    const worse = await run(
      'worse',
      command[0]!.includes('jest') ? {} : { CI: 'true' },
      ...(command[0]!.includes('jest') ? ['--ci'] : []),
    );
    expect(worse.status).toBe(1);
    expect(worse.output).toContain('The error of "life moving#out" grew: max, ulp 9, 4 is allowed.');
    expect(filesOf(project)).toEqual(written);
    const dropped = await run('drop', desk, '-u');
    expect(dropped).toMatchObject({ status: 0 });
    expect(dropped.output).toMatch(/1 (?:snapshot )?(?:obsolete )?removed/);
    return [written, filesOf(project)];
  }

  let here: object[];
  beforeAll(async () => {
    const vitest = [join(inject('installation'), 'node_modules/vitest/vitest.mjs'), 'run'];
    here = await live(inject('installation'), lifeInVitest, vitest, process.execPath);
  });

  test('hold six entries after a first run, and five without one test', () => {
    const keys = here.map((files) => Object.values(files as Record<string, string>).find((text) => text[0] === '{')!);
    expect(keys.map((text) => Object.keys((JSON.parse(text) as { entries: object }).entries))).toEqual([
      ['life dropped#1', 'life moving#out', 'life retried#1', 'life retried#2', 'life values#1', 'life values#2'],
      ['life moving#out', 'life retried#1', 'life retried#2', 'life values#1', 'life values#2'],
    ]);
  });

  test.runIf(present('vitest3'))(`are the same bytes in Vitest 3.2${hint('vitest3')}`, async () => {
    const folder = installBeside({ vitest: join(runners, 'vitest3') });
    const command = [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'];
    expect(await live(folder, lifeInVitest, command, process.execPath)).toEqual(here);
  });

  test.runIf(present('vitest5') && existsSync(node24))(`are the same bytes in Vitest 5${hint('vitest5')}`, async () => {
    const folder = installBeside({ vitest: join(runners, 'vitest5') });
    const command = [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'];
    expect(await live(folder, lifeInVitest, command, node24)).toEqual(here);
  });

  test.runIf(present('vitest3'))(
    `in literals are held by Vitest 3.2, which says what to write by hand${hint('vitest3')}`,
    async () => {
      const folder = installBeside({ vitest: join(runners, 'vitest3') });
      const project = makeProject(folder, {
        'package.json': '{}',
        'vitest.config.mjs': lifeInVitest['vitest.config.mjs'],
        'held.test.js': `const off = (count) => Float32Array.of(1 + (count + (process.env.STEP === 'worse' ? 3 : 0)) * 2 ** -23);
test('alone', () => expect(off(2)).toMatchInlineDrift({ reference: [1] }, \`"2 ulp"\`));
test('beside another', () => {
  expect(off(2)).toMatchInlineDrift({ reference: [1] }, \`"3 ulp ± 1"\`);
  expect('a text').toMatchSnapshot();
});
test('waits', async () => {
  await expect(Promise.resolve(off(2))).resolves.toMatchInlineDrift({ reference: [1] }, \`"2 ulp"\`);
});`,
        'missing.test.js': `const off = (count) => Float32Array.of(1 + count * 2 ** -23);
test('now', () => expect(off(2)).toMatchInlineDrift({ reference: [1] }));
test('later', async () => {
  await expect(Promise.resolve(off(4))).resolves.toMatchInlineDrift({ reference: [1] });
});`,
      });
      const run = (step: string, ...args: string[]): ReturnType<typeof runNode> =>
        runNode(project, [join(folder, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
          env: { STEP: step, ...desk },
        });
      const held = await run('', 'held');
      expect(held).toMatchObject({ status: 0 });
      expect(held.output).toMatch(/Snapshots +1 written/);
      const worse = await run('worse', 'held');
      expect(worse.status).toBe(1);
      expect(worse.output.match(/The error grew to 5 ulp; 2 ulp is allowed by the literal\./g)).toHaveLength(4);
      for (const due of ['5 ulp', '5 ulp ± 1']) {
        expect((await run('worse', 'held', '-u')).output).toContain(
          `Write it by hand: toMatchInlineDrift({ reference }, \`"${due}"\`)`,
        );
      }
      const missing = await run('', 'missing');
      expect(missing.status).toBe(1);
      expect(missing.output).toContain('this runner writes those of its own matchers alone');
      expect(missing.output).toContain('Write it by hand: toMatchInlineDrift({ reference }, `"2 ulp"`)');
      expect(missing.output).toContain('behind .resolves this runner does not say where');
      expect(missing.output).toContain('Write it by hand: toMatchInlineDrift({ reference }, `"4 ulp"`)');
    },
  );

  test.runIf(present('jest29'))(`are the same bytes in Jest 29${hint('jest29')}`, async () => {
    const folder = installBeside({ jest: join(runners, 'jest29') });
    const command = [join(folder, 'node_modules/jest/bin/jest.js')];
    expect(await live(folder, lifeInJest, command, process.execPath)).toEqual(here);
  });

  const jsdom = 'jest-environment-jsdom';
  test.runIf(present(jsdom))(`are the same bytes in jsdom${hint(jsdom)}`, async () => {
    const config = { ...inJsdom, reporters: ['default', 'ulpwise/jest/reporter'], transform: {} };
    const files = { ...lifeInJest, 'jest.config.js': `module.exports = ${JSON.stringify(config)};` };
    expect(await live(inject('installation'), files, [jest], process.execPath)).toEqual(here);
  });
});
