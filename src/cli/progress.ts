/** A progress bar on a terminal; nothing where the output is no terminal, or in CI. */
export { progressBar } from '../arithmetic/progress.ts';
export type { ProgressBar, ProgressStream } from '../arithmetic/progress.ts';
