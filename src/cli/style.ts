/** How text looks on a terminal. */
import { plainStyle } from '../matchers/style.ts';
import type { Style } from '../matchers/style.ts';
import type { Terminal } from './terminal.ts';

const escape = '\u001b[';
const painted =
  (on: number, off: number) =>
  (text: string): string =>
    `${escape}${on}m${text}${escape}${off}m`;

const colours: Style = {
  received: painted(31, 39),
  expected: painted(32, 39),
  strong: painted(1, 22),
  faint: painted(2, 22),
};

/** Colours on a terminal, unless `NO_COLOR` is set; plain text for files and pipes. */
export function styleFor({ stdout, environment }: Terminal, stream: Terminal['stdout'] = stdout): Style {
  return stream.isTTY === true && (environment['NO_COLOR'] ?? '') === '' ? colours : plainStyle;
}
