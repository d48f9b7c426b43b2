/** The commands with their options and arguments, as far as completing them needs it. */
import type { Argument, Command, Option } from 'commander';

/** What a value is: words to choose from, a commit of git or a file, a file, or anything. */
export type Value =
  { readonly kind: 'choices'; readonly choices: readonly string[] } | { readonly kind: 'commit' | 'file' | 'text' };

export interface OptionNode {
  /** `--base`. */
  readonly long: string;
  /** `-o`, where there is one. */
  readonly short: string | null;
  readonly description: string;
  /** `null` for a switch. */
  readonly value: Value | null;
  /** Whether the value may be left out. */
  readonly optional: boolean;
  /** What the value is called in help: `commit | record`. */
  readonly valueName: string;
}

export interface ArgumentNode {
  readonly name: string;
  readonly description: string;
  readonly value: Value;
  readonly variadic: boolean;
}

export interface CommandNode {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
}

/** The command as a whole: its own options, and its commands, with `help` among them. */
export interface Tree {
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

/** The shell command that lists branches and tags, a line each. */
export const namesOfCommits =
  'git for-each-ref --format="%(refname:short)" refs/heads refs/remotes refs/tags 2>/dev/null';

const helpOption: OptionNode = {
  long: '--help',
  short: '-h',
  description: 'print help',
  value: null,
  optional: false,
  valueName: '',
};

export function treeOf(root: Command): Tree {
  const commands = root.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    options: [...command.options.map(optionNode), helpOption],
    arguments: command.registeredArguments.map(argumentNode),
  }));
  const names: Value = { kind: 'choices', choices: commands.map(({ name }) => name) };
  const help: CommandNode = {
    name: 'help',
    summary: 'print help about a command',
    options: [],
    arguments: [{ name: 'command', description: 'a command', value: names, variadic: false }],
  };
  return { options: [...root.options.map(optionNode), helpOption], commands: [...commands, help] };
}

function optionNode({ flags, long, short, description, required, optional, argChoices }: Option): OptionNode {
  const valueName = /[<[]([^>\]]*)[>\]]/.exec(flags)?.[1] ?? '';
  return {
    long: long ?? short!,
    short: long === undefined ? null : (short ?? null),
    description,
    value: required || optional ? valueOf(valueName, argChoices) : null,
    optional,
    valueName,
  };
}

function argumentNode(argument: Argument): ArgumentNode {
  const { description, variadic, argChoices } = argument;
  return { name: argument.name(), description, value: valueOf(argument.name(), argChoices, 'file'), variadic };
}

/** What help calls a value tells what it is. */
function valueOf(name: string, choices: readonly string[] | undefined, otherwise: 'file' | 'text' = 'text'): Value {
  if (choices !== undefined) return { kind: 'choices', choices };
  if (/\bcommit\b/.test(name)) return { kind: 'commit' };
  if (/\b(?:file|folder|record|path|junit|sarif)/.test(name)) return { kind: 'file' };
  return { kind: /\b(?:pattern|entr|key|name)/.test(name) ? 'text' : otherwise };
}
