/**
 * One entry as JSON and back: the same text in baseline files and run records. One scalar a line; a number that must be exact is a string
 * with its hexadecimal form beside a rounded decimal, `2.131 (0x1.10cp+1)`.
 */
import type { Dtype } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { fromHex, toHex } from '../formats/index.ts';
import { comparisonMetrics, noSpecials, optionalMetrics } from './entry.ts';
import type {
  Acknowledgement,
  DriftEntry,
  DriftTolerance,
  Entry,
  SpecialCounts,
  ValueEntry,
  ValueTolerance,
} from './entry.ts';
import { ordered, printJson, sorted } from './json-text.ts';
import type { JsonObject, JsonValue, OrderedObject, Writable } from './json-text.ts';
import { positionText } from './value-text.ts';

const dtypes: ReadonlySet<string> = new Set<Dtype>([
  'float64',
  'float32',
  'float16',
  'bfloat16',
  'float8_e4m3fn',
  'float8_e5m2',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'bigint',
  'complex64',
  'complex128',
]);

/** Significant digits of the decimal beside an exact number: enough to read, few enough not to be taken for the number. */
const digitsShown = 4;

/** An exact number for a file: `3 (0x1.8p+1)`. */
export function exactText(x: number): string {
  const rounded = Number(x.toPrecision(digitsShown));
  // the largest float64 values round to more than there is
  return `${Number.isFinite(rounded) ? rounded : x} (${toHex(x)})`;
}

const exact = /^\s*(\S+)\s+\((\S+)\)\s*$/;

/**
 * The number that {@link exactText} wrote; the hexadecimal form decides. The two may differ by rounding only, so that a decimal edited by
 * hand is not silently without effect.
 */
function exactNumber(text: JsonValue, where: string): number {
  const match = typeof text === 'string' ? exact.exec(text) : null;
  const hexadecimal = match === null ? NaN : numberOf(match[2]);
  if (match === null || !Number.isFinite(hexadecimal)) {
    refuse(where, `an exact number such as "3 (0x1.8p+1)" was due, got ${shown(text)}.`);
  }
  const decimal = Number(match[1]);
  // four significant digits are within 5e-4 of the number, relatively
  if (!(Math.abs(decimal - hexadecimal) <= 1e-3 * Math.abs(hexadecimal))) {
    refuse(
      where,
      `${match[1]} and ${match[2]} are different numbers. What was measured is not edited by hand: restore it, and write ` +
        'what is to be allowed in "tolerance".',
    );
  }
  return hexadecimal;
}

function numberOf(hexadecimal: string): number {
  try {
    return fromHex(hexadecimal);
  } catch {
    return NaN;
  }
}

function refuse(where: string, wrong: string): never {
  throw new BaselineError(`${where}: ${wrong} The file was not touched.`);
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value instanceof Map) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

// -------------------------------------------------------------------------------------------------------------- to text

/** `[2, 3]`: one scalar, which no formatter breaks. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** An entry for {@link printJson}. */
export function entryJson(entry: Entry): OrderedObject {
  const common: [string, Writable | undefined][] = [
    ['accepted', entry.accepted === undefined ? undefined : sorted([...Object.entries(entry.accepted)])],
    ['digest', entry.digest],
    ['dtype', entry.dtype],
    ['kind', entry.kind],
    ['shape', shapeText(entry.shape)],
    ['tolerance', entry.tolerance === undefined ? undefined : sorted(Object.entries(entry.tolerance))],
  ];
  const special = Object.entries(entry.special ?? noSpecials).filter(([, count]) => count !== 0);
  common.push(['special', special.length === 0 ? undefined : sorted(special)]);
  if (entry.kind === 'values') {
    const values = entry.values;
    const pairs = values?.map((value, i): [string, string] => [positionText(i, entry.shape), value]);
    return sorted([...common, ['values', pairs === undefined ? undefined : ordered(pairs)]]);
  }
  const metrics = Object.entries(entry.metrics).map(([name, x]) => [name, exactText(x)] as const);
  return sorted([...common, ['metrics', sorted(metrics)]]);
}

/** An entry as text: equal entries, and they alone, have equal texts. */
export function entryText(entry: Entry): string {
  return printJson(entryJson(entry));
}

// ------------------------------------------------------------------------------------------------------------ from text

/** The fields of an object, each taken once; what is left over is unknown and refused. */
export class Fields {
  readonly where: string;
  readonly #fields: JsonObject;
  readonly #taken: string[] = [];

