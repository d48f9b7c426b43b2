/** What becomes of output that cannot be written. */

interface Output {
  on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): unknown;
  write(text: string): unknown;
}

/** How a system says that whoever read has had enough, as `head` has: Windows says `EOF`. */
const closed: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EOF']);

/**
 * Takes errors of writing from the two outputs of a process. One whose reader has gone is quiet, so that the verdict stands; of any other there
 * is a line on standard error.
 *
 * @param lost - told when something was not written that is missed
 */
export function watchOutput(stdout: Output, stderr: Output, lost: () => void): void {
  let told = false;
  stdout.on('error', ({ code, message }) => {
    if (closed.has(code) || told) return;
    told = true;
    stderr.write(`The output cannot be written: ${message}.\n`);
    lost();
  });
  stderr.on('error', ({ code }) => {
    if (!closed.has(code)) lost();
  });
}
