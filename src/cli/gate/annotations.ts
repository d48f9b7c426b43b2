/**
 * The gate's findings as workflow commands of GitHub Actions, which show them beside the files. GitHub shows ten annotations of a level a step.
 *
 * Source: GitHub, "Workflow commands for GitHub Actions"; the escapes are those of `@actions/core`, `command.ts`.
 */
import { lineOf } from './foreign-text.ts';
import type { Locate } from './locations.ts';
import { gradedRows, moreText, sentenceOf } from './rows.ts';
import type { Level } from './rows.ts';
import { placeText } from './text.ts';
import type { GateResult } from './gate.ts';

/** At most; where there are more, the last one says how many. */
const mostAnnotations = 10;

const commands: Readonly<Partial<Record<Level, string>>> = { error: 'error', warning: 'warning' };

/** What follows `::` in a command. */
export function commandData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a command. */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function command(level: Level, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(value)}`);
  return `::${commands[level]} ${list.join(',')}::${commandData(message)}`;
}

/** A line each for what fails the gate and what is worse, the gravest first; nothing where there is nothing such. */
export function annotationLines(result: GateResult, locate: Locate): string[] {
  const rows = gradedRows(result).filter(({ level }) => commands[level] !== undefined);
  const shown = rows.length > mostAnnotations ? mostAnnotations - 1 : rows.length;
  const lines = rows.slice(0, shown).map(({ row, level }) => {
    const { path, line } = locate(row);
    const properties = { file: lineOf(path, 1000), line: String(line), title: `Numerical drift: ${row.finding}` };
    return command(level, properties, `${lineOf(placeText(row))}: ${lineOf(sentenceOf(row), 600)}`);
  });
  const more = rows.length - shown;
  if (more === 0) return lines;
  const message = `${moreText(more)}: see the job's summary, or run ulpwise gate --json.`;
  return [...lines, command(rows[shown]!.level, { title: 'Numerical drift' }, message)];
}

/**
 * Text for a log that GitHub reads commands from, with nothing in it that is one: a line is a command if it begins with `::` after blanks, or
 * holds `##[`.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/gm, '$1: ');
}

/** JSON for such a log: the same values. */
export function jsonWithoutCommands(json: string): string {
  return json.replaceAll('##[', '##\\u005b');
}
