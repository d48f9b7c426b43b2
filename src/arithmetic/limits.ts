/** How far precision may rise before an oracle says that it does not know. */
import { DomainError, UndecidedError } from '../errors.ts';
import { checkProgress } from './progress.ts';
import type { ProgressOptions } from './progress.ts';

/** Limits of an oracle. */
export interface OracleLimits {
  /** The most significant digits to compute with; default 1000. */
  readonly maxDigits?: number;
  /** The most time that deciding one question may take; needs `clock`. Looked at before each new precision. Default: no limit. */
  readonly maxMilliseconds?: number;
  /** A clock in milliseconds, such as `() => performance.now()`. */
  readonly clock?: () => number;
  /**
   * Whether and where a long evaluation shows how far it is. Default: after a second of work, as a bar on the terminal that the standard error
   * of the process is; not in CI, and not where it is no terminal. `false`: nowhere.
   */
  readonly progress?: boolean | ProgressOptions;
}

const known = ['maxDigits', 'maxMilliseconds', 'clock', 'progress'];
const DEFAULT_DIGITS = 1000;
const MOST_DIGITS = 100_000;

/** @throws DomainError for a limit that does not exist or is no limit */
export function checkLimits(limits: OracleLimits): OracleLimits {
  for (const name of Object.keys(limits)) {
    if (!known.includes(name))
      throw new DomainError(`oracle: there is no limit '${name}'. There are ${known.join(', ')}.`);
  }
  const { maxDigits = DEFAULT_DIGITS, maxMilliseconds, clock } = limits;
  if (!Number.isInteger(maxDigits) || maxDigits < 1 || maxDigits > MOST_DIGITS) {
    throw new DomainError(`oracle: maxDigits must be an integer from 1 to ${MOST_DIGITS}, got ${String(maxDigits)}.`);
  }
  if (maxMilliseconds !== undefined && !(maxMilliseconds >= 0)) {
    throw new DomainError(`oracle: maxMilliseconds must be a number ≥ 0, got ${String(maxMilliseconds)}.`);
  }
  if (maxMilliseconds !== undefined && typeof clock !== 'function') {
    throw new DomainError(
      'oracle: a limit of time needs a clock. Write { maxMilliseconds: 500, clock: () => performance.now() }.',
    );
  }
  checkProgress('oracle', limits.progress);
  return limits;
}

/** What an attempt with some digits came to: a result, or what is known so far, in words. */
export type Attempt<R> = { readonly result: R } | { readonly reached: string };

/**
 * Calls `attempt` with `first` digits, twice as many, and so on, until it gives a result.
 *
 * @throws UndecidedError at a limit, saying what was reached
 */
export function rising<R>(limits: OracleLimits, first: number, attempt: (digits: number) => Attempt<R>): R {
  const { maxDigits = DEFAULT_DIGITS, maxMilliseconds = Infinity, clock } = limits;
  const start = clock?.() ?? 0;
  for (let digits = Math.min(first, maxDigits); ; digits = Math.min(2 * digits, maxDigits)) {
    const answer = attempt(digits);
    if ('result' in answer) return answer.result;
    if (digits >= maxDigits) {
      throw new UndecidedError(
        `${answer.reached} at ${digits} digits, the limit. Allow more: oracle.with({ maxDigits: ${Math.min(4 * maxDigits, MOST_DIGITS)} }).`,
      );
    }
    if (clock !== undefined && clock() - start >= maxMilliseconds) {
      throw new UndecidedError(
        `${answer.reached} at ${digits} digits, when the limit of ${maxMilliseconds} ms was reached. Allow more: oracle.with({ maxMilliseconds, clock }).`,
      );
    }
  }
}
