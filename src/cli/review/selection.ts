/** Which of what is pending a call is about: options that its commands share. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { escaped } from './escaped.ts';
import type { Pending, PendingKind } from './pending.ts';
import type { ReviewedRecord } from './records.ts';

export interface SelectionOptions {
  readonly record?: readonly string[];
  readonly file?: readonly string[];
  readonly project?: readonly string[];
  readonly new?: boolean;
  readonly regressions?: boolean;
  readonly changes?: boolean;
  readonly improvements?: boolean;
  readonly obsolete?: boolean;
  readonly all?: boolean;
}

/** Adds the options to a command. Those that take a value take one each time, so that names may follow them. */
export function withSelection(command: Command): Command {
  return command
    .argument('[names...]', 'entries by key, or by a part of it; * stands for anything')
    .option(
      '--record <file>',
      'a run record, of a CI artifact or of a shard too; again for more; default drift-run.json',
      oneMorePath,
    )
    .option('--file <file>', 'entries of this test file; * stands for anything; again for more', oneMorePath)
    .option('--project <name>', "measured in this project of the runner's; again for more", oneMore)
    .option('--regressions', 'entries that got worse')
    .option('--changes', 'entries of another kind, and other remembered numbers')
    .option('--new', 'entries without a baseline')
    .option('--improvements', 'entries that got better')
    .option('--obsolete', 'entries that no test asked for');
}

function oneMore(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function oneMorePath(value: string, before: readonly string[] | undefined): string[] {
  if (value === '') throw new InvalidArgumentError('A path or a pattern was due.');
  return oneMore(value, before);
}

const kindOf: { readonly [option: string]: PendingKind } = {
  regressions: 'regression',
  changes: 'changed',
  new: 'new',
  improvements: 'improvement',
  obsolete: 'obsolete',
};

/** Whether a call selects anything at all. */
export function isSelective(names: readonly string[], options: SelectionOptions): boolean {
  const kinds = Object.keys(kindOf).some((option) => options[option as 'new'] === true);
  return names.length > 0 || kinds || options.file !== undefined || options.project !== undefined;
}

/** @throws UsageError for a call of accept or reject that does not say which entries it is about */
export function holdSelective(command: string, names: readonly string[], options: SelectionOptions): void {
  if (isSelective(names, options) || options.all === true) return;
  throw new UsageError(
    `Say which entries to ${command}: part of a name, --file, --regressions, --changes, --new, --improvements, --obsolete, or --all. ` +
      'ulpwise pending lists them.',
  );
}

/** What the entries of some records are called, pending or not. */
export interface RecordedNames {
  readonly keys: ReadonlySet<string>;
  /** Test files. */
  readonly files: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
}

export function namesIn(records: readonly ReviewedRecord[]): RecordedNames {
  const places = records.flatMap(({ run }) => [...run.checks.map(({ place }) => place), ...run.obsolete]);
  return {
    keys: new Set(places.map(({ key }) => key)),
    files: new Set(places.map(({ file }) => file)),
    projects: new Set(places.map(({ project }) => project)),
  };
}

/** A name that is the key of an entry is that entry alone, since a#1 is a part of a#10. */
function byKey(name: string, { keys }: RecordedNames): RegExp {
  return keys.has(name) ? literal(name) : pattern(name, false);
}

function byFile(name: string): RegExp {
  return pattern(name.replaceAll('\\', '/').replace(/^\.\//, ''), true);
}

/**
 * Holds that each condition fits something that the records have, pending or not: one that fits nothing is misspelt, or of another record.
 *
 * @throws UsageError for the first that does not
 */
export function holdFitting(names: readonly string[], options: SelectionOptions, recorded: RecordedNames): void {
  const fitsOne = (expression: RegExp, texts: ReadonlySet<string>): boolean =>
    [...texts].some((text) => expression.test(text));
  const key = names.find((name) => !fitsOne(byKey(name, recorded), recorded.keys));
  if (key !== undefined) {
    throw new UsageError(
      /\.json$/i.test(key)
        ? `${JSON.stringify(key)} is the name of no entry in the run record. If it is a record, write --record before it too: --record a.json --record b.json.`
        : `No entry in the run record has ${JSON.stringify(key)} in its key. Write a part of a key as ulpwise pending lists it; * stands for anything.`,
    );
  }
  const file = options.file?.find((name) => !fitsOne(byFile(name), recorded.files));
  if (file !== undefined) {
    throw new UsageError(
      `--file: no test file in the run record is ${JSON.stringify(file)}. Write a whole path as ulpwise pending lists it, or a pattern: --file "*${file.split(/[/\\]/).at(-1)}".`,
    );
  }
  const project = options.project?.find((name) => !recorded.projects.has(name));
  if (project === undefined) return;
  const known = [...recorded.projects]
    .sort()
    .map((name) => (name === '' ? 'one without a name' : JSON.stringify(name)));
  throw new UsageError(
    `--project: the run record has no project ${JSON.stringify(project)}. It has ${known.length === 0 ? 'none' : known.join(', ')}.`,
  );
}

/** Those that satisfy every kind of condition given: of several conditions of one kind, one. */
export function selected(
  pending: readonly Pending[],
  names: readonly string[],
  options: SelectionOptions,
  recorded: RecordedNames,
): Pending[] {
  const kinds = Object.keys(kindOf).flatMap((name) => (options[name as 'new'] === true ? [kindOf[name]!] : []));
  const keys = names.map((name) => byKey(name, recorded));
  const files = options.file?.map(byFile);
  return pending.filter(
    ({ kind, key, file }) =>
      (kinds.length === 0 || kinds.includes(kind)) &&
      (keys.length === 0 || keys.some((expression) => expression.test(key))) &&
      (files === undefined || files.some((expression) => expression.test(file))),
  );
}

function literal(text: string): RegExp {
  return new RegExp(`^${escaped(text)}$`);
}

/** `*` stands for anything; the whole text must be that, or a part of it. */
function pattern(text: string, whole: boolean): RegExp {
  const source = text.split('*').map(escaped).join('.*');
  return new RegExp(whole ? `^${source}$` : source, 's');
}
