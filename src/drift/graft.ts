/**
 * The store inside a runner's snapshot life cycle. Vitest and Jest keep one snapshot state a test file, and call a handful of its public
 * methods at the same points: before each retry, for each skipped test, and at the end of the file. These are wrapped on that one object, so
 * that the runner itself counts baselines in its summary, reports obsolete ones, removes them under `-u`, and has them written.
 */
import type { DriftCheck, ObsoleteEntry } from './run-record.ts';
import type { BaselineStore, Tally, TestIdentity } from './store.ts';

type Counter = number | { increment(testId: unknown): void };

/** The part of Vitest's and Jest's snapshot states that is read or wrapped. Everything is tested for before it is used. */
export interface SnapshotState {
  added?: Counter;
  matched?: Counter;
  unmatched?: Counter;
  updated?: Counter;
  getUncheckedCount?: () => number;
  getUncheckedKeys?: () => string[];
  removeUncheckedKeys?: () => void;
  save?: () => unknown;
  markSnapshotsAsCheckedForTest?: (testName: string) => void;
  /** Vitest: before each attempt. */
  clearTest?: (testId: string) => void;
  /** Jest: before each retry; of one test from 30.5 on, of the whole file before. */
  clear?: (testIdentity?: unknown) => void;
}

/** What the runner's plugin lends to a graft. */
export interface GraftPort {
  /** Names of tests that did not come to their end: their entries are not obsolete. Asked at the end of the file. */
  readonly unfinished: () => readonly string[];
  /** Takes the checks and obsolete entries of the file out of the worker, at the end of the file. */
  readonly emit: (checks: readonly DriftCheck[], obsolete: readonly ObsoleteEntry[]) => void;
  /** A test of which attempts were taken back. */
  readonly onRollBack: (identity: TestIdentity) => void;
  /** The identity of the test that `clearTest` names. */
  readonly identityOf: (testId: string) => TestIdentity | undefined;
  readonly warn: (line: string) => void;
  /** Whether the runner removes obsolete snapshots: it was told to update all. */
  readonly runnerRemoves: boolean;
}

export interface Graft {
  readonly store: BaselineStore;
  /** Adds one to the runner's count. */
  readonly count: (tally: Tally, testId: unknown) => void;
  /** Called after each check: writes at once where the runner does not say when a file is at its end. */
  readonly settle: () => void;
  /** Called when a test begins, for runners that clear without saying which test. */
  readonly begin: (identity: TestIdentity) => void;
}

/** How baselines are marked among the runner's snapshots. */
const label = '[drift] ';

const needed = [
  'getUncheckedCount',
  'getUncheckedKeys',
  'removeUncheckedKeys',
  'save',
  'markSnapshotsAsCheckedForTest',
] as const;

/** Wraps the methods of one snapshot state. */
export function graft(state: SnapshotState, store: BaselineStore, port: GraftPort): Graft {
  const missing: string[] = needed.filter((name) => typeof state[name] !== 'function');
  if (typeof state.clearTest !== 'function' && typeof state.clear !== 'function') missing.push('clear');
  const whole = missing.length === 0;
  if (!whole) {
    port.warn(
      `ulpwise: this runner's snapshot state has no ${missing.join(', ')}: baselines are written at once, and obsolete ones and retries ` +
        'are not followed. Please report it with the version of the runner.',
    );
  }
  let clearedAll = false;

  function rollBack(identity: TestIdentity): void {
    const tallies = store.rollBack(identity);
    port.onRollBack(identity);
    // counts by test are taken back by the runner itself
    for (const tally of Object.keys(tallies) as Tally[]) add(tally, -tallies[tally]);
  }

  function add(tally: Tally, difference: number): void {
    const counter = state[tally];
    if (typeof counter === 'number') state[tally] = counter + difference;
  }

  if (whole) {
    wrap(state, 'getUncheckedKeys', (original) => [...original(), ...listedKeys().map((key) => label + key)]);
    wrap(state, 'getUncheckedCount', (original) => original() + listedKeys().length);
    wrap(state, 'removeUncheckedKeys', (original) => {
      original();
      if (port.runnerRemoves) store.removeUnchecked();
    });
    wrap(state, 'markSnapshotsAsCheckedForTest', (original, testName: string) => {
      original(testName);
      store.spare(testName);
    });
    wrap(state, 'save', (original) => {
      let saved: unknown;
      try {
        saved = original();
      } catch (error) {
        finish();
        throw error;
      }
      if (isThenable(saved)) return Promise.resolve(saved).finally(finish);
      finish();
      return saved;
    });
  }

  /** Writes and reports, also where the runner's own snapshots could not be written. */
  function finish(): void {
    spareUnfinished();
    if (!port.runnerRemoves) store.removeUnchecked();
    const [checks, obsolete] = [store.checks(), store.obsolete()];
    store.flush();
    port.emit(checks, obsolete);
  }

  function spareUnfinished(): void {
    for (const name of port.unfinished()) store.spare(name);
  }

  /**
   * What the runner lists as obsolete, or as removed under its update flag. Where a mode of the store's own does otherwise than that flag, it
   * would call removed what stays, and obsolete what goes: it hears of nothing then.
   */
  function listedKeys(): string[] {
    if (store.removes !== port.runnerRemoves) return [];
    spareUnfinished();
    return store.unchecked().map(({ key }) => key);
  }

  if (typeof state.clearTest === 'function') {
    wrap(state, 'clearTest', (original, testId: string) => {
      original(testId);
      const identity = port.identityOf(testId);
      if (identity !== undefined) rollBack(identity);
    });
  } else if (typeof state.clear === 'function') {
    wrap(state, 'clear', (original, identity?: unknown) => {
      original(identity);
      if (typeof identity === 'object' && identity !== null) {
        rollBack(identity);
      } else {
        // the runner forgot the counts of the whole file; those of the other tests still hold
        clearedAll = true;
        const tallies = store.tallies();
        for (const tally of Object.keys(tallies) as Tally[]) add(tally, tallies[tally]);
      }
    });
  }

  return {
    store,
    count(tally, testId) {
      const counter = state[tally];
      if (typeof counter === 'number') add(tally, 1);
      else if (typeof counter?.increment === 'function') counter.increment(testId);
    },
    settle() {
      if (!whole) store.flush();
    },
    begin(identity) {
      if (!clearedAll) return;
      clearedAll = false;
      rollBack(identity);
    },
  };
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

type MethodName = {
  [K in keyof SnapshotState]-?: NonNullable<SnapshotState[K]> extends (...args: never[]) => unknown ? K : never;
}[keyof SnapshotState];
type MethodOf<K extends MethodName> = NonNullable<SnapshotState[K]> & ((...args: never[]) => unknown);

/** Replaces a method on the object itself by one that is given the original. */
function wrap<K extends MethodName>(
  state: SnapshotState,
  name: K,
  around: (original: MethodOf<K>, ...args: Parameters<MethodOf<K>>) => ReturnType<MethodOf<K>>,
): void {
  const method = state[name] as unknown as (...args: unknown[]) => unknown;
  const original = ((...args: unknown[]) => method.apply(state, args)) as unknown as MethodOf<K>;
  (state as Record<string, unknown>)[name] = (...args: unknown[]) =>
    around(original, ...(args as Parameters<MethodOf<K>>));
}
