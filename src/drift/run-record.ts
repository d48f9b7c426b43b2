/**
 * The record of a run: every check of a baseline, whatever came of it. It is what the reporters print, the gate compares and a review accepts
 * from. Written as JSON (`drift-run.json`) by {@link printRunRecord}: no dates, hosts or durations, numbers exact, so that two runs that
 * measured the same give the same bytes, sharded or not.
 */
import type { Histogram } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { fromHex, toHex } from '../formats/index.ts';
import { checkFormat } from './baseline-file.ts';
import { entryJson, Fields, readEntry } from './entry-text.ts';
import type { Entry } from './entry.ts';
import { mostRanges, patternText, patternValues } from './error-envelope.ts';
import type { ErrorEnvelope } from './error-envelope.ts';
import type { Outcome } from './judge.ts';
import { ordered, parseJson, printJson } from './json-text.ts';
import type { JsonValue, OrderedObject } from './json-text.ts';

export const runFormat = 'ulpwise-run/1';

/** What became of the baseline: nothing, an entry was written for the first time, rewritten, or a missing one was refused (CI). */
export type Action = 'kept' | 'written' | 'updated' | 'refused';

/** One of the elements with the largest errors, as text for a person and bits. */
export interface WorstElement {
  /** Where it is: `''` for a scalar, `[3, 1]`. */
  readonly place: string;
  readonly actual: string;
  readonly reference: string;
  readonly actualBits: string | null;
  readonly referenceBits: string | null;
  readonly ulps: number | null;
  readonly abs: number | null;
}

/** One check of one entry. */
export interface DriftCheck {
  /** The test file, relative to the run's root, with `/`. */
  readonly file: string;
  /** Name of the runner's project; `''` where it has none. */
  readonly project: string;
  /** Full name of the test, its parts joined by blanks. */
  readonly test: string;
  /** The entry's key in the baseline file. */
  readonly key: string;
  /** The baseline file in which the entry is or would be, relative to the run's root, with `/`. */
  readonly baseline: string;
  readonly outcome: Outcome;
  readonly action: Action;
  /** Whether the assertion passed. */
  readonly passed: boolean;
  /** What was worse, different or better, a sentence each. */
  readonly reasons: readonly string[];
  /** The entry as it was before the run; `null` for a new one. */
  readonly base: Entry | null;
  /** What was measured now, as an update would write it. */
  readonly now: Entry;
  /** Errors in ulps by powers of two; `null` where no comparison was made. */
  readonly histogram: Histogram | null;
  /** Errors by index; `null` where no comparison was made, and for complex numbers. */
  readonly envelope: ErrorEnvelope | null;
  /** 16 at most. */
  readonly worst: readonly WorstElement[];
}

/** An entry that no test asked for any more. */
export interface ObsoleteEntry {
  readonly file: string;
  readonly project: string;
  readonly key: string;
  readonly baseline: string;
  /** Whether the run removed it. */
  readonly removed: boolean;
}

/** Where the checks ran, in words: `node v22.11.0 linux x64`. Sorted, without repetition. */
export type EnvironmentNames = readonly string[];

export interface RunRecord {
  readonly runner: string;
  readonly environments: EnvironmentNames;
  /** Sorted by file, project, key. */
  readonly checks: readonly DriftCheck[];
  readonly obsolete: readonly ObsoleteEntry[];
}

// ----------------------------------------------------------------------------------------------------------------- text

function worstJson(worst: WorstElement): OrderedObject {
  const { place, actual, reference, actualBits, referenceBits, ulps, abs } = worst;
  return ordered([
    ['place', place],
    ['actual', actual],
    ['reference', reference],
    ['actualBits', actualBits],
    ['referenceBits', referenceBits],
    ['ulps', ulps === null ? null : toHex(ulps)],
    ['abs', abs === null ? null : toHex(abs)],
  ]);
}

/** A check for {@link printRunRecord}, or on its way out of a worker. */
export function checkJson(check: DriftCheck): OrderedObject {
  const { histogram, envelope } = check;
  return ordered([
    ['file', check.file],
    ['project', check.project],
    ['test', check.test],
    ['key', check.key],
    ['baseline', check.baseline],
    ['outcome', check.outcome],
    ['action', check.action],
    ['passed', check.passed],
    ['reasons', check.reasons],
    ['base', check.base === null ? null : entryJson(check.base)],
    ['now', entryJson(check.now)],
    [
      'histogram',
      histogram === null
        ? null
        : ordered([
            ['zero', histogram.zero],
            ['lowestExponent', histogram.lowestExponent],
            ['counts', histogram.counts.join(' ')],
          ]),
    ],
    [
      'envelope',
      envelope === null
        ? null
        : ordered([
            ['count', envelope.count],
            ['lowest', patternText(envelope.lowest)],
            ['highest', patternText(envelope.highest)],
          ]),
    ],
    ['worst', check.worst.map(worstJson)],
  ]);
}

