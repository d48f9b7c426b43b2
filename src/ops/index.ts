/**
 * The op table: what every op means, once. Kernel, enclosure rule, gradient in terms of other ops, shape, samples; plain data and small
 * closures that know nothing of tensors, traces or formats. To add an op is to add a row.
 */
export * from './define.ts';
export * from './shape.ts';
export { sourceIn } from './contraction.ts';
export { algebraOf, checkArity, compositeTable, opTable } from './algebra.ts';
export {
  argumentText,
  checkSettings,
  isRecord,
  type ArgumentsOf,
  type SettingsArgument,
  type SettingsOf,
} from './settings.ts';
export type { Algebra, AlgebraHost, CompositeName, OpName, PointwiseName } from './algebra.ts';
