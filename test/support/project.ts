/** Projects of a person who uses the package: folders with files, in which real runners run as child processes. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Outcome {
  readonly status: number | null;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
}

/** Makes an empty folder below `parent` and writes the files into it. */
export function makeProject(parent: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(parent, 'project-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The environment without what a runner around this one left in it. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:VITEST|JEST_|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|VITE_|DEV$|PROD$|MODE$|SSR$|TEST$|BASE_URL$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), NO_COLOR: '1' };
}

/** Runs Node with a script from some `node_modules`, as continuous integration would: no colour, no terminal, no inherited options. */
export function runNode(
  folder: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string | undefined>>; readonly node?: string } = {},
): Promise<Outcome> {
  const env = { ...cleanEnvironment(), CI: 'true', ...options.env };
  return new Promise((done, failed) => {
    const child = spawn(options.node ?? process.execPath, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', failed);
    child.on('close', (status) => done({ status, output }));
  });
}
