/** Which of what is pending a call is about: options that its commands share. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { Pending, PendingKind } from './pending.ts';

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

/** Adds the options to a command. */
export function withSelection(command: Command): Command {
  return command
    .argument('[names...]', 'entries by key, or by a part of it; * stands for anything')
    .option('--record <files...>', 'run records, of a CI artifact or of shards too; default drift-run.json')
    .option('--file <files...>', 'entries of these test files; * stands for anything', isPattern)
    .option('--project <names...>', "measured in these projects of the runner's")
    .option('--regressions', 'entries that got worse')
    .option('--changes', 'entries of another kind, and other remembered numbers')
    .option('--new', 'entries without a baseline')
    .option('--improvements', 'entries that got better')
    .option('--obsolete', 'entries that no test asked for');
}

function isPattern(value: string, before: readonly string[] | undefined): string[] {
  if (value === '') throw new InvalidArgumentError('A path or a pattern was due.');
  return [...(before ?? []), value];
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

/**
 * Those that satisfy every kind of condition given: of several conditions of one kind, one.
 *
 * @param keys - of all entries of the records: a name that is one of these is that entry alone, since a#1 is a part of a#10
 */
export function selected(
  pending: readonly Pending[],
  names: readonly string[],
  options: SelectionOptions,
  keys: ReadonlySet<string>,
): Pending[] {
  const kinds = Object.keys(kindOf).flatMap((name) => (options[name as 'new'] === true ? [kindOf[name]!] : []));
  const byName = names.map((name) => (keys.has(name) ? literal(name) : pattern(name, false)));
  const byFile = options.file?.map((name) => pattern(name.replaceAll('\\', '/').replace(/^\.\//, ''), true));
  return pending.filter(
    ({ kind, key, file }) =>
      (kinds.length === 0 || kinds.includes(kind)) &&
      (byName.length === 0 || byName.some((expression) => expression.test(key))) &&
      (byFile === undefined || byFile.some((expression) => expression.test(file))),
  );
}

function literal(text: string): RegExp {
  return new RegExp(`^${escaped(text)}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** `*` stands for anything; the whole text must be that, or a part of it. */
function pattern(text: string, whole: boolean): RegExp {
  const source = text.split('*').map(escaped).join('.*');
  return new RegExp(whole ? `^${source}$` : source, 's');
}
