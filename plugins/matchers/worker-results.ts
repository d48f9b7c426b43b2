/** The way of results out of a worker, to the reporters: with Vitest's tasks, or by way of a folder that Jest's reporter made. */
import { checkText, obsoleteText } from '../../src/drift/index.ts';
import type { DriftCheck, ObsoleteEntry, TestIdentity, UnwrittenValues } from '../../src/drift/index.ts';
import { utf8Bytes } from '../../src/interop/files/utf8.ts';
import type { RunnerTask } from './baseline-host.ts';
import { nodeModule, ownFileSystem, recordName, uniqueName } from './machine.ts';

/** Taken before the tests can put anything in the place of Node's functions. */
const fileSystem = ownFileSystem();

/** What goes out of a Vitest worker with a test or a file: text alone, which every way out keeps as it is. */
export interface TaskRecord {
  checks?: string[];
  obsolete?: string[];
  environment?: string;
  values?: CarriedValues[];
}

/** Numbers of an array that was measured and not written. */
export interface CarriedValues {
  readonly digest: string;
  /** The `.npy` file in base 64. */
  readonly npy: string;
}

/** What Jest's workers write, one file for each test file. */
export interface FileRecord {
  readonly testPath: string;
  readonly environment: string;
  readonly checks: readonly string[];
  readonly obsolete: readonly string[];
  readonly values: readonly CarriedValues[];
}

/** Of the numbers of one test, or of one file in Jest, as much is carried as reporters, and blobs of shards, can bear. */
const mostCarried = 16 * 1024 * 1024;

interface BufferModule {
  readonly Buffer: { from(bytes: Uint8Array): { toString(encoding: 'base64'): string } };
}

function carried(unwritten: readonly UnwrittenValues[]): CarriedValues[] {
  const values: CarriedValues[] = [];
  let left = mostCarried;
  for (const { digest, bytes } of unwritten) {
    const file = bytes();
    if (file.length > left) continue;
    left -= file.length;
    const npy = nodeModule<BufferModule>('node:buffer')!.Buffer.from(file).toString('base64');
    values.push({ digest, npy });
  }
  return values;
}

/** The texts of checks: a test leaves all that it has with each that it adds. */
const texts = new WeakMap<DriftCheck, string>();

function textOf(check: DriftCheck): string {
  let text = texts.get(check);
  if (text === undefined) texts.set(check, (text = checkText(check)));
  return text;
}

/** Leaves the checks of a test where Vitest's reporters find them. */
export function note(
  identity: TestIdentity,
  environment: string,
  checks: readonly DriftCheck[],
  unwritten: readonly UnwrittenValues[],
): void {
  if (typeof identity !== 'object' || !('meta' in identity)) return;
  const task = identity as RunnerTask;
  if (checks.length === 0) return void delete task.meta.ulpwise;
  const values = unwritten.length === 0 ? {} : { values: carried(unwritten) };
  task.meta.ulpwise = { checks: checks.map(textOf), environment, ...values };
}

/** Leaves the obsolete entries of a file with Vitest's task of it. */
export function noteObsolete(file: RunnerTask, environment: string, obsolete: readonly ObsoleteEntry[]): void {
  if (obsolete.length > 0) file.meta.ulpwise = { obsolete: obsolete.map(obsoleteText), environment };
}

/** Leaves the results of a file in the folder that Jest's reporter named. */
export function leaveFileRecord(
  folder: string,
  testPath: string,
  environment: string,
  checks: readonly DriftCheck[],
  obsolete: readonly ObsoleteEntry[],
  unwritten: readonly UnwrittenValues[],
): void {
  if (fileSystem === undefined || checks.length + obsolete.length === 0) return;
  const record: FileRecord = {
    testPath,
    environment,
    checks: checks.map(checkText),
    obsolete: obsolete.map(obsoleteText),
    values: carried(unwritten),
  };
  const bytes = utf8Bytes(JSON.stringify(record));
  const place = `${folder}/${recordName(testPath)}-${uniqueName()}`;
  const file = fileSystem.openSync(`${place}.part`, 'w');
  try {
    for (let at = 0; at < bytes.length;) at += fileSystem.writeSync(file, bytes, at, bytes.length - at);
  } finally {
    fileSystem.closeSync(file);
  }
  fileSystem.renameSync(`${place}.part`, `${place}.json`);
}
