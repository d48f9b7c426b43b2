import type { Finding } from './finding.ts';
import type { Style } from './style.ts';

/**
 * What a runner's plugin lends to the matchers. They import no runner, and no rendering either: the layers below do both.
 */
export interface Host {
  /**
   * The message of a failed assertion. Called at most once, and only on failure, so it may take its time.
   *
   * @param negated - the assertion was `.not`, and failed because the matcher passed
   */
  readonly render: (finding: Finding, style: Style, negated: boolean) => string;
}

type Colour = (text: string) => string;

/**
 * The part of the runner's `this` that matchers read. Every field is optional: Vitest, Jest, Bun, Playwright and a bare
 * `expect` each lend another subset.
 */
export interface RunnerState {
  /** Whether `.not` was written. Only for wording and refusals: every runner inverts `pass` itself. */
  readonly isNot?: boolean | undefined;
  readonly utils?:
    | {
        readonly RECEIVED_COLOR?: Colour | undefined;
        readonly EXPECTED_COLOR?: Colour | undefined;
        readonly BOLD_WEIGHT?: Colour | undefined;
        readonly DIM_COLOR?: Colour | undefined;
      }
    | undefined;
}
