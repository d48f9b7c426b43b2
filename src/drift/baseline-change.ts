/** From the entries that a baseline file is to have to what is written. */
import { printBaseline, sidecarName } from './baseline-file.ts';
import type { Baseline } from './baseline-file.ts';
import type { Entry } from './entry.ts';
import type { BaselineChange } from './files.ts';

/** An entry to be written, with the sidecar that holds its numbers. */
export interface Put {
  readonly entry: Entry;
  /** The bytes of the sidecar; `null` for an entry that has none. */
  readonly sidecar: (() => Uint8Array) | null;
}

/**
 * The change of a baseline file to the entries in `next`; `undefined` where its text is that already.
 *
 * @param text - of the file as it is; `undefined` if there is none
 * @param puts - the entries of `next` that are new, for their sidecars
 */
export function changeTo(
  path: string,
  text: string | undefined,
  next: Baseline,
  puts: Iterable<Put>,
): BaselineChange | undefined {
  const after = next.size === 0 ? undefined : printBaseline(next);
  if (after === text) return undefined;
  const sidecars = new Map<string, () => Uint8Array>();
  for (const { entry, sidecar } of puts) {
    if (sidecar !== null) sidecars.set(sidecarName(path, entry.digest), sidecar);
  }
  const referenced = [...next.values()].filter((entry) => entry.kind === 'values' && entry.values === null);
  return { text: after, sidecars, referenced: new Set(referenced.map(({ digest }) => sidecarName(path, digest))) };
}
