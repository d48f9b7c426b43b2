/**
 * A run record as far as it is needed: the gate and a review look at ten thousand checks and show ten of them. What every check says of itself
 * is read; entries, histograms and elements stay text until they are asked for.
 */
import { BaselineError } from '../errors.ts';
import { checkFormat } from './baseline-file.ts';
import { Fields, readEntry } from './entry-text.ts';
import type { DriftTolerance, Entry } from './entry.ts';
import { JsonReader, parseJson } from './json-text.ts';
import type { JsonValue, Span } from './json-text.ts';
import {
  readAllowed,
  readCheck,
  readEnvelope,
  readHead,
  readHistogram,
  readObsolete,
  readPlace,
  readReasons,
  readWorst,
} from './run-record-text.ts';
import { runFormat } from './run-record.ts';
import type { CheckPlace, DriftCheck, ObsoleteEntry, RunRecord, WorstElement } from './run-record.ts';

/** How what is not read is passed over. */
type Pass = 'skip' | 'leap';

/** Fields of a check that stay text. */
const postponed: ReadonlySet<string> = new Set([
  'reasons',
  'tolerance',
  'base',
  'now',
  'histogram',
  'envelope',
  'worst',
]);

/** What the texts of a check were read to, once for all that have the same text. */
interface Contents {
  readonly text: string;
  readonly place: CheckPlace;
  /** Where the postponed fields stand in the text. */
  readonly parts: ReadonlyMap<string, Span>;
  readonly where: string;
  /** The same check in another record, of which much may have the same text. */
  readonly other: RecordedCheck | undefined;
  now?: Entry;
  base?: Entry | null;
}

/** One check: where it is and what came of it; the rest on demand. */
export class RecordedCheck {
  /** Where it stands in the text of the record. */
  readonly span: Span;
  readonly #contents: Contents;

  constructor(contents: Contents, start: number) {
    this.#contents = contents;
    this.span = { start, end: start + contents.text.length };
  }

  /** The same check, where its text stands elsewhere. */
  movedTo(start: number): RecordedCheck {
    return new RecordedCheck(this.#contents, start);
  }

  /** Which entry it is of, and what came of it. */
  get place(): CheckPlace {
    return this.#contents.place;
  }

  /** All of its text. */
  get text(): string {
    return this.#contents.text;
  }

  #textOf(name: string): string | undefined {
    const { text, parts } = this.#contents;
    const span = parts.get(name);
    return span === undefined ? undefined : text.slice(span.start, span.end);
  }

  /** The text of the entry as it was before the run; `null` as text for a new one. */
  get baseText(): string {
    return this.#textOf('base')!;
  }

  /** The text of what was measured. */
  get nowText(): string {
    return this.#textOf('now')!;
  }

