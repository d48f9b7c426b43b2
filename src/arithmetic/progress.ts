/**
 * How far a long computation is, as a bar on a terminal; nothing where the output is no terminal, or in CI.
 *
 * The stream, the environment and the clock are ports. Without them they are those of the process, found through `globalThis`, so that
 * nothing of Node is imported and engines without a process show nothing.
 */
import { DomainError } from '../errors.ts';

/** Where a bar is drawn. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** Shows `share` of the whole, from 0 to 1, and what is being done. */
  show(share: number, label: string): void;
  /** Wipes the bar. */
  clear(): void;
}

/** Variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const width = 30;

/** Whether a bar on `stream` would be seen by a person. */
function isWatched(stream: ProgressStream, environment: Environment): boolean {
  return stream.isTTY === true && (environment['CI'] ?? '') === '';
}

/** A bar on `stream`, if it is a terminal and `environment` has no CI. */
export function progressBar(stream: ProgressStream, environment: Environment): ProgressBar {
  const silent = !isWatched(stream, environment);
  let shown = '';
  const draw = (text: string): void => {
    if (silent || text === shown) return;
    stream.write(`\r${text}\u001b[K`);
    shown = text;
  };
  return {
    show: (share, label) => {
      const filled = Math.round(width * Math.min(Math.max(share, 0), 1));
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
      // Terminals that do not know their width say 0.
      const columns = stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns;
      draw(`${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${label}`.slice(0, columns - 1));
    },
    clear: () => draw(''),
  };
}

/** Where and when progress is shown. */
export interface ProgressOptions {
  /** Default: the standard error of the process, if there is one. */
  readonly stream?: ProgressStream;
  /** Nothing is shown where `CI` is set in it. Default: that of the process. */
  readonly environment?: Environment;
  /** A clock in milliseconds. Default: `performance.now`. */
  readonly clock?: () => number;
  /** Milliseconds of work before anything is shown; default 1000. */
  readonly after?: number;
}

/** The progress of one computation. */
export interface Progress {
  /** `done` of `total` steps are done. */
  advance(done: number, total: number, label: string): void;
  /** The computation is over: the bar goes. */
  end(): void;
}

const silence: Progress = Object.freeze({ advance: () => undefined, end: () => undefined });

/** Milliseconds between two drawings. */
const PAUSE = 100;

/** A watcher of a computation that begins now. `false`: one that shows nothing. */
export function watch(setting: boolean | ProgressOptions = true): Progress {
  if (setting === false) return silence;
  const { process, performance } = globalThis as unknown as {
    readonly process?: { readonly stderr?: ProgressStream; readonly env?: Environment };
    readonly performance?: { now(): number };
  };
  const options = setting === true ? {} : setting;
  const { stream = process?.stderr, environment = process?.env ?? {}, after = 1000 } = options;
  const clock = options.clock ?? (performance === undefined ? undefined : () => performance.now());
  if (stream === undefined || clock === undefined || !isWatched(stream, environment)) return silence;
  const bar = progressBar(stream, environment);
  let next = clock() + after;
  return {
    advance(done, total, label) {
      const now = clock();
      if (now < next) return;
      next = now + PAUSE;
      bar.show(total > 0 ? done / total : 0, label);
    },
    end: () => bar.clear(),
  };
}

/** @throws DomainError for a setting that is neither a boolean nor where and when to show progress */
export function checkProgress(what: string, setting: unknown): void {
  if (setting === undefined || typeof setting === 'boolean') return;
  const advice = `Write { progress: false }, or { progress: { stream: process.stderr, after: 1000 } }.`;
  if (typeof setting !== 'object' || setting === null) {
    throw new DomainError(
      `${what}: progress must be true, false or where to show it, got ${String(setting)}. ${advice}`,
    );
  }
  const { stream, clock, after } = setting as ProgressOptions;
  if (stream !== undefined && typeof stream.write !== 'function') {
    throw new DomainError(`${what}: progress.stream has no method write. ${advice}`);
  }
  if (clock !== undefined && typeof clock !== 'function') {
    throw new DomainError(`${what}: progress.clock must be a function that gives milliseconds. ${advice}`);
  }
  if (after !== undefined && !(after >= 0)) {
    throw new DomainError(
      `${what}: progress.after must be a number ≥ 0 of milliseconds, got ${String(after)}. ${advice}`,
    );
  }
}
