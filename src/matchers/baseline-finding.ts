import type { DriftCheck, InlineDrift, Judgement, Mode } from '../drift/index.ts';
import type { BudgetFinding } from './finding.ts';

/** What a baseline matcher found, as data. */
export type BaselineFinding = StoredFinding | InlineFinding;

/** Arrays held against the entries of a baseline file. */
export interface StoredFinding {
  readonly kind: 'baseline';
  readonly pass: boolean;
  readonly mode: Mode;
  /** One for each array received. */
  readonly arrays: readonly StoredArray[];
}

export interface StoredArray {
  readonly check: DriftCheck;
  readonly judgement: Judgement;
  /** Value entries: the comparison with the numbers remembered, where one was made. */
  readonly values?: BudgetFinding;
}

/** Drift held against a literal in the test's source. */
export interface InlineFinding {
  readonly kind: 'inline drift';
  readonly pass: boolean;
  /** `null` where there is no literal yet. */
  readonly literal: InlineDrift | null;
  readonly size: number;
  /** What would be written. */
  readonly text: string;
}
