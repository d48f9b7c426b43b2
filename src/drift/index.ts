/**
 * Measured error that is remembered: entries, the files in which they lie, the judgement of a measurement by its baseline, and the record of
 * a run. Pure; files are read and written through a port.
 */
export {
  baselineFolder,
  baselineFormat,
  baselinePath,
  parseBaseline,
  printBaseline,
  sidecarName,
  type Baseline,
} from './baseline-file.ts';
export * from './entry.ts';
export { decide, judge, modeOf, modes, specialText, withHandEdits } from './judge.ts';
export type { Decision, Judgement, KindChange, MetricChange, Mode, Outcome } from './judge.ts';
export { mergeRunRecords, parseRunRecord, printRunRecord, runFormat } from './run-record.ts';
export type { Action, DriftCheck, ObsoleteEntry, RunRecord, WorstElement } from './run-record.ts';
