/** Conflicts of a merge for a person. */
import type { Entry, EntryConflict } from '../../drift/index.ts';
import { metricName } from '../../report/index.ts';
import { lineOf } from '../gate/foreign-text.ts';
import { nameText } from '../printable.ts';
import { shellWord } from '../shell-word.ts';
import type { LostSidecar } from './lost-sidecars.ts';
import { counted, countText, sizeText } from '../../report/number-text.ts';

/** Conflicts that are listed; `--json` has them all. */
const mostListed = 50;

/** What is in conflict, what was kept, and what to do. Commands are for the root of the repository, as the paths that git prints. */
export function mergeText(path: string, conflicts: readonly EntryConflict[], lost: readonly LostSidecar[]): string {
  // sidecars that are written anew belong to it
  const cut = path.lastIndexOf('/');
  const added = commandWord(cut > 0 ? path.slice(0, cut) : path);
  return [
    ...(conflicts.length > 0 ? conflictLines(path, conflicts) : []),
    ...(lost.length > 0 ? lostLines(path, lost) : []),
    ...(conflicts.length > 0
      ? [`Measure the merged code with the runner's -u, or edit these entries; then: git add -- ${added}`]
      : [`Then: git add -- ${added}`]),
  ].join('\n');
}

function commandWord(text: string): string {
  return nameText(shellWord(text));
}

function conflictLines(path: string, conflicts: readonly EntryConflict[]): string[] {
  const listed = conflicts.slice(0, mostListed).map((conflict) => `  ${conflictLine(conflict)}`);
  const more = conflicts.length - listed.length;
  return [
    `${nameText(path)}: ${counted(conflicts.length, 'conflict')}. Our side of each stands in the file, which can be read; all else is merged.`,
    ...listed,
    ...(more > 0 ? [`  … and ${countText(more)} more`] : []),
  ];
}

/** The commits by which git knows the sides while it waits for a conflict to be resolved. */
const commitOf = { ours: 'HEAD', theirs: 'MERGE_HEAD' } as const;

function lostLines(path: string, lost: readonly LostSidecar[]): string[] {
  const isTheirs = lost.some(({ side }) => side === 'theirs');
  return [
    `${nameText(path)}: one side removed numbers that an entry of the other needs, so that git removes them. Bring them back:`,
    ...lost.flatMap(({ file, keys, side }) => [
      `  for ${lineOf(keys.join(', '))}`,
      `    git checkout ${commitOf[side]} -- ${commandWord(file)}`,
    ]),
    ...(isTheirs ? ['  (in a rebase write REBASE_HEAD for MERGE_HEAD, in a cherry-pick CHERRY_PICK_HEAD)'] : []),
  ];
}

function conflictLine({ key, what, terms, base, ours, theirs }: EntryConflict): string {
  const name = lineOf(key);
  switch (what) {
    case 'removed':
      return `${name}: removed ${ours === null ? 'by us, changed by them' : 'by them, changed by us'}`;
    case 'tolerance':
      return `${name}: tolerance ${terms.map((term) => `${term}: ours ${termText(ours, term)}, theirs ${termText(theirs, term)}`).join('; ')}`;
    case 'accepted':
      return `${name}: accepted: ours ${reasonText(ours)}, theirs ${reasonText(theirs)}`;
    case 'measured':
      return `${name}: ${measuredText(base, ours!, theirs!)}`;
  }
}

function termText(entry: Entry | null, term: string): string {
  const value = (entry?.tolerance as Readonly<Record<string, unknown>> | undefined)?.[term];
  return value === undefined ? 'none' : String(value);
}

function reasonText(entry: Entry | null): string {
  return entry?.accepted === undefined ? 'none' : JSON.stringify(entry.accepted.reason);
}

/** `max, ulp: base 2, ours 3, theirs 5`: the first metric that differs, or else what kind of thing does. */
function measuredText(base: Entry | null, ours: Entry, theirs: Entry): string {
  if (ours.kind === 'values' || theirs.kind === 'values') return 'other numbers were remembered on each side';
  const name = Object.keys(ours.metrics).find((metric) => ours.metrics[metric] !== theirs.metrics[metric]);
  if (name === undefined) return 'measured alike on both sides, from other bits';
  const size = (entry: Entry | null): string => {
    const value = entry?.kind === 'drift' ? entry.metrics[name] : undefined;
    return value === undefined ? 'none' : sizeText(value);
  };
  return `${lineOf(metricName(name), 60)}: base ${size(base)}, ours ${size(ours)}, theirs ${size(theirs)}`;
}
