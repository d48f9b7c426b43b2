/** Records of the parts of one run, joined. */
import { BaselineError } from '../errors.ts';
import { printJson } from './json-text.ts';
import { checkJson } from './run-record-text.ts';
import { inOrder } from './run-record.ts';
import type { DriftCheck, RunRecord } from './run-record.ts';

/**
 * The record of one run whose parts were run apart: shards of one suite give exactly the record of the suite run whole.
 *
 * @throws BaselineError where there is none, where they are of different runners, or where two hold the same check with different results
 */
export function mergeRunRecords(records: readonly RunRecord[]): RunRecord {
  const runners = [...new Set(records.map(({ runner }) => runner))];
  if (runners.length !== 1) {
    throw new BaselineError(
      runners.length === 0
        ? 'There is no run record to merge. Give at least one.'
        : `The run records are of different runners: ${runners.join(', ')}. Merge the shards of one run.`,
    );
  }
  return inOrder({
    runner: runners[0],
    environments: records.flatMap(({ environments }) => environments),
    checks: distinct(records.flatMap(({ checks }) => checks)),
    obsolete: [
      ...new Map(records.flatMap(({ obsolete }) => obsolete).map((entry) => [placeOf(entry), entry])).values(),
    ],
  });
}

function placeOf({ file, project, key, baseline }: Pick<DriftCheck, 'file' | 'project' | 'key' | 'baseline'>): string {
  return JSON.stringify([file, project, key, baseline]);
}

function distinct(checks: readonly DriftCheck[]): DriftCheck[] {
  const found = new Map<string, DriftCheck>();
  for (const check of checks) {
    const place = placeOf(check);
    const other = found.get(place);
    if (other !== undefined && printJson(checkJson(other)) !== printJson(checkJson(check))) {
      throw new BaselineError(
        `Two run records hold different results of ${JSON.stringify(check.key)} in ${check.file}. ` +
          'Merge the shards of one run, each once; compare runs with ulpwise gate.',
      );
    }
    found.set(place, check);
  }
  return [...found.values()];
}
