import type { RunnerState } from './host.ts';

/**
 * How a piece of a message is to look. The four roles are those of Jest's and Vitest's own messages, so that a failure
 * here looks like its neighbours.
 */
export interface Style {
  /** What the code under test gave. */
  readonly received: (text: string) => string;
  /** What it was compared with. */
  readonly expected: (text: string) => string;
  /** The one thing to see first. */
  readonly strong: (text: string) => string;
  /** Labels and units, there when looked for. */
  readonly faint: (text: string) => string;
}

const unchanged = (text: string): string => text;

/** No colour at all: for files, for logs, and for runners that lend none. */
export const plainStyle: Style = { received: unchanged, expected: unchanged, strong: unchanged, faint: unchanged };

/**
 * The runner's own colours. It knows whether its output is a terminal and what `NO_COLOR` and `FORCE_COLOR` say; where
 * it lends no colour functions the text stays plain.
 */
export function styleOf(state: RunnerState): Style {
  const { RECEIVED_COLOR, EXPECTED_COLOR, BOLD_WEIGHT, DIM_COLOR } = state.utils ?? {};
  return {
    received: RECEIVED_COLOR ?? unchanged,
    expected: EXPECTED_COLOR ?? unchanged,
    strong: BOLD_WEIGHT ?? unchanged,
    faint: DIM_COLOR ?? unchanged,
  };
}
