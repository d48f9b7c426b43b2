import { BaselineStore, checkText, graft, modeOf, obsoleteText } from '../../src/drift/index.ts';
import type {
  BaselineFiles,
  BaselineSession,
  DriftCheck,
  Graft,
  Mode,
  SnapshotState,
  TestIdentity,
  UnwrittenValues,
} from '../../src/drift/index.ts';
import { BaselineError } from '../../src/errors.ts';
import type { RunnerState } from '../../src/matchers/index.ts';
import {
  environmentName,
  machineFiles,
  machineSha256,
  nodeModule,
  nodeProcess,
  recordName,
  setting,
  uniqueName,
} from './machine.ts';

/** A test of Vitest's, in the part that is read and written. */
export interface RunnerTask {
  readonly id: string;
  readonly type?: string;
  readonly name: string;
  readonly concurrent?: boolean;
  readonly result?: { readonly state?: string };
  readonly suite?: RunnerTask;
  readonly file?: RunnerTask;
  readonly tasks?: readonly RunnerTask[];
  readonly meta: { ulpwise?: TaskRecord };
}

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

interface RecordFiles {
  writeFileSync(path: string, text: string): void;
  renameSync(from: string, to: string): void;
}

/** `this` in a matcher, and what `expect.getState()` gives. */
export interface BaselineRunnerState extends RunnerState {
  readonly testPath?: string | undefined;
  readonly currentTestName?: string | undefined;
  readonly task?: RunnerTask | undefined;
  readonly snapshotState?: RunnerSnapshots | undefined;
  readonly currentTestIdentity?: (() => object | undefined) | undefined;
  readonly currentConcurrentTestName?: (() => string | undefined) | undefined;
}

interface RunnerSnapshots extends SnapshotState {
  readonly snapshotUpdateState?: string;
  readonly _updateSnapshot?: string;
  readonly environment?: unknown;
  match?: (options: object) => { readonly pass: boolean };
  [session]?: FileSession;
}

/** On the snapshot state itself: the package may be loaded twice, and the state is wrapped once. */
const session: unique symbol = Symbol.for('ulpwise.session.1') as never;

interface FileSession {
  readonly graft: Graft;
  /** The test that a `beforeEach` saw last, for runners that do not tell matchers which one is running. */
  current: RunnerTask | undefined;
  readonly tasks: Map<string, RunnerTask>;
}

let files: BaselineFiles | undefined;

function sessionOf(snapshots: RunnerSnapshots, testPath: string): FileSession {
  const present = snapshots[session];
  if (present !== undefined) return present;
  files ??= machineFiles();
  if (files === undefined) {
    throw new BaselineError(
      'Baselines are read and written with the file system of Node 20.16 or newer, which there is none of here. Run such tests in Node.',
    );
  }
  const store = new BaselineStore({
    files,
    testPath,
    environment: setting('ULPWISE_ENVIRONMENT') ?? '',
    mode: modeOf(setting('ULPWISE_UPDATE'), runnersMode(snapshots)),
  });
  const tasks = new Map<string, RunnerTask>();
  const made: FileSession = {
    current: undefined,
    tasks,
    graft: graft(snapshots, store, {
      unfinished: () => unfinishedTests(made),
      emit: (checks, obsolete) => emit(made, testPath, checks, obsolete.map(obsoleteText)),
      onRollBack: (identity) => note(identity, [], []),
      identityOf: (testId) => tasks.get(testId),
      warn: (line) => nodeProcess?.emitWarning?.(line),
    }),
  };
  Object.defineProperty(snapshots, session, { value: made });
  return made;
}

function runnersMode({ snapshotUpdateState, _updateSnapshot }: RunnerSnapshots): Mode {
  const update = snapshotUpdateState ?? _updateSnapshot;
  return update === 'all' ? 'changed' : update === 'new' ? 'new' : 'none';
}

