/**
 * The baseline file: `__drift__/<test file>.drift.json` beside the test, or `__drift__/<test file>.<environment>.drift.json` for the entries
 * that differ in one environment. Sorted, LF, two blanks, one scalar a line; no dates, hosts or versions of anything but the format, so that
 * a difference is drift and nothing else.
 */
import { BaselineError } from '../errors.ts';
import { entryJson, Fields, readEntry } from './entry-text.ts';
import type { Entry } from './entry.ts';
import { ordered, parseJson, printJson, sorted } from './json-text.ts';

export const baselineFormat = 'ulpwise-baseline/1';

/** Entries by key: the full name of the test, `#`, and a counter or the key that was given; then the path of the array in a record. */
export type Baseline = ReadonlyMap<string, Entry>;

/**
 * Reads a baseline file. `parseBaseline(printBaseline(b), name)` is `b`.
 *
 * @param name - of the file, for messages
 * @throws BaselineError for merge conflicts, text that is not JSON, another or a newer format, unknown or missing fields, wrong types
 */
export function parseBaseline(text: string, name: string): Baseline {
  const file = new Fields(parseJson(text, name), name);
  checkFormat(file.take('format'), baselineFormat, name);
  const entries = new Fields(file.take('entries'), `${name}: "entries"`).rest();
  file.end('entries, format');
  return new Map(entries.map(([key, value]) => [key, readEntry(value, `${name}: ${JSON.stringify(key)}`)]));
}

/** Refuses another format, and tells a newer version of this one apart. */
export function checkFormat(given: unknown, due: string, name: string): void {
  if (given === due) return;
  const [family, version] = due.split('/');
  const found = typeof given === 'string' ? new RegExp(`^${family}/(\\d+)$`).exec(given)?.[1] : undefined;
  throw new BaselineError(
    found !== undefined && Number(found) > Number(version)
      ? `${name}: its format is ${given as string}, newer than ${due}, which is what this version of ulpwise reads. ` +
          'Update ulpwise. The file was not touched.'
      : `${name}: "format" must be "${due}", got ${given === undefined ? 'nothing' : JSON.stringify(given instanceof Map ? {} : given)}. ` +
          'Restore the file from version control. It was not touched.',
  );
}

/** The text of a baseline file; the same entries give the same bytes, in whatever order they came. */
export function printBaseline(baseline: Baseline): string {
  const entries = [...baseline].map(([key, entry]) => [key, entryJson(entry)] as const);
  return printJson(
    ordered([
      ['format', baselineFormat],
      ['entries', sorted(entries)],
    ]),
  );
}

/** The folder beside a test file in which its baselines lie. */
export const baselineFolder = '__drift__';

const suffix = '.drift.json';

/** Where the baseline of a test file lies, in the same notation as the path given. */
export function baselinePath(testPath: string, environment = ''): string {
  checkEnvironment(environment);
  const cut = Math.max(testPath.lastIndexOf('/'), testPath.lastIndexOf('\\')) + 1;
  const separator = cut > 0 ? testPath[cut - 1] : '/';
  const layer = environment === '' ? '' : `.${environment}`;
  return `${testPath.slice(0, cut)}${baselineFolder}${separator}${testPath.slice(cut)}${layer}${suffix}`;
}

/** The name of an environment becomes part of a file's name. */
export function checkEnvironment(environment: string): void {
  if (/^(?:[A-Za-z0-9][A-Za-z0-9_-]*)?$/.test(environment)) return;
  throw new BaselineError(
    `The environment's name is ${JSON.stringify(environment)}; letters, digits, '-' and '_' are due, since it becomes part of a ` +
      "file's name. Write 'webgpu-swiftshader' or 'arm64'.",
  );
}

/**
 * The file beside the baseline file that holds the numbers of a large value entry. It is named after what is in it, so that a baseline file
 * and its sidecars agree at every moment, and no text of a file names a path.
 */
export function sidecarName(baselineFile: string, digest: string): string {
  const name = baselineFile.slice(Math.max(baselineFile.lastIndexOf('/'), baselineFile.lastIndexOf('\\')) + 1);
  return `${name.slice(0, -suffix.length)}.${digest.slice('sha256:'.length, 'sha256:'.length + 16)}.npy`;
}
