/**
 * The baselines of one test file during one run: what was there, what each test asked for, and what is to be written at the end of the file.
 *
 * A test may run several times (retries). What an attempt did is taken back before the next: numbers of unnamed assertions, entries to be
 * written, checks. Nothing is written before {@link BaselineStore.flush}.
 */
import { BaselineError } from '../errors.ts';
import { baselinePath, parseBaseline, sidecarName } from './baseline-file.ts';
import type { Baseline } from './baseline-file.ts';
import { changeTo } from './baseline-change.ts';
import type { Put } from './baseline-change.ts';
import { entryText } from './entry-text.ts';
import type { Entry } from './entry.ts';
import type { BaselineFiles } from './files.ts';
import { withHandEdits } from './judge.ts';
import type { Mode } from './judge.ts';
import type { Action, DriftCheck, ObsoleteEntry } from './run-record.ts';

/** What tells two tests of one file apart: an object of the runner's, or the test's name where it lends none. */
export type TestIdentity = object | string;

/** The runner's own summary has a count for each. */
export type Tally = 'added' | 'matched' | 'unmatched' | 'updated';

/** The file an entry lies in: the one for all environments, or the one for this environment. */
type Layer = 'shared' | 'override';

/** An entry to be written into a layer. */
interface LayeredPut extends Put {
  readonly layer: Layer;
}

/** Numbers of a large array that an update would lay beside a baseline file, and that were not laid there. */
export interface UnwrittenValues {
  readonly digest: string;
  /** The `.npy` file. */
  readonly bytes: () => Uint8Array;
}

/** What one test did so far, in its present attempt. */
interface Attempt {
  readonly name: string;
  /** Numbers that the test was given for its unnamed assertions; kept over retries, so that the same assertion meets the same entry. */
  readonly numbers: number[];
  used: number;
  readonly keys: Set<string>;
  readonly puts: Map<string, LayeredPut>;
  readonly checks: Map<string, DriftCheck>;
  readonly unwritten: Map<string, UnwrittenValues>;
  readonly tallies: Record<Tally, number>;
}

/** One check of one entry, as a matcher concludes it. */
export interface Conclusion extends Pick<
  DriftCheck,
  'key' | 'outcome' | 'passed' | 'reasons' | 'tolerance' | 'now' | 'histogram' | 'envelope' | 'worst'
> {
  /** What to put in the file; `null` to leave it. */
  readonly write: Entry | null;
  readonly sidecar: (() => Uint8Array) | null;
}

export interface StoreOptions {
  readonly files: BaselineFiles;
  /** Path of the test file. */
  readonly testPath: string;
  /** Name of the environment, `''` for none. */
  readonly environment: string;
  readonly mode: Mode;
}

/** The key of one array of what an assertion received. */
export function keyOfArray(key: string, path: string): string {
  return path === '' || path.startsWith('[') ? key + path : `${key}.${path}`;
}

/** As the runner writes it in `a > b` or `a b`: one notation, so that files are the same under both. */
export function plainName(name: string): string {
  return name.replaceAll(' > ', ' ');
}

export class BaselineStore {
  readonly mode: Mode;
  readonly #files: BaselineFiles;
  readonly #testPath: string;
  readonly #paths: { readonly [L in Layer]: string | undefined };
  readonly #loaded: { [L in Layer]: Baseline | undefined } = { shared: undefined, override: undefined };
  readonly #attempts = new Map<TestIdentity, Attempt>();
  readonly #spared = new Set<string>();
  readonly #highest = new Map<string, number>();
  #removed: readonly Unchecked[] = [];