  #entry(name: 'base' | 'now', text: string): Entry {
    const { where } = this.#contents;
    return readEntry(parseJson(text, where), `${where}.${name}`);
  }

  /** The entry as it was before the run; `null` for a new one. @throws BaselineError for one that is none */
  base(): Entry | null {
    const contents = this.#contents;
    if (contents.base !== undefined) return contents.base;
    const text = this.baseText;
    const base = text === 'null' ? null : text === this.nowText ? this.now() : this.#entry('base', text);
    return (contents.base = base);
  }

  /** What was measured. @throws BaselineError for one that is none */
  now(): Entry {
    const contents = this.#contents;
    if (contents.now !== undefined) return contents.now;
    const text = this.nowText;
    const { other } = contents;
    return (contents.now = other !== undefined && other.nowText === text ? other.now() : this.#entry('now', text));
  }

  /** What the assertion allowed, where the baseline has no tolerance. @throws BaselineError where it is no tolerance */
  tolerance(): DriftTolerance | undefined {
    return readAllowed(this.#part('tolerance'), `${this.#contents.where}.tolerance`);
  }

  /** The text of that, empty where there is none. */
  get toleranceText(): string {
    return this.#textOf('tolerance') ?? '';
  }

  #part(name: string): JsonValue | undefined {
    const text = this.#textOf(name);
    return text === undefined ? undefined : parseJson(text, this.#contents.where);
  }

  /** The text of what a report draws: equal texts draw the same. */
  get errorsText(): string {
    return ['histogram', 'envelope'].map((name) => this.#textOf(name) ?? '').join();
  }

  /** What a report draws. @throws BaselineError where it is not as it is due */
  errors(): Pick<DriftCheck, 'histogram' | 'envelope'> {
    const { where } = this.#contents;
    return {
      histogram: readHistogram(this.#part('histogram'), `${where}.histogram`),
      envelope: readEnvelope(this.#part('envelope'), `${where}.envelope`),
    };
  }

  /** What was worse, different or better. @throws BaselineError where it is not as it is due */
  reasons(): readonly string[] {
    return readReasons(this.#part('reasons'), `${this.#contents.where}.reasons`);
  }

  /** The elements with the largest errors. @throws BaselineError where they are not as they are due */
  worst(): readonly WorstElement[] {
    return readWorst(this.#part('worst'), `${this.#contents.where}.worst`);
  }

  /** All of it. @throws BaselineError where anything of it is not as it is due */
  whole(): DriftCheck {
    const { text, where } = this.#contents;
    return readCheck(parseJson(text, where), where);
  }
}

/** Reads the check that comes next. */
function recordedCheck(
  reader: JsonReader,
  source: string,
  pass: Pass,
  where: string,
  otherOf: (place: CheckPlace) => RecordedCheck | undefined,
): RecordedCheck {
  const start = reader.position;
  const fields = new Map<string, JsonValue>();
  const parts = new Map<string, Span>();
  const isObject = reader.object((field) => {
    if (!postponed.has(field)) return void fields.set(field, reader.value());
    const span = reader[pass]();
    parts.set(field, { start: span.start - start, end: span.end - start });
  });
  const rest = new Fields(isObject ? fields : reader.value(), where);
  const place = readPlace(rest, where);
  rest.end([...Object.keys(place), ...postponed].join(', '));
  if (!parts.has('base')) lacking(`${where}.base`, 'an entry or null');
  if (!parts.has('now')) lacking(`${where}.now`, 'an entry');
  const text = source.slice(start, reader.position);
  return new RecordedCheck({ text, place, parts, where, other: otherOf(place) }, start);
}

/** An entry that no test asked for, and where that stands in the text of the record. */
export interface RecordedObsolete extends ObsoleteEntry {
  readonly span: Span;
}

/** A run record that is read as far as it is needed. */
export interface RecordedRun extends Pick<RunRecord, 'runner' | 'environments'> {
  readonly checks: readonly RecordedCheck[];
  readonly obsolete: readonly RecordedObsolete[];
  /** The text of the record. */
  readonly source: string;
}

/**
 * Reads a run record as far as {@link RecordedRun} goes. What is left as text is not looked at before it is asked for.
 *
 * @param name - of the file, for messages
 * @param known - a record that was read before: most checks of two runs have the same text, and are not read again
 * @throws BaselineError for text that is not JSON, another or a newer format, paths that lead out of the project, and fields that are not due
 */
export function readRecordedRun(source: string, name: string, known?: RecordedRun): RecordedRun {
  try {
    return readRun(source, name, 'leap', known?.checks ?? []);
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    // another layout, or a damaged file: then the whole of it is looked at, which tells what is wrong, and where
    return readRun(source, name, 'skip', []);
  }
}

function readRun(source: string, name: string, pass: Pass, known: readonly RecordedCheck[]): RecordedRun {
  const reader = new JsonReader(source, name);
  const fields = new Map<string, JsonValue>();
  const checks: RecordedCheck[] = [];
  const obsolete: RecordedObsolete[] = [];
  const places = new Map(known.map(({ place }, i) => [nameOf(place), i]));
  let next = 0;
  const otherOf = (place: CheckPlace): RecordedCheck | undefined => {
    const at = places.get(nameOf(place));
    if (at === undefined) return undefined;
    next = at + 1;
    return known[at];
  };
  const check = (): RecordedCheck => {
    const start = reader.position;
    const likely = known[next];
    if (likely === undefined || !reader.takesText(likely.text)) {
      return recordedCheck(reader, source, pass, `${name}: checks[${checks.length}]`, otherOf);
    }
    next++;
    return likely.movedTo(start);
  };
  const items: ReadonlyMap<string, () => void> = new Map([
    ['checks', () => void checks.push(check())],
    ['obsolete', () => void obsolete.push(recordedObsolete(reader, `${name}: obsolete[${obsolete.length}]`))],
  ]);
  const isObject = reader.object((field) => {
    const visit = items.get(field);
    if (visit === undefined) {
      fields.set(field, reader.value());
      // a newer format may have fields of which nothing is known here: what is wrong is the format, then, not these
      if (field === 'format') checkFormat(fields.get(field), runFormat, name);
    } else if (!reader.list(visit)) {
      lacking(`${name}: "${field}"`, 'a list');
    } else fields.set(field, []);
  });
  const record = new Fields(isObject ? fields : reader.value(), name);
  reader.end();
  const head = readHead(record, name);
  for (const list of items.keys()) if (record.take(list) === undefined) lacking(`${name}: "${list}"`, 'a list');
  record.end('checks, environments, format, obsolete, runner');
  return { ...head, checks, obsolete, source };
}

/** The same for the same check in another record. Where two come out alike, time is lost and nothing else: texts decide. */
function nameOf({ baseline, project, key }: CheckPlace): string {
  return `${baseline}\0${project}\0${key}`;
}

function lacking(where: string, due: string): never {
  throw new BaselineError(`${where}: ${due} was due. Make the record again by running the tests.`);
}

function recordedObsolete(reader: JsonReader, where: string): RecordedObsolete {
  const start = reader.position;
  const entry = readObsolete(reader.value(), where);
  return { ...entry, span: { start, end: reader.position } };
}

/**
 * Reads a run record whole. `printRunRecord(parseRunRecord(t, name))` is `t` for every t that `printRunRecord` wrote.
 *
 * @throws BaselineError for everything else: a record may come from elsewhere, so that its paths are held to lie inside the project
 */
export function parseRunRecord(source: string, name: string): RunRecord {
  const { runner, environments, checks, obsolete } = readRun(source, name, 'skip', []);
  return {
    runner,
    environments,
    checks: checks.map((check) => check.whole()),
    obsolete: obsolete.map(({ span: _span, ...entry }) => entry),
  };
}
