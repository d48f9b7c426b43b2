/** What a run measured that the baseline files of the working tree do not say yet. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { BaselineError } from '../../errors.ts';
import {
  baselineFolder,
  baselinePath,
  becameNonFinite,
  entryText,
  judge,
  measuredOf,
  parseBaseline,
  sidecarName,
  withHandEdits,
} from '../../drift/index.ts';
import type { Baseline, BaselineFiles, Entry, RecordedCheck, RecordedObsolete } from '../../drift/index.ts';
import { carriedPath } from '../values.ts';
import type { RecordedItem, ReviewedRecord } from './records.ts';

export const kinds = ['regression', 'changed', 'new', 'improvement', 'obsolete'] as const;

/**
 * `regression`: worse than its baseline. `changed`: of another kind, or other remembered numbers. `new`: it has no baseline. `improvement`:
 * better than its baseline. `obsolete`: no test asked for it.
 */
export type PendingKind = (typeof kinds)[number];

/** One entry that waits to be accepted or rejected. */
export interface Pending {
  readonly kind: PendingKind;
  /** The test file, relative to the working directory, with `/`. */
  readonly file: string;
  readonly key: string;
  /** The runner's projects in which it was measured. */
  readonly projects: readonly string[];
  /** The baseline file that acceptance changes. */
  readonly path: string;
  /** The entry that the run saw. */
  readonly base: Entry | null;
  /** What was measured; `null` for an obsolete entry. */
  readonly now: Entry | null;
  /** The text of the entry as it is in the baseline file that acceptance changes; `null` where there is none. */
  readonly standing: string | null;
  /** What acceptance writes; `null` removes the entry. */
  readonly accepted: Entry | null;
  /** NaN or infinities appeared. */
  readonly nonFinite: boolean;
  /** Why it cannot be accepted; `null` where it can. */
  readonly obstacle: string | null;
  /** A check of a run; `null` for an obsolete entry. */
  readonly check: RecordedCheck | null;
  readonly items: readonly RecordedItem[];
}

const kindOf: Readonly<Record<string, PendingKind>> = {
  new: 'new',
  regressed: 'regression',
  changed: 'changed',
  improved: 'improvement',
};

/** All checks of one entry, of all records: of several projects, and of shards that overlap. */
interface Group {
  readonly path: string;
  readonly key: string;
  readonly file: string;
  readonly checks: { readonly record: ReviewedRecord; readonly check: RecordedCheck }[];
  readonly obsolete: { readonly record: ReviewedRecord; readonly entry: RecordedObsolete }[];
}

function groupsOf(records: readonly ReviewedRecord[], projects: readonly string[] | undefined): Group[] {
  const groups = new Map<string, Group>();
  const groupAt = (path: string, key: string, file: string, where: string): Group => {
    holdBeside(path, file, where);
    const place = JSON.stringify([path, key]);
    let group = groups.get(place);
    if (group === undefined) groups.set(place, (group = { path, key, file, checks: [], obsolete: [] }));
    return group;
  };
  const asked = new Set<string>();
  for (const record of records) {
    for (const check of record.run.checks) {
      const { outcome, key, baseline, target, file } = check.place;
      asked.add(JSON.stringify([baseline, key]));
      if (outcome === 'within' || projects?.includes(check.place.project) === false) continue;
      groupAt(target ?? baseline, key, file, record.name).checks.push({ record, check });
    }
  }
  for (const record of records) {
    for (const entry of record.run.obsolete) {
      // another project's tests ask for it
      if (asked.has(JSON.stringify([entry.baseline, entry.key]))) continue;
      if (projects?.includes(entry.project) === false) continue;
      groupAt(entry.baseline, entry.key, entry.file, record.name).obsolete.push({ record, entry });
    }
  }
  return [...groups.values()];
}

