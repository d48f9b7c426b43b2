/**
 * Renderings of what was found, for a person: pure functions from records to text. Short, however long the arrays were.
 */
export { argumentText } from './argument-text.ts';
export { renderFinding } from './finding.ts';
export { metricName, renderBaseline } from './baseline.ts';
export { runTableLines } from './run-table.ts';
