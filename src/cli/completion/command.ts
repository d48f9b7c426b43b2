/** `ulpwise completion`. */
import { Argument, Command } from 'commander';
import { exactJson } from '../exact-json.ts';
import { program } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { treeOf } from './tree.ts';
import type { Tree } from './tree.ts';
import { zshScript } from './zsh.ts';

const scripts: Readonly<Record<string, (tree: Tree) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const help = `
The script completes commands, options, branches and tags, and files, wherever the word ulpwise stands for the command: installed for
all projects, or by an alias, alias ulpwise="npx ulpwise".

Exit codes: 0 done, 2 the shell is none of these.

Examples:
  $ source <(ulpwise completion bash)
  $ ulpwise completion zsh > ~/.zfunc/_ulpwise
  $ ulpwise completion fish > ~/.config/fish/completions/ulpwise.fish
`;

/** The command, writing to `terminal`. */
export function completionCommand(terminal: Terminal): Command {
  return new Command('completion')
    .description('Prints the script with which a shell completes the words of this command.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .option('--json', 'print JSON, whatever the shell: { options, commands: [{ name, summary, options, arguments }] }')
    .addHelpText('after', help)
    .action(async (shell: string, options: { json?: boolean }) => {
      const tree = treeOf(await program(terminal));
      terminal.stdout.write(options.json === true ? exactJson(tree) : scripts[shell]!(tree));
    });
}
