/**
 * `ulpwise/jest/reporter`: prints the drift table at the end of a run and writes the run record:
 * `reporters: ['default', 'ulpwise/jest/reporter']`.
 *
 * Jest lets nothing out of its workers but failures. So each test file leaves its results in a folder that this reporter makes, and names
 * in the environment that workers inherit.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileRecord } from '../matchers/worker-results.ts';
import { recordName } from '../matchers/machine.ts';
import { leaveRecord, relativePath, runRecord, shardName, tableText } from '../matchers/run-report.ts';
import type { FileResults, ReporterOptions } from '../matchers/run-report.ts';

export type { ReporterOptions };

/** What is read of Jest's configuration. */
interface GlobalConfig {
  readonly rootDir: string;
  readonly shard?: { readonly shardIndex: number; readonly shardCount: number };
}

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly displayName?: { readonly name: string } } };
}

/** What is read of a test file's result. */
interface TestResult {
  /** In milliseconds since 1970. */
  readonly perfStats?: { readonly end?: number };
}

export class DriftReporter {
  readonly #config: GlobalConfig;
  readonly #options: ReporterOptions;
  readonly #folder: string;
  readonly #environments = new Set<string>();
  #results: FileResults[] = [];
  #ran = false;

  constructor(config: GlobalConfig, options: ReporterOptions = {}) {
    this.#config = config;
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'ulpwise-run-'));
    process.env.ULPWISE_RUN_FOLDER = this.#folder;
  }

  onRunStart(): void {
    mkdirSync(this.#folder, { recursive: true });
    this.#results = [];
    this.#ran = false;
    this.#environments.clear();
  }

  onTestFileResult({ path, context }: Test, result: TestResult = {}): void {
    this.#ran = true;
    const name = this.#recordOf(path, result.perfStats?.end ?? Infinity);
    if (name !== undefined) this.#take(name, context.config.displayName?.name ?? '');
  }

  onRunComplete(): void {
    // of files that ended without a result
    for (const name of this.#records()) this.#take(name, '');
    const { rootDir, shard } = this.#config;
    const record = runRecord('jest', this.#results, [...this.#environments]);
    const { record: name = 'drift-run.json', table = true } = this.#options;
    const part = shard === undefined ? undefined : { index: shard.shardIndex, count: shard.shardCount };
    // a run of nothing says nothing of what an earlier one measured
    if (name !== false && this.#ran) leaveRecord(join(rootDir, shardName(name, part)), record, this.#results);
    const text = table ? tableText(record) : '';
    if (text !== '') process.stderr.write(`${text}\n`);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #records(): string[] {
    return readdirSync(this.#folder).filter((name) => name.endsWith('.json'));
  }

  /**
   * The results that a run of a test file left which ended at a time: nothing in them says of which project they are, and a second project
   * may run the same file meanwhile. They are written last of all, so that they are the last ones of before that time.
   */
  #recordOf(testPath: string, end: number): string | undefined {
    const start = recordName(testPath);
    const found = this.#records()
      .filter((name) => name.startsWith(start))
      .map((name) => ({ name, written: statSync(join(this.#folder, name)).mtimeMs }))
      .sort((a, b) => b.written - a.written);
    // the end is given in whole milliseconds, cut off
    return (found.find(({ written }) => written < end + 1) ?? found.at(-1))?.name;
  }

  #take(name: string, project: string): void {
    const place = join(this.#folder, name);
    const record = JSON.parse(readFileSync(place, 'utf8')) as FileRecord;
    rmSync(place);
    this.#environments.add(record.environment);
    const file = relativePath(this.#config.rootDir, record.testPath);
    this.#results.push({ file, project, checks: record.checks, obsolete: record.obsolete, values: record.values });
  }
}

// Jest takes a reporter from the default export
// oxlint-disable-next-line import/no-default-export
export default DriftReporter;