function obsoleteJson({ file, project, key, baseline, removed }: ObsoleteEntry): OrderedObject {
  return ordered([
    ['file', file],
    ['project', project],
    ['key', key],
    ['baseline', baseline],
    ['removed', removed],
  ]);
}

/** The text of a run record; the same checks give the same bytes. */
export function printRunRecord(record: RunRecord): string {
  const { runner, environments, checks, obsolete } = inOrder(record);
  return printJson(
    ordered([
      ['format', runFormat],
      ['runner', runner],
      ['environments', environments],
      ['checks', checks.map(checkJson)],
      ['obsolete', obsolete.map(obsoleteJson)],
    ]),
  );
}

// ------------------------------------------------------------------------------------------------------------ from text

const outcomes: readonly Outcome[] = ['new', 'within', 'regressed', 'improved', 'changed'];
const actions: readonly Action[] = ['kept', 'written', 'updated', 'refused'];

function refuse(where: string, due: string): never {
  throw new BaselineError(`${where}: ${due} was due. Make the record again by running the tests.`);
}

function list(value: JsonValue | undefined, where: string): readonly JsonValue[] {
  return Array.isArray(value) ? value : refuse(where, 'a list');
}

function text(value: JsonValue | undefined, where: string): string {
  return typeof value === 'string' ? value : refuse(where, 'a string');
}

function flag(value: JsonValue | undefined, where: string): boolean {
  return typeof value === 'boolean' ? value : refuse(where, 'true or false');
}

function exact(value: JsonValue | undefined, where: string): number | null {
  return value === null ? null : fromHex(text(value, where));
}

/** A path relative to the root of the run: what is written there on acceptance must lie inside it. */
function relativePath(value: JsonValue | undefined, where: string): string {
  const path = text(value, where);
  const outside = /^(?:[\\/]|[A-Za-z]:)/.test(path) || path.split(/[\\/]/).includes('..') || path.includes('\0');
  return path === '' || outside ? refuse(where, `a path inside the project, not ${JSON.stringify(path)},`) : path;
}

function readHistogram(value: JsonValue | undefined, where: string): Histogram | null {
  if (value === null) return null;
  const fields = new Fields(value, where);
  const [zero, lowestExponent] = [fields.take('zero'), fields.take('lowestExponent')];
  const counts = text(fields.take('counts'), `${where}.counts`);
  const numbers = counts === '' ? [] : counts.split(' ').map(Number);
  if (![zero, lowestExponent, ...numbers].every(Number.isSafeInteger)) refuse(where, 'a histogram of integers');
  fields.end('counts, lowestExponent, zero');
  return { zero: zero as number, lowestExponent: lowestExponent as number, counts: numbers };
}

function readEnvelope(value: JsonValue | undefined, where: string): ErrorEnvelope | null {
  if (value === null || value === undefined) return null;
  const fields = new Fields(value, where);
  const count = fields.take('count');
  const [lowest, highest] = (['lowest', 'highest'] as const).map((name) =>
    patternValues(text(fields.take(name), `${where}.${name}`)),
  );
  fields.end('count, highest, lowest');
  const ranges = lowest?.length;
  if (!Number.isSafeInteger(count) || ranges !== Math.min(count as number, mostRanges) || highest?.length !== ranges) {
    return refuse(where, `an envelope of ${mostRanges} ranges at most`);
  }
  return { count: count as number, lowest: lowest!, highest };
}

function readWorst(value: JsonValue, where: string): WorstElement {
  const fields = new Fields(value, where);
  const optional = (name: string): string | null => {
    const bits = fields.take(name);
    return bits === null ? null : text(bits, `${where}.${name}`);
  };
  const worst = {
    place: text(fields.take('place'), `${where}.place`),
    actual: text(fields.take('actual'), `${where}.actual`),
    reference: text(fields.take('reference'), `${where}.reference`),
    actualBits: optional('actualBits'),
    referenceBits: optional('referenceBits'),
    ulps: exact(fields.take('ulps'), `${where}.ulps`),
    abs: exact(fields.take('abs'), `${where}.abs`),
  };
  fields.end(Object.keys(worst).join(', '));
  return worst;
}

