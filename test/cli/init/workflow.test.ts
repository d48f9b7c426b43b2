/** The workflow that a project gets: where it lies, and that it installs and runs what the project needs. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { commit, git } from '../../support/git-repository.ts';
import type { Step } from '../../support/workflow-steps.ts';
import { folder, project, read, told } from './project.ts';

interface Workflow {
  readonly name: string;
  readonly on: { readonly push: { readonly branches: unknown[] } };
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const vitest = { vitest: '*', ulpwise: '*' };
const plain = 'export default {};\n';

async function workflow(name = 'drift'): Promise<Workflow> {
  await told('--yes');
  return parse(read(`.github/workflows/${name}.yml`), { strict: true }) as Workflow;
}

const steps = ({ jobs }: Workflow, job = 'drift'): readonly Step[] => jobs[job]!.steps;
const testOf = (found: Workflow, job?: string): string | undefined =>
  steps(found, job).find(({ name }) => name === 'Test')!.run;
const using = (found: Workflow, action: string): Step | undefined =>
  steps(found).find(({ uses }) => uses?.startsWith(action));

describe('its command', () => {
  test.each<[Record<string, string>, string]>([
    [{}, 'npx vitest run'],
    [{ test: 'vitest' }, 'npx vitest run'],
    [{ test: 'vitest run --config config/vitest.config.ts' }, 'npx vitest run --config config/vitest.config.ts'],
    [{ unit: 'npx vitest -c "config/it\'s: here.ts"' }, "npx vitest run --config 'config/it'\\''s: here.ts'"],
    [{ test: 'vitest run --project unit' }, 'npm run test'],
    [{ test: 'npm run unit', unit: 'NODE_OPTIONS=--expose-gc vitest run' }, 'npm run unit'],
    [{ test: 'tsc && vitest run --config config/vitest.config.ts' }, 'npm run test'],
    [{ test: 'vitest run', pretest: 'npm run build' }, 'npm run test'],
    [
      { test: 'A=b vitest --watch --config config/vitest.config.ts' },
      'npx vitest run --config config/vitest.config.ts',
    ],
  ])('runs the configuration that is set up: with %j %s', async (scripts, command) => {
    const files = ['vitest.config.ts', 'config/vitest.config.ts', "config/it's: here.ts"];
    project(Object.fromEntries(files.map((name) => [name, plain])), vitest, { scripts });
    expect(testOf(await workflow())).toBe(command);
  });

  test('has no expression, whatever a file is called', async () => {
    project({ '${{ github.token }}.ts': plain }, vitest, { scripts: { test: "vitest -c '${{ github.token }}.ts'" } });
    expect(testOf(await workflow())).toBe("npx vitest run --config '${{ '${{' }} github.token }}.ts'");
  });

  test('is one for each runner, in a job of its own: both write their record to one place', async () => {
    project({}, { ...vitest, jest: '*' }, { scripts: { test: 'vitest run && jest' } });
    const found = await workflow();
    expect(Object.keys(found.jobs)).toEqual(['drift', 'drift-jest']);
    expect([testOf(found), testOf(found, 'drift-jest')]).toEqual(['npx vitest run', 'npx jest --ci']);
    const artifacts = ['drift', 'drift-jest'].map((job) => steps(found, job).at(-1)!.with!['name']);
    expect(artifacts).toEqual(['drift', 'drift-jest']);
    const gates = Object.keys(found.jobs).map((job) =>
      steps(found, job).filter(({ run }) => run?.includes('ulpwise gate')),
    );
    expect(gates.map(({ length }) => length)).toEqual([1, 0]);
    expect(steps(found, 'drift-jest').length).toBe(steps(found).length - 1);
    expect(steps(found, 'drift-jest')[0]).toEqual({ uses: 'actions/checkout@v4' });
  });
});

describe('its installation', () => {
  test.each<[string, string | undefined, string]>([
    ['npm', undefined, 'npm install'],
    ['pnpm', 'pnpm@10.2.0', 'pnpm install --no-frozen-lockfile'],
    ['yarn', 'yarn@1.22.22', 'yarn install'],
    ['bun', 'bun@1.2.0', 'bun install'],
  ])('with %s needs no lock file where there is none, and keeps no cache', async (_, packageManager, install) => {
    project({}, vitest, packageManager === undefined ? {} : { packageManager });
    const found = await workflow();
    expect(steps(found).map(({ run }) => run)).toContain(install);
    expect(using(found, 'actions/setup-node')!.with).toEqual({ 'node-version': 22 });
  });

  test.each([
    ["lockfileVersion: '6.0'", undefined, { version: 8 }],
    ['lockfileVersion: 5.4', undefined, { version: 7 }],
    ["lockfileVersion: '9.0'", undefined, { version: 10 }],
    ['', undefined, { version: 10 }],
    ["lockfileVersion: '9.0'", 'pnpm@9.15.0+sha512.abc', undefined],
  ])('has a version of pnpm, for %j and %j', async (lock, packageManager, given) => {
    project({ 'pnpm-lock.yaml': `${lock}\n` }, vitest, { packageManager });
    const found = await workflow();
    expect(using(found, 'pnpm/action-setup')!.with).toEqual(given);
    expect(steps(found).map(({ run }) => run)).toContain('pnpm install --frozen-lockfile');
  });
});

describe('its branch', () => {
  const branches = async (): Promise<unknown> => (await workflow()).on.push.branches;

  test('is the one that is checked out, where there is no remote', async () => {
    git(folder, 'checkout', '-q', '-b', 'trunk');
    project({});
    expect(await branches()).toEqual(['trunk']);
  });

  test('is the default one of the remote', async () => {
    project({});
    commit(folder);
    git(folder, 'update-ref', 'refs/remotes/origin/release/1.x', 'HEAD');
    git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/release/1.x');
    git(folder, 'checkout', '-q', '-b', 'topic');
    expect(await branches()).toEqual(['release/1.x']);
  });

  test.each([
    ['2.10', '2.10'],
    ['true', 'true'],
    ['a,b', 'a,b'],
    ['c++!', 'c\\+\\+\\!'],
  ])('is a text and not a pattern, if it is called %s', async (name, pattern) => {
    git(folder, 'checkout', '-q', '-b', name);
    project({});
    expect(await branches()).toEqual([pattern]);
  });
});

describe('its place', () => {
  test('is beside a workflow that has its name and is of somebody else', async () => {
    project({ '.github/workflows/drift.yml': 'name: drift\n' });
    const found = await workflow('ulpwise');
    expect(found.name).toBe('ulpwise');
    expect(read('.github/workflows/drift.yml')).toBe('name: drift\n');
    expect(await told('--yes')).toMatchObject({ changes: [], byHand: [] });
  });

  test('is left to a person where both names are taken, and nothing else is held up', async () => {
    project({ '.github/workflows/drift.yml': 'a: b\n', '.github/workflows/ulpwise.yml': 'a: b\n' });
    const { byHand, written } = await told('--yes');
    expect(byHand).toMatchObject([{ what: expect.stringContaining('drift.yml and ulpwise.yml') as string }]);
    expect(written).toBe(true);
  });

  test.each(['.github', '.github/workflows'])(
    'is left to a person where %s is a file, and nothing else is held up',
    async (file) => {
      project({ [file]: 'mine' });
      const { byHand, changes } = await told('--yes');
      expect(byHand).toMatchObject([{ what: expect.stringContaining(`${file} is no folder`) as string }]);
      expect(changes.map(({ path, setting }) => path ?? setting)).toEqual([
        'vitest.config.mjs',
        '.gitattributes',
        '.gitignore',
        'merge.ulpwise.name',
        'merge.ulpwise.driver',
      ]);
      expect(read(file)).toBe('mine');
      expect((await told('--yes')).changes).toEqual([]);
    },
  );
});
