/** How text looks on a terminal, and what of foreign text may reach it. */
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

/**
 * Text with every control character but the line feed and the colours made visible: names in files come from elsewhere, and a terminal
 * obeys what it is sent.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/\u001b\[(?:1|2|22|31|32|39)m|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
