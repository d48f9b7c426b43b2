/** What there is to do in a project, from what is there; nothing is changed. */
import { UsageError } from '../../errors.ts';
import { jestSteps, usesJest } from './jest.ts';
import { dependsOn, projectIn } from './project.ts';
import type { PackageManager } from './project.ts';
import { repositorySteps } from './repository.ts';
import type { Runner } from './scripts.ts';
import type { Step } from './steps.ts';
import { typeSteps } from './types.ts';
import { usesVitest, vitestSteps } from './vitest.ts';

export interface Plan {
  readonly runners: readonly Runner[];
  readonly steps: readonly Step[];
}

const adding: { readonly [P in PackageManager]: string } = {
  npm: 'npm install --save-dev ulpwise',
  pnpm: 'pnpm add --save-dev ulpwise',
  yarn: 'yarn add --dev ulpwise',
  bun: 'bun add --dev ulpwise',
};

/** @throws UsageError where there is no package, or neither Vitest nor Jest in it */
export function planFor(folder: string): Plan {
  const project = projectIn(folder);
  const [vitest, jest] = [usesVitest(project), usesJest(project)];
  if (!vitest && !jest) {
    throw new UsageError(
      `${folder} has neither Vitest nor Jest: no configuration of them, and they are not among the dependencies in package.json. ` +
        'Install one, or run it in the folder of the package that has one.',
    );
  }
  const runners = [...(vitest ? (['vitest'] as const) : []), ...(jest ? (['jest'] as const) : [])];
  const installed: Step[] = dependsOn(project, 'ulpwise')
    ? []
    : [{ kind: 'by hand', what: 'package.json does not list ulpwise. Run:', lines: [adding[project.packageManager]] }];
  return {
    runners,
    steps: [
      ...installed,
      ...(vitest ? vitestSteps(project) : []),
      ...(jest ? jestSteps(project) : []),
      ...typeSteps(
        project,
        runners.map((runner) => `ulpwise/${runner}`),
      ),
      ...repositorySteps(project, runners),
    ],
  };
}
