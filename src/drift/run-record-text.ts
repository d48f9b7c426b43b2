/** A run record as JSON text and back. */
import type { Histogram } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { fromHex, toHex } from '../formats/index.ts';
import { checkFormat } from './baseline-file.ts';
import { checkTolerance, entryJson, Fields, readEntry } from './entry-text.ts';
import { arePatterns, mostRanges } from './error-envelope.ts';
import type { DriftTolerance } from './entry.ts';
import type { ErrorEnvelope } from './error-envelope.ts';
import type { Outcome } from './judge.ts';
import { ordered, printJson, sorted } from './json-text.ts';
import type { JsonValue, OrderedObject } from './json-text.ts';
import { inOrder, runFormat } from './run-record.ts';
import type { Action, CheckPlace, DriftCheck, ObsoleteEntry, RunRecord, WorstElement } from './run-record.ts';

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

/** A check for {@link printRunRecord}. */
export function checkJson(check: DriftCheck): OrderedObject {
  const { base, now, histogram, envelope } = check;
  const nowJson = entryJson(now);
  return ordered([
    ['file', check.file],
    ['project', check.project],
    ['test', check.test],
    ['key', check.key],
    ['baseline', check.baseline],
    ['target', check.target],
    ['outcome', check.outcome],
    ['action', check.action],
    ['passed', check.passed],
    ['reasons', check.reasons],
    ['tolerance', check.tolerance === undefined ? undefined : sorted(Object.entries(check.tolerance))],
    ['base', base === null ? null : base === now ? nowJson : entryJson(base)],
    ['now', nowJson],
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
            ['lowest', envelope.lowest],
            ['highest', envelope.highest],
          ]),
    ],
    ['worst', check.worst.map(worstJson)],
  ]);
}

function obsoleteJson({ file, project, key, baseline, removed, base }: ObsoleteEntry): OrderedObject {
  return ordered([
    ['file', file],
    ['project', project],
    ['key', key],
    ['baseline', baseline],
    ['removed', removed],
    ['base', base === undefined ? undefined : entryJson(base)],
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
  const outside = /^(?:[\\/]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:$|[\\/])|\0/.test(path);
  return path === '' || outside ? refuse(where, `a path inside the project, not ${JSON.stringify(path)},`) : path;
}

export function readHistogram(value: JsonValue | undefined, where: string): Histogram | null {
  if (value === null) return null;
  const fields = new Fields(value, where);
  const [zero, lowestExponent] = [fields.take('zero'), fields.take('lowestExponent')];
  const counts = text(fields.take('counts'), `${where}.counts`);
  const numbers = counts === '' ? [] : counts.split(' ').map(Number);
  if (![zero, lowestExponent, ...numbers].every(Number.isSafeInteger)) refuse(where, 'a histogram of integers');
  fields.end('counts, lowestExponent, zero');
  return { zero: zero as number, lowestExponent: lowestExponent as number, counts: numbers };
}

export function readEnvelope(value: JsonValue | undefined, where: string): ErrorEnvelope | null {
  if (value === null || value === undefined) return null;
  const fields = new Fields(value, where);
  const count = fields.take('count');
  const [lowest, highest] = [text(fields.take('lowest'), where), text(fields.take('highest'), where)];
  fields.end('count, highest, lowest');
  const ranges = Math.min(count as number, mostRanges);
  if (!Number.isSafeInteger(count) || !arePatterns(lowest, ranges) || !arePatterns(highest, ranges)) {
    return refuse(where, `an envelope of ${mostRanges} ranges at most`);
  }
  return { count: count as number, lowest, highest };
}

function readWorstElement(value: JsonValue, where: string): WorstElement {
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

export function readWorst(value: JsonValue | undefined, where: string): WorstElement[] {
  return list(value, where).map((item) => readWorstElement(item, where));
}

export function readReasons(value: JsonValue | undefined, where: string): string[] {
  return list(value, where).map((reason) => text(reason, where));
}

/** What an assertion allowed; `undefined` where it is not said. */
export function readAllowed(value: JsonValue | undefined, where: string): DriftTolerance | undefined {
  if (value === undefined) return undefined;
  const pairs = new Fields(value, where).rest();
  checkTolerance(pairs, 'drift', where);
  return Object.fromEntries(pairs);
}

/** The fields that say which entry a check is of, and what came of it. */
export function readPlace(fields: Fields, where: string): CheckPlace {
  const place = {
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
  };
  const target = fields.take('target');
  return target === undefined ? place : { ...place, target: relativePath(target, `${where}.target`) };
}

/** Reads what {@link checkJson} wrote. */
export function readCheck(value: JsonValue, where: string): DriftCheck {
  const fields = new Fields(value, where);
  const base = fields.take('base');
  const tolerance = readAllowed(fields.take('tolerance'), `${where}.tolerance`);
  const check: DriftCheck = {
    ...readPlace(fields, where),
    reasons: readReasons(fields.take('reasons'), `${where}.reasons`),
    ...(tolerance === undefined ? {} : { tolerance }),
    base: base === null ? null : readEntry(base, `${where}.base`),
    now: readEntry(fields.take('now'), `${where}.now`),
    histogram: readHistogram(fields.take('histogram'), `${where}.histogram`),
    envelope: readEnvelope(fields.take('envelope'), `${where}.envelope`),
    worst: readWorst(fields.take('worst'), `${where}.worst`),
  };
  fields.end(Object.keys(check).join(', '));
  return check;
}

/** Reads an obsolete entry of a record. */
export function readObsolete(value: JsonValue, where: string): ObsoleteEntry {
  const fields = new Fields(value, where);
  const entry = {
    file: relativePath(fields.take('file'), `${where}.file`),
    project: text(fields.take('project'), `${where}.project`),
    key: text(fields.take('key'), `${where}.key`),
    baseline: relativePath(fields.take('baseline'), `${where}.baseline`),
    removed: flag(fields.take('removed'), `${where}.removed`),
  };
  const base = fields.take('base');
  fields.end(`${Object.keys(entry).join(', ')}, base`);
  return base === undefined ? entry : { ...entry, base: readEntry(base, `${where}.base`) };
}

/** The fields of a record but its lists. */
export function readHead(fields: Fields, name: string): Pick<RunRecord, 'runner' | 'environments'> {
  checkFormat(fields.take('format'), runFormat, name);
  return {
    runner: text(fields.take('runner'), `${name}: "runner"`),
    environments: list(fields.take('environments'), `${name}: "environments"`).map((item) =>
      text(item, `${name}: "environments"`),
    ),
  };
}
