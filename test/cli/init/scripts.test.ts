/** Which configuration is set up, where scripts of the package name some, and what is left to do by hand, in every run. */
import { describe, expect, test } from 'vitest';
import { put } from '../../support/git-repository.ts';
import { folder, project, read, told } from './project.ts';
import type { Told } from './project.ts';

const jest = { jest: '*', ulpwise: '*' };
const vitest = { vitest: '*', ulpwise: '*' };
const plain = 'export default {};\n';

const firstChange = ({ changes }: Told): string => changes[0]!.path!;
const handWork = ({ byHand }: Told): string[] => byHand.map(({ what }) => what.split(':')[0]!);

describe('the configuration that is set up', () => {
  test('is that of the script "test", as in a new project of NestJS; what another script names is told', async () => {
    project({ 'test/jest-e2e.json': '{\n  "rootDir": "."\n}\n' }, jest, {
      scripts: {
        'test:watch': 'jest --watch',
        'test:debug': 'node --inspect-brk -r ts-node/register node_modules/.bin/jest --runInBand',
        'test:e2e': 'jest --config ./test/jest-e2e.json',
        test: 'jest',
      },
      jest: { rootDir: 'src', testRegex: '.*\\.spec\\.ts$' },
    });
    const first = await told('--yes');
    expect(firstChange(first)).toBe('package.json');
    expect((JSON.parse(read('package.json')) as { jest: object }).jest).toMatchObject({
      setupFilesAfterEnv: ['ulpwise/jest'],
    });
    expect(read('test/jest-e2e.json')).not.toContain('ulpwise');
    expect(first.byHand).toEqual([
      {
        what: 'test/jest-e2e.json: The script "test:e2e" runs tests with it, which have no matchers yet. Add:',
        lines: [
          '"setupFilesAfterEnv": ["ulpwise/jest"],',
          '"reporters": ["default", "ulpwise/jest/reporter"],',
          String.raw`"watchPathIgnorePatterns": ["drift-run.*\\.json$", "\\.drift\\.json$"],`,
        ],
      },
    ]);
    expect((await told()).byHand).toEqual(first.byHand);
    put(folder, 'test/jest-e2e.json', '{ "setupFilesAfterEnv": ["ulpwise/jest"] }');
    expect(await told()).toMatchObject({
      byHand: [],
      done: expect.arrayContaining(['test/jest-e2e.json names ulpwise.']),
    });
  });

  test.each<[string, Record<string, string>, string]>([
    ['a call without a configuration', { test: 'vitest run', e2e: 'vitest run --config e2e.ts' }, 'vitest.config.ts'],
    ['the first call in "test"', { test: 'vitest run && vitest run --config e2e.ts' }, 'vitest.config.ts'],
    ['what "test" runs', { e2e: 'vitest -c e2e.ts', test: 'npm run -s unit', unit: 'vitest -c unit.ts' }, 'unit.ts'],
    [
      'what "test" runs first',
      { test: 'run-s unit e2e', e2e: 'vitest -c e2e.ts', unit: 'vitest -c unit.ts' },
      'unit.ts',
    ],
    ['a call in any script without one', { e2e: 'vitest -c e2e.ts', unit: 'vitest run' }, 'vitest.config.ts'],
    ['the first that is named, else', { unit: 'vitest -c unit.ts', e2e: 'vitest -c e2e.ts' }, 'unit.ts'],
    ['one in quotes', { test: 'CI=1 npx vitest run "--config=./unit.ts"' }, 'unit.ts'],
    ['one with a way to it', { test: "cross-env A='b c' vitest run --coverage --config './x/../unit.ts'" }, 'unit.ts'],
    [
      'none of another program',
      { test: 'c8 --config e2e.ts vitest run', lint: 'eslint --config e2e.ts vitest' },
      'vitest.config.ts',
    ],
    ['none of a benchmark', { bench: 'vitest bench --config e2e.ts' }, 'vitest.config.ts'],
    ['none in another folder', { test: 'cd other && vitest run --config e2e.ts' }, 'vitest.config.ts'],
    ['none of a script of the name', { test: 'npm run vitest -- --config e2e.ts', vitest: 'tap' }, 'vitest.config.ts'],
  ])('is %s', async (_, scripts, path) => {
    project({ 'vitest.config.ts': plain, 'unit.ts': plain, 'e2e.ts': plain }, vitest, { scripts });
    expect(firstChange(await told())).toBe(path);
  });

  test('is one for each runner; of the others each is told once', async () => {
    project(
      { 'vitest.config.ts': plain, 'e2e.ts': plain, 'jest.config.js': 'module.exports = {};\n' },
      { ...vitest, jest: '*' },
      { scripts: { test: 'vitest run && jest', e2e: 'vitest run -c e2e.ts', 'e2e:watch': 'vitest -c e2e.ts' } },
    );
    const found = await told();
    expect(found.changes.map(({ path }) => path).slice(0, 2)).toEqual(['vitest.config.ts', 'jest.config.js']);
    expect(handWork(found)).toEqual(['e2e.ts']);
  });

  test('says nothing of a further one that is not there', async () => {
    project({ 'vitest.config.ts': plain }, vitest, { scripts: { test: 'vitest', e2e: 'vitest -c gone.ts' } });
    expect((await told()).byHand).toEqual([]);
  });
});

describe('what is left to do by hand is told in every run', () => {
  test.each([
    ['vitest.config.ts', vitest, "export default { test: { projects: ['packages/*', { test: { name: 'a' } }] } };\n"],
    ['vitest.workspace.ts', vitest, "export default ['packages/*', { test: { name: 'a' } }];\n"],
    ['vitest.config.ts', vitest, 'export default { test: { projects: found() } };\n'],
    ['jest.config.js', jest, "module.exports = { projects: ['<rootDir>/b', { displayName: 'a' }] };\n"],
    ['jest.config.js', jest, 'module.exports = { projects: [{ ...own }, { displayName: "a" }] };\n'],
  ])('of projects in %s, of %j', async (name, dependencies, text) => {
    project({ [name]: text }, dependencies);
    const first = await told('--yes');
    expect(first.byHand).toMatchObject([{ what: expect.stringMatching(/It names projects .* each needs/) as string }]);
    const second = await told('--yes');
    expect(second).toMatchObject({ changes: [], byHand: first.byHand });
    expect(second.done).toContain(`${name} names ulpwise.`);
  });
});
