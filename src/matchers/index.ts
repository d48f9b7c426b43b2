/**
 * Matchers: pure functions from what was received, a reference and what is allowed to a finding, which is plain data. They know
 * no runner and make no text; a host lends both. Synchronous, and never silently true.
 */
import type { baselineTable } from './baseline-table.ts';
import type { matcherTable } from './table.ts';
import type { BaselineMethods } from './bind-baseline.ts';
import type { Methods } from './bind.ts';

/** The assertions that this package adds to `expect(…)`, each returning `R`. */
export type NumericMatchers<R = void> = Methods<typeof matcherTable, R>;

/** The assertions that remember, each returning `R`. */
export type BaselineMatchers<R = void> = BaselineMethods<typeof baselineTable, R>;

export type { BaselineFinding, InlineFinding, StoredArray, StoredFinding } from './baseline-finding.ts';
export { bindBaselineMatchers, type BaselineHost, type BoundBaselines } from './bind-baseline.ts';
export type { DriftBaselineOptions } from './to-match-drift-baseline.ts';
export type { ValueBaselineOptions } from './to-match-value-baseline.ts';
export { bindMatcher, bindMatchers, type Bound, type BoundMatcher, type Matcher } from './bind.ts';
export type { Diagnosis } from './diagnosis/diagnosis.ts';
export type {
  AgreedDigits,
  BackwardFinding,
  BitDifference,
  BitsFinding,
  BudgetFinding,
  DigitsFinding,
  Finding,
  GradcheckFinding,
  OracleFinding,
  RoundingFinding,
  RoundingMiss,
  StabilityFinding,
  StabilityOfFormat,
  WrongSlope,
} from './finding.ts';
export { acrossDtypes } from './stability/outcomes.ts';
export type { DtypeOutcomes, DtypeRun, RunDtype } from './stability/outcomes.ts';
export type { StabilityBudgets, StabilityOptions } from './stability/to-be-stable-across-dtypes.ts';
export type { OracleEvidence } from './oracle-evidence.ts';
export type { Host, RunnerState } from './host.ts';
export { plainStyle, styleOf, type Style } from './style.ts';
