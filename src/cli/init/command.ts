/** `ulpwise init`. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { exactJson } from '../exact-json.ts';
import { checked, git } from '../git.ts';
import { withKeys } from '../review/keyboard.ts';
import { printable } from '../printable.ts';
import { styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';
import { writeText } from '../text-files.ts';
import { planFor } from './plan.ts';
import { inTheWay, textOf } from './project.ts';
import type { FileChange, GitSetting } from './steps.ts';
import { changesText, isChange, planText, settingCommand } from './text.ts';
import { unifiedDiff } from './unified-diff.ts';

const help = `
It finds Vitest or Jest and shows, as a diff, what it would write: the line in the configuration, the types, a GitHub workflow with the
gate, and how git merges baselines. It asks before it writes; without a terminal it only shows, unless --yes is given. What it cannot edit
with certainty it tells, to be done by hand. Run again, it changes nothing.

Exit codes: 0 done, or shown; 2 there is neither Vitest nor Jest, or a file cannot be read or written.

Examples:
  $ ulpwise init
  $ ulpwise init --yes
  $ ulpwise init --json
`;

/** The command, writing to `terminal`. */
export function initCommand(terminal: Terminal): Command {
  return new Command('init')
    .description('Sets up the project in this folder: shows what it would change, and changes it if you agree.')
    .option('-y, --yes', 'change it without asking')
    .option('--json', 'print JSON: { runners, changes, done, byHand, written }; it asks nothing')
    .addHelpText('after', help)
    .action(async (options: { yes?: boolean; json?: boolean }) => {
      const folder = terminal.workingDirectory;
      const plan = planFor(folder);
      const changes = plan.steps.filter(isChange);
      if (options.json === true) {
        if (options.yes === true) write(folder, changes);
        terminal.stdout.write(exactJson({ ...jsonOf(plan), written: options.yes === true && changes.length > 0 }));
        return;
      }
      terminal.stdout.write(`${printable(planText(plan, styleFor(terminal)))}\n\n`);
      if (changes.length === 0) {
        terminal.stdout.write('There is nothing to change.\n');
      } else if (options.yes === true || (await agreed(terminal, changesText(changes)))) {
        write(folder, changes);
        terminal.stdout.write(`Written: ${changesText(changes)}.\n`);
      } else {
        terminal.stdout.write('Nothing was written. ulpwise init --yes writes it.\n');
      }
    });
}

/** Asks; without a terminal the answer is no. */
async function agreed({ stdin, stdout }: Terminal, what: string): Promise<boolean> {
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return false;
  stdout.write(`Write ${what}? [y/N] `);
  const key = await withKeys(stdin, (next) => next());
  stdout.write(`${/[\p{L}]/u.test(key) ? key : ''}\n`);
  return key === 'y' || key === 'Y';
}

function write(folder: string, changes: readonly (FileChange | GitSetting)[]): void {
  const files = changes.filter((change) => change.kind === 'file');
  for (const { path, before } of files) {
    const obstacle = inTheWay({ folder }, path);
    if (obstacle !== undefined) {
      throw new UsageError(`${path} cannot be written: ${obstacle} is no folder. Nothing was written: move it.`);
    }
    if (textOf({ folder }, path) !== before) {
      throw new UsageError(`${path} was changed meanwhile. Nothing was written: run ulpwise init again.`);
    }
  }
  for (const { path, after } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeText(join(folder, path), after);
  }
  for (const change of changes) {
    if (change.kind === 'setting') checked(git(folder, ['config', change.name, change.value]));
  }
}

function jsonOf({ runners, steps }: ReturnType<typeof planFor>): object {
  return {
    runners,
    changes: steps.filter(isChange).map((step) =>
      step.kind === 'file'
        ? {
            path: step.path,
            why: step.why,
            created: step.before === null,
            diff: unifiedDiff(step.path, step.before, step.after),
          }
        : { setting: step.name, value: step.value, why: step.why, command: settingCommand(step) },
    ),
    done: steps.flatMap((step) => (step.kind === 'done' ? [step.what] : [])),
    byHand: steps.flatMap((step) => (step.kind === 'by hand' ? [{ what: step.what, lines: step.lines }] : [])),
  };
}