  constructor({ files, testPath, environment, mode }: StoreOptions) {
    this.mode = mode;
    this.#files = files;
    this.#testPath = testPath;
    this.#paths = {
      shared: baselinePath(testPath),
      override: environment === '' ? undefined : baselinePath(testPath, environment),
    };
  }

  #layer(layer: Layer): Baseline {
    const path = this.#paths[layer];
    const loaded = this.#loaded[layer];
    if (loaded !== undefined) return loaded;
    const text = path === undefined ? undefined : this.#files.read(path);
    const baseline: Baseline = text === undefined ? new Map() : parseBaseline(text, path!);
    this.#loaded[layer] = baseline;
    return baseline;
  }

  #attempt(identity: TestIdentity, name: string): Attempt {
    let attempt = this.#attempts.get(identity);
    if (attempt === undefined) {
      const tallies = { added: 0, matched: 0, unmatched: 0, updated: 0 };
      attempt = {
        name,
        numbers: [],
        used: 0,
        keys: new Set(),
        puts: new Map(),
        checks: new Map(),
        unwritten: new Map(),
        tallies,
      };
      this.#attempts.set(identity, attempt);
    }
    return attempt;
  }

  /**
   * The key of the next assertion of a test: its name, `#`, and the key given or a number. Numbers run over all tests of that name.
   *
   * @throws BaselineError for a key given twice
   */
  nextKey(identity: TestIdentity, testName: string, key: string | undefined): string {
    const name = plainName(testName);
    const attempt = this.#attempt(identity, name);
    if (key === undefined) {
      if (attempt.used === attempt.numbers.length) {
        const next = (this.#highest.get(name) ?? 0) + 1;
        this.#highest.set(name, next);
        attempt.numbers.push(next);
      }
      return `${name}#${attempt.numbers[attempt.used++]}`;
    }
    if (!/^[^#\n]+$/.test(key) || /^\d+$/.test(key)) {
      throw new BaselineError(
        `The key is ${JSON.stringify(key)}; some words without '#' that are not a number were due: { key: 'gradient' }.`,
      );
    }
    const full = `${name}#${key}`;
    for (const other of this.#attempts.values()) {
      if (!other.keys.has(full)) continue;
      throw new BaselineError(
        `The key ${JSON.stringify(key)} is given twice in tests named ${JSON.stringify(name)}. Give each assertion its own, or none.`,
      );
    }
    attempt.keys.add(full);
    return full;
  }

  /** The entry that a measurement is judged by: that of this environment, or else the shared one. */
  base(key: string): Entry | undefined {
    return this.#layer('override').get(key) ?? this.#layer('shared').get(key);
  }

  /** Where a sidecar of the entry lies, read. */
  sidecarOf(key: string, digest: string): Uint8Array | undefined {
    const path = this.#paths[this.#homeOf(key)]!;
    return this.#files.readSidecar(path, sidecarName(path, digest));
  }

  #homeOf(key: string): Layer {
    return this.#layer('override').has(key) ? 'override' : 'shared';
  }

  /** The file in which an entry is, for messages. */
  pathOf(key: string): string {
    return this.#paths[this.#homeOf(key)]!;
  }

  /** Notes a check, and what it writes. @returns which count of the runner's summary it adds to */
  conclude(identity: TestIdentity, testName: string, conclusion: Conclusion): Tally {
    const { key, outcome, passed, reasons, tolerance, now, histogram, envelope, worst, write, sidecar } = conclusion;
    const attempt = this.#attempt(identity, plainName(testName));
    for (const { checks } of this.#attempts.values()) {
      if (!checks.has(key)) continue;
      throw new BaselineError(
        `The key ${JSON.stringify(key)} is met twice: one assertion has it, and another comes to it by the path of an array. Give one of them another key.`,
      );
    }
    const base = this.base(key);
    // a shared entry that only this environment disagrees with stays as it is for the others
    const layer: Layer = base !== undefined && this.#paths.override !== undefined ? 'override' : 'shared';
    const writes = write !== null && (base === undefined || entryText(write) !== entryText(base));
    if (writes) attempt.puts.set(key, { layer, entry: write, sidecar });
    // what is within its tolerance is not written by any update but a forced one
    const due = !writes && outcome !== 'within';
    if (due && sidecar !== null) attempt.unwritten.set(key, { digest: now.digest, bytes: sidecar });
    const target = due && this.#paths[layer] !== this.pathOf(key) ? this.#paths[layer] : undefined;
    attempt.keys.add(key);
    const action: Action = writes
      ? base === undefined
        ? 'written'
        : 'updated'
      : base === undefined
        ? 'refused'
        : 'kept';
    attempt.checks.set(key, {
      file: fileName(this.#testPath),
      project: '',
      test: attempt.name,
      key,
      baseline: relativeTo(this.#testPath, writes ? this.#paths[layer]! : this.pathOf(key)),
      ...(target === undefined ? {} : { target: relativeTo(this.#testPath, target) }),
      outcome,
      action,
      passed,
      reasons,
      ...(tolerance === undefined ? {} : { tolerance }),
      base: base ?? null,
      now: withHandEdits(now, base),
      histogram,
      envelope,
      worst,
    });
    const tally = action === 'written' ? 'added' : action === 'updated' ? 'updated' : passed ? 'matched' : 'unmatched';
    attempt.tallies[tally]++;
    return tally;
  }

  /** The checks of a test so far. */
  checksOf(identity: TestIdentity): readonly DriftCheck[] {
    return [...(this.#attempts.get(identity)?.checks.values() ?? [])];
  }

  /** Numbers that a test measured and that lie nowhere; without a test, those of all tests. */
  unwritten(identity?: TestIdentity): readonly UnwrittenValues[] {
    const attempts = identity === undefined ? [...this.#attempts.values()] : [this.#attempts.get(identity)];
    return attempts.flatMap((attempt) => [...(attempt?.unwritten.values() ?? [])]);
  }

  /** All checks of the file. */
  checks(): readonly DriftCheck[] {
    return [...this.#attempts.values()].flatMap(({ checks }) => [...checks.values()]);
  }

  /** Takes back what the last attempt of a test did. @returns what it had added to the runner's counts */
  rollBack(identity: TestIdentity): Readonly<Record<Tally, number>> {
    const attempt = this.#attempts.get(identity);
    if (attempt === undefined) return { added: 0, matched: 0, unmatched: 0, updated: 0 };
    const tallies = { ...attempt.tallies };
    attempt.used = 0;
    attempt.keys.clear();
    attempt.puts.clear();
    attempt.checks.clear();
    attempt.unwritten.clear();
    for (const tally of Object.keys(tallies) as Tally[]) attempt.tallies[tally] = 0;
    return tallies;
  }

  /** What all tests of the file added to the runner's counts. */
  tallies(): Readonly<Record<Tally, number>> {
    const sum = { added: 0, matched: 0, unmatched: 0, updated: 0 };
    for (const { tallies } of this.#attempts.values()) {
      for (const tally of Object.keys(sum) as Tally[]) sum[tally] += tallies[tally];
    }
    return sum;
  }

  /** The entries of a test that was skipped, or failed before it came to them, are not obsolete. */
  spare(testName: string): void {
    this.#spared.add(plainName(testName));
  }

  /** Entries that no test asked for. Empty where a file cannot be read: nothing is known of it then. */
  unchecked(): readonly Unchecked[] {
    const checked = new Set<string>();
    for (const { keys } of this.#attempts.values()) for (const key of keys) checked.add(key);
    const spared = (key: string): boolean => {
      for (let at = key.indexOf('#'); at >= 0; at = key.indexOf('#', at + 1)) {
        if (this.#spared.has(key.slice(0, at))) return true;
      }
      return false;
    };
    const inLayer = (layer: Layer): Unchecked[] =>
      [...this.#layer(layer).keys()].filter((key) => !checked.has(key) && !spared(key)).map((key) => ({ layer, key }));
    try {
      return [...inLayer('shared'), ...inLayer('override')];
    } catch {
      return [];
    }
  }

  /** Marks the obsolete entries for removal at the next flush, in the modes that remove. */
  removeUnchecked(): void {
    if (this.removes) this.#removed = this.unchecked();
  }

  /** Whether the mode is one that removes obsolete entries. */
  get removes(): boolean {
    return this.mode === 'changed' || this.mode === 'force';
  }

  /** Obsolete entries, for the run record. */
  obsolete(): readonly ObsoleteEntry[] {
    const removed = this.#removed;
    return (removed.length > 0 ? removed : this.unchecked()).map(({ layer, key }) => ({
      file: fileName(this.#testPath),
      project: '',
      key,
      baseline: relativeTo(this.#testPath, this.#paths[layer]!),
      removed: removed.length > 0,
      ...baseOf(this.#layer(layer).get(key)),
    }));
  }

  /**
   * Writes what is to be written, in one step a file. What other writers changed meanwhile stays, but for the entries written here; an entry
   * that a test of this run was judged by, and that another run removed as obsolete meanwhile, is put back.
   *
   * @throws BaselineError where a file cannot be written or is no longer a baseline file; it is then as it was
   */
  flush(): void {
    for (const layer of ['shared', 'override'] as const) {
      const path = this.#paths[layer];
      if (path !== undefined) this.#flushLayer(layer, path);
    }
  }

  #flushLayer(layer: Layer, path: string): void {
    const puts = new Map<string, LayeredPut>();
    const judged: [string, Entry][] = [];
    for (const attempt of this.#attempts.values()) {
      for (const [key, put] of attempt.puts) if (put.layer === layer) puts.set(key, put);
      for (const key of attempt.keys) {
        const entry = this.#loaded[layer]?.get(key);
        if (entry !== undefined) judged.push([key, entry]);
      }
    }
    const removed = this.#removed.filter((entry) => entry.layer === layer).map(({ key }) => key);
    if (puts.size === 0 && removed.length === 0) return;
    this.#files.update(path, (text) => {
      const current: Baseline = text === undefined ? new Map() : parseBaseline(text, path);
      const next = new Map(current);
      for (const key of removed) next.delete(key);
      if (text !== undefined) for (const [key, entry] of judged) if (!next.has(key)) next.set(key, entry);
      for (const [key, { entry }] of puts) next.set(key, entry);
      return changeTo(path, text, next, puts.values());
    });
    // what was written is what the next run in the same process starts from
    this.#loaded[layer] = undefined;
    this.#removed = this.#removed.filter((entry) => entry.layer !== layer);
    for (const attempt of this.#attempts.values()) {
      for (const [key, put] of attempt.puts) if (put.layer === layer) attempt.puts.delete(key);
    }
  }
}

/** An entry that no test asked for. */
export interface Unchecked {
  readonly layer: Layer;
  readonly key: string;
}

function baseOf(entry: Entry | undefined): { base?: Entry } {
  return entry === undefined ? {} : { base: entry };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** A path in the folder of the test file, or below it, relative to that folder, with `/`. */
function relativeTo(testPath: string, path: string): string {
  const folder = testPath.length - fileName(testPath).length;
  return path.slice(folder).replaceAll('\\', '/');
}
