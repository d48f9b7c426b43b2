/** Import statements for configurations of others. They are put together from words, so that no reader of imports takes them for ones of this file. */

const verb = 'import';
const preposition = 'from';

/** `import names from 'module';`, or without names for the sake of what the module does. */
export function importStatement(names: string, module: string, quote = "'", end = ';'): string {
  const words = names === '' ? [verb] : [verb, names, preposition];
  return `${words.join(' ')} ${quote}${module}${quote}${end}`;
}
