/** Programs that a person sits before: children with a pseudo-terminal, by util-linux's `script`. */
import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { cleanEnvironment } from './project.ts';

const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });

/** Why there is no pseudo-terminal here; `undefined` where there is one. */
export const noTerminal: string | undefined = stdout?.includes('util-linux')
  ? undefined
  : "util-linux's script is not installed";

export interface Session {
  /** All that was printed, without control characters. */
  output(): string;
  /** Waits until what was printed since the last time has the text, and passes over it. @throws where the program ends, or the time is over */
  waitFor(text: string | RegExp): Promise<void>;
  type(keys: string): void;
  /** Ends the program, if it did not end by itself. @returns its exit code; `null` where it had to be ended */
  end(patience?: number): Promise<number | null>;
}

/** Starts a program with a terminal of its own. */
export function openSession(
  folder: string,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Session {
  const line = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    cwd: folder,
    env: { ...cleanEnvironment(), TERM: 'xterm', COLUMNS: '200', LINES: '50', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  let passed = 0;
  let ended = false;
  const listeners = new Set<() => void>();
  const notify = (): void => [...listeners].forEach((listener) => listener());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      notify();
    });
  }
  const closed = new Promise<number | null>((done) => {
    child.on('close', (status) => {
      ended = true;
      notify();
      done(status);
    });
  });
  const output = (): string => stripVTControlCharacters(printed);
  return {
    output,
    waitFor: (text) =>
      new Promise((done, failed) => {
        const finish = (error?: Error): void => {
          clearTimeout(timer);
          listeners.delete(look);
          if (error === undefined) done();
          else failed(error);
        };
        const look = (): void => {
          const rest = output().slice(passed);
          const found = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
          if (found >= 0) {
            passed += found + (typeof text === 'string' ? text.length : text.exec(rest)![0].length);
            finish();
          } else if (ended) finish(new Error(`The program ended before it printed ${String(text)}:\n${output()}`));
        };
        const timer = setTimeout(
          () => finish(new Error(`${String(text)} was not printed in 60 s:\n${output()}`)),
          60_000,
        );
        listeners.add(look);
        look();
      }),
    type: (keys) => void child.stdin.write(keys),
    async end(patience = 10_000) {
      const timer = setTimeout(() => child.kill(), patience);
      const status = await closed;
      clearTimeout(timer);
      return status;
    },
  };
}
