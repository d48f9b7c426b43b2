/** Fenced code blocks of Markdown, and what each is to be checked as. */

export interface CodeBlock {
  readonly file: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /**
   * The words after the language, and those that go without saying: `config` (compiled, not run; so is what calls `defineConfig`), `fails`
   * (run, and expected to fail; so is what a `text` block follows at once).
   */
  readonly words: readonly string[];
  /** What the HTML comment `<!-- given … -->` right before the block says: code that readers need not see. */
  readonly given: string;
  readonly code: string;
  /** Content of the `text` block right after this one: the message as printed in the document. */
  readonly shown: string | undefined;
}

/** The fenced blocks of a document, in order. */
export function codeBlocks(file: string, markdown: string): CodeBlock[] {
  const found: (CodeBlock & { readonly start: number; readonly end: number })[] = [];
  for (const match of markdown.matchAll(/^( *)(```+)([^\n`]*)\n([\s\S]*?)^\1\2 *$/gm)) {
    const before = markdown.slice(0, match.index);
    const [language = '', ...words] = match[3]!.trim().split(/\s+/);
    const given = /<!-- given\n((?:(?!-->)[\s\S])*)-->\s*$/.exec(before)?.[1] ?? '';
    const code = match[4]!.replaceAll(`\n${match[1]}`, '\n').slice(match[1]!.length);
    const line = before.split('\n').length;
    found.push({
      file,
      line,
      language,
      words,
      given,
      code,
      shown: undefined,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found.map(({ start: _, end, ...block }, i) => {
    const next = found[i + 1];
    const shown = next?.language === 'text' && markdown.slice(end, next.start).trim() === '' ? next.code : undefined;
    const words = [
      ...block.words,
      ...(shown === undefined ? [] : ['fails']),
      ...(block.code.includes('defineConfig(') ? ['config'] : []),
    ];
    return { ...block, words, shown: shown?.trimEnd() };
  });
}

/** Separates import statements, which must stand at the top of a module, from the code that may stand in a function. */
function splitImports(code: string): { imports: string; body: string } {
  const statement = /^import\b(?:[^;'"]*\bfrom\s*)?\s*['"][^'"]+['"];?[^\n]*\n?/gm;
  return { imports: (code.match(statement) ?? []).join('\n'), body: code.replace(statement, '') };
}

/** A TypeScript block as a module that the compiler checks. */
export function asModule(block: CodeBlock): string {
  if (block.words.includes('config')) return `${block.given}\n${block.code}\nexport {};\n`;
  const { imports, body } = splitImports(`${block.given}\n${block.code}`);
  const runner = imports.includes(`'@jest/globals'`) ? '@jest/globals' : 'vitest';
  const names = ['describe', 'expect', 'test'].filter((name) => !new RegExp(String.raw`\b${name}\b`).test(imports));
  const missing = names.length > 0 ? `import { ${names.join(', ')} } from '${runner}';\n` : '';
  return `${missing}${imports}\nexport async function block() {\n${body}\n}\nvoid [${names.join(', ')}];\n`;
}

/** A TypeScript block as a test file: its own tests, or one test around all of it. */
export function asTestFile(block: CodeBlock): string {
  const { imports, body } = splitImports(`${block.given}\n${block.code}`);
  const kept = imports.replace(/import \{[^}]*\} from 'vitest';/g, '');
  const title = JSON.stringify(`${block.file}:${block.line}`);
  const head = `import { describe, expect, test, vi } from 'vitest';\n${kept}\n`;
  if (!block.words.includes('fails')) {
    return /^\s*(?:test|describe)\b/m.test(body)
      ? `${head}describe(${title}, async () => {\n${body}\n});\n`
      : `${head}test(${title}, async () => {\n${body}\n});\n`;
  }
  const shown = block.shown === undefined ? '' : JSON.stringify(block.shown);
  return `${head}test(${title}, async () => {
  const bodies: (() => unknown)[] = [];
  const run = async () => {
    const test = (_: string, body: () => unknown) => void bodies.push(body);
    ${body}
    for (const one of bodies) await one();
  };
  const failure = await run().then(() => undefined, (error: Error) => error);
  if (failure === undefined) throw new Error('the block is said to fail, and passed');
  const { stripVTControlCharacters } = await import('node:util');
  const tidy = (text: string) => text.split('\\n').map((line) => line.trimEnd()).join('\\n').trim();
  const [said, printed] = [tidy(stripVTControlCharacters(failure.message)), tidy(${shown || 'failure.message'})];
  if (said !== printed) throw new Error('the document prints\\n' + printed + '\\nand the message is\\n' + said);
});
`;
}
