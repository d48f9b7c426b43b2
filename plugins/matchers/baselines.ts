import { bindBaselineMatchers } from '../../src/matchers/index.ts';
import type { BoundBaselines } from '../../src/matchers/index.ts';
import { baselineTable } from '../../src/matchers/baseline-table.ts';
import { renderBaseline } from '../../src/report/index.ts';
import { baselineSession } from './baseline-host.ts';

/** The matchers that remember, for runners with snapshots. */
export const baselineMatchers: BoundBaselines<typeof baselineTable> = bindBaselineMatchers(baselineTable, {
  session: baselineSession,
  render: renderBaseline,
});
