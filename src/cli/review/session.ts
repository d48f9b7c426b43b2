/** What the commands of a review share: the records, what is pending in them, and how that is told to a program. */
import { checkAcknowledgement } from '../../drift/index.ts';
import type { Acknowledgement, BaselineFiles } from '../../drift/index.ts';
import { UsageError } from '../../errors.ts';
import { filesOnDisk } from '../baseline-files.ts';
import { isMonthOrDay } from '../calendar.ts';
import { isAcknowledgeable } from './decide.ts';
import type { Refusal } from './decide.ts';
import { pendingIn } from './pending.ts';
import type { Pending } from './pending.ts';
import { reviewedRecords } from './records.ts';
import type { ReviewedRecord } from './records.ts';
import { holdFitting, isSelective, namesIn, selected } from './selection.ts';
import type { SelectionOptions } from './selection.ts';
import { decisiveMetric } from './text.ts';

export interface ReviewSession {
  readonly folder: string;
  readonly files: BaselineFiles;
  readonly records: readonly ReviewedRecord[];
  /** Where the runs were. */
  readonly environments: readonly string[];
  /** What is pending and selected. */
  readonly pending: readonly Pending[];
  /** Whether more may be pending than was selected. */
  readonly isPart: boolean;
}

/** Reads the records, and finds what is pending of what the call selects. @throws UsageError for a condition that fits nothing in them */
export function openSession(folder: string, names: readonly string[], options: SelectionOptions): ReviewSession {
  const files = filesOnDisk();
  const records = reviewedRecords(folder, options.record ?? []);
  const environments = [...new Set(records.flatMap(({ run }) => run.environments))].sort();
  const recorded = namesIn(records);
  holdFitting(names, options, recorded);
  const pending = selected(pendingIn(folder, records, files, options.project), names, options, recorded);
  return { folder, files, records, environments, pending, isPart: isSelective(names, options) };
}

/** An entry for `--json`. */
export function pendingJson(pending: Pending): object {
  const { kind, file, key, projects, path, base, now, nonFinite, obstacle, check } = pending;
  return {
    kind,
    file,
    key,
    projects,
    baseline: path,
    metric: decisiveMetric(pending),
    reasons: check?.whole().reasons ?? [],
    nonFinite,
    obstacle,
    base,
    now,
  };
}

/** A refused entry for `--json`. */
export function refusalJson({ pending: { kind, file, key, path }, why }: Refusal): object {
  return { kind, file, key, baseline: path, why };
}

/** Which entry, for `--json`. */
export function placeJson({ kind, file, key, path }: Pending): object {
  return { kind, file, key, baseline: path };
}

export interface AcknowledgementOptions {
  readonly reason?: string;
  readonly until?: string;
}

/**
 * The acknowledgement of a call.
 *
 * @param today - `2027-01-31`
 * @throws for an end without a reason, one that is no month or day, and one that is past
 */
export function acknowledgementOf({ reason, until }: AcknowledgementOptions, today: string): Acknowledgement | null {
  if (reason === undefined) {
    if (until === undefined) return null;
    throw new UsageError('--until says up to when an acknowledgement holds, and --reason, what it is, is missing.');
  }
  const acknowledgement = until === undefined ? { reason } : { reason, until };
  checkAcknowledgement(acknowledgement, '--reason and --until');
  if (until !== undefined && !isMonthOrDay(until)) {
    throw new UsageError(
      `--until: there is no day ${until}. Write one that there is, or a month: ${until.slice(0, 7)}.`,
    );
  }
  if (until !== undefined && today.slice(0, until.length) > until) {
    throw new UsageError(
      `--until: ${until} is past, on ${today}, and so would the acknowledgement be. Write a later month or day, or leave --until out.`,
    );
  }
  return acknowledgement;
}

/** @throws UsageError where there is an acknowledgement and nothing that needs one */
export function holdAcknowledgeable(pending: readonly Pending[], acknowledgement: Acknowledgement | null): void {
  if (acknowledgement === null || pending.length === 0 || pending.some(isAcknowledgeable)) return;
  throw new UsageError(
    '--reason acknowledges what got worse or changed in kind, and nothing selected did. Leave it out, or select --regressions or --changes.',
  );
}
