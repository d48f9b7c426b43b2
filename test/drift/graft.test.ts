/**
 * The store inside a snapshot state: states with the methods that runners have, and states that lack some. What a state lacks is told, and
 * what can be done without it still is.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { BaselineStore, baselineFiles, graft, parseBaseline } from '../../src/drift/index.ts';
import type { Conclusion, FileSystem, Mode, SnapshotState, TestIdentity } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-graft-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const testPath = (): string => join(folder, 'a.test.ts');
const path = (environment = ''): string =>
  join(folder, '__drift__', `a.test.ts${environment === '' ? '' : `.${environment}`}.drift.json`);
const keys = (environment = ''): string[] => [...parseBaseline(readFileSync(path(environment), 'utf8'), 'file').keys()];

function storeIn(mode: Mode, environment = ''): BaselineStore {
  const files = baselineFiles({
    files: fs as unknown as FileSystem,
    pid: process.pid,
    thread: 0,
    host: 'here',
    isAlive: () => false,
    sleep: () => undefined,
  });
  return new BaselineStore({ files, testPath: testPath(), environment, mode });
}

/** Concludes an assertion as a matcher does that found `maxUlps`, and wants it written. */
function measured(maxUlps: number, changes: Partial<Conclusion> = {}): Omit<Conclusion, 'key'> {
  const now = driftEntry(maxUlps);
  const nothing = { histogram: null, envelope: null, worst: [], sidecar: null };
  return { outcome: 'new', passed: true, reasons: [], now, write: now, ...nothing, ...changes };
}

/** A state as Jest has it, with counters that are numbers. */
function jestState(): Required<Omit<SnapshotState, 'clearTest'>> & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    added: 0,
    matched: 0,
    unmatched: 0,
    updated: 0,
    getUncheckedCount: () => 1,
    getUncheckedKeys: () => ['own 1'],
    removeUncheckedKeys: () => void calls.push('remove'),
    save: () => 'saved',
    markSnapshotsAsCheckedForTest: (name) => void calls.push(`mark ${name}`),
    clear: () => void calls.push('clear'),
  };
}

interface Grafted {
  readonly store: BaselineStore;
  readonly emitted: string[][];
  readonly warnings: string[];
  readonly rolledBack: TestIdentity[];
  check(identity: TestIdentity, name: string, maxUlps: number, changes?: Partial<Conclusion>): void;
  begin(identity: TestIdentity): void;
}

function grafted(
  state: SnapshotState,
  store: BaselineStore,
  unfinished: readonly string[] = [],
  identities = new Map<string, TestIdentity>(),
  runnerRemoves = store.mode === 'changed' || store.mode === 'force',
): Grafted {
  const emitted: string[][] = [];
  const warnings: string[] = [];
  const rolledBack: TestIdentity[] = [];
  const { count, settle, begin } = graft(state, store, {
    unfinished: () => unfinished,
    emit: (checks, obsolete) => void emitted.push([...checks, ...obsolete].map(({ key }) => key)),
    onRollBack: (identity) => void rolledBack.push(identity),
    identityOf: (testId) => identities.get(testId),
    warn: (line) => void warnings.push(line),
    runnerRemoves,
  });
  return {
    store,
    emitted,
    warnings,
    rolledBack,
    begin,
    check(identity, name, maxUlps, changes) {
      const key = store.nextKey(identity, name, undefined);
      count(store.conclude(identity, name, { key, ...measured(maxUlps, changes) }), identity);
      settle();
    },
  };
}

/** Entries that are there before a run. */
function given(...names: string[]): void {
  const state = jestState();
  const { check } = grafted(state, storeIn('new'));
  for (const name of names) check(name, name, 1);
  state.save();
}

