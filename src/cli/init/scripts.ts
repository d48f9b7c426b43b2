/** What the scripts of a package call its runner with: which configuration its tests have, and what else they are started with. */
import { posix } from 'node:path';
import type { Project } from './project.ts';

export type Runner = 'vitest' | 'jest';

export interface RunnerCall {
  /** The name of the script. */
  readonly script: string;
  /** The configuration that it names, relative to the folder; `undefined` where the runner finds one. */
  readonly configuration: string | undefined;
  /** Whether the script is nothing but this call, and that nothing but the runner and the configuration: no variable, no option, no build. */
  readonly isPlain: boolean;
  /** Whether it does not end by itself. */
  readonly watches: boolean;
}

export interface RunnerCalls {
  /** The call that runs the tests: of the script `test`, or of what it runs. */
  readonly main: RunnerCall | undefined;
  /** Calls with other configurations, one for each. */
  readonly further: readonly RunnerCall[];
}

const executables: { readonly [R in Runner]: RegExp } = {
  vitest: /^vitest$|(?:^|\/)\.bin\/vitest$|(?:^|\/)vitest\/vitest\.mjs$/,
  jest: /^jest$|(?:^|\/)\.bin\/jest$|(?:^|\/)jest\/bin\/jest\.js$/,
};

/** Words after which the name of a runner is no call of it. */
const otherUses = new Set(['run', 'run-script', 'install', 'i', 'add', 'remove', 'echo', 'eslint']);

/** What starts an executable of a package, and changes nothing about it. */
const launchers = new Set(['npx', 'bunx', 'npm', 'pnpm', 'yarn', 'exec', '--no', '--no-install', '--']);

const watching = new Set(['watch', 'dev', '--watch', '--watchAll', '-w', '--ui']);

/** Commands of Vitest that run no tests. */
const noTests = new Set(['bench', 'init', 'list']);

export function runnerCalls({ manifest }: Project, runner: Runner): RunnerCalls {
  const scripts = new Map(
    Object.entries(manifest.scripts ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const calls = [...scripts.keys()].flatMap((script) => callsIn(scripts, script, runner));
  const main =
    callsBelow(scripts, 'test', runner, 0)[0] ??
    calls.find(({ configuration }) => configuration === undefined) ??
    calls[0];
  const known = new Set([main?.configuration]);
  const further = calls.filter(({ configuration }) => !known.has(configuration) && known.add(configuration));
  return { main, further };
}

/** The calls of a script, or of the scripts that it runs. */
function callsBelow(scripts: ReadonlyMap<string, string>, script: string, runner: Runner, depth: number): RunnerCall[] {
  const own = callsIn(scripts, script, runner);
  if (own.length > 0 || depth > 4) return own;
  return commandsIn(scripts.get(script) ?? '').flatMap((words) =>
    scriptsRunBy(words, scripts).flatMap((name) => callsBelow(scripts, name, runner, depth + 1)),
  );
}

/** `npm run unit`, `pnpm unit`, `run-s unit e2e`. */
function scriptsRunBy([command, ...words]: readonly string[], scripts: ReadonlyMap<string, string>): string[] {
  const names = words.filter((word) => !word.startsWith('-') && word !== 'run' && word !== 'run-script');
  const count = /^(?:npm|pnpm|yarn|bun)$/.test(command ?? '')
    ? 1
    : /^(?:run-[sp]|npm-run-all)$/.test(command ?? '')
      ? names.length
      : 0;
  return names.slice(0, count).filter((name) => scripts.has(name));
}

function callsIn(scripts: ReadonlyMap<string, string>, script: string, runner: Runner): RunnerCall[] {
  const commands = commandsIn(scripts.get(script) ?? '');
  const calls: RunnerCall[] = [];
  for (const words of commands) {
    // what comes after is called in another folder
    if (words[0] === 'cd') break;
    const at = words.findIndex((word) => executables[runner].test(word));
    const [before, after] = [words.slice(0, at), words.slice(at + 1)];
    const last = before.filter((word) => !word.startsWith('-')).at(-1);
    if (at < 0 || (last !== undefined && otherUses.has(last)) || noTests.has(after[0] ?? '')) continue;
    const { configuration, rest } = configurationAmong(after);
    const alone = commands.length === 1 && !scripts.has(`pre${script}`) && !scripts.has(`post${script}`);
    calls.push({
      script,
      configuration,
      isPlain:
        alone &&
        before.every((word) => launchers.has(word)) &&
        rest.every((word) => word === (runner === 'vitest' ? 'run' : '--ci')),
      watches: rest.some((word) => watching.has(word)),
    });
  }
  return calls;
}

/** `--config a`, `--config=a` or `-c a`, and the other words. */
function configurationAmong(words: readonly string[]): { configuration: string | undefined; rest: string[] } {
  const at = words.findIndex((word) => /^(?:--config|-c)(?:=|$)/.test(word));
  if (at < 0) return { configuration: undefined, rest: [...words] };
  const [option, inline] = words[at]!.split(/=(.*)/s);
  const taken = inline === undefined ? 2 : 1;
  const path = inline ?? words[at + 1];
  const rest = [...words.slice(0, at), ...words.slice(at + taken)];
  return { configuration: path === undefined || option === '' ? undefined : posix.normalize(path), rest };
}

/** The commands of a shell's line, each as its words, without their quotes. */
function commandsIn(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [part] of line.matchAll(/[&|;\n]+|(?:[^\s'"&|;]|"(?:\\.|[^"\\])*"|'[^']*')+/g)) {
    if (/^[&|;\n]/.test(part)) commands.push([]);
    else
      commands
        .at(-1)!
        .push(part.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''));
  }
  return commands.filter((words) => words.length > 0);
}
