import { BudgetError, ComparisonError, UlpwiseError } from '../errors.ts';
import type { Finding } from './finding.ts';
import type { Host, RunnerState } from './host.ts';
import { styleOf } from './style.ts';

/**
 * A matcher before it meets a runner: judges, and returns what it found as plain data. Synchronous, because the Promise
 * of an asynchronous one has no `pass`, so that its asymmetric form would pass or fail whatever the numbers are.
 *
 * @throws when the call cannot be judged: an invalid budget, shapes that differ, a promise, nothing to compare
 */
export type Matcher<Arguments extends readonly unknown[]> = (received: unknown, ...args: Arguments) => Finding;

/**
 * A function for `expect.extend`, in any runner that keeps Jest's contract. Its `this` is the runner's state; without one it is called
 * as any function.
 */
export type BoundMatcher<Arguments extends readonly unknown[]> = (
  this: unknown,
  received: unknown,
  ...args: Arguments
) => { pass: boolean; message: () => string };

type ArgumentsOf<M> = M extends (received: unknown, ...args: infer Arguments) => Finding ? Arguments : never;

/** A table of matchers, each bound to a host. */
export type Bound<Table> = { [Name in keyof Table]: BoundMatcher<ArgumentsOf<Table[Name]>> };

/** The methods that a table of matchers adds to `expect(…)`, returning `R`: what the runners' types are extended by. */
export type Methods<Table, R> = { [Name in keyof Table]: (...args: ArgumentsOf<Table[Name]>) => R };

/**
 * Ties a matcher to a host: a `Finding` becomes the result that runners expect, its text made only when it is asked for.
 *
 * `pass` is never inverted here, every runner does that. The result holds no arrays: Vitest would print them, and Jest
 * would send them to its reporters.
 */
export function bindMatcher<Arguments extends readonly unknown[]>(
  matcher: Matcher<Arguments>,
  host: Host,
): BoundMatcher<Arguments> {
  return function bound(received, ...args) {
    const state: RunnerState = this ?? {};
    const negated = state.isNot === true;
    let finding: Finding;
    try {
      finding = matcher(received, ...args);
      if (negated && finding.refusesNot !== undefined) throw new ComparisonError(finding.refusesNot);
    } catch (error) {
      throw pointedAt(error, bound);
    }
    return { pass: finding.pass, message: () => host.render(finding, styleOf(state), negated) };
  };
}

/** V8 alone can shorten a stack. */
const engine: { readonly captureStackTrace?: (error: object, above: (...args: never[]) => unknown) => void } = Error;

/**
 * An error of this package with its stack starting at the call of the matcher: runners show the first line of the stack that is the
 * user's, and give up after ten.
 */
export function pointedAt(error: unknown, call: (...args: never[]) => unknown): unknown {
  if (error instanceof UlpwiseError || error instanceof BudgetError || error instanceof ComparisonError) {
    engine.captureStackTrace?.(error, call);
  }
  return error;
}

/** Binds every matcher of a table; see {@link bindMatcher}. */
export function bindMatchers<Table extends Record<string, Matcher<never[]>>>(table: Table, host: Host): Bound<Table> {
  const bound = Object.entries(table).map(([name, matcher]) => [name, bindMatcher(matcher, host)]);
  return Object.fromEntries(bound) as Bound<Table>;
}
