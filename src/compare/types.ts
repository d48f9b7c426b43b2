/**
 * The vocabulary of a comparison: what is allowed ({@link Budget}), what is compared ({@link NumericArray}, {@link Reader},
 * {@link CertifiedReference}) and what came out ({@link Comparison}).
 *
 * A `Comparison` is plain data: objects, arrays, strings, booleans and numbers (NaN, ±Infinity and -0 among them) and bigints where a
 * float64 could not hold the integer. It has no methods and no references to the arrays compared, so a run record can store it.
 *
 * Definitions used throughout, for an actual value a, its reference r, and the format F of the actual:
 *
 * - absolute error |a − r|;
 * - relative error |a − r| / |r| (or / max(|a|, |r|) under `relTo: 'larger'`); none where the divisor is 0 and the error is not;
 * - error in ulps |a − r| / ulp_F(r), ulp_F(r) = 2^(max(⌊log2|r|⌋, emin) − p + 1), ulp_F(0) = the smallest subnormal of F (Goldberg);
 *   a real number, 0.5 at most for a correctly rounded result; 1 is the ulp of every integer type;
 * - steps: how many representable values of F lie between a and r rounded into F, an integer; +0 and −0 are the same place.
 */
import type { FormatName } from '../formats/index.ts';

/** Integer element types. `bigint` is JavaScript's own integer, without limit. */
export type IntegerDtype =
  'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'bool' | 'bigint';

/** Pairs (re, im) of float32 or float64. */
export type ComplexDtype = 'complex64' | 'complex128';

/** The element type of an array. */
export type Dtype = FormatName | IntegerDtype | ComplexDtype;

/** What ulps are counted in: a floating-point format, or an integer type, whose ulp is 1. */
export type Unit = FormatName | IntegerDtype;

/** One value as it is reported. */
export type Scalar = number | bigint | { readonly re: number; readonly im: number };

/** Memory in which a {@link NumericArray} lies. `Float16Array` is accepted too where the engine has it. */
export type NumericData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly number[]
  | readonly bigint[];

/** What a reader yields: numbers in memory, with how to walk them. */
export interface NumericArray {
  /** The memory. Complex arrays are interleaved re, im pairs. */
  readonly data: NumericData;
  /** Extents, outermost first; `[]` is a scalar. Complex arrays: without the trailing 2. */
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  /** `'bits'`: `data` holds raw bit patterns of a narrow format. Default `'values'`. */
  readonly encoding?: 'values' | 'bits';
  /** Distance between neighbours along each axis, in elements (complex: in pairs). Default: row-major, contiguous. */
  readonly strides?: readonly number[];
  /** Index of the first element in `data`, in elements (complex: in pairs). Default 0. */
  readonly offset?: number;
  /** What it was, for messages: `'tfjs tensor'`, `'.npy file'`. */
  readonly source: string;
}

/** Recognises one kind of foreign tensor; `undefined` for everything else. */
export type Reader = (value: object) => NumericArray | undefined;

/** The heart: see `compare`. */
export type Compare = (actual: unknown, reference: unknown, budget: Budget) => Comparison;

// ---------------------------------------------------------------------------------------------------------------- budget

/** Names of the terms that each element must meet: it passes when it is within **any** of those given. */
export type ElementTerm = 'ulp' | 'steps' | 'rel' | 'abs' | 'allclose' | 'bound';

/** Names of the terms that a whole array must meet: **all** of those given must hold. */
export type ArrayTerm = 'rmse' | 'meanUlp' | 'p99Ulp' | 'bias' | 'cosine' | 'mismatches';

export type BudgetTerm = ElementTerm | ArrayTerm;

/** numpy's and PyTorch's sum: |a − r| ≤ atol + rtol·|r|. Both are given: a forgotten one would decide silently. */
export interface Allclose {
  readonly rtol: number;
  readonly atol: number;
}

/** What is allowed. At least one term is given; each is finite and ≥ 0, else `BudgetError`. There are no defaults. */
export interface Budget {
  /** Per element: error in ulps of the actual's format, a real number (0.5: correctly rounded). */
  readonly ulp?: number;
  /** Per element: representable values between the two (numpy's and GoogleTest's "ulp distance"), an integer. */
  readonly steps?: number;
  /** Per element: relative error, see {@link Budget.relTo}. */
  readonly rel?: number;
  /** Per element: absolute error. */
  readonly abs?: number;
  /** Per element: |a − r| ≤ atol + rtol·|r|. */
  readonly allclose?: Allclose;
  /** Per element: multiple of the a-priori rounding-error bound that the reference carries (`withErrorBound`). */
  readonly bound?: number;

