import { BaselineError } from '../errors.ts';
import type { BaselineSession } from '../drift/index.ts';
import type { BaselineFinding } from './baseline-finding.ts';
import { pointedAt } from './bind.ts';
import type { RunnerState } from './host.ts';
import { styleOf } from './style.ts';
import type { Style } from './style.ts';

/** A matcher that remembers, before it meets a runner. Synchronous, as all are. */
export type BaselineMatcher<Arguments extends readonly unknown[]> = (
  session: BaselineSession,
  received: unknown,
  ...args: Arguments
) => BaselineFinding;

/** What a runner's plugin lends to them. */
export interface BaselineHost {
  /**
   * The session of the assertion that is running.
   *
   * @throws BaselineError where the runner has no snapshots to live among
   */
  readonly session: (state: RunnerState) => BaselineSession;
  /** The message of a failed assertion. */
  readonly render: (finding: BaselineFinding, style: Style) => string;
}

type ArgumentsOf<M> = M extends (session: BaselineSession, received: unknown, ...args: infer A) => BaselineFinding
  ? A
  : never;

/** What Vitest says of an assertion besides. */
interface AssertionState extends RunnerState {
  /** Whether it is one of many attempts, until one of them passes. */
  readonly poll?: boolean | undefined;
}

type BoundBaseline = (
  this: AssertionState | void,
  received: unknown,
  ...args: never[]
) => { pass: boolean; message: () => string };

/** A table of them, each bound to a host. */
export type BoundBaselines<Table> = {
  [Name in keyof Table]: (
    this: RunnerState | void,
    received: unknown,
    ...args: ArgumentsOf<Table[Name]>
  ) => { pass: boolean; message: () => string };
};

/** The methods that they add to `expect(…)`, returning `R`. */
export type BaselineMethods<Table, R> = { [Name in keyof Table]: (...args: ArgumentsOf<Table[Name]>) => R };

/**
 * Binds every matcher of a table to a host. `.not` is refused: it would pass for any number but the one remembered. So is `expect.poll`: each
 * attempt would be an assertion of its own, and the first one without an entry would write it and pass.
 */
export function bindBaselineMatchers<Table extends Record<string, BaselineMatcher<never[]>>>(
  table: Table,
  host: BaselineHost,
): BoundBaselines<Table> {
  const bound = Object.entries(table).map(([name, matcher]) => [name, bindOne(name, matcher, host)]);
  return Object.fromEntries(bound) as BoundBaselines<Table>;
}

function bindOne(name: string, matcher: BaselineMatcher<never[]>, host: BaselineHost): BoundBaseline {
  return function bound(this, received, ...args) {
    const state: AssertionState = this ?? {};
    try {
      if (state.poll === true) {
        throw new BaselineError(
          `expect.poll(…).${name}(…) would remember whatever its last attempt found. Wait for the value first: ` +
            `await vi.waitFor(…), then expect(value).${name}(…).`,
        );
      }
      if (state.isNot === true) {
        throw new BaselineError(
          `expect(…).not.${name}(…) has no meaning: every number but those remembered would pass. Remove .not.`,
        );
      }
      const finding = matcher(host.session(state), received, ...args);
      return { pass: finding.pass, message: () => host.render(finding, styleOf(state)) };
    } catch (error) {
      throw pointedAt(error, bound);
    }
  };
}
