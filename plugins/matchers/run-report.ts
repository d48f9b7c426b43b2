import {
  inOrder,
  isValuesName,
  parseCheck,
  parseObsolete,
  printRunRecord,
  runFormat,
  valuesFolder,
  valuesName,
} from '../../src/drift/index.ts';
import type { DriftCheck, ObsoleteEntry, RunRecord } from '../../src/drift/index.ts';
import { plainStyle } from '../../src/matchers/index.ts';
import { runTableLines } from '../../src/report/index.ts';
import type { CarriedValues } from './worker-results.ts';
import { nodeModule, uniqueName } from './machine.ts';

/** Options of the reporters. */
export interface ReporterOptions {
  /** Where the run record is written, from the root of the run; `false` writes none. Default `drift-run.json`. */
  readonly record?: string | false;
  /** Whether the table is printed. Default: yes, where a reporter for people is used. */
  readonly table?: boolean;
}

/** The results of one test file, as they came out of a worker. */
export interface FileResults {
  /** Path of the test file, relative to the root of the run, with `/`; begins with `../` where it lies outside. */
  readonly file: string;
  readonly project: string;
  readonly checks: readonly string[];
  readonly obsolete: readonly string[];
  readonly values: readonly CarriedValues[];
}

/** Gathers what workers sent into one record. */
export function runRecord(runner: string, results: readonly FileResults[], environments: readonly string[]): RunRecord {
  const place = <Placed extends DriftCheck | ObsoleteEntry>(entry: Placed, { file, project }: FileResults): Placed => {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    const target = 'target' in entry && entry.target !== undefined ? { target: folder + entry.target } : {};
    return { ...entry, ...target, file, project, baseline: folder + entry.baseline };
  };
  return inOrder({
    runner,
    environments,
    checks: results.flatMap((result) => result.checks.map((text) => place(parseCheck(text), result))),
    obsolete: results.flatMap((result) => result.obsolete.map((text) => place(parseObsolete(text), result))),
  });
}

interface RecordFiles {
  readFileSync(path: string, encoding: 'utf8'): string;
  writeFileSync(path: string, text: string, encoding?: 'base64'): void;
  readdirSync(path: string): string[];
  mkdirSync(path: string, options: { recursive: true }): unknown;
  renameSync(from: string, to: string): void;
  existsSync(path: string): boolean;
  unlinkSync(path: string): void;
  rmdirSync(path: string): void;
}

/** The lines to print at the end of a run. */
export function tableText(record: RunRecord): string {
  const lines = runTableLines(record, plainStyle);
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}

/** Name of the record of one shard: several are written beside each other and merged. */
export function shardName(name: string, shard: { readonly index: number; readonly count: number } | undefined): string {
  if (shard === undefined) return name;
  return name.replace(/(\.json)?$/, `.shard-${shard.index}-of-${shard.count}.json`);
}

/**
 * Writes the record beside the results that are its own. What is wrong with that is told and no more: the run itself went as it went.
 *
 * Test files outside of the root have no place in it: a record may come from anywhere, and what is accepted from it is written where it says,
 * so that its readers refuse paths that lead out.
 */
export function leaveRecord(path: string, record: RunRecord, results: readonly FileResults[]): void {
  const isInside = ({ file }: { readonly file: string }): boolean => !/^(?:\.\.\/|[A-Za-z]:|\/)/.test(file);
  const outside = new Set([...record.checks, ...record.obsolete].filter((it) => !isInside(it)).map(({ file }) => file));
  if (outside.size > 0) {
    warn(
      `${path} has nothing of ${[...outside].join(', ')}: these lie outside of the root of the run. To have them in it, run the tests from a ` +
        'folder that holds them all.',
    );
  }
  const own = { ...record, checks: record.checks.filter(isInside), obsolete: record.obsolete.filter(isInside) };
  try {
    writeRecord(path, own, results.filter(isInside));
  } catch (error) {
    warn(`${path} cannot be written: ${(error as Error).message}. Make room for it, or run with { record: false }.`);
  }
}

function warn(line: string): void {
  process.stderr.write(`ulpwise: ${line}\n`);
}

/**
 * Writes the record, unless it is there already: runners that watch files would start over. Numbers that the run did not write lie in a folder
 * beside it. A run without any check leaves an empty record in the place of one, so that nobody accepts what an earlier run measured, and
 * nothing where there was none.
 */
export function writeRecord(path: string, record: RunRecord, results: readonly FileResults[]): void {
  const files = nodeModule<RecordFiles>('node:fs');
  if (files === undefined) return;
  const before = textAt(files, path);
  if (record.checks.length + record.obsolete.length === 0 && !isRecord(before)) return;
  // before the record: one that is there has what it speaks of beside it
  writeValues(
    files,
    valuesFolder(path),
    results.flatMap(({ values }) => values),
  );
  const text = printRunRecord(record);
  if (before === text) return;
  // in one step: a run that is stopped here leaves the record of before, not half of its own
  const fresh = `${path}.${uniqueName()}.tmp`;
  try {
    files.writeFileSync(fresh, text);
    files.renameSync(fresh, path);
  } catch (error) {
    if (files.existsSync(fresh)) files.unlinkSync(fresh);
    throw error;
  }
}

function textAt(files: RecordFiles, path: string): string | undefined {
  try {
    return files.readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isRecord(text: string | undefined): boolean {
  return text?.includes(`"format": "${runFormat.split('/')[0]}/`) === true;
}

/** Leaves in a folder the numbers given, and none of an earlier run. */
function writeValues(files: RecordFiles, folder: string, values: readonly CarriedValues[]): void {
  let present: string[] = [];
  try {
    present = files.readdirSync(folder);
  } catch {
    // there is none yet
  }
  const due = new Map(values.map(({ digest, npy }) => [valuesName(digest), npy]));
  for (const name of present) if (isValuesName(name) && !due.has(name)) files.unlinkSync(`${folder}/${name}`);
  if (due.size > 0) files.mkdirSync(folder, { recursive: true });
  else if (present.every(isValuesName) && present.length > 0) files.rmdirSync(folder);
  for (const [name, npy] of due) files.writeFileSync(`${folder}/${name}`, npy, 'base64');
}

/** A path relative to the root, with `/`; whole where it lies on another drive. */
export function relativePath(root: string, path: string): string {
  const [from, to] = [root, path].map((text) => text.replaceAll('\\', '/').replace(/\/$/, '').split('/'));
  const common = to.findIndex((name, i) => name !== from[i]);
  if (common === 0) return to.join('/');
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}