  /** Array: root mean square of the absolute errors. */
  readonly rmse?: number;
  /** Array: mean error in ulps. */
  readonly meanUlp?: number;
  /** Array: 99 % of the elements (nearest rank) are within this many ulps. */
  readonly p99Ulp?: number;
  /** Array: |mean of the signed errors|, in ulps. */
  readonly bias?: number;
  /** Array: cosine similarity is at least this (0 < cosine ≤ 1). */
  readonly cosine?: number;
  /** Array: how many elements may miss the per-element terms, a count or a share such as `'0.1%'`. Default 0. */
  readonly mismatches?: number | `${number}%`;

  /** What scales `rel`: |r| (default), or max(|a|, |r|). */
  readonly relTo?: 'reference' | 'larger';
  /** `'inclusive'` (default): an error equal to the budget passes. `'exclusive'`: it must be smaller (Jest's rule); equal values pass all the same. */
  readonly boundary?: 'inclusive' | 'exclusive';
  /** `'equal'` (default): NaN passes where the reference is NaN. `'reject'`: NaN never passes. */
  readonly nan?: 'equal' | 'reject';
  /** `'equal'` (default): +0 and −0 are the same. `'distinct'`: a zero of the other sign is a miss. */
  readonly signedZero?: 'equal' | 'distinct';
  /** `'keep'` (default). `'flush'`: values below the smallest normal of the format are zero, on both sides. */
  readonly subnormals?: 'keep' | 'flush';
  /** Count ulps and steps in this format instead of the actual's own. */
  readonly format?: FormatName;
  /** Let two empty arrays of one shape, or two empty records, pass. Default: an error. */
  readonly allowEmpty?: boolean;
  /** The rule of another library that this budget reproduces, with its source. Set by the named profiles. */
  readonly profile?: string;
}

// ------------------------------------------------------------------------------------------------------------ references

/** Interval that contains a quantity. */
export type Interval = readonly [lo: number, hi: number];

/**
 * A reference that carries an enclosure: the true real value of element i lies in [y_i − ρ_i, y_i + ρ_i] with y_i = hi_i + lo_i
 * (unevaluated). Made by an oracle; elements are in row-major order.
 */
export interface CertifiedReference {
  readonly kind: 'certified';
  readonly shape: readonly number[];
  /** Leading parts of the centres: the float64 nearest to y. */
  readonly hi: Float64Array;
  /** Trailing parts of the centres, |lo| ≤ ulp(hi)/2. */
  readonly lo: Float64Array;
  /** Radii ρ ≥ 0. */
  readonly radius: Float64Array;
  /** What was evaluated, for messages. */
  readonly description: string;
  /** A smaller enclosure of one element; `undefined` when there is none to be had. Called while a verdict hangs on it. */
  readonly tighten?: (index: number) => EnclosedValue | undefined;
  /** Relative condition numbers, where known. */
  readonly condition?: Float64Array;
  /** A-priori rounding-error bounds of the computation judged, element by element, for the budget term `bound`. */
  readonly errorBound?: Float64Array;
}

/** One enclosed value: [hi + lo − radius, hi + lo + radius]. */
export interface EnclosedValue {
  readonly hi: number;
  readonly lo: number;
  readonly radius: number;
}

// --------------------------------------------------------------------------------------------------------------- results

/** The outcome of one comparison. */
export interface Comparison {
  /** `'pass'`, `'fail'`, or `'undecided'`: the reference's enclosure is too wide to tell (never a pass). */
  readonly verdict: 'pass' | 'fail' | 'undecided';
  /** `verdict === 'pass'`. */
  readonly passed: boolean;
  /** `'certified'`: the verdict is proved, by the enclosure that the reference carries. `'measured'`: against the reference as it is given. */
  readonly basis: 'measured' | 'certified';
  /** The budget as given. */
  readonly budget: Budget;
  /** Elements compared, over all leaves. */
  readonly count: number;
  /** Elements that missed the per-element terms or have a non-finite value out of place, over all leaves. */
  readonly missed: number;
  /** Leaves that failed or are undecided. */
  readonly failedLeaves: number;
  /** One entry a leaf, in the order in which the actual lists them; a single array or number is one leaf with path `''`. */
  readonly leaves: readonly LeafComparison[];
  /** Index in {@link leaves} of the leaf to show first: among those of the worst verdict, the one with the largest error in ulps. */
  readonly worstLeaf: number;
  /** A NaN on either side of any element. A negated assertion must refuse such a comparison: NaN differs from everything. */
  readonly nanInvolved: boolean;
}

