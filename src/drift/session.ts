/** What a matcher is lent for one assertion of one test: the store of its file, and who it is. */
import type { Sha256 } from './digest.ts';
import type { DriftCheck } from './run-record.ts';
import type { BaselineStore, Conclusion, TestIdentity } from './store.ts';

export interface BaselineSession {
  readonly store: BaselineStore;
  readonly identity: TestIdentity;
  readonly testName: string;
  readonly sha256: Sha256;
  /** Concludes a check: in the store, in the runner's summary, and in the run record. */
  readonly conclude: (conclusion: Conclusion) => DriftCheck;
  /** The runner's own inline snapshots. */
  readonly inline: InlineSnapshots;
}

/** Literals in the source of a test, which the runner compares and rewrites. */
export interface InlineSnapshots {
  /**
   * Compares a text with the literal, and rewrites the literal where the runner's update mode says so.
   *
   * @returns whether the assertion passes
   */
  match(text: string, literal: string | undefined, matcher: string): boolean;
}
