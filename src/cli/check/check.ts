/** Whether the baseline files below a folder are whole, and belong to something. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ComparisonError, UlpwiseError, UsageError } from '../../errors.ts';
import { baselineFolder, digestOfText, parseBaseline, printBaseline, recall, sidecarName } from '../../drift/index.ts';
import type { Baseline, BaselineFiles, Entry } from '../../drift/index.ts';
import { sha256 } from '../baseline-files.ts';
import { unreadable } from '../paths.ts';
import { placeOf } from '../gate/entries.ts';
import { baselinePathsIn } from '../gate/sides.ts';
import { filesInWorkingTree, filesLeftOut } from '../git.ts';
import { readText } from '../text-files.ts';

/** In the order in which they are listed within a file. */
export const faults = ['unreadable', 'orphan', 'numbers', 'ignored', 'lapsed', 'layout'] as const;

/**
 * `unreadable`: a merge conflict, another format or version, or damage. `orphan`: a baseline file without its test file, or a sidecar without
 * an entry. `numbers`: remembered numbers that are missing, or not those of the digest. `ignored`: a sidecar that git ignores. `lapsed`: an
 * acknowledgement that is past. `layout`: a file that is sorted or laid out by other hands.
 */
export type Fault = (typeof faults)[number];

export interface CheckFinding {
  readonly fault: Fault;
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** The entry; `null` for a file. */
  readonly key: string | null;
  /** What is wrong, and what to do. */
  readonly message: string;
}

export interface CheckResult {
  /** Baseline files. */
  readonly files: number;
  readonly entries: number;
  readonly findings: readonly CheckFinding[];
}

/** Checks all baseline files below a folder, those that git ignores apart. @param today - `2027-01-31` */
export function checkBaselines(folder: string, today: string): CheckResult {
  const paths = baselinePathsIn(folder);
  const listed = filesInWorkingTree(folder);
  const known = listed === undefined ? undefined : new Set(listed);
  // a sparse checkout may have a baseline file without its test file, and without its numbers
  const leftOut = filesLeftOut(folder);
  const findings: CheckFinding[] = [];
  /** The sidecars of each baseline file that can be read. */
  const referenced = new Map<string, ReadonlySet<string>>();
  let entries = 0;
  for (const path of paths) {
    const add = (fault: Fault, message: string, key: string | null = null): void =>
      void findings.push({ fault, path, key, message });
    const orphan = !testFilesOf(path).some((file) => leftOut.has(file) || isFile(join(folder, file)));
    if (orphan) add('orphan', `there is no ${placeOf(path).file}.`);
    let text: string;
    let baseline: Baseline;
    try {
      text = readText(join(folder, path));
      baseline = parseBaseline(text, path);
    } catch (error) {
      add('unreadable', messageOf(error, join(folder, path), path));
      continue;
    }
    entries += baseline.size;
    const own = orphan ? new Set<string>() : sidecarsOf(path, baseline);
    referenced.set(path, own);
    for (const [key, entry] of baseline) {
      const isElsewhere = orphan || leftOut.has(`${folderOf(path)}${sidecarName(path, entry.digest)}`);
      const wrong = isElsewhere ? null : numbersFault(folder, path, key, entry);
      if (wrong !== null) add('numbers', wrong, key);
      const until = entry.accepted?.until;
      if (until !== undefined && today.slice(0, until.length) > until) {
        add(
          'lapsed',
          `its acknowledgement was until ${until}: ${entry.accepted!.reason}. Measure it again, or give another end.`,
          key,
        );
      }
    }
    if (printBaseline(baseline) !== text) add('layout', layoutMessage(text, baseline));
    for (const name of own) {
      const sidecar = `${folderOf(path)}${name}`;
      if (known !== undefined && existsSync(join(folder, sidecar)) && !known.has(sidecar)) {
        findings.push({
          fault: 'ignored',
          path: sidecar,
          key: null,
          message: `git ignores it, and ${path} needs it. Add !**/${baselineFolder}/*.npy to .gitignore, as its last line.`,
        });
      }
    }
  }
  findings.push(...strayNumbers(folder, [...paths, ...(known ?? [])], referenced));
  return { files: paths.length, entries, findings: inOrder(findings) };
}