/** The outcome for one array or number. */
export interface LeafComparison {
  /** Where it is, in JavaScript notation: `''`, `'losses[3]'`, `"weights['linear.0']"`. */
  readonly path: string;
  /** Extents, equal on both sides; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** What ulps and steps are counted in. */
  readonly unit: Unit;
  readonly actual: LeafSide;
  readonly reference: LeafSide;
  readonly verdict: 'pass' | 'fail' | 'undecided';
  /** Elements in the leaf. */
  readonly count: number;
  /** Elements that missed: outside every per-element term given, or non-finite out of place. */
  readonly missed: number;
  /** How many were allowed to miss (`mismatches`). */
  readonly missesAllowed: number;
  /** Elements where the enclosure decides nothing; 0 for measured comparisons. */
  readonly undecided: number;
  /** Flat row-major index of the first miss, or `null`. */
  readonly firstMiss: number | null;
  /** One row for each term of the budget, in the order of the table of terms. */
  readonly terms: readonly TermResult[];
  /** The finite element with the largest error in ulps; `null` if no pair is finite. Never displaced by a NaN or an infinity. */
  readonly worst: ElementReport | null;
  /** The finite element with the largest absolute error. */
  readonly worstAbs: ElementReport | null;
  /** The finite element with the largest relative error. */
  readonly worstRel: ElementReport | null;
  /**
   * Of the elements outside the budget, the one with the largest error in the measure of the budget's first per-element term (`allclose`: the
   * absolute error). It need not be {@link worst}, which another term may let pass. `null` where no miss has such an error: none at all, or
   * only values that are not finite, zeros of the other sign, and under `rel` references of 0.
   */
  readonly worstMiss: ElementReport | null;
  /** The first misses in row-major order, five at most. */
  readonly firstMisses: readonly ElementReport[];
  readonly statistics: Statistics;
  /** Errors in ulps, counted by powers of two. */
  readonly histogram: Histogram;
  readonly special: SpecialValues;
  /**
   * For each term the smallest value that meets its own requirement, `null` if none does. Element terms: at most the allowed number of
   * elements miss, the other per-element terms as given (a term that the budget lacks is as if added). Array terms: the measured value.
   * It passes, and the next smaller float64 does not.
   */
  readonly smallestPassing: SmallestPassing;
}

/** What stood on one side. */
export interface LeafSide {
  readonly dtype: Dtype;
  /** `'Float32Array'`, `'nested array'`, `'tfjs tensor'`. */
  readonly source: string;
}

/** How one term of the budget fared. */
export interface TermResult {
  readonly term: BudgetTerm;
  readonly scope: 'element' | 'array';
  /** The value given; `mismatches` as a count. */
  readonly limit: number | Allclose;
  /** Unit of `limit` and `measured`: `'ulps'`, `'steps'`, `''` (a ratio), `'× bound'`, `'elements'`. */
  readonly unit: string;
  /** Largest error over the finite elements in the term's measure (for arrays: the measured value); `null` where it has none. */
  readonly measured: number | null;
  /** Array terms: it holds. Element terms: every element is within this very term (others may have let it pass). */
  readonly holds: boolean;
  /** Element terms: how many elements are within this term; else `null`. */
  readonly within: number | null;
  /** Element terms: how many elements pass by this term and by no other; else `null`. */
  readonly decided: number | null;
}

/** One element, with every measure of its error. */
export interface ElementReport {
  /** Flat row-major index in the leaf. */
  readonly index: number;
  /** The same, one index an axis; `[]` for a scalar. */
  readonly position: readonly number[];
  /** Leaf's path and position together: `'losses[3][0]'`, `''` for a lone number. */
  readonly path: string;
  readonly actual: Scalar;
  readonly reference: Scalar;
  /** Bit pattern of the actual in its own format: `'0x3f800000'`; `null` for integers, complex numbers and unrepresentable values. */
  readonly actualBits: string | null;
  /** Bit pattern of the reference in its own format. */
  readonly referenceBits: string | null;
  /** Signed error a − r where it is a finite float64 (complex: its modulus); `null` for non-finite pairs. */
  readonly difference: number | null;
  /** |a − r|, saturated at the largest float64; `null` for non-finite pairs. */
  readonly abs: number | null;
  /** Relative error; `null` where there is none (divisor 0 and error not 0). */
  readonly rel: number | null;
  /** Error in ulps, saturated at the largest float64. */
  readonly ulps: number | null;
  /** Steps of the format; `null` for complex numbers and non-finite pairs. */
  readonly steps: bigint | null;
  /** |a − r| / bound; `null` where the reference carries no bound, or a bound of 0 and an error that is not. */
  readonly boundRatio: number | null;
  /** Ulp of the format at the reference. */
  readonly ulp: number | null;
  /** The largest absolute error that the budget's per-element terms together would have let pass here; `null` if it has none. */
  readonly allowedAbs: number | null;
  /** The same in ulps. */
  readonly allowedUlps: number | null;
  /** Per-element terms given that this element is within. */
  readonly within: readonly ElementTerm[];
  /** What it missed by: `'error'`, or one of the kinds of non-finite mismatch, or `'signed zero'`; `null` for a pass. */
  readonly miss: 'error' | 'signed zero' | NonFiniteKind | null;
  /** Certified references: what is proved about the error. */
  readonly certified: CertifiedError | null;
}

