/**
 * `ulpwise/vitest/reporter`: prints the drift table at the end of a run and writes the run record. The plugin `ulpwise/vitest/plugin` adds
 * it; by hand: `reporters: ['default', 'ulpwise/vitest/reporter']`.
 *
 * Everything comes with the tasks, so that the record of `vitest --merge-reports` is that of the whole suite.
 *
 * @module
 */
import type { TaskRecord } from '../matchers/worker-results.ts';
import { leaveRecord, relativePath, runRecord, shardName, tableText } from '../matchers/run-report.ts';
import type { FileResults, ReporterOptions } from '../matchers/run-report.ts';

export type { ReporterOptions };

/** What is read of Vitest. */
interface Runner {
  readonly config: {
    readonly root: string;
    readonly shard?: { readonly index: number; readonly count: number };
    readonly reporters?: readonly unknown[];
  };
  readonly logger: { log(text: string): void };
}

interface Task {
  readonly type?: string;
  readonly meta?: { readonly ulpwise?: TaskRecord };
  readonly tasks?: readonly Task[];
}

interface TestModule {
  readonly moduleId: string;
  readonly project?: { readonly name?: string };
  readonly task: Task;
}

/** Reporters whose output is for a person's eye; others may be read by a program. */
const forPeople: ReadonlySet<unknown> = new Set(['default', 'verbose', 'dot', 'tree', 'basic', 'minimal', 'agent']);

export class DriftReporter {
  readonly #options: ReporterOptions;
  #runner: Runner | undefined;

  constructor(options: ReporterOptions = {}) {
    this.#options = options;
  }

  onInit(runner: Runner): void {
    this.#runner = runner;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const runner = this.#runner;
    if (runner === undefined) return;
    const { root, shard, reporters = [] } = runner.config;
    const environments = new Set<string>();
    const results = modules.map(({ moduleId, project, task }): FileResults => {
      const records = recordsOf(task);
      for (const { environment } of records) if (environment !== undefined) environments.add(environment);
      return {
        file: relativePath(root, moduleId),
        project: project?.name ?? '',
        checks: records.flatMap(({ checks = [] }) => checks),
        obsolete: records.flatMap(({ obsolete = [] }) => obsolete),
        values: records.flatMap(({ values = [] }) => values),
      };
    });
    const record = runRecord('vitest', results, [...environments]);
    const { record: name = 'drift-run.json', table } = this.#options;
    // a run of nothing says nothing of what an earlier one measured
    if (name !== false && modules.length > 0) leaveRecord(`${root}/${shardName(name, shard)}`, record, results);
    const names = reporters.map((reporter) => (Array.isArray(reporter) ? (reporter[0] as unknown) : reporter));
    const text = (table ?? names.some((reporter) => forPeople.has(reporter))) ? tableText(record) : '';
    if (text !== '') runner.logger.log(text);
  }
}

function recordsOf(task: Task): TaskRecord[] {
  const own = task.meta?.ulpwise;
  return [...(own === undefined ? [] : [own]), ...(task.tasks ?? []).flatMap(recordsOf)];
}

// Vitest takes a reporter that is named in its configuration from the default export
// oxlint-disable-next-line import/no-default-export
export default DriftReporter;
