/**
 * `ulpwise`: the pure core. Formats and rounding, comparison under a budget, readers of other libraries' tensors and files. No runner is
 * imported here, nor Node: the same code runs in a browser.
 *
 * @module
 */
export * from './errors.ts';
export * from './formats/index.ts';
export * from './compare/index.ts';
export { OracleReference, oracleWith, SolutionReference } from './arithmetic/index.ts';
export type {
  BoundOptions,
  DecimalInput,
  ModelReferences,
  Oracle,
  OracleInput,
  OracleLimits,
  OracleMethod,
  OracleModel,
  OracleProgram,
  ReferencesOf,
} from './arithmetic/index.ts';
export * from './interop/index.ts';
export { acrossDtypes } from './matchers/index.ts';
export type { DtypeOutcomes, DtypeRun, RunDtype } from './matchers/index.ts';
