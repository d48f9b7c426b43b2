/** Numbers of large arrays that git takes away in a merge, though the merged file refers to them. Pure. */
import { sidecarName } from '../../drift/index.ts';
import type { Baseline } from '../../drift/index.ts';

export interface LostSidecar {
  /** Relative to the repository, with `/`. */
  readonly file: string;
  /** The entries that refer to it. */
  readonly keys: readonly string[];
  /** The side that has it still. */
  readonly side: 'ours' | 'theirs';
}

/**
 * The sidecars of a merged baseline file that git removes: the base has them, one side has none of its entries refer to them any more and
 * removed them, and the other, which has them as they were, refers to them anew. To git a file that one side removed and the other did not
 * touch is removed.
 *
 * @param path - of the baseline file
 */
export function lostSidecars(
  path: string,
  base: Baseline,
  ours: Baseline,
  theirs: Baseline,
  merged: Baseline,
): LostSidecar[] {
  const [before, own, other, after] = [base, ours, theirs, merged].map((version) => keysByName(path, version));
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return [...after!].flatMap(([name, keys]): LostSidecar[] => {
    if (!before!.has(name) || (own!.has(name) && other!.has(name))) return [];
    return [{ file: folder + name, keys, side: own!.has(name) ? 'ours' : 'theirs' }];
  });
}

/** The entries that refer to each sidecar. */
function keysByName(path: string, baseline: Baseline): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [key, entry] of baseline) {
    if (entry.kind !== 'values' || entry.values !== null) continue;
    const name = sidecarName(path, entry.digest);
    names.set(name, [...(names.get(name) ?? []), key]);
  }
  return names;
}
