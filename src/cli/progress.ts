/** A progress bar on a terminal; nothing where the output is no terminal, or in CI. */

/** Where a bar is drawn. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** Shows `share` of the whole, from 0 to 1, and what is being done. */
  show(share: number, label: string): void;
  /** Wipes the bar. */
  clear(): void;
}

const width = 30;

/** A bar on `stream`, if it is a terminal and `environment` has no CI. */
export function progressBar(
  stream: ProgressStream,
  environment: Readonly<Record<string, string | undefined>>,
): ProgressBar {
  const silent = stream.isTTY !== true || (environment['CI'] ?? '') !== '';
  let shown = '';
  const draw = (text: string): void => {
    if (silent || text === shown) return;
    stream.write(`\r${text}\u001b[K`);
    shown = text;
  };
  return {
    show: (share, label) => {
      const filled = Math.round(width * Math.min(Math.max(share, 0), 1));
      const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
      draw(`${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${label}`.slice(0, (stream.columns ?? 80) - 1));
    },
    clear: () => draw(''),
  };
}