function inOrder(findings: readonly CheckFinding[]): CheckFinding[] {
  const text = ({ path, fault, key }: CheckFinding): string => JSON.stringify([path, faults.indexOf(fault), key]);
  return [...findings].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

/** What an error says, without the place that it begins with: a finding names it already. */
function messageOf(error: unknown, ...places: readonly string[]): string {
  if (!(error instanceof UlpwiseError || error instanceof ComparisonError)) throw error;
  const { message } = error;
  const place = places.find((name) => message.startsWith(`${name}: `));
  return place === undefined ? message : message.slice(place.length + 2);
}

/** @throws UsageError where that cannot be told */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The bytes of a sidecar; `undefined` where there is none. @throws UsageError where it cannot be read */
function bytesOf(path: string): Uint8Array | undefined {
  if (!isFile(path)) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The folder of a path, with its separator. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The test files that a baseline file may be of: the name without its suffix, and that without an environment. */
function testFilesOf(path: string): string[] {
  const folder = folderOf(folderOf(path).slice(0, -1));
  const name = basename(path).slice(0, -'.drift.json'.length);
  const dot = name.lastIndexOf('.');
  return [name, ...(dot > 0 ? [name.slice(0, dot)] : [])].map((file) => folder + file);
}

function sidecarsOf(path: string, baseline: Baseline): ReadonlySet<string> {
  const large = [...baseline.values()].filter((entry) => entry.kind === 'values' && entry.values === null);
  return new Set(large.map(({ digest }) => sidecarName(path, digest)));
}

function numbersFault(folder: string, path: string, key: string, entry: Entry): string | null {
  if (entry.kind !== 'values') return null;
  const where = `${path}: ${JSON.stringify(key)}`;
  const sidecar = sidecarName(path, entry.digest);
  const place = join(folder, folderOf(path), sidecar);
  try {
    if (entry.values !== null) {
      const digest = digestOfText(entry, where, sha256);
      return digest === null || digest === entry.digest
        ? null
        : 'its numbers are not those of its digest: they were edited. Restore them, and write what is to be allowed in "tolerance".';
    }
    recall(entry, bytesOf(place), where, sha256);
    return null;
  } catch (error) {
    const message = messageOf(error, where, place);
    return error instanceof UsageError ? `${sidecar} cannot be read: ${message}` : message;
  }
}

function layoutMessage(text: string, baseline: Baseline): string {
  return printBaseline(baseline) === text.replaceAll('\r\n', '\n')
    ? 'its lines end in CR LF. Write "*.drift.json text eol=lf" into .gitattributes.'
    : 'it is not sorted and laid out as ulpwise writes it; the next update will change lines that nothing else changed. ' +
        'Run ulpwise check --tidy.';
}

/** Sidecars that no entry refers to. Of a baseline file that cannot be read nothing is known. */
function strayNumbers(
  folder: string,
  paths: readonly string[],
  referenced: ReadonlyMap<string, ReadonlySet<string>>,
): CheckFinding[] {
  const places = new Set(paths.map(folderOf).filter((place) => place.split('/').at(-2) === baselineFolder));
  return [...places].flatMap((place) =>
    namesIn(join(folder, place)).flatMap((name): CheckFinding[] => {
      const owner = /^(.+)\.[0-9a-f]{16}\.npy$/.exec(name)?.[1];
      if (owner === undefined) return [];
      const baseline = `${place}${owner}.drift.json`;
      const isKnown = !existsSync(join(folder, baseline)) || referenced.has(baseline);
      if (!isKnown || referenced.get(baseline)?.has(name) === true) return [];
      return [{ fault: 'orphan', path: place + name, key: null, message: `no entry of ${baseline} refers to it.` }];
    }),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Removes orphans. @throws BaselineError where one cannot be removed */
export function removeOrphans(folder: string, orphans: readonly CheckFinding[], files: BaselineFiles): void {
  for (const { path } of orphans) {
    if (path.endsWith('.npy')) rmSync(join(folder, path), { force: true });
    else files.update(join(folder, path), () => ({ text: undefined, sidecars: new Map(), referenced: new Set() }));
  }
}

/** Writes files anew that are laid out by other hands. What they say stays. */
export function tidy(folder: string, findings: readonly CheckFinding[], files: BaselineFiles): void {
  for (const { path } of findings) {
    files.update(join(folder, path), (text) => {
      if (text === undefined) return undefined;
      const baseline = parseBaseline(text, path);
      const after = printBaseline(baseline);
      return after === text ? undefined : { text: after, sidecars: new Map(), referenced: sidecarsOf(path, baseline) };
    });
  }
}
