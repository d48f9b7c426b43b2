import { toMatchDriftBaseline } from './to-match-drift-baseline.ts';
import { toMatchInlineDrift } from './to-match-inline-drift.ts';
import { toMatchValueBaseline } from './to-match-value-baseline.ts';

/** The matchers that remember: one file and one line here each. */
export const baselineTable: {
  readonly toMatchDriftBaseline: typeof toMatchDriftBaseline;
  readonly toMatchInlineDrift: typeof toMatchInlineDrift;
  readonly toMatchValueBaseline: typeof toMatchValueBaseline;
} = {
  toMatchDriftBaseline,
  toMatchInlineDrift,
  toMatchValueBaseline,
};
