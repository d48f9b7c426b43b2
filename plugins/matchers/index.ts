/**
 * `ulpwise/matchers`: the matchers as an object for `expect.extend`, for runners and set-ups of one's own.
 *
 * ```ts
 * import { matchers } from 'ulpwise/matchers';
 * expect.extend(matchers);
 * ```
 *
 * @module
 */
import { matcherTable } from '../../src/matchers/table.ts';
import { bindMatchers } from '../../src/matchers/index.ts';
import type { Bound } from '../../src/matchers/index.ts';
import { renderFinding } from '../../src/report/index.ts';

export const matchers: Bound<typeof matcherTable> = bindMatchers(matcherTable, { render: renderFinding });

export type { NumericMatchers } from '../../src/matchers/index.ts';
