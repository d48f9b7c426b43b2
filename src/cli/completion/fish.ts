/** The completion script for fish. */
import { namesOfCommits } from './tree.ts';
import type { CommandNode, OptionNode, Tree, Value } from './tree.ts';

export function fishScript({ options, commands }: Tree): string {
  const lines = [
    '# completion of ulpwise for fish',
    'complete -c ulpwise -e',
    'complete -c ulpwise -f',
    ...options.map((option) => `complete -c ulpwise -n __fish_use_subcommand ${flags(option)}`),
    ...commands.map(
      ({ name, summary }) => `complete -c ulpwise -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(branch),
  ];
  return `${lines.join('\n')}\n`;
}

function branch({ name, options, arguments: [first] }: CommandNode): string[] {
  const start = `complete -c ulpwise -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    ...(first === undefined || first.value.kind === 'text' ? [] : [`${start} ${values(first.value)}`]),
    ...options.map((option) => `${start} ${flags(option)}`),
  ];
}

function flags({ long, short, description, value, optional }: OptionNode): string {
  return [
    ...(short === null ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(value === null || optional ? [] : ['-r']),
    ...(value === null ? [] : [values(value)]),
    `-d ${quoted(description)}`,
  ].join(' ');
}

function values(value: Value): string {
  switch (value.kind) {
    case 'choices':
      return `-f -a ${quoted(value.choices.join(' '))}`;
    case 'commit':
      return `-F -a ${quoted(`(${namesOfCommits})`)}`;
    case 'file':
      return '-F';
    case 'text':
      return '-f';
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}
