/**
 * Comparison of numbers under a budget: `compareWith(readers)(actual, reference, budget)` gives the verdict and the whole report as plain data.
 * Pure and synchronous; no text, no input or output; a comparison that could not fail is an error.
 */
export * from './types.ts';
export { compareWith } from './compare.ts';
export { withErrorBound, type BoundedReference } from './bounded.ts';
export { budgets, type NumpyOptions, type PytestOptions, type TorchOptions } from './profiles.ts';
export type { WebnnShapes } from './webnn-profile.ts';
