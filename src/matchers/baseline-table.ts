/** The matchers that remember: one file and one line here each. */
export { toMatchDriftBaseline } from './to-match-drift-baseline.ts';
export { toMatchInlineDrift } from './to-match-inline-drift.ts';
export { toMatchValueBaseline } from './to-match-value-baseline.ts';
