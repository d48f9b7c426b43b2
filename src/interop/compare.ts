/** The comparison that everybody uses: of JavaScript's own numbers and of everything that the table of readers recognises. */
import { compareWith } from '../compare/index.ts';
import type { Compare } from '../compare/index.ts';
import { readers } from './readers.ts';

/**
 * `compare(actual, reference, budget)`: see `compareWith`, with every reader of this package.
 *
 * @throws BudgetError, ComparisonError as `compareWith`; FormatError for an element type that does not exist
 */
export const compare: Compare = compareWith(readers);