  constructor(value: JsonValue | undefined, where: string) {
    if (!(value instanceof Map)) refuse(where, `an object was due, got ${shown(value)}.`);
    this.where = where;
    this.#fields = value as JsonObject;
  }

  take(name: string): JsonValue | undefined {
    const value = this.#fields.get(name);
    if (value !== undefined) this.#taken.push(name);
    return value;
  }

  string(name: string, due: string, accepts: (text: string) => boolean = () => true): string {
    const value = this.take(name);
    if (typeof value !== 'string' || !accepts(value))
      refuse(`${this.where}.${name}`, `${due} was due, got ${shown(value)}.`);
    return value;
  }

  /** All that has not been taken. */
  rest(): [string, JsonValue][] {
    const rest = [...this.#fields].filter(([name]) => !this.#taken.includes(name));
    this.#taken.push(...rest.map(([name]) => name));
    return rest;
  }

  end(known: string): void {
    if (this.#taken.length === this.#fields.size) return;
    for (const [name] of this.rest()) {
      refuse(this.where, `${JSON.stringify(name)} is no field of it; there are ${known}. Check the spelling.`);
    }
  }
}

function shapeOf(text: string): readonly number[] | undefined {
  const inner = /^\[(.*)\]$/.exec(text.trim())?.[1];
  if (inner === undefined) return undefined;
  if (inner.trim() === '') return [];
  const extents = inner.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  return extents.every(Number.isSafeInteger) ? extents : undefined;
}

function readShape(value: JsonValue | undefined, where: string): readonly number[] {
  const shape = typeof value === 'string' ? shapeOf(value) : undefined;
  return shape ?? refuse(where, `a shape such as "[2, 3]" was due, got ${shown(value)}.`);
}

const ceilings = ['ulp', 'p999Ulp', 'rmsUlp', 'bias', 'rel', 'abs', 'rmse', 'bound'] as const;
const valueTerms = ['ulp', 'steps', 'rel', 'abs'] as const;

/**
 * Checks a tolerance, from a file or from a caller.
 *
 * @throws BaselineError for unknown names, and numbers that are not finite and ≥ 0
 */
export function checkTolerance(
  pairs: readonly (readonly [string, unknown])[],
  kind: Entry['kind'],
  where: string,
): void {
  const names: readonly string[] = kind === 'drift' ? [...ceilings, 'growth'] : valueTerms;
  if (pairs.length === 0) refuse(where, `it is empty. Give at least one of ${names.join(', ')}, or leave it out.`);
  for (const [name, value] of pairs) {
    if (!names.includes(name))
      refuse(where, `${JSON.stringify(name)} is no term of it; there are ${names.join(', ')}.`);
    const valid =
      name === 'growth'
        ? typeof value === 'string' && /^\d+(?:\.\d+)?%$/.test(value)
        : typeof value === 'number' && Number.isFinite(value) && value >= 0;
    if (!valid) {
      const due = name === 'growth' ? 'a share such as "10%"' : 'a finite number ≥ 0';
      refuse(
        `${where}.${name}`,
        `${due} was due, got ${typeof value === 'number' ? String(value) : shown(value as JsonValue)}.`,
      );
    }
  }
}

function readTolerance(value: JsonValue | undefined, kind: Entry['kind'], where: string): object {
  if (value === undefined) return {};
  const pairs = new Fields(value, where).rest();
  checkTolerance(pairs, kind, where);
  return { tolerance: Object.fromEntries(pairs) as DriftTolerance & ValueTolerance };
}

/** Checks an acknowledgement from a caller. @throws BaselineError for an empty reason, and an end that is no month or day */
export function checkAcknowledgement({ reason, until }: Acknowledgement, where: string): void {
  readAccepted(new Map(Object.entries(until === undefined ? { reason } : { reason, until })), where);
}

function readAccepted(value: JsonValue | undefined, where: string): object {
  if (value === undefined) return {};
  const fields = new Fields(value, where);
  const reason = fields.string('reason', 'a reason in words', (text) => text.trim() !== '');
  const until = fields.take('until');
  if (
    until !== undefined &&
    (typeof until !== 'string' || !/^\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/.test(until))
  ) {
    refuse(`${where}.until`, `a month or day such as "2027-01" was due, got ${shown(until)}.`);
  }
  fields.end('reason, until');
  const accepted: Acknowledgement = until === undefined ? { reason } : { reason, until: until as string };
  return { accepted };
}

function readMetrics(value: JsonValue | undefined, where: string): Readonly<Record<string, number>> {
  const pairs = new Fields(value, where).rest().map(([name, text]): [string, number] => {
    const x = exactNumber(text, `${where}.${name}`);
    if (x < 0 && name !== 'biasUlps') refuse(`${where}.${name}`, `an error is ≥ 0, got ${shown(text)}.`);
    if (name === '__proto__') refuse(where, '"__proto__" cannot be the name of a metric.');
    return [name, x];
  });
  if (pairs.length === 0) refuse(where, 'it is empty; measured errors were due.');
  const own = !pairs.some(([name]) => (comparisonMetrics as readonly string[]).includes(name));
  if (!own) {
    const names = pairs.map(([name]) => name);
    const missing = comparisonMetrics.find((name) => !optionalMetrics.has(name) && !names.includes(name));
    if (missing !== undefined) refuse(where, `"${missing}" is missing.`);
  }
  return inOrder(Object.fromEntries(pairs));
}

/** Metrics in the order in which they are shown: those of a comparison first, own ones by name. */
export function inOrder(metrics: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const known = comparisonMetrics.filter((name) => Object.hasOwn(metrics, name));
  const own = Object.keys(metrics)
    .filter((name) => !(comparisonMetrics as readonly string[]).includes(name))
    .sort();
  return Object.fromEntries([...known, ...own].map((name) => [name, metrics[name]]));
}

function readSpecial(value: JsonValue | undefined, where: string): SpecialCounts | undefined {
  if (value === undefined) return undefined;
  const counts = { ...noSpecials };
  for (const [name, count] of new Fields(value, where).rest()) {
    if (!Object.hasOwn(counts, name))
      refuse(where, `${JSON.stringify(name)} is no count of it; there are ${Object.keys(counts).join(', ')}.`);
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) {
      refuse(`${where}.${name}`, `a count was due, got ${shown(count)}.`);
    }
    counts[name as keyof SpecialCounts] = count;
  }
  return counts;
}

function readValues(value: JsonValue | undefined, shape: readonly number[], where: string): readonly string[] | null {
  if (value === undefined) return null;
  const pairs = new Fields(value, where).rest();
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (pairs.length !== count)
    refuse(where, `a shape of ${shapeText(shape)} has ${count} elements, ${pairs.length} are given.`);
  return pairs.map(([place, text], i) => {
    if (place !== positionText(i, shape)) {
      refuse(where, `element ${JSON.stringify(positionText(i, shape))} was due, found ${JSON.stringify(place)}.`);
    }
    if (typeof text !== 'string') refuse(`${where}.${place}`, `a number in quotes was due, got ${shown(text)}.`);
    return text;
  });
}

/**
 * Reads an entry.
 *
 * @param where - file and key, for messages
 * @throws BaselineError for everything that {@link entryJson} does not write
 */
export function readEntry(value: JsonValue | undefined, where: string): Entry {
  const fields = new Fields(value, where);
  const kind = fields.string(
    'kind',
    '"drift" or "values"',
    (text) => text === 'drift' || text === 'values',
  ) as Entry['kind'];
  const dtype = fields.string('dtype', 'an element type', (text) => dtypes.has(text)) as Dtype;
  const shape = readShape(fields.take('shape'), `${where}.shape`);
  const digest = fields.string('digest', '"sha256:" and 64 hexadecimal digits', (text) =>
    /^sha256:[0-9a-f]{64}$/.test(text),
  );
  const common = {
    dtype,
    shape,
    digest,
    ...readAccepted(fields.take('accepted'), `${where}.accepted`),
    ...readTolerance(fields.take('tolerance'), kind, `${where}.tolerance`),
  };
  const special = readSpecial(fields.take('special'), `${where}.special`);
  if (kind === 'values') {
    const values = readValues(fields.take('values'), shape, `${where}.values`);
    if (special !== undefined && values !== null) refuse(`${where}.special`, 'the numbers themselves tell.');
    fields.end('accepted, digest, dtype, kind, shape, special, tolerance, values');
    return { kind, ...common, values, ...(special === undefined ? {} : { special }) } as ValueEntry;
  }
  const metrics = readMetrics(fields.take('metrics'), `${where}.metrics`);
  fields.end('accepted, digest, dtype, kind, metrics, shape, special, tolerance');
  return { kind, ...common, metrics, special: special ?? noSpecials } as DriftEntry;
}