/** Reads what {@link checkJson} wrote. */
export function readCheck(value: JsonValue, where: string): DriftCheck {
  const fields = new Fields(value, where);
  const base = fields.take('base');
  const check: DriftCheck = {
    file: relativePath(fields.take('file'), `${where}.file`),
    project: text(fields.take('project'), `${where}.project`),
    test: text(fields.take('test'), `${where}.test`),
    key: text(fields.take('key'), `${where}.key`),
    baseline: relativePath(fields.take('baseline'), `${where}.baseline`),
    outcome: fields.string('outcome', outcomes.join(', '), (name) =>
      (outcomes as readonly string[]).includes(name),
    ) as Outcome,
    action: fields.string('action', actions.join(', '), (name) =>
      (actions as readonly string[]).includes(name),
    ) as Action,
    passed: flag(fields.take('passed'), `${where}.passed`),
    reasons: list(fields.take('reasons'), `${where}.reasons`).map((reason) => text(reason, `${where}.reasons`)),
    base: base === null ? null : readEntry(base, `${where}.base`),
    now: readEntry(fields.take('now'), `${where}.now`),
    histogram: readHistogram(fields.take('histogram'), `${where}.histogram`),
    envelope: readEnvelope(fields.take('envelope'), `${where}.envelope`),
    worst: list(fields.take('worst'), `${where}.worst`).map((item) => readWorst(item, `${where}.worst`)),
  };
  fields.end(Object.keys(check).join(', '));
  return check;
}

function readObsolete(value: JsonValue, where: string): ObsoleteEntry {
  const fields = new Fields(value, where);
  const entry = {
    file: relativePath(fields.take('file'), `${where}.file`),
    project: text(fields.take('project'), `${where}.project`),
    key: text(fields.take('key'), `${where}.key`),
    baseline: relativePath(fields.take('baseline'), `${where}.baseline`),
    removed: flag(fields.take('removed'), `${where}.removed`),
  };
  fields.end(Object.keys(entry).join(', '));
  return entry;
}

/** A check as text, on its way out of a worker; {@link parseCheck} reads it. */
export function checkText(check: DriftCheck): string {
  return printJson(checkJson(check));
}

export function parseCheck(text: string, name: string): DriftCheck {
  return readCheck(parseJson(text, name), name);
}

/** The obsolete entries of a file, on their way out of a worker. */
export function obsoleteText(entry: ObsoleteEntry): string {
  return printJson(obsoleteJson(entry));
}

export function parseObsolete(text: string, name: string): ObsoleteEntry {
  return readObsolete(parseJson(text, name), name);
}

/**
 * Reads a run record. `printRunRecord(parseRunRecord(t, name))` is `t` for every t that {@link printRunRecord} wrote.
 *
 * @throws BaselineError for everything else: a record may come from elsewhere, so that its paths are held to lie inside the project
 */
export function parseRunRecord(recordText: string, name: string): RunRecord {
  const fields = new Fields(parseJson(recordText, name), name);
  checkFormat(fields.take('format'), runFormat, name);
  const record = {
    runner: text(fields.take('runner'), `${name}: "runner"`),
    environments: list(fields.take('environments'), `${name}: "environments"`).map((item) =>
      text(item, `${name}: "environments"`),
    ),
    checks: list(fields.take('checks'), `${name}: "checks"`).map((item, i) => readCheck(item, `${name}: checks[${i}]`)),
    obsolete: list(fields.take('obsolete'), `${name}: "obsolete"`).map((item, i) =>
      readObsolete(item, `${name}: obsolete[${i}]`),
    ),
  };
  fields.end('checks, environments, format, obsolete, runner');
  return record;
}

// ---------------------------------------------------------------------------------------------------------------- merge

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type Placed = Pick<DriftCheck, 'file' | 'project' | 'key' | 'baseline'>;

function byPlace(a: Placed, b: Placed): number {
  return (
    compareText(a.file, b.file) ||
    compareText(a.project, b.project) ||
    compareText(a.key, b.key) ||
    compareText(a.baseline, b.baseline)
  );
}

/** The order in which records are written. */
export function inOrder(record: RunRecord): RunRecord {
  return {
    runner: record.runner,
    environments: [...new Set(record.environments)].sort(),
    checks: [...record.checks].sort(byPlace),
    obsolete: [...record.obsolete].sort(byPlace),
  };
}

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

function placeOf({ file, project, key, baseline }: Placed): string {
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
