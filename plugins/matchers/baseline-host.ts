import { BaselineStore, graft, modeOf } from '../../src/drift/index.ts';
import type {
  BaselineFiles,
  BaselineSession,
  DriftCheck,
  Graft,
  Mode,
  ObsoleteEntry,
  SnapshotState,
  TestIdentity,
} from '../../src/drift/index.ts';
import { BaselineError } from '../../src/errors.ts';
import type { RunnerState } from '../../src/matchers/index.ts';
import { inlineLiterals } from './inline-literals.ts';
import type { AssertionOrigin, InlineMatching } from './inline-literals.ts';
import { environmentName, machineFiles, machineSha256, nodeProcess, setting } from './machine.ts';
import { leaveFileRecord, note, noteObsolete } from './worker-results.ts';
import type { TaskRecord } from './worker-results.ts';

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

/** `this` in a matcher, and what `expect.getState()` gives. */
export interface BaselineRunnerState extends RunnerState, AssertionOrigin {
  readonly testPath?: string | undefined;
  readonly currentTestName?: string | undefined;
  readonly task?: RunnerTask | undefined;
  readonly snapshotState?: RunnerSnapshots | undefined;
  readonly currentTestIdentity?: (() => object | undefined) | undefined;
  readonly currentConcurrentTestName?: (() => string | undefined) | undefined;
}

interface RunnerSnapshots extends SnapshotState, InlineMatching {
  readonly snapshotUpdateState?: string;
  readonly _updateSnapshot?: string;
  readonly environment?: unknown;
  [session]?: FileSession;
}

/** On the snapshot state itself: the package may be loaded twice, and the state is wrapped once. */
const session: unique symbol = Symbol.for('ulpwise.session.1') as never;

interface FileSession {
  readonly graft: Graft;
  /** Where the tests run, in words for the run record; and the folder for it, in Jest. As they were set when the file began. */
  readonly environment: string;
  readonly folder: string | undefined;
  /** The test that a `beforeEach` saw last, for runners that do not tell matchers which one is running. */
  current: RunnerTask | undefined;
  readonly tasks: Map<string, RunnerTask>;
}

/** Made before the tests can put anything in the place of Node's functions. */
const files: BaselineFiles | undefined = machineFiles();

function sessionOf(snapshots: RunnerSnapshots, testPath: string): FileSession {
  const present = snapshots[session];
  if (present !== undefined) return present;
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
  const environment = environmentName();
  const made: FileSession = {
    current: undefined,
    tasks,
    environment,
    folder: setting('ULPWISE_RUN_FOLDER'),
    graft: graft(snapshots, store, {
      unfinished: () => unfinishedTests(made),
      emit: (checks, obsolete) => emit(made, testPath, checks, obsolete),
      onRollBack: (identity) => note(identity, environment, [], []),
      identityOf: (testId) => tasks.get(testId),
      warn: (line) => nodeProcess?.emitWarning?.(line),
      runnerRemoves: updateOf(snapshots) === 'all',
    }),
  };
  Object.defineProperty(snapshots, session, { value: made });
  return made;
}

/** The runner's own word for its mode. */
function updateOf({ snapshotUpdateState, _updateSnapshot }: RunnerSnapshots): string | undefined {
  return snapshotUpdateState ?? _updateSnapshot;
}

function runnersMode(snapshots: RunnerSnapshots): Mode {
  const update = updateOf(snapshots);
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

/** Leaves the results of a file where reporters find them. */
function emit(
  { current, tasks, environment, folder, graft: { store } }: FileSession,
  testPath: string,
  checks: readonly DriftCheck[],
  obsolete: readonly ObsoleteEntry[],
): void {
  const file = (current ?? [...tasks.values()][0])?.file;
  if (file !== undefined) noteObsolete(file, environment, obsolete);
  else if (folder !== undefined && folder !== '')
    leaveFileRecord(folder, testPath, environment, checks, obsolete, store.unwritten());
}

/** The full name of a Vitest test, without its file. */
function fullName(task: RunnerTask): string {
  const parts: string[] = [];
  for (let at: RunnerTask | undefined = task; at !== undefined && at !== task.file; at = at.suite)
    parts.unshift(at.name);
  return parts.join(' ');
}

const outsideOfTests = 'A baseline belongs to a test, and none is running. Write the assertion inside of one.';

/** The session of the assertion that is running. */
export function baselineSession(state: BaselineRunnerState): BaselineSession {
  const { snapshotState, testPath } = state;
  // Vitest lends the path of the file before the first test, and the snapshots with a test alone
  if (snapshotState === undefined && testPath !== undefined) throw new BaselineError(outsideOfTests);
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
  if (name === undefined) throw new BaselineError(outsideOfTests);
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
      note(identity, file.environment, checks, store.unwritten(identity));
      settle();
      return checks.find(({ key }) => key === conclusion.key)!;
    },
    inline: inlineLiterals(snapshotState, state, {
      update: updateOf(snapshotState),
      test: {
        testName: state.currentTestName ?? name,
        testId: task?.id,
        testIdentity: state.currentTestIdentity?.(),
      },
      count: (tally) => count(tally, task?.id ?? name),
    }),
  };
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
