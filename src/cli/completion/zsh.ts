/** The completion script for zsh. */
import { namesOfCommits } from './tree.ts';
import type { ArgumentNode, CommandNode, OptionNode, Tree, Value } from './tree.ts';

export function zshScript({ options, commands }: Tree): string {
  const list = commands.map(({ name, summary }) => `        ${quoted(`${name}:${summary}`)}\n`).join('');
  return `#compdef ulpwise
# completion of ulpwise for zsh
_ulpwise_commits() {
  local -a names
  names=(\${(f)"$(${namesOfCommits})"})
  compadd -a names
  _files
}
_ulpwise() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C ${specs(options)} '1: :->command' '*:: :->argument'
  case $state in
    command)
      local -a commands
      commands=(
${list}      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands.map(branch).join('')}      esac
      ;;
  esac
}
if [ "$funcstack[1]" = _ulpwise ]; then
  _ulpwise "$@"
else
  compdef _ulpwise ulpwise
fi
`;
}

function branch({ name, options, arguments: operands }: CommandNode): string {
  const all = [specs(options), ...operands.map(operand)].filter((text) => text !== '');
  return `        ${name}) _arguments ${all.join(' ')} ;;\n`;
}

function operand({ name, value, variadic }: ArgumentNode): string {
  // without the guard zsh would offer no options in its place
  const what = value.kind === 'text' ? `_guard "[^-]*" ${escaped(name)}` : action(value);
  return quoted(`${variadic ? '*' : ''}:${escaped(name)}:${what}`);
}

function specs(options: readonly OptionNode[]): string {
  return options.map(spec).join(' ');
}

function spec({ long, short, description, value, optional, valueName }: OptionNode): string {
  const tail = value === null ? '' : `${optional ? '::' : ':'}${escaped(valueName)}:${action(value)}`;
  const text = `[${escaped(description)}]${tail}`;
  if (short === null) return quoted(`${long}${value === null ? '' : '='}${text}`);
  // either form, once; with a value that follows the word, or stands in it
  const [shortForm, longForm] = value === null ? [short, long] : [`${short}+`, `${long}=`];
  return `${quoted(`(${short} ${long})`)}{${shortForm},${longForm}}${quoted(text)}`;
}

function action(value: Value): string {
  if (value.kind === 'choices') return `(${value.choices.join(' ')})`;
  return { commit: '_ulpwise_commits', file: '_files', text: ' ' }[value.kind];
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, (sign) => `\\${sign}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