/** A record may come from elsewhere: what it names must be the baseline of the test file that it names. */
function holdBeside(path: string, file: string, where: string): void {
  const cut = file.lastIndexOf('/') + 1;
  const before = `${file.slice(0, cut)}${baselineFolder}/${file.slice(cut)}`;
  const rest = path.startsWith(before) ? path.slice(before.length) : '';
  if (/^(?:\.[A-Za-z0-9][A-Za-z0-9_-]*)?\.drift\.json$/.test(rest)) return;
  throw new BaselineError(
    `${where}: ${JSON.stringify(path)} is not where the baselines of ${JSON.stringify(file)} lie. Make the record again by running the ` +
      'tests. Nothing was touched.',
  );
}

/**
 * What is pending in some records, held against the baseline files below a folder. Sorted by file and key.
 *
 * @param projects - look only at what was measured in these; default all
 */
export function pendingIn(
  folder: string,
  records: readonly ReviewedRecord[],
  files: BaselineFiles,
  projects?: readonly string[],
): Pending[] {
  const read = baselineCache(folder, files);
  return groupsOf(records, projects)
    .map((group) => pendingOf(folder, group, read))
    .filter((pending) => pending !== undefined)
    .sort((a, b) => compareText(a.file, b.file) || compareText(a.key, b.key) || compareText(a.path, b.path));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type BaselineCache = (path: string) => Baseline | BaselineError;

function baselineCache(folder: string, files: BaselineFiles): BaselineCache {
  const read = new Map<string, Baseline | BaselineError>();
  return (path) => {
    let baseline = read.get(path);
    if (baseline === undefined) {
      try {
        const text = files.read(join(folder, path));
        baseline = text === undefined ? new Map() : parseBaseline(text, path);
      } catch (error) {
        if (!(error instanceof BaselineError)) throw error;
        baseline = error;
      }
      read.set(path, baseline);
    }
    return baseline;
  };
}

function pendingOf(folder: string, group: Group, read: BaselineCache): Pending | undefined {
  const { path, file, key, checks, obsolete } = group;
  const items = [
    ...checks.map(({ record, check }) => ({ record, span: check.span })),
    ...obsolete.map(({ record, entry }) => ({ record, span: entry.span })),
  ];
  const places = [...checks.map(({ check }) => check.place), ...obsolete.map(({ entry }) => entry)];
  const projects = [...new Set(places.map(({ project }) => project))].sort();
  const common = { file, key, projects, path, items };
  const baseline = read(path);
  const shared = baselinePath(file);
  const lower = shared === path ? new Map<string, Entry>() : read(shared);
  const damaged = [baseline, lower].find((side) => side instanceof BaselineError);
  const written = baseline instanceof BaselineError ? undefined : baseline.get(key);
  const current = written ?? (lower instanceof BaselineError ? undefined : lower.get(key));
  const standing = written === undefined ? null : entryText(written);
  const found = checks.length > 0 ? measured(group, current) : removed(group, written);
  if (found === undefined && damaged === undefined) return undefined;
  const { obstacle: own = null, ...rest } = found ?? unknown(group);
  const obstacle = damaged?.message ?? own ?? placeObstacle(folder, path, file) ?? numbersObstacle(folder, group, rest);
  return { ...common, standing, ...rest, obstacle };
}

type Found = Pick<Pending, 'kind' | 'base' | 'now' | 'accepted' | 'nonFinite' | 'check'> & {
  readonly obstacle?: string | null;
};

/** What an entry whose baseline file cannot be read is shown as. */
function unknown({ checks }: Group): Found {
  const check = checks[0]?.check ?? null;
  const kind = check === null ? 'obsolete' : kindOf[check.place.outcome]!;
  return { kind, base: null, now: null, accepted: null, nonFinite: false, check };
}

/** @returns `undefined` for an entry that says already what was measured */
function measured({ checks }: Group, current: Entry | undefined): Found | undefined {
  const { check } = checks[0]!;
  const base = check.base();
  const now = check.now();
  const accepted = withHandEdits(now, current);
  const ambiguous = checks.some((other) => entryText(other.check.now()) !== entryText(now));
  if (!ambiguous && current !== undefined && entryText(current) === entryText(accepted)) return undefined;
  const kind = kindOf[check.place.outcome]!;
  const held = kind === 'regression' && now.kind === 'values' ? 'changed' : kind;
  const found: Found = { kind: held, base, now, accepted, nonFinite: false, check };
  if (ambiguous) {
    const projects = checks.map(({ check: { place } }) => place.project).filter((name) => name !== '');
    const where = projects.length > 1 ? ` in ${[...new Set(projects)].join(' and ')}` : '';
    return {
      ...found,
      obstacle: `it was measured more than once${where}, with different results. Name the environments apart, or choose with --project or --record.`,
    };
  }
  if (base === null) {
    return current === undefined ? found : { ...found, obstacle: 'it has an entry by now, which the run did not see.' };
  }
  if (current === undefined) return { ...found, obstacle: 'its entry was removed since the run.' };
  if (entryText(measuredOf(current)) !== entryText(measuredOf(base))) {
    return {
      ...found,
      obstacle: 'its entry was changed since the run: what was measured may be worse than that. Run the tests again.',
    };
  }
  // only what is edited by hand is another: the entry may allow by now what was measured
  const edited = entryText(current) !== entryText(base);
  if (edited && now.kind === 'drift' && judge(current, now).outcome === 'within') return undefined;
  return { ...found, nonFinite: becameNonFinite(current, now) };
}

/** @returns `undefined` for an entry that is gone already */
function removed({ obsolete }: Group, written: Entry | undefined): Found | undefined {
  if (written === undefined) return undefined;
  const base = obsolete.find(({ entry }) => entry.base !== undefined)?.entry.base ?? null;
  const found: Found = { kind: 'obsolete', base: written, now: null, accepted: null, nonFinite: false, check: null };
  const isSame = base === null || entryText(base) === entryText(written);
  return isSame ? found : { ...found, obstacle: 'its entry was changed since the run. Run the tests again.' };
}

/** Folders whose files are not the project's own, whatever a record says. */
const foreign: ReadonlySet<string> = new Set(['.git', 'node_modules']);

function isForeign(path: string): boolean {
  // some file systems do not tell cases apart
  return path.split(/[/\\]/).some((part) => foreign.has(part.toLowerCase()));
}

function placeObstacle(folder: string, path: string, file: string): string | null {
  if (isForeign(path)) return foreignObstacle(path);
  if (!existsSync(join(folder, file))) {
    return `there is no ${file} here. Run the command in the folder that the run had as its root, at the same commit.`;
  }
  let place = dirname(join(folder, path));
  while (!existsSync(place)) place = dirname(place);
  const [real, root] = [realpathSync(place), realpathSync(folder)];
  const inside = real === root || real.startsWith(root.endsWith(sep) ? root : root + sep);
  if (!inside) return `${path} lies outside of this folder, by way of a link.`;
  return isForeign(relative(root, real)) ? foreignObstacle(path) : null;
}

function foreignObstacle(path: string): string {
  return `${path} lies in .git or node_modules, where nothing is written. Make the record again by running the tests of the project.`;
}

/** Numbers of large arrays must be at hand: beside the record, or beside the baseline file already. */
function numbersObstacle(
  folder: string,
  { path, checks }: Group,
  { accepted }: Pick<Found, 'accepted'>,
): string | null {
  if (accepted === null || accepted.kind !== 'values' || accepted.values !== null) return null;
  const records = checks.map(({ record }) => record.path);
  if (existsSync(join(folder, dirname(path), sidecarName(path, accepted.digest)))) return null;
  if (carriedPath(records, accepted.digest) !== undefined) return null;
  return 'its numbers are not beside the record. Keep the folder drift-run.values with it, or run the test with -u.';
}