/** Vitest's tests that did not pass: they may have failed before they came to their baselines, or never have run. */
function unfinishedTests({ current, tasks }: FileSession): string[] {
  const file = (current ?? [...tasks.values()][0])?.file;
  const names: string[] = [];
  const walk = (task: RunnerTask, parts: readonly string[]): void => {
    for (const child of task.tasks ?? []) {
      const path = [...parts, child.name];
      if (child.type === 'suite') walk(child, path);
      else if (child.result?.state !== 'pass') names.push(path.join(' '));
    }
  };
  if (file !== undefined) walk(file, []);
  return names;
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
function note(identity: TestIdentity, checks: readonly DriftCheck[], unwritten: readonly UnwrittenValues[]): void {
  if (typeof identity !== 'object' || !('meta' in identity)) return;
  const task = identity as RunnerTask;
  if (checks.length === 0) return void delete task.meta.ulpwise;
  const values = unwritten.length === 0 ? {} : { values: carried(unwritten) };
  task.meta.ulpwise = { checks: checks.map(textOf), environment: environmentName(), ...values };
}

/** Leaves the results of a file where reporters find them: with the file's task, or in the folder that Jest's reporter named. */
function emit(
  { current, tasks, graft: { store } }: FileSession,
  testPath: string,
  checks: readonly DriftCheck[],
  obsolete: string[],
): void {
  const file = (current ?? [...tasks.values()][0])?.file;
  if (file !== undefined) {
    if (obsolete.length > 0) file.meta.ulpwise = { obsolete, environment: environmentName() };
    return;
  }
  const folder = setting('ULPWISE_RUN_FOLDER');
  const fs = nodeModule<RecordFiles>('node:fs');
  if (folder === undefined || folder === '' || fs === undefined || checks.length + obsolete.length === 0) return;
  const record: FileRecord = {
    testPath,
    environment: environmentName(),
    checks: checks.map(checkText),
    obsolete,
    values: carried(store.unwritten()),
  };
  const place = `${folder}/${recordName(testPath)}-${uniqueName()}`;
  fs.writeFileSync(`${place}.part`, JSON.stringify(record));
  fs.renameSync(`${place}.part`, `${place}.json`);
}

/** The full name of a Vitest test, without its file. */
function fullName(task: RunnerTask): string {
  const parts: string[] = [];
  for (let at: RunnerTask | undefined = task; at !== undefined && at !== task.file; at = at.suite)
    parts.unshift(at.name);
  return parts.join(' ');
}

/** The session of the assertion that is running. */
export function baselineSession(state: BaselineRunnerState): BaselineSession {
  const { snapshotState, testPath } = state;
  if (snapshotState === undefined || testPath === undefined) {
    throw new BaselineError(
      'Baselines live among the snapshots of Vitest and Jest, and this runner has none. Hold the numbers to a budget: ' +
        'expect(x).toMatchFloat64Within(reference, { ulp: 4 }).',
    );
  }
  const file = sessionOf(snapshotState, testPath);
  const vitest = snapshotState.environment !== undefined;
  const task = state.task ?? (vitest ? file.current : undefined);
  if (vitest && (task === undefined || (state.task === undefined && task.concurrent === true))) {
    throw new BaselineError(
      'In concurrent tests the global expect does not know which test it is in. Take it from the test: ' +
        "test.concurrent('…', ({ expect }) => …), with Vitest 4.1 or newer.",
    );
  }
  if (task !== undefined) file.tasks.set(task.id, task);
  const name = task !== undefined ? fullName(task) : (state.currentConcurrentTestName?.() ?? state.currentTestName);
  if (name === undefined) {
    throw new BaselineError('A baseline belongs to a test, and none is running. Write the assertion inside of one.');
  }
  const identity: TestIdentity = task ?? state.currentTestIdentity?.() ?? name;
  const { store, count, settle } = file.graft;
  return {
    store,
    identity,
    testName: name,
    sha256: machineSha256,
    conclude(conclusion) {
      count(store.conclude(identity, name, conclusion), task?.id ?? name);
      const checks = store.checksOf(identity);
      note(identity, checks, store.unwritten(identity));
      settle();
      return checks.find(({ key }) => key === conclusion.key)!;
    },
    inline: {
      match(text, literal, matcher) {
        if (snapshotState.match === undefined) {
          throw new BaselineError('This runner has no inline snapshots. Use toMatchDriftBaseline.');
        }
        const { pass } = snapshotState.match({
          isInline: true,
          inlineSnapshot: literal,
          received: text,
          error: deepError(),
          testName: state.currentTestName ?? name,
          testId: task?.id,
          testIdentity: state.currentTestIdentity?.(),
          assertionName: matcher,
        });
        return pass;
      },
    },
  };
}

/** An error whose stack reaches the call in the test. */
function deepError(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const error = new Error('inline drift');
  Error.stackTraceLimit = limit;
  return error;
}

/**
 * Called before each test. A file whose baselines nobody asks for any more must be looked at too, and not every runner tells matchers which
 * test they are in, or which one it retries.
 */
export function beginTest(state: BaselineRunnerState, task: RunnerTask | undefined): void {
  const { snapshotState, testPath } = state;
  if (snapshotState === undefined || testPath === undefined || nodeProcess?.getBuiltinModule === undefined) return;
  const file = sessionOf(snapshotState, testPath);
  if (task !== undefined) {
    file.current = task;
    file.tasks.set(task.id, task);
  } else if (state.currentTestName !== undefined) {
    file.graft.begin(state.currentTestIdentity?.() ?? state.currentTestName);
  }
}
