/** Names that somebody may give a test, and that formats and tools choke on or obey. */
import fc from 'fast-check';

const known = [
  '::error::owned',
  '  ::stop-commands::x',
  '\n::error file=a,line=1::owned',
  '\r\n::add-mask::e',
  '%0A::error::owned',
  'x ##[error]owned',
  'a, file=b: c',
  ']]>',
  '-->',
  '<script>alert(1)</script>',
  '"><a href="x">',
  "' onload='x",
  '&amp; &#0;',
  '| a | b |',
  '`code` **b**',
  '\u0000',
  'a\u001b[31mred',
  '\u0085\u2028\u2029',
  '\u202eright to left',
  '\ud800',
  '\udc00\ud800',
  '\ufffe\uffff\ufeff',
  '👩‍👩‍👧 é ß 漢',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'C:\\a\\b',
  'a/b?c#d%20e f',
  '',
  ' ',
];

/** A name of any UTF-16 code units, lone surrogates and controls among them, or one of the known ones, in any context. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...known),
  fc.tuple(fc.string(), fc.constantFrom(...known), fc.string()).map((parts) => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(...known).map((name) => name.repeat(Math.ceil(2000 / (name.length + 1)))),
);

/** A name of a million characters and more, of any of these. */
export const vastNames: readonly string[] = ['a', '<', '\u0000', '\ud800', '👩', '%', '\n::error::'].map((part) =>
  part.repeat(Math.ceil((1 << 20) / part.length)),
);
