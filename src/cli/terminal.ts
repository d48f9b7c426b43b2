/** What commands may touch of the process that they run in. */
import type { ProgressStream } from './progress.ts';
import type { Keyboard } from './review/keyboard.ts';

export interface Terminal {
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  /** Where keys come from, for commands that ask; without one they refuse. */
  readonly stdin?: Keyboard;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The JavaScript engine, for people: `Node 20.20.2 (V8 11.3.244.8), linux x64`. */
  readonly engine: string;
  readonly workingDirectory: string;
  /** The day, in UTC: `2027-01-31`. Acknowledgements end. */
  readonly today: () => string;
  /** What the process is to exit with once all is written. */
  exitCode: number;
}
