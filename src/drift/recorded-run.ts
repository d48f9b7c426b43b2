/**
 * A run record as far as it is needed: the gate and a review look at ten thousand checks and show ten of them. What every check says of itself
 * is read; entries, histograms and elements stay text until they are asked for.
 */
import { BaselineError } from '../errors.ts';
import { checkFormat } from './baseline-file.ts';
import { Fields, readEntry } from './entry-text.ts';
import type { Acknowledgement, Entry } from './entry.ts';
import { JsonReader, parseJson } from './json-text.ts';
import type { JsonValue, Span } from './json-text.ts';
import {
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
const postponed: ReadonlySet<string> = new Set(['reasons', 'base', 'now', 'histogram', 'envelope', 'worst']);

/** One check: where it is and what came of it; the rest on demand. */
export class RecordedCheck {
  readonly place: CheckPlace;
  /** Where it stands in the text of the record. */
  readonly span: Span;
  readonly #where: string;
  readonly #source: string;
  readonly #base: Span;
  readonly #now: Span;
  readonly #parts: ReadonlyMap<string, Span>;

  /** Reads the check that comes next. */
  constructor(reader: JsonReader, source: string, pass: Pass, where: string) {
    const start = reader.position;
    const fields = new Map<string, JsonValue>();
    const parts = new Map<string, Span>();
    const isObject = reader.object((field) => {
      if (!postponed.has(field)) return void fields.set(field, reader.value());
      parts.set(field, reader[pass]());
    });
    const rest = new Fields(isObject ? fields : reader.value(), where);
    this.place = readPlace(rest, where);
    rest.end([...Object.keys(this.place), ...postponed].join(', '));
    this.span = { start, end: reader.position };
    this.#where = where;
    this.#source = source;
    this.#parts = parts;
    this.#base = parts.get('base') ?? lacking(`${where}.base`, 'an entry or null');
    this.#now = parts.get('now') ?? lacking(`${where}.now`, 'an entry');
  }

  /** The text of the entry as it was before the run; `null` as text for a new one. */
  get baseText(): string {
    return this.#source.slice(this.#base.start, this.#base.end);
  }

  /** The text of what was measured. */
  get nowText(): string {
    return this.#source.slice(this.#now.start, this.#now.end);
  }

  /** The entry as it was before the run; `null` for a new one. @throws BaselineError for one that is none */
  base(): Entry | null {
    const text = this.baseText;
    return text === 'null' ? null : readEntry(parseJson(text, this.#where), `${this.#where}.base`);
  }

  /** What was measured. @throws BaselineError for one that is none */
  now(): Entry {
    return readEntry(parseJson(this.nowText, this.#where), `${this.#where}.now`);
  }

  /** The acknowledgement in the entry as it was before the run. */
  acknowledgement(): Acknowledgement | undefined {
    const text = this.baseText;
    // the name may be written with escapes
    const mayBeThere = text.includes('"accepted"') || text.includes('\\u');
    return mayBeThere ? this.base()?.accepted : undefined;
  }

  #part(name: string): JsonValue | undefined {
    const span = this.#parts.get(name);
    return span === undefined ? undefined : parseJson(this.#source.slice(span.start, span.end), this.#where);
  }

  /** The text of what a report draws: equal texts draw the same. */
  get errorsText(): string {
    return ['histogram', 'envelope']
      .map((name) => this.#parts.get(name))
      .map((span) => (span === undefined ? '' : this.#source.slice(span.start, span.end)))
      .join();
  }

  /** What a report draws. @throws BaselineError where it is not as it is due */
  errors(): Pick<DriftCheck, 'histogram' | 'envelope'> {
    return {
      histogram: readHistogram(this.#part('histogram'), `${this.#where}.histogram`),
      envelope: readEnvelope(this.#part('envelope'), `${this.#where}.envelope`),
    };
  }

  /** What was worse, different or better. @throws BaselineError where it is not as it is due */
  reasons(): readonly string[] {
    return readReasons(this.#part('reasons'), `${this.#where}.reasons`);
  }

  /** The elements with the largest errors. @throws BaselineError where they are not as they are due */
  worst(): readonly WorstElement[] {
    return readWorst(this.#part('worst'), `${this.#where}.worst`);
  }

  /** All of it. @throws BaselineError where anything of it is not as it is due */
  whole(): DriftCheck {
    return readCheck(parseJson(this.#source.slice(this.span.start, this.span.end), this.#where), this.#where);
  }
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
 * @throws BaselineError for text that is not JSON, another or a newer format, paths that lead out of the project, and fields that are not due
 */
export function readRecordedRun(source: string, name: string): RecordedRun {
  try {
    return readRun(source, name, 'leap');
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    // another layout, or a damaged file: then the whole of it is looked at, which tells what is wrong, and where
    return readRun(source, name, 'skip');
  }
}

function readRun(source: string, name: string, pass: Pass): RecordedRun {
  const reader = new JsonReader(source, name);
  const fields = new Map<string, JsonValue>();
  const checks: RecordedCheck[] = [];
  const obsolete: RecordedObsolete[] = [];
  const items: ReadonlyMap<string, () => void> = new Map([
    ['checks', () => void checks.push(new RecordedCheck(reader, source, pass, `${name}: checks[${checks.length}]`))],
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
  const { runner, environments, checks, obsolete } = readRun(source, name, 'skip');
  return {
    runner,
    environments,
    checks: checks.map((check) => check.whole()),
    obsolete: obsolete.map(({ span: _span, ...entry }) => entry),
  };
}