describe('a snapshot state with all methods', () => {
  test('writes when it is saved, not before, and gives back what it gave before', () => {
    const state = jestState();
    const { check, emitted } = grafted(state, storeIn('new'));
    check('t', 'a > t', 2);
    expect(fs.existsSync(path())).toBe(false);
    expect(state.save()).toBe('saved');
    expect(keys()).toEqual(['a t#1']);
    expect(emitted).toEqual([['a t#1']]);
  });

  test('writes after a save that takes its time', async () => {
    const state = { ...jestState(), save: () => Promise.resolve('saved') };
    const { check } = grafted(state, storeIn('new'));
    check('t', 't', 2);
    const saved = state.save();
    expect(fs.existsSync(path())).toBe(false);
    expect(await saved).toBe('saved');
    expect(keys()).toEqual(['t#1']);
  });

  test('writes and reports where the runner could not save its own, and lets that be known', async () => {
    const fail = (): never => {
      throw new Error('the disk of the runner');
    };
    for (const [name, save] of [
      ['sync', fail],
      ['async', () => Promise.resolve().then(fail)],
    ] as const) {
      const state: SnapshotState = { ...jestState(), save };
      const { check, emitted } = grafted(state, storeIn('new'));
      check(name, name, 2);
      await expect(async () => state.save!()).rejects.toThrow('the disk of the runner');
      expect(keys()).toContain(`${name}#1`);
      expect(emitted[0]).toContain(`${name}#1`);
    }
  });

  test('counts what was written, matched, failed and updated', () => {
    given('match', 'fail', 'update');
    const state = jestState();
    const { check } = grafted(state, storeIn('changed'));
    check('new', 'new', 1);
    check('match', 'match', 1, { write: null, outcome: 'within' });
    check('fail', 'fail', 2, { write: null, outcome: 'regressed', passed: false });
    check('update', 'update', 2, { outcome: 'regressed' });
    expect(state).toMatchObject({ added: 1, matched: 1, unmatched: 1, updated: 1 });
  });

  test('counts by test where the runner does', () => {
    const counted: unknown[] = [];
    const state = { ...jestState(), added: { increment: (id: unknown) => void counted.push(id) } };
    const { check } = grafted(state, storeIn('new'));
    check('t', 't', 1);
    expect(counted).toEqual(['t']);
  });

  test('lists obsolete entries behind its own, but for those of tests that were skipped or did not end well', () => {
    given('asked', 'gone', 'skipped', 'failed', 'skipped too');
    const state = jestState();
    const { check, emitted } = grafted(state, storeIn('new'), ['failed']);
    check('asked', 'asked', 1, { write: null });
    state.markSnapshotsAsCheckedForTest('skipped');
    expect(state.calls).toEqual(['mark skipped']);
    expect(state.getUncheckedKeys()).toEqual(['own 1', '[drift] gone#1', '[drift] skipped too#1']);
    expect(state.getUncheckedCount()).toBe(3);
    state.save();
    expect(emitted).toEqual([['asked#1', 'gone#1', 'skipped too#1']]);
    expect(keys()).toHaveLength(5);
  });

  test.each<[Mode, number]>([
    ['none', 2],
    ['new', 2],
    ['changed', 1],
    ['ratchet', 2],
    ['force', 1],
  ])('in mode %s leaves %i of two entries when it removes the one that nobody asks for', (mode, left) => {
    given('asked', 'gone');
    const state = jestState();
    const { check } = grafted(state, storeIn(mode));
    check('asked', 'asked', 1, { write: null });
    state.removeUncheckedKeys();
    expect(state.calls).toEqual(['remove']);
    state.save();
    expect(keys()).toHaveLength(left);
    expect(keys()).toContain('asked#1');
  });

  test.each<[Mode, number]>([
    ['none', 2],
    ['new', 2],
    ['changed', 1],
    ['ratchet', 2],
    ['force', 1],
  ])('in mode %s leaves %i of two, and lists none, where the flag of the runner says otherwise', (mode, left) => {
    given('asked', 'gone', 'failed');
    const state = jestState();
    const { check, emitted } = grafted(state, storeIn(mode), ['failed'], new Map(), left === 2);
    check('asked', 'asked', 1, { write: null });
    expect(state.getUncheckedKeys()).toEqual(['own 1']);
    expect(state.getUncheckedCount()).toBe(1);
    state.removeUncheckedKeys();
    expect(state.calls).toEqual(['remove']);
    state.save();
    expect(keys()).toEqual(left === 2 ? ['asked#1', 'failed#1', 'gone#1'] : ['asked#1', 'failed#1']);
    // the record has it in any case
    expect(emitted).toEqual([['asked#1', 'gone#1']]);
  });

  test('takes a file away with its last entry', () => {
    given('gone');
    const state = jestState();
    grafted(state, storeIn('changed'));
    state.removeUncheckedKeys();
    state.save();
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('a retry', () => {
  test('of Vitest is taken back by the number of the test, whose counts the runner keeps itself', () => {
    const task = { meta: {} };
    const state: SnapshotState = { ...jestState(), added: { increment: () => undefined }, clearTest: () => undefined };
    const { check, rolledBack, store, emitted } = grafted(state, storeIn('new'), [], new Map([['id', task]]));
    check(task, 't', 1);
    const sidecar = (): Uint8Array => new Uint8Array(3);
    check(task, 't', 2, { write: null, outcome: 'regressed', passed: false, sidecar });
    expect(store.unwritten(task)).toHaveLength(1);
    state.clearTest!('id');
    state.clearTest!('of another');
    expect(rolledBack).toEqual([task]);
    check(task, 't', 3);
    state.save!();
    // the first assertion meets the first entry again; the second of the first attempt left nothing
    expect(keys()).toEqual(['t#1']);
    expect(emitted).toEqual([['t#1']]);
    expect(store.unwritten()).toEqual([]);
    expect(readFileSync(path(), 'utf8')).toContain('"maxUlps": "3 (0x1.8p+1)"');
  });

  test('of Jest 30 is taken back by the test, with its counts and no others', () => {
    const [one, other] = [{}, {}];
    const state = jestState();
    const { check } = grafted(state, storeIn('new'));
    check(other, 'other', 1);
    check(one, 'one', 1);
    state.clear(one);
    expect(state.added).toBe(1);
    check(one, 'one', 2);
    expect(state.added).toBe(2);
    state.save();
    expect(keys()).toEqual(['one#1', 'other#1']);
  });

  test('of Jest 29, which forgets the counts of the whole file, is that of the test that begins next', () => {
    const state = jestState();
    state.clear = () => void (state.added = 0);
    const { check, begin } = grafted(state, storeIn('new'));
    begin('other');
    check('other', 'other', 1);
    begin('one');
    check('one', 'one', 1);
    state.clear();
    expect(state.added).toBe(2);
    begin('one');
    expect(state.added).toBe(1);
    check('one', 'one', 2);
    // two tests of one name are no retry
    for (const attempt of [1, 2]) {
      begin('third');
      check('third', 'third', attempt);
    }
    expect(state.added).toBe(4);
    state.save();
    expect(keys()).toEqual(['one#1', 'other#1', 'third#1', 'third#2']);
  });

  test('in which a key is given again is not a key given twice', () => {
    const store = storeIn('new');
    store.nextKey('t', 't', 'loss');
    expect(() => store.nextKey('t', 't', 'loss')).toThrow('The key "loss" is given twice in tests named "t".');
    store.rollBack('t');
    expect(store.nextKey('t', 't', 'loss')).toBe('t#loss');
    // two tests of one name are told apart by the keys that they give
    expect(() => store.nextKey({}, 't', 'loss')).toThrow(BaselineError);
  });
});

describe('a snapshot state without a method that is needed', () => {
  test.each(['getUncheckedCount', 'getUncheckedKeys', 'removeUncheckedKeys', 'save', 'markSnapshotsAsCheckedForTest'])(
    '%s says so once, and writes at once',
    (missing) => {
      const state: SnapshotState = { ...jestState(), [missing]: undefined };
      const { check, warnings, store } = grafted(state, storeIn('new'));
      expect(store.base('t#1')).toBeUndefined();
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(`this runner's snapshot state has no ${missing}: baselines are written at once`);
      check('t', 't', 2);
      expect(keys()).toEqual(['t#1']);
      check('u', 'u', 2);
      expect(keys()).toEqual(['t#1', 'u#1']);
      // and the next assertion of that key meets what was written
      expect(store.base('t#1')).toEqual(driftEntry(2));
    },
  );

  test('clear says so too', () => {
    const { check, warnings } = grafted(
      { ...jestState(), clear: undefined } as unknown as SnapshotState,
      storeIn('new'),
    );
    expect(warnings[0]).toContain('has no clear: baselines are written at once');
    check('t', 't', 2);
    expect(keys()).toEqual(['t#1']);
  });
});

describe('the store', () => {
  test('numbers assertions over all tests of one name, the same in each attempt', () => {
    const store = storeIn('new');
    const [one, two] = [{}, {}];
    expect([store.nextKey(one, 'a > t', undefined), store.nextKey(two, 'a t', undefined)]).toEqual(['a t#1', 'a t#2']);
    expect(store.nextKey(one, 'a t', undefined)).toBe('a t#3');
    store.rollBack(one);
    const again = [1, 2, 3].map(() => store.nextKey(one, 'a t', undefined));
    expect(again).toEqual(['a t#1', 'a t#3', 'a t#4']);
  });

  test.each(['', '1', '42', 'a#b', 'a\nb'])('refuses %j as a key', (key) => {
    expect(() => storeIn('new').nextKey('t', 't', key)).toThrow(`The key is ${JSON.stringify(key)}; some words`);
  });

  test('writes for one environment what the shared entry does not hold for, and leaves that', () => {
    given('t');
    const shared = readFileSync(path(), 'utf8');
    const store = storeIn('changed', 'arm64');
    store.conclude('t', 't', { key: store.nextKey('t', 't', undefined), ...measured(7, { outcome: 'regressed' }) });
    store.conclude('u', 'u', { key: store.nextKey('u', 'u', undefined), ...measured(3) });
    store.flush();
    expect(keys('arm64')).toEqual(['t#1']);
    expect(keys()).toEqual(['t#1', 'u#1']);
    expect(readFileSync(path(), 'utf8')).toContain(shared.slice(shared.indexOf('"t#1"'), shared.indexOf('\n    }\n')));
    // it goes before the shared one
    const later = storeIn('none', 'arm64');
    expect(later.base('t#1')).toMatchObject({ metrics: { maxUlps: 7 } });
    expect(later.pathOf('t#1')).toBe(path('arm64'));
    expect(later.base('u#1')).toMatchObject({ metrics: { maxUlps: 3 } });
    expect(later.pathOf('u#1')).toBe(path());
    expect(storeIn('none').base('t#1')).toMatchObject({ metrics: { maxUlps: 1 } });
  });

  test('says of each check what became of its entry', () => {
    given('kept', 'updated', 'same');
    const store = storeIn('changed');
    const conclude = (name: string, maxUlps: number, changes: Partial<Conclusion> = {}): void =>
      void store.conclude(name, name, { key: store.nextKey(name, name, undefined), ...measured(maxUlps, changes) });
    conclude('written', 1);
    conclude('updated', 2);
    // within its tolerance: no update but a forced one would write it
    conclude('kept', 2, { write: null, outcome: 'within', sidecar: () => new Uint8Array(3) });
    expect(store.unwritten()).toEqual([]);
    // rewriting an entry as it is is no update
    conclude('same', 1);
    conclude('refused', 1, { write: null, passed: false });
    expect(store.checks().map(({ key, action }) => `${key} ${action}`)).toEqual([
      'written#1 written',
      'updated#1 updated',
      'kept#1 kept',
      'same#1 kept',
      'refused#1 refused',
    ]);
    expect(store.checksOf('kept').map(({ base, baseline, file }) => [base, baseline, file])).toEqual([
      [driftEntry(1), '__drift__/a.test.ts.drift.json', 'a.test.ts'],
    ]);
    expect(store.checksOf('nobody')).toEqual([]);
  });

  test('keeps what another writer did meanwhile, and puts back what a test was judged by', () => {
    given('judged', 'other');
    const store = storeIn('new');
    const key = store.nextKey('judged', 'judged', undefined);
    store.conclude('judged', 'judged', { key, ...measured(1, { write: null, outcome: 'within' }) });
    store.conclude('mine', 'mine', { key: store.nextKey('mine', 'mine', undefined), ...measured(5) });
    // another run removes an entry, changes one and adds one
    const meanwhile = jestState();
    const { check } = grafted(meanwhile, storeIn('changed'));
    check('other', 'other', 9, { outcome: 'regressed' });
    check('theirs', 'theirs', 4);
    meanwhile.removeUncheckedKeys();
    meanwhile.save();
    expect(keys()).toEqual(['other#1', 'theirs#1']);
    store.flush();
    expect(keys()).toEqual(['judged#1', 'mine#1', 'other#1', 'theirs#1']);
    expect(readFileSync(path(), 'utf8')).toContain('"maxUlps": "9 (0x1.2p+3)"');
  });

  test('knows of no obsolete entries in a file that it cannot read', () => {
    given('gone');
    fs.writeFileSync(path(), '<<<<<<< HEAD\n');
    const store = storeIn('changed');
    expect(store.unchecked()).toEqual([]);
    store.removeUnchecked();
    store.flush();
    expect(readFileSync(path(), 'utf8')).toBe('<<<<<<< HEAD\n');
    expect(() => store.base('gone#1')).toThrow(BaselineError);
  });

  test('flushes once: a second flush finds nothing to write', () => {
    const store = storeIn('new');
    store.conclude('t', 't', { key: store.nextKey('t', 't', undefined), ...measured(1) });
    store.flush();
    rmSync(path());
    store.flush();
    expect(fs.existsSync(path())).toBe(false);
  });
});
