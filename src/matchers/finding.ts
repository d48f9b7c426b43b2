import type { Comparison, Dtype, Scalar } from '../compare/types.ts';
import type { FormatName } from '../formats/index.ts';
import type { Diagnosis } from './diagnosis/diagnosis.ts';
import type { OracleEvidence } from './oracle-evidence.ts';

/** What a matcher found, as data. The layers below make text of it; a new kind needs a text of its own there. */
export type Finding =
  | BudgetFinding
  | DigitsFinding
  | BitsFinding
  | OracleFinding
  | RoundingFinding
  | StabilityFinding
  | BackwardFinding
  | GradcheckFinding;

interface FindingOfAnyKind {
  /** Whether the assertion holds, `.not` left aside. */
  readonly pass: boolean;
  /** Why `.not` must not be answered, where its answer would be true of anything: a NaN differs from every number. */
  readonly refusesNot?: string;
}

/** Numbers held against a budget. */
export interface BudgetFinding extends FindingOfAnyKind {
  readonly kind: 'budget';
  readonly comparison: Comparison;
  /** What the error looks like, found on demand: it reads the arrays once more. */
  readonly diagnose: () => readonly Diagnosis[];
}

/** Numbers held against a count of decimal digits. */
export interface DigitsFinding extends FindingOfAnyKind {
  readonly kind: 'digits';
  /** Digits asked for. */
  readonly digits: number;
  readonly count: number;
  /** Elements that agree to fewer digits. */
  readonly missed: number;
  /** The element that agrees to the fewest, a non-finite one out of place before all others. */
  readonly worst: AgreedDigits;
  /** The first misses, five at most. */
  readonly first: readonly AgreedDigits[];
}

/** One element and how far it agrees. */
export interface AgreedDigits {
  /** Where it is, in JavaScript notation: `''` for a lone number, `'[2]'`, `'weights[3][0]'`. */
  readonly path: string;
  readonly actual: number | bigint;
  readonly actualType: Dtype;
  readonly reference: number | bigint;
  readonly referenceType: Dtype;
  /** Digits in tenths, rounded down; `null` where a NaN or an infinity is out of place. `Infinity` for equal integers. */
  readonly tenths: number | null;
}

/** Numbers held against others bit by bit. */
export interface BitsFinding extends FindingOfAnyKind {
  readonly kind: 'bits';
  readonly count: number;
  /** Elements whose bits differ. */
  readonly different: number;
  /** How many of them are equal as numbers: zeros of either sign, and NaN with other payloads. */
  readonly equalAsNumbers: number;
  /** The first of them, five at most. */
  readonly first: readonly BitDifference[];
}

/** One element whose bits differ. */
export interface BitDifference {
  /** As in {@link AgreedDigits}. */
  readonly path: string;
  readonly dtype: Dtype;
  readonly actual: Scalar;
  readonly reference: Scalar;
  /** Bit patterns; of a complex number, those of the first part that differs. */
  readonly actualBits: bigint;
  readonly referenceBits: bigint;
  /** Bits of the pattern; `undefined` for integers without limit. */
  readonly width: number | undefined;
}

/** Numbers held against a budget around a proved truth. */
export interface OracleFinding extends FindingOfAnyKind {
  readonly kind: 'oracle';
  readonly comparison: Comparison;
  readonly diagnose: () => readonly Diagnosis[];
  /** What the oracle knows about element `index` of the leaf at `path`, found on demand. */
  readonly evidence: (path: string, index: number) => OracleEvidence | undefined;
}

/** Numbers held to be a rounding of the true value. */
export interface RoundingFinding extends FindingOfAnyKind {
  readonly kind: 'rounding';
  readonly mode: 'correct' | 'faithful';
  readonly count: number;
  readonly missed: number;
  /** The first misses, five at most. */
  readonly first: readonly RoundingMiss[];
  /** What the oracle knows about the first miss, or about the first element without one. */
  readonly evidence: () => OracleEvidence;
}

/** A number that is no such rounding, and those that would be. */
export interface RoundingMiss {
  /** As in {@link AgreedDigits}. */
  readonly path: string;
  readonly format: FormatName;
  readonly actual: number;
  readonly nearest: number;
  readonly down: number;
  readonly up: number;
}

/** One program in several formats. */
export interface StabilityFinding extends FindingOfAnyKind {
  readonly kind: 'stability';
  readonly reference: 'oracle' | 'float64';
  readonly formats: readonly StabilityOfFormat[];
}

/** One format of them. */
export interface StabilityOfFormat {
  readonly name: FormatName;
  /** `certified`: decided by enclosures; `estimated`: by their centres, because they are too wide; `float64`: by a run in float64. */
  readonly basis: 'certified' | 'estimated' | 'float64';
  readonly comparison: Comparison;
  /** Of an estimate: decimal digits to which the centres and the float64 run agree. */
  readonly digits?: number;
}

/** A computed solution of a linear system, by the change of the data that makes it exact. */
export interface BackwardFinding extends FindingOfAnyKind {
  readonly kind: 'backward';
  /** Normwise backward error, rounded up. */
  readonly error: number;
  /** What is allowed: ratio·n·u. */
  readonly limit: number;
  readonly ratio: number;
  /** Unknowns. */
  readonly order: number;
  readonly format: FormatName;
  /** The largest forward error, relative to the largest component of the exact solution. */
  readonly forwardError: number;
}

/** Gradients held against the exact ones, and these against slopes. */
export interface GradcheckFinding extends FindingOfAnyKind {
  readonly kind: 'gradcheck';
  readonly comparison: Comparison;
  readonly diagnose: () => readonly Diagnosis[];
  /** Elements whose exact gradient is not the slope: the rule is wrong there. */
  readonly wrong: readonly WrongSlope[];
  /** Elements where the slopes on both sides differ. */
  readonly kinks: number;
  /** Elements whose slope was measured. */
  readonly measured: number;
}

/** An element of an input where the gradient rule and the slope of the function differ. */
export interface WrongSlope {
  readonly input: number;
  readonly index: number;
  readonly rule: number;
  readonly slope: number;
}
