/** The completion script for bash, 3.2 and later. */
import { namesOfCommits } from './tree.ts';
import type { CommandNode, OptionNode, Tree, Value } from './tree.ts';

export function bashScript({ options, commands }: Tree): string {
  return `# completion of ulpwise for bash
_ulpwise() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" command='' options='' values='' value i
  # bash takes --base=main for three words
  if [ "$word" = '=' ]; then
    word=''
  elif [ "$before" = '=' ]; then
    before="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      -*) ;;
      *)
        command="\${COMP_WORDS[i]}"
        break
        ;;
    esac
  done
  case "$command" in
    '')
      options='${flags(options)}'
      values='${commands.map(({ name }) => name).join('\n')}'
      ;;
${commands.map((command) => branch(command)).join('')}  esac
  case "$word" in -*) values="$options" ;; esac
  # what is offered is quoted, and nothing in it is evaluated: a branch may have any name. Where nothing is offered, bash completes files.
  COMPREPLY=()
  while IFS= read -r value; do
    case "$value" in
      '') ;;
      "$word"*) COMPREPLY+=("$(printf %q "$value")") ;;
    esac
  done <<<"$values"
}
complete -o bashdefault -o default -F _ulpwise ulpwise
`;
}

function flags(options: readonly OptionNode[]): string {
  return options.flatMap(({ long, short }) => (short === null ? [long] : [long, short])).join('\n');
}

function branch({ name, options, arguments: [first] }: CommandNode): string {
  const operand = first === undefined ? '' : valuesOf(first.value);
  const withValue = options.filter(({ value }) => value !== null);
  const cases = withValue.map(({ long, short, value, optional }) => {
    const names = short === null ? long : `${short} | ${long}`;
    // a value that may be left out may be followed by an option
    const parts = [...(optional ? [] : ["options=''"]), `values=${valuesOf(value!) || "''"}`];
    return `        ${names}) ${parts.join('; ')} ;;\n`;
  });
  return `    ${name})
      options='${flags(options)}'
${operand === '' ? '' : `      values=${operand}\n`}${cases.length === 0 ? '' : `      case "$before" in\n${cases.join('')}      esac\n`}      ;;
`;
}

function valuesOf(value: Value): string {
  if (value.kind === 'choices') return `'${value.choices.join('\n')}'`;
  return value.kind === 'commit' ? `"$(${namesOfCommits})"` : '';
}
