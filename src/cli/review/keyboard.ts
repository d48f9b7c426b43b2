/** Single keys from a terminal. */

/** Where keys come from: `process.stdin`, in the part that is used. */
export interface Keyboard {
  readonly isTTY?: boolean | undefined;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data' | 'end', listener: (data: string | Uint8Array) => void): unknown;
  off(event: 'data' | 'end', listener: (data: string | Uint8Array) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What a key press is that is no character: arrows, function keys, pasted text's brackets. */
// oxlint-disable-next-line no-control-regex -- terminals send them
const sequence = /\u001b(?:\[[0-9;?<>=]*[ -/]*[@-~]|O.|.)?/gs;

/** What ends a review: control-c, control-d. */
export const interrupts: ReadonlySet<string> = new Set(['\u0003', '\u0004']);

/**
 * Lends single keys to `use`: the terminal gives them as they are pressed until that is done, or fails, and is as it was afterwards. When the
 * keyboard ends, control-d is the key.
 */
export async function withKeys<T>(keyboard: Keyboard, use: (next: () => Promise<string>) => Promise<T>): Promise<T> {
  const keys: string[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const decoder = new TextDecoder();
  const onData = (data: string | Uint8Array): void => {
    const text = typeof data === 'string' ? data : decoder.decode(data, { stream: true });
    keys.push(...text.replace(sequence, ''));
    wake?.();
  };
  const onEnd = (): void => {
    ended = true;
    wake?.();
  };
  const next = async (): Promise<string> => {
    while (keys.length === 0 && !ended) await new Promise<void>((done) => (wake = done));
    return keys.shift() ?? '\u0004';
  };
  keyboard.setRawMode?.(true);
  keyboard.on('data', onData);
  keyboard.on('end', onEnd);
  keyboard.resume();
  try {
    return await use(next);
  } finally {
    keyboard.setRawMode?.(false);
    keyboard.off('data', onData);
    keyboard.off('end', onEnd);
    keyboard.pause();
  }
}
