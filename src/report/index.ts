/**
 * Renderings of what was found, for a person: pure functions from records to text. Short, however long the arrays were.
 */
export { renderFinding } from './finding.ts';
