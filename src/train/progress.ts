/** Progress of training: a loop that shows how far it is. */
import { DomainError } from '../errors.ts';
import { checkProgress, watch } from '../arithmetic/progress.ts';
import type { ProgressOptions } from '../arithmetic/progress.ts';

/** How the progress of a loop is shown. */
export interface LoopProgress extends ProgressOptions {
  /** What one turn is; default 'epoch'. */
  readonly label?: string;
}

/**
 * The turns of a loop, 0 to `count` − 1, or the items of a list; from the second of work on with a progress bar on the terminal, and
 * without one in CI, or where the output is no terminal.
 *
 * @example
 * for (const epoch of withProgress(1000)) train(epoch);
 */
export function withProgress(count: number, options?: LoopProgress): Generator<number, void, undefined>;
export function withProgress<T>(items: readonly T[], options?: LoopProgress): Generator<T, void, undefined>;
export function withProgress<T>(
  work: number | readonly T[],
  options: LoopProgress = {},
): Generator<T | number, void, undefined> {
  const total = typeof work === 'number' ? work : work.length;
  if (!Number.isInteger(total) || total < 0) {
    throw new DomainError(`withProgress: takes the number of turns, or a list, got ${String(work)}.`);
  }
  checkProgress('withProgress', options);
  return turns(work, total, options);
}

function* turns<T>(
  work: number | readonly T[],
  total: number,
  { label = 'epoch', ...options }: LoopProgress,
): Generator<T | number, void, undefined> {
  const progress = watch(options);
  try {
    for (let i = 0; i < total; i++) {
      yield typeof work === 'number' ? i : work[i]!;
      progress.advance(i + 1, total, `${label} ${i + 1} of ${total}`);
    }
  } finally {
    progress.end();
  }
}
