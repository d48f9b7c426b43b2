/** The history of baselines out of git: one process lists what the commits of a branch changed, and a few more read it. */
import { UsageError } from '../../errors.ts';
import { baselineFolder, baselineParser, historyOf } from '../../drift/index.ts';
import type { Baseline, EntryHistory, FileChange, Revision, RevisionChanges } from '../../drift/index.ts';
import { isMonthOrDay } from '../calendar.ts';
import { checked, git, outsideRepository, readObjects } from '../git.ts';

/** A version of a baseline file that cannot be read. */
export interface UnreadableVersion {
  readonly commit: string;
  readonly path: string;
  readonly message: string;
}

export interface BaselineHistory {
  /** Sorted by path and key; paths are relative to the folder. */
  readonly entries: readonly EntryHistory[];
  /** Versions that are left out; the entries are taken to have been as they were. */
  readonly unreadable: readonly UnreadableVersion[];
  /** The clone does not go back to the first commit, so that what is there from its start seems added there. */
  readonly shallow: boolean;
}

/** One file in one commit. An object is `null` where there is no file. */
interface RawChange {
  readonly from: string | null;
  readonly to: string | null;
  readonly oldObject: string | null;
  readonly newObject: string | null;
}

interface RawRevision {
  readonly revision: Revision;
  readonly files: readonly RawChange[];
}

/** Objects that are read at once: few processes, and no more in memory than need be. */
const objectsAtOnce = 256;

/**
 * The history of the baselines below a folder, along the first parents of the branch that is checked out, oldest first: a merge is one step,
 * from what was there before it to what was there after it. Files are followed through renames.
 *
 * @param since - a day, a month, `3 weeks ago`, or a commit; what changed later is told
 * @throws UsageError where there is no git, no repository, no commit, or `since` is neither
 */
export function readHistory(folder: string, since?: string): BaselineHistory {
  const outside = outsideRepository(folder);
  if (outside !== undefined) throw new UsageError(`A history was due, and ${outside}`);
  const log = listed(folder, since === undefined ? [] : sinceArguments(folder, since));
  const unreadable: UnreadableVersion[] = [];
  const entries = historyOf(withContents(folder, log, unreadable));
  const shallow = new TextDecoder().decode(checked(git(folder, ['rev-parse', '--is-shallow-repository']))).trim();
  return { entries, unreadable, shallow: shallow === 'true' };
}

/** What limits the log. A date that git does not understand it takes for now, so that dates are checked here. */
function sinceArguments(folder: string, since: string): string[] {
  if (isMonthOrDay(since)) return [`--since=${since.length === 7 ? `${since}-01` : since} 00:00:00`];
  if (/^\d+ (?:day|week|month|year)s? ago$/.test(since)) return [`--since=${since}`];
  const names = since.startsWith('-')
    ? undefined
    : git(folder, ['rev-parse', '--verify', '--quiet', `${since}^{commit}`]);
  if (names?.status === 0) return [`^${new TextDecoder().decode(names.bytes).trim()}`];
  throw new UsageError(
    `--since: ${JSON.stringify(since)} is neither a date nor a commit that git knows here. Write 2027-01-31, 2027-01, "3 weeks ago", or v1.2.`,
  );
}

/** What the commits did to baseline files, oldest first. */
function listed(folder: string, limits: readonly string[]): RawRevision[] {
  const output = checked(
    git(folder, [
      // what the settings of whoever calls could change
      ...['-c', 'log.showSignature=false', '-c', 'log.follow=false', '-c', 'diff.renameLimit=0'],
      // what -m and a first commit show; --diff-merges would want git 2.31
      ...['-c', 'log.diffMerges=separate', '-c', 'log.showRoot=true'],
      ...['log', '--first-parent', '-m', '--raw', '-z', '-M', '--no-abbrev', '--relative', '--encoding=UTF-8'],
      ...['--no-ext-diff', '--no-color', '--no-notes', '--format=%H%x00%cI%x00%s', 'HEAD', ...limits],
      ...['--', `:(glob)**/${baselineFolder}/*.drift.json`],
    ]),
  );
  const words = new TextDecoder().decode(output).split('\0');
  const revisions: RawRevision[] = [];
  for (let at = 0; at + 3 < words.length;) {
    const revision: Revision = { commit: words[at]!, date: words[at + 1]!, subject: words[at + 2]! };
    const files: RawChange[] = [];
    // a raw line comes with one path, or two where the file was renamed
    for (at += 3; /^\n?:/.test(words[at] ?? '');) {
      const [oldMode, newMode, oldId, newId, status] = words[at]!.slice(words[at]!.indexOf(':') + 1).split(' ');
      const renamed = status!.startsWith('R');
      const paths = [words[at + 1]!, words[at + (renamed ? 2 : 1)]!] as const;
      at += renamed ? 3 : 2;
      const oldObject = isFile(oldMode!) ? oldId! : null;
      const newObject = isFile(newMode!) ? newId! : null;
      if (oldObject === null && newObject === null) continue;
      files.push({
        from: oldObject === null ? null : paths[0],
        to: newObject === null ? null : paths[1],
        oldObject,
        newObject,
      });
    }
    if (files.length > 0) revisions.push({ revision, files });
  }
  return revisions.reverse();
}

/** Neither nothing nor a symbolic link. */
function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

/** Reads the contents a batch at a time, as the commits are gone through. */
function* withContents(
  folder: string,
  log: readonly RawRevision[],
  unreadable: UnreadableVersion[],
): Generator<RevisionChanges> {
  const made = new Set<string>();
  const read = baselineParser();
  for (let start = 0; start < log.length;) {
    let end = start;
    const ids = new Set<string>();
    for (; end < log.length && (end === start || ids.size < objectsAtOnce); end++) {
      for (const { oldObject, newObject } of log[end]!.files) {
        // what is older than the first of these commits
        if (oldObject !== null && !made.has(oldObject)) ids.add(oldObject);
        if (newObject !== null) {
          made.add(newObject);
          ids.add(newObject);
        }
      }
    }
    const contents = readObjects(folder, [...ids]);
    for (const { revision, files } of log.slice(start, end)) {
      yield { revision, files: files.map((file) => change(file, revision)) };
    }
    start = end;

    function change({ from, to, oldObject, newObject }: RawChange, { commit }: Revision): FileChange {
      const tell = (path: string, message: string): undefined => {
        unreadable.push({ commit, path, message });
      };
      return {
        from,
        to,
        before: () => {
          const bytes = contents.get(oldObject!);
          return (bytes === undefined ? undefined : parsed(read, bytes, from!, () => undefined)) ?? new Map();
        },
        after: () => {
          const bytes = contents.get(newObject!);
          if (bytes === undefined)
            return tell(to!, 'git does not have it: a partial clone lacks what it has not fetched.');
          return parsed(read, bytes, to!, (message) => tell(to!, message));
        },
      };
    }
  }
}

function parsed(
  read: (text: string, name: string) => Baseline,
  bytes: Uint8Array,
  path: string,
  tell: (message: string) => undefined,
): Baseline | undefined {
  try {
    return read(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), path);
  } catch (error) {
    return tell((error as Error).message);
  }
}