/** Enclosures of the error of one element against the true value. */
export interface CertifiedError {
  readonly abs: Interval;
  readonly ulps: Interval;
  readonly rel: Interval | null;
  /** `'undecided'`: the enclosure straddles the budget. */
  readonly verdict: 'pass' | 'fail' | 'undecided';
}

/** Summary of one measure of error over the finite pairs. Quantiles are by nearest rank: an error that some element has. */
export interface ErrorSummary {
  readonly max: number;
  readonly mean: number;
  /** Root of the mean square. */
  readonly rms: number;
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  /** Elements that the summary is over. */
  readonly count: number;
}

export interface Statistics {
  /** Finite pairs; the summaries are over these. Zeros that differ in sign are not among them where that is a miss. */
  readonly finite: number;
  readonly ulps: ErrorSummary;
  readonly abs: ErrorSummary;
  /** Without the elements that have no relative error, see {@link relUndefined}. */
  readonly rel: ErrorSummary;
  /** Error over the reference's a-priori bound, where it carries one. */
  readonly bound: ErrorSummary | null;
  /** Elements without relative error: the divisor is 0 and the error is not. */
  readonly relUndefined: number;
  /** Mean of the signed errors in ulps (complex: of the moduli's errors): a systematic error that every element hides. */
  readonly biasUlps: number;
  /** Elements equal to their reference. */
  readonly equal: number;
  /** Cosine similarity; `null` unless the budget asks for it. */
  readonly cosine: number | null;
  /** Largest number of steps; `null` unless the budget asks for it. */
  readonly maxSteps: bigint | null;
  /**
   * Quantiles: `'exact'`, or from buckets whose upper edges are reported (each at most 1/64 above the bucket's lower edge, and an error
   * that lies on an edge is reported exactly). Budget verdicts never rest on buckets.
   */
  readonly quantiles: 'exact' | 'buckets';
}

/** Counts of errors in ulps by powers of two: `counts[i]` errors lie in (2^(k−1), 2^k], k = `lowestExponent` + i. */
export interface Histogram {
  /** Errors that are 0. */
  readonly zero: number;
  readonly lowestExponent: number;
  readonly counts: readonly number[];
}

/** Kinds of values on one side. Subnormal: below the smallest normal number of the leaf's unit. */
export interface ClassCounts {
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly zero: number;
  readonly subnormal: number;
}

/** How a pair with a non-finite value disagrees. */
export type NonFiniteKind =
  /** The actual is NaN and the reference is not. */
  | 'unexpected NaN'
  /** The reference is NaN and the actual is not. */
  | 'missing NaN'
  /** Both are NaN under `nan: 'reject'`. */
  | 'rejected NaN'
  /** The actual is infinite; the reference is finite and does not round to that infinity. */
  | 'unexpected infinity'
  /** The reference is infinite, the actual finite. */
  | 'missing infinity'
  /** Infinities of opposite sign. */
  | 'infinity of the other sign';

/** Non-finite and other special values, apart from the finite statistics. */
export interface SpecialValues {
  readonly actual: ClassCounts;
  readonly reference: ClassCounts;
  /** Pairs that agree although not finite: NaN with NaN, equal infinities. */
  readonly agreeing: number;
  /** Pairs that agree because the finite reference overflows in the actual's format. */
  readonly overflowed: number;
  /** Zeros whose signs differ (misses under `signedZero: 'distinct'`). */
  readonly signedZeros: number;
  /** Values that `subnormals: 'flush'` made zero, on both sides together. */
  readonly flushed: number;
  /** Pairs that disagree in a non-finite value; each is a miss. */
  readonly mismatched: number;
  readonly byKind: Readonly<Record<NonFiniteKind, number>>;
  /** The first of them, five at most. */
  readonly first: readonly ElementReport[];
}

/** See {@link LeafComparison.smallestPassing}. */
export interface SmallestPassing {
  readonly ulp: number | null;
  readonly rel: number | null;
  readonly abs: number | null;
  /** `null` also where the budget has no `steps`: counted only when asked for. */
  readonly steps: number | null;
  /** Smallest `rtol` with `atol` as given, and the reverse; `null` as a whole where the budget has no `allclose`. */
  readonly allclose: { readonly rtol: number | null; readonly atol: number | null } | null;
  readonly bound: number | null;
  readonly rmse: number | null;
  readonly meanUlp: number | null;
  /** From buckets (an upper edge, which passes) unless the budget has `p99Ulp`, then exact. */
  readonly p99Ulp: number | null;
  readonly bias: number | null;
  readonly cosine: number | null;
  /** Count of misses with the per-element terms as given. */
  readonly mismatches: number;
}
