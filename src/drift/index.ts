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
export type { Sha256 } from './digest.ts';
export * from './entry.ts';
export { becameNonFinite, decide, judge, modeOf, modes, specialText, withHandEdits, withTolerance } from './judge.ts';
export type { Decision, Judgement, KindChange, MetricChange, Mode, Outcome } from './judge.ts';
export { inOrder, runFormat } from './run-record.ts';
export type { Action, CheckPlace, DriftCheck, ObsoleteEntry, RunRecord, WorstElement } from './run-record.ts';
export { checkText, obsoleteText, parseCheck, parseObsolete } from './transport.ts';
export { printRunRecord } from './run-record-text.ts';
export { parseRunRecord, readRecordedRun, RecordedCheck } from './recorded-run.ts';
export type { RecordedObsolete, RecordedRun } from './recorded-run.ts';
export { mergeRunRecords } from './merge-records.ts';
export { mergeBaselines } from './merge-baselines.ts';
export type { EntryConflict, MergedBaseline } from './merge-baselines.ts';
export { measuredAlike, measuredOf, sameData } from './same-entry.ts';
export { specialsOf } from './special-values.ts';
export { envelopeFor, rangeStart, type EnvelopeOfErrors, type ErrorEnvelope } from './error-envelope.ts';
export { checkAcknowledgement, checkTolerance, entryText } from './entry-text.ts';
export { changeTo, type Put } from './baseline-change.ts';
export { isValuesName, valuesFolder, valuesName } from './carried-values.ts';
export { baselineFiles, type BaselineFiles, type FileSystem, type Machine } from './files.ts';
export { graft, type Graft, type GraftPort, type SnapshotState } from './graft.ts';
export { measure, worstOf, type Measurement, type OwnMetrics } from './measure.ts';
export { digestOfText, recall, remember, type Remembered } from './remember.ts';
export { BaselineStore, keyOfArray, plainName } from './store.ts';
export type { Conclusion, Tally, TestIdentity, UnwrittenValues } from './store.ts';
export { baselineParser } from './baseline-parser.ts';
export { historyOf } from './history.ts';
export type { EntryChange, EntryHistory, FileChange, HistoryPoint, Revision, RevisionChanges } from './history.ts';
export {
  inlineLimit,
  inlineMetric,
  inlineText,
  literalText,
  parseInlineDrift,
  type InlineDrift,
} from './inline-drift.ts';
export type { BaselineSession, InlineSnapshots } from './session.ts';
