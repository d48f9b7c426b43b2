import type { LeafComparison } from '../../compare/types.ts';
import type { FormatName } from '../../formats/index.ts';

/** A mechanism that an error looks like. None of these takes part in a verdict: they are offered to a person as hints. */
export type Diagnosis =
  /** Every received value is 0. */
  | { readonly kind: 'all zero' }
  /** A reference within the range of the format came out infinite. */
  | { readonly kind: 'overflow'; readonly format: FormatName }
  /** All values of a side are values of a narrower format than ulps are counted in. `ulps`: half its ulp, in those ulps. */
  | {
      readonly kind: 'narrower';
      readonly side: 'actual' | 'reference' | 'both';
      readonly format: FormatName;
      readonly ulps: number;
    }
  /** `actual[i]` is `reference[i + by]`, in row-major order. */
  | { readonly kind: 'shifted'; readonly by: number }
  /** The last two axes are exchanged. */
  | { readonly kind: 'transposed' }
  /** The same values in another order. */
  | { readonly kind: 'permuted' }
  /** The actual is `factor` times the reference, up to rounding; -1: the sign is flipped. */
  | { readonly kind: 'scaled'; readonly factor: number }
  /** References that are 0, where ulps and relative error allow nothing. `abs` would let all pass. */
  | { readonly kind: 'zero reference'; readonly count: number; readonly abs: number | null }
  /** The budget allows less than half an ulp at the worst element: only a reference that the format holds can be met. */
  | { readonly kind: 'below spacing'; readonly allowedUlps: number }
  /** Ordinary in absolute terms, extraordinary in ulps: what cancellation leaves. `abs` would let all pass. */
  | { readonly kind: 'cancellation'; readonly abs: number; readonly error: number; readonly median: number }
  /** Nearly all errors have one sign. */
  | { readonly kind: 'one-sided'; readonly bias: number; readonly mean: number };

/** The values of one leaf in row-major order, as float64. */
export interface LeafValues {
  readonly actual: Float64Array;
  readonly reference: Float64Array;
}

/** Reads the values of a leaf again; `undefined` where they are no real numbers. */
export type ReadValues = (leaf: LeafComparison) => LeafValues | undefined;
